"""Bodies: what pages were rendered to, as JSON has it, so that after an edit of one page the others need no rendering.

A body depends on the text of its page and on all that is no page. One that another page can change is not recorded.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final

from ..core.names import Name
from ..training.run import Run
from .blocks import MARK, Block, Code, FigureBlock, LivePart, Output, Question, Stylesheet, Widget, mark
from .page import Page

OF_OTHERS: Final = re.compile(
    r"\b(?:outline|contents|module_cards|lesson_cards|lesson_list|instructors|gallery)\b(?!\s+(?!(?:if|else|and|or|is|in|not)\b)[a-z])"
    r"|<%[-+]?\s*(?:include|import|from|extends)\b"
)
"""How a page may reach others: a name of theirs, unless another word of prose follows it, or a statement."""
OF_TEXTS: Final = (Code, Output, Question, Stylesheet, Widget, LivePart)
KINDS: Final[Mapping[str, Any]] = {kind.__name__: kind for kind in OF_TEXTS}
"""The blocks that are texts alone, by name; a figure is recorded by its name."""

Record = Mapping[str, Any]


class Bodies:
    """The bodies of the pages of a course that are known from another one, which differed in nothing but pages."""

    def __init__(self, known: Mapping[str, Record] | None = None) -> None:
        self.known = known or {}
        self._figures: dict[str, set[str]] = defaultdict(set)

    def noting(self, path: str, figure: Callable[[str], FigureBlock]) -> Callable[[str], FigureBlock]:
        """Return `figure`, which notes the figures that a page asks for."""

        def noted(name: str) -> FigureBlock:
            self._figures[path].add(name)
            return figure(name)

        return noted

    def restored(
        self, path: str, source: str, blocks: dict[int, Block], figure: Callable[[str], FigureBlock]
    ) -> str | None:
        """Return the body of a page, if it is known and the digest of its source is `source`; else None.

        Add its blocks to `blocks`, under numbers of their own.
        """
        record = self.known.get(path)
        if not record or record["source"] != source:
            return None
        for name in record["figures"]:
            self.noting(path, figure)(name)
        numbers = {number: len(blocks) + place for place, number in enumerate(record["blocks"])}

        def renumbered(value: Any) -> Any:
            if isinstance(value, str):
                return MARK.sub(lambda found: mark(numbers[found[1]]) if found[1] in numbers else found[0], value)
            return value

        for number, (kind, *values) in record["blocks"].items():
            fields_of = [_value(renumbered(value)) for value in values]
            blocks[numbers[number]] = KINDS[kind](*fields_of) if kind in KINDS else figure(values[0])
        body: str = renumbered(record["body"])
        return body

    def record(self, page: Page, text: str, run: Run) -> Record | None:
        """Return the record of a rendered page, whose source is `text`, with results of a run.

        Return None where another page can change the body, and where a text in a block is not plain.
        """
        blocks = {str(number): _values(block) for number, block in page.parts.items()}
        if OF_OTHERS.search(text) or not all(_is_plain(value) for _, *values in blocks.values() for value in values):
            return None
        figures = sorted(self._figures[page.path])
        return {"source": digest(text, run), "body": page.body, "blocks": blocks, "figures": figures}


def digest(text: str, run: Run) -> str:
    """Return the SHA-256 (hex) of the source of a page and the loss of a run, which another network would not have."""
    return hashlib.sha256(f"{run.test_loss!r} {text}".encode(errors="surrogatepass")).hexdigest()


def _values(block: Block) -> list[Any]:
    """Return the name of a block's kind and the values of its fields; of a figure, its name in the code."""
    if isinstance(block, FigureBlock):
        return ["FigureBlock", block.name.replace("-", "_")]
    values = (getattr(block, field.name) for field in fields(block))
    return [type(block).__name__, *({"name": str(value)} if type(value) is Name else value for value in values)]


def _value(recorded: Any) -> object:
    """Return the value of a field as it was before it was recorded."""
    if isinstance(recorded, dict):
        return Name(recorded["name"])
    return tuple(recorded) if isinstance(recorded, list) else recorded


def _is_plain(value: object) -> bool:
    """Return whether JSON gives back a value of `_values` as it is."""
    return type(value) in (str, dict) or (type(value) is tuple and all(type(item) is str for item in value))
