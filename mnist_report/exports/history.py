"""The history of the results, a line a commit: the next build that records starts from what is published."""

from __future__ import annotations

from collections.abc import Iterator

from ..pages.course import File, Lessons
from ..training.history import NAME, lines


def files(lessons: Lessons) -> Iterator[File]:
    """Yield the file, where there is a history."""
    if records := lessons.report.history.records:
        yield NAME, lines(records)
