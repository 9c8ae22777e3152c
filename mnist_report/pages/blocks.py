"""Blocks: what a page is made of, as values. The Markdown of a page has a mark where one of them stands.

    figure("network") ──► FigureBlock and mark ──► page.blocks ──► for_mkdocs, for_notebook, for_paper, for_text

A verb of a page appends a value and leaves its mark. Whatever hands the page on writes the values in its own way, with
an exhaustive `match`: the writer for MkDocs is markup.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
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


def check_marks(text: str, parts: Sequence[Block]) -> None:
    """Raise ContentError when a text has a mark that stands for none of `parts`, a piece of a mark, or a noncharacter.
    """
    rest = MARK.sub(lambda found: "" if int(found[1]) < len(parts) else found[0], text)
    if found := NONCHARACTER.search(rest):
        raise ContentError(f"the page has the character U+{ord(found[0]):04X}, or a filter has cut a block, such as a "
                           "figure, into pieces; remove it")


def written(text: str, parts: Sequence[Block], write: Callable[[Block], str]) -> str:
    """Return a text with what `write` makes of the block at each of its marks, set as deep as the mark stands."""

    def fill(found: re.Match[str]) -> str:
        number, line = int(found[1]), found.string.rfind("\n", 0, found.start()) + 1
        block = written(write(parts[number]), parts[:number], write)
        return _deeper(block, found.string[line : found.start()])

    return MARK.sub(fill, text)


def _deeper(block: str, before: str) -> str:
    """The further lines of a block that begins after `before`: four blanks a level, as Markdown has it."""
    if not before or not DEEPER.fullmatch(before):
        return block
    margin = re.sub(r"[^>\s]", " ", before)
    margin += " " * (-len(margin) % 4 if ">" not in margin else 0)
    return re.sub(r"\n(?=[^\n])" if ">" not in margin else r"\n", f"\n{margin}", block)


def split(text: str, parts: Sequence[Block]) -> Iterator[Block]:
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


def standing(text: str, parts: Sequence[Block]) -> Iterator[Block]:
    """Yield every block that has its mark in a text, or in what another block of the text says, in order."""
    for found in MARK.finditer(text):
        block = parts[int(found[1])]
        yield block
        if isinstance(block, Question):
            yield from standing(block.explanation, parts[: int(found[1])])
        elif isinstance(block, Widget):
            yield from standing(block.html, parts[: int(found[1])])
