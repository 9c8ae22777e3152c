"""Cells of text and code as a Jupyter notebook (nbformat 4.5, https://nbformat.readthedocs.io) and as a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from ..pages.blocks import Code, Prose

ENTITY = re.compile(r"&#\d{2,6};")
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


Cell = Prose | Code
"""Plain Markdown to read, or code to run."""


def notebook(cells: Sequence[Cell]) -> bytes:
    """Return the file of a notebook without outputs; the id of a cell depends on its position only."""
    content = {
        "cells": [_cell(cell, place) for place, cell in enumerate(cells, start=1)],
        "metadata": KERNEL,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _cell(cell: Cell, place: int) -> dict[str, Any]:
    common: dict[str, Any] = {"id": f"cell-{place}", "metadata": {}, "source": cell.text.splitlines(keepends=True)}
    if isinstance(cell, Prose):
        return {"cell_type": "markdown"} | common
    return {"cell_type": "code"} | common | {"execution_count": None, "outputs": []}


def script(cells: Iterable[Cell]) -> bytes:
    """Return the file of a script: text as comments, each cell after the mark `# %%` that editors know."""
    return ("\n\n".join(map(_commented, cells)) + "\n").encode()


def _commented(cell: Cell) -> str:
    if isinstance(cell, Code):
        return f"# %%\n{cell.text}"
    text = ENTITY.sub(_character, cell.text)
    return "\n".join(["# %% [markdown]", *(f"# {line}".rstrip() for line in text.splitlines())])


def _character(entity: re.Match[str]) -> str:
    """Return the character that a numeric entity stands for, if it is printable; a comment needs no escaping."""
    return shown if (shown := unescape(entity[0])).isprintable() else entity[0]
