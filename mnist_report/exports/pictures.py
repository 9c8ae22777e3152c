"""figures/: the pictures of every figure, each of which says what it shows and whose it is, and its table as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from ..pages import markup
from ..pages.blocks import FigureBlock
from ..pages.course import Course, File
from ..pages.links import Link, title_of
from ..results.artifacts import RenderedFigure
from .credit import Credit
from .figure_metadata import Metadata, in_svg


def files(course: Course) -> Iterator[File]:
    """Yield the files of all figures that the pages show."""
    described = metadata(course)
    for _, figure in sorted(course.rendered_figures.items()):
        for suffix, picture in figure.pictures.items():
            content = in_svg(picture, described[figure.name]) if suffix.endswith("svg") else picture
            yield f"figures/{figure.name}{markup.ADDRESS[suffix]}", content
        if figure.table:
            yield f"figures/{figure.name}.csv", markup.csv(figure.table).encode()


def linked(course: Course) -> Iterator[tuple[Link, FigureBlock]]:
    """Yield every figure that can be linked to, with its link, in the order of the course."""
    return ((link, link.figure) for link in course.links if link.kind == "figure" and link.figure)


def metadata(course: Course) -> dict[str, Metadata]:
    """Return what the pictures of each figure say of it, by its name, with dashes."""
    links = {figure.name: link for link, figure in linked(course)}
    credit = Credit.of(course)
    return {figure.name: _of(figure, links.get(figure.name), credit)
            for figure in course.rendered_figures.values()}


def _of(figure: RenderedFigure, link: Link | None, credit: Credit) -> Metadata:
    source = credit.address(link.path) if link and credit.site else ""
    return Metadata(title_of(figure.name), figure.alt, credit.authors, credit.rights, source, credit.licence_address)
