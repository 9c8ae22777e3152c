"""No id is given twice on a page: a link to it would lead to the first only, and a label would name the wrong thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .site import Site


def duplicate_ids(site: Site) -> Iterator[Fault]:
    """A fault for each id that its page has given before."""
    for page in site.pages:
        first: dict[str, int] = {}
        for element in page.elements:
            name = element.attributes.get("id")
            if name in first:
                message = f"id {name!r} is taken since line {first[name]}; it should be another"
                yield Fault(page.path, element.line, message)
            elif name is not None:
                first[name] = element.line
