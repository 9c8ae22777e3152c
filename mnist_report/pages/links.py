"""Link: a thing of the course that others can link to, with the snippets that every kind of thing has.

A snippet contains the full address; where the address of the site is not known, it begins with ELSEWHERE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

from . import frame_size
from .blocks import FigureBlock, LivePart
from .markup import ADDRESS
from .page import Module, Outline, Page

ELSEWHERE = "https://course.example/"
"""Stands for the address of the site where it is not known; RFC 2606 reserves the name."""

NAMES = {
    "link": "Link", "pinned": "Pinned link", "markdown": "Markdown", "html": "HTML", "embed": "Embed",
    "markdown_png": "Markdown, PNG", "latex": "LaTeX", "png": "PNG for a slide", "alt": "Alternative text",
    "credit": "Credit line",
}
"""What a page calls each text to copy, in this order, with the alternative text and the credit of a thing."""

GALLERY = "figures/"
EXPLORE = "explore/"


@dataclass(frozen=True)
class Link:
    """A thing with an address of its own."""

    kind: str
    """"module", "lesson", "section", "exercise", "question", "part", "explore" or "figure"."""
    title: str
    """Plain text."""
    path: str
    """Address relative to the site; never empty."""
    module: str = ""
    """Name of its module, for a figure that of the lesson that shows it: "module-1"; empty outside of modules."""
    minutes: int | None = None
    """Minutes to read a module or a lesson; None for anything else."""
    objective: str = ""
    """What the reader of a module or a lesson will be able to do; empty for anything else."""
    figure: FigureBlock | None = None
    """The figure itself, or the first figure of a page; None where there is none."""
    embed: str = ""
    """Address, relative to the site, for a frame on another page; empty where it is `path`."""
    height: int = frame_size.PAGE
    """Height of the frame, in CSS pixels, until its content sends its own."""

    @property
    def pictures(self) -> dict[str, str]:
        """Addresses of its picture files, relative to the site, by kind: svg, dark.svg, png, dark.png."""
        name = self.figure.name if self.figure else ""
        return {kind: f"{GALLERY}{name}{ending}" for kind, ending in ADDRESS.items()} if name else {}

    @property
    def framed(self) -> str:
        """Address, relative to the site, for a frame on another page."""
        return self.embed or self.path

    def snippets(self, site: str) -> dict[str, str]:
        """Return the texts to copy by kind: link, markdown, html, embed. `site` is its address, or empty if unknown."""
        root, size = site or ELSEWHERE, f'width="100%" height="{self.height}" loading="lazy"'
        address, title = f"{root}{self.path}", escape(self.title)
        return {
            "link": address,
            "markdown": f"[{link_text(self.title)}]({address})",
            "html": f'<a href="{address}">{title}</a>',
            "embed": f'<iframe src="{root}{self.framed}" title="{title}" {size}></iframe>',
        }


def links(outline: Outline, pages: Sequence[Page], figures: Mapping[str, FigureBlock]) -> Iterator[Link]:
    """Yield everything that can be linked to: modules with their lessons and parts, explore pages, figures.

    `pages` are the explore pages and those that show figures, `figures` all figures by their names, with dashes.
    """
    explored = [page for page in pages if page.address.startswith(EXPLORE) and page.address != EXPLORE]
    for module in outline.modules:
        yield _module_link(module)
        for page in module.lessons:
            yield _lesson_link(page, module.name, figures)
            yield from _section_links(page, module.name)
    yield from _live_links(outline)
    for page in explored:
        first, height = _first_figure(page, figures), frame_size.widget_height(page)
        yield Link("explore", page.title, page.address, figure=first, embed=f"embed/{page.name}/", height=height)
    shown = {name: page for page in reversed((*outline.lessons, *explored, *pages)) for name in page.figures}
    parts = {lesson.path: module.name for module in outline.modules for lesson in module.lessons}
    for name, figure in figures.items():
        place = f"{shown[name].address}#fig-{name}" if name in shown else f"{GALLERY}#{name}"
        part = parts.get(shown[name].path, "") if name in shown else ""
        height = frame_size.figure_height(figure)
        yield Link("figure", title_of(name), place, part, figure=figure, embed=f"embed/{name}/", height=height)


def title_of(figure: str) -> str:
    """Return the title of a figure by its name, with dashes: "Weight map"."""
    return figure.replace("-", " ").capitalize()


def _module_link(module: Module) -> Link:
    page, minutes = module.page, sum(lesson.minutes for lesson in module.lessons)
    return Link("module", module.title or page.title, page.address, module.name, minutes, page.description)


def _lesson_link(page: Page, module: str, figures: Mapping[str, FigureBlock]) -> Link:
    figure = _first_figure(page, figures)
    return Link("lesson", page.title, page.address, module, page.minutes, page.description, figure)


def _live_links(outline: Outline) -> Iterator[Link]:
    """Yield each live part, where it stands first."""
    first: dict[str, Link] = {}
    for module in outline.modules:
        for page in module.lessons:
            for part in (block for block in page.parts.values() if isinstance(block, LivePart)):
                place, embed = f"{page.address}#{part.id}", f"embed/{part.name}/"
                height = frame_size.part_height(part)
                first.setdefault(part.name, Link("part", part.title, place, module.name, embed=embed, height=height))
    yield from first.values()


def _section_links(page: Page, module: str) -> Iterator[Link]:
    exercises = {exercise.section.id for exercise in page.exercises}
    for section in page.sections[1:]:
        kind = "exercise" if section.id in exercises else "section"
        yield Link(kind, unescape(re.sub(r"[`*]", "", section.title)), f"{page.address}#{section.id}", module)
    for question in page.questions:
        yield Link("question", question.text, f"{page.address}#{question.id}", module)


def _first_figure(page: Page, figures: Mapping[str, FigureBlock]) -> FigureBlock | None:
    return next((figures[name] for name in page.figures if name in figures), None)


def link_text(text: str) -> str:
    """Return plain text escaped for the brackets of a Markdown link."""
    return re.sub(r"([\\\[\]`*_])", r"\\\1", escape(text, quote=False))
