"""The writer for notebooks: plain Markdown, without attribute lists, admonitions and relative links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import assert_never

from ..core.names import within
from ..pages.addresses import address_of
from ..pages.blocks import Block, Code, FigureBlock, LivePart, Output, Prose, Question, Stylesheet, Widget
from ..pages.formulas import in_dollars, with_formulas
from ..pages.markup import corrections, fence
from ..pages.page import Page
from ..pages.syntax import ADMONITION, inside, outside_code, relinked

LONE_TAG = re.compile(r"(?m)^</?(?:div|section|span)\b[^>\n]*>[ \t]*\n?")
ATTRIBUTES = re.compile(r"(?m)^\{:? ?[.#][^}\n]*\}[ \t]*\n?|(?<=\))\{:? ?[^}\n]*\}|[ \t]+\{:? ?[.#][^}\n]*\}[ \t]*$")
NO_ITEM = re.compile(r"(?<=\S\n1)(?=[.)]\s)")
ON_THE_PAGE = "On the page"
FOLDED = "<details>\n"
"""The start of a folded part."""


@dataclass(frozen=True)
class Plain:
    """A writer of the blocks of one page; links are absolute, or plain text where the site's address is not known."""

    page: Page
    """The page."""
    site: str
    """The address of the site; empty where it is not known."""

    def text(self, blocks: Iterable[Block]) -> str:
        """Return some blocks of the page as Markdown."""
        text = self.page.written("".join(map(self.for_notebook, blocks)), self.for_notebook)
        text = with_formulas(text, in_dollars)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def for_notebook(self, block: Block) -> str:
        """Write a block: answers and folded admonitions as `<details>`, a figure as its caption and a link to it."""
        match block:
            case Prose(text):
                return LONE_TAG.sub("", ADMONITION.sub(_admonition, self._inline(text)))
            case Code(text):
                return fence(text, "python")
            case Output(text):
                return f"In the run behind the course this printed:\n\n{fence(text, 'text')}"
            case FigureBlock(name, caption, alt):
                picture = f"![{_literal(alt)}]({self.site}figures/{name}.png)\n\n" if self.site else ""
                return self._inline(f"{picture}> **Figure.** {caption}") + self._page_link(f"fig-{name}")
            case Question():
                choices = "\n".join(f"- {_literal(choice)}" for choice in block.choices)
                answer = f"**{_literal(block.answer)}.** {block.explanation}\n\n{corrections(block, _literal)}".rstrip()
                text = self._inline(f"**{_literal(block.text)}**\n\n{choices}\n\n")
                return text + _folded("Show the answer", self._inline(answer))
            case LivePart(html=html):
                return LONE_TAG.sub("", self._inline(html))
            case Widget():
                return self._page_link().strip()
            case Stylesheet():
                return ""
            case _:
                assert_never(block)

    def linked(self, text: str) -> str:
        """Return Markdown of the page with absolute links and its blocks written."""
        return self.page.written(relinked(text, self.page.path, self._absolute), self.for_notebook)

    def _page_link(self, id: str = "") -> str:
        return f" [{ON_THE_PAGE}]({self.site}{self.page.address}{'#' * bool(id)}{id})" if self.site else ""

    def _inline(self, text: str) -> str:
        linked = relinked(outside_code(text, lambda prose: ATTRIBUTES.sub("", prose)), self.page.path, self._absolute)
        # Notebooks read text between dollar signs as a formula, and "1." within a paragraph as the start of a list.
        return outside_code(linked, lambda prose: NO_ITEM.sub(r"\\", prose.replace("$", r"\$")))

    def _absolute(self, path: str) -> str:
        """Return the absolute address of a path within the pages' folder, with its part after `#`."""
        file, mark, part = path.partition("#")
        return self.site and f"{self.site}{address_of(file) if file.endswith('.md') else file}{mark}{part}"


def unlinked(text: str, site: str) -> str:
    """Return Markdown without its pictures and its links to the site, for readers who see Markdown as it is written."""
    into = rf"\]\({re.escape(site)}[^()\s]*\)"
    words = re.sub(rf"(?m)^[ >]*!\[.*{into}\n\s*\n| \[{ON_THE_PAGE}{into}", "", text)
    return re.sub(rf"\[([^\[\]]*){into}", r"\1", words) if site else text


def _literal(text: str) -> str:
    """Return plain text as Markdown with as few escapes as it needs, because notebooks are also edited."""
    return re.sub(r"^(?=[-+#>~|])|(?<=^\d)(?=[.)])", r"\\", within(text))


def _admonition(found: re.Match[str]) -> str:
    if found["marks"] == "!!!":
        quoted = "\n".join(f"> {line}".rstrip() for line in inside(found).splitlines())
        return f"> **{found['title'] or 'Note'}**\n>\n{quoted}\n\n"
    return _folded(found["title"] or "More", inside(found))


def _folded(title: str, text: str) -> str:
    return f"{FOLDED}<summary>{escape(title, quote=False)}</summary>\n\n{text}\n\n</details>\n\n"
