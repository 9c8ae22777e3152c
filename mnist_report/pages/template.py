"""Templates: the pages as their authors wrote them, Markdown with a few Jinja verbs, and errors with file and line.

The verbs have delimiters of their own, `<< value >>`, `<% statement %>` and `<# comment #>`, because Markdown's
attribute lists and code use Jinja's. An undefined name is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
import yaml

from ..core import filters, names, texts
from ..core.edition import NEUTRAL
from ..core.errors import ContentError, ReportError
from ..core.files import check_links
from ..core.paths import is_path
from ..core.suggestions import suggestion
from ..results.evaluation import Evaluation
from ..results.findings.finding import Finding
from . import front_matter
from .editions import Line, merged
from .excluded import NEEDS, Excluded
from .explanations import explained
from .instructors import Instructors
from .lines import PageError, PlacedError, origins
from .sandbox import NoValue, Sandbox
from .syntax import calls

WIDGETS, PARTS = "gen/widgets", "gen/parts"
"""The folders of the HTML of widgets and of parts of them, beside that of the pages."""
KINDS = {WIDGETS: "widget", PARTS: "part"}
LONGEST = 1_000_000
"""Maximum characters of a page."""
FILTERS = (filters.percent, filters.number, filters.fixed, filters.of, filters.joined, filters.plural, filters.capital,
           filters.article, filters.spelled, filters.significant, filters.plain)
FAULTS = (jinja2.TemplateError, ContentError, yaml.YAMLError, ArithmeticError, LookupError, TypeError, ValueError,
          AttributeError, RecursionError, MemoryError, OSError, SyntaxError)
"""Errors that a mistake of a page's author can raise."""


