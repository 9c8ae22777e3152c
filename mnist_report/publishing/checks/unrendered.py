"""No page shows what its author wrote for the programs that make it: front matter, verbs, comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Element, Page
    from .site import Site

CONTENT: Final = ("article", "main", "body")
"""What holds the text of a page; the first of these that it has."""

LITERAL: Final = frozenset({"code", "kbd", "pre", "samp", "script", "style", "textarea", "var"})
"""Elements whose text is shown as it is, or not at all."""

FENCE: Final = re.compile(r"[\ufeff\s]*(?:-{3}|\+{3})\s")
"""How front matter begins that no reader knew as such, because of a byte order mark, say."""

ENTRY: Final = re.compile(r"[\ufeff\s]*[\w-]+:\s")
"""An entry of front matter, where Markdown made a rule of the line above it."""

VERB: Final = re.compile(r"(?s)<<-?\s*[\w\"'(][^<>]*>>|<%.*?%>|<#.*?#>")


def unrendered_sources(site: Site) -> Iterator[Fault]:
    """A fault for each page that begins with its front matter, and for each verb or comment in the text of a page."""
    for page in site.pages:
        content = [element for element in _content(page) if element.tag == "hr" or element.text.strip()]
        if content and _is_front_matter(*content[:2]):
            yield Fault(page.path, content[0].line, "the page shows its front matter; its source should be UTF-8 and "
                        "begin with '---', without a blank or a mark before it")
        for element in content:
            for verb in VERB.findall(element.text):
                said = " ".join(verb.split())[:60]
                yield Fault(page.path, element.line, f"the page shows {said!r}; it should be rendered, or be code")


def _content(page: Page) -> Iterator[Element]:
    """The elements of the text of a page, less those that are shown as they are."""
    tags = {element.tag for element in page.elements}
    content = next((tag for tag in CONTENT if tag in tags), "")
    for element in page.elements:
        around = {element.tag, *(outer.tag for outer in element.ancestors)}
        if content in around and not around & LITERAL:
            yield element


def _is_front_matter(first: Element, second: Element | None = None) -> bool:
    begins = first.tag == "hr" and second is not None and bool(ENTRY.match(second.text))
    return begins or bool(FENCE.match(f"{first.text} "))
