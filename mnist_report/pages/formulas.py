"""Formulas: LaTeX in a fence that is called `math`, as code hosts know it, in what is made of a page.

    ```math
    L = -\\ln p
    ```
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..core.errors import ContentError
from .blocks import CLOSING, OPENING, Question
from .lines import PageError
from .mathml import mathml
from .page import Page
from .syntax import FENCE

LANGUAGE = "math"
PLACES = re.compile(rf"{FENCE.pattern}|{OPENING}(?P<number>\d+){CLOSING}")
"""Where a formula can stand: a fence, or the mark of a question."""


def with_formulas(text: str, write: Callable[[str], str]) -> str:
    """Return Markdown with each formula, LaTeX without a margin, written by `write` in a paragraph of its own."""

    def formula(found: re.Match[str]) -> str:
        if found["language"].strip() != LANGUAGE:
            return found[0]
        margin = found["margin"]
        latex = "\n".join(line.removeprefix(margin) for line in found["code"].split("\n")).strip()
        lines = ["", *write(latex).split("\n"), ""]
        return "\n".join(f"{margin}{line}".rstrip() for line in lines)

    return FENCE.sub(formula, text)


def in_html(latex: str) -> str:
    """Return a formula as it stands in HTML, and in Markdown in one line. Raise ContentError for what is no LaTeX."""
    return f'<span class="formula">{mathml(latex)}</span>'


def in_dollars(latex: str) -> str:
    """Return a formula as it stands in the Markdown of a notebook."""
    return f"$$\n{latex}\n$$"


def check(page: Page, line_of: Callable[[int], int]) -> None:
    """Raise PageError for a formula of a page that is no LaTeX; for one in a question, with the line of that.

    `line_of` returns the line of the page's file that a line of its body is from.
    """
    for found in PLACES.finditer(page.body):
        block = page.parts.get(int(found["number"])) if found["number"] else None
        try:
            with_formulas(block.explanation if isinstance(block, Question) else found[0], in_html)
        except ContentError as error:
            raise PageError(str(error), line_of(page.body.count("\n", 0, found.start()) + 1)) from error
