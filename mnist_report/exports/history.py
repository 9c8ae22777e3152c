"""The history of the results, a line a commit: the next build that records starts from what is published."""

from __future__ import annotations

from collections.abc import Iterator

from ..pages.course import Course, File
from ..training.history import NAME, lines


def files(course: Course) -> Iterator[File]:
    """Yield the file, where there is a history."""
    if records := course.artifacts.history.records:
        yield NAME, lines(records)
