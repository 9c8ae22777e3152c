"""Marks: which `<< value >>`, `<% statement %>` or `<# comment #>` of a page lacks its end or its beginning.

    << run.classes            `<< run.classes` has no end: >>
    <% if run.classes %> …    `<% if run.classes %>` has no <% endif %>
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..core.suggestions import suggestion

ENDS: Final = {"<<": ">>", "<%": "%>", "<#": "#>"}
MARK: Final = re.compile(
    r"""(?sx) (?P<comment><\#) (?P<words>.*?) (?P<end_of_comment>\#> | \Z)
    | (?P<begin><[<%]) [-+]? (?P<inside>(?: "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | . )*?) [-+]?
      (?P<end> [>%]> | (?=<[<%\#]) | \Z)"""
)
"""A mark up to its end, or else to the next one or to the end of the page; what a text in quotes holds is no end."""
ENDRAW: Final = re.compile(r"<%[-+]?\s*endraw\b")
TAG: Final = re.compile(r"\s*(\w+)")
BLOCKS: Final = frozenset({"autoescape", "block", "call", "filter", "for", "if", "macro", "raw", "set", "with"})
"""Statements that need an end, `set` unless it has a value."""
PARTS: Final = {"else": {"if", "for"}, "elif": {"if"}}
SINGLE: Final = frozenset({"set", "include", "import", "from", "extends"})
KNOWN: Final = sorted({*BLOCKS, *PARTS, *SINGLE, *(f"end{block}" for block in BLOCKS)})


@dataclass(frozen=True)
class Mark:
    """A mark as it is written."""

    line: int
    """Number of the line where it begins, from 1."""
    begin: str
    """Its first two characters."""
    inside: str
    """What is between its beginning and its end."""
    end: str
    """Its last two characters; empty where another mark or the end of the page comes first."""

    @property
    def shown(self) -> str:
        """Its first line, so much of it as tells which it is."""
        line = f"{self.begin}{self.inside}{self.end}".strip().splitlines()[0].rstrip()
        return f"`{line if len(line) <= 60 else f'{line[:60]} …'}`"

    @property
    def statement(self) -> str:
        """The word with which a statement begins; empty for another mark, and for a `set` that needs no end."""
        tag = TAG.match(self.inside) if self.begin == "<%" else None
        return "" if not tag or (tag[1] == "set" and "=" in self.inside) else tag[1]


def fault(text: str) -> tuple[str, int] | None:
    """Return what is wrong with the marks of a page, and the line where the mark begins; None where all have ends."""
    opened: list[Mark] = []
    may_follow: list[set[str]] = []  # of each that is open, the parts that it may still have
    for mark in _marks(text):
        name = mark.statement
        if mark.end != ENDS[mark.begin]:
            return f"{mark.shown} has no end: {ENDS[mark.begin]}", mark.line
        if name in BLOCKS:
            opened.append(mark)
            may_follow.append({part for part, blocks in PARTS.items() if name in blocks})
        elif name in PARTS:
            if not opened or name not in may_follow[-1]:
                return f"{mark.shown} has no <% if … %> that it could belong to", mark.line
            may_follow[-1] -= set(PARTS) if name == "else" else set()
        elif name.removeprefix("end") in BLOCKS:
            if name.removeprefix("end") not in {begun.statement for begun in opened}:
                return f"{mark.shown} has no <% {name.removeprefix('end')} … %> before it", mark.line
            if opened[-1].statement != name.removeprefix("end"):
                break
            opened.pop()
            may_follow.pop()
        elif name and name not in SINGLE:
            return f"no statement {name!r}; {suggestion(name, KNOWN, 'there is <% if … %>, <% for … %>')}", mark.line
    return next(((f"{mark.shown} has no <% end{mark.statement} %>", mark.line) for mark in reversed(opened)), None)


def _marks(text: str) -> Iterator[Mark]:
    place = 0
    while found := MARK.search(text, place):
        parts = ("comment", "words", "end_of_comment") if found["comment"] else ("begin", "inside", "end")
        mark = Mark(text.count("\n", 0, found.start()) + 1, *found.group(*parts))
        yield mark
        place = found.end()
        if mark.statement == "raw":
            end = ENDRAW.search(text, place)
            place = end.start() if end else len(text)
