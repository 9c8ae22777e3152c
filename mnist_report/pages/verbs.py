"""Verbs: what a page can say. One that shows a block appends it and leaves its mark; any other gives text or values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..core import filters
from ..core import source as excerpts
from ..core.errors import ContentError
from ..results.artifacts import Artifacts
from ..results.evaluation import Evaluation
from ..training.run import Loading
from . import markup, tables
from .blocks import Block, Code, FigureBlock, Output, Stylesheet, Widget, mark
from .questions import question


@dataclass(frozen=True)
class Verbs:
    """The verbs of one page."""

    page: str
    """Path of the page that speaks."""
    artifacts: Artifacts
    """The run and the figures."""
    evaluation: Evaluation
    """What may be said of the run."""
    figure: Callable[[str], FigureBlock]
    """Gives a figure by its name, "sample_images"."""
    shown_on: Callable[[str], Mapping[str, str]]
    """Gives path and title of each page that shows a figure."""
    parts: dict[int, Block] = field(default_factory=dict)
    """What the verbs of all pages have shown: the block of each mark by its number."""

    def by_name(self) -> dict[str, Any]:
        """All that a page can say of the run, by the names that it knows it by."""
        return {
            "run": self.evaluation,
            "source": self.source,
            "output": self.output,
            "figure": lambda name: self._shown(self.figure(name)),
            "thumbnail": lambda name: markup.thumbnail(self.figure(name), self.page),
            "confusion_table": lambda explorer: tables.confusion_table(self.evaluation, explorer),
            "gallery": self.gallery,
            "history": self.artifacts.history,
            "experiments": lambda: self.artifacts.experiments,
            "question": lambda *about, **more: self._shown(question(*about, **more)),
            "stylesheet": lambda path: self._shown(Stylesheet(path)),
            "widget": self.widget,
            "claim": claim,
        }

    def source(self, *names: str, imports: bool = False) -> str:
        """Show functions as the code that they run."""
        return self._shown(Code("\n\n".join(excerpts.source(name, self._values(), imports=imports) for name in names)))

    def output(self, text: str) -> str:
        """Show what code printed."""
        if not text.strip():
            raise ValueError("output of nothing: the code printed no text")
        return self._shown(Output(text))

    def gallery(self) -> str:
        """Every figure, with links to the pages that show it."""
        names = self.artifacts.figure_names
        return "\n\n".join(markup.gallery_entry(self.figure(name), self.page, self.shown_on(name)) for name in names)

    def widget(self, caller: Callable[[], str] | None = None) -> str:
        """Show the element that a program of the page fills."""
        if not caller:
            raise ContentError("a widget should be called as <% call widget() %> … <% endcall %>, around its element")
        return self._shown(Widget(caller().rstrip("\n"))) + "\n"  # Jinja takes the line break after its own mark

    def _shown(self, block: Block) -> str:
        number = len(self.parts)
        self.parts[number] = block
        return mark(number)

    def _values(self) -> dict[str, Any]:
        """The parameters of the steps that the lessons show as their values."""
        run = self.artifacts.run
        return asdict(run.recipe) | {
            "image_shape": run.image_shape,
            "side": run.image_shape[0],
            "classes": len(run.class_names),
            "examples": min(run.examples, self.evaluation.test_errors),
            "neurons": min(10, run.recipe.first_units),
            "example": run.example,
            "mnist": _Verbatim(run.loading.loader),
            "label": _Verbatim(json.dumps(filters.capital(run.words.kind), ensure_ascii=False)),
            Loading.imported: run.loading.imported,
        }


class _Verbatim(str):
    """Code that stands for itself where a value is shown."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def claim(holds: object, sentence: str) -> str:
    """The sentence, if what it says holds of this run. Raises ContentError if it does not."""
    if not holds:
        raise ContentError(f"this run makes a sentence false: {sentence!r}; rewrite it, or let it follow the run")
    return sentence
