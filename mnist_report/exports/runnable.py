"""Runnable: the code of a notebook is Python and binds every name before it uses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..core.errors import ContentError
from ..core.suggestions import suggestion
from ..pages.blocks import Code, mark
from ..pages.course import Course
from ..pages.lines import PageError
from ..pages.page import Page
from .bound_names import Use, unbound


@dataclass(frozen=True)
class Step:
    """A cell of code of a notebook."""

    page: Page
    """The page that shows the code."""
    code: Code
    """The code as it is shown."""
    text: str
    """What the cell runs; it ends in the code that is shown."""


def require_python(course: Course, page: Page) -> None:
    """Raise ContentError for code of a page that is no Python, such as a notebook's magic: it becomes a script too."""
    for code in page.blocks:
        if isinstance(code, Code):
            try:
                unbound([code.text])
            except SyntaxError as error:
                line = code.text.splitlines()[(error.lineno or 1) - 1].strip()
                message = (f"{line!r} is no Python that the page's script could run ({error.msg}); mend it, or open "
                           "the block with ```text, so that no notebook holds it")
                raise _fault(course, Step(page, code, code.text), error.lineno or 1, message) from error


def require_bound_names(course: Course, name: str, steps: Sequence[Step], left_out: Iterable[str] = ()) -> None:
    """Raise ContentError when the notebook `name`, which runs these steps, uses a name before it is bound.

    `left_out` is code that pages show and the notebook does not run.
    """
    if use := unbound([step.text for step in steps]):
        message = f"the notebook {name}.ipynb uses {use.name!r}, which nothing binds before; {_remedy(use, left_out)}"
        raise _fault(course, steps[use.cell], use.line, message)


def _remedy(use: Use, left_out: Iterable[str]) -> str:
    if any(not unbound([f"{text}\n{use.name}"], [*use.bound]) for text in left_out):
        return ("the code that does ends in `plt.show()`, and a later lesson's notebook leaves out what draws; bind it "
                "in a block of its own")
    otherwise = "show the code that does above it, with << source(…) >> or in a ```python block"
    return suggestion(use.name, sorted(use.bound), otherwise)


def _fault(course: Course, step: Step, line: int, message: str) -> ContentError:
    """Return the error for a line of what a step runs."""
    page, templates = step.page, course.templates
    marked = next((mark(number) for number, block in page.parts.items() if block is step.code), "")
    if fenced := re.search(rf"(?m)^`{{3,}}python\n(?={re.escape(step.code.text)}\n`)", page.body):
        own = max(0, line - 1 - step.text.count("\n") + step.code.text.count("\n"))
        of_body = page.body.count("\n", 0, fenced.end()) + 1 + own
    else:
        of_body = page.body.count("\n", 0, page.body.find(marked)) + 1
    of_page = templates.line(page.path, course.verbs(page.path), of_body)
    return templates.fault(page.path, PageError(message, of_page))
