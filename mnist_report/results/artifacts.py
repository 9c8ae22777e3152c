"""Report: a run or a figure by name, made on demand and at most once."""

from __future__ import annotations

import hashlib
import json
import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property, partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..core import source, texts
from ..core.errors import ContentError
from ..core.files import write_all
from ..core.settings import Course, Recipe
from ..core.store import Entry, Files, Parts, Store, key_of
from ..figures.figure import Figure, Table
from ..training import bootstrap, dataset, metrics, steps
from ..training.history import History
from ..training.run import Loading, Run, Spread, Training, Words, spread_of
from . import experiments
from .experiments import Experiments

TRAINED_BY = ("tensorflow", "keras", "numpy")
DRAWN_BY = ("matplotlib", "numpy", "pillow")
STYLES = sorted((source.PACKAGE / "figures").glob("*.mplstyle"))
PICTURES = ("svg", "dark.svg", "png", "dark.png")

Progress = Callable[[str, int, int, dict[str, float]], None]


@dataclass(frozen=True)
class Drawing:
    """A figure as it is stored: its text, its numbers, its pictures."""

    name: str
    """The permanent name, with dashes."""
    caption: str
    """Markdown."""
    alt: str
    """Plain text, 1 to 150 characters."""
    description: str
    """Plain text."""
    table: Table | None
    """The plotted numbers."""
    width: int
    """Of the picture, in CSS pixels."""
    height: int
    """Of the picture, in CSS pixels."""
    pictures: dict[str, bytes]
    """The pictures by what follows the name in the address: svg, dark.svg, png, dark.png."""


