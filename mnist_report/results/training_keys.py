"""Training keys: the parts of the keys of trainings and of what consists of several, and which ones a course needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from ..core import source
from ..core.errors import ConfigurationError
from ..core.paths import PACKAGE
from ..core.plan import Difference, Plan
from ..core.recipe import Recipe
from ..core.settings import Settings
from ..core.store import Parts, Store, key_of
from ..training import dataset, ensembles, plans

RESERVED = frozenset({"run", "spread", "history", "landscape", "hill", "robustness", "ensembles", "shifts",
                      "experiment"})
"""What the parameters of a figure mean that are no experiments."""
OF_EXPERIMENTS = ("ensembles", "shifts")
"""What is measured of the networks of Module 3, and is not there without it."""
TRAINED_BY = ("tensorflow", "keras", "numpy")


@dataclass(frozen=True)
class TrainingKeys:
    """The parts of the keys of trainings, of the spread over seeds and of experiments."""

    settings: Settings
    """The settings of the course."""
    store: Store
    """The store, which keeps the fingerprints of the package's code, as they take a while to compute."""

    @cached_property
    def code(self) -> dict[str, Any]:
        """The fingerprints of the package's code, and the parameters of what is shown."""
        code: dict[str, Any] = json.loads(self.store.entry("code", self.code_parts, self._write_code)["code.json"])
        return code

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """The experiments of the course and those of the settings, by their names; empty without experiments.

        Raise ConfigurationError where both have one name, or one that figures have for something else.
        """
        if not self.settings.experiments:
            return {}
        shipped = self.settings.dataset is None
        course = plans.course_plans(self.settings.recipe, *self._extent, shipped=shipped)
        names = {plan.name for plan in course} | RESERVED
        if taken := names & {plan.name for plan in self.settings.own_experiments}:
            raise ConfigurationError(f"[tool.mnist-report.experiments] has {min(taken)!r}, which the course has taken; "
                                     "choose another name")
        return {plan.name: plan for plan in (*course, *self.settings.own_experiments)}

    @cached_property
    def _extent(self) -> tuple[int, int]:
        """The number of training images and their side, stored, as to load the images takes a while."""
        def write(folder: Path) -> None:
            images = dataset.load(self.settings).x_train
            (folder / "extent.json").write_text(json.dumps(images.shape[:2]), encoding="utf-8")

        count, side = json.loads(self.store.entry("extent", {"data": self.data_digest}, write)["extent.json"])
        return count, side

    @cached_property
    def trials(self) -> dict[str, tuple[tuple[Difference, tuple[Recipe, ...]], ...]]:
        """The differences of each experiment, each with its recipes."""
        settings = self.settings
        return {name: plan.trials(settings.recipe, settings.seeds) for name, plan in self.plans.items()}

    @property
    def made_of_several(self) -> list[str]:
        """What figures show that is made of several trainings, in the order in which it is made."""
        return ["spread", "ensembles", *self.plans, "shifts"]

    def recipes_of(self, experiment: str) -> list[Recipe]:
        """Return the recipes of all trainings of an experiment."""
        return [recipe for _, recipes in self.trials[experiment] for recipe in recipes]

    @cached_property
    def recipes(self) -> list[Recipe]:
        """The recipe of every training that the course needs, each once: of its seeds, then of its experiments."""
        return list(dict.fromkeys((*seeds(self.settings), *chain.from_iterable(map(self.recipes_of, self.plans)))))

    @cached_property
    def data_digest(self) -> str:
        """SHA-256 of the data set, 64 hexadecimal digits."""
        return dataset.digest(self.settings)

    def run(self, recipe: Recipe) -> Parts:
        """Return the parts of the key of the run of a recipe."""
        is_lean = {} if recipe == self.settings.recipe else {"path": False}
        return {**self.from_images(recipe, self.code["train"], TRAINED_BY), **is_lean}

    def run_name(self, recipe: Recipe) -> str:
        """Return the name in the store of the trainings of a recipe: "runs/first_units-8/seed-0"."""
        own, course = asdict(recipe) | {"seed": 0}, asdict(self.settings.recipe) | {"seed": 0}
        changed = [f"{name}-{value}" for name, value in own.items() if value != course[name]]
        return "/".join(["runs", *filter(None, ["-".join(changed)]), f"seed-{recipe.seed}"])

    @cached_property
    def trainings(self) -> Parts:
        """The parts that stand for all trainings: the keys of their runs."""
        return self._runs(self.recipes)

    def _runs(self, recipes: Iterable[Recipe]) -> dict[str, Any]:
        return {"runs": [key_of(self.run(recipe)) for recipe in recipes]}

    @cached_property
    def spread(self) -> Parts:
        """The parts of the key of the spread."""
        return {**self._runs(seeds(self.settings)), "code": self.code["spread"], "versions": versions(("numpy",))}

    @cached_property
    def ensembles(self) -> Parts:
        """The parts of the key of the ensembles."""
        runs = self._runs(together(self.settings))
        return {**runs, "code": self.code["ensembles"], "versions": versions(("numpy",))}

    @cached_property
    def experiments(self) -> dict[str, Parts]:
        """The parts of the key of each experiment."""
        made_by = {"code": self.code["experiment"], "versions": versions(("numpy",))}
        return {name: {**self._runs(self.recipes_of(name)), "differences": [each for each, _ in trials], **made_by}
                for name, trials in self.trials.items()}

    def from_images(self, recipe: Recipe, code: str, packages: tuple[str, ...]) -> Parts:
        """Return the parts of the key of what code with this fingerprint learns from the images by a recipe."""
        return {"recipe": asdict(recipe), "data": self.data_digest, "code": code, "versions": versions(packages)}

    def _write_code(self, folder: Path) -> None:
        code = _fingerprints(cache(self._summary))
        (folder / "code.json").write_text(json.dumps(code, indent=1), encoding="utf-8")

    def _summary(self, module: str) -> source.Summary:
        """Return the summary of a module, of which that of each module that did not change is stored."""
        def write(folder: Path) -> None:
            (folder / "summary.json").write_text(json.dumps(source.summary(module)), encoding="utf-8")

        files = self.store.entry(f"code/{module}", {"source": source.digest_of(module)}, write)
        summary: source.Summary = json.loads(files["summary.json"])
        return summary

    @cached_property
    def code_parts(self) -> Parts:
        """The parts of the key of `code`."""
        return {"sources": source.digest()}


