"""Page: the elements and parse errors of one HTML or SVG file, read in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from .reading import html_elements, xml_elements

if TYPE_CHECKING:
    from .element import Element

XML: Final = (".svg", ".xml", ".xhtml", ".xht", ".xsl", ".mml")
"""Extensions of files that a browser reads as XML; it reads any other page as HTML."""


@dataclass(frozen=True)
class Page:
    """One file of a site, as its elements."""

    path: str
    """Path relative to the site, with forward slashes."""

    elements: tuple[Element, ...]
    """Every element, in the order of the file."""

    errors: tuple[tuple[int, str], ...] = ()
    """Parse errors of HTML or XML: (line, message)."""

    @classmethod
    def parse(cls, path: str, text: str) -> Page:
        """Parse `text`, the content of the file at `path`; like a browser, accept any text."""
        return cls(path, *(xml_elements(text) if path.lower().endswith(XML) else html_elements(text)))

    @cached_property
    def everything(self) -> tuple[Element, ...]:
        """Every element, including those of documents in a `srcdoc` attribute, which the page shows."""
        found, waiting = [], list(reversed(self.elements))
        while waiting:
            element = waiting.pop()
            found.append(element)
            if inner := element.attributes.get("srcdoc"):
                waiting += reversed(html_elements(inner, element.line)[0])
        return tuple(found)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The targets of links with `#`: every `id`, and every `name` of an old-style anchor."""
        ids = {element.attributes["id"] for element in self.elements if "id" in element.attributes}
        anchors = (element.attributes.get("name") for element in self.elements if element.tag == "a")
        return frozenset(ids.union(filter(None, anchors)))

    @cached_property
    def images(self) -> tuple[Element, ...]:
        """Every `<img>`, in the order of the file."""
        return tuple(element for element in self.elements if element.tag == "img")

    def has_text(self, outer: Element) -> bool:
        """Return whether there is any text inside an element, at any depth."""
        with_text = (element for element in self.elements if element.text.strip())
        return any(element is outer or outer in element.ancestors for element in with_text)
