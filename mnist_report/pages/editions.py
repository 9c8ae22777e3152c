"""Editions: what another data set, another audience or another language says otherwise, section by section.

    gen/editions/fashion/module-1/load-and-preprocess-data.md

    ## What Fashion-MNIST is { #what-mnist-is replaces=3f2a91c0 }

A section is found by the id of its heading. It reaches to the next heading of its level or above, or with `replaces`;
that of the title of a page, to the next heading of any level. The front matter is a section, too, whose keys take the
place of those beneath. `replaces` is the digest of the section that it was written for.

Over the pages lie the neutral edition, which is true of any data set, where the images are not those of MNIST, and over
that the edition that the settings name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from ..core import texts
from ..core.edition import FOLDER, NEUTRAL
from .addresses import NAME as LOCK
from .citation import NAME as CITATION
from .lines import PlacedError
from .syntax import FENCE, blank

if TYPE_CHECKING:
    from ..core.settings import Settings

FRONT: Final = "front matter"
"""The name of the front matter as a section."""
DIGEST: Final = 8
"""Hexadecimal characters of a digest that are written beside `replaces`."""
HEADING: Final = re.compile(
    r"(?P<marks>#{1,6}) +(?P<title>.+?)(?: +\{ *#(?P<id>[\w-]+)(?: +replaces=(?P<replaces>[0-9a-f]+))? *\})?[ \t]*"
)
REPLACES: Final = re.compile(r"replaces: *['\"]?(?P<replaces>[0-9a-f]+)['\"]?[ \t]*")
"""The line of a front matter that names the digest of the one it was written for."""
WRITTEN_FOR: Final = re.compile(r"(?m)(?<=[\w-]) +replaces=[0-9a-f]+(?= *\}[ \t]*$)")
KEY: Final = re.compile(r"([\w-]+) *:")


class EditionError(PlacedError):
    """A section of an edition that fits nowhere; the message begins with its file and line."""


class Line(NamedTuple):
    """A line of a page, and where its author wrote it."""

    text: str
    """The line, without its end."""
    file: str
    """The file that it stands in, as messages name it: "docs/index.md"."""
    number: int
    """Its number there, from 1."""

    def saying(self, text: str) -> Line:
        """Return a line with another text at the same place."""
        return Line(text, self.file, self.number)


@dataclass(frozen=True)
class Section:
    """A part of a page that an edition can replace."""

    id: str
    """Id of its heading, or FRONT."""
    level: int
    """1 for the title of the page, to 6; 0 for the front matter."""
    replaces: str
    """Digest of the section that it was written for; may be shortened, and empty."""
    lines: tuple[Line, ...]
    """Its lines, with the heading."""

    @property
    def place(self) -> str:
        """Where it begins: "gen/editions/fashion/index.md:7"."""
        return f"{self.lines[0].file}:{self.lines[0].number}"

    @property
    def is_neutral(self) -> bool:
        """Whether it is of the neutral edition."""
        return self.lines[0].file.startswith(f"{(FOLDER / NEUTRAL).as_posix()}/")

    def suits(self, old: Section) -> bool:
        """Return whether it was written for another section as that is now."""
        return self.replaces != "" and old.digest.startswith(self.replaces)

    @property
    def digest(self) -> str:
        """What `replaces` should be for a section that was written for this one."""
        text = WRITTEN_FOR.sub("", "\n".join(line.text.rstrip() for line in self.lines)).strip()
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:DIGEST]


@dataclass(frozen=True)
class Editions:
    """The editions that lie over the pages of a project."""

    docs: Path
    """The folder of the pages."""
    settings: Settings
    """The settings, which name one's own edition."""

    @property
    def own(self) -> Path | None:
        """Folder of the edition that the settings name; None where they name none."""
        return self.docs.parent / FOLDER / self.settings.edition if self.settings.edition else None

    @property
    def layers(self) -> tuple[Path, ...]:
        """Folders of the editions, the lowest first."""
        return tuple(folder for folder in (self.neutral if self.settings.dataset else None, self.own)
                     if folder and folder.is_dir())

    @property
    def neutral(self) -> Path:
        """Folder of the edition that is true of any data set, which may not exist."""
        return self.docs.parent / FOLDER / NEUTRAL

    @property
    def lock_file(self) -> Path:
        """Path of the list of published addresses, which may not exist; one's own edition has its own."""
        return (self.own or self.docs) / LOCK

    @property
    def citation_file(self) -> Path:
        """Path of the CITATION.cff, which may not exist: that of the project, unless one's own edition has one."""
        own = self.own / CITATION if self.own else None
        return own if own and own.is_file() else self.docs.parent / CITATION


def merged(files: Mapping[str, Path]) -> tuple[Line, ...]:
    """Return the lines of a page: those of the first file, with the sections of each further one in place of its own.

    `files` has the path of each by the name that messages use. Raise EditionError, with file and line, for a section
    that the page does not have, and any error of reading a file.
    """
    return _merged(*((name, texts.read(file)) for name, file in files.items()))


@lru_cache(maxsize=256)  # a build asks for each page again for each figure, and whenever another page names it
def _merged(*files: tuple[str, str]) -> tuple[Line, ...]:
    page, *over = (_lines(name, text) for name, text in files)
    return reduce(overlaid, (section for lines in over for section in replacing(lines)), page)


