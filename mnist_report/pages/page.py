"""Outline: the course as its rendered pages tell it, for whatever hands it on: links, packages, notebooks, prints."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, assert_never

from . import blocks, syntax
from .addresses import address_of
from .blocks import Block, FigureBlock, Question

LESSON = re.compile(r"(\d+)\. ")
HIDDEN = re.compile(r"(?s)<figure.*?</figure>|<details.*?</details>")
"""What a page of an author's own HTML shows beside its prose, or on demand."""
SOLUTION = ("???", "success", "Solution")
WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Section:
    """A heading of a page and what stands under it."""

    id: str
    """Permanent id of the heading on its page."""
    title: str
    """Markdown of one line."""
    level: int
    """1 for the title of the page, to 6."""
    text: str
    """Markdown, up to the next heading of this level or above, the heading itself apart."""


@dataclass(frozen=True)
class Exercise:
    """An exercise and its solution."""

    section: Section
    """Where it stands; its title begins with "Exercise"."""
    task: str
    """Markdown."""
    solution: str
    """Markdown."""
    box: str
    """The same, as it stands on the page."""


@dataclass(frozen=True)
class Page:
    """A page as it is rendered, before a generator makes HTML of it."""

    path: str
    """Of its Markdown file in the pages' folder: "module-1/compile-the-model.md"."""
    front: Mapping[str, Any]
    """Its front matter: title, description and what else its author wrote."""
    body: str
    """Markdown with every value filled in, from the title on, and marks for `parts`; without front matter and footer.
    """
    builds_on: tuple[str, ...] = ()
    """Paths of the pages that must be read before."""
    parts: Mapping[int, Block] = field(default_factory=dict)
    """What the marks stand for, by their numbers, in the order of the page."""

    @property
    def title(self) -> str:
        """Plain text, with the number of the step if it has one."""
        return str(self.front.get("title", self.path))

    @property
    def description(self) -> str:
        """One sentence: of a lesson, what its reader will be able to do; may be empty."""
        return str(self.front.get("description", ""))

    @property
    def address(self) -> str:
        """Where it is published, relative to the site: "module-1/compile-the-model/", "" for the home page."""
        return address_of(self.path)

    @property
    def name(self) -> str:
        """The last word of its address: "compile-the-model"."""
        return posixpath.basename(self.address.rstrip("/"))

    @property
    def number(self) -> int | None:
        """Of the step in its module, which begins the title; None where the page is no lesson."""
        match = LESSON.match(self.title)
        return int(match[1]) if match else None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What it is made of, in order."""
        return tuple(blocks.split(self.body, self.parts))

    def written(self, text: str, write: Callable[[Block], str]) -> str:
        """Markdown of this page with what `write` makes of the blocks in it."""
        return blocks.written(text, self.parts, write)

    @cached_property
    def minutes(self) -> int:
        """Whole minutes to read the prose at 200 words a minute, code and hidden parts apart."""
        shown = syntax.ADMONITION.sub(_unfolded, syntax.FENCE.sub("", self._text))
        return max(1, math.ceil(len(re.findall(r"\w+", HIDDEN.sub("", shown))) / WORDS_A_MINUTE))

    @cached_property
    def _text(self) -> str:
        return self.written(self.body, for_text)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Names of the figures it shows, with dashes, in order."""
        return tuple(block.name for block in self.parts.values() if isinstance(block, FigureBlock))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What it asks, in order."""
        return tuple(block for block in self.parts.values() if isinstance(block, Question))

    @cached_property
    def ids(self) -> Set[str]:
        """Every id that others may link to."""
        shown = {block.id for block in self.parts.values() if isinstance(block, FigureBlock | Question)}
        return shown | syntax.parts(self._text)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every heading, in order, the title first."""
        return tuple(_sections(self.body))

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """In order; a section that begins with "Exercise" and holds a solution is one."""
        return tuple(_exercises(self.sections))

    @property
    def discussion(self) -> str:
        """The questions for the classroom, Markdown; empty where there are none."""
        return next((section.text for section in self.sections if section.id == "for-the-classroom"), "")


@dataclass(frozen=True)
class Module:
    """Lessons in order, and the page that opens them."""

    title: str
    """As the navigation says it."""
    page: Page
    """The page that opens the module."""
    lessons: tuple[Page, ...]
    """One or more."""

    @property
    def name(self) -> str:
        """The first word of its addresses: "module-1"."""
        return self.page.address.split("/")[0]


@dataclass(frozen=True)
class Outline:
    """The modules of the course."""

    modules: tuple[Module, ...]
    """In order; none where the navigation has no part with lessons."""

    @property
    def lessons(self) -> tuple[Page, ...]:
        """All lessons, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)


def for_text(block: Block) -> str:
    """Write a block as what a reader reads of it beside code and figures."""
    match block:
        case blocks.Prose(text):
            return text
        case Question(text=text, choices=choices):
            return "\n".join([text, *choices])
        case blocks.Widget(html):
            return html
        case blocks.Code() | blocks.Output() | FigureBlock() | blocks.Stylesheet():
            return ""
        case _:
            assert_never(block)


def _unfolded(box: re.Match[str]) -> str:
    return "" if box["marks"] == "???" else box[0]


def _sections(body: str) -> Iterator[Section]:
    blank = syntax.FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), body)  # a comment in code is no heading
    headings = [found for found in syntax.HEADING.finditer(blank) if found["id"]]
    for index, heading in enumerate(headings):
        level = len(heading["marks"])
        end = next((later.start() for later in headings[index + 1 :] if len(later["marks"]) <= level), len(body))
        yield Section(heading["id"], heading["title"], level, body[heading.end() : end].strip())


def _exercises(sections: tuple[Section, ...]) -> Iterator[Exercise]:
    for section in sections:
        boxes = syntax.ADMONITION.finditer(section.text) if section.title.startswith("Exercise") else ()
        solution = next((box for box in boxes if box.group("marks", "kind", "title") == SOLUTION), None)
        if solution:
            task = section.text[: solution.start()].strip()
            yield Exercise(section, task, syntax.inside(solution), solution[0].rstrip())
