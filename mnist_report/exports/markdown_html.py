"""Snippets of Markdown as HTML, for documents that no generator makes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown import Markdown

MARKUP: Final = re.compile(r"[\\`*_\[\]<>&#!]")
"""What a line has that Markdown does not show as it is."""


def html(text: str) -> str:
    """Return Markdown as HTML, its code in the colours of Pygments' classes under `.highlight`."""
    return _converter().reset().convert(text)


def inline(text: str) -> str:
    """Return a line of Markdown as HTML, in no element."""
    return html(f"# {text} #").removeprefix("<h1>").removesuffix("</h1>") if MARKUP.search(text) else text


@cache
def _converter() -> Markdown:
    from markdown import Markdown

    colours = {"codehilite": {"css_class": "highlight", "guess_lang": False}}
    return Markdown(extensions=["codehilite", "fenced_code", "tables"], extension_configs=colours)
