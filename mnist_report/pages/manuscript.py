"""Manuscript: the pages of a project as their authors wrote them, to be edited by a command; nothing is rendered.

    manuscript = Manuscript(Path("."))
    manuscript.write(manuscript.docs / "module-1/a.md", text)
    manuscript.save()                   # all that was written, or none of it
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from ..core import texts
from ..core.errors import ConfigurationError, ContentError
from ..core.files import replace_all
from . import front_matter, navigation
from .addresses import NAME as LOCK
from .addresses import address_of
from .nav_lines import NavLines, Place
from .navigation import Navigation
from .page import LESSON, SLIDES
from .permalinks import Lock
from .questions import SLUG

PRINT: Final = "print"
"""The name of the page that a module is printed from."""
TITLES: Final = (re.compile(r"""(?m)^(title: *["']?)\d+(?=\. )"""), re.compile(r"(?m)^(# +)\d+(?=\. .*\{)"))
"""The start of a lesson's title, up to its number, in its front matter and in its heading, which has an id."""


@dataclass(frozen=True)
class Manuscript:
    """The sources of a course, with the changes that have been made to them and not yet saved."""

    project: Path
    """Folder of mkdocs.yml and docs/."""
    changes: dict[Path, str | None] = field(default_factory=dict)
    """The new text of each file, None for one that is removed."""
    origins: dict[Path, Path] = field(default_factory=dict)
    """Where each file was that has moved."""

    def __post_init__(self) -> None:
        if not self.docs.is_dir():
            raise ConfigurationError(f"no docs/ in {self.project.resolve()}; name the folder of a course by --project")

    @property
    def docs(self) -> Path:
        """Folder of the pages."""
        return self.project / "docs"

    @property
    def mkdocs_yml(self) -> Path:
        """Path of the mkdocs.yml, which may not exist."""
        return self.project / navigation.NAME

    def read(self, file: Path) -> str:
        """Return the text of a file as it will be, "" where there is none. Raise ContentError if it cannot be read."""
        return (self.changes[file] or "") if file in self.changes else self.before(file)

    def before(self, file: Path) -> str:
        """Return the text of a file as it was, where that was. Raise ContentError if it cannot be read."""
        origin = self.origins.get(file, file)
        try:
            return texts.read(origin) if origin.exists() else ""
        except (OSError, UnicodeError) as error:
            raise ContentError(f"{origin} cannot be read: {' '.join(str(error).split())}") from error

    def write(self, file: Path, text: str) -> None:
        """Change the text of a file."""
        if text != self.read(file) or not file.exists():
            self.changes[file] = text

    def move(self, file: Path, to: Path, text: str) -> None:
        """Move a file, with a new text."""
        self.changes.update({file: None, to: text})
        self.origins[to] = file

    def save(self) -> None:
        """Write what has been changed, all or none of it. Raise StoreError when it cannot be written."""
        origins = {file: self.origins.get(file, file) for file in self.changes}
        before = {file: origin.read_bytes() if origin.exists() else b"" for file, origin in origins.items()}
        replace_all({file: None if text is None else texts.as_before(before[file], text)
                     for file, text in self.changes.items()})

    # Its pages

    @cached_property
    def pages(self) -> list[str]:
        """Paths of all pages, sorted."""
        return sorted(path.relative_to(self.docs).as_posix() for path in self.docs.rglob("*.md"))

    def place(self, given: str) -> str:
        """Return the path within docs/ of what a person named: "docs/a.md" -> "a.md". Raise ContentError outside of it.
        """
        inside = posixpath.normpath(given.replace("\\", "/"))
        if Path(given).is_absolute():
            folder = self.docs.resolve()
            inside = Path(given).relative_to(folder).as_posix() if Path(given).is_relative_to(folder) else ".."
        elif inside.startswith("docs/") and not (self.docs / "docs").exists():
            inside = inside.removeprefix("docs/")
        if inside.split("/")[0] == "..":
            raise ContentError(f"{given!r} is outside of docs/; name a path in it, such as {self._example!r}")
        return inside

    @property
    def _example(self) -> str:
        return f"{next(iter(self.modules), 'module-1')}/average-digits.md"

    @cached_property
    def lock(self) -> Lock:
        """The published addresses. Raise PermalinkError when they cannot be read."""
        return Lock.read(self.docs / LOCK)

    def require_new(self, path: str, old: str = "") -> None:
        """Raise ContentError unless a page can be put at a path whose address nothing has but the page `old`."""
        folder, file = posixpath.split(path)
        if not path.endswith(".md"):
            raise ContentError(f"{path!r} is no page; it should end in .md, such as {f'{path}.md'!r}")
        require_slug(path)
        if file == f"{PRINT}.md" and folder:
            raise ContentError(f"{path!r} is the page that a module is printed from; choose another name")
        if f"/{SLIDES}/" in address_of(path):
            raise ContentError(f"{path!r} is where the slides of a module are; choose another name")
        same = next((page for page in self.pages if address_of(page) == address_of(path) and page != old), "")
        if same or (self.docs / path).exists():
            raise ContentError(f"docs/{same or path} is there already; choose another name")
        target = self.lock.end(address_of(path))
        if target not in {address_of(path), address_of(old)}:
            raise ContentError(f"docs/{path} would have the address {address_of(path)!r}, which {LOCK} leads on to "
                               f"{target!r}; choose another name")

    def require_own_name(self, path: str, old: str = "") -> None:
        """Raise ContentError when a lesson or a module but `old` is downloaded under the name of a page."""
        pages = [page for part in self.modules.values() for page in (part.pages[0], *self.lessons(part)) if page != old]
        names = {posixpath.basename(address_of(page).rstrip("/")): page for page in pages}
        name = posixpath.basename(address_of(path).rstrip("/"))
        if name in names:
            raise ContentError(f"docs/{names[name]} is downloaded as {name}.ipynb already; choose another name")

    # Its modules

    @cached_property
    def nav(self) -> NavLines:
        """The navigation. Raise ConfigurationError for a mkdocs.yml that is wrong."""
        if self.mkdocs_yml.is_file():
            Navigation.read(self.mkdocs_yml)
        return NavLines(self.read(self.mkdocs_yml))

    @cached_property
    def modules(self) -> Mapping[str, Place]:
        """The parts of `nav` with lessons, by the folder of the page that opens each."""
        return {posixpath.dirname(part.pages[0]): part for part in self.nav.parts if self.lessons(part)}

    def lessons(self, part: Place) -> list[str]:
        """Return the paths of the lessons in a part, in order."""
        return [page for page in part.pages if self.number(page) is not None]

    def number(self, page: str) -> int | None:
        """Return the number of a lesson; None for another page, and for one that is not there."""
        found = LESSON.match(str(self.front(page).get("title", "")))
        return int(found[1]) if found else None

    def front(self, page: str) -> Mapping[str, object]:
        """Return the front matter of a page as it is written. Raise ContentError, naming the page, for a mistake."""
        return front_matter.read(f"docs/{page}", self.read(self.docs / page))

    def first_number(self, lessons: Sequence[str]) -> int:
        """Return the number of the first of some lessons if they are numbered in a row, 0 if they are not."""
        numbers = [self.number(page) for page in lessons]
        first = numbers[0] or 0 if numbers else 1
        return first if numbers == list(range(first, first + len(numbers))) else 0

    def renumbered(self, lessons: Iterable[str], first: int) -> list[str]:
        """Write new numbers, from `first`, into the titles of lessons, and return what to tell of each that changed."""
        told = []
        for number, page in enumerate(lessons, start=first):
            before = self.number(page)
            if before is not None and before != number:
                told.append(f"docs/{page} was number {before}: correct the links that call it so")
                for file in self.layers(page):
                    for title in TITLES:
                        self.write(file, title.sub(rf"\g<1>{number}", self.read(file), count=1))
        return told

    def layers(self, page: str) -> list[Path]:
        """Return the files of a page: its own, and those of the editions at the same path."""
        return [file for file in (folder / page for folder in self.folders) if file.is_file() or file in self.changes]

    @cached_property
    def folders(self) -> list[Path]:
        """The folders with pages: docs/, and that of each edition."""
        editions = self.project / "gen" / "editions"
        return [self.docs, *(sorted(path for path in editions.iterdir() if path.is_dir()) if editions.is_dir() else ())]


def require_slug(path: str) -> None:
    """Raise ContentError unless the last part of a path, of a page or a folder, can be that of an address."""
    folder, (name, ending) = posixpath.dirname(path), posixpath.splitext(posixpath.basename(path))
    if not SLUG.fullmatch(name):
        right = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-") or "average-digits"
        raise ContentError(f"{path!r} is no address; its name should be lower-case words joined by dashes, such as "
                           f"{posixpath.join(folder, right + ending)!r}")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'name'?" for what is spelled most alike, or what there is to choose from."""
    names = list(known)
    if close := difflib.get_close_matches(name, names, 1):
        return f"; did you mean {close[0]!r}?"
    return f"; there are {', '.join(map(repr, names))}" if names else "; there is none"
