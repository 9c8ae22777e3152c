"""Link: a thing of the course that others can link to, with the snippets that an instructor copies.

A snippet has the full address of the thing; where the address of the site is not known, ELSEWHERE stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

from .blocks import FigureBlock
from .markup import ADDRESS
from .page import Module, Outline, Page

ELSEWHERE = "https://course.example/"
"""Stands for the address of the site where it is not known; RFC 2606 keeps the name free."""

GALLERY = "figures/"
EXPLORE = "explore/"
HEIGHT = 800
"""Of the frame around a page, in CSS pixels."""
BESIDES = 160
"""What a frame around a figure needs besides the picture, for its caption and its source, in CSS pixels."""


@dataclass(frozen=True)
class Link:
    """A thing with an address of its own."""

    kind: str
    """"module", "lesson", "section", "exercise", "question", "explore" or "figure"."""
    title: str
    """Plain text."""
    path: str
    """Its address, relative to the site; never empty."""
    module: str = ""
    """Name of the module it is in: "module-1"; empty outside of modules."""
    minutes: int | None = None
    """To read it, of a module and a lesson."""
    objective: str = ""
    """What its reader will be able to do; of a module and a lesson."""
    figure: FigureBlock | None = None
    """The figure itself, or the first figure of a page."""
    embed: str = ""
    """Address of what a frame on another page shows, relative to the site; empty where it is `path`."""

    @property
    def pictures(self) -> dict[str, str]:
        """Addresses of its picture files, relative to the site, by their kinds: svg, dark.svg, png, dark.png."""
        name = self.figure.name if self.figure else ""
        return {kind: f"{GALLERY}{name}{ending}" for kind, ending in ADDRESS.items()} if name else {}

    @property
    def framed(self) -> str:
        """Address of what a frame on another page shows, relative to the site."""
        return self.embed or self.path

    def snippets(self, site: str) -> dict[str, str]:
        """What to copy, by its kind: link, markdown, html, embed; `site` is the address of the site, may be empty."""
        root, size = site or ELSEWHERE, f'width="100%" height="{self._height}"'
        address, title = f"{root}{self.path}", escape(self.title)
        label, shown = _bracketed(self.title), title
        if self.kind == "figure" and self.figure:
            picture, alt = f"{root}{self.pictures['svg']}", self.figure.alt
            label = f"![{_bracketed(alt)}]({picture})"
            drawn = f'width="{self.figure.width}" height="{self.figure.height}"'
            shown = f'<img src="{picture}" alt="{escape(alt)}" {drawn}>'
        return {
            "link": address,
            "markdown": f"[{label}]({address})",
            "html": f'<a href="{address}">{shown}</a>',
            "embed": f'<iframe src="{root}{self.framed}" title="{title}" {size}></iframe>',
        }

    @property
    def _height(self) -> int:
        """Of the frame, in CSS pixels, until what is in it says its own."""
        return self.figure.height + BESIDES if self.kind == "figure" and self.figure else HEIGHT


def links(outline: Outline, explore: Iterable[Page], figures: Mapping[str, FigureBlock]) -> Iterator[Link]:
    """All there is to link to: modules with their lessons and parts, explore pages, figures.

    `figures` has every figure by its name with dashes.
    """
    explored = [page for page in explore if page.address != EXPLORE]
    for module in outline.modules:
        yield _of_module(module)
        for page in module.lessons:
            yield _of_lesson(page, module.name, figures)
            yield from _of_parts(page, module.name)
    for page in explored:
        yield Link("explore", page.title, page.address, figure=_first(page, figures), embed=f"embed/{page.name}/")
    shown = {name: page for page in reversed((*outline.lessons, *explored)) for name in page.figures}
    for name, figure in figures.items():
        place = f"{shown[name].address}#fig-{name}" if name in shown else f"{GALLERY}#{name}"
        yield Link("figure", name.replace("-", " ").capitalize(), place, figure=figure, embed=f"embed/{name}/")


def _of_module(module: Module) -> Link:
    page, minutes = module.page, sum(lesson.minutes for lesson in module.lessons)
    return Link("module", module.title or page.title, page.address, module.name, minutes, page.description)


def _of_lesson(page: Page, module: str, figures: Mapping[str, FigureBlock]) -> Link:
    return Link("lesson", page.title, page.address, module, page.minutes, page.description, _first(page, figures))


def _of_parts(page: Page, module: str) -> Iterator[Link]:
    exercises = {exercise.section.id for exercise in page.exercises}
    for section in page.sections[1:]:
        kind = "exercise" if section.id in exercises else "section"
        yield Link(kind, unescape(re.sub(r"[`*]", "", section.title)), f"{page.address}#{section.id}", module)
    for question in page.questions:
        yield Link("question", question.text, f"{page.address}#{question.id}", module)


def _first(page: Page, figures: Mapping[str, FigureBlock]) -> FigureBlock | None:
    return next((figures[name] for name in page.figures if name in figures), None)


def _bracketed(text: str) -> str:
    """Plain text as it must be written between the brackets of a Markdown link."""
    return re.sub(r"([\\\[\]`*_])", r"\\\1", escape(text, quote=False))
