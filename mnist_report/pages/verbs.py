"""Verbs: functions that a page can call. One that shows a block returns a mark for it; any other, text or values."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..core import filters, source
from ..core.errors import ContentError
from ..results.artifacts import Artifacts
from ..results.evaluation import Evaluation
from ..results.probes import Probes
from ..results.states import require_state
from ..training.run import Loading
from . import markup, tables
from .blocks import Block, Code, FigureBlock, LivePart, Output, Stylesheet, Widget, mark
from .markdown_tables import Tables
from .questions import question
from .stills import Stills
from .syntax import relinked
from .template import PARTS, WIDGETS


@dataclass(frozen=True)
class Verbs:
    """The verbs of one page."""

    page: str
    """Path of the page that calls the verbs."""
    artifacts: Artifacts
    """The run and the figures."""
    evaluation: Evaluation
    """The results of the run that a page may show."""
    figure: Callable[[str], FigureBlock]
    """Return a figure by its name, "sample_images"."""
    shown_on: Callable[[str], Mapping[str, str]]
    """Return the title of each page that shows a figure, by its path."""
    element: Callable[[str, str, Mapping[str, Any]], str]
    """Return the HTML of a widget or a part by its folder and its name, with the verbs that it can call."""
    site: str
    """The address of the site; "" where it is not known."""
    parts: dict[int, Block] = field(default_factory=dict)
    """The blocks shown by the verbs of all pages, by the numbers of their marks."""

    def by_name(self) -> dict[str, Any]:
        """Return everything that a page can use of the run, by the names that it uses."""
        return {
            "run": self.evaluation,
            "source": self.source,
            "output": self.output,
            "figure": self.show_figure,
            "thumbnail": self.thumbnail,
            "confusion_table": self.confusion_table,
            "misread_table": self.misread_table,
            "gallery": self.gallery,
            "history": self.artifacts.history,
            "probes": self.probes,
            "question": self.question,
            "stylesheet": self.stylesheet,
            "widget": self.widget,
            "explore": self.explore,
            "claim": claim,
        } | Tables(self.evaluation).by_name()

    def source(self, *names: str, imports: bool = False) -> str:
        """Show functions as one block of code, from the files of the package that run.

        With `imports`, those of the first function stand at its head.
        """
        values = self._values()
        code = (source.source(name, values, imports=imports and name == names[0]) for name in names)
        return self._mark_for(Code("\n\n".join(code)))

    def output(self, text: str) -> str:
        """Show the printed output of code. Raise ValueError for no text."""
        if not text.strip():
            raise ValueError("output of nothing: the code printed no text")
        return self._mark_for(Output(text))

    def show_figure(self, name: str) -> str:
        """Show the figure of that name, with its caption, its description and its table.

        Raise ContentError when there is no such figure.
        """
        return self._mark_for(self.figure(name))

    def thumbnail(self, name: str) -> str:
        """Return the picture of a figure alone, for a list of links. Raise ContentError when there is none."""
        return markup.thumbnail(self.figure(name), self.page)

    def confusion_table(self, explorer: str) -> str:
        """Return the confusion matrix as a table with links to the page at `explorer`, an address relative to this one.
        """
        return tables.confusion_table(self.evaluation, explorer)

    def misread_table(self) -> str:
        """Return a table of all misread test images, each with the id by which the error explorer knows it."""
        return tables.misread_table(self.evaluation)

    def probes(self) -> Probes:
        """Return the results of the trained network on other inputs, computed if they are not stored."""
        return self.artifacts.probes

    def stylesheet(self, path: str) -> str:
        """Load a style sheet for this page, in addition to that of all: "assets/instructors.css"."""
        return self._mark_for(Stylesheet(path))

    def gallery(self) -> str:
        """Return every figure, with links to the pages that show it."""
        names = self.artifacts.figure_names
        return "\n\n".join(markup.gallery_entry(self.figure(name), self.page, self.shown_on(name)) for name in names)

    def question(  # noqa: PLR0913, PLR0917
        self, slug: str, text: str, choices: Sequence[object], answer: object, explanation: str = "",
        replies: Sequence[str] = (), caller: Callable[[], str] | None = None,
    ) -> str:
        """Show a question that the reader answers first; the text between `call` and `endcall` explains the answer.

        `replies` say to each choice, in their order, why it is wrong; that to the right one may be "".
        """
        block = question(slug, text, choices, answer, caller() if caller else explanation, replies)
        return self._mark_for(block) + ("\n" if caller else "")

    def widget(self, name: str = "", caller: Callable[[], str] | None = None) -> str:
        """Show the element that a script of the page fills: that in gen/widgets/, by its name, or the one in `call`.

        The style sheets that stand before it in its file come with it.

        Raise ContentError for neither, and for a name that no file there has.
        """
        if caller:
            return self._mark_for(Widget(caller().rstrip("\n"))) + "\n"  # Jinja removes the line break after a tag
        if not name:
            raise ContentError('a widget should be called by its name in gen/widgets, widget("draw-a-digit"), or as '
                               "<% call widget() %> … <% endcall %>, around its element")
        sheets, begin, rest = self.element(WIDGETS, name, self.by_name()).rstrip("\n").partition("<")
        return sheets + self._mark_for(Widget(begin + rest))

    def explore(self, part: str, state: str = "") -> str:
        """Place a part of an explore page, from gen/parts/ by its name: explore("inside", "image-42").

        It loads when it comes into view; on paper, in notebooks and without scripts, a table or a picture stands for
        it. Raise ContentError for a part that there is not, and for a state that it does not have.
        """
        require_state(self.artifacts.run, part, state)
        verbs = self.by_name() | Stills(self.evaluation, lambda: self.artifacts.hill).by_name() | {"state": state}
        html = self.element(PARTS, part, verbs).strip("\n")
        folder = posixpath.dirname(self.page) or "."
        moved = relinked(html, "", lambda path: posixpath.relpath(path, folder))
        return self._mark_for(LivePart(part, moved, self.site))

    def _mark_for(self, block: Block) -> str:
        number = len(self.parts)
        self.parts[number] = block
        return mark(number)

    def _values(self) -> dict[str, Any]:
        """Return the parameters of the steps for which lessons show values, by name."""
        run = self.artifacts.run
        return asdict(run.recipe) | {
            "image_shape": run.image_shape,
            "side": run.image_shape[0],
            "classes": len(run.class_names),
            "examples": min(run.examples, self.evaluation.test_errors),
            "neurons": self.evaluation.neurons.drawn,
            "example": run.example,
            "bend": _Verbatim(run.recipe.activation),
            "mnist": _Verbatim(run.loading.loader),
            "label": _Verbatim(json.dumps(filters.capital(run.words.kind), ensure_ascii=False)),
            Loading.imported: run.loading.imported,
        }


class _Verbatim(str):
    """Code to be shown as it is, where the repr of a value would be."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def claim(holds: object, sentence: str) -> str:
    """Return the sentence if it is true of this run. Raise ContentError if it is not."""
    if not holds:
        raise ContentError(f"this run makes a sentence false: {sentence!r}; rewrite it, or let it follow the run")
    return sentence
