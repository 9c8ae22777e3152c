"""Rule: no page shows source text that should have been rendered: front matter, verbs, comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .element import Element
    from .page import Page
    from .site import Site

CONTENT: Final = ("article", "main", "body")
"""Elements that contain the text of a page; the first of these on a page counts."""

LITERAL: Final = frozenset({"code", "kbd", "pre", "samp", "script", "style", "textarea", "var"})
"""Elements with text that is shown as it is, or not at all."""

FENCE: Final = re.compile(r"[\ufeff\s]*(?:-{3}|\+{3})\s")
"""The start of front matter that was not recognized, for example because of a byte order mark."""

ENTRY: Final = re.compile(r"[\ufeff\s]*[\w-]+:\s")
"""An entry of front matter, where Markdown read the line above it as a thematic break."""

VERB: Final = re.compile(r"(?s)<<-?\s*[\w\"'(][^<>]*>>|<%.*?%>|<#.*?#>")


def unrendered_sources(site: Site) -> Iterator[Fault]:
    """Yield a fault for each page that shows its front matter, and for each verb or comment in the text of a page."""
    for page in site.pages:
        content = [element for element in _content(page) if element.tag == "hr" or element.text.strip()]
        if content and _is_front_matter(*content[:2]):
            yield Fault(page.path, content[0].line, "the page shows its front matter; its source should be UTF-8 and "
                        "begin with '---', without a blank or a mark before it")
        for element in content:
            for verb in VERB.findall(element.text):
                shown = " ".join(verb.split())[:60]
                yield Fault(page.path, element.line, f"the page shows {shown!r}; it should be rendered, or be code")


def _content(page: Page) -> Iterator[Element]:
    """Yield the elements of the text of a page, without those whose text is shown as it is."""
    tags = {element.tag for element in page.elements}
    content = next((tag for tag in CONTENT if tag in tags), "")
    for element in page.elements:
        around = {element.tag, *(outer.tag for outer in element.ancestors)}
        if content in around and not around & LITERAL:
            yield element


def _is_front_matter(first: Element, second: Element | None = None) -> bool:
    begins = first.tag == "hr" and second is not None and bool(ENTRY.match(second.text))
    return begins or bool(FENCE.match(f"{first.text} "))
