"""Figures: a picture and everything it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure as Picture

Cell = str | int | float

ALT_LIMIT = 150
FILE_NAME = re.compile(r"\S+\.\w{2,4}|.*\.(svg|png|jpe?g|gif|webp|pdf)", re.IGNORECASE)
EMPTY_OPENING = re.compile(r"(an? |the )?(image|picture|photo|graphic) of\b", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """The numbers behind a picture, exactly as they are drawn."""

    columns: tuple[str, ...]
    """Column headings, with units where there are any."""
    rows: tuple[tuple[Cell, ...], ...]
    """One tuple per row, as long as `columns`; floats unrounded. Without rows, the columns are published alone."""


@dataclass(frozen=True)
class Figure:
    """What a figure function returns: text, numbers, and how to draw them.

    Raise ContentError, naming the figure, when a text or the table is not as its field requires.
    """

    caption: str
    """One or two sentences of Markdown under the picture, numbers from the run."""
    alt: str
    """The alternative text: what there is to see, from the data, plain text of 1 to 150 characters."""
    description: str
    """The longer description, plain text: what a reader who cannot see the picture needs to follow the lesson."""
    draw: Callable[[], Picture]
    """Draws with pyplot in the current style and returns the Matplotlib figure. It is defined inside the figure
    function, from which the figure has its name."""
    table: Table | None = field(default=None)
    """The plotted numbers; for image grids, one row an image."""

    def __post_init__(self) -> None:
        for text in ("caption", "alt", "description"):
            if not getattr(self, text).strip():
                raise ContentError(f"figure {self.name} has an empty {text}; it must say something, from its data")
        _require_alt(self.name, self.alt)
        if self.table is not None:
            _require_table(self.name, self.table)

    @property
    def name(self) -> str:
        """The name of the figure function: the outermost part of the qualified name of `draw`."""
        return str(getattr(self.draw, "__qualname__", type(self.draw).__name__)).partition(".")[0]


def _require_alt(name: str, alt: str) -> None:
    if len(alt) > ALT_LIMIT:
        raise ContentError(f"figure {name} has an alt of {len(alt)} characters, at most {ALT_LIMIT} may be: {alt!r}")
    if "\n" in alt:
        raise ContentError(f"figure {name} has an alt of several lines, but it must be one: {alt!r}")
    if FILE_NAME.fullmatch(alt.strip()):
        raise ContentError(f"figure {name} has an alt that looks like a file name; say what is to be seen: {alt!r}")
    if opening := EMPTY_OPENING.match(alt.strip()):
        raise ContentError(f"figure {name} has an alt that begins {opening[0]!r}, which every screen reader says by "
                           f"itself; say what is to be seen: {alt!r}")


def _require_table(name: str, table: Table) -> None:
    if not table.columns:
        raise ContentError(f"figure {name} has a table without columns; name them, or give it no table at all")
    for position, row in enumerate(table.rows, start=1):
        if len(row) != len(table.columns):
            raise ContentError(f"figure {name} has {len(row)} cells in row {position} of its table, but "
                               f"{len(table.columns)} columns: {', '.join(table.columns)}")
        if wrong := [cell for cell in row if not isinstance(cell, Cell)]:
            raise ContentError(f"figure {name} has {wrong[0]!r} in row {position} of its table; a cell should be a "
                               "text or a number of Python: str(…), int(…) or float(…)")


def fitting(*texts: str) -> str:
    """Return the first of `texts`, from long to short, that fits into an alternative text; else the last."""
    return next((text for text in texts if len(text) <= ALT_LIMIT), texts[-1])


def shortened(name: str, length: int = 14) -> str:
    """Return a class name cut to at most `length` characters, for which a picture has room."""
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"
