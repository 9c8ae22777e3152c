"""Cells of text and code as a Jupyter notebook (nbformat 4.5, https://nbformat.readthedocs.io) and as a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from typing import Any

SHOWN = re.compile(r"(?ms)^(`{3,})python\n(.*?)\n\1[ \t]*$")
"""Code that stands for itself; that of solutions is indented."""
WIDTH = 88
"""Columns of a script's prose, "# " and all."""
ALONE = re.compile(r"#|\||<|\s*$|.*(?:  |\\\\)$")
"""A line that is not to be joined to others: a heading, a row of a table, HTML, one that is empty or ends hard."""
ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)]) +")
INDENT = re.compile(r"\s*")
MARK = re.compile(r"[-*+>|]|#+|\d+[.)]")
"""A word that at the beginning of a line would be more than a word."""
FENCE = re.compile(r"\s*(`{3,}|~{3,})")
ENTITY = re.compile(r"&#\d{2,6};")
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Text:
    """A cell to read."""

    source: str
    """Markdown."""


@dataclass(frozen=True)
class Code:
    """A cell to run."""

    source: str
    """Python."""


Cell = Text | Code


def split(body: str) -> Iterator[Cell]:
    """The text of a page, as it stands there, and the code that the page shows, in order."""
    begin = 0
    for shown in SHOWN.finditer(body):
        yield from _text(body[begin : shown.start()])
        yield Code(shown[2])
        begin = shown.end()
    yield from _text(body[begin:])


def _text(source: str) -> Iterator[Text]:
    if source.strip():
        yield Text(source.strip("\n"))


def notebook(cells: Sequence[Cell]) -> bytes:
    """The file of a notebook: nothing run, and every cell with an id that depends on its place alone."""
    content = {
        "cells": [_cell(cell, place) for place, cell in enumerate(cells, start=1)],
        "metadata": KERNEL,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _cell(cell: Cell, place: int) -> dict[str, Any]:
    common: dict[str, Any] = {"id": f"cell-{place}", "metadata": {}, "source": cell.source.splitlines(keepends=True)}
    if isinstance(cell, Text):
        return {"cell_type": "markdown"} | common
    return {"cell_type": "code"} | common | {"execution_count": None, "outputs": []}


def script(cells: Iterable[Cell]) -> bytes:
    """The file of a script: text as comments, cells marked as editors know them (`# %%`)."""
    return ("\n\n".join(map(_commented, cells)) + "\n").encode()


def _commented(cell: Cell) -> str:
    if isinstance(cell, Code):
        return f"# %%\n{cell.source}"
    lines = _wrapped(cell.source.splitlines(), WIDTH - 2)
    return "\n".join(["# %% [markdown]", *(f"# {ENTITY.sub(_character, line)}".rstrip() for line in lines)])


def _character(entity: re.Match[str]) -> str:
    """The printable character that a numeric entity stands for; in a comment nothing takes it for markup."""
    return shown if (shown := unescape(entity[0])).isprintable() else entity[0]


def _wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """Markdown with its paragraphs broken at `width` columns."""
    for kind, block in groupby(_blocks(lines), key=lambda pair: pair[0]):
        texts = [text for _, text in block]
        if kind == "quote":
            inside = (text[1:].removeprefix(" ") for text in texts)
            yield from (f"> {line}".rstrip() for line in _wrapped(inside, width - 2))
        elif kind == "as it is":
            yield from texts
        else:
            yield from _filled(texts, width)


def _blocks(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each line with the block that it belongs to: a quote, what stays as it is, or a paragraph by its number."""
    fence, paragraph, within = "", 0, ""
    for line in lines:
        opening = FENCE.match(line)
        if fence or opening:
            fence = "" if fence and line.strip() == fence else fence or (opening[1] if opening else "")
            within = "as it is"
        elif line.startswith(">"):
            within = "quote"
        elif ALONE.match(line):
            within = "as it is"
        elif ITEM.match(line) and within != "text":
            paragraph, within = paragraph + 1, "item"
        elif within not in {"text", "item"}:
            paragraph, within = paragraph + 1, "text"
        yield f"paragraph {paragraph}" if within in {"text", "item"} else within, line


def _filled(texts: list[str], width: int) -> Iterator[str]:
    """One paragraph, whose further lines stand under the text of its first. No line begins as an item of a list would.

    Ten times as fast as textwrap, which for a whole course is noticed.
    """
    marker = ITEM.match(texts[0]) or INDENT.match(texts[0])
    first = marker[0] if marker else ""
    words = " ".join(texts)[len(first) :].split()
    line = first + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > width and not MARK.fullmatch(word):
            yield line
            line = " " * len(first) + word
        else:
            line = f"{line} {word}"
    yield line
