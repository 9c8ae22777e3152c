"""Course: renders the pages. Markdown with a few Jinja verbs in, plain Markdown and the files it shows out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..core import texts
from ..core.errors import ContentError
from ..results import drawing, model_card, summary
from ..results.artifacts import Artifacts, RenderedFigure
from ..results.evaluation import Evaluation
from . import formulas, headings, markup
from .addresses import HOME, address_of, split
from .blocks import Block, FigureBlock, check_written, standing
from .bodies import Bodies, digest
from .citation import Citation
from .contents import Contents, contents
from .editions import Editions
from .excluded import Excluded
from .instructors import Instructors
from .links import EXPLORE, Link, links
from .lists import Lists
from .metadata import Heads
from .modules import preloads
from .navigation import Navigation
from .oembed import discoveries
from .page import Module, Outline, Page
from .permalinks import Lock
from .redirects import notes
from .syntax import GALLERY, target
from .template import FAULTS, Templates
from .verbs import Verbs
from .versions import pinned

File = tuple[str, bytes]


@dataclass(frozen=True)
class Course:
    """The pages of one folder, rendered with the results of one run."""

    artifacts: Artifacts
    """The run and the figures."""
    docs: Path
    """The folder of the pages and their assets."""
    navigation: Navigation = field(default_factory=Navigation)
    """The name, the address and the order of the site."""
    bodies: Bodies = field(default_factory=Bodies)
    """The bodies of pages that are known already."""

    def generated(self) -> Iterator[File]:
        """Yield every rendered page, and what it needs beside its figures, as (path within the site's sources, bytes).

        Raise ContentError, with file and line, when a page names something that does not exist, and any error of
        making the run and the figures.
        """
        _ = self.pages  # so that a symbolic link out of their folder is an error before anything is trained
        for name in drawing.as_drawn(self.artifacts, self.figures, self.templates.compile):
            self.rendered_figure(name)
        yield from self.artifacts.published()
        heads, found = self.heads, discoveries(self.outline, self.navigation.address, lambda: self.links)
        for path in self.pages:
            page = self.page(path)
            head = preloads(self.docs, page, page.address) + heads.of(page) + found.get(page.address, "")
            yield path, self.file(page, head, self.downloads(page))
        yield model_card.NAME, summary.model_card(self.evaluation).json()
        yield model_card.SCHEMA.name, texts.read(model_card.SCHEMA).encode()

    def file(self, page: Page, head: str = "", downloads: dict[str, str] | None = None) -> bytes:
        """Return the Markdown file of a page for MkDocs, with links to the parts that have moved to other pages."""
        moved = notes(self.lock, page.address, self.heading)
        end = "\n\n".join([*moved, markup.footer(page.path, self._titles, self.evaluation)])
        return markup.page(page, self._titles, end, head, downloads, self.outline.place(page)).encode()

    @property
    def editions(self) -> Editions:
        """The editions that lie over the pages."""
        return Editions(self.docs, self.artifacts.settings)

    @cached_property
    def lock(self) -> Lock:
        """The published addresses, but of what the settings leave out. Raise PermalinkError for a wrong list."""
        lock = Lock.read(self.editions.lock_file)
        return lock.without(self.templates.excluded.addresses(lock.by_address, self.artifacts.keys.left_out))

    def heading(self, address: str) -> str:
        """Return the heading at an address of the site, as Markdown; "" where there is none."""
        place, part = split(address)
        sections = (section for path in self.pages if (address_of(path) or HOME) == place
                    for section in self.page(path).sections)
        return next((section.title for section in sections if part in {"", section.id}), "")

    @cached_property
    def outline(self) -> Outline:
        """The modules: the parts of the navigation that contain lessons. Raise any error of rendering their pages."""
        return Outline(tuple(
            Module(module.label, self.page(module.path), tuple(self.page(lesson.path) for lesson in module.lessons))
            for module in self.contents.modules
        ))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Everything that can be linked to, in the order of the course. Raise any error of rendering the pages."""
        pages = (path for part in self.navigation.nav for path in part.pages if path in self.pages)
        shown = [self.page(path) for path in pages if path.startswith(EXPLORE) or self.templates.shows_figures(path)]
        return tuple(links(self.outline, shown, {figure.name: figure for figure in map(self.figure, self.figures)}))

    @cached_property
    def figures(self) -> list[str]:
        """Names of the figures that the pages show, sorted; of all figures if a page has the gallery."""
        if GALLERY.search(self.templates.all_text()):
            return self.artifacts.figure_names
        called = (call for path in self.templates.paths for call in self.templates.calls(path))
        named = {name for verb, name in called if verb not in {"question", "explore"}}
        return sorted(named.intersection(self.artifacts.figure_names))

    @cached_property
    def contents(self) -> Contents:
        """The modules and lessons, without their bodies. Raise ContentError for a wrong front matter."""
        return contents(self.navigation.nav, self.templates)

    def downloads(self, page: Page) -> dict[str, str]:
        """Return the downloads of a page, {label: path or address}: of a module or a lesson a notebook and a script."""
        if page not in self.outline.lessons and page not in [module.page for module in self.outline.modules]:
            return {}
        notebook, slides = f"downloads/{page.name}.ipynb", self.outline.slides(page)
        online = self.navigation.colab(notebook)
        downloads = {"notebook": notebook, "script": f"downloads/{page.name}.py", "Open as slides": slides}
        return downloads | ({"Open in Colab": online} if online else {})

    @cached_property
    def rendered_figures(self) -> dict[str, RenderedFigure]:
        """The figures that the pages rendered so far show, by their names: "sample_images"."""
        return {}

    @property
    def pages(self) -> list[str]:
        """Paths of all pages, sorted."""
        return self.templates.paths

    @cached_property
    def evaluation(self) -> Evaluation:
        """The results of the run that a page may show."""
        made = self.artifacts
        return Evaluation(made.run, lambda: made.spread, lambda: made.intervals, lambda: made.probes,
                          lambda: made.baselines, lambda: made.robustness, made.experiment,
                          lambda: made.ensembles, lambda: made.shifts)

    @cached_property
    def heads(self) -> Heads:
        """The metadata for the heads of all pages."""
        cited = self.cite() if self.editions.citation_file.is_file() else None
        return Heads(self.navigation, self.outline, self.evaluation, self.rendered_figure, self.downloads, cited)

    @cached_property
    def templates(self) -> Templates:
        """The pages as their authors wrote them."""
        return Templates(self.docs, self.editions.layers, lambda: self.evaluation, Excluded.read(self.editions))

    def page(self, path: str) -> Page:
        """Return the page of a Markdown file, rendered at most once. Raise ContentError, with file and line."""
        if path not in self._rendered:
            self._rendered[path] = self._render(path)
        return self._rendered[path]

    @cached_property
    def _rendered(self) -> dict[str, Page]:
        return {}

    def _render(self, path: str) -> Page:
        front = self.templates.front(path)
        try:
            source = digest(self.templates.text(path), self.artifacts.run)
            known = self.bodies.restored(path, source, self._blocks, self.figure)
            body = self.templates.body(path, self.verbs(path)) if known is None else known
            before = tuple(self._page_of_link(path, str(link)) for link in front.get("builds_on", []))
            page = Page(path, front, body, before, standing(body, self._blocks))
            formulas.check(page, lambda line: self.templates.line(path, self.verbs(path), line))
            check_written(markup.body(page))
            if known is None:
                headings.check(page, lambda line: self.templates.line(path, self.verbs(path), line))
            if page.number is not None and not page.description:
                raise ContentError("a lesson must have a `description`: what its reader will be able to do")
            return page
        except FAULTS as error:
            raise self.templates.fault(path, error) from error

    def _page_of_link(self, path: str, link: str) -> str:
        """Return the path of the page that a `builds_on` link leads to. Raise ContentError when there is none."""
        page = target(link, path)
        if page not in self._titles:
            raise ContentError(f"builds_on names {link!r}; it should be a page, such as {next(iter(self._titles))!r}")
        return page

    @cached_property
    def _titles(self) -> dict[str, str]:
        """The title of each page, by its path."""
        return {page: str(self.templates.front(page).get("title", page)) for page in self.pages}

    def verbs(self, page: str) -> dict[str, Any]:
        """Return the functions and values that the page at a path can use, by name."""
        note, element, site = self.bodies.noting(page, self.figure), self.templates.element, self.navigation.address
        verbs = Verbs(page, self.artifacts, self.evaluation, note, self._shown_on, element, site, self._blocks)
        return verbs.by_name() | self._course_values(page) | {"citation": self.cite}

    def cite(self) -> Citation:
        """Return how to cite this version of the edition. Raise ConfigurationError for an incomplete CITATION.cff."""
        file, site = self.editions.citation_file, self.navigation
        return Citation.read(file, site.name, site.address and site.address + pinned(self), self.evaluation.key)

    @cached_property
    def _blocks(self) -> dict[int, Block]:
        """The blocks of all pages by number, shared because a page may repeat what another one shows."""
        return {}

    def _course_values(self, page: str) -> dict[str, Any]:
        """Return what a page can use of the whole course: that of a module the contents, an explore page no links."""
        lists = {"contents": self.contents} | Lists(page, self.contents, self.figure).by_name()
        if any(page in [module.path, *(lesson.path for lesson in module.lessons)] for module in self.contents.modules):
            return lists
        teaching = Instructors(self.outline, self.navigation.address, page, lambda: self.links, lambda: sum(
            len(figure.pictures["png"]) + len(figure.pdf) for figure in map(self.rendered_figure, self.figures)))
        return lists | {"outline": self.outline} | ({} if page.startswith(EXPLORE) else {"instructors": teaching})

    def rendered_figure(self, name: str) -> RenderedFigure:
        """Return the figure `name` ("sample_images"), drawn if not stored. Raise ContentError when there is none."""
        if name not in self.rendered_figures:
            self.rendered_figures[name] = self.artifacts.figure(name)
        return self.rendered_figures[name]

    def figure(self, name: str) -> FigureBlock:
        """Return the figure `name` without its pictures. Raise ContentError when there is no such figure."""
        made = self.rendered_figure(name)
        return FigureBlock(made.name, made.caption, made.alt, made.description, made.table, made.width, made.height)

    def _shown_on(self, figure: str) -> dict[str, str]:
        """Return the title of each page that shows a figure, by its path."""
        return {page: self._titles[page] for page in self.templates.showing.get(figure, ())}
