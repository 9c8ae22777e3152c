"""Artifacts: a run or a figure by name, made on demand and at most once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from ..core import source
from ..core.errors import ContentError
from ..core.files import write_all
from ..core.reasons import authored
from ..core.store import Entry, Files, Parts
from ..figures.figure import Figure, Table
from ..training import bootstrap, ensembles, hill, landscape, metrics, plans, robustness, shifts
from ..training.ensembles import Ensembles
from ..training.hill import Hill
from ..training.landscape import Landscape
from ..training.robustness import Robustness
from ..training.run import Run
from ..training.shifts import Shifts
from . import baselines, probes
from .baselines import Baselines
from .figure_calls import FigureCall
from .keys import figure_name
from .probes import Probes
from .runs import Runs, require_glyphs
from .training_keys import together

PICTURES = ("svg", "dark.svg", "png", "dark.png")


@dataclass(frozen=True)
class RenderedFigure:
    """A figure as it is stored: its texts, its numbers, its pictures."""

    name: str
    """The permanent name, with dashes."""
    caption: str
    """The text under the picture, Markdown."""
    alt: str
    """The alternative text, plain, 1 to 150 characters."""
    description: str
    """The longer description, plain text."""
    table: Table | None
    """The plotted numbers."""
    width: int
    """Width of the picture in CSS pixels."""
    height: int
    """Height of the picture in CSS pixels."""
    pictures: dict[str, bytes]
    """The pictures by the ending of their address after the name: svg, dark.svg, png, dark.png."""
    pixels: tuple[int, int]
    """Width and height of the PNGs in their own pixels, of which a CSS pixel has several."""
    pdf: bytes
    """The light picture as PDF."""


class Artifacts(Runs):
    """All that the pages of one course can show."""

    @property
    def figure_names(self) -> list[str]:
        """The name of every figure there is, sorted: "sample_images"."""
        return self.keys.figure_names

    @cached_property
    def intervals(self) -> dict[str, metrics.Interval]:
        """The bootstrap intervals of the run's statistics, computed if they are not stored."""
        files = self.store.entry("intervals", self.keys.intervals, lambda folder: _write_intervals(self.run, folder))
        return {name: metrics.Interval(**ends) for name, ends in json.loads(files["intervals.json"]).items()}

    @cached_property
    def probes(self) -> Probes:
        """Results of the trained network on other inputs, computed if they are not stored."""
        return probes.load(_kept(self, probes, lambda: probes.measure(self.run)))

    @cached_property
    def landscape(self) -> Landscape:
        """The measured loss along the negative gradient, measured if it is not stored."""
        return landscape.load(_kept(self, landscape, lambda: landscape.measure(self.run)))

    @cached_property
    def hill(self) -> Hill:
        """The measured loss around the path of the training, measured if it is not stored."""
        return hill.load(_kept(self, hill, lambda: hill.hill(self.run)))

    @cached_property
    def robustness(self) -> Robustness:
        """Right answers that are left when the test images are changed, measured if they are not stored."""
        return robustness.load(_kept(self, robustness, lambda: robustness.measure(self.run)))

    @cached_property
    def ensembles(self) -> Ensembles:
        """The answers of networks of several seeds together, their networks trained if they are not stored."""
        return ensembles.load(_kept(self, ensembles, lambda: ensembles.measure(
            self.trainings.several(together(self.settings)), self.images.x_test)))

    @cached_property
    def shifts(self) -> Shifts:
        """Right answers of the networks of an experiment to moved test images, measured if they are not stored."""
        def measure() -> Shifts:
            images, settings = self.images.x_test, self.settings
            return shifts.measure(self.keys.trials[plans.MOTION], self.trainings.of, images, settings.example,
                                  plans.farthest_shift(images.shape[1]))

        self.trainings.experiment(plans.MOTION)
        return shifts.load(_kept(self, shifts, measure))

    @cached_property
    def baselines(self) -> Baselines:
        """Results of simpler rules on the test images, measured if they are not stored."""
        return baselines.load(_kept(self, baselines, lambda: baselines.measure(self.settings.recipe, self.images)))

    def missing(self, figures: Iterable[str]) -> list[str]:
        """Return those of the figures of which the store has no entry, whole or damaged."""
        folders = {name: self.store.folder(figure_name(name), self.keys.figure(name)) for name in figures}
        return [name for name, folder in folders.items() if not folder.exists()]

    def prepare_to_draw(self) -> None:
        """Load what takes a while and needs no run: Matplotlib, its font, and the images.

        Raise ContentError or DataError as drawing would.
        """
        require_glyphs(self.settings)
        _ = self.images

    def trim(self, limit: int | None = None, kept: Iterable[tuple[str, Parts]] = ()) -> Iterator[Entry]:
        """Remove from the store what the course does not use, oldest first, until it has at most `limit` bytes.

        Without `limit`, that of the settings applies. `kept` names more entries that are used. Yield what is removed.
        """
        needed = {self.store.folder(name, parts) for name, parts in (*self.keys.needed(), *kept)}
        return self.store.trim(self.settings.store_megabytes * 1_000_000 if limit is None else limit, needed)

    def figure(self, name: str) -> RenderedFigure:
        """Return the figure `name` ("sample_images"), drawn if not stored. Raise ContentError when there is none."""
        parts = self.keys.figure(name)
        return _load_figure(name, self.store.entry(figure_name(name), parts, lambda folder: self._draw(name, folder)))

    def published(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files that programs in the reader's browser fetch: (path within the site's sources, content)."""
        for module in self.keys.browser_calls:
            parts = self.keys.browser(module)
            files = self.store.entry(f"browser/{module}", parts, partial(self._fill_browser, module))
            yield from ((path.removeprefix("files/"), content) for path, content in sorted(files.items()))

    def waits_for(self, figure: str) -> list[str]:
        """Return what a figure shows that is made of several trainings."""
        shown = self.keys.figure_calls[figure].arguments.values()
        return [what for what in shown if what in self.keys.made_of_several]

    def wait_for(self, figure: str) -> None:
        """Wait until what a figure shows of several trainings is made. Raise any error of training."""
        for what in self.waits_for(figure):
            _ = self.experiment(what) if what in self.keys.plans else getattr(self, what)

    def _draw(self, name: str, folder: Path) -> None:
        from ..figures import rendering

        require_glyphs(self.settings)
        # From the package's code and not from the store, whose content must never choose what is called.
        call = self.keys.figure_calls[name]
        module, _, function = source.functions("figures", returns="Figure")[call.function].rpartition(".")
        with authored(f"figure {name}", source.file_of(module)):
            figure = getattr(import_module(f"mnist_report.{module}"), function)(**self.arguments(call))
            if not isinstance(figure, Figure):
                raise ContentError(f"figure {name} is {figure!r}; the function should return a Figure")
            files = rendering.stored(figure)
        write_all(folder, files.items())

    def _fill_browser(self, module: str, folder: Path) -> None:
        arguments = self.arguments(self.keys.browser_calls[module])
        write_all(folder / "files", import_module(f"mnist_report.results.browser.{module}").files(**arguments))

    def arguments(self, call: FigureCall) -> dict[str, Any]:
        """Return what a function is handed, by the names of its parameters."""
        return {parameter: self.experiment(what) if what in self.keys.plans else getattr(self, what)
                for parameter, what in call.arguments.items()}


def _kept(artifacts: Artifacts, subject: ModuleType, measure: Callable[[], Any]) -> Files:
    """Return the files of the entry that has the name of a module, saved by it as it was measured if not stored."""
    name = subject.__name__.rpartition(".")[2]
    parts = getattr(artifacts.keys, name)
    return artifacts.store.entry(name, parts, lambda folder: subject.save(measure(), folder))


def _write_intervals(run: Run, folder: Path) -> None:
    intervals = bootstrap.intervals(run.probabilities, run.labels, run.recipe.seed)
    record = {name: asdict(interval) for name, interval in intervals.items()}
    (folder / "intervals.json").write_text(json.dumps(record), encoding="utf-8")


def _load_figure(name: str, files: Files) -> RenderedFigure:
    record: dict[str, Any] = json.loads(files["figure.json"])
    if record["table"]:
        rows = tuple(tuple(row) for row in record["table"]["rows"])
        record["table"] = Table(columns=tuple(record["table"]["columns"]), rows=rows)
    record["pixels"] = tuple(record["pixels"])
    pictures = {suffix: files[suffix] for suffix in PICTURES}
    return RenderedFigure(name=name.replace("_", "-"), pictures=pictures, pdf=files["pdf"], **record)
