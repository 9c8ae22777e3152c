"""Headings: each has an id and no id is twice on a page, as a browser finds them in what Python-Markdown makes of it.

    ## Data                                    the heading 'Data' has no id, …
    ## Data { #data } … <p id="data"></p>      the id 'data' is given a second time, …
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from .blocks import Block, Code, FigureBlock, LivePart, Output, Prose, Question, Stylesheet, Widget
from .lines import PageError
from .syntax import parts

if TYPE_CHECKING:
    from markdown import Markdown

    from .page import Page

EXTENSIONS: Final = (
    "admonition", "attr_list", "def_list", "md_in_html", "tables", "pymdownx.details", "pymdownx.highlight",
    "pymdownx.superfences", "pymdownx.tabbed",
)
"""Those of mkdocs.yml but `toc`, which makes up an id for a heading without one."""
OPTIONS: Final = {"pymdownx.highlight": {"use_pygments": False}, "pymdownx.tabbed": {"alternate_style": True}}
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MAYBE: Final = re.compile(r"(?mi)^.*(?:#|<h[1-6]\b).*$|^.+$(?=\n[\s>]*(?:=+|-+)[ \t]*$)")
"""A line that may be a heading: for one underlined, the line above."""
MARGIN: Final = re.compile(r"[\s>#*+-]*(?:\d+[.)]\s+#+)?")
TAG: Final = re.compile(r"<[^>]*>")


def check(page: Page, line_of: Callable[[int], int]) -> None:
    """Raise PageError for a heading of a page without an id, and for an id that is on the page twice.

    `line_of` returns the line of the page's file that a line of its body is from.
    """
    if fault := _fault(page.written(page.body, _as_ids)):
        message, line = fault
        raise PageError(message, line and line_of(line))


def _fault(text: str) -> tuple[str, int | None] | None:
    """Return what is wrong with the ids of a page's Markdown, and the line of it; None where all is well."""
    anchors = _Anchors.of(text)
    if anchors.unnamed:
        line, title = next(_lines_that_give(MAYBE, text, lambda page: len(page.unnamed)), (None, anchors.unnamed[0]))
        return (f"the heading {title!r} has no id, so that no link to it would last; write one at the end of its line, "
                f"{{ #{_slug(title)} }}, or in HTML id=\"{_slug(title)}\"", line)
    if twice := next((id for id, count in Counter(anchors.ids).items() if count > 1), None):
        return (f"the id {twice!r} is given a second time; each should be on a page once: give a heading another, show "
                "a figure or a question once", _last_line_giving(twice, text))
    if hidden := next((id for id in anchors.of_headings if id not in parts(text)), None):
        return (f"the id {hidden!r} of a heading is not found by what locks its address; write it as {{ #{hidden} }}, "
                f"in HTML as id=\"{hidden}\"", _last_line_giving(hidden, text))
    return None


def _as_ids(block: Block) -> str:
    """Write a block as the ids that it gives to a page, in one line."""
    match block:
        case FigureBlock() | Question():
            return f'<span id="{block.id}"></span>'
        case Widget(html) | LivePart(html=html):
            return html.replace("\n", " ")
        case Prose(text):
            return text
        case Code() | Output() | Stylesheet():
            return ""


class _Anchors(HTMLParser):
    """The ids in HTML, those of headings again, and the text of each heading without one."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.of_headings: list[str] = []
        self.unnamed: list[str] = []
        self._is_unnamed = False

    @classmethod
    def of(cls, text: str) -> _Anchors:
        anchors = cls()
        anchors.feed(_markdown().reset().convert(text))
        anchors.close()
        return anchors

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if id := dict(attrs).get("id"):
            self.ids.append(id)
            self.of_headings += [id] * (tag in HEADINGS)
        elif tag in HEADINGS:
            self.unnamed.append("")
            self._is_unnamed = True

    def handle_data(self, data: str) -> None:
        if self._is_unnamed:
            self.unnamed[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._is_unnamed &= tag not in HEADINGS


@cache
def _markdown() -> Markdown:
    from markdown import Markdown

    return Markdown(extensions=list(EXTENSIONS), extension_configs=OPTIONS)


def _lines_that_give(lines: re.Pattern[str], text: str, count: Callable[[_Anchors], int]) -> Iterator[tuple[int, str]]:
    """Yield the number and the words of each of the lines without which fewer are counted."""
    most = count(_Anchors.of(text))
    for line in lines.finditer(text):
        if count(_Anchors.of(text[: line.start()] + text[line.end() :])) < most:
            yield text.count("\n", 0, line.start()) + 1, MARGIN.sub("", TAG.sub("", line[0]), count=1).strip(" #")


def _last_line_giving(id: str, text: str) -> int | None:
    """Return the number of the last line that gives an id."""
    lines = _lines_that_give(re.compile(rf"(?m)^.*{re.escape(id)}.*$"), text, lambda page: page.ids.count(id))
    return max((line for line, _ in lines), default=None)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "its-name"
