"""Every page is HTML that a parser need not mend: what browsers guess, they do not all guess alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .site import Site


def invalid_html(site: Site) -> Iterator[Fault]:
    """A fault for each parse error of the HTML standard (13.2), with its line."""
    from tinyhtml5.parser import HTMLParser

    for page in site.pages:
        parser = HTMLParser()
        parser.parse(site.text(page.path))
        for (line, _), code, about in parser.errors:
            name = f" of <{about['name']}>" if about.get("name") else ""
            yield Fault(page.path, line, f"parse error {code!r}{name}; it should be valid HTML")