@dataclass(frozen=True)
class Report:
    """All that the pages of one course can show."""

    course: Course
    """What is trained and shown."""
    progress: Progress | None = None
    """Called after each epoch with the name of the run, the epoch's number, how many there are, and its metrics."""
    train: Callable[[Recipe, dataset.Dataset, steps.Progress | None], Training] = steps.train
    """Trains a network; what else gives a Training of the recipe and the images can stand in for it."""

    @cached_property
    def store(self) -> Store:
        """Where runs and figures are kept."""
        return Store(self.course.store)

    @property
    def figure_names(self) -> list[str]:
        """The name of every figure there is, sorted: "sample_images"."""
        return sorted(self._code["figures"].keys() - set(self.figures_to_come))

    @property
    def figures_to_come(self) -> list[str]:
        """The names of the figures that there will be when the history is a trend."""
        figures = {} if self.history.is_trend else self._code["figures"]
        return [name for name in figures if "history" in figures[name]["parameters"]]

    @cached_property
    def history(self) -> History:
        """What earlier commits measured."""
        return History.read(self.course.history)

    @cached_property
    def run(self) -> Run:
        """The run that the site is about."""
        return self.run_of(self.course.recipe)

    @property
    def spread(self) -> Spread:
        """What the recipe gives from each of the course's seeds, trained if it is not stored."""
        return self._spread.result()

    @cached_property
    def intervals(self) -> dict[str, metrics.Interval]:
        """The bootstrap intervals of the run's statistics, worked out if they are not stored."""
        values = json.loads(self.store.entry("intervals", self.interval_parts, self._bootstrap)["intervals.json"])
        return {name: metrics.Interval(**ends) for name, ends in values.items()}

    @cached_property
    def interval_parts(self) -> Parts:
        """What the key of the intervals is made of."""
        return {
            "run": key_of(self.run_parts(self.course.recipe)),
            "code": self._code["intervals"],
            "versions": _versions(("numpy",)),
        }

    @cached_property
    def experiments(self) -> Experiments:
        """What the trained network makes of other inputs, tried if it is not stored."""
        return experiments.load(self.store.entry("experiments", self.experiment_parts, self._experiment))

    @cached_property
    def experiment_parts(self) -> Parts:
        """What the key of the experiments is made of."""
        return {**self.interval_parts, "code": self._code["experiments"]}

    def begin(self) -> None:
        """Starts to train from every seed, and waits for the run that the site is about.

        Raises ContentError for a name that the font of the figures cannot write, before anything is trained for it.
        """
        recipe = self.course.recipe
        if not self.store.has(run_name(recipe), self.run_parts(recipe)):
            self._require_glyphs()
        _ = self._spread
        _ = self.run

    @cached_property
    def _spread(self) -> Future[Spread]:
        return ThreadPoolExecutor(1).submit(self._trained_spread)

    def _trained_spread(self) -> Spread:
        files = self.store.entry("spread", self.spread_parts, self._train_seeds, must_be_kept=True)
        return Spread.load(files)

    @cached_property
    def training_parts(self) -> Parts:
        """What the key of all trainings is made of."""
        return {"runs": [key_of(self.run_parts(recipe)) for recipe in seeds(self.course)]}

    @cached_property
    def spread_parts(self) -> Parts:
        """What the key of the spread is made of."""
        return {**self.training_parts, "code": self._code["spread"], "versions": _versions(("numpy",))}

    def entries(self, figures: Iterable[str] | None = None) -> Iterator[tuple[str, Parts]]:
        """The name in the store, and what the key is made of, of every training, figure and file for the browser.

        Without `figures`, of every figure that can be drawn.
        """
        yield from ((run_name(recipe), self.run_parts(recipe)) for recipe in seeds(self.course))
        drawn = self.figure_names if figures is None else figures
        yield from ((figure_name(name), self.figure_parts(name)) for name in drawn)
        yield from ((f"browser/{module}", self.published_parts(module)) for module in self._code["browser"])

    def trim(self, limit: int | None = None) -> Iterator[Entry]:
        """Removes from the store what the course does not use, oldest first, until it holds at most `limit` bytes.

        Without `limit`, the course's own applies. Gives what it removed.
        """
        own = {"spread": self.spread_parts, "intervals": self.interval_parts, "experiments": self.experiment_parts,
               "code": self._code_parts}
        needed = {self.store.folder(name, parts) for name, parts in (*self.entries(), *own.items())}
        return self.store.trim(self.course.store_megabytes * 1_000_000 if limit is None else limit, needed)

    def run_of(self, recipe: Recipe) -> Run:
        """The run of `recipe`, trained if it is not stored. Raises DataError and TrainingError."""
        parts = self.run_parts(recipe)
        files = self.store.entry(
            run_name(recipe), parts, lambda folder: self._train(recipe, folder), must_be_kept=True
        )
        return self._told(Training.load(files), key_of(parts))

    def drawing(self, name: str) -> Drawing:
        """The figure `name` ("sample_images"), drawn if it is not stored. Raises ContentError when there is none."""
        parts = self.figure_parts(name)
        return _load_drawing(name, self.store.entry(figure_name(name), parts, lambda folder: self._draw(name, folder)))

    def published(self) -> Iterator[tuple[str, bytes]]:
        """What programs in the reader's browser fetch, as (path within the site's sources, content)."""
        for module in self._code["browser"]:
            parts = self.published_parts(module)
            files = self.store.entry(f"browser/{module}", parts, partial(self._fill_browser, module))
            yield from ((path.removeprefix("files/"), content) for path, content in sorted(files.items()))

    def published_parts(self, module: str) -> Parts:
        """What the key of the files of a module of `browser` is made of."""
        return {
            "run": key_of(self.run_parts(self.course.recipe)),
            "class_names": list(self.course.class_names or ()),
            "example": self.course.example,
            "code": self._code["browser"][module],
            "versions": _versions(("numpy",)),
        }

    def waits_for_spread(self, name: str) -> bool:
        """Whether the figure shows the spread over seeds, which takes the longest to make."""
        return "spread" in self._made_of(name)

    def run_parts(self, recipe: Recipe) -> Parts:
        """What the key of a run is made of."""
        return {
            "recipe": asdict(recipe),
            "data": self._data_digest,
            "code": self._code["train"],
            "versions": _versions(TRAINED_BY),
        }

    def figure_parts(self, name: str) -> Parts:
        """What the key of a figure is made of."""
        if name not in self.figure_names:
            raise ContentError(f"no figure {name!r}; the figures are {', '.join(self.figure_names)}")
        return self._made_of(name) | {
            "class_names": list(self.course.class_names or ()),
            "example": self.course.example,
            "examples": self.course.examples,
            "words": asdict(self._words),
            "code": self._code["figures"][name]["fingerprint"],
            "rendering": self._code["render"],
            "style": {path.stem: _style_digest(path) for path in STYLES},
            "versions": _versions(DRAWN_BY),
        }

    @property
    def _words(self) -> Words:
        course = self.course
        return Words(course.item, course.items, course.kind, course.kinds, is_mnist=course.dataset is None)

    def _made_of(self, name: str) -> dict[str, str]:
        """The keys of what the figure is a function of, which the names of its parameters say."""
        history = {"records": [str(record) for record in self.history.records]}
        parts = {"run": self.run_parts(self.course.recipe), "spread": self.spread_parts, "history": history}
        return {each: key_of(parts[each]) for each in self._code["figures"][name]["parameters"]}

    @cached_property
    def _code(self) -> dict[str, Any]:
        """What keys and calls need to know of the package's code; reading it off the syntax takes a while."""
        code: dict[str, Any] = json.loads(self.store.entry("code", self._code_parts, _read_code)["code.json"])
        return code

    @cached_property
    def _code_parts(self) -> Parts:
        return {"sources": source.digest()}

    @cached_property
    def _data_digest(self) -> str:
        return dataset.digest(self.course)

    @cached_property
    def _dataset(self) -> dataset.Dataset:
        return dataset.load(self.course)

    @cached_property
    def _credits(self) -> dict[str, str]:
        course = self.course
        return {"dataset_name": course.dataset_name, "attribution": course.attribution, "licence": course.licence}

    def _told(self, training: Training, key: str) -> Run:
        """The training with what the course says of it."""
        classes = training.probabilities.shape[1]
        provenance = {"key": key, "data_sha256": self._data_digest, "versions": _versions(TRAINED_BY)}
        return Run(
            **vars(training),
            class_names=self.course.class_names or tuple(str(index) for index in range(classes)),
            example=self.course.example,
            examples=self.course.examples,
            words=self._words,
            loading=Loading(*dataset.reading(self.course)),
            provenance=provenance | self._credits,
            open_dataset=lambda: self._dataset,
        )

    def _train(self, recipe: Recipe, folder: Path) -> None:
        name, progress = run_name(recipe), self.progress
        watch = (lambda epoch, logs: progress(name, epoch, recipe.epochs, logs)) if progress else None
        self.train(recipe, self._dataset, watch).save(folder)

    def _train_seeds(self, folder: Path) -> None:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            spread_of(list(threads.map(self.run_of, seeds(self.course)))).save(folder)

    def _experiment(self, folder: Path) -> None:
        experiments.save(experiments.measure(self.run), folder)

    def _bootstrap(self, folder: Path) -> None:
        run = self.run
        made = bootstrap.intervals(run.probabilities, run.labels, run.recipe.seed)
        record = {name: asdict(interval) for name, interval in made.items()}
        (folder / "intervals.json").write_text(json.dumps(record), encoding="utf-8")

    def _require_glyphs(self) -> None:
        """Raises ContentError for a name of the settings that figures show and their font cannot write."""
        from ..figures.rendering import require_glyphs

        require_glyphs("class_names", self.course.class_names or ())
        require_glyphs("kind", (self.course.kind,))

    def _draw(self, name: str, folder: Path) -> None:
        from ..figures import rendering

        self._require_glyphs()
        figure = self._figure(name)
        pictures = rendering.render(figure)
        width, height = rendering.size(pictures["png"])
        for suffix, picture in pictures.items():
            (folder / suffix).write_bytes(picture)
        record = {field: getattr(figure, field) for field in ("caption", "alt", "description")}
        record |= {"table": asdict(figure.table) if figure.table else None, "width": width, "height": height}
        (folder / "figure.json").write_text(json.dumps(record, indent=1), encoding="utf-8")

    def _fill_browser(self, module: str, folder: Path) -> None:
        write_all(folder / "files", import_module(f"mnist_report.results.browser.{module}").files(self.run))

    def _figure(self, name: str) -> Figure:
        drawn = source.functions("figures", returns="Figure")[name]  # of the package: what is stored calls nothing
        module, _, function = drawn.rpartition(".")
        arguments = {each: getattr(self, each) for each in source.parameters(drawn)}
        made: Figure = getattr(import_module(f"mnist_report.{module}"), function)(**arguments)
        return made


