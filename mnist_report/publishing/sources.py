"""The sources of the site: rendered pages, pictures, and all that the course hands on, as (path, bytes)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from ..core import texts
from ..core.files import check_names
from ..exports import course_package, embeds, history, links, notebooks, prints, robots
from ..pages.addresses import NAME, published, written
from ..pages.course import Course, File
from ..pages.permalinks import MADE_ELSEWHERE, Lock
from ..pages.redirects import redirected

EXPORTS: Final = (course_package, embeds, history, links, notebooks, prints, robots)
"""The modules whose `files(lessons)` yields (path within the site's sources, bytes) of what a course hands on."""
TEXT: Final = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".xml"}
"""Static files in which the way a line ends means nothing, so that each system's way gives the same site."""


def generated(course: Course) -> Iterator[File]:
    """All that the pages' folder does not hold as it is.

    Raises ContentError for a file whose name no address can hold or a link that leads out of the pages' folder,
    PermalinkError when a locked address is gone, and whatever making it raises.
    """
    check_names(course.docs)
    made = dict(_made(course))
    lock = course.lock
    if lock.lines:
        there, spared = addresses(course, made), {*MADE_ELSEWHERE, *_to_come(course, lock)}
        if any(lock.faults(there | spared)):
            spared |= _written(course)
        lock.hold(there | spared)
        everything = {**dict(_as_they_are(course) if lock.redirects else ()), **made}
        made |= dict(redirected(lock, everything, course.navigation.address, course.heading))
        made[NAME] = str(lock.without(spared - there)).encode()
    yield from made.items()


def tree(course: Course) -> Iterator[File]:
    """`generated`, and every other file of the pages' folder as it is."""
    made = dict(generated(course))
    yield from made.items()
    yield from (file for file in _as_they_are(course) if file[0] not in made)


def addresses(course: Course, made: Mapping[str, bytes]) -> set[str]:
    """Every address that the site publishes, of what `generated` made and of the files of the pages' folder.

    Of a page that is made from other pages it is the page alone: its parts have their addresses there.
    """
    names = dict.fromkeys([*made, *_static(course)])
    return set().union(*(published(name, course.page(name).ids if name in course.pages else ()) for name in names))


def made_elsewhere(course: Course) -> set[str]:
    """The addresses that a course publishes and this build may be without."""
    return set(MADE_ELSEWHERE) if course.outline.modules else set()


def _made(course: Course) -> Iterator[File]:
    yield from _mended(course)
    yield from course.generated()
    for export in EXPORTS:
        yield from export.files(course)


def _written(course: Course) -> set[str]:
    """What the pages publish as they are written, also what this run leaves out of them."""
    return set().union(*(written(path, texts.read(course.docs / path)) for path in course.pages))


def _to_come(course: Course, lock: Lock) -> set[str]:
    """The locked addresses of figures that this build cannot draw yet, whatever they are of: picture, frame, part."""
    names = [name.replace("_", "-") for name in course.artifacts.keys.figures_to_come]
    return {line.address for line in lock.lines if any(name in line.address for name in names)}


def _as_they_are(course: Course) -> Iterator[File]:
    yield from ((name, course.docs.joinpath(name).read_bytes()) for name in _static(course))


def _mended(course: Course) -> Iterator[File]:
    """The texts among the static files whose lines do not end in a line feed alone, as the site has them."""
    for name in _static(course):
        if Path(name).suffix in TEXT:
            content = course.docs.joinpath(name).read_bytes()
            with suppress(UnicodeError):  # such as an SVG whose first line names another encoding
                if (mended := texts.decoded(content).encode()) != content:
                    yield name, mended


def _static(course: Course) -> list[str]:
    """Paths of the files in the pages' folder that are no pages."""
    files = (path for path in course.docs.rglob("*") if path.suffix != ".md" and path.is_file())
    return sorted(path.relative_to(course.docs).as_posix() for path in files)
