"""The sources of the site: rendered pages, pictures, and all that the course hands on, as (path, bytes)."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from . import handouts
from .lessons import File, Lessons


def generated(lessons: Lessons) -> Iterator[File]:
    """All that the pages' folder does not hold as it is. Raises whatever making it raises."""
    yield from lessons.generated()
    for module in sorted(each.name for each in pkgutil.iter_modules(handouts.__path__)):
        yield from import_module(f"{handouts.__name__}.{module}").files(lessons)


def tree(lessons: Lessons) -> Iterator[File]:
    """`generated`, and every other file of the pages' folder as it is."""
    made = dict(generated(lessons))
    yield from made.items()
    for path in sorted(lessons.docs.rglob("*")):
        name = path.relative_to(lessons.docs).as_posix()
        if path.is_file() and name not in made:
            yield name, path.read_bytes()
