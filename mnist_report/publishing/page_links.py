"""Page links: each link of a page to another leads to one that there is."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from ..core.suggestions import suggestion
from ..pages.course import Course
from ..pages.lines import PageError
from ..pages.page import Page
from ..pages.syntax import CODE, ELSEWHERE, LINK, blank, target


def require(course: Course, files: Collection[str]) -> None:
    """Raise ContentError, with file and line, for the first link to a Markdown file that is none of `files`."""
    for path in course.pages:
        page = course.page(path)
        if lost := next(((link, line) for link, line in _links(page) if target(link, path) not in files), None):
            link, line = lost
            known = [posixpath.relpath(file, posixpath.dirname(path) or ".") for file in files if file.endswith(".md")]
            nearest = suggestion(link, sorted(known), "name its file as it lies beside this one")
            of_page = course.templates.line(path, course.verbs(path), line)
            raise course.templates.fault(path, PageError(f"the link {link!r} leads to no page; {nearest}", of_page))


def _links(page: Page) -> Iterator[tuple[str, int]]:
    """Yield the file of each link to a page, as it is written, and the line of the page's body."""
    prose = blank(CODE, page.body)
    for found in LINK.finditer(prose):
        file = unquote(found[3].partition("#")[0].partition("?")[0])
        if file.endswith(".md") and not ELSEWHERE.match(file):
            yield file, prose.count("\n", 0, found.start(3)) + 1
