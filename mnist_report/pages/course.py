"""Renders the pages: Markdown with a few Jinja verbs in, plain Markdown and the files it shows out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..core import texts
from ..core.errors import ContentError
from ..results import model_card, summary
from ..results.artifacts import Artifacts, RenderedFigure
from ..results.evaluation import Evaluation
from . import citation, markup
from .addresses import HOME, NAME, address_of, split
from .blocks import Block, FigureBlock, check_written, standing
from .citation import Citation
from .instructors import Instructors
from .links import EXPLORE, Link, links
from .metadata import Heads
from .navigation import Navigation, Part
from .page import LESSON, Module, Outline, Page
from .permalinks import Lock
from .redirects import notes
from .syntax import GALLERY, VERB, target
from .template import FAULTS, Templates
from .verbs import Verbs

File = tuple[str, bytes]


@dataclass(frozen=True)
class Course:
    """The pages of one folder, rendered with what one report says."""

    artifacts: Artifacts
    """The run and the figures."""
    docs: Path
    """The folder of the pages and their assets."""

    navigation: Navigation = field(default_factory=Navigation)
    """The name, the address and the order of the site."""

    def generated(self) -> Iterator[File]:
        """Every rendered page and every file it shows, as (path within the site's sources, bytes).

        Raises ContentError for a page that names what is not there, with file and line, and whatever making the run
        and the figures raises.
        """
        _ = self.pages  # a link that leads out of their folder is told before anything is trained
        self.artifacts.begin()
        for name in sorted(self.figures, key=self.artifacts.waits_for_spread):
            yield from figure_files(self.drawing(name))
        yield from self.artifacts.published()
        heads = self._heads
        for path in self.pages:
            page = self.page(path)
            yield path, self.file(page, heads.of(page), self._downloads(page))
        for name in self._drawings.keys() - set(self.figures):  # named in a way that only Jinja reads
            yield from figure_files(self.drawing(name))
        yield model_card.NAME, summary.model_card(self.evaluation).json()
        yield model_card.SCHEMA.name, texts.read(model_card.SCHEMA).encode()

    def file(self, page: Page, head: str = "", downloads: dict[str, str] | None = None) -> bytes:
        """The Markdown file of a page for MkDocs, which leads on to the parts that have left it."""
        left = notes(self.lock, page.address, self.heading)
        end = "\n\n".join([*left, markup.footer(page.path, self._titles, self.evaluation)])
        return markup.page(page, self._titles, end, head, downloads).encode()

    @cached_property
    def lock(self) -> Lock:
        """The published addresses. Raises PermalinkError when they cannot be read."""
        return Lock.read(self.docs / NAME)

    def heading(self, address: str) -> str:
        """The heading at an address of the site, Markdown; empty where none stands."""
        place, part = split(address)
        sections = (section for path in self.pages if (address_of(path) or HOME) == place
                    for section in self.page(path).sections)
        return next((section.title for section in sections if part in {"", section.id}), "")

    @cached_property
    def outline(self) -> Outline:
        """The modules: the parts of the navigation that hold lessons. Raises what rendering their pages raises."""
        return Outline(tuple(self._module(part) for part in self._modules))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All there is to link to, in the order of the course. Raises what rendering the pages raises."""
        explore = [path for part in self.navigation.nav for path in part.pages if path.startswith(EXPLORE)]
        figures = map(self.figure, self.figures)
        return tuple(links(self.outline, map(self.page, explore), {figure.name: figure for figure in figures}))

    @cached_property
    def figures(self) -> list[str]:
        """The names of the figures that the pages show, sorted: all there are where a page has the gallery."""
        written = "\n".join(map(self.templates.text, self._titles))
        if GALLERY.search(written):
            return self.artifacts.figure_names
        named = {found["name"] for found in VERB.finditer(written) if found["verb"] != "question"}
        return sorted(named.intersection(self.artifacts.figure_names))

    @cached_property
    def _modules(self) -> list[Part]:
        return [part for part in self.navigation.nav if any(map(self._is_lesson, part.pages))]

    def _is_lesson(self, path: str) -> bool:
        return bool(LESSON.match(self._titles.get(path, "")))

    def _downloads(self, page: Page) -> dict[str, str]:
        """What can be taken along from a page, {what: where}: of a module or a lesson a notebook and a script."""
        if page not in self.outline.lessons and page not in [module.page for module in self.outline.modules]:
            return {}
        notebook = f"downloads/{page.name}.ipynb"
        online = self.navigation.colab(notebook)
        found = {"notebook": notebook, "script": f"downloads/{page.name}.py"}
        return found | ({"Open in Colab": online} if online else {})

    def _module(self, part: Part) -> Module:
        first, *others = part.pages
        return Module(part.title, self.page(first), tuple(self.page(path) for path in others if self._is_lesson(path)))

    @cached_property
    def _drawings(self) -> dict[str, RenderedFigure]:
        return {}

    @property
    def pages(self) -> list[str]:
        """Paths of all pages, sorted."""
        return self.templates.paths

    @cached_property
    def evaluation(self) -> Evaluation:
        """What may be said of the run."""
        return Evaluation(self.artifacts.run, lambda: self.artifacts.spread, lambda: self.artifacts.intervals)

    @cached_property
    def citation(self) -> Citation:
        """How to cite this edition. Raises ConfigurationError when the CITATION.cff by the pages says too little."""
        said = self.navigation
        return Citation.read(self._cited, said.name, said.address, self.evaluation.key)

    @property
    def _cited(self) -> Path:
        return self.docs.parent / citation.NAME

    @property
    def _heads(self) -> Heads:
        cited = self.citation if self._cited.is_file() else None
        return Heads(self.navigation, self.outline, self.evaluation, self.drawing, cited)

    @cached_property
    def templates(self) -> Templates:
        """The pages as they are written."""
        return Templates(self.docs, lambda: self.evaluation)

    def page(self, path: str) -> Page:
        """The page of a Markdown file, rendered at most once. Raises ContentError, naming file and line."""
        if path not in self._rendered:
            self._rendered[path] = self._render(path)
        return self._rendered[path]

    @cached_property
    def _rendered(self) -> dict[str, Page]:
        return {}

    def _render(self, path: str) -> Page:
        verbs, front = self.verbs(path), self.templates.front(path)
        try:
            body = self.templates.body(path, verbs)
            before = tuple(self._resolved(path, str(link)) for link in front.get("builds_on", []))
            page = Page(path, front, body, before, standing(body, self._shown))
            written = markup.body(page)
            check_written(written)
            written.encode()  # half a character cannot be written
            if page.number is not None and not page.description:
                raise ContentError("a lesson must have a `description`: what its reader will be able to do")
            return page
        except FAULTS as error:
            raise self.templates.fault(path, error) from error

    def _resolved(self, path: str, link: str) -> str:
        """The page that a link in another page's front matter leads to."""
        page = target(link, path)
        if page not in self._titles:
            raise ContentError(f"builds_on names {link!r}; it should be a page, such as {next(iter(self._titles))!r}")
        return page

    @cached_property
    def _titles(self) -> dict[str, str]:
        """The title of each page."""
        return {page: str(self.templates.front(page).get("title", page)) for page in self.pages}

    def verbs(self, page: str) -> dict[str, Any]:
        """What the page at a path can say, by name."""
        verbs = Verbs(page, self.artifacts, self.evaluation, self.figure, self._shown_on, self._shown)
        return verbs.by_name() | self._whole(page) | {"citation": lambda: self.citation}

    @cached_property
    def _shown(self) -> dict[int, Block]:
        """The blocks of all pages, for a page may say what another one shows."""
        return {}

    def _whole(self, page: str) -> dict[str, Any]:
        """What a page can say of the course as a whole: a lesson nothing, and an explore page is among the links."""
        if any(page in part.pages for part in self._modules):
            return {}
        teaching = Instructors(self.outline, self.navigation.address, page, lambda: self.links)
        return {"outline": self.outline} | ({} if page.startswith(EXPLORE) else {"instructors": teaching})

    def drawing(self, name: str) -> RenderedFigure:
        """The figure `name` ("sample_images"), drawn if it is not stored. Raises ContentError when there is none."""
        if name not in self._drawings:
            self._drawings[name] = self.artifacts.drawing(name)
        return self._drawings[name]

    def figure(self, name: str) -> FigureBlock:
        """The same without its pictures."""
        drawing = self.drawing(name)
        return FigureBlock(drawing.name, drawing.caption, drawing.alt, drawing.description, drawing.table,
                           drawing.width, drawing.height)

    def _shown_on(self, figure: str) -> dict[str, str]:
        """Path and title of each page that shows a figure."""
        texts = {page: self.templates.text(page) for page in self.pages}
        return {page: self._titles[page] for page, text in texts.items() if ("figure", figure) in VERB.findall(text)}


def figure_files(drawing: RenderedFigure) -> Iterator[File]:
    """The published files of a figure: its pictures, and its table as CSV."""
    for suffix, picture in drawing.pictures.items():
        yield f"figures/{drawing.name}{markup.ADDRESS[suffix]}", picture
    if drawing.table:
        yield f"figures/{drawing.name}.csv", markup.csv(drawing.table).encode()
