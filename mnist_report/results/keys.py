"""Keys: the parts from which each entry of the store is made, so that it is made again only when one changed."""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache, cached_property
from pathlib import Path

from ..core import colours, texts
from ..core.errors import ContentError
from ..core.paths import PACKAGE
from ..core.store import Parts, key_of
from ..core.suggestions import suggestion
from ..training import plans
from ..training.history import History
from ..training.run import Vocabulary
from .browser import experiment_cards
from .figure_calls import ANY, FigureCall, figure_calls
from .training_keys import OF_EXPERIMENTS, TrainingKeys, experiment_name, versions

DRAWN_BY = ("matplotlib", "numpy", "pillow")
STYLE = PACKAGE / "figures" / "base.mplstyle"
FONTS = sorted((PACKAGE / "figures" / "fonts").glob("*.ttf"))


class Keys(TrainingKeys):
    """The parts of every key that a course needs. An entry of the store is named by the digest of its parts."""

    @cached_property
    def history(self) -> History:
        """What earlier commits measured."""
        return History.read(self.settings.history)

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
    def left_out(self) -> set[str]:
        """The names of the figures and cards of experiments that the settings leave out."""
        if self.settings.experiments:
            return set()
        known = (*self._parts, *OF_EXPERIMENTS)
        figures = figure_calls(self._parameters("figures"), known, plans.NAMES, ()).keys() - self.figure_calls.keys()
        return {*figures, *experiment_cards.FILES}

    @property
    def figure_names(self) -> list[str]:
        """The names of all figures that can be drawn, sorted: "sample_images"."""
        return sorted(self.figure_calls.keys() - set(self.figures_to_come))

    @cached_property
    def figure_calls(self) -> dict[str, FigureCall]:
        """The function and the arguments of every figure, by its name. Raise ContentError for an unknown parameter."""
        return figure_calls(self._parameters("figures"), self._parts, self.plans, self._absent)

    @cached_property
    def browser_calls(self) -> dict[str, FigureCall]:
        """The arguments of every module of `browser`, by its name."""
        return figure_calls(self._parameters("browser"), self._parts, self.plans, self._absent)

    @property
    def _absent(self) -> tuple[str, ...]:
        """The parameters for experiments, where the settings leave these out."""
        return () if self.settings.experiments else (ANY, *plans.NAMES, *OF_EXPERIMENTS)

    def _parameters(self, kind: str) -> dict[str, list[str]]:
        """Return the parameters of each function of a kind, by its name."""
        return {name: code["parameters"] for name, code in self.code[kind].items()}

    def entries(self, figures: Iterable[str] | None = None) -> Iterator[tuple[str, Parts]]:
        """Yield the name and the parts of every training, of `figures`, and of every set of files for the browser.

        Without `figures`, yield those of all figures that can be drawn.
        """
        drawn = self.figure_names if figures is None else figures
        yield from ((self.run_name(recipe), self.run(recipe)) for recipe in self.recipes)
        yield from ((figure_name(name), self.figure(name)) for name in drawn)
        yield from ((f"browser/{module}", self.browser(module)) for module in self.browser_calls)

    def needed(self) -> Iterator[tuple[str, Parts]]:
        """Yield the name and the parts of all entries that the course uses."""
        yield from self.entries()
        yield from {"spread": self.spread, "intervals": self.intervals, "probes": self.probes,
                    "landscape": self.landscape, "hill": self.hill, "code": self.code_parts,
                    "baselines": self.baselines, "robustness": self.robustness,
                    "extent": {"data": self.data_digest}}.items()
        yield from ((experiment_name(name), self.experiments[name]) for name in self.plans)
        if self.settings.experiments:
            yield from ((name, getattr(self, name)) for name in OF_EXPERIMENTS)

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
    def shifts(self) -> Parts:
        """The parts of the key of the shifts."""
        return {**self.experiments[plans.MOTION], "example": self.settings.example, "code": self.code["shifts"]}

    @cached_property
    def baselines(self) -> Parts:
        """The parts of the key of the baselines."""
        return self.from_images(self.settings.recipe, self.code["baselines"], ("numpy",))

    def browser(self, module: str) -> Parts:
        """Return the parts of the key of the files that a module of `browser` makes."""
        names = {"class_names": list(self.settings.class_names or ()), "example": self.settings.example}
        return {**self._argument_keys(self.browser_calls[module]), **names, "colours": colours.table(),
                "code": self.code["browser"][module]["fingerprint"], "versions": versions(("numpy", "pillow"))}

    def _from_run(self, code: str) -> Parts:
        """Return the parts of the key of what code with this fingerprint makes of the site's run with NumPy."""
        return {"run": key_of(self.run(self.settings.recipe)), "code": code, "versions": versions(("numpy",))}

    def figure(self, name: str) -> Parts:
        """Return the parts of the key of a figure. Raise ContentError when there is no such figure."""
        if name not in self.figure_names:
            known = f"the figures are {', '.join(self.figure_names)}"
            raise ContentError(f"no figure {name!r}; {suggestion(name, self.figure_names, known)}")
        return self._argument_keys(self.figure_calls[name]) | {
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

    def _argument_keys(self, call: FigureCall) -> dict[str, str]:
        """Return the keys of what a function is handed, by the names of its parameters."""
        known = self._parts
        return {parameter: key_of(known[what] if what in known else self.experiments[what])
                for parameter, what in call.arguments.items()}

    @cached_property
    def _parts(self) -> dict[str, Parts]:
        """The parts of the keys of what a figure can be made of, besides experiments."""
        history = {"records": [str(record) for record in self.history.records]}
        measured = {name: getattr(self, name) for name in OF_EXPERIMENTS} if self.settings.experiments else {}
        return {"run": self.run(self.settings.recipe), "spread": self.spread, "history": history,
                "landscape": self.landscape, "hill": self.hill, "robustness": self.robustness,
                **measured}


def figure_name(name: str) -> str:
    """Return the name in the store of a figure."""
    return f"figures/{name.replace('_', '-')}"


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
