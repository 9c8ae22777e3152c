"""Element: a start tag of an HTML or SVG file, where it stands, and the text inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(slots=True, eq=False)
class Element:
    """A start tag, its place, and the text directly inside the element."""

    tag: str
    """Name of the element, in lower case."""

    attributes: Mapping[str, str]
    """Values by name in lower case; "" for an attribute without a value."""

    line: int
    """Line of the tag in the file, from 1."""

    parent: Element | None
    """The element around it; None for the outermost."""

    text: str = ""
    """Text that is not in an inner element."""

    @property
    def ancestors(self) -> Iterator[Element]:
        """The elements around it, innermost first."""
        element = self.parent
        while element:
            yield element
            element = element.parent