def run_name(recipe: Recipe) -> str:
    """Where the runs of a seed are stored."""
    return f"runs/seed-{recipe.seed}"


def figure_name(name: str) -> str:
    """Where the pictures of a figure are stored."""
    return f"figures/{name.replace('_', '-')}"


def seeds(course: Course) -> list[Recipe]:
    """The recipes that differ from the course's by their seed alone, its own first."""
    first = course.recipe.seed
    return [replace(course.recipe, seed=first + offset) for offset in range(course.seeds)]


def _style_digest(path: Path) -> str:
    """SHA-256 (hex) of a style sheet, however its lines end. Raises ContentError for what Matplotlib cannot read."""
    if path.read_bytes().startswith(BOM_UTF8):
        raise ContentError(f"{path}: it begins with a byte order mark; save it as UTF-8 without one")
    try:
        return hashlib.sha256(texts.read(path).encode()).hexdigest()
    except UnicodeError as error:
        raise ContentError(f"{path}: {error}") from error


def _read_code(folder: Path) -> None:
    figures = {
        name: {
            "parameters": source.parameters(function),
            "fingerprint": source.fingerprint(function),
        }
        for name, function in source.functions("figures", returns="Figure").items()
    }
    modules = [path.stem for path in sorted((source.PACKAGE / "results" / "browser").glob("*.py"))]
    made = {name: f"results.browser.{name}.files" for name in modules}
    browser = {name: source.fingerprint(function) for name, function in made.items() if source.has(function)}
    train, render = source.fingerprint("training.steps.train"), source.fingerprint("figures.rendering.render")
    measured = {
        "intervals": "training.bootstrap.intervals",
        "spread": "training.run.spread_of",
        "experiments": "results.experiments.measure",
    }
    code = {"figures": figures, "browser": browser, "train": train, "render": render} | {
        name: source.fingerprint(function) for name, function in measured.items()
    }
    record = json.dumps(code, indent=1)
    (folder / "code.json").write_text(record, encoding="utf-8")


def _load_drawing(name: str, files: Files) -> Drawing:
    record: dict[str, Any] = json.loads(files["figure.json"])
    if record["table"]:
        rows = tuple(tuple(row) for row in record["table"]["rows"])
        record["table"] = Table(columns=tuple(record["table"]["columns"]), rows=rows)
    pictures = {suffix: files[suffix] for suffix in PICTURES}
    return Drawing(name=name.replace("_", "-"), pictures=pictures, **record)


@cache
def _versions(packages: tuple[str, ...]) -> dict[str, str]:
    return {package: version(package) for package in packages}
