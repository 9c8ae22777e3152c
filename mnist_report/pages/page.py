"""Outline: the course as its rendered pages tell it, for whatever hands it on: links, packages, notebooks, prints."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

FENCE = re.compile(r"(?ms)^([ \t]*)(`{3,}|~{3,}).*?^\1\2[ \t]*$")
HEADING = re.compile(r"(?m)^(#{1,6}) +(.+?) +\{ *#([\w-]+) *\}[ \t]*$")
FIGURE = re.compile(r'(?m)^<figure [^>]*\bid="fig-([\w-]+)"')
SOLUTION = re.compile(r'(?ms)^\?\?\? success "Solution"\n(.*?)(?=^\S|\Z)')
LESSON = re.compile(r"(\d+)\. ")
HIDDEN = re.compile(r"(?ms)```.*?```|<figure.*?</figure>|<details.*?</details>|^\?\?\? [^\n]*\n(?:(?: {4}[^\n]*)?\n)*")
WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Question:
    """A question that the reader answers before the page does."""

    slug: str
    """Permanent name; the id on its page is `question-` and this."""
    text: str
    """Plain text."""
    choices: tuple[str, ...]
    """Plain text, two or more, all different."""
    answer: str
    """The right one of the choices."""
    explanation: str
    """Why it is right; Markdown."""


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


@dataclass(frozen=True)
class Page:
    """A page as it is rendered, before a generator makes HTML of it."""

    path: str
    """Of its Markdown file in the pages' folder: "module-1/compile-the-model.md"."""
    front: Mapping[str, Any]
    """Its front matter: title, description and what else its author wrote."""
    body: str
    """Markdown with every value filled in, from the title on; without front matter and footer."""
    builds_on: tuple[str, ...] = ()
    """Paths of the pages that must be read before."""
    questions: tuple[Question, ...] = ()
    """In the order of the page."""

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
    def minutes(self) -> int:
        """Whole minutes to read the prose at 200 words a minute, code and hidden parts apart."""
        return max(1, math.ceil(len(re.findall(r"\w+", HIDDEN.sub("", self.body))) / WORDS_A_MINUTE))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Names of the figures it shows, with dashes, in order."""
        return tuple(FIGURE.findall(self.body))

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


def address_of(path: str) -> str:
    """Where the page of a Markdown file is published, relative to the site; "" for the home page."""
    stem = path.removesuffix(".md")
    folder = posixpath.dirname(stem) if posixpath.basename(stem) == "index" else stem
    return f"{folder}/" if folder else ""


def _sections(body: str) -> Iterator[Section]:
    blank = FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)  # a comment in code is no heading
    headings = list(HEADING.finditer(blank))
    for index, heading in enumerate(headings):
        level = len(heading[1])
        end = next((later.start() for later in headings[index + 1 :] if len(later[1]) <= level), len(body))
        yield Section(heading[3], heading[2], level, body[heading.end() : end].strip())


def _exercises(sections: tuple[Section, ...]) -> Iterator[Exercise]:
    for section in sections:
        solution = SOLUTION.search(f"{section.text}\n") if section.title.startswith("Exercise") else None
        if solution:
            lines = (line.removeprefix("    ") for line in solution[1].strip("\n").splitlines())
            yield Exercise(section, section.text[: solution.start()].strip(), "\n".join(lines).strip())