def read(file: Path, name: str) -> tuple[Line, ...]:
    """Return the lines of a file, which messages call `name`. Raise OSError or UnicodeError when it cannot be read."""
    return _lines(name, texts.read(file))


def _lines(name: str, text: str) -> tuple[Line, ...]:
    return tuple(Line(line, name, number) for number, line in enumerate(text.split("\n"), start=1))


def overlaid(page: tuple[Line, ...], section: Section) -> tuple[Line, ...]:
    """Return a page with a section in place of its own one. Raise EditionError where it has none.

    A section of the neutral edition takes the place of the very text that it was written for, and of no other: what an
    author has changed in docs/ is what the site shows.
    """
    if section.is_neutral and not any(old.id == section.id and section.suits(old) for old in sections(page)):
        return page
    return _with_front(page, section) if section.id == FRONT else _with_section(page, section)


def sections(lines: Sequence[Line]) -> Iterator[Section]:
    """Yield every section of a page, in order; a longer one before those in it."""
    if end := _front_end(lines):
        found = (REPLACES.fullmatch(line.text) for line in lines[:end])
        yield Section(FRONT, 0, next((line["replaces"] for line in found if line), ""), tuple(lines[:end]))
    headings = _headings(lines)
    for place, (start, heading) in enumerate(headings):
        if heading["id"]:
            level, later = len(heading["marks"]), headings[place + 1 :]
            ends = (at for at, other in later if level == 1 or len(other["marks"]) <= level or other["replaces"])
            yield Section(heading["id"], level, heading["replaces"] or "", tuple(lines[start : next(ends, len(lines))]))


def replacing(lines: Sequence[Line]) -> list[Section]:
    """Return the sections of a file of an edition: those that lie in no other one.

    Raise EditionError for text before them, and for two with one id.
    """
    found: list[Section] = []
    for section in sections(lines):
        if not found or found[-1].lines[-1].number < section.lines[0].number:
            found.append(section)
    covered = {line.number for section in found for line in section.lines}
    if outside := next((line for line in lines if line.text.strip() and line.number not in covered), None):
        raise EditionError(f"{outside.file}:{outside.number}: {outside.text!r} belongs to no section; an edition holds "
                           "sections, which begin with the heading that they replace, and its id")
    ids = [section.id for section in found]
    if twice := next((section for place, section in enumerate(found) if section.id in ids[:place]), None):
        raise EditionError(f"{twice.place}: the section {twice.id!r} stands there twice; remove one of the two")
    return found


def nearest(section: Section, page: Sequence[Section]) -> str:
    """Return what may help where a page lacks a section: the ids that look like it, or all of its level."""
    ids = [other.id for other in page if other.level]
    close = get_close_matches(section.id, ids, n=1)
    same = ", ".join(other.id for other in page if other.level == section.level)
    return f"did you mean {close[0]!r}?" if close else f"those of this level are: {same or 'none'}"


def _with_front(page: tuple[Line, ...], front: Section) -> tuple[Line, ...]:
    """Return a page whose front matter has the keys of `front`, and of its own those that `front` lacks."""
    end = _front_end(page)
    own = [line for line in front.lines[1:-1] if not REPLACES.fullmatch(line.text)]
    keys = {found[1] for line in own if (found := KEY.match(line.text))}
    kept, keep = [], True
    for line in page[1 : max(end - 1, 0)]:
        if found := KEY.match(line.text):
            keep = found[1] not in keys
        kept += [line] if keep else []
    return (front.lines[0], *kept, *own, front.lines[-1], *page[end:])


def _with_section(page: tuple[Line, ...], section: Section) -> tuple[Line, ...]:
    present = list(sections(page))
    old = next((other for other in present if other.id == section.id), None)
    if not old:
        raise EditionError(f"{section.place}: the page has no section {section.id!r}; {nearest(section, present)}")
    if old.level != section.level:
        raise EditionError(f"{section.place}: the heading of {section.id!r} has {section.level} #; it should have "
                           f"{old.level}, like that in {old.place}")
    start = page.index(old.lines[0])
    heading = WRITTEN_FOR.sub("", section.lines[0].text)
    lines = [section.lines[0].saying(heading), *section.lines[1:]]
    while not lines[-1].text.strip():
        lines.pop()
    return (*page[:start], *lines, lines[-1].saying(""), *page[start + len(old.lines) :])


def _front_end(lines: Sequence[Line]) -> int:
    """Return the number of lines of a front matter, with its two fences; 0 where there is none."""
    if not lines or lines[0].text != "---":
        return 0
    return next((place for place, line in enumerate(lines[1:], start=2) if line.text == "---"), 0)


def _headings(lines: Sequence[Line]) -> list[tuple[int, re.Match[str]]]:
    """Return (place, heading) of each line that is a heading, and no comment in code."""
    prose = blank(FENCE, "\n".join(line.text for line in lines))
    front = _front_end(lines)
    found = ((place, HEADING.fullmatch(text)) for place, text in enumerate(prose.split("\n")) if place >= front)
    return [(place, heading) for place, heading in found if heading]
