"""Instructors: Markdown for whoever teaches the course: links, plans for meetings, questions with their answers."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import accumulate, chain, pairwise

from ..core.filters import plural
from ..core.names import within
from .addresses import address_of, relative
from .links import NAMES, Link
from .markup import corrections
from .markup import escape as literal
from .page import Module, Outline, Page
from .syntax import relinked

DISCUSSION = 10
"""Minutes that a plan allows for a question for discussion; a guess, and the page says that."""

WRITTEN = {"module", "lesson", "explore"}
"""Kinds of which there are few enough that a page can hold the snippets; a script adds all others from links.json."""
WITHIN = {"section": "", "exercise": "exercise", "question": "question", "part": "live part"}
"""Kinds of what stands within a lesson, and how a list names each."""


@dataclass(frozen=True)
class Instructors:
    """The verb `instructors` of one page."""

    outline: Outline
    """The modules and lessons."""
    site: str
    """The address of the site; empty where it is not known."""
    page: str
    """Path of the page that calls it."""
    all_links: Callable[[], Sequence[Link]] = field(repr=False)  # its repr has an address in memory
    """Return everything that can be linked to; called only when the page needs it."""
    figure_bytes: Callable[[], int] = field(repr=False)
    """Return how many bytes all figures have as PDF and PNG."""

    discussion: int = DISCUSSION
    """Minutes that a plan allows for a question for discussion."""

    def links(self, name: str, title: str, *kinds: str, module: str = "") -> str:
        """Return the links of some kinds, in one module or all, under a heading with the id `name` and `title`."""
        chosen = (link for link in self.all_links() if link.kind in kinds and module in {"", link.module})
        heading = f"### {within(title)} {{ #{name} }}"
        return "\n".join([heading, "", '<ul class="links">', *map(self._entry, chosen), "</ul>"])

    def module_links(self) -> str:
        """Return the links of each module and its lessons, under a heading for each."""
        modules = self.outline.modules
        return "\n\n".join(self.links(f"links-{module.name}", module.title, "module", "lesson", module=module.name)
                           for module in modules)

    def part_links(self) -> str:
        """Return the links of what stands within each lesson, under headings for its module and for itself."""
        parts = [link for link in self.all_links() if link.kind in WITHIN]
        return "\n\n".join(chain.from_iterable(self._module_parts(module, parts) for module in self.outline.modules))

    def _module_parts(self, module: Module, parts: Sequence[Link]) -> Iterator[str]:
        yield f"## Within {within(module.title)} {{ #{module.name} }}"
        for lesson in module.lessons:
            yield f"### {within(lesson.title)} {{ #{module.name}-{lesson.name} }}"
            entries = (self._entry(link) for link in parts if link.path.startswith(f"{lesson.address}#"))
            yield "\n".join(['<ul class="links">', *entries, "</ul>"])

    @property
    def figure_megabytes(self) -> int:
        """How large the archive of all figures is, about, in megabytes; at least 1."""
        return max(1, round(self.figure_bytes() / 1_000_000))

    def _entry(self, link: Link) -> str:
        title = escape(link.title, quote=False)
        objective = f"<p>{escape(link.objective, quote=False)}</p>" if link.objective else ""
        return (f'<li data-path="{link.path}"><p>{self._anchor(link.path, title)}{self._facts(link)}</p>{objective}'
                f"{self._snippets(link) if link.kind in WRITTEN else ''}</li>")

    def _snippets(self, link: Link) -> str:
        shown = "".join(_described(NAMES[kind], text) for kind, text in link.snippets(self.site).items())
        return f'<details class="figure-details snippets"><summary>Snippets</summary><dl>{shown}</dl></details>'

    def _facts(self, link: Link) -> str:
        """Return the kind, the reading time and links to the picture files, where the link has them."""
        files = {"SVG": "svg", "PNG": "png"} if link.figure else {}
        prefix = "" if link.kind == "figure" else "picture "
        facts = [WITHIN[link.kind]] if WITHIN.get(link.kind) else []
        facts += [f"{link.minutes} min"] if link.minutes else []
        facts += [self._anchor(link.pictures[kind], f"{prefix}{name}") for name, kind in files.items()]
        return "".join(f" · {fact}" for fact in facts)

    def _anchor(self, address: str, text: str) -> str:
        return f'<a href="{relative(address_of(self.page) or "./", address)}">{text}</a>'

    def slides(self) -> str:
        """Return a list of the modules, each a link to the page that lists its slides."""
        entries = (f"<li>{self._anchor(f'{module.page.address}slides/', escape(module.title, quote=False))}</li>"
                   for module in self.outline.modules)
        return "\n".join(["<ul>", *entries, "</ul>"])

    def minutes(self, lessons: Iterable[Page]) -> int:
        """Return the minutes to read some lessons."""
        return sum(lesson.minutes for lesson in lessons)

    def exercise_minutes(self, lessons: Iterable[Page]) -> int:
        """Return the minutes that the exercises of some lessons take."""
        return sum(lesson.exercise_minutes for lesson in lessons)

    def module_times(self) -> str:
        """Return a table of the modules: minutes to read and for exercises, epochs that their code trains for."""
        rows = (f"| {within(module.title)} | {_minutes(self.minutes(module.lessons))} | "
                f"{_minutes(self.exercise_minutes(module.lessons))} | {_epochs(module.lessons)} |"
                for module in self.outline.modules)
        return "\n".join(["| Module | Reading | Exercises | Training |", "|:--|--:|--:|--:|", *rows])

    def reading_first(self) -> list[tuple[Page, ...]]:
        """Divide all lessons into those to read at home and those of one meeting: the last module, or half of the only
        one.
        """
        *earlier, last = [module.lessons for module in self.outline.modules] or [()]
        return [tuple(chain(*earlier)), last] if earlier or len(last) < 2 else self.balanced(2)

    def balanced(self, meetings: int) -> list[tuple[Page, ...]]:
        """Divide all lessons, in order, among meetings so that the longest is as short as possible, then the next.

        With more meetings than lessons, the last ones have none.
        """
        lessons = self.outline.lessons
        used = min(meetings, len(lessons))
        starts = self._best_starts(lessons, used)
        chosen = [lessons[start:end] for start, end in pairwise((*starts, len(lessons)))]
        return chosen + [()] * (meetings - used)

    def _best_starts(self, lessons: Sequence[Page], meetings: int) -> tuple[int, ...]:
        """Return the place of the first lesson of each meeting; where ways are equally good, the lowest places."""
        before = list(accumulate((self._meeting_minutes([lesson]) for lesson in lessons), initial=0))

        @cache
        def best(end: int, parts: int) -> tuple[list[int], tuple[int, ...]]:
            """Return the minutes, falling, and the starts of the first `parts` meetings, which end before `end`."""
            if not parts:
                return [], ()
            return min((sorted([*minutes, before[end] - before[start]], reverse=True), (*starts, start))
                       for start in (range(parts - 1, end) if parts > 1 else [0])
                       for minutes, starts in [best(start, parts - 1)])

        return best(len(lessons), meetings)[1]

    def _meeting_minutes(self, lessons: Sequence[Page]) -> int:
        """Return the minutes to go through lessons and to discuss the question of each."""
        return self.minutes(lessons) + self.discussion * sum(bool(lesson.discussion) for lesson in lessons)

    def plan(self, meetings: Sequence[str], lessons: Iterable[Sequence[Page]], at_home: int = 0) -> str:
        """Return a table of meetings: lessons, minutes, and epochs of training; one without lessons has no row.

        The first `at_home` meetings are reading, without discussion.
        """
        rows = ["| When | Lessons | Reading | With discussion | Exercises | Training |", "|:--|:--|--:|--:|--:|--:|"]
        for row, (name, chosen) in enumerate(zip(meetings, lessons, strict=True)):
            if not chosen:
                continue
            links = ", ".join(f"[{within(lesson.title)}]({self._from_here(lesson.path)})" for lesson in chosen)
            with_discussion = _minutes(self._meeting_minutes(chosen)) if row >= at_home else ""
            rows.append(f"| {name} | {links} | {_minutes(self.minutes(chosen))} | {with_discussion} | "
                        f"{_minutes(self.exercise_minutes(chosen))} | {_epochs(chosen)} |")
        return "\n".join(rows)

    def answers(self) -> str:
        """Return, for each lesson, its discussion, exercises and questions with their answers, as Markdown."""
        return "\n\n".join(part for lesson in self.outline.lessons for part in self._lesson_answers(lesson))

    def _lesson_answers(self, lesson: Page) -> Iterator[str]:
        here = self._from_here(lesson.path)
        module = next(module for module in self.outline.modules if lesson in module.lessons)
        yield f"## {within(lesson.title)} {{ #{module.name}-{lesson.name} }}"
        if lesson.discussion:
            yield self.moved(lesson.discussion, lesson)
        for exercise in lesson.exercises:
            yield f"**[{exercise.section.title}]({here}#{exercise.section.id})**"
            yield self.moved(exercise.task, lesson)
            yield f"*Answer:*\n\n{self.moved(exercise.solution, lesson)}"
        for question in lesson.questions:
            yield f"**[{literal(question.text)}]({here}#{question.id})**"
            yield f"*Answer:* {literal(question.answer)}. {self.moved(question.explanation, lesson)}"
            yield from filter(None, [corrections(question, literal)])

    def moved(self, text: str, lesson: Page) -> str:
        """Return Markdown of a lesson with its links changed to work on this page."""
        return relinked(text, lesson.path, self._from_here)

    def _from_here(self, path: str) -> str:
        return posixpath.relpath(path, posixpath.dirname(self.page) or ".")


def _minutes(count: int) -> str:
    return f"{count}\N{NO-BREAK SPACE}min"


def _epochs(lessons: Iterable[Page]) -> str:
    return plural(sum(lesson.epochs for lesson in lessons), "epoch")


def _described(name: str, snippet: str) -> str:
    return f"<dt>{name}</dt><dd><code>{escape(snippet, quote=False)}</code></dd>"
