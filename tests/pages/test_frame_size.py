"""How tall a frame must be, from what is known without a browser; tests/exports/test_embeds.py holds it against one."""

from __future__ import annotations

import pytest

from mnist_report.pages.blocks import FigureBlock, LivePart, Widget, mark
from mnist_report.pages.frame_size import PAGE, figure_height, part_height, widget_height
from mnist_report.pages.page import Page


def height(caption: str = "Short.", width: int = 720, tall: int = 300) -> int:
    return figure_height(FigureBlock("a", caption, "Alt.", "Text.", None, width, tall))


def test_a_taller_picture_needs_as_much_more() -> None:
    assert height(tall=400) - height(tall=300) == 100


def test_a_caption_needs_a_line_more_for_each_line() -> None:
    heights = [height("word " * count) for count in (1, 30, 60, 90)]
    assert heights == sorted(set(heights))
    assert max(heights) - min(heights) >= 7 * 21


def test_a_picture_wider_than_any_frame_is_as_tall_as_in_the_widest() -> None:
    assert height(width=3312, tall=1600) - height(width=828, tall=400) == 0


def test_a_flat_picture_under_a_long_caption_is_tallest_on_a_phone() -> None:
    """There the caption has most lines; a frame for a wide column alone would scroll."""
    text = "word " * 80
    assert height(text, tall=40) - height(tall=40) > 8 * 21


@pytest.mark.parametrize("wide", ["数字を読む" * 20, "숫자를 읽는" * 20, "数字" * 50])
def test_a_script_without_blanks_and_with_wide_letters_has_room(wide: str) -> None:
    assert height(wide) > height("a" * len(wide))


def test_an_explore_page_is_as_tall_as_its_widget_says() -> None:
    def page(html: str) -> Page:
        return Page("explore/x/index.md", {}, f"# X {{ #x }}\n\n{mark(0)}\n", parts={0: Widget(html)})

    assert widget_height(page('<div data-explore="x" data-frame-height="1234"></div>')) == 1234
    assert widget_height(page('<div data-explore="x"></div>')) == PAGE
    assert widget_height(Page("explore/x/index.md", {}, "# X { #x }")) == PAGE


def test_a_live_part_is_as_tall_as_the_room_that_it_keeps_on_a_phone() -> None:
    def part(room: str) -> int:
        return part_height(LivePart("x", f'<div class="part" style="{room}" markdown="1"></div>'))

    assert part("--tall: 20rem; --tall-on-phones: 30.5rem") - part("--tall: 20rem; --tall-on-phones: 20rem") == 210
    assert part("--side: 28; --tall: 20rem; --tall-on-phones: 15rem") == part("--tall: 20rem; --tall-on-phones: 20rem") > 400
    assert part("--side: 28") == PAGE
