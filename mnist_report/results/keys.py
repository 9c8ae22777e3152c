"""Keys: the parts from which each entry of the store is made, so that it is made again only when one changed."""

from __future__ import annotations

import hashlib
import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..core import colours, source, texts
from ..core.errors import ConfigurationError, ContentError
from ..core.paths import PACKAGE
from ..core.plan import Difference, Plan
from ..core.recipe import Recipe
from ..core.settings import Settings
from ..core.store import Parts, Store, key_of
from ..core.suggestions import suggestion
from ..training import dataset, plans
from ..training.history import History
from ..training.run import Vocabulary
from .figure_calls import ANY, FigureCall, figure_calls

TRAINED_BY = ("tensorflow", "keras", "numpy")
DRAWN_BY = ("matplotlib", "numpy", "pillow")
STYLE = PACKAGE / "figures" / "base.mplstyle"
FONTS = sorted((PACKAGE / "figures" / "fonts").glob("*.ttf"))


@dataclass(frozen=True)
class Keys:
    """The parts of every key that a course needs. An entry of the store is named by the digest of its parts."""

    settings: Settings
    """The settings of the course."""
    store: Store
    """The store, which keeps the fingerprints of the package's code, as they take a while to compute."""

    @cached_property
    def code(self) -> dict[str, Any]:
        """The fingerprints of the package's code, and the parameters of the figure functions."""
        code: dict[str, Any] = json.loads(self.store.entry("code", self.code_parts, self._write_code)["code.json"])
        return code

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """The experiments of the course and those of the settings, by their names; empty without experiments.

        Raise ConfigurationError where both have one name.
        """
        if not self.settings.experiments:
            return {}
        course = plans.course_plans(self.settings.recipe, *self._extent)
        if taken := {plan.name for plan in course} & {plan.name for plan in self.settings.own_experiments}:
            raise ConfigurationError(f"[tool.mnist-report.experiments] has {min(taken)!r}, which is an experiment of "
                                     "the course; choose another name")
        return {plan.name: plan for plan in (*course, *self.settings.own_experiments)}

    @cached_property
    def _extent(self) -> tuple[int, int]:
        """The number of training images and their side, stored, as to load the images takes a while."""
        def write(folder: Path) -> None:
            images = dataset.load(self.settings).x_train
            (folder / "extent.json").write_text(json.dumps(images.shape[:2]), encoding="utf-8")

        count, side = json.loads(self.store.entry("extent", {"data": self.data_digest}, write)["extent.json"])
        return count, side

    def trials(self, plan: Plan) -> tuple[tuple[Difference, tuple[Recipe, ...]], ...]:
        """Return the differences of an experiment, each with its recipes."""
        return plan.trials(self.settings.recipe, self.settings.seeds)

    @cached_property
    def recipes(self) -> list[Recipe]:
        """The recipe of every training that the course needs, each once: of its seeds, then of its experiments."""
        tried = (recipe for plan in self.plans.values() for _, recipes in self.trials(plan) for recipe in recipes)
        return list(dict.fromkeys((*seeds(self.settings), *tried)))

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

    @cached_property
    def history(self) -> History:
        """What earlier commits measured."""
        return History.read(self.settings.history)

    @cached_property
    def data_digest(self) -> str:
        """SHA-256 of the data set, 64 hexadecimal digits."""
        return dataset.digest(self.settings)

    @property
    def words(self) -> Vocabulary:
        """What the images and the classes are called."""
        settings = self.settings
        return Vocabulary(
            settings.item, settings.items, settings.kind, settings.kinds, is_mnist=settings.dataset is None
        )

    @property
    def figures_to_come(self) -> list[str]:
        """The names of the figures that cannot be drawn until the history is a trend."""
        figures = {} if self.history.is_trend else self.figure_calls
        return [name for name, call in figures.items() if "history" in call.arguments]

    @property
    def figure_names(self) -> list[str]:
        """The names of all figures that can be drawn, sorted: "sample_images"."""
        return sorted(self.figure_calls.keys() - set(self.figures_to_come))

    @cached_property
    def figure_calls(self) -> dict[str, FigureCall]:
        """The function and the arguments of every figure, by its name. Raise ContentError for an unknown parameter."""
        parameters = {name: code["parameters"] for name, code in self.code["figures"].items()}
        absent = () if self.settings.experiments else (ANY, *plans.NAMES)
        return figure_calls(parameters, self._parts, self.plans, absent)

    def entries(self, figures: Iterable[str] | None = None) -> Iterator[tuple[str, Parts]]:
        """Yield the name and the parts of every training, of `figures`, and of every set of files for the browser.

        Without `figures`, yield those of all figures that can be drawn.
        """
        drawn = self.figure_names if figures is None else figures
        yield from ((self.run_name(recipe), self.run(recipe)) for recipe in self.recipes)
        yield from ((figure_name(name), self.figure(name)) for name in drawn)
        yield from ((f"browser/{module}", self.browser(module)) for module in self.code["browser"])

    def needed(self) -> Iterator[tuple[str, Parts]]:
        """Yield the name and the parts of all entries that the course uses."""
        yield from self.entries()
        yield from {"spread": self.spread, "intervals": self.intervals, "probes": self.probes,
                    "landscape": self.landscape, "hill": self.hill, "code": self.code_parts,
                    "baselines": self.baselines, "robustness": self.robustness,
                    "extent": {"data": self.data_digest}}.items()
        yield from ((experiment_name(name), self.experiment(name)) for name in self.plans)

    def run(self, recipe: Recipe) -> Parts:
        """Return the parts of the key of the run of a recipe."""
        is_lean = {} if recipe == self.settings.recipe else {"path": False}
        return {**self._from_images(recipe, self.code["train"], TRAINED_BY), **is_lean}

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

    def experiment(self, name: str) -> Parts:
        """Return the parts of the key of an experiment."""
        trials = self.trials(self.plans[name])
        runs = self._runs(recipe for _, recipes in trials for recipe in recipes)
        differences = [dict(difference) for difference, _ in trials]
        return {**runs, "differences": differences, "code": self.code["experiment"], "versions": versions(("numpy",))}

    @cached_property
    def intervals(self) -> Parts:
        """The parts of the key of the intervals."""
        return self._from_run(self.code["intervals"])

    @cached_property
    def probes(self) -> Parts:
        """The parts of the key of the probes."""
        return self._from_run(self.code["probes"])

    @cached_property
    def landscape(self) -> Parts:
        """The parts of the key of the landscape."""
        return self._from_run(self.code["landscape"])

    @cached_property
    def hill(self) -> Parts:
        """The parts of the key of the hill."""
        return self._from_run(self.code["hill"])

    @cached_property
    def robustness(self) -> Parts:
        """The parts of the key of the robustness."""
        return self._from_run(self.code["robustness"])

    @cached_property
    def baselines(self) -> Parts:
        """The parts of the key of the baselines."""
        return self._from_images(self.settings.recipe, self.code["baselines"], ("numpy",))

    def browser(self, module: str) -> Parts:
        """Return the parts of the key of the files that a module of `browser` makes."""
        names = {"class_names": list(self.settings.class_names or ()), "example": self.settings.example}
        return {**self._from_run(self.code["browser"][module]), **names, "colours": colours.table(),
                "versions": versions(("numpy", "pillow"))}

    def _from_images(self, recipe: Recipe, code: str, packages: tuple[str, ...]) -> Parts:
        """Return the parts of the key of what code with this fingerprint learns from the images by a recipe."""
        return {"recipe": asdict(recipe), "data": self.data_digest, "code": code, "versions": versions(packages)}

    def _from_run(self, code: str) -> Parts:
        """Return the parts of the key of what code with this fingerprint makes of the site's run with NumPy."""
        return {"run": key_of(self.run(self.settings.recipe)), "code": code, "versions": versions(("numpy",))}

    def figure(self, name: str) -> Parts:
        """Return the parts of the key of a figure. Raise ContentError when there is no such figure."""
        if name not in self.figure_names:
            known = f"the figures are {', '.join(self.figure_names)}"
            raise ContentError(f"no figure {name!r}; {suggestion(name, self.figure_names, known)}")
        return self._argument_keys(name) | {
            "class_names": list(self.settings.class_names or ()),
            "example": self.settings.example,
            "examples": self.settings.examples,
            "words": asdict(self.words),
            "code": self.code["figures"][self.figure_calls[name].function]["fingerprint"],
            "rendering": self.code["render"],
            "style": style_digest(STYLE),
            "colours": colours.table(),
            "fonts": fonts_digest(),
            "versions": versions(DRAWN_BY),
        }

    def _argument_keys(self, name: str) -> dict[str, str]:
        """Return the keys of the arguments of a figure function, by the names of its parameters."""
        arguments, known = self.figure_calls[name].arguments, self._parts
        return {parameter: key_of(known[what] if what in known else self.experiment(what))
                for parameter, what in arguments.items()}

    @cached_property
    def _parts(self) -> dict[str, Parts]:
        """The parts of the keys of what a figure can be made of, besides experiments."""
        history = {"records": [str(record) for record in self.history.records]}
        return {"run": self.run(self.settings.recipe), "spread": self.spread, "history": history,
                "landscape": self.landscape, "hill": self.hill, "robustness": self.robustness}


