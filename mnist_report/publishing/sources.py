"""Sources: every file that a generator builds the site from: rendered pages, pictures and exports, as (path, bytes)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from ..core import edition, texts
from ..core.files import check_names
from ..exports import (
    citations,
    course_package,
    embeds,
    figure_kit,
    history,
    links,
    notebooks,
    oembed,
    pictures,
    prints,
    robots,
    slides,
)
from ..pages import citation
from ..pages.addresses import NAME, published, written
from ..pages.course import Course, File
from ..pages.permalinks import MADE_ELSEWHERE, Lock
from ..pages.redirects import redirected
from . import page_links
from .destination import RENDERED

EXPORTS: Final = (citations, course_package, embeds, figure_kit, history, links, notebooks, oembed, pictures, prints,
                  robots, slides)
"""The modules with a function `files(course)` that yields (path within the site's sources, bytes)."""
NOT_PUBLISHED: Final = {edition.FILE, citation.NAME, NAME}
"""Files of an edition that are read and not published as they are."""
TEXT: Final = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".ts", ".txt", ".xml"}
"""Extensions of static files whose line endings are normalized, so that every system builds the same site."""


def generated(course: Course) -> Iterator[File]:
    """Yield every source file that is not in the pages' folder as it is, first the one by which a tree is recognized.

    Raise ContentError for a file name that cannot be part of an address or a link that leads out of the pages' folder,
    PermalinkError when a locked address is gone, and any error of making the files.
    """
    check_names(course.docs)
    files = dict(_without_redirects(course))
    page_links.require(course, {*files, *_static(course)})
    lock = course.lock
    if lock.lines:
        present, optional = addresses(course, files), {*MADE_ELSEWHERE, *_to_come(course, lock)}
        if any(lock.faults(present | optional)):
            optional |= _publishable(course)
        lock.hold(present | optional)
        everything = {**dict(_unchanged(course) if lock.redirects else ()), **files}
        files |= dict(redirected(lock, everything, course.navigation.address, course.heading))
        files[NAME] = str(lock.without(optional - present)).encode()
    elif course.artifacts.settings.edition:
        files[NAME] = b""  # in the place of the list of the first edition
    yield from sorted(files.items(), key=lambda file: file[0] != RENDERED)


def tree(course: Course) -> Iterator[File]:
    """Yield the files of `generated`, and every other static file of the pages' folder as it is."""
    files = dict(generated(course))
    yield from (*files.items(), *others(course, files))


def others(course: Course, files: Mapping[str, bytes]) -> Iterator[File]:
    """Yield every static file of the pages' folder that is not among the `files` that were generated."""
    return (file for file in _unchanged(course) if file[0] not in files)


def addresses(course: Course, files: Mapping[str, bytes]) -> set[str]:
    """Return every address that the site publishes: of the files of `generated`, and of the static files.

    A page made from other pages has no addresses of its parts, which are those on the other pages.
    """
    names = dict.fromkeys([*files, *_static(course)])
    return set().union(*(published(name, course.page(name).ids if name in course.pages else ()) for name in names))


def made_elsewhere(course: Course) -> set[str]:
    """Return the addresses that a course publishes and this build may lack."""
    return set(MADE_ELSEWHERE) if course.outline.modules else set()


def _without_redirects(course: Course) -> Iterator[File]:
    """Yield every generated file except the redirects and the lock."""
    yield from _normalized(course)
    yield from _of_editions(course)
    yield from course.generated()
    for export in EXPORTS:
        yield from export.files(course)


def _publishable(course: Course) -> set[str]:
    """Return the addresses that the sources of the pages can publish, including those that this run leaves out."""
    return set().union(*(written(path, course.templates.text_written(path)) for path in course.templates.written))


def _to_come(course: Course, lock: Lock) -> set[str]:
    """Return the locked addresses (pictures, frames, parts) of figures that this build cannot draw yet."""
    names = [name.replace("_", "-") for name in course.artifacts.keys.figures_to_come]
    return {line.address for line in lock.lines if any(name in line.address for name in names)}


def _unchanged(course: Course) -> Iterator[File]:
    yield from ((name, course.docs.joinpath(name).read_bytes()) for name in _static(course))


def _normalized(course: Course) -> Iterator[File]:
    """Yield, without them, the static text files with a byte order mark or line ends other than a line feed."""
    for name in _static(course):
        if Path(name).suffix in TEXT:
            content = course.docs.joinpath(name).read_bytes()
            with suppress(UnicodeError):  # such as an SVG whose first line names another encoding
                if (normalized := texts.decoded(content).encode()) != content:
                    yield name, normalized


def _of_editions(course: Course) -> Iterator[File]:
    """Yield the files of the editions that the site has in place of its own, such as another logo."""
    for folder in course.editions.layers:
        check_names(folder)
        paths = sorted(path for path in folder.rglob("*") if path.suffix != ".md" and path.is_file())
        for path in paths:
            name = path.relative_to(folder).as_posix()
            if name not in NOT_PUBLISHED and name not in course.templates.excluded:
                content = path.read_bytes()
                if path.suffix in TEXT:
                    with suppress(UnicodeError):
                        content = texts.decoded(content).encode()
                yield name, content


def _static(course: Course) -> list[str]:
    """Return the paths of the files in the pages' folder that are no pages and not left out."""
    paths = (path for path in course.docs.rglob("*") if path.suffix != ".md" and path.is_file())
    names = (path.relative_to(course.docs).as_posix() for path in paths)
    return sorted(name for name in names if name not in course.templates.excluded)
