"""The writer for notebooks: plain Markdown, without attribute lists, admonitions and links between files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import assert_never

from ..core.names import within
from ..pages.addresses import address_of
from ..pages.blocks import Block, Code, FigureBlock, Output, Prose, Question, Stylesheet, Widget
from ..pages.markup import fence
from ..pages.page import Page
from ..pages.syntax import ADMONITION, inside, outside_code, relinked

LONE_TAG = re.compile(r"(?m)^</?(?:div|section|span)\b[^>\n]*>[ \t]*\n?")
ATTRIBUTES = re.compile(r"(?m)^\{:? ?[.#][^}\n]*\}[ \t]*\n?|(?<=\))\{:? ?[^}\n]*\}|[ \t]+\{:? ?[.#][^}\n]*\}[ \t]*$")
NO_ITEM = re.compile(r"(?<=\S\n1)(?=[.)]\s)")
ON_THE_PAGE = "On the page"


@dataclass(frozen=True)
class Plain:
    """Writes the blocks of one page, links absolute, or as mere text where the address of the site is not known."""

    page: Page
    """The page."""
    site: str
    """The address of the site; empty where it is not known."""

    def text(self, blocks: Iterable[Block]) -> str:
        """Some blocks of the page, one after the other."""
        text = self.page.written("".join(map(self.for_notebook, blocks)), self.for_notebook)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def for_notebook(self, block: Block) -> str:
        """Write a block: answers and what is folded as `<details>`, a figure as its caption and a link to it."""
        match block:
            case Prose(text):
                return LONE_TAG.sub("", ADMONITION.sub(_box, self._inline(text)))
            case Code(text):
                return fence(text, "python")
            case Output(text):
                return f"In the run behind the course this printed:\n\n{fence(text, 'text')}"
            case FigureBlock(name, caption):
                return f"> **Figure.** {self._inline(caption)}{self._there(f'fig-{name}')}"
            case Question():
                choices = "\n".join(f"- {_literal(choice)}" for choice in block.choices)
                answer = f"**{_literal(block.answer)}.** {block.explanation}"
                asked = self._inline(f"**{_literal(block.text)}**\n\n{choices}\n\n")
                return asked + _folded("Show the answer", self._inline(answer))
            case Widget():
                return self._there().strip()
            case Stylesheet():
                return ""
            case _:
                assert_never(block)

    def linked(self, text: str) -> str:
        """Markdown of the page with its links and blocks for readers elsewhere."""
        return self.page.written(relinked(text, self.page.path, self._published), self.for_notebook)

    def _there(self, id: str = "") -> str:
        return f" [{ON_THE_PAGE}]({self.site}{self.page.address}{'#' * bool(id)}{id})" if self.site else ""

    def _inline(self, text: str) -> str:
        linked = relinked(outside_code(text, lambda prose: ATTRIBUTES.sub("", prose)), self.page.path, self._published)
        # Notebooks take what stands between dollars for a formula, and a 1. within a paragraph for the start of a list.
        return outside_code(linked, lambda prose: NO_ITEM.sub(r"\\", prose.replace("$", r"\$")))

    def _published(self, path: str) -> str:
        """The address of a path within the pages' folder, with its part."""
        file, mark, part = path.partition("#")
        return self.site and f"{self.site}{address_of(file) if file.endswith('.md') else file}{mark}{part}"


def unlinked(text: str, site: str) -> str:
    """The Markdown `text`, less the links into the site at that address, for readers who see the marks."""
    into = rf"\]\({re.escape(site)}[^()\s]*\)"
    return re.sub(rf"\[([^\[\]]*){into}", r"\1", re.sub(rf" \[{ON_THE_PAGE}{into}", "", text)) if site else text


def _literal(text: str) -> str:
    """Plain text as Markdown that shows it, with no more marks than it needs, for notebooks are also edited."""
    return re.sub(r"^(?=[-+#>~|])|(?<=^\d)(?=[.)])", r"\\", within(text))


def _box(found: re.Match[str]) -> str:
    if found["marks"] == "!!!":
        quoted = "\n".join(f"> {line}".rstrip() for line in inside(found).splitlines())
        return f"> **{found['title'] or 'Note'}**\n>\n{quoted}\n\n"
    return _folded(found["title"] or "More", inside(found))


def _folded(title: str, text: str) -> str:
    return f"<details>\n<summary>{escape(title, quote=False)}</summary>\n\n{text}\n\n</details>\n\n"
