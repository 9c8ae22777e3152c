"""Rule: a lesson has its parts: code, a question before the answer, exercises with their solutions, a discussion."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .element import Element
    from .page import Page
    from .site import Site

LESSON: Final = "lesson-meta"
"""Class of the element under the title of a lesson."""
EXERCISE: Final = "exercise-"
"""Start of the id of an exercise."""
HEADINGS: Final = frozenset({"h1", "h2", "h3"})
SOLUTION: Final = "'??? success \"Solution\"'"


def unfinished_lessons(site: Site) -> Iterator[Fault]:
    """Yield a fault for each part that a lesson lacks, and for each exercise without a solution."""
    for page in site.pages:
        if lesson := next((each for each in page.elements if _is(each, "div", LESSON)), None):
            yield from (Fault(page.path, lesson.line, f"this lesson has no {part}") for part in _missing(page))
            yield from _unsolved(page)


def _missing(page: Page) -> Iterator[str]:
    """Yield the name of each part that a lesson lacks, and what to write."""
    if "the-code" not in page.ids:
        yield "code; write '## The code { #the-code }' and, under it, << source(…) >> or a block of code"
    if not any(_is(element, "div", "question") for element in page.elements):
        yield "question; write << question(…) >> before the text that answers it"
    if not any(_is_exercise(element) for element in page.elements):
        yield f"exercise; write '### Exercise 1: … {{ #exercise-… }}', what to do, and {SOLUTION} with the solution"
    if "for-the-classroom" not in page.ids:
        yield "discussion; write '## For the classroom { #for-the-classroom }' and, under it, what a class can discuss"


def _unsolved(page: Page) -> Iterator[Fault]:
    """Yield a fault for each exercise without a solution before the next heading."""
    parts = [each for each in page.elements if each.tag in HEADINGS or _is(each, "details", "success")]
    for part, after in pairwise((*parts, None)):
        if part and _is_exercise(part) and (after is None or after.tag in HEADINGS):
            name = part.attributes["id"]
            yield Fault(page.path, part.line, f"exercise {name!r} has no solution; write {SOLUTION} under it")


def _is_exercise(element: Element) -> bool:
    return element.tag in HEADINGS and element.attributes.get("id", "").startswith(EXERCISE)


def _is(element: Element, tag: str, name: str) -> bool:
    return element.tag == tag and name in element.attributes.get("class", "").split()
