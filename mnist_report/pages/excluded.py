"""Excluded: pages that the settings leave out, and what leads to them from the others.

    needs: experiments      in the front matter of a page: `experiments = false` leaves it out, with all of its folder
                            where it is an index.md
    needs: versions         likewise `keep_versions = 0`

On the other pages, a paragraph, an item of a list or a row of a table that links to such a page is left out, too, and
so is a heading under which nothing is left.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from ..core import texts
from . import front_matter
from .addresses import address_of
from .editions import Editions, Line
from .page import SLIDES
from .syntax import CODE, ELSEWHERE, HEADING, LINK, blank, target

NEEDS: Final = ("experiments", "versions")
"""What a page can need."""
ITEM: Final = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s|\|)")
"""The start of an item of a list or of a row of a table."""
BOUNDARY: Final = re.compile(r"\s*(?:#{1,6} .*|<%.*|.*%>|(?:!!!|\?\?\?).*|</?\w[^<>]*>|)\s*")
"""A line that belongs to no paragraph."""


@dataclass(frozen=True)
class Excluded:
    """The pages that the settings leave out."""

    pages: frozenset[str] = frozenset()
    """Their paths within the pages' folder."""
    folders: tuple[str, ...] = ()
    """Paths of the folders that are left out with all that is in them, with a slash at the end."""

    @classmethod
    def read(cls, editions: Editions) -> Excluded:
        """Return what the settings leave out; nothing of a page that cannot be read, which rendering refuses."""
        there = (editions.settings.experiments, editions.settings.keep_versions > 0)
        lacking = {need for need, is_there in zip(NEEDS, there, strict=True) if not is_there}
        roots = (editions.docs, *editions.layers)
        files = {file.relative_to(root).as_posix(): file for root in roots for file in sorted(root.rglob("*.md"))}
        needing = {path for path, file in files.items() if _needs(file) in lacking}
        folders = tuple(f"{posixpath.dirname(path)}/" for path in sorted(needing) if path.endswith("/index.md"))
        return cls(frozenset(path for path in files if path in needing or path.startswith(folders)), folders)

    def __contains__(self, path: str) -> bool:
        """Return whether a file within the pages' folder is left out."""
        return path in self.pages or path.startswith(self.folders)

    def pruned(self, nav: Any) -> Any:
        """Return `nav` of a mkdocs.yml without these pages, and without the parts in which no other is left."""
        if isinstance(nav, list):
            return [kept for kept in map(self.pruned, nav) if kept]
        if isinstance(nav, dict):
            return {title: kept for title, part in nav.items() if (kept := self.pruned(part))}
        return "" if isinstance(nav, str) and nav in self else nav

    def without_links(self, path: str, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Return the lines of the page at a path without what links to these pages."""
        if not any(name in line.text for name in self._names for line in lines):
            return lines
        prose = blank(CODE, "\n".join(line.text for line in lines))
        rows, gone = prose.split("\n"), set[int]()
        for link in LINK.finditer(prose):
            if not ELSEWHERE.match(link[3]) and target(link[3], path).partition("#")[0] in self:
                gone |= _around(rows, *(prose.count("\n", 0, place) for place in link.span()))
        gone |= _emptied(rows, gone)
        return tuple(line for number, line in enumerate(lines) if number not in gone)

    @property
    def _names(self) -> set[str]:
        """What a link to one of these pages has in it."""
        return {_stem(page) for page in self.pages}

    def addresses(self, listed: Iterable[str], names: Iterable[str]) -> set[str]:
        """Return those of the listed addresses that are of these pages, of what is made of them, or of `names`.

        The names are those of figures and cards, with underscores or dashes.
        """
        decks = (f"{posixpath.dirname(page)}/{SLIDES}/{_stem(page)}/" for page in self.pages)
        downloads = (f"downloads/{_stem(page)}{end}" for page in self.pages for end in (".", "-solutions."))
        starts = (*self.folders, *map(address_of, self.pages), *decks, *downloads)
        parts = "|".join([*(f"(?:links-)?{re.escape(_stem(folder))}(?!\\w)" for folder in self.folders),
                          *(f"{re.escape(name.replace('_', '-'))}(?:-dark)?(?![\\w-])" for name in names)])
        named = re.compile(rf"(?<![\w-])(?:{parts})" if parts else "(?!)")
        return {address for address in listed if address.startswith(starts) or named.search(address)}


def _needs(file: Path) -> str:
    """Return what a page needs; "" where it says nothing of it, or cannot be read."""
    with suppress(OSError, UnicodeError, AttributeError, yaml.YAMLError):
        front = front_matter.split(texts.read(file))[0]
        return str(front_matter.parsed(front).get("needs")) if "needs" in front else ""
    return ""


def _stem(path: str) -> str:
    """Return what names the files that are made of a page or a folder: "how-wide", "module-3"."""
    return posixpath.basename(path.removesuffix("/index.md").removesuffix(".md").rstrip("/"))


def _around(rows: Sequence[str], first: int, last: int) -> set[int]:
    """Return the numbers of the rows of the paragraph, item or row of a table around those from `first` to `last`."""
    while first and not ITEM.match(rows[first]) and not BOUNDARY.fullmatch(rows[first - 1]):
        first -= 1
    while last + 1 < len(rows) and not ITEM.match(rows[last + 1]) and not BOUNDARY.fullmatch(rows[last + 1]):
        last += 1
    return {*range(first, last + 1)}


def _emptied(rows: Sequence[str], gone: Set[int]) -> set[int]:
    """Return the numbers of the headings under which nothing is left once the rows in `gone` are."""
    found: set[int] = set()
    headings = {number: len(heading["marks"]) for number, row in enumerate(rows) if (heading := HEADING.fullmatch(row))}
    for number, level in reversed(headings.items()):
        end = next((other for other in headings if other > number and headings[other] <= level), len(rows))
        under = {row for row in range(number + 1, end) if rows[row].strip()}
        if under and under <= gone | found:
            found.add(number)
    return found
