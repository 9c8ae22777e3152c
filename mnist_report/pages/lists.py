"""Lists: the lessons of a module as pages list them, so that one that was just added is there, too."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..core.names import within
from . import markup
from .blocks import FigureBlock
from .contents import Contents, Lesson
from .page import LESSON

JOINT = "\n\n    "
"""What stands between the paragraphs of an item of a list."""


@dataclass(frozen=True)
class Lists:
    """The verbs of one page that list lessons."""

    page: str
    """Path of the page that calls the verbs."""
    contents: Contents
    """The modules and lessons."""
    figure: Callable[[str], FigureBlock]
    """Return a figure by its name, "sample_images"."""

    def by_name(self) -> dict[str, Any]:
        """Return the verbs, by the names that a page uses."""
        return {"module_cards": self.module_cards, "lesson_cards": self.lesson_cards, "lesson_list": self.lesson_list}

    def module_cards(self) -> str:
        """Return a heading for each module, its summary, and its lessons as cards."""
        return "\n\n".join(
            f"### Module {number}: {within(module.title)} {{ #{module.name} }}\n\n"
            f"{self._link(f'Module {number}', module.path)}. {module.summary}".rstrip()
            + f"\n\n{self.lesson_cards(module.name)}"
            for number, module in enumerate(self.contents.modules, start=1)
        )

    def lesson_cards(self, module: str) -> str:
        """Show the lessons of a module as cards: picture, title and summary. Raise ContentError for no such module."""
        return f'<div class="lessons path" markdown>\n\n{"".join(map(self._card, self._lessons(module)))}</div>'

    def lesson_list(self, module: str) -> str:
        """Return a numbered list of the lessons of a module, with summaries. Raise ContentError for no such module."""
        lines = (f"1. {self._link(LESSON.sub('', lesson.title), lesson.path)}. {lesson.summary}".rstrip()
                 for lesson in self._lessons(module))
        return "\n".join(lines)

    def _lessons(self, module: str) -> tuple[Lesson, ...]:
        return self.contents.module(module).lessons

    def _card(self, lesson: Lesson) -> str:
        parts = filter(None, [self._picture(lesson), self._link(lesson.title, lesson.path), lesson.summary])
        return f"-   {JOINT.join(parts)}\n\n"

    def _picture(self, lesson: Lesson) -> str:
        """Return the card of a lesson, else the figure that stands for it, else nothing: the style sheet has a grid."""
        if lesson.card:
            return f"![]({self._from_here(f'cards/{lesson.card}.png')}){{ .card loading=lazy width=224 height=224 }}"
        return markup.thumbnail(self.figure(lesson.picture), self.page) if lesson.picture else ""

    def _link(self, title: str, path: str) -> str:
        return f"[{within(title)}]({self._from_here(path)})"

    def _from_here(self, path: str) -> str:
        return posixpath.relpath(path, posixpath.dirname(self.page) or ".")
