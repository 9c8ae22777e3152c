"""module-1/print.md and the like: a module on one page, to be printed and handed out.

The lessons follow one another; answers and solutions are at the end, on sheets that can be kept back.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from ..core.filters import plural
from ..core.names import within
from ..pages import markup
from ..pages.blocks import Block, Code, FigureBlock, LivePart, Output, Prose, Question, Stylesheet, Widget
from ..pages.course import Course, File
from ..pages.page import Exercise, Module, Page
from ..pages.syntax import ADMONITION, relinked, sunk

NAME = "print.md"
END = "answers-and-solutions"
ID = re.compile(r'(?<=\sid=")[\w-]+(?=")|(?<=[{\s]#)[\w-]+(?=[^{}\n]*\}[ \t]*$)', re.MULTILINE)
RAW_LINK = re.compile(r'(?<=\shref="#)[\w-]+(?=")')
FOR_INSTRUCTORS = re.compile(r"(?ms)^\*For the instructor:\* .*?(?=^#|\Z)")


def files(course: Course) -> Iterator[File]:
    """Yield a page for each module."""
    for module in course.outline.modules:
        page = _page(module, course.navigation.name)
        yield page.path, course.file(page, course.heads.licence)


def _page(module: Module, course: str) -> Page:
    new_ids, folder = _new_ids(module), posixpath.dirname(module.page.path)
    sheets = [Sheet(lesson, new_ids, folder) for lesson in module.lessons]
    front = {
        "title": f"{module.page.title}: to print",
        "description": f"All lessons of the module on one page. {module.page.description}".strip(),
        "hide": ["navigation", "toc"],
        "search": {"exclude": True},
    }
    return Page(posixpath.join(folder, NAME), front, "\n\n".join([
        _cover(module, sheets, course),
        *(sheet.lesson() for sheet in sheets),
        f"## Answers and solutions {{ #{END} .new-sheet }}",
        *(sheet.answers() for sheet in sheets),
    ]))


def _cover(module: Module, sheets: list[Sheet], course: str) -> str:
    minutes = sum(lesson.minutes for lesson in module.lessons)
    online = posixpath.basename(module.page.path)
    return "\n".join([
        f"# {within(module.page.title)} {{ #{module.name} }}",
        "",
        f"{within(module.page.description)}\n{{ .lead }}",
        "",
        f"From the course [{markup.escape(course)}]({online}): {plural(len(module.lessons), 'lesson')}, about "
        f"{plural(minutes, 'minute')} to read. [Answers and solutions](#{END}) are on the last sheets.",
        "",
        *(f"- [{markup.escape(sheet.page.title)}](#{sheet.new_id(sheet.page.sections[0].id)})" for sheet in sheets),
    ])


def _new_ids(module: Module) -> Mapping[str, Mapping[str, str]]:
    """Return the new ids on the one page, by lesson path and old id; a repeated one begins with the lesson's name."""
    all_ids = {lesson.path: [*ID.findall(lesson.body), *lesson.ids] for lesson in module.lessons}
    counts = Counter([module.name, END, *(id for ids in all_ids.values() for id in set(ids))])
    return {
        lesson.path: {id: f"{lesson.name}-{id}" if counts[id] > 1 else id for id in all_ids[lesson.path]}
        for lesson in module.lessons
    }


@dataclass(frozen=True)
class Sheet:
    """A lesson as it is printed."""

    page: Page
    """The lesson."""
    new_ids: Mapping[str, Mapping[str, str]]
    """The new ids on the one page, by the path of the lesson and its id."""
    folder: str
    """Folder of the one page."""

    def lesson(self) -> str:
        """Return the lesson without answers and solutions, its headings one level deeper."""
        text = FOR_INSTRUCTORS.sub("", self.page.body)
        for exercise in self.page.exercises:
            link = f"[Solution at the end](#solution-{self.new_id(exercise.section.id)})"
            text = text.replace(exercise.box, link, 1)
        title, _, rest = self._written(ADMONITION.sub(_unfolded, sunk(text))).strip().partition("\n")
        objective = f"\n{within(self.page.description)}\n{{ .objective }}\n" if self.page.description else ""
        return f"{title.removesuffix('}')}.new-sheet }}\n{objective}{rest}"

    def new_id(self, part: str) -> str:
        """Return the new id of an id of the lesson."""
        return self.new_ids[self.page.path].get(part, part)

    def for_paper(self, block: Block) -> str:
        """Write a block for paper: a figure without its folded details, a question with a link to its answer."""
        match block:
            case FigureBlock():
                return markup.figure(block, self._path, self.new_id(block.id), lazy=False) + "\n\n"
            case Question():
                return self._question(block)
            case LivePart():
                return self._moved(markup.live_part(block, self.page.path))
            case Widget() | Stylesheet():
                return ""
            case Prose() | Code() | Output():
                return markup.for_mkdocs(block, self._path)
            case _:
                assert_never(block)

    def answers(self) -> str:
        """Return what the lesson leaves out: answers, solutions and notes for instructors."""
        heading = f"### {markup.escape(self.page.title)} {{ #{self.page.name}-answers }}"
        asked = (self._answer(question) for question in self.page.questions)
        solved = (self._solution(exercise) for exercise in self.page.exercises)
        notes = (self._written(note) for note in FOR_INSTRUCTORS.findall(self.page.body))
        return "\n\n".join([heading, *asked, *solved, *notes])

    def _question(self, question: Question) -> str:
        id = self.new_id(question.id)
        choices = "\n".join(f"- {markup.escape(choice)}" for choice in question.choices)
        return (
            f'<div class="printed-question" id="{id}" markdown="1">\n\n'
            f"{markup.escape(question.text)}\n\n{choices}\n\n[Answer at the end](#answer-to-{id})\n\n</div>"
        )

    def _answer(self, question: Question) -> str:
        id = self.new_id(question.id)
        heading = f"#### [{markup.escape(question.text)}](#{id}) {{ #answer-to-{id} }}"
        right = f"**{markup.escape(question.answer)}.** {self._written(question.explanation)}"
        return f"{heading}\n\n{right}\n\n{markup.corrections(question, markup.escape)}".rstrip()

    def _solution(self, exercise: Exercise) -> str:
        id = self.new_id(exercise.section.id)
        heading = f"#### [{exercise.section.title}](#{id}) {{ #solution-{id} }}"
        return f"{heading}\n\n{self._written(exercise.solution)}"

    def _written(self, text: str) -> str:
        """Return text with its blocks written, and with the ids and links of the one page."""
        return self.page.written(self._moved(text), self.for_paper)

    def _moved(self, text: str) -> str:
        """Return text with the ids and links of the one page."""
        moved = RAW_LINK.sub(lambda found: self.new_id(found[0]), ID.sub(lambda found: self.new_id(found[0]), text))
        return relinked(moved, self.page.path, self._new_link)

    def _new_link(self, address: str) -> str:
        """Return the new link to a target: an id of the one page for a lesson of the module, else a relative path."""
        path, _, part = address.partition("#")
        if path not in self.new_ids:
            return posixpath.relpath(path, self.folder) + (f"#{part}" if part else "")
        new_ids = self.new_ids[path]
        return f"#{new_ids.get(part, part) if part else next(iter(new_ids.values()))}"

    @property
    def _path(self) -> str:
        return posixpath.join(self.folder, NAME)


def _unfolded(box: re.Match[str]) -> str:
    """Return an admonition unfolded."""
    return f"???+{box[0][3:]}" if box["marks"] == "???" else box[0]
