"""Contents: the modules and lessons as the navigation and their front matter have them, for any page to list and count.

Unlike the outline it needs no page to be rendered, so that a lesson may speak of all lessons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.constraints import Spelled
from ..core.errors import ContentError
from ..core.filters import joined, spelled
from ..core.names import Name
from ..core.suggestions import suggestion
from ..results.browser import experiment_cards
from ..results.browser.cards import CARDS
from .addresses import address_of
from .navigation import Part
from .page import LESSON
from .syntax import calls
from .template import Templates


@dataclass(frozen=True)
class Lesson:
    """A lesson as a list of lessons shows it."""

    path: str
    """Path of its Markdown file in the pages' folder: "module-1/compile-the-model.md"."""
    title: Name
    """Its title, which begins with its number."""
    summary: str
    """What it is about, in a few words; Markdown; may be empty."""
    picture: str
    """Name of the figure that stands for it, "training_curves"; empty for none."""
    card: str = ""
    """Name of the picture on its card, "learning"; empty where the figure stands there, too."""


@dataclass(frozen=True)
class Chapter:
    """A module as the contents have it."""

    name: str
    """First segment of its addresses: "module-1"."""
    label: Name
    """Its title in the navigation: "Module 1. Train the network"."""
    path: str
    """Path of the page that opens it."""
    title: Name
    """Title of that page."""
    summary: str
    """What it is about, in a sentence; Markdown; may be empty."""
    lessons: tuple[Lesson, ...]
    """Its lessons, in order; one or more."""

    @property
    def lesson_count(self) -> Spelled:
        """Number of its lessons, in words: "seven"."""
        return len(self.lessons)

    @property
    def first(self) -> Lesson:
        """Its first lesson."""
        return self.lessons[0]


@dataclass(frozen=True)
class Contents:
    """The modules and lessons of the course."""

    modules: tuple[Chapter, ...]
    """In order; none where the navigation has no part with lessons."""

    @property
    def module_count(self) -> Spelled:
        """Number of modules, in words."""
        return len(self.modules)

    @property
    def lesson_count(self) -> Spelled:
        """Number of lessons, in words."""
        return sum(len(module.lessons) for module in self.modules)

    @property
    def extent(self) -> str:
        """How long the course is: "two modules and ten lessons"."""
        return f"{_counted(len(self.modules), 'module')} and {_counted(self.lesson_count, 'lesson')}"

    def module(self, name: str) -> Chapter:
        """Return the module whose addresses begin with `name`. Raise ContentError when there is none."""
        if found := next((module for module in self.modules if module.name == name), None):
            return found
        names = ", ".join(module.name for module in self.modules) or "those in nav, of which there are none"
        raise ContentError(f"no module {name!r}; it should be one of {names}")


def contents(parts: Iterable[Part], templates: Templates) -> Contents:
    """Return the contents of a course with these parts of its navigation. Raise ContentError for a wrong page.

    A part with lessons, which are pages whose titles begin with a number, is a module; its first page opens it.
    """
    fronts = {path: templates.front(path) for part in parts for path in part.pages if path in templates.paths}
    lessons = {path: front for path, front in fronts.items() if LESSON.match(str(front.get("title", "")))}
    return Contents(tuple(
        Chapter(
            address_of(part.pages[0]).split("/")[0],
            Name(part.title),
            part.pages[0],
            Name(fronts.get(part.pages[0], {}).get("title", part.pages[0])),
            str(fronts.get(part.pages[0], {}).get("summary", "")),
            tuple(_lesson(path, lessons[path], templates) for path in part.pages[1:] if path in lessons),
        )
        for part in parts if lessons.keys() & {*part.pages}
    ))


def _lesson(path: str, front: Mapping[str, Any], templates: Templates) -> Lesson:
    shown = (name for verb, name in calls(templates.text(path)) if verb == "figure")
    picture = front.get("picture", next(shown, ""))
    summary, card = str(front.get("summary", "")), _card(path, front, templates)
    return Lesson(path, Name(front["title"]), summary, str(picture or ""), card)


def _card(path: str, front: Mapping[str, Any], templates: Templates) -> str:
    """Return the card that a front matter names; "" for none. Raise ContentError when there is no such card."""
    card = str(front.get("card") or "")
    if card and card not in (known := (*CARDS, *experiment_cards.NAMES)):
        nearest = suggestion(card, known, f"there are {joined(known)}")
        raise ContentError(f"{templates.place(path, 0)}: no card {card!r}; {nearest}")
    return card


def _counted(count: int, noun: str) -> str:
    return f"{spelled(count)} {noun if count == 1 else noun + 's'}"
