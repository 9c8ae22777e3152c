"""Renders the pages: Markdown with a few Jinja verbs in, plain Markdown and the files it shows out.

The verbs have delimiters of their own, `<< value >>`, `<% statement %>` and `<# comment #>`, because Markdown's
attribute lists and code use Jinja's. A name that nothing stands behind is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jinja2
import yaml

from ..core import filters, names, source, texts, yamls
from ..core.errors import ContentError, ReportError
from ..core.files import check_links
from ..results import model_card
from ..results.artifacts import Drawing, Report
from ..results.evaluation import Findings
from ..training.run import Loading
from . import citation, markup, tables
from .addresses import target
from .citation import Citation
from .instructors import Instructors
from .links import EXPLORE, Link, links
from .metadata import Heads
from .navigation import Part, Publication
from .page import LESSON, Module, Outline, Page, Question
from .questions import question, question_markup
from .sandbox import Sandbox

File = tuple[str, bytes]
LONGEST = 1_000_000
"""Characters of a page, at most."""
FILTERS = (filters.percent, filters.number, filters.fixed, filters.of, filters.joined, filters.plural, filters.capital,
           filters.article, filters.spelled, filters.significant)

FIGURE = re.compile(r"<<\s*figure\(\s*[\"'](\w+)[\"']\s*\)")
THUMBNAIL = re.compile(r"<<\s*thumbnail\(\s*[\"'](\w+)[\"']\s*\)")
GALLERY = re.compile(r"<<\s*gallery\(\s*\)")
"""The verbs of a page that show figures, as authors write them."""

FAULTS = (jinja2.TemplateError, ContentError, yaml.YAMLError, ArithmeticError, LookupError, TypeError, ValueError,
          AttributeError, RecursionError, MemoryError, OSError, SyntaxError)
"""What a page can raise by what its author wrote."""


@dataclass(frozen=True)
class Lessons:
    """The pages of one folder, rendered with what one report says."""

    report: Report
    """The run and the figures."""
    docs: Path
    """The folder of the pages and their assets."""

    publication: Publication = field(default_factory=Publication)
    """The name, the address and the order of the site."""

    def generated(self) -> Iterator[File]:
        """Every rendered page and every file it shows, as (path within the site's sources, bytes).

        Raises ContentError for a page that names what is not there, with file and line, and whatever making the run
        and the figures raises.
        """
        _ = self.pages  # a link that leads out of their folder is told before anything is trained
        self.report.begin()
        for name in sorted(self.figures, key=self.report.waits_for_spread):
            yield from figure_files(self.drawing(name))
        yield from self.report.published()
        heads = self._heads
        for path in self.pages:
            page = self.page(path)
            yield path, markup.page(page, self._titles, self.findings, heads.of(page), self._downloads(page)).encode()
        for name in self._drawings.keys() - set(self.figures):  # named in a way that only Jinja reads
            yield from figure_files(self.drawing(name))
        record = json.dumps(model_card.record(self.findings), indent=2, ensure_ascii=False)
        yield "metrics.json", f"{record}\n".encode()
        yield model_card.SCHEMA.name, texts.read(model_card.SCHEMA).encode()

    @cached_property
    def outline(self) -> Outline:
        """The modules: the parts of the navigation that hold lessons. Raises what rendering their pages raises."""
        return Outline(tuple(self._module(part) for part in self._modules))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All there is to link to, in the order of the course. Raises what rendering the pages raises."""
        explore = [path for part in self.publication.nav for path in part.pages if path.startswith(EXPLORE)]
        drawings = map(self.drawing, self.figures)
        return tuple(links(self.outline, map(self.page, explore), {drawing.name: drawing for drawing in drawings}))

    @cached_property
    def figures(self) -> list[str]:
        """The names of the figures that the pages show, sorted: all there are where a page has the gallery."""
        written = "\n".join(map(self._text, self._titles))
        if GALLERY.search(written):
            return self.report.figure_names
        return sorted({*FIGURE.findall(written), *THUMBNAIL.findall(written)}.intersection(self.report.figure_names))

    @cached_property
    def _modules(self) -> list[Part]:
        return [part for part in self.publication.nav if any(map(self._is_lesson, part.pages))]

    def _is_lesson(self, path: str) -> bool:
        return bool(LESSON.match(self._titles.get(path, "")))

    def _downloads(self, page: Page) -> dict[str, str]:
        """What can be taken along from a page, {what: where}: of a module or a lesson a notebook and a script."""
        if page not in self.outline.lessons and page not in [module.page for module in self.outline.modules]:
            return {}
        notebook = f"downloads/{page.name}.ipynb"
        online = self.publication.colab(notebook)
        found = {"notebook": notebook, "script": f"downloads/{page.name}.py"}
        return found | ({"Open in Colab": online} if online else {})

    def _module(self, part: Part) -> Module:
        first, *others = part.pages
        return Module(part.title, self.page(first), tuple(self.page(path) for path in others if self._is_lesson(path)))

    @cached_property
    def _drawings(self) -> dict[str, Drawing]:
        return {}

    @cached_property
    def pages(self) -> list[str]:
        """Paths of all pages, sorted."""
        found = sorted(path.relative_to(self.docs).as_posix() for path in self.docs.rglob("*.md"))
        if not found:
            raise ContentError(f"no page in {self.docs}; it should hold the Markdown files of the course")
        check_links(self.docs)
        return found

    @cached_property
    def findings(self) -> Findings:
        """What may be said of the run."""
        return Findings(self.report.run, lambda: self.report.spread, lambda: self.report.intervals)

    @cached_property
    def citation(self) -> Citation:
        """How to cite this edition. Raises ConfigurationError when the CITATION.cff by the pages says too little."""
        said = self.publication
        return Citation.read(self._cited, said.name, said.address, self.findings.key)

    @property
    def _cited(self) -> Path:
        return self.docs.parent / citation.NAME

    @property
    def _heads(self) -> Heads:
        cited = self.citation if self._cited.is_file() else None
        return Heads(self.publication, self.outline, self.findings, self.drawing, cited)

    @cached_property
    def _jinja(self) -> Sandbox:
        environment = Sandbox(
            sources=(Findings, Instructors),
            loader=jinja2.FunctionLoader(self._template),
            undefined=jinja2.StrictUndefined,
            variable_start_string="<<",
            variable_end_string=">>",
            block_start_string="<%",
            block_end_string="%>",
            comment_start_string="<#",
            comment_end_string="#>",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )
        environment.filters |= {function.__name__: names.keeping(function) for function in FILTERS}
        return environment

    def _template(self, path: str) -> tuple[str, str, None] | None:
        """A page for Jinja: what it says, and the file that errors name. A page can include pages alone."""
        return (self._text(path), str(self.docs / path), None) if path in self.pages else None

    def _text(self, path: str) -> str:
        text = texts.read(self.docs / path)
        if len(text) > LONGEST:
            raise ContentError(f"the page has {len(text)} characters; it should have at most {LONGEST}")
        return text

    @cached_property
    def _front_matter(self) -> jinja2.Environment:
        """Writes plain text."""
        return self._jinja.overlay(finalize=self._jinja.told)

    def page(self, path: str) -> Page:
        """The page of a Markdown file, rendered at most once. Raises ContentError, naming file and line."""
        if path not in self._rendered:
            self._rendered[path] = self._render(path)
        return self._rendered[path]

    @cached_property
    def _rendered(self) -> dict[str, Page]:
        return {}

    def _render(self, path: str) -> Page:
        questions: list[Question] = []
        jinja, verbs, front = self._jinja, self._verbs(path, questions), self._front(path)
        try:
            _, body = _split(jinja.get_template(path).render(verbs))
            body.encode()  # half a character cannot be written
            before = tuple(self._resolved(path, str(link)) for link in front.get("builds_on", []))
            page = Page(path, front, body, before, tuple(questions))
            if page.number is not None and not page.description:
                raise ContentError("a lesson must have a `description`: what its reader will be able to do")
            return page
        except FAULTS as error:
            raise ContentError(f"{self.docs.name}/{path}{_line_of(error, path)}: {_said(error)}") from error

    def _resolved(self, path: str, link: str) -> str:
        """The page that a link in another page's front matter leads to."""
        page = target(link, path)
        if page not in self._titles:
            raise ContentError(f"builds_on names {link!r}; it should be a page, such as {next(iter(self._titles))!r}")
        return page

    @cached_property
    def _titles(self) -> dict[str, str]:
        """The title of each page."""
        return {page: str(self._front(page).get("title", page)) for page in self.pages}

    def _front(self, path: str) -> dict[str, Any]:
        """The front matter of a page. It is parsed before its values are put in, as they may hold marks of YAML."""
        try:
            front = _parsed(_split(self._text(path))[0])
            filled = {name: self._filled_in(value) for name, value in front.items()}
            written = json.dumps(filled, ensure_ascii=False, default=str)
            written.encode()  # half a character cannot be written
            plain: dict[str, Any] = json.loads(written)
            return plain
        except FAULTS as error:
            raise ContentError(f"{self.docs.name}/{path}: {_said(error)}") from error

    def _filled_in(self, value: Any) -> Any:
        if isinstance(value, str) and ("<<" in value or "<%" in value):
            return self._front_matter.from_string(value).render(run=self.findings)
        return value

    def _verbs(self, page: str, asked: list[Question]) -> dict[str, Any]:
        """What a page can say; what it asks is added to `asked`. A lesson cannot speak of the outline that it is in."""

        def ask(*about: Any, **more: Any) -> str:
            asked.append(question(*about, **more))
            return question_markup(asked[-1])

        whole = {} if any(page in part.pages for part in self._modules) else self._whole(page)
        return whole | {
            "run": self.findings,
            "source": self._source,
            "output": markup.output,
            "figure": lambda name: markup.figure(self.drawing(name), page),
            "thumbnail": lambda name: markup.thumbnail(self.drawing(name), page),
            "confusion_table": lambda explorer: tables.confusion_table(self.findings, explorer),
            "gallery": lambda: self._gallery(page),
            "history": self.report.history,
            "experiments": lambda: self.report.experiments,
            "question": ask,
            "citation": lambda: self.citation,
            "claim": _claim,
        }

    def _whole(self, page: str) -> dict[str, Any]:
        """What a page can say of the course as a whole; an explore page is itself among the links."""
        teaching = Instructors(self.outline, self.publication.address, page, lambda: self.links)
        return {"outline": self.outline} | ({} if page.startswith(EXPLORE) else {"instructors": teaching})

    def drawing(self, name: str) -> Drawing:
        """The figure `name` ("sample_images"), drawn if it is not stored. Raises ContentError when there is none."""
        if name not in self._drawings:
            self._drawings[name] = self.report.drawing(name)
        return self._drawings[name]

    def _gallery(self, page: str) -> str:
        """Every figure, with links to the pages that show it."""
        entries = []
        for name in self.report.figure_names:
            shown_on = {other: self._titles[other] for other in self.pages if name in self._shown_on(other)}
            entries.append(markup.gallery_entry(self.drawing(name), page, shown_on))
        return "\n\n".join(entries)

    def _shown_on(self, page: str) -> set[str]:
        """The names of the figures that a page shows."""
        return set(FIGURE.findall(self._text(page)))

    def _source(self, *names: str, imports: bool = False) -> str:
        shown = [source.source(name, self._values, imports=imports) for name in names]
        return markup.fence("\n\n".join(shown), "python")

    @cached_property
    def _values(self) -> dict[str, Any]:
        """The parameters of the steps that the lessons show as their values."""
        run = self.report.run
        return asdict(run.recipe) | {
            "image_shape": run.image_shape,
            "side": run.image_shape[0],
            "classes": len(run.class_names),
            "examples": min(run.examples, self.findings.test_errors),
            "neurons": min(10, run.recipe.first_units),
            "example": run.example,
            "mnist": _Code(run.loading.loader),
            "label": _Code(json.dumps(filters.capital(run.words.kind), ensure_ascii=False)),
            Loading.imported: run.loading.imported,
        }


class _Code(str):
    """Code that stands for itself where a value is shown."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def figure_files(drawing: Drawing) -> Iterator[File]:
    """The published files of a figure: its pictures, and its table as CSV."""
    for suffix, picture in drawing.pictures.items():
        yield f"figures/{drawing.name}{markup.ADDRESS[suffix]}", picture
    if drawing.table:
        yield f"figures/{drawing.name}.csv", markup.csv(drawing.table).encode()


def _claim(holds: object, sentence: str) -> str:
    """The sentence, if what it says holds of this run."""
    if not holds:
        raise ContentError(f"this run makes a sentence false: {sentence!r}; rewrite it, or let it follow the run")
    return sentence


def _split(text: str) -> tuple[str, str]:
    """The front matter of a page, as it is written, and its Markdown."""
    if not text.startswith("---\n"):
        return "", text
    front, _, body = text[4:].partition("\n---\n")
    return front, body


@cache
def _parsed(front: str) -> dict[str, Any]:
    parsed: dict[str, Any] = yamls.load(front) or {}
    return parsed


def _line_of(error: BaseException, page: str) -> str:
    """`:line` of the page where the error came up, or nothing."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f":{error.lineno}"
    line, trace = "", error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.replace("\\", "/").endswith(page):
            line = f":{trace.tb_lineno}"
        trace = trace.tb_next
    return line


def _said(error: BaseException) -> str:
    message = " ".join(str(error).split())
    is_for_authors = isinstance(error, ReportError | jinja2.TemplateError) or type(error) is UnicodeError
    return message if is_for_authors else f"{type(error).__name__}: {message}"
