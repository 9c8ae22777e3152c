"""Page, Module and Outline: the rendered pages of the course, for links, packages, notebooks and prints."""

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
from .blocks import Block, FigureBlock, LivePart, Question

LESSON = re.compile(r"(\d+)\. ")
HIDDEN = re.compile(r"(?s)<figure.*?</figure>|<details.*?</details>")
"""Figures and folded parts that an author wrote as HTML, which are no prose to read."""
SOLUTION = ("???", "success", "Solution")
WORDS_A_MINUTE = 200
SLIDES = "slides"
"""The name of the folder of a module's slides, and of the page that lists them."""
MINUTES_AN_EXERCISE = 7
"""A guess, and the page for instructors says that it is one."""
EPOCHS = re.compile(r"\.fit\((?:[^()]|\([^()]*\))*?\bepochs=(\d+)")
"""A call that trains, and for how many epochs."""


@dataclass(frozen=True)
class Section:
    """A heading of a page and the text under it."""

    id: str
    """Permanent id of the heading on its page."""
    title: str
    """One line of Markdown."""
    level: int
    """1 for the title of the page, to 6."""
    text: str
    """Markdown after the heading, up to the next one of this level or above."""


@dataclass(frozen=True)
class Exercise:
    """An exercise and its solution."""

    section: Section
    """The section of the exercise; its title begins with "Exercise"."""
    task: str
    """Markdown."""
    solution: str
    """Markdown."""
    box: str
    """The whole admonition of the solution, as it is on the page."""


@dataclass(frozen=True)
class Page:
    """A rendered page, before a generator makes HTML of it."""

    path: str
    """Path of its Markdown file in the pages' folder: "module-1/compile-the-model.md"."""
    front: Mapping[str, Any]
    """Front matter: title, description and anything else that its author wrote."""
    body: str
    """Markdown from the title on, values filled in, with marks for `parts`; without front matter and footer."""
    builds_on: tuple[str, ...] = ()
    """Paths of the pages that must be read before."""
    parts: Mapping[int, Block] = field(default_factory=dict)
    """The blocks that the marks stand for, by number, in the order of the page."""

    @property
    def title(self) -> str:
        """Plain text; that of a lesson begins with its number."""
        return str(self.front.get("title", self.path))

    @property
    def description(self) -> str:
        """One sentence: of a lesson, what its reader will be able to do; may be empty."""
        return str(self.front.get("description", ""))

    @property
    def address(self) -> str:
        """Address relative to the site: "module-1/compile-the-model/"; "" for the home page."""
        return address_of(self.path)

    @property
    def name(self) -> str:
        """Last segment of its address: "compile-the-model"."""
        return posixpath.basename(self.address.rstrip("/"))

    @property
    def number(self) -> int | None:
        """Number of the lesson, with which its title begins; None for a page that is no lesson."""
        match = LESSON.match(self.title)
        return int(match[1]) if match else None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its blocks, in order."""
        return tuple(blocks.split(self.body, self.parts))

    def written(self, text: str, write: Callable[[Block], str]) -> str:
        """Return Markdown of this page with each mark replaced by `write(block)`."""
        return blocks.written(text, self.parts, write)

    @cached_property
    def minutes(self) -> int:
        """Whole minutes to read the prose at 200 words a minute, without code, folded and live parts; at least 1."""
        prose = self.written(self.body, lambda block: "" if isinstance(block, LivePart) else for_text(block))
        shown = syntax.ADMONITION.sub(_unfolded, syntax.FENCE.sub("", prose))
        return max(1, math.ceil(len(re.findall(r"\w+", HIDDEN.sub("", shown))) / WORDS_A_MINUTE))

    @property
    def exercise_minutes(self) -> int:
        """Minutes that its exercises take, at seven each; 0 without exercises."""
        return MINUTES_AN_EXERCISE * len(self.exercises)

    @cached_property
    def epochs(self) -> int:
        """Epochs of training that its code runs, that of the solutions included."""
        text = self.written(self.body, lambda block: block.text if isinstance(block, blocks.Code) else for_text(block))
        return sum(map(int, EPOCHS.findall(text)))

    @cached_property
    def _text(self) -> str:
        return self.written(self.body, for_text)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Names of the figures it shows, with dashes, in order."""
        return tuple(block.name for block in self.parts.values() if isinstance(block, FigureBlock))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Its questions, in order."""
        return tuple(block for block in self.parts.values() if isinstance(block, Question))

    @cached_property
    def ids(self) -> Set[str]:
        """Every id on the page that others may link to."""
        shown = {block.id for block in self.parts.values() if isinstance(block, FigureBlock | Question | LivePart)}
        return shown | syntax.parts(self._text)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every section, in order; the first is that of the title."""
        return tuple(_sections(self.body))

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Its exercises, in order: sections with a title that begins with "Exercise" and a solution."""
        return tuple(_exercises(self.sections))

    @property
    def discussion(self) -> str:
        """The questions for the classroom, as Markdown; empty where there are none."""
        return next((section.text for section in self.sections if section.id == "for-the-classroom"), "")


@dataclass(frozen=True)
class Module:
    """Lessons in order, and the page that opens them."""

    title: str
    """Its title in the navigation."""
    page: Page
    """The page that opens the module."""
    lessons: tuple[Page, ...]
    """One or more."""

    @property
    def name(self) -> str:
        """First segment of its addresses: "module-1"."""
        return self.page.address.split("/")[0]

    @property
    def slides(self) -> str:
        """Address of the page that lists its slides: "module-1/slides/"."""
        return posixpath.join(posixpath.dirname(self.page.path), SLIDES, "")


@dataclass(frozen=True)
class Outline:
    """The modules of the course."""

    modules: tuple[Module, ...]
    """In order; none where the navigation has no part with lessons."""

    @property
    def lessons(self) -> tuple[Page, ...]:
        """All lessons, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def place(self, page: Page) -> tuple[int, int] | None:
        """Return the place of a lesson in its module, from 1, and how many lessons that has; None for other pages."""
        lists = (module.lessons for module in self.modules if page in module.lessons)
        return next(((lessons.index(page) + 1, len(lessons)) for lessons in lists), None)

    def slides(self, page: Page) -> str:
        """Return the path of the slides of a lesson, or of the page that lists a module's; "" for other pages."""
        lists = {module.page.path: f"{module.slides}index.md" for module in self.modules}
        decks = {lesson.path: f"{module.slides}{lesson.name}/index.html"
                 for module in self.modules for lesson in module.lessons}
        return (lists | decks).get(page.path, "")


def for_text(block: Block) -> str:
    """Write a block as the text that a reader reads; code, output and figures are none."""
    match block:
        case blocks.Prose(text):
            return text
        case Question(text=text, choices=choices):
            return "\n".join([text, *choices])
        case blocks.Widget(html) | LivePart(html=html):
            return html
        case blocks.Code() | blocks.Output() | FigureBlock() | blocks.Stylesheet():
            return ""
        case _:
            assert_never(block)


def _unfolded(box: re.Match[str]) -> str:
    return "" if box["marks"] == "???" else box[0]


def _sections(body: str) -> Iterator[Section]:
    blank = syntax.blank(syntax.FENCE, body)  # a comment in code is no heading
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