@dataclass(frozen=True)
class Templates:
    """The Markdown files of one folder."""

    docs: Path
    """The folder of the pages and their assets."""
    layers: tuple[Path, ...]
    """Folders of the editions that lie over the pages, the lowest first."""
    evaluation: Callable[[], Evaluation]
    """Return the results of the run; called only when a front matter uses them."""
    excluded: Excluded
    """The pages that the settings leave out."""

    @cached_property
    def paths(self) -> list[str]:
        """Paths of all pages, sorted. Raise ContentError when there is none."""
        return [path for path in self.written if path not in self.excluded]

    @cached_property
    def written(self) -> list[str]:
        """Paths of all pages and of those left out, sorted. Raise ContentError when there is none."""
        folders = (self.docs, *self.layers)
        found = sorted({path.relative_to(folder).as_posix() for folder in folders if folder.name != NEUTRAL
                        for path in folder.rglob("*.md")})
        if not found:
            raise ContentError(f"no page in {self.docs}; it should hold the Markdown files of the course")
        for folder in folders:
            check_links(folder)
        return found

    def text(self, path: str) -> str:
        """Return a page as its authors wrote it, without what links to pages that are left out.

        Raise ContentError when it is longer than LONGEST.
        """
        return _text(self.lines(path))

    def text_written(self, path: str) -> str:
        """Return a page, also one that is left out, with what links to such pages; raise as `text` does."""
        return _text(self.lines_written(path))

    @cached_property
    def showing(self) -> dict[str, list[str]]:
        """Paths of the pages that show a figure, themselves or in a part, sorted, by the name of each figure."""
        shown: dict[str, list[str]] = {}
        for path in self.paths:
            for name in {name for verb, name in self.calls(path) if verb == "figure"}:
                shown.setdefault(name, []).append(path)
        return shown

    def shows_figures(self, path: str) -> bool:
        """Return whether a page shows a figure, itself or in a part."""
        return any(verb == "figure" for verb, _ in self.calls(path))

    def calls(self, path: str) -> list[tuple[str, str]]:
        """Return the calls on a page, as `syntax.calls` does, and those in the parts that it shows."""
        own = calls(self.text(path))
        parts = (self.docs.parent / PARTS / f"{name}.html" for verb, name in own if verb == "explore")
        return own + [call for part in parts if part.is_file() for call in calls(texts.read(part))]

    def lines(self, path: str) -> tuple[Line, ...]:
        """Return the lines of a page without what links to pages that are left out, each with its place in a file."""
        return self.excluded.without_links(path, self.lines_written(path))

    def lines_written(self, path: str) -> tuple[Line, ...]:
        """Return the lines of a page with the sections of the editions in it, each with its place in a file."""
        files = [folder / path for folder in (self.docs, *self.layers) if (folder / path).is_file()]
        return merged({self._shown(file): file for file in files})

    def all_text(self) -> str:
        """Return all pages as their authors wrote them. Raise ContentError, naming the file, for a mistake."""
        written = []
        for path in self.paths:
            try:
                written.append(self.text(path))
            except FAULTS as error:
                raise self.fault(path, error) from error
        return "\n".join(written)

    def body(self, path: str, verbs: Mapping[str, Any]) -> str:
        """Return the Markdown of a page without its front matter, values filled in. Raise any of FAULTS."""
        return front_matter.split(self.jinja.get_template(path).render(verbs))[1]

    def line(self, path: str, verbs: Mapping[str, Any], of_body: int) -> int:
        """Return the line of a page that the line `of_body` of its body, from 1, is from."""
        template = self.jinja.get_template(path)
        written = template.render(verbs)
        front = written.count("\n") - front_matter.split(written)[1].count("\n")
        return origins(template, self.text(path), verbs)[front + of_body - 1]

    def element(self, folder: str, name: str, verbs: Mapping[str, Any]) -> str:
        """Return the HTML of a widget or a part, values filled in.

        Raise ContentError when there is none, and PlacedError, with file and line, for a mistake in it.
        """
        path = f"{folder}/{name}.html"
        try:
            return self.jinja.get_template(path).render(verbs)
        except jinja2.TemplateNotFound as error:
            known = sorted(file.stem for file in (self.docs.parent / folder).glob("*.html"))
            nearest = suggestion(name, known, f"those in {folder} are {', '.join(known) or 'none'}")
            raise ContentError(f"no {KINDS[folder]} {name!r}; {nearest}") from error
        except FAULTS as error:
            raise PlacedError(f"{path}:{_line_of(error, path)}: {_message(error)}") from error

    def compile(self) -> None:
        """Compile the pages for `body`, which compiles the others itself: those with a mistake, or edited since."""
        for path in self.paths:
            with suppress(*FAULTS):
                self.jinja.get_template(path)

    def front(self, path: str) -> dict[str, Any]:
        """Return the front matter of a page, values filled in. Raise ContentError, naming the file, for a mistake.

        It is parsed before it is filled in, as values may contain YAML syntax.
        """
        try:
            front = front_matter.parsed(front_matter.split(self.text(path))[0])
            filled = {name: self._filled_in(path, name, value) for name, value in front.items()}
            written = json.dumps(filled, ensure_ascii=False, default=str)
            written.encode()  # raises for half a character (a lone surrogate)
            if (needs := filled.get("needs", NEEDS[0])) not in NEEDS:
                raise ContentError(f"needs is {needs!r}; it should be {' or '.join(map(repr, NEEDS))}, or be left out")
            return dict(json.loads(written))
        except FAULTS as error:
            raise self.fault(path, error) from error

    def fault(self, path: str, error: BaseException) -> ContentError:
        """Return the ContentError for a mistake of a page's author, with file and line."""
        if isinstance(error, PlacedError):
            return ContentError(f"{error}")
        with suppress(OSError, UnicodeError, ContentError):  # of a page that cannot be read, as `error` says
            error = explained(error, self.text(path), _line_of(error, path), self.jinja, self.paths)
        return ContentError(f"{self.place(path, _line_of(error, path))}: {_message(error)}")

    def place(self, path: str, line: int) -> str:
        """Return where its author wrote a line of the text of a page: "docs/index.md:7"; for 0 the file alone."""
        with suppress(*FAULTS):
            file, number = self.lines(path)[max(line, 1) - 1][1:]
            return f"{file}:{number}" if line else file
        return f"{self.docs.name}/{path}"

    def _shown(self, file: Path) -> str:
        return file.relative_to(self.docs.parent).as_posix()

    @cached_property
    def jinja(self) -> Sandbox:
        """The Jinja environment that fills in values."""
        environment = Sandbox(
            sources=(Evaluation, Finding, Instructors),
            loader=jinja2.FunctionLoader(self._template),
            undefined=NoValue,
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
            optimized=False,  # folds constants, of which pages have few
        )
        environment.filters |= {function.__name__: names.keeping(function) for function in FILTERS}
        return environment

    def _template(self, path: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Return a page for Jinja: its text, the file that errors name, and whether the text is still that of the file.

        Only pages can be included.
        """
        if path.startswith((f"{WIDGETS}/", f"{PARTS}/")) and is_path(path):
            return self._element(self.docs.parent / path)
        if path not in self.paths:
            return None
        text = self.text(path)
        return text, str(self.docs / path), lambda: self.text(path) == text

    def _element(self, file: Path) -> tuple[str, str, Callable[[], bool]] | None:
        if not file.is_file():
            return None
        text = texts.read(file)
        return text, str(file), lambda: texts.read(file) == text

    @cached_property
    def _front_matter(self) -> jinja2.Environment:
        """The Jinja environment for front matter, which is plain text."""
        return self.jinja.overlay(finalize=self.jinja.require_plain)

    def _filled_in(self, path: str, name: str, value: Any) -> Any:
        if not isinstance(value, str) or not ("<<" in value or "<%" in value):
            return value
        try:
            return self._front_matter.from_string(value).render(run=self.evaluation())
        except FAULTS as error:
            text = self.text(path)
            key = re.search(rf"(?m)^[\"']?{re.escape(name)}[\"']?[ \t]*:", text)
            line = text.count("\n", 0, key.start()) + 1 if key else None
            told = explained(error, text, line, self.jinja, self.paths)
            raise (told if isinstance(told, PageError) else PageError(_message(error), line)) from error


def _text(lines: Iterable[Line]) -> str:
    text = "\n".join(line.text for line in lines)
    if len(text) > LONGEST:
        raise ContentError(f"the page has {len(text)} characters; it should have at most {LONGEST}")
    return text


def _line_of(error: BaseException, page: str) -> int:
    """Return the line of the text of the page where the error was raised; 0 where that is not known."""
    if isinstance(error, jinja2.TemplateSyntaxError | PageError) and error.lineno:
        return error.lineno
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.replace("\\", "/").endswith(page):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _message(error: BaseException) -> str:
    message = " ".join(str(error).split())
    is_for_authors = isinstance(error, ReportError | jinja2.TemplateError) or type(error) is UnicodeError
    return message if is_for_authors else f"{type(error).__name__}: {message}"
