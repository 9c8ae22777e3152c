"""No page holds code of ours: a strict Content-Security-Policy runs what is a file of the site, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .fault import Fault
from .page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Element
    from .site import Site

EXECUTED: Final = re.compile(
    r"(?i)|module|importmap|speculationrules|text/(?:javascript1\.[0-5]|livescript|jscript)"
    r"|(?:text|application)/(?:x-)?(?:java|ecma)script"
)
"""The types of a `<script>` that a browser acts on (HTML standard, 4.12.1.1); any other makes it a block of data."""

THEME: Final = (
    "__md_scope=new URL(",
    'var palette=__md_get("__palette")',
    'var tabs=__md_get("__tabs")',
    "var target=document.getElementById(location.hash.slice(1))",
)
"""How the scripts begin that Material for MkDocs and Zensical write into each page: they bring back the colours and the
tabs that the reader chose, before the page shows."""


def inline_scripts(site: Site) -> Iterator[Fault]:
    """A fault for each script, event handler and `javascript:` address in a page or a picture, the theme's apart."""
    for page in holders(site, "script"):
        for element in page.elements:
            for code in _code(element):
                yield Fault(page.path, element.line, f"{code} is code inside the page, which a strict "
                            "Content-Security-Policy refuses; it should be a file in assets/")


def holders(site: Site, tag: str) -> Iterator[Page]:
    """Every page, and every SVG picture that holds such an element."""
    yield from site.pages
    for path in sorted(site.files):
        if path.endswith(".svg") and f"<{tag}" in (text := site.text(path)):
            yield Page.parse(path, text)


def is_inline(element: Element) -> bool:
    """Whether the element is a script that a browser runs from within the page."""
    written = not {"src", "href"} & element.attributes.keys()  # in a picture it is `href`
    return element.tag == "script" and written and bool(EXECUTED.fullmatch(element.attributes.get("type", "").strip()))


def _code(element: Element) -> Iterator[str]:
    """What of an element is code of ours, in words."""
    if is_inline(element) and not element.text.lstrip().startswith(THEME):
        yield f"<script> {' '.join(element.text.split())[:60]!r}"
    for name, value in element.attributes.items():
        if name.startswith("on"):
            yield f"{name}={value[:60]!r} of <{element.tag}>"
        if re.match(r"\s*javascript:(?!void\(0\)$)", value, re.IGNORECASE):
            yield f"{name}={value[:60]!r} of <{element.tag}>"
