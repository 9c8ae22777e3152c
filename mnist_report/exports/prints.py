"""module-1/print.md and the like: a module on one page, to be printed and handed out.

The lessons follow one another; what gives an answer away stands at the end, on sheets that can be kept back.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from ..core.names import within
from ..pages import markup
from ..pages.blocks import Block, Code, FigureBlock, Output, Prose, Question, Stylesheet, Widget
from ..pages.course import Course, File
from ..pages.page import Exercise, Module, Page
from ..pages.syntax import ADMONITION, relinked, sunk

NAME = "print.md"
END = "answers-and-solutions"
ID = re.compile(r'(?<=\sid=")[\w-]+(?=")|(?<=[{\s]#)[\w-]+(?=[^{}\n]*\}[ \t]*$)', re.MULTILINE)
RAW_LINK = re.compile(r'(?<=\shref="#)[\w-]+(?=")')
FOR_INSTRUCTORS = re.compile(r"(?ms)^\*For the instructor:\* .*?(?=^#|\Z)")


def files(course: Course) -> Iterator[File]:
    """A page for each module."""
    for module in course.outline.modules:
        page = _page(module, course.navigation.name)
        yield page.path, course.file(page)


def _page(module: Module, course: str) -> Page:
    places, folder = _places(module), posixpath.dirname(module.page.path)
    sheets = [Sheet(lesson, places, folder) for lesson in module.lessons]
    front = {
        "title": f"{module.page.title}: to print",
        "description": f"All lessons of the module on one page. {module.page.description}".strip(),
        "hide": ["navigation", "toc"],
        "search": {"exclude": True},
    }
    return Page(posixpath.join(folder, NAME), front, "\n\n".join([
        _cover(module, course),
        *(sheet.lesson() for sheet in sheets),
        f"## Answers and solutions {{ #{END} .new-sheet }}",
        *(sheet.answers() for sheet in sheets),
    ]))


def _cover(module: Module, course: str) -> str:
    minutes = sum(lesson.minutes for lesson in module.lessons)
    online = posixpath.basename(module.page.path)
    return "\n".join([
        f"# {within(module.page.title)} {{ #{module.name} }}",
        "",
        f"{within(module.page.description)}\n{{ .lead }}",
        "",
        f"From the course [{markup.escape(course)}]({online}): {len(module.lessons)} lessons, about {minutes} minutes "
        f"to read. [Answers and solutions](#{END}) are on the last sheets.",
        "",
        *(f"- [{markup.escape(lesson.title)}](#{lesson.sections[0].id})" for lesson in module.lessons),
    ])


def _places(module: Module) -> Mapping[str, Mapping[str, str]]:
    """What each id of a lesson becomes on the one page, by the path of the lesson; equal ones get its name before."""
    found = {lesson.path: [*ID.findall(lesson.body), *lesson.ids] for lesson in module.lessons}
    counted = Counter([module.name, END, *(each for ids in found.values() for each in set(ids))])
    return {
        lesson.path: {each: f"{lesson.name}-{each}" if counted[each] > 1 else each for each in found[lesson.path]}
        for lesson in module.lessons
    }


@dataclass(frozen=True)
class Sheet:
    """A lesson as it is printed."""

    page: Page
    """The lesson."""
    places: Mapping[str, Mapping[str, str]]
    """What each id becomes, by the path of its lesson."""
    folder: str
    """Of the one page."""

    def lesson(self) -> str:
        """The lesson without what gives an answer away, its headings one level down."""
        text = FOR_INSTRUCTORS.sub("", self.page.body)
        for exercise in self.page.exercises:
            link = f"[Solution at the end](#solution-{self._place(exercise.section.id)})"
            text = text.replace(exercise.box, link, 1)
        title, _, rest = self._here(ADMONITION.sub(_open, sunk(text))).strip().partition("\n")
        objective = f"\n{within(self.page.description)}\n{{ .objective }}\n" if self.page.description else ""
        return f"{title.removesuffix('}')}.new-sheet }}\n{objective}{rest}"

    def for_paper(self, block: Block) -> str:
        """Write a block: a figure with nothing that only a screen can use, a question with its answer at the end."""
        match block:
            case FigureBlock():
                return markup.figure(block, self._path, self._place(block.id), lazy=False) + "\n\n"
            case Question():
                return self._question(block)
            case Widget() | Stylesheet():
                return ""
            case Prose() | Code() | Output():
                return markup.for_mkdocs(block, self._path)
            case _:
                assert_never(block)

    def answers(self) -> str:
        """What the lesson left out."""
        heading = f"### {markup.escape(self.page.title)} {{ #{self.page.name}-answers }}"
        asked = (self._answer(question) for question in self.page.questions)
        solved = (self._solution(exercise) for exercise in self.page.exercises)
        notes = (self._here(note) for note in FOR_INSTRUCTORS.findall(self.page.body))
        return "\n\n".join([heading, *asked, *solved, *notes])

    def _question(self, question: Question) -> str:
        place = self._place(question.id)
        choices = "\n".join(f"- {markup.escape(choice)}" for choice in question.choices)
        return (
            f'<div class="printed-question" id="{place}" markdown="1">\n\n'
            f"{markup.escape(question.text)}\n\n{choices}\n\n[Answer at the end](#answer-to-{place})\n\n</div>"
        )

    def _answer(self, question: Question) -> str:
        place = self._place(question.id)
        heading = f"#### [{markup.escape(question.text)}](#{place}) {{ #answer-to-{place} }}"
        return f"{heading}\n\n**{markup.escape(question.answer)}.** {self._here(question.explanation)}"

    def _solution(self, exercise: Exercise) -> str:
        place = self._place(exercise.section.id)
        heading = f"#### [{exercise.section.title}](#{place}) {{ #solution-{place} }}"
        return f"{heading}\n\n{self._here(exercise.solution)}"

    def _here(self, text: str) -> str:
        """The text with its blocks, and with ids and links for the one page."""
        moved = RAW_LINK.sub(lambda found: self._place(found[0]), ID.sub(lambda found: self._place(found[0]), text))
        return self.page.written(relinked(moved, self.page.path, self._moved), self.for_paper)

    def _moved(self, address: str) -> str:
        """A link to a lesson of the module leads to its place on this page, any other to where it led."""
        path, _, part = address.partition("#")
        if path not in self.places:
            return posixpath.relpath(path, self.folder) + (f"#{part}" if part else "")
        places = self.places[path]
        return f"#{places.get(part, part) if part else next(iter(places.values()))}"

    @property
    def _path(self) -> str:
        return posixpath.join(self.folder, NAME)

    def _place(self, part: str) -> str:
        """What an id of the lesson becomes."""
        return self.places[self.page.path].get(part, part)


def _open(box: re.Match[str]) -> str:
    """What is folded on the screen."""
    return f"???+{box[0][3:]}" if box["marks"] == "???" else box[0]
