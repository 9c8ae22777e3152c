"""Page: what the checks need to know of one HTML or SVG file, read in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
"""Elements without an end tag (HTML standard, 13.1.2)."""


@dataclass(slots=True, eq=False)
class Element:
    """A start tag, where it stands, and the text straight inside it."""

    tag: str
    """Name, in lower case."""

    attributes: Mapping[str, str]
    """Names in lower case; an attribute without a value has the empty string."""

    line: int
    """Line of the tag in the file, from 1."""

    parent: Element | None
    """The element around it; None for the outermost."""

    text: str = ""
    """Text that is in no inner element."""

    @property
    def ancestors(self) -> Iterator[Element]:
        """The elements around it, innermost first."""
        element = self.parent
        while element:
            yield element
            element = element.parent


@dataclass(frozen=True)
class Page:
    """One file of a site, as its elements."""

    path: str
    """Relative to the site, with forward slashes."""

    elements: tuple[Element, ...]
    """Every element, in the order of the file."""

    @classmethod
    def parse(cls, path: str, text: str) -> Page:
        """Reads `text`, the content of the file at `path`; like a browser it takes whatever it is given."""
        parser = _Parser()
        parser.feed(text)
        parser.close()
        return cls(path, tuple(parser.elements))

    @cached_property
    def ids(self) -> frozenset[str]:
        """What a link with `#` can lead to: every `id`, and the `name` of an old-style anchor."""
        ids = {element.attributes["id"] for element in self.elements if "id" in element.attributes}
        anchors = (element.attributes.get("name") for element in self.elements if element.tag == "a")
        return frozenset(ids.union(filter(None, anchors)))

    @cached_property
    def images(self) -> tuple[Element, ...]:
        """Every `<img>`, in the order of the file."""
        return tuple(element for element in self.elements if element.tag == "img")

    def has_text(self, outer: Element) -> bool:
        """Whether there is any text inside an element, at whatever depth."""
        written = (element for element in self.elements if element.text.strip())
        return any(element is outer or outer in element.ancestors for element in written)


class _Parser(HTMLParser):
    """Collects elements. An end tag closes what is still open inside its element; a stray one closes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Reversed, because of an attribute given twice a browser keeps the first.
        attributes = {name: value or "" for name, value in reversed(attrs)}
        parent = self.open[-1] if self.open else None
        self.elements.append(Element(tag, attributes, self.getpos()[0], parent))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        for depth in reversed(range(len(self.open))):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data
