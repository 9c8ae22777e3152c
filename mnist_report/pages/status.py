"""Status: how the sections of the editions stand to the pages that they lie over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .editions import FRONT, Editions, Line, Section, nearest, overlaid, read, replacing, sections
from .syntax import CODE, blank

OF_MNIST: Final = re.compile(
    r"(?i)\b(?:digits?|MNIST|handwrit\w+|ink|pens?|postcodes?|misreads?|reads? (?:it|them|an?|the image\w*) as)\b"
)
"""Words that are true of the images of MNIST and seldom of others."""
NO_WORDS: Final = re.compile(r"<<.*?>>|<%.*?%>|<#.*?#>|\{[^{}]*\}|\]\([^)\s]*\)|</?[a-zA-Z][^<>]*>|https?://\S+")
"""What is no word of a page: values, attributes, addresses, tags."""


@dataclass(frozen=True)
class Note:
    """What an author should look at."""

    place: str
    """File and line."""
    section: str
    """Id of the section."""
    text: str
    """What is so, and what to do."""
    is_fault: bool = True
    """Whether it is more than something left to write."""

    def __str__(self) -> str:
        return f"{self.place}: {self.section}: {self.text}"


@dataclass(frozen=True)
class Status:
    """How the sections of the editions stand to the pages."""

    editions: Editions
    """The editions and the pages that they lie over."""

    def notes(self) -> Iterator[Note]:
        """Yield what an author should look at, page by page.

        Raise EditionError for a file of an edition that is not made of sections, and any error of reading a file.
        """
        layers = self.editions.layers or (self.editions.neutral,)  # of the first edition, too
        folders = (self.editions.docs, *layers)
        files = [(folder, file) for folder in folders for file in folder.rglob("*.md")]
        for path in sorted({file.relative_to(folder).as_posix() for folder, file in files}):
            page = self._lines(self.editions.docs, path)
            for layer in layers if page else ():
                over = replacing(self._lines(layer, path))
                yield from _misfits(page, over)
                for section in over:
                    page = overlaid(page, section) if _place(page, section) else page
            yield from self._unwritten(path)
            yield from _of_mnist(page) if self.editions.settings.dataset else ()

    def _unwritten(self, path: str) -> Iterator[Note]:
        """Yield a note for each section of a page that one's own edition should replace: of a translation, each."""
        own, language = self.editions.own, self.editions.settings.site.language
        if not own or not (language or self.editions.settings.dataset):
            return
        below = self.editions.docs if language else self.editions.layers[0]
        written = {section.id for section in replacing(self._lines(own, path))}
        for section in sections(self._lines(below, path)):
            if section.level <= 2 and section.id not in written:
                yield Note(section.place, section.id, "not written yet; this text stands there", is_fault=False)

    def _lines(self, folder: Path, path: str) -> tuple[Line, ...]:
        file = folder / path
        return read(file, file.relative_to(self.editions.docs.parent).as_posix()) if file.is_file() else ()


def _misfits(page: Sequence[Line], over: Sequence[Section]) -> Iterator[Note]:
    for section in over:
        if not (old := _place(page, section)):
            known = list(sections(page))
            yield Note(section.place, section.id, f"the page has no such section; {nearest(section, known)}")
        elif not section.replaces:
            yield Note(section.place, section.id, f"names nothing that it was written for; write replaces={old.digest}")
        elif not section.suits(old):
            stands = ", and the text of docs/ stands there" if section.is_neutral else ""
            yield Note(section.place, section.id, f"what it was written for, {old.place}, has changed{stands}; read "
                                                  f"both, then write replaces={old.digest}")


def _place(page: Sequence[Line], section: Section) -> Section | None:
    """Return the section of a page that another one takes the place of; None where the page has none."""
    present = ((other.id, other.level, other) for other in sections(page))
    return next((other for id, level, other in present if (id, level) == (section.id, section.level)), None)


def _of_mnist(page: Sequence[Line]) -> Iterator[Note]:
    """Yield a note for each line of a page with a word that is true of MNIST."""
    text = "\n".join(line.text for line in page)
    for pattern in (CODE, NO_WORDS):
        text = blank(pattern, text)
    starts, id = {section.lines[0]: section.id for section in sections(page)}, FRONT
    for line, words in zip(page, text.split("\n"), strict=True):
        id = starts.get(line, id)
        if found := OF_MNIST.search(words):
            yield Note(f"{line.file}:{line.number}", id, f"says {found[0]!r}: {line.text.strip()}", is_fault=False)
