"""Frame size: how tall a frame on another page must be so that nothing in it scrolls, in CSS pixels.

The height is known without a browser, from the size of the picture and the length of its caption. It suffices with the
widest letters that a system may bring (DejaVu Sans), so with others a line or two stay empty.
tests/exports/test_embeds.py measures every frame in a browser, with docs/assets/embed.css.
"""

from __future__ import annotations

import math
import re
from textwrap import wrap
from unicodedata import east_asian_width

from .blocks import FigureBlock, LivePart, Widget
from .page import Page

WIDTHS = (860, 600, 390)
"""Widths of frames for which the height suffices: a wide column, a page of a learning platform, a phone."""
PAGE = 800
"""Height of the frame around a whole page, which scrolls in it."""

MARGINS = 32
"""Left and right of what is in the frame; as much above and below it."""
BESIDES = 100
"""Room between the parts, the folded description, and a few pixels to spare for the border of the frame."""
LETTER = 0.58
"""Width of a letter, in heights of its font: the mean of captions in DejaVu Sans is at most 0.55."""
CAPTION, LINE, COLUMN = 14.08, 21.12, 506
"""Of the caption: size of the letters, height of a line, greatest width."""
SOURCE, SOURCE_LINE, SOURCE_LENGTH = 13, 21.45, 160
"""Of the line that says where the figure is from: the same, and its letters with long titles of page and course."""
DECLARED = re.compile(r'\sdata-frame-height="(\d+)"')
"""What the element of a widget says of its own height."""
ROOM, REM = re.compile(r"--tall(?:-on-phones)?: ([\d.]+)rem"), 20
"""The room that the element of a live part keeps for it, beside a menu and on phones, and the unit of that."""


def figure_height(figure: FigureBlock) -> int:
    """Return the height of a frame around a figure, its caption and its source, which suffices at all WIDTHS."""
    return max(_height(figure, width - MARGINS) for width in WIDTHS)


def widget_height(page: Page) -> int:
    """Return the height that the widget of an explore page declares, `data-frame-height`; PAGE where none does."""
    found = (DECLARED.search(block.html) for block in page.blocks if isinstance(block, Widget))
    return next((int(declared[1]) for declared in found if declared), PAGE)


def part_height(part: LivePart) -> int:
    """Return the height of a frame around a live part, from the room that it keeps; that of a page where it keeps none.
    """
    rooms = [float(room) for room in ROOM.findall(part.html)]
    return math.ceil(2 * MARGINS + max(rooms) * REM + _source(min(WIDTHS) - MARGINS)) if rooms else PAGE


def _height(figure: FigureBlock, width: int) -> int:
    picture = figure.height * min(1, width / figure.width)
    caption = LINE * len(wrap(_halves(figure.caption), int(min(width, COLUMN) / (LETTER * CAPTION))))
    return math.ceil(MARGINS + BESIDES + picture + caption + _source(width))


def _source(width: int) -> float:
    return SOURCE_LINE * math.ceil(SOURCE_LENGTH * LETTER * SOURCE / width)


def _halves(text: str) -> str:
    """Return a text with each Chinese, Japanese or Korean character twice, as it is as wide as two letters."""
    return "".join(letter * (1 + (east_asian_width(letter) in "WF")) for letter in text)