def experiment_name(name: str) -> str:
    """Return the name in the store of an experiment."""
    return f"experiments/{name}"


def seeds(settings: Settings) -> list[Recipe]:
    """Return the recipes of all seeds: that of the course first, the others with the seeds that follow its own."""
    first = settings.recipe.seed
    return [replace(settings.recipe, seed=first + offset) for offset in range(settings.seeds)]


def together(settings: Settings) -> list[Recipe]:
    """Return the recipes whose networks make ensembles: those of the first seeds."""
    return seeds(settings)[: ensembles.MOST]


@cache
def versions(packages: tuple[str, ...]) -> dict[str, str]:
    """Return the installed version of each package."""
    return {package: version(package) for package in packages}


def _function(name: str, read: Callable[[str], source.Summary]) -> dict[str, Any]:
    return {"parameters": source.parameters(name, read), "fingerprint": source.fingerprint(name, read)}


def _fingerprints(read: Callable[[str], source.Summary]) -> dict[str, Any]:
    """Return the fingerprints of all code that makes an entry of the store, and the parameters where they differ."""
    drawing = source.functions("figures", "Figure", read)
    figures = {name: _function(function, read) for name, function in drawing.items()}
    modules = [path.stem for path in sorted((PACKAGE / "results" / "browser").glob("*.py"))]
    files = {name: function for name in modules if source.has(function := f"results.browser.{name}.files", read)}
    browser = {name: _function(function, read) for name, function in files.items()}
    makers = {
        "train": "training.steps.train",
        "render": "figures.rendering.stored",
        "intervals": "training.bootstrap.intervals",
        "spread": "training.run.spread_of",
        "ensembles": "training.ensembles.measure",
        "experiment": "training.experiment.experiment_of",
        "probes": "results.probes.measure",
        "landscape": "training.landscape.measure",
        "hill": "training.hill.hill",
        "robustness": "training.robustness.measure",
        "shifts": "training.shifts.measure",
        "baselines": "results.baselines.measure",
    }
    return {"figures": figures, "browser": browser} | {
        name: source.fingerprint(function, read) for name, function in makers.items()
    }
