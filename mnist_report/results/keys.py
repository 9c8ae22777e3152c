"""Keys: what each entry of the store is made of, so that it is made again when, and only when, that changed."""

from __future__ import annotations

import hashlib
import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..core import source, texts
from ..core.errors import ContentError
from ..core.settings import Recipe, Settings
from ..core.store import Parts, Store, key_of
from ..training import dataset
from ..training.history import History
from ..training.run import Vocabulary

TRAINED_BY = ("tensorflow", "keras", "numpy")
DRAWN_BY = ("matplotlib", "numpy", "pillow")
STYLES = sorted((source.PACKAGE / "figures").glob("*.mplstyle"))


@dataclass(frozen=True)
class Keys:
    """The parts of every key that a course needs."""

    settings: Settings
    """What is trained and shown."""
    store: Store
    """Keeps what is read off the package's code, which takes a while."""

    @cached_property
    def code(self) -> dict[str, Any]:
        """What keys and calls need to know of the package's code."""
        code: dict[str, Any] = json.loads(self.store.entry("code", self.code_parts, _read_code)["code.json"])
        return code

    @cached_property
    def code_parts(self) -> Parts:
        """What the key of `code` is made of."""
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
        said = self.settings
        return Vocabulary(said.item, said.items, said.kind, said.kinds, is_mnist=said.dataset is None)

    @property
    def figures_to_come(self) -> list[str]:
        """The names of the figures that there will be when the history is a trend."""
        figures = {} if self.history.is_trend else self.code["figures"]
        return [name for name in figures if "history" in figures[name]["parameters"]]

    @property
    def figure_names(self) -> list[str]:
        """The name of every figure there is, sorted: "sample_images"."""
        return sorted(self.code["figures"].keys() - set(self.figures_to_come))

    def entries(self, figures: Iterable[str] | None = None) -> Iterator[tuple[str, Parts]]:
        """Give the name and the parts of every training, figure and file for the browser.

        Without `figures`, of every figure that can be drawn.
        """
        drawn = self.figure_names if figures is None else figures
        yield from ((run_name(recipe), self.run(recipe)) for recipe in seeds(self.settings))
        yield from ((figure_name(name), self.figure(name)) for name in drawn)
        yield from ((f"browser/{module}", self.browser(module)) for module in self.code["browser"])

    def needed(self) -> Iterator[tuple[str, Parts]]:
        """Give the name and the parts of all that the course uses."""
        yield from self.entries()
        yield from {"spread": self.spread, "intervals": self.intervals, "experiments": self.experiments,
                    "code": self.code_parts}.items()

    def run(self, recipe: Recipe) -> Parts:
        """What the key of a run is made of."""
        return {
            "recipe": asdict(recipe),
            "data": self.data_digest,
            "code": self.code["train"],
            "versions": versions(TRAINED_BY),
        }

    @cached_property
    def trainings(self) -> Parts:
        """What the key of all trainings is made of."""
        return {"runs": [key_of(self.run(recipe)) for recipe in seeds(self.settings)]}

    @cached_property
    def spread(self) -> Parts:
        """What the key of the spread is made of."""
        return {**self.trainings, "code": self.code["spread"], "versions": versions(("numpy",))}

    @cached_property
    def intervals(self) -> Parts:
        """What the key of the intervals is made of."""
        return self._of_run(self.code["intervals"])

    @cached_property
    def experiments(self) -> Parts:
        """What the key of the experiments is made of."""
        return self._of_run(self.code["experiments"])

    def browser(self, module: str) -> Parts:
        """What the key of the files of a module of `browser` is made of."""
        names = {"class_names": list(self.settings.class_names or ()), "example": self.settings.example}
        return {**self._of_run(self.code["browser"][module]), **names, "versions": versions(("numpy", "pillow"))}

    def _of_run(self, code: str) -> Parts:
        """What the key of a thing is made of that code and NumPy make of the site's run."""
        return {"run": key_of(self.run(self.settings.recipe)), "code": code, "versions": versions(("numpy",))}

    def figure(self, name: str) -> Parts:
        """What the key of a figure is made of. Raise ContentError when there is no such figure."""
        if name not in self.figure_names:
            raise ContentError(f"no figure {name!r}; the figures are {', '.join(self.figure_names)}")
        return self._made_of(name) | {
            "class_names": list(self.settings.class_names or ()),
            "example": self.settings.example,
            "examples": self.settings.examples,
            "words": asdict(self.words),
            "code": self.code["figures"][name]["fingerprint"],
            "rendering": self.code["render"],
            "style": {path.stem: style_digest(path) for path in STYLES},
            "versions": versions(DRAWN_BY),
        }

    def _made_of(self, name: str) -> dict[str, str]:
        """The keys of what a figure is a function of, which the names of its parameters say."""
        history = {"records": [str(record) for record in self.history.records]}
        parts = {"run": self.run(self.settings.recipe), "spread": self.spread, "history": history}
        return {each: key_of(parts[each]) for each in self.code["figures"][name]["parameters"]}


def run_name(recipe: Recipe) -> str:
    """Where the runs of a seed are stored."""
    return f"runs/seed-{recipe.seed}"


def figure_name(name: str) -> str:
    """Where the pictures of a figure are stored."""
    return f"figures/{name.replace('_', '-')}"


def seeds(settings: Settings) -> list[Recipe]:
    """The recipes that differ from the course's by their seed alone, its own first."""
    first = settings.recipe.seed
    return [replace(settings.recipe, seed=first + offset) for offset in range(settings.seeds)]


@cache
def versions(packages: tuple[str, ...]) -> dict[str, str]:
    """The version of each package."""
    return {package: version(package) for package in packages}


def style_digest(path: Path) -> str:
    """SHA-256 (hex) of a style sheet, however its lines end. Raises ContentError for what Matplotlib cannot read."""
    if path.read_bytes().startswith(BOM_UTF8):
        raise ContentError(f"{path}: it begins with a byte order mark; save it as UTF-8 without one")
    try:
        return hashlib.sha256(texts.read(path).encode()).hexdigest()
    except UnicodeError as error:
        raise ContentError(f"{path}: {error}") from error


def _read_code(folder: Path) -> None:
    figures = {
        name: {"parameters": source.parameters(function), "fingerprint": source.fingerprint(function)}
        for name, function in source.functions("figures", returns="Figure").items()
    }
    modules = [path.stem for path in sorted((source.PACKAGE / "results" / "browser").glob("*.py"))]
    files = {name: f"results.browser.{name}.files" for name in modules}
    browser = {name: source.fingerprint(function) for name, function in files.items() if source.has(function)}
    made = {
        "train": "training.steps.train",
        "render": "figures.rendering.stored",
        "intervals": "training.bootstrap.intervals",
        "spread": "training.run.spread_of",
        "experiments": "results.experiments.measure",
    }
    code = {"figures": figures, "browser": browser} | {
        name: source.fingerprint(function) for name, function in made.items()
    }
    (folder / "code.json").write_text(json.dumps(code, indent=1), encoding="utf-8")