def experiment_name(name: str) -> str:
    """Return the name in the store of an experiment."""
    return f"experiments/{name}"


def figure_name(name: str) -> str:
    """Return the name in the store of a figure."""
    return f"figures/{name.replace('_', '-')}"


def seeds(settings: Settings) -> list[Recipe]:
    """Return the recipes of all seeds: that of the course first, the others with the seeds that follow its own."""
    first = settings.recipe.seed
    return [replace(settings.recipe, seed=first + offset) for offset in range(settings.seeds)]


@cache
def versions(packages: tuple[str, ...]) -> dict[str, str]:
    """Return the installed version of each package."""
    return {package: version(package) for package in packages}


def style_digest(path: Path) -> str:
    """Return the SHA-256 (hex) of a style sheet, whatever its line endings.

    Raise ContentError for a file that Matplotlib cannot read.
    """
    if path.read_bytes().startswith(BOM_UTF8):
        raise ContentError(f"{path}: it begins with a byte order mark; save it as UTF-8 without one")
    try:
        return hashlib.sha256(texts.read(path).encode()).hexdigest()
    except UnicodeError as error:
        raise ContentError(f"{path}: {error}") from error


@cache
def fonts_digest() -> str:
    """Return the SHA-256 (hex) of the fonts of the figures."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in FONTS)).hexdigest()


def _fingerprints(read: Callable[[str], source.Summary]) -> dict[str, Any]:
    """Return the fingerprints of all code that makes an entry of the store, and the parameters of figure functions."""
    figures = {
        name: {"parameters": source.parameters(function, read), "fingerprint": source.fingerprint(function, read)}
        for name, function in source.functions("figures", "Figure", read).items()
    }
    modules = [path.stem for path in sorted((PACKAGE / "results" / "browser").glob("*.py"))]
    files = {name: function for name in modules if source.has(function := f"results.browser.{name}.files", read)}
    browser = {name: source.fingerprint(function, read) for name, function in files.items()}
    makers = {
        "train": "training.steps.train",
        "render": "figures.rendering.stored",
        "intervals": "training.bootstrap.intervals",
        "spread": "training.run.spread_of",
        "experiment": "training.experiment.experiment_of",
        "probes": "results.probes.measure",
        "landscape": "training.landscape.measure",
        "hill": "training.hill.hill",
        "robustness": "training.robustness.measure",
        "baselines": "results.baselines.measure",
    }
    return {"figures": figures, "browser": browser} | {
        name: source.fingerprint(function, read) for name, function in makers.items()
    }
