"""The slides of a lesson, as `jupyter nbconvert --to slides` makes them of the pieces of its page.

A slide has what a class looks at: code, a figure, a question, an exercise, or the first paragraph of a section. All
other words are notes for the speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .notebook_pieces import Kind, Piece

USUAL, MOST = 12, 15
"""Slides up to which sections of words alone have slides too, and slides beyond which figures go below the last one."""
OPENING = frozenset({Kind.TITLE, Kind.SECTION, Kind.TASK})
SHOWN = frozenset({Kind.CODE, Kind.FIGURE, Kind.QUESTION})
TYPES = {Kind.TITLE: "slide", Kind.TASK: "slide", Kind.REPLY: "fragment", Kind.TEXT: "notes", Kind.BLANK: "skip",
         Kind.CHECK: "skip"}


def slide_types(pieces: Sequence[Piece], *, fills_up: bool = True) -> list[str]:
    """Return the `slide_type` of each piece of a page; "" goes on with a slide.

    Sections of words alone have slides only where `fills_up`.
    """
    starts = [place for place, piece in enumerate(pieces) if piece.kind in OPENING or place == 0]
    ends = [*starts[1:], len(pieces)]
    types = [type for start, end in zip(starts, ends, strict=True) for type in _of_section(pieces[start:end])]
    told = [place for place in starts if types[place] == "notes" and "\n" in pieces[place].content.text]
    for place in told[: fills_up * max(0, USUAL - types.count("slide"))]:
        types[place] = "slide"
    drawn = [place for place, piece in enumerate(pieces) if piece.kind is Kind.FIGURE and types[place] == "slide"]
    for place in drawn[max(0, len(drawn) - max(0, types.count("slide") - MOST)) :]:
        types[place] = "subslide"
    return types


def _of_section(section: Sequence[Piece]) -> Iterator[str]:
    kinds = [piece.kind for piece in section]
    for place, kind in enumerate(kinds):
        shown = [before for before in kinds[:place] if before in SHOWN]
        if kind is Kind.SECTION:
            yield "notes" if SHOWN.isdisjoint(kinds) else "slide"
        elif kind is Kind.SOLUTION:
            yield "" if kinds[place - 1] is kind else "subslide"
        elif kind in SHOWN:
            goes_on = kind is shown[-1] is Kind.CODE if shown else kinds[0] is not Kind.TITLE
            yield "" if goes_on else "slide"
        else:
            yield TYPES[kind]
