"""Rule: no id occurs twice on a page: a link to it would reach the first only, and a label name the wrong element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .site import Site


def duplicate_ids(site: Site) -> Iterator[Fault]:
    """Yield a fault for each id that occurred earlier on its page."""
    for page in site.pages:
        first: dict[str, int] = {}
        for element in page.elements:
            name = element.attributes.get("id")
            if name in first:
                message = f"id {name!r} is taken since line {first[name]}; it should be another"
                yield Fault(page.path, element.line, message)
            elif name is not None:
                first[name] = element.line
