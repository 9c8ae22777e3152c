"""history.jsonl: the results of earlier commits, one line each; the next `build --record` starts from it."""

from __future__ import annotations

from collections.abc import Iterator

from ..pages.course import Course, File
from ..training.history import NAME, lines


def files(course: Course) -> Iterator[File]:
    """Yield the file, if there is a history."""
    if records := course.artifacts.history.records:
        yield NAME, lines(records)
