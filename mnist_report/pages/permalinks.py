"""Lock: the published addresses, each of which stays or redirects to where its content is now.

`permalinks.txt`, beside the pages, has one address a line, relative to the site; `./` is the home page. A line with an
arrow declares a redirect: of a page, with every part of it that has no line of its own; of a part; of a file.

    # A comment belongs to the line below it.
    figures/network.svg
    module-1/compile-the-model/
    module-1/compile-the-model/#the-loss
    module-1/old-name/ -> module-1/new-name/
    module-1/new-name/#old-part -> module-2/learned-weights/#new-part
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from ..core import texts
from ..core.errors import PermalinkError
from ..core.paths import is_path
from .addresses import NAME, is_page, split, suffix

ARROW = " -> "
LONGEST = 1_000_000
"""Maximum characters of a lock: some 20,000 addresses."""
MOVES = 100
"""Maximum length of a chain of redirects."""
ADDRESS = re.compile(r"(?:\./|(?!\.)[^\s#?]+)(?:#[^\s#]+)?")
MADE_ELSEWHERE = {
    "downloads/course.imscc": "its links need the address of the site, so it is made only where that is known",
    "downloads/course-cc11.imscc": "the same",
    "downloads/questions-moodle.xml": "the same",
    "downloads/course.zip": "packed from the built site",
    "SHA256SUMS": "lists the built site",
    "history.jsonl": "what builds recorded, where they do",
}
"""Published addresses that a build may lack, and why."""

HEADER = """\
# Every published address, relative to the site. `mnist-report permalinks` adds new ones; none is ever taken away.
# Where one has moved, write `old address -> new address` here: this file is the only place for redirects.
"""


@dataclass(frozen=True)
class Line:
    """A published address, and where it redirects to if it has moved."""

    address: str
    """Relative to the site."""
    target: str = ""
    """The address that it redirects to; empty where it has not moved."""
    comment: tuple[str, ...] = ()
    """The comment lines above it, each with its `#`."""
    number: int = 0
    """Number of the line in its file, from 1; 0 for a new line."""

    def __str__(self) -> str:
        return "\n".join([*self.comment, f"{self.address}{ARROW}{self.target}" if self.target else self.address])


@dataclass(frozen=True)
class Lock:
    """The published addresses of a site."""

    lines: tuple[Line, ...] = ()
    """One line for each address."""
    header: str = HEADER
    """The comment at the start of the file, with a line break at its end; may be empty."""

    @classmethod
    def read(cls, file: Path) -> Lock:
        """Read the lock in a file; without the file, nothing is locked. Raise PermalinkError when it cannot be read."""
        try:
            return cls.parse(texts.read(file)) if file.exists() else cls()
        except (OSError, UnicodeError) as error:
            raise PermalinkError(f"{file} cannot be read: {' '.join(str(error).split())}") from error

    @classmethod
    def parse(cls, text: str) -> Lock:
        """Parse a lock. Raise PermalinkError, naming the line, for a malformed or repeated address."""
        if len(text) > LONGEST:
            raise PermalinkError(f"{NAME} has {len(text)} characters; it should have at most {LONGEST}")
        head, header = (text.split("\n\n", 1)[1], text.split("\n\n", 1)[0] + "\n") if _has_header(text) else (text, "")
        lock = cls(tuple(_lines(head, text.count("\n") - head.count("\n"))), header)
        if len(lock.by_address) < len(lock.lines):
            twice = next(line for line in reversed(lock.lines) if lock.by_address[line.address] is not line)
            raise PermalinkError(f"{NAME}:{twice.number}: {twice.address!r} stands there twice; remove one of the two")
        return lock

    def __str__(self) -> str:
        ordered = sorted(self.lines, key=lambda line: line.address)
        return (f"{self.header}\n" if self.header else "") + "".join(f"{line}\n" for line in ordered)

    @cached_property
    def by_address(self) -> Mapping[str, Line]:
        """Each line by its address; of two with the same address, the first."""
        return {line.address: line for line in reversed(self.lines)}

    @cached_property
    def redirects(self) -> Mapping[str, str]:
        """The target of each address that has moved, as its line says."""
        return {line.address: line.target for line in self.lines if line.target}

    def below(self, folder: str) -> bool:
        """Return whether an address begins with that of a folder."""
        return any(line.address.startswith(folder) for line in self.lines)

    def adding(self, addresses: Iterable[str]) -> Lock:
        """Return the lock with further addresses. Raise PermalinkError for one that cannot be written as a line."""
        new = sorted(set(addresses) - set(self.by_address))
        if unfit := [address for address in new if not _is_address(address)]:
            raise PermalinkError(f"{unfit[0]!r} cannot be a line of {NAME}; rename its file to one without blanks and "
                                 "without characters that some system or address cannot have")
        return Lock((*self.lines, *map(Line, new)), self.header)

    def moving(self, moved: Mapping[str, str]) -> Lock:
        """Return the lock after addresses that it lists have moved: redirects, and lines for where they are now.

        What comes back to an address that it was redirected from is there again. Raise PermalinkError for a circle.
        """
        now = {line.address: new for line in self.lines if not line.target and (new := _moved(line.address, moved))}
        back = {new: old for old, new in now.items()}
        lines = []
        for line in self.lines:
            is_back = line.target and line.address in back and self.end(line.address) == back[line.address]
            target = "" if is_back else line.target or moved.get(line.address, "")
            lines.append(replace(line, target=target))
        lock = Lock(tuple(lines), self.header).adding(now.values())
        for address in lock.redirects:
            lock.end(address)
        return lock

    def without(self, addresses: Set[str]) -> Lock:
        """Return the lock without some addresses, and without the redirects to them."""
        kept = (line for line in self.lines if not {line.address, self.end(line.address)} & addresses)
        return Lock(tuple(kept), self.header)

    def end(self, address: str) -> str:
        """Return the end of the redirects from an address. Raise PermalinkError for a circle or more than MOVES."""
        seen: list[str] = []
        while (following := self._next(address)) is not None:
            seen.append(address)
            if following in seen:
                circle = ARROW.join([*seen, following])
                raise PermalinkError(f"{NAME}:{self._line_of(seen)}: a redirect in circles: {circle}; end it at a page")
            if len(seen) > MOVES:
                raise PermalinkError(f"{NAME}:{self._line_of(seen)}: {seen[0]!r} is led on more than {MOVES} times; "
                                     "write where it is now")
            address = following
        return address

    def _next(self, address: str) -> str | None:
        """Return the address that one redirects to, None if it does not. A part of a page moves with its page."""
        place, part = split(address)
        if address in self.redirects:
            return self.redirects[address]
        if part and place in self.redirects:
            return f"{split(self.redirects[place])[0]}#{part}"
        return None

    def _line_of(self, addresses: Iterable[str]) -> int:
        return next(self.by_address[address].number for address in addresses if address in self.by_address)

    def hold(self, present: Set[str]) -> None:
        """Raise PermalinkError, naming the first fault, when a site with the addresses `present` breaks the lock."""
        faults = list(self.faults(present))
        if faults:
            line, message = faults[0]
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise PermalinkError(f"{NAME}:{line.number}: {message}{more}")

    def faults(self, present: Set[str]) -> Iterator[tuple[Line, str]]:
        """Yield each line that a site with the addresses `present` breaks, and what to do about it."""
        for line in self.lines:
            if message := self._fault(line, present):
                yield line, message

    def _fault(self, line: Line, present: Set[str]) -> str:
        """Return what is wrong with a line, and what would be right; "" when nothing is."""
        end, (place, part) = self.end(line.address), split(line.address)
        if end not in present:
            gone = f"{end!r} is gone; put it back, or say where it went: '{end}{ARROW}…'"
            return f"{line.address!r} leads to {end!r}, which is not there" if end != line.address else gone
        if line.target and line.address in present:
            return f"{line.address!r} is redirected and still there; remove one of the two"
        if part and place not in present and place not in self.redirects:
            return f"{place!r}, the page of {line.address!r}, is neither there nor redirected; say where it went"
        if not part and not is_page(place) and suffix(end) != suffix(place):
            return f"{place!r} is a file and leads to {end!r}; it should lead to a file of its kind"
        return ""


def _moved(address: str, moved: Mapping[str, str]) -> str:
    """Return where an address, or the part of a page, has moved; "" where it has not."""
    place, part = split(address)
    return moved.get(address) or (f"{moved[place]}#{part}" if part and place in moved else "")


def _has_header(text: str) -> bool:
    """Return whether a text begins with a comment, an empty line after it."""
    head, _, rest = text.partition("\n\n")
    return bool(rest) and all(line.startswith("#") for line in head.splitlines())


def _lines(text: str, above: int) -> Iterator[Line]:
    comment: list[str] = []
    for number, line in enumerate(map(str.strip, text.splitlines()), above + 1):
        if line == "#" or line.startswith("# "):
            comment.append(line)
        elif line:
            address, _, target = line.partition(ARROW)
            for written in line.split(ARROW, 1):
                _check(written, number)
            yield Line(address, target, tuple(comment), number)
            comment = []


def _check(address: str, number: int) -> None:
    if not _is_address(address):
        right = "an address relative to the site, such as 'module-1/' or 'module-1/#objective'"
        raise PermalinkError(f"{NAME}:{number}: {address!r} should be {right}")


def _is_address(address: str) -> bool:
    """Return whether a text is the address of a file or a part within the site, also once a host has decoded it."""
    place = split(address)[0].removesuffix("/")
    return bool(ADDRESS.fullmatch(address)) and (place == "." or (is_path(place) and is_path(unquote(place))))
