"""Blocks: the pieces of a page as values. In the Markdown of a page, a mark stands for each of them.

    figure("network") ──► FigureBlock and mark ──► page.blocks ──► for_mkdocs, for_notebook, for_paper, for_text

A verb of a page appends a block and returns its mark. Each output format has its own writer of blocks, an exhaustive
`match`: the one for MkDocs is in markup.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from ..core.errors import ContentError
from ..figures.figure import Table
from .syntax import FENCE

OPENING, CLOSING = "\ufdd0", "\ufdd1"
"""Noncharacters: code points that no text contains, for a program's own use (The Unicode Standard, section 23.7)."""
MARK = re.compile(rf"{OPENING}(\d+){CLOSING}")
ALONE = re.compile(rf"{FENCE.pattern}|^{OPENING}(?P<number>\d+){CLOSING}[ \t]*$")
"""A fence, or a mark alone on its line, without indentation."""
TITLE = re.compile(r'\sdata-title="([^"]*)"')
NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
DEEPER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*")
"""The start of a line before a block in a list, an admonition or a quotation."""


@dataclass(frozen=True)
class Prose:
    """Markdown between other blocks."""

    text: str
    """Markdown, with marks for the blocks inside its lists, admonitions and lines."""


@dataclass(frozen=True)
class Code:
    """Code that the page shows and a notebook runs."""

    text: str
    """Python."""


@dataclass(frozen=True)
class Output:
    """The printed output of code."""

    text: str
    """Plain text, not empty."""


@dataclass(frozen=True)
class FigureBlock:
    """A figure without its pictures, which are files named after it."""

    name: str
    """The permanent name, with dashes."""
    caption: str
    """Markdown."""
    alt: str
    """Plain text, 1 to 150 characters."""
    description: str
    """Plain text."""
    table: Table | None
    """The plotted numbers; None where the figure has no table."""
    width: int
    """Width of the picture, in CSS pixels."""
    height: int
    """Height of the picture, in CSS pixels."""

    @property
    def id(self) -> str:
        """The id of the figure on its page."""
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
    """The right answer, one of the choices."""
    explanation: str
    """Why it is right; Markdown."""
    replies: tuple[str, ...] = ()
    """What is said to each choice, "" for the right one, plain text; none, or as many as there are choices."""

    @property
    def corrections(self) -> dict[str, str]:
        """What is said to a wrong choice, by the choice."""
        return {choice: reply for choice, reply in zip(self.choices, self.replies, strict=False) if reply}

    @property
    def id(self) -> str:
        """The id of the question on its page."""
        return f"question-{self.slug}"


@dataclass(frozen=True)
class Stylesheet:
    """A style sheet of this page, in addition to that of all pages."""

    path: str
    """Path within the site: "assets/explore/explore.css"."""


@dataclass(frozen=True)
class Widget:
    """An element that a script of the page fills."""

    html: str
    """One element, with `data-explore`; its links are relative to the page's address."""


@dataclass(frozen=True)
class LivePart:
    """A part of an explore page, which a script puts in the place of what stands there once it comes into view."""

    name: str
    """Permanent name, that of its file in gen/parts/."""
    html: str
    """One element, with `data-explore-part`, around Markdown; links are relative to the page's file."""
    site: str = ""
    """The address of the site, to which paper leads; "" where it is not known."""

    @property
    def title(self) -> str:
        """What its element says in `data-title`, as plain text; without it, its name."""
        found = TITLE.search(self.html)
        return unescape(found[1]) if found else self.name.replace("-", " ").capitalize()

    @property
    def id(self) -> str:
        """The id of the part on its page."""
        return f"explore-{self.name}"


Block = Prose | Code | Output | FigureBlock | Question | Stylesheet | Widget | LivePart


def mark(number: int) -> str:
    """Return the mark that stands in Markdown for the block of that number."""
    return f"{OPENING}{number}{CLOSING}"


def standing(text: str, known: Mapping[int, Block]) -> dict[int, Block]:
    """Return the blocks whose marks are in a text, or in the text of such a block, in order, by their numbers."""
    blocks: dict[int, Block] = {}
    for number in (int(found[1]) for found in MARK.finditer(text) if int(found[1]) in known):
        block = known[number]
        blocks |= {number: block} | standing(_inner(block), known)
    return blocks


def _inner(block: Block) -> str:
    match block:
        case Question(explanation=text) | Widget(html=text) | LivePart(html=text):
            return text
        case _:
            return ""


def written(text: str, parts: Mapping[int, Block], write: Callable[[Block], str]) -> str:
    """Return a text with each mark replaced by `write(block)`, indented as deeply as the mark is."""

    def fill(found: re.Match[str]) -> str:
        if int(found[1]) not in parts:
            return found[0]
        block = written(write(parts[int(found[1])]), parts, write)
        return _indented(block, found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()])

    return MARK.sub(fill, text)


def check_written(text: str) -> None:
    """Raise ContentError when a written page contains a mark without a block, or a piece of a mark, and UnicodeError
    when it contains half a character (a lone surrogate).
    """
    if found := NONCHARACTER.search(text):
        raise ContentError(f"the page has the character U+{ord(found[0]):04X}, or a filter has cut a block, such as a "
                           "figure, into pieces; remove it")
    text.encode()


def _indented(block: str, before: str) -> str:
    """Return a block that begins after `before` with its further lines indented, four spaces a level, for Markdown."""
    if not before or not DEEPER.fullmatch(before):
        return block
    margin = re.sub(r"[^>\s]", " ", before)
    margin += " " * (-len(margin) % 4 if ">" not in margin else 0)
    return re.sub(r"\n(?=[^\n])" if ">" not in margin else r"\n", f"\n{margin}", block)


def split(text: str, parts: Mapping[int, Block]) -> Iterator[Block]:
    """Yield the blocks of a page in order: those with a mark alone on a line, fenced Python, and the prose between."""
    begin = 0
    for found in ALONE.finditer(text):
        if found["number"] or (found["language"] == "python" and not found["margin"] and "`" in found["fence"]):
            if begin < found.start():
                yield Prose(text[begin : found.start()])
            yield parts[int(found["number"])] if found["number"] else Code(found["code"].removesuffix("\n"))
            begin = found.end()
    if begin < len(text):
        yield Prose(text[begin:])
