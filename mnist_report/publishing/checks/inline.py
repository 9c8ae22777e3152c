"""No page holds code of ours: a strict Content-Security-Policy runs what is a file of the site, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .fault import Fault
from .references import CANDIDATES, STYLED, references
from .urls import SOMEWHERE, Url, tidied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Element
    from .references import Reference
    from .site import Site

EXECUTED: Final = re.compile(
    r"(?i)|module|importmap|speculationrules|text/(?:javascript1\.[0-5]|livescript|jscript)"
    r"|(?:text|application)/(?:x-)?(?:java|ecma)script"
)
"""The types of a `<script>` that a browser acts on (HTML standard, 4.12.1.1); any other makes it a block of data."""

SCRIPTING: Final = frozenset({"javascript", "livescript", "vbscript"})
"""Schemes of an address that is a script."""

DOCUMENTS: Final = frozenset({"blob", "data", "filesystem"})
"""Schemes of an address that is a file by itself, which may be a script or a page with scripts."""

MEDIA: Final = re.compile(r"(?i)data:(?:audio|font|image|video)/")
PICTURES: Final = frozenset({"audio", "feimage", "image", "img", "input", "link", "source", "video"})
PICTURING: Final = frozenset({"background", "poster"})
"""Types, elements and attributes of a picture, a sound or a font, in which nothing runs."""

NOTHING: Final = "javascript:void(0)"

THEME: Final = (
    "__md_scope=new URL(",
    'var palette=__md_get("__palette")',
    'var tabs=__md_get("__tabs")',
    "var target=document.getElementById(location.hash.slice(1))",
)
"""How the scripts begin that Material for MkDocs and Zensical write into each page: they bring back the colours and the
tabs that the reader chose, before the page shows."""


def inline_scripts(site: Site) -> Iterator[Fault]:
    """A fault for each script, event handler and address that is code, in a page or a picture, the theme's apart."""
    for page in (*site.pages, *site.pictures):
        for element in page.everything:
            for code in _code(element):
                yield Fault(page.path, element.line, f"{code} is code inside the page, which a strict "
                            "Content-Security-Policy refuses; it should be a file in assets/")


def is_inline(element: Element) -> bool:
    """Whether the element is a script that a browser runs from within the page."""
    written = not {"src", "href"} & element.attributes.keys()  # in a picture it is `href`
    return element.tag == "script" and written and bool(EXECUTED.fullmatch(element.attributes.get("type", "").strip()))


def _code(element: Element) -> Iterator[str]:
    """What of an element is code of ours, in words."""
    if is_inline(element) and not _is_of_theme(element):
        yield f"<script> {' '.join(element.text.split())[:60]!r}"
    for name, value in element.attributes.items():
        if name.startswith("on"):
            yield f"{name}={value[:60]!r} of <{element.tag}>"
    for reference in references(element):
        if _is_code(element, reference):
            yield f"{reference.attribute}={reference.address[:60]!r} of <{element.tag}>"


def _is_of_theme(element: Element) -> bool:
    inside = any(outer.tag == "article" for outer in element.ancestors)
    return not inside and element.text.lstrip().startswith(THEME)


def _is_code(element: Element, reference: Reference) -> bool:
    """Whether an address does not name a file, but is a script or a document itself."""
    scheme = Url.parse(reference.address, SOMEWHERE).scheme
    if scheme in DOCUMENTS:
        shown = element.tag in PICTURES or reference.attribute in {"", *STYLED, *CANDIDATES, *PICTURING}
        return not (shown and MEDIA.match(tidied(reference.address)))
    return scheme in SCRIPTING and tidied(reference.address) != NOTHING
