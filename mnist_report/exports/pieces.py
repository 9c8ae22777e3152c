"""Pieces: the prose of a page cut into what a slide can show of it, paragraphs and items as their first sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from ..pages.blocks import MARK
from ..pages.formulas import LANGUAGE, in_html
from ..pages.page import Page
from ..pages.syntax import ADMONITION, CODE, FENCE, relinked
from .plain_markdown import ATTRIBUTES

Kind = Literal["paragraph", "item", "remark", "table", "formula"]
ITEM: Final = re.compile(r"(?m)^(?:[-*+]|\d+[.)])[ \t]+")
"""The start of an item of a list that is in no other."""
END: Final = re.compile(r"(?<!e\.g)(?<!i\.e)[.!?][)\"”*_]*(?=\s+[\"“(*_\[]*[A-Z0-9])")
"""The end of a sentence, which is followed by another one."""
COLUMNS: Final = 80
"""Characters in a line of prose on a slide."""
SHORT: Final = 40
"""Characters of a sentence that says enough by itself."""
LONG: Final = 200
"""Characters beyond which no second sentence is shown."""
PAIRED: Final = (("(", ")"), ("[", "]"), ("“", "”"))


@dataclass(frozen=True)
class Piece:
    """A piece of prose."""

    kind: Kind
    """What it is: a remark is a quotation, such as the takeaway of a lesson."""
    text: str
    """Markdown, all of it; of an item without its bullet, of a formula LaTeX."""

    @property
    def short(self) -> str:
        """The first sentence of a paragraph or an item; anything else is not cut."""
        return first_sentence(self.text) if self.kind in {"paragraph", "item"} else self.text

    @property
    def lines(self) -> int:
        """Lines that it takes on a slide, roughly, with the room under it."""
        return 1 + (self.text.count("\n") if "\n" in self.text else len(self.short) // COLUMNS + (self.kind != "item"))


def pieces(prose: str, page: Page) -> Iterator[Piece]:
    """Yield the pieces of prose of a page, without links within the site, notes in boxes, code and raw HTML."""
    text, begin = relinked(ADMONITION.sub("", prose), page.path, lambda _: ""), 0
    for fence in FENCE.finditer(text):
        yield from _paragraphs(text[begin : fence.start()])
        if fence["language"].strip() == LANGUAGE and not fence["margin"]:
            yield Piece("formula", fence["code"].strip())
        begin = fence.end()
    yield from _paragraphs(text[begin:])


def first_sentence(text: str) -> str:
    """Return the first sentence of Markdown, whole with its brackets and emphasis; a short one or a question with the
    next.
    """
    hidden = CODE.sub(lambda code: "X" * len(code[0]), text)
    ends = [end.end() for end in END.finditer(hidden) if _is_whole(hidden[: end.end()])] + [len(text)]
    first, second = ends[0], ends[min(1, len(ends) - 1)]
    is_enough = first >= SHORT and "?" not in hidden[first - 3 : first]
    return text[: first if is_enough or second > LONG else second].strip()


def _is_whole(text: str) -> bool:
    return (text.count("*") % 2 == 0 and text.count('"') % 2 == 0
            and all(text.count(opening) == text.count(closing) for opening, closing in PAIRED))


def _paragraphs(text: str) -> Iterator[Piece]:
    for paragraph in re.split(r"\n[ \t]*\n", ATTRIBUTES.sub("", MARK.sub("", text))):
        if paragraph := paragraph.strip("\n").rstrip():
            yield from _pieces(paragraph)


def _pieces(paragraph: str) -> Iterator[Piece]:
    if ITEM.match(paragraph):
        yield from (Piece("item", " ".join(item.split())) for item in ITEM.split(paragraph)[1:])
    elif paragraph.startswith("|"):
        yield Piece("table", paragraph)
    elif paragraph.startswith(">"):
        yield Piece("remark", " ".join(re.sub(r"(?m)^> ?", "", paragraph).split()))
    elif paragraph[0] not in " \t<":
        yield Piece("paragraph", " ".join(paragraph.split()))


def written(said: Iterable[Piece], shortly: bool = True) -> str:
    """Return pieces as Markdown, shortly or in full, formulas as MathML."""
    by_kind = ((kind, [piece.short if shortly else piece.text for piece in group])
               for kind, group in groupby(said, key=lambda piece: piece.kind))
    return "\n\n".join("\n".join(f"- {text}" for text in texts) if kind == "item" else
                       "\n\n".join(map(in_html, texts) if kind == "formula" else texts) for kind, texts in by_kind)
