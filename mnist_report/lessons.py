"""Renders the pages: Markdown with a few Jinja verbs in, plain Markdown and the files it shows out.

The verbs have delimiters of their own, `<< value >>`, `<% statement %>` and `<# comment #>`, because Markdown's
attribute lists and code use Jinja's. A name that nothing stands behind is an error.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jinja2
import yaml

from . import card, excerpts, filters, markup, tables
from .errors import ContentError, ReportError
from .findings import Findings
from .questions import question
from .report import Drawing, Report

File = tuple[str, bytes]
FILTERS = (filters.percent, filters.number, filters.fixed, filters.of, filters.joined, filters.plural)


@dataclass(frozen=True)
class Lessons:
    """The pages of one folder, rendered with what one report says."""

    report: Report
    """The run and the figures."""
    docs: Path
    """The folder of the pages and their assets."""

    def generated(self) -> Iterator[File]:
        """Every rendered page and every file it shows, as (path within the site's sources, bytes).

        Raises ContentError for a page that names what is not there, with file and line, and whatever making the run
        and the figures raises.
        """
        self.report.begin()
        for name in sorted(self.report.figure_names, key=self.report.waits_for_spread):
            yield from figure_files(self._drawing(name))
        for name, file in self.report.published():
            yield name, file.read_bytes()
        for page in self.pages:
            yield page, self._rendered(page).encode()
        yield "metrics.json", (json.dumps(card.record(self._findings), indent=2, ensure_ascii=False) + "\n").encode()
        yield card.SCHEMA.name, card.SCHEMA.read_bytes()

    def tree(self) -> Iterator[File]:
        """`generated`, and every other file of `docs` as it is."""
        generated = dict(self.generated())
        yield from generated.items()
        for path in sorted(self.docs.rglob("*")):
            name = path.relative_to(self.docs).as_posix()
            if path.is_file() and name not in generated:
                yield name, path.read_bytes()

    @cached_property
    def _drawings(self) -> dict[str, Drawing]:
        return {}

    @cached_property
    def pages(self) -> list[str]:
        """Paths of all pages, sorted."""
        found = sorted(path.relative_to(self.docs).as_posix() for path in self.docs.rglob("*.md"))
        if not found:
            raise ContentError(f"no page in {self.docs}; it should hold the Markdown files of the course")
        return found

    @cached_property
    def _findings(self) -> Findings:
        return Findings(self.report.run, lambda: self.report.spread, lambda: self.report.intervals)

    def _compiled_pages(self) -> str:
        folder = self.report.store.root / "pages"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        return str(folder)

    @cached_property
    def _jinja(self) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self.docs),
            bytecode_cache=_CompiledPages(self._compiled_pages()),
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
        environment.filters |= {function.__name__: function for function in FILTERS}
        return environment

    def _rendered(self, page: str) -> str:
        jinja, verbs = self._jinja, self._verbs(page)
        try:
            text = jinja.get_template(page).render(verbs)
            return markup.page(page, *_split(text), titles=self._titles, findings=self._findings)
        except (jinja2.TemplateError, ContentError, yaml.YAMLError, ArithmeticError, LookupError, TypeError,
                ValueError, AttributeError) as error:
            raise ContentError(f"{self.docs.name}/{page}{_line_of(error, page)}: {_said(error)}") from error

    @cached_property
    def _titles(self) -> dict[str, str]:
        """The title of each page."""
        fronts = {page: _split(self.docs.joinpath(page).read_text(encoding="utf-8"))[0] for page in self.pages}
        return {page: str(front.get("title", page)) for page, front in fronts.items()}

    def _verbs(self, page: str) -> dict[str, Any]:
        """What a page can say."""
        return {
            "run": self._findings,
            "source": self._source,
            "output": markup.output,
            "figure": lambda name: markup.figure(self._drawing(name), page),
            "thumbnail": lambda name: markup.thumbnail(self._drawing(name), page),
            "confusion_table": lambda explorer: tables.confusion_table(self._findings, explorer),
            "gallery": lambda: self._gallery(page),
            "question": question,
            "claim": _claim,
        }

    def _drawing(self, name: str) -> Drawing:
        if name not in self._drawings:
            self._drawings[name] = self.report.drawing(name)
        return self._drawings[name]

    def _gallery(self, page: str) -> str:
        """Every figure, with links to the pages that show it."""
        entries = []
        for name in self.report.figure_names:
            shown_on = {other: self._titles[other] for other in self.pages if name in self._shown_on(other)}
            entries.append(markup.gallery_entry(self._drawing(name), page, shown_on))
        return "\n\n".join(entries)

    def _shown_on(self, page: str) -> set[str]:
        """The names of the figures that a page shows."""
        text = self.docs.joinpath(page).read_text(encoding="utf-8")
        return set(re.findall(r"<<\s*figure\(\s*[\"'](\w+)[\"']\s*\)", text))

    def _source(self, *names: str, imports: bool = False) -> str:
        shown = [excerpts.source(name, self._values, imports=imports) for name in names]
        return markup.fence("\n\n".join(shown), "python")

    @cached_property
    def _values(self) -> dict[str, Any]:
        """The parameters of the steps that the lessons show as their values."""
        run = self.report.run
        return asdict(run.recipe) | {
            "image_shape": run.image_shape,
            "side": run.image_shape[0],
            "classes": len(run.class_names),
            "examples": min(5, self._findings.test_errors),
            "neurons": min(10, run.recipe.first_units),
            "example": run.example,
        }


class _CompiledPages(jinja2.FileSystemBytecodeCache):
    """Jinja's cache of compiled pages, which a store that cannot be written does without."""

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def figure_files(drawing: Drawing) -> Iterator[File]:
    """The published files of a figure: its pictures, and its table as CSV."""
    for suffix, path in drawing.files.items():
        yield f"figures/{drawing.name}{markup.ADDRESS[suffix]}", path.read_bytes()
    if drawing.table:
        yield f"figures/{drawing.name}.csv", markup.csv(drawing.table).encode()


def _claim(holds: object, sentence: str) -> str:
    """The sentence, if what it says holds of this run."""
    if not holds:
        raise ContentError(f"this run makes a sentence false: {sentence!r}; rewrite it, or let it follow the run")
    return sentence


def _split(text: str) -> tuple[dict[str, Any], str]:
    """The front matter of a page and its Markdown."""
    if not text.startswith("---\n"):
        return {}, text
    front, _, body = text[4:].partition("\n---\n")
    return _parsed(front), body


@cache
def _parsed(front: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where PyYAML was built with it
    parsed: dict[str, Any] = yaml.load(front, loader) or {}
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
    return message if isinstance(error, ReportError | jinja2.TemplateError) else f"{type(error).__name__}: {message}"
