"""A lesson has about a dozen slides, however much it shows; what is not shown is for the speaker."""

from __future__ import annotations

import pytest

from mnist_report.exports.notebook_pieces import Kind, Piece
from mnist_report.exports.slide_types import slide_types
from mnist_report.pages.blocks import Prose

LETTERS = {"#": Kind.TITLE, "s": Kind.SECTION, "h": Kind.SECTION, "e": Kind.TASK, "t": Kind.TEXT, "c": Kind.CODE, "f": Kind.FIGURE,
           "q": Kind.QUESTION, "r": Kind.REPLY, "b": Kind.BLANK, "a": Kind.SOLUTION, "k": Kind.CHECK}
WORDS = {"slide": "S", "subslide": "s", "fragment": "f", "notes": "n", "skip": "-", "": "."}


def deck(page: str, *, fills_up: bool = True) -> str:
    """The slides of a page: a letter for each piece, and one for each of its slide types; `h` is a heading without text."""
    pieces = [Piece(LETTERS[letter], Prose("## Heading" if letter == "h" else "## Heading\n\nText.")) for letter in page]
    return "".join(WORDS[each] for each in slide_types(pieces, fills_up=fills_up))


CASES = {
    "words alone fill the deck": ("#tsts", "SnSnS"),
    "a heading alone does not": ("#hs", "SnS"),
    "code and what it prints": ("#hcrt", "SS.fn"),
    "a question before the first section": ("#tqr", "SnSf"),
    "code after code, and figures": ("#scctff", "SS..nSS"),
    "a figure under its section": ("#sftf", "SS.nS"),
    "text before any heading": ("tsc", "SS."),
    "an exercise": ("#ebaak", "SS-s.-"),
    "a figure in an exercise": ("#efb", "SS.-"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_on_a_slide(case: str) -> None:
    page, expected = CASES[case]
    assert deck(page) == expected


def test_a_page_that_opens_a_module_has_its_title() -> None:
    assert deck("#tsts", fills_up=False) == "Snnnn"


def test_words_come_in_while_there_is_room() -> None:
    assert deck("#" + "sc" * 8 + "s" * 9).count("S") == 12
    assert deck("#" + "s" * 30) == "S" * 12 + "n" * 19


def test_figures_without_room_are_below_the_last() -> None:
    assert deck("#s" + "f" * 20 + "e") == "SS." + "S" * 12 + "s" * 7 + "S"
