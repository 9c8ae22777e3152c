"""Rule: no page contains inline code of ours: a strict Content-Security-Policy runs files of the site only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..urls import SOMEWHERE, Url, tidied
from .fault import Fault
from .references import CANDIDATES, STYLED, references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .element import Element
    from .references import Reference
    from .site import Site

EXECUTED: Final = re.compile(
    r"(?i)|module|importmap|speculationrules|text/(?:javascript1\.[0-5]|livescript|jscript)"
    r"|(?:text|application)/(?:x-)?(?:java|ecma)script"
)
"""Types of a `<script>` that a browser processes (HTML standard, 4.12.1.1); any other makes it a data block."""

SCRIPTING: Final = frozenset({"javascript", "livescript", "vbscript"})
"""Schemes of an address that is itself a script."""

DOCUMENTS: Final = frozenset({"blob", "data", "filesystem"})
"""Schemes of an address that is itself a file, which may be a script or a page with scripts."""

MEDIA: Final = re.compile(r"(?i)data:(?:audio|font|image|video)/")
PICTURES: Final = frozenset({"audio", "feimage", "image", "img", "input", "link", "source", "video"})
PICTURING: Final = frozenset({"background", "poster"})
"""Types, elements and attributes of pictures, sounds and fonts, in which no script runs."""

NOTHING: Final = "javascript:void(0)"

THEME: Final = (
    "__md_scope=new URL(",
    'var palette=__md_get("__palette")',
    'var tabs=__md_get("__tabs")',
    "var target=document.getElementById(location.hash.slice(1))",
)
"""The starts of the scripts that Material for MkDocs and Zensical write into each page, to restore the colours and tabs
that the reader chose before the page is shown."""


def inline_scripts(site: Site) -> Iterator[Fault]:
    """Yield a fault for each inline script, event handler and address that is code, except scripts of the theme."""
    for page in (*site.pages, *site.pictures):
        for element in page.everything:
            for code in _code(element):
                yield Fault(page.path, element.line, f"{code} is code inside the page, which a strict "
                            "Content-Security-Policy refuses; it should be a file in assets/")


def is_inline(element: Element) -> bool:
    """Return whether the element is a script that a browser runs from within the page."""
    external = {"src", "href"} & element.attributes.keys()  # in a picture the address is `href`
    executed = bool(EXECUTED.fullmatch(element.attributes.get("type", "").strip()))
    return element.tag == "script" and not external and executed


def _code(element: Element) -> Iterator[str]:
    """Yield descriptions of the inline code of an element, except that of the theme."""
    if is_inline(element) and not _is_theme_script(element):
        yield f"<script> {' '.join(element.text.split())[:60]!r}"
    for name, value in element.attributes.items():
        if name.startswith("on"):
            yield f"{name}={value[:60]!r} of <{element.tag}>"
    for reference in references(element):
        if _is_code(element, reference):
            yield f"{reference.attribute}={reference.address[:60]!r} of <{element.tag}>"


def _is_theme_script(element: Element) -> bool:
    inside = any(outer.tag == "article" for outer in element.ancestors)
    return not inside and element.text.lstrip().startswith(THEME)


def _is_code(element: Element, reference: Reference) -> bool:
    """Return whether an address does not name a file, but is a script or a document itself."""
    scheme = Url.parse(reference.address, SOMEWHERE).scheme
    if scheme in DOCUMENTS:
        shown = element.tag in PICTURES or reference.attribute in {"", *STYLED, *CANDIDATES, *PICTURING}
        return not (shown and MEDIA.match(tidied(reference.address)))
    return scheme in SCRIPTING and tidied(reference.address) != NOTHING
