"""downloads/<name>.ipynb, <name>-solutions.ipynb and <name>.py: each lesson and each module to run, without output.

The notebook has an empty cell for each exercise, which nbgrader knows. Its twin has the solutions too, in cells that
nbconvert removes by their tags, and is without them the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..core.errors import ContentError
from ..core.names import within
from ..pages.blocks import Code, Prose
from ..pages.course import Course, File
from ..pages.page import Module, Page
from ..pages.syntax import sunk
from .notebook_format import SOLUTION_TAGS, Cell, notebook, script
from .notebook_pieces import Kind, Piece, pieces
from .plain_markdown import unlinked
from .runnable import require_bound_names, require_python
from .slide_types import slide_types
from .start import DRAWING, Start, Steps

SUFFIXES = (".ipynb", "-solutions.ipynb", ".py")
"""What the names of the files end in."""
TAGS = {Kind.SOLUTION: SOLUTION_TAGS, Kind.CHECK: ("raises-exception",)}
"""An answer that is not there yet fails its check, and the cells after it run all the same."""


def files(course: Course) -> Iterator[File]:
    """Yield the notebooks and the script of each module and each lesson. Raise ContentError when two have the same
    name, and when the code of one is no Python or uses a name before it is bound.
    """
    notebooks = _Notebooks(course)
    _require_different_names(course)
    notebooks.require_runnable()
    for module in course.outline.modules:
        yield from _written(module.page, notebooks.module(module), course.navigation.address)
        for lesson in module.lessons:
            yield from _written(lesson, notebooks.lesson(lesson), course.navigation.address)


def _written(page: Page, cells: list[Cell], address: str) -> Iterator[File]:
    asked = [cell for cell in cells if not cell.is_solution]
    readable = (replace(cell, content=Prose(unlinked(cell.content.text, address)))
                if isinstance(cell.content, Prose) else cell for cell in cells)
    for suffix, content in zip(SUFFIXES, (notebook(asked), notebook(cells), script(readable)), strict=True):
        yield f"downloads/{page.name}{suffix}", content


def _require_different_names(course: Course) -> None:
    named: dict[str, str] = {}
    for module in course.outline.modules:
        for page in (module.page, *module.lessons):
            for name in (f"{page.name}{suffix}" for suffix in SUFFIXES):
                if named.setdefault(name, page.path) != page.path:
                    raise ContentError(f"{named[name]} and {page.path} would both be downloaded as {name}; give one of "
                                       "them another file name")


@dataclass(frozen=True)
class _Notebooks:
    """The cells of the notebooks of one course."""

    course: Course
    """The course, rendered."""

    def module(self, module: Module) -> list[Cell]:
        """Return the cells of a module, after the code of the modules before it that it needs."""
        earlier = self._earlier(module.lessons[0])
        lessons = [(lesson, self._pieces(lesson)) for lesson in module.lessons]
        own = self._pieces(module.page)
        start = self.start.cells(module.page, earlier, [piece for _, parts in lessons for piece in (*own, *parts)])
        cells = [*self._cells(own, module.page), *start]
        for lesson, parts in lessons:
            cells += [replace(cell, content=Prose(sunk(cell.content.text))) if isinstance(cell.content, Prose) else cell
                      for cell in self._cells(parts, lesson)]
            cells += [Cell(Code(self.start.package), "skip")] if lesson == self._lessons[0] else []
        return cells

    def lesson(self, lesson: Page) -> list[Cell]:
        """Return the cells of a lesson, after the code of all lessons before it that it needs."""
        parts = self._pieces(lesson)
        title, *rest = self._cells(parts, lesson)
        named = replace(title, content=Prose(f"{title.content.text}\n\n{within(lesson.description)}"))
        return [named, *self.start.cells(lesson, self._earlier(lesson), parts), *rest]

    def require_runnable(self) -> None:
        """Raise ContentError, with the page's line, where code is no Python or uses a name before it is bound."""
        steps = self.start.steps
        for page in (page for module in self.course.outline.modules for page in (module.page, *module.lessons)):
            require_python(self.course, page)
        for module in self.course.outline.modules:
            for lesson in module.lessons:
                earlier = self._earlier(lesson)
                left_out = (step.text for step in steps.of(*earlier) if DRAWING in step.text)
                all_steps = [*steps.of(*earlier, drawing=False), *steps.of(lesson)]
                require_bound_names(self.course, lesson.name, all_steps, left_out)
            before = [*steps.of(module.page), *steps.of(*self._earlier(module.lessons[0]), drawing=False)]
            require_bound_names(self.course, module.name, [*before, *steps.of(*module.lessons)])

    @cached_property
    def start(self) -> Start:
        """What the notebooks begin with."""
        return Start(self.course, Steps(self.course.evaluation.recipe.seed))

    @cached_property
    def _lessons(self) -> tuple[Page, ...]:
        return self.course.outline.lessons

    def _earlier(self, lesson: Page) -> tuple[Page, ...]:
        return self._lessons[: self._lessons.index(lesson)]

    def _pieces(self, page: Page) -> list[Piece]:
        """Return the pieces of a page, made at most once."""
        if page.path not in self._pieces_of:
            self._pieces_of[page.path] = pieces(page, self.course.navigation.address)
        return self._pieces_of[page.path]

    @cached_property
    def _pieces_of(self) -> dict[str, list[Piece]]:
        return {}

    def _cells(self, parts: Sequence[Piece], page: Page) -> Iterator[Cell]:
        for piece, slide in zip(parts, slide_types(parts, fills_up=page.number is not None), strict=True):
            text, tags = piece.content.text, TAGS.get(piece.kind, ())
            content = Code(self.start.steps.seeded(text)) if isinstance(piece.content, Code) else piece.content
            yield Cell(content, slide, tags, grading=piece.grading)
