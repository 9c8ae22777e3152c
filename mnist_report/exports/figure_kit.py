"""downloads/figures.zip: each figure as PDF and PNG, for slides and papers, and a table of what to write under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.zips import zipped
from ..figures.figure import Table
from ..pages import markup
from ..pages.course import Course, File
from .credit import Credit
from .figure_metadata import in_pdf
from .link_snippets import KIT
from .pictures import linked, metadata

FILE: Final = "downloads/figures.zip"
COLUMNS: Final = ("file", "title", "licence", "permalink", "alternative_text", "credit", "images")


def files(course: Course) -> Iterator[File]:
    """Yield the archive; none for a course without lessons."""
    if course.outline.modules:
        credits = markup.csv(Table(COLUMNS, tuple(_rows(course)))).encode()
        packed = {"credits.csv": credits, **dict(_pictures(course))}
        yield FILE, zipped({f"{KIT}/{name}": content for name, content in packed.items()})


def _pictures(course: Course) -> Iterator[File]:
    described = metadata(course)
    for _, block in linked(course):
        figure = course.rendered_figure(block.name.replace("-", "_"))
        yield f"{figure.name}.pdf", in_pdf(figure.pdf, described[figure.name])
        yield f"{figure.name}.png", figure.pictures["png"]


def _rows(course: Course) -> Iterator[tuple[str, ...]]:
    """Yield a row for each picture; where the address of the site is not known, the permalink is relative to it."""
    credit = Credit.of(course)
    licence = f"{credit.licence} ({credit.licence_address})" if credit.licence else ""
    for link, figure in linked(course):
        place = f"{credit.site}{link.path}"
        about = (link.title, licence, place, figure.alt, credit.plain(place if credit.site else ""), credit.data)
        yield from ((f"{figure.name}.{ending}", *about) for ending in ("pdf", "png"))
