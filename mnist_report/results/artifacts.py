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
from ..core.progress import SILENT, Progress
from ..core.reasons import authored
from ..core.recipe import Recipe
from ..core.settings import Settings
from ..core.store import Entry, Files, Parts, Store, key_of
from ..figures.figure import Figure, Table
from ..training import bootstrap, dataset, ensembles, hill, landscape, metrics, plans, robustness, shifts, suitability
from ..training.engine import THREADS, Engine
from ..training.ensembles import Ensembles
from ..training.experiment import Experiment
from ..training.hill import Hill
from ..training.history import History
from ..training.landscape import Landscape
from ..training.robustness import Robustness
from ..training.run import Loading, Run, Spread, Training
from ..training.shifts import Shifts
from . import baselines, probes
from .baselines import Baselines
from .figure_calls import FigureCall
from .keys import Keys, figure_name
from .probes import Probes
from .training_keys import TRAINED_BY, together, versions
from .trainings import Trainings

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


@dataclass(frozen=True)
class Artifacts:
    """All that the pages of one course can show."""

    settings: Settings
    """The settings of the course."""
    progress: Progress = SILENT
    """Shows how far the trainings and the drawing are."""
    engine: Engine = THREADS
    """Trains what the store lacks."""

    @cached_property
    def store(self) -> Store:
        """The store of runs and figures."""
        return Store(self.settings.store)

    @cached_property
    def keys(self) -> Keys:
        """The parts of the keys of the store's entries."""
        return Keys(self.settings, self.store)

    @property
    def figure_names(self) -> list[str]:
        """The name of every figure there is, sorted: "sample_images"."""
        return self.keys.figure_names

    @property
    def history(self) -> History:
        """What earlier commits measured."""
        return self.keys.history

    @cached_property
    def run(self) -> Run:
        """The run that the site is about."""
        return self.run_of(self.settings.recipe)

    @cached_property
    def trainings(self) -> Trainings:
        """The trainings of the course."""
        return Trainings(self.keys, self.progress, self.engine, lambda: self._dataset)

    @property
    def spread(self) -> Spread:
        """Results of the recipe from each of the course's seeds, trained if they are not stored."""
        return self.trainings.spread

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
            self.trainings.several(together(self.settings)), self._dataset.x_test)))

    @cached_property
    def shifts(self) -> Shifts:
        """Right answers of the networks of an experiment to moved test images, measured if they are not stored."""
        def measure() -> Shifts:
            images, settings = self._dataset.x_test, self.settings
            return shifts.measure(self.keys.trials(plans.MOTION), self.trainings.of, images, settings.example,
                                  plans.farthest_shift(images.shape[1]))

        self.trainings.experiment(plans.MOTION)
        return shifts.load(_kept(self, shifts, measure))

    @cached_property
    def baselines(self) -> Baselines:
        """Results of simpler rules on the test images, measured if they are not stored."""
        return baselines.load(_kept(self, baselines, lambda: baselines.measure(self.settings.recipe, self._dataset)))

    def experiment(self, name: str) -> Experiment:
        """Return the experiment of this name, its networks trained if not stored. Raise ContentError without one."""
        return self.trainings.experiment(name)

    def begin(self, meanwhile: Callable[[], object] | None = None) -> None:
        """Start to train from every seed, and wait for the run that the site is about.

        Call `meanwhile` in a thread of its own after the first epoch, if there is one: TensorFlow has been imported and
        its program compiled by then, which would have to share Python with it, and the epochs leave a processor idle.

        Raise ContentError for a name that the font of the figures cannot write, before anything is trained.
        """
        self._require_glyphs_for(self.trainings.missing)
        self.trainings.begin(meanwhile)
        _ = self.run

    def train(self) -> int:
        """Make every training that the course needs and the store lacks, and nothing else; return how many these are.

        Raise any error that `begin` would raise, of training, and of the engine; what was finished is stored.
        """
        self._require_glyphs_for(self.trainings.lacking)
        return self.trainings.make()

    def _require_glyphs_for(self, recipes: list[Recipe]) -> None:
        names = (*(self.settings.class_names or ()), self.settings.kind)
        if recipes and not all(map(str.isascii, names)):
            _require_glyphs(self.settings)  # only now, as it imports Matplotlib; ASCII is in every font

    def missing(self, figures: Iterable[str]) -> list[str]:
        """Return those of the figures of which the store has no entry, whole or damaged."""
        folders = {name: self.store.folder(figure_name(name), self.keys.figure(name)) for name in figures}
        return [name for name, folder in folders.items() if not folder.exists()]

    def prepare_to_draw(self) -> None:
        """Load what takes a while and needs no run: Matplotlib, its font, and the images.

        Raise ContentError or DataError as drawing would.
        """
        _require_glyphs(self.settings)
        _ = self._dataset

    def trim(self, limit: int | None = None, kept: Iterable[tuple[str, Parts]] = ()) -> Iterator[Entry]:
        """Remove from the store what the course does not use, oldest first, until it has at most `limit` bytes.

        Without `limit`, that of the settings applies. `kept` names more entries that are used. Yield what is removed.
        """
        needed = {self.store.folder(name, parts) for name, parts in (*self.keys.needed(), *kept)}
        return self.store.trim(self.settings.store_megabytes * 1_000_000 if limit is None else limit, needed)

    def run_of(self, recipe: Recipe) -> Run:
        """Return the run of `recipe`, trained if it is not stored. Raise DataError or TrainingError if it cannot be."""
        return self._run_from(self.trainings.of(recipe), key_of(self.keys.run(recipe)))

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

    @cached_property
    def _dataset(self) -> dataset.Dataset:
        return suitability.checked(self.settings, dataset.load(self.settings))

    def _run_from(self, training: Training, key: str) -> Run:
        """Return the run of a training: the training and what the course adds to it."""
        settings, classes = self.settings, training.probabilities.shape[1]
        suitability.check_example(settings, len(training.labels))  # which may be new, though the run is stored
        return Run(
            **vars(training),
            class_names=settings.class_names or tuple(map(str, range(classes))),
            example=settings.example,
            examples=settings.examples,
            words=self.keys.words,
            loading=Loading(*dataset.reading(settings)),
            provenance={
                "key": key, "data_sha256": self.keys.data_digest, "versions": versions(TRAINED_BY),
                "dataset_name": settings.dataset_name, "attribution": settings.attribution, "licence": settings.licence,
            },
            open_dataset=lambda: self._dataset,
        )

    def _draw(self, name: str, folder: Path) -> None:
        from ..figures import rendering

        _require_glyphs(self.settings)
        # From the package's code and not from the store, whose content must never choose what is called.
        call = self.keys.figure_calls[name]
        module, _, function = source.functions("figures", returns="Figure")[call.function].rpartition(".")
        with authored(f"figure {name}", source.file_of(module)):
            figure = getattr(import_module(f"mnist_report.{module}"), function)(**self._arguments(call))
            if not isinstance(figure, Figure):
                raise ContentError(f"figure {name} is {figure!r}; the function should return a Figure")
            files = rendering.stored(figure)
        write_all(folder, files.items())

    def _fill_browser(self, module: str, folder: Path) -> None:
        arguments = self._arguments(self.keys.browser_calls[module])
        write_all(folder / "files", import_module(f"mnist_report.results.browser.{module}").files(**arguments))

    def _arguments(self, call: FigureCall) -> dict[str, Any]:
        """Return what a function is handed, by the names of its parameters."""
        return {parameter: self.experiment(what) if what in self.keys.plans else getattr(self, what)
                for parameter, what in call.arguments.items()}


def _kept(artifacts: Artifacts, subject: ModuleType, measure: Callable[[], Any]) -> Files:
    """Return the files of the entry that has the name of a module, saved by it as it was measured if not stored."""
    name = subject.__name__.rpartition(".")[2]
    parts = getattr(artifacts.keys, name)
    return artifacts.store.entry(name, parts, lambda folder: subject.save(measure(), folder))


def _require_glyphs(settings: Settings) -> None:
    """Raise ContentError for a name in the settings that figures show and their font cannot write."""
    from ..figures.rendering import require_glyphs

    require_glyphs("class_names", settings.class_names or ())
    require_glyphs("kind", (settings.kind,))


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
    return RenderedFigure(name=name.replace("_", "-"), pictures=pictures, **record)
