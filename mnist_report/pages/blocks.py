"""Blocks: what a page is made of, as values. The Markdown of a page has a mark where one of them stands.

    figure("network") ──► FigureBlock and mark ──► page.blocks ──► for_mkdocs, for_notebook, for_paper, for_text

A verb of a page appends a value and leaves its mark. Whatever hands the page on writes the values in its own way, with
an exhaustive `match`: the writer for MkDocs is markup.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..core.errors import ContentError
from ..figures.figure import Table
from .syntax import FENCE

OPENING, CLOSING = "\ufdd0", "\ufdd1"
"""Noncharacters: code points that no text holds, for a program's own use (The Unicode Standard, section 23.7)."""
MARK = re.compile(rf"{OPENING}(\d+){CLOSING}")
ALONE = re.compile(rf"{FENCE.pattern}|^{OPENING}(?P<number>\d+){CLOSING}[ \t]*$")
"""A fence, or a mark that stands alone in its line, at the margin."""
NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
DEEPER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*")
"""What stands before a block in a list, an admonition or a quotation."""


@dataclass(frozen=True)
class Prose:
    """What the author wrote between other blocks."""

    text: str
    """Markdown; it has the marks of the blocks in its lists, admonitions and lines."""


@dataclass(frozen=True)
class Code:
    """Code that the page shows, and a notebook runs."""

    text: str
    """Python."""


@dataclass(frozen=True)
class Output:
    """What code printed."""

    text: str
    """Plain text, not empty."""


@dataclass(frozen=True)
class FigureBlock:
    """A figure of the course, as text; its pictures are files of its name."""

    name: str
    """The permanent name, with dashes."""
    caption: str
    """Markdown."""
    alt: str
    """Plain text, 1 to 150 characters."""
    description: str
    """Plain text."""
    table: Table | None
    """The plotted numbers."""
    width: int
    """Of the picture, in CSS pixels."""
    height: int
    """Of the picture, in CSS pixels."""

    @property
    def id(self) -> str:
        """Of the figure on its page."""
        return f"fig-{self.name}"


@dataclass(frozen=True)
class Question:
    """A question that the reader answers before the page does."""

    slug: str
    """Permanent name."""
    text: str
    """Plain text."""
    choices: tuple[str, ...]
    """Plain text, two or more, all different."""
    answer: str
    """The right one of the choices."""
    explanation: str
    """Why it is right; Markdown."""

    @property
    def id(self) -> str:
        """Of the question on its page."""
        return f"question-{self.slug}"


@dataclass(frozen=True)
class Stylesheet:
    """A style sheet that the page needs besides the one of all pages."""

    path: str
    """Within the site: "assets/explore/explore.css"."""


@dataclass(frozen=True)
class Widget:
    """What a program of the page fills."""

    html: str
    """One element, with `data-explore`; its links are relative to the address of the page."""


Block = Prose | Code | Output | FigureBlock | Question | Stylesheet | Widget


def mark(number: int) -> str:
    """Return what stands in Markdown for the block of that number."""
    return f"{OPENING}{number}{CLOSING}"


def standing(text: str, known: Mapping[int, Block]) -> dict[int, Block]:
    """Return the blocks whose marks stand in a text, or in what such a block says, in order."""
    found: dict[int, Block] = {}
    for number in (int(each[1]) for each in MARK.finditer(text) if int(each[1]) in known):
        block = known[number]
        said = block.explanation if isinstance(block, Question) else block.html if isinstance(block, Widget) else ""
        found |= {number: block} | standing(said, known)
    return found


def written(text: str, parts: Mapping[int, Block], write: Callable[[Block], str]) -> str:
    """Return a text with what `write` makes of the block at each of its marks, set as deep as the mark stands."""

    def fill(found: re.Match[str]) -> str:
        if int(found[1]) not in parts:
            return found[0]
        block = written(write(parts[int(found[1])]), parts, write)
        return _deeper(block, found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()])

    return MARK.sub(fill, text)


def check_written(text: str) -> None:
    """Raise ContentError when a written page has a mark that stands for nothing, or a piece of one."""
    if found := NONCHARACTER.search(text):
        raise ContentError(f"the page has the character U+{ord(found[0]):04X}, or a filter has cut a block, such as a "
                           "figure, into pieces; remove it")


def _deeper(block: str, before: str) -> str:
    """The further lines of a block that begins after `before`: four blanks a level, as Markdown has it."""
    if not before or not DEEPER.fullmatch(before):
        return block
    margin = re.sub(r"[^>\s]", " ", before)
    margin += " " * (-len(margin) % 4 if ">" not in margin else 0)
    return re.sub(r"\n(?=[^\n])" if ">" not in margin else r"\n", f"\n{margin}", block)


def split(text: str, parts: Mapping[int, Block]) -> Iterator[Block]:
    """Yield the blocks of a page in order: those whose marks stand alone, Python in a fence, and the prose between."""
    begin = 0
    for found in ALONE.finditer(text):
        if found["number"] or (found["language"] == "python" and not found["margin"] and "`" in found["fence"]):
            if begin < found.start():
                yield Prose(text[begin : found.start()])
            yield parts[int(found["number"])] if found["number"] else Code(found["code"].removesuffix("\n"))
            begin = found.end()
    if begin < len(text):
        yield Prose(text[begin:])
