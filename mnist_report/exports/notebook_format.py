"""Cells of text and code as the JSON of a notebook (nbformat 4.5, https://nbformat.readthedocs.io) and as a script."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from typing import Any

from ..pages.blocks import Code, Prose
from ..pages.markup import fence
from .grading import Grading

ENTITY = re.compile(r"&#\d{2,6};")
SOLUTION_TAGS = ("solution", "remove_cell")
"""What nbconvert's TagRemovePreprocessor is told to remove, and what Jupyter Book removes by itself."""
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
"""Without the version of Python, which is that of whoever runs the notebook."""


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook."""

    content: Prose | Code
    """Plain Markdown to read, or code to run."""
    slide: str = ""
    """Its `slide_type`: "slide" begins a slide and "subslide" one below it, "fragment" comes at a keystroke, "notes"
    are the speaker's, "skip" is not shown; "" goes on with the slide."""
    tags: tuple[str, ...] = ()
    """What programs select it by."""
    is_folded: bool = False
    """Whether a reader sees only after a click what it holds."""
    grading: Grading | None = None
    """What nbgrader makes of it; None where it is not graded."""

    @property
    def is_solution(self) -> bool:
        """Whether it gives away the solution of an exercise."""
        return self.tags == SOLUTION_TAGS

    @property
    def runs(self) -> bool:
        """Whether it is code that a script runs: no solution, and no check of one."""
        return isinstance(self.content, Code) and not self.is_solution and not self.grading

    @property
    def metadata(self) -> dict[str, Any]:
        """What a notebook says of the cell."""
        said: dict[str, Any] = {"slideshow": {"slide_type": self.slide}} if self.slide else {}
        said |= {"tags": list(self.tags)} if self.tags else {}
        said |= {"jupyter": {"source_hidden": True}} if self.is_folded else {}
        return said | ({"nbgrader": self.grading.metadata} if self.grading else {})


def notebook(cells: Sequence[Cell]) -> bytes:
    """Return the file of a notebook without outputs; the id of a cell depends on what it holds only, or on what is
    graded in it.
    """
    counts = Counter[str]()
    content = {
        "cells": [_written(cell, _id(cell, counts)) for cell in cells],
        "metadata": METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _id(cell: Cell, counts: Counter[str]) -> str:
    """Return the id of a cell: 12 hexadecimal digits, with a number where a notebook says the same again."""
    held = cell.grading.id if cell.grading else cell.content.text
    digest = sha256(f"{type(cell.content).__name__} {held}".encode()).hexdigest()[:12]
    counts[digest] += 1
    return digest if counts[digest] == 1 else f"{digest}-{counts[digest]}"


def _written(cell: Cell, id: str) -> dict[str, Any]:
    source = cell.content.text.splitlines(keepends=True)
    common: dict[str, Any] = {"id": id, "metadata": cell.metadata, "source": source}
    if isinstance(cell.content, Prose):
        return {"cell_type": "markdown"} | common
    return {"cell_type": "code"} | common | {"execution_count": None, "outputs": []}


def script(cells: Iterable[Cell]) -> bytes:
    """Return the file of a script: text and solutions as comments, each cell after the mark `# %%` of editors."""
    return ("\n\n".join(_commented(cell) for cell in cells if cell.content.text) + "\n").encode()


def _commented(cell: Cell) -> str:
    if cell.runs:
        return f"# %%\n{cell.content.text}"
    text = fence(cell.content.text, "python") if isinstance(cell.content, Code) else cell.content.text
    lines = ENTITY.sub(_character, text).splitlines()
    return "\n".join(["# %% [markdown]", *(f"# {line}".rstrip() for line in lines)])


def _character(entity: re.Match[str]) -> str:
    """Return the character that a numeric entity stands for, if it is printable; a comment needs no escaping."""
    return shown if (shown := unescape(entity[0])).isprintable() else entity[0]
