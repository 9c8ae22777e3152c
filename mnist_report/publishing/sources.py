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
from ..pages.course import File, Lessons
from ..pages.permalinks import MADE_ELSEWHERE, Lock
from ..pages.redirects import redirected

EXPORTS: Final = (course_package, embeds, history, links, notebooks, prints, robots)
"""The modules whose `files(lessons)` yields (path within the site's sources, bytes) of what a course hands on."""
TEXT: Final = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".xml"}
"""Static files in which the way a line ends means nothing, so that each system's way gives the same site."""


def generated(lessons: Lessons) -> Iterator[File]:
    """All that the pages' folder does not hold as it is.

    Raises ContentError for a file whose name no address can hold or a link that leads out of the pages' folder,
    PermalinkError when a locked address is gone, and whatever making it raises.
    """
    check_names(lessons.docs)
    made = dict(_made(lessons))
    lock = lessons.lock
    if lock.lines:
        there, spared = addresses(lessons, made), {*MADE_ELSEWHERE, *_to_come(lessons, lock)}
        if any(lock.faults(there | spared)):
            spared |= _written(lessons)
        lock.hold(there | spared)
        everything = {**dict(_as_they_are(lessons) if lock.redirects else ()), **made}
        made |= dict(redirected(lock, everything, lessons.publication.address, lessons.heading))
        made[NAME] = str(lock.without(spared - there)).encode()
    yield from made.items()


def tree(lessons: Lessons) -> Iterator[File]:
    """`generated`, and every other file of the pages' folder as it is."""
    made = dict(generated(lessons))
    yield from made.items()
    yield from (file for file in _as_they_are(lessons) if file[0] not in made)


def addresses(lessons: Lessons, made: Mapping[str, bytes]) -> set[str]:
    """Every address that the site publishes, of what `generated` made and of the files of the pages' folder.

    Of a page that is made from other pages it is the page alone: its parts have their addresses there.
    """
    names = dict.fromkeys([*made, *_static(lessons)])
    return set().union(*(published(name, lessons.page(name).ids if name in lessons.pages else ()) for name in names))


def made_elsewhere(lessons: Lessons) -> set[str]:
    """The addresses that a course publishes and this build may be without."""
    return set(MADE_ELSEWHERE) if lessons.outline.modules else set()


def _made(lessons: Lessons) -> Iterator[File]:
    yield from _mended(lessons)
    yield from lessons.generated()
    for export in EXPORTS:
        yield from export.files(lessons)


def _written(lessons: Lessons) -> set[str]:
    """What the pages publish as they are written, also what this run leaves out of them."""
    return set().union(*(written(path, texts.read(lessons.docs / path)) for path in lessons.pages))


def _to_come(lessons: Lessons, lock: Lock) -> set[str]:
    """The locked addresses of figures that this build cannot draw yet, whatever they are of: picture, frame, part."""
    names = [name.replace("_", "-") for name in lessons.report.keys.figures_to_come]
    return {line.address for line in lock.lines if any(name in line.address for name in names)}


def _as_they_are(lessons: Lessons) -> Iterator[File]:
    yield from ((name, lessons.docs.joinpath(name).read_bytes()) for name in _static(lessons))


def _mended(lessons: Lessons) -> Iterator[File]:
    """The texts among the static files whose lines do not end in a line feed alone, as the site has them."""
    for name in _static(lessons):
        if Path(name).suffix in TEXT:
            content = lessons.docs.joinpath(name).read_bytes()
            with suppress(UnicodeError):  # such as an SVG whose first line names another encoding
                if (mended := texts.decoded(content).encode()) != content:
                    yield name, mended


def _static(lessons: Lessons) -> list[str]:
    """Paths of the files in the pages' folder that are no pages."""
    files = (path for path in lessons.docs.rglob("*") if path.suffix != ".md" and path.is_file())
    return sorted(path.relative_to(lessons.docs).as_posix() for path in files)
