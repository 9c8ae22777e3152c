"""A page in pieces, the cells of its notebook: what is read, run, shown, asked and answered.

    "# Title"            TITLE
    "## Heading"         SECTION, with its first paragraph; then TEXT, CODE, FIGURE, QUESTION, REPLY
    "### Exercise"       TASK, BLANK for the student's code, SOLUTION, and the CHECK that follows it
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from ..pages import blocks
from ..pages.blocks import Block, Code, FigureBlock, Output, Prose, Question
from ..pages.page import Exercise, Page
from ..pages.syntax import FENCE, HEADING, blank
from .grading import Grading
from .plain_markdown import FOLDED, Plain

CLASSROOM = "for-the-classroom"
PARAGRAPH = re.compile(r"(?!\d+[.)]\s|\*\s)[\w*\[\"]")
"""The start of a paragraph of words, and not of a list, a table, a fence or a box."""


class Kind(Enum):
    """What a piece is for."""

    TITLE = auto()
    SECTION = auto()
    TASK = auto()
    TEXT = auto()
    CODE = auto()
    FIGURE = auto()
    QUESTION = auto()
    REPLY = auto()
    BLANK = auto()
    SOLUTION = auto()
    CHECK = auto()


@dataclass(frozen=True)
class Piece:
    """A piece of a page."""

    kind: Kind
    """What it is for; a reply is the answer to a question, or what code printed."""
    content: Prose | Code
    """Plain Markdown, or Python; empty for the student's code."""
    grading: Grading | None = None
    """What nbgrader makes of it; None where it is not graded."""


def pieces(page: Page, site: str) -> list[Piece]:
    """Return the pieces of a page, those of solutions included, with links to the address `site`, if it is known."""
    return [piece for piece in _Pieces(page, Plain(page, site)).all() if piece.content.text or piece.kind is Kind.BLANK]


@dataclass(frozen=True)
class _Pieces:
    page: Page
    plain: Plain

    def all(self) -> Iterator[Piece]:
        """Yield the pieces in order; some may be empty."""
        begin = 0
        for exercise in self.page.exercises:
            if (box := self.page.body.find(exercise.box, begin)) >= 0:
                yield from self._shown(self.page.body[begin:box])
                yield from self._answered(exercise)
                begin = box + len(exercise.box)
        yield from self._shown(self.page.body[begin:])

    def _shown(self, text: str) -> Iterator[Piece]:
        for block in blocks.split(text, self.page.parts):
            match block:
                case Prose(text):
                    yield from self._sections(text)
                case Code():
                    yield Piece(Kind.CODE, block)
                case FigureBlock():
                    yield self._prose(Kind.FIGURE, block)
                case Question():
                    asked, folded, answer = self.plain.text([block]).partition(FOLDED)
                    yield Piece(Kind.QUESTION, Prose(asked.rstrip()))
                    yield Piece(Kind.REPLY, Prose(folded + answer))
                case Output():
                    yield self._prose(Kind.REPLY, block)
                case _:
                    yield self._prose(Kind.TEXT, block)

    def _sections(self, text: str) -> Iterator[Piece]:
        starts = [found.start() for found in HEADING.finditer(blank(FENCE, text))]
        before, *sections = (text[begin:end] for begin, end in pairwise([0, *starts, len(text)]))
        yield self._prose(Kind.TEXT, Prose(before))
        for section in sections:
            yield from self._section(section)

    def _section(self, text: str) -> Iterator[Piece]:
        heading, _, rest = text.partition("\n")
        found = HEADING.match(heading)
        id = found["id"] if found else ""
        if id in {exercise.section.id for exercise in self.page.exercises}:
            yield self._prose(Kind.TASK, Prose(text))
            return
        first, _, others = rest.strip("\n").partition("\n\n")
        if len(heading.split(" ")[0]) == 1 or not PARAGRAPH.match(first):
            first, others = "", rest
        kind = Kind.TITLE if heading.startswith("# ") else Kind.TASK if id == CLASSROOM else Kind.SECTION
        yield self._prose(kind, Prose(f"{heading}\n\n{first}"))
        yield self._prose(Kind.TEXT, Prose(others))

    def _answered(self, exercise: Exercise) -> Iterator[Piece]:
        solution = list(blocks.split(exercise.solution, self.page.parts))
        checks = [block for block in solution if isinstance(block, Code) and _is_check(block)]
        id = f"{self.page.name}-{exercise.section.id}"
        yield Piece(Kind.BLANK, Code(""), Grading(id, is_answer=True, is_graded=not checks))
        yield Piece(Kind.SOLUTION, Prose("**Solution**"))
        for block in solution:
            if isinstance(block, Code) and block not in checks:
                yield Piece(Kind.SOLUTION, block)
            elif block not in checks:
                yield self._prose(Kind.SOLUTION, block)
        if checks:
            check = Code("\n\n".join(block.text for block in checks))
            yield Piece(Kind.CHECK, check, Grading(f"{id}-check", is_answer=False, is_graded=True))

    def _prose(self, kind: Kind, block: Block) -> Piece:
        return Piece(kind, Prose(self.plain.text([block])))


def _is_check(code: Code) -> bool:
    """Return whether a block holds assertions alone, and nothing that one could show instead."""
    try:
        return all(isinstance(statement, ast.Assert) for statement in ast.parse(code.text).body)
    except SyntaxError:
        return False
