"""Trainings: every training that a course needs, several at a time, each made at most once and kept in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from ..core.errors import ContentError
from ..core.suggestions import suggestion
from ..training import steps
from ..training.experiment import Experiment, experiment_of
from ..training.run import Spread, Training, spread_of
from .training_keys import experiment_name, seeds, together

if TYPE_CHECKING:
    from ..core.progress import Progress
    from ..core.recipe import Recipe
    from ..core.store import Store
    from ..training.dataset import Dataset
    from ..training.engine import Engine
    from .training_keys import TrainingKeys


@dataclass(frozen=True)
class Trainings:
    """The trainings of one course."""

    keys: TrainingKeys
    """The keys of trainings in the store."""
    progress: Progress
    """Shows how far the trainings are."""
    engine: Engine
    """Trains a network."""
    open_dataset: Callable[[], Dataset]
    """Returns the images, or raises DataError or ConfigurationError where a course cannot be taught with them."""

    @property
    def store(self) -> Store:
        """The store in which the trainings are."""
        return self.keys.store

    @cached_property
    def missing(self) -> list[Recipe]:
        """The recipes of the trainings that the course needs and the store lacked when this was first asked."""
        keys, store, wanted = self.keys, self.store, [self.keys.settings.recipe]
        if not store.has("spread", keys.spread):
            wanted += seeds(keys.settings)
        if keys.settings.experiments and not store.has("ensembles", keys.ensembles):
            wanted += together(keys.settings)
        for name in keys.plans:
            if not store.has(experiment_name(name), keys.experiments[name]):
                wanted += keys.recipes_of(name)
        return [recipe for recipe in dict.fromkeys(wanted) if not self._is_stored(recipe)]

    @cached_property
    def lacking(self) -> list[Recipe]:
        """The recipes of all trainings that the store lacked when this was first asked, whatever is made of them."""
        return [recipe for recipe in self.keys.recipes if not self._is_stored(recipe)]

    def make(self) -> int:
        """Make all trainings that the store lacks, and nothing of them; return how many these are.

        Raise the first error; what is finished by then is stored.
        """
        if self.lacking:
            self._begin(self.lacking)
            try:
                self._train_all(self.lacking)
            finally:
                self.stop()
            self._end()
        return len(self.lacking)

    def begin(self, meanwhile: Callable[[], object] | None = None) -> None:
        """Start to train what is missing, and to make the spread over seeds and the experiments of it.

        Call `meanwhile` in a thread of its own after the first epoch, if there is one.
        """
        if self.missing:
            self._meanwhile.extend(filter(None, [meanwhile]))
            self._begin(self.missing)
        _ = self._spread
        for name in self.keys.plans:
            self._experiments[name] = self._in_line.submit(self._load_experiment, name)
        self._in_line.submit(self._end)

    def _begin(self, recipes: list[Recipe]) -> None:
        self.open_dataset()  # a course that cannot be taught is refused before anything is said to be done
        self.progress.begin("training", sum(recipe.epochs for recipe in recipes), "epochs")
        first = [recipe for recipe in recipes if recipe in seeds(self.keys.settings)]
        for recipe in (*first, *_arranged(recipe for recipe in recipes if recipe not in first)):
            self._begun(recipe)

    def stop(self) -> None:
        """Begin no training any more; those that have begun go on."""
        for future in self._trained.values():
            future.cancel()

    def of(self, recipe: Recipe) -> Training:
        """Return the training of a recipe, trained if it is not stored. Raise DataError or TrainingError."""
        name, parts = self.keys.run_name(recipe), self.keys.run(recipe)
        files = self.store.entry(name, parts, lambda folder: self._train(recipe, folder), must_be_kept=True)
        return Training.load(files)

    def several(self, recipes: list[Recipe]) -> Iterator[Training]:
        """Return the trainings of some recipes one after another; what is not stored is trained, several at a time."""
        self._train_all(recipes)
        return map(self.of, recipes)

    @property
    def spread(self) -> Spread:
        """Results of the recipe from each of the course's seeds, trained if they are not stored."""
        return self._spread.result()

    def experiment(self, name: str) -> Experiment:
        """Return the experiment of this name, its networks trained if they are not stored.

        Raise ContentError where there is none.
        """
        if name not in (plans := self.keys.plans):
            known = f"the experiments are {', '.join(plans)}" if plans else "experiments = false leaves all out"
            raise ContentError(f"no experiment {name!r}; {suggestion(name, plans, known)}")
        if name not in self._experiments:
            self._experiments[name] = self._in_line.submit(self._load_experiment, name)
        return self._experiments[name].result()

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """Threads, each of which trains one network at a time."""
        return ThreadPoolExecutor(self.engine.parallel)

    @cached_property
    def _trained(self) -> dict[Recipe, Future[object]]:
        """The trainings that were asked for, by their recipes."""
        return {}

    @cached_property
    def _in_line(self) -> ThreadPoolExecutor:
        """A thread that makes what consists of several trainings, one after another."""
        return ThreadPoolExecutor(1)

    @cached_property
    def _experiments(self) -> dict[str, Future[Experiment]]:
        """The experiments that were asked for, by their names."""
        return {}

    @cached_property
    def _meanwhile(self) -> list[Callable[[], object]]:
        """What to do after the next epoch, while the network trains on."""
        return []

    @cached_property
    def _spread(self) -> Future[Spread]:
        return self._in_line.submit(self._load_spread)

    def _begun(self, recipe: Recipe) -> Future[object]:
        if recipe not in self._trained:
            self._trained[recipe] = self._threads.submit(self._make, recipe)
        return self._trained[recipe]

    def _make(self, recipe: Recipe) -> None:
        self.of(recipe)  # and leave it to the store

    def _train_all(self, recipes: Iterable[Recipe]) -> None:
        lacking = [recipe for recipe in recipes if recipe in self._trained or not self._is_stored(recipe)]
        for future in [self._begun(recipe) for recipe in lacking]:
            future.result()

    def _is_stored(self, recipe: Recipe) -> bool:
        return self.store.has(self.keys.run_name(recipe), self.keys.run(recipe))

    def _load_spread(self) -> Spread:
        def make(folder: Path) -> None:
            recipes = seeds(self.keys.settings)
            self._train_all(recipes)
            spread_of(map(self.of, recipes)).save(folder)

        return Spread.load(self.store.entry("spread", self.keys.spread, make, must_be_kept=True))

    def _load_experiment(self, name: str) -> Experiment:
        def make(folder: Path) -> None:
            self._train_all(self.keys.recipes_of(name))
            experiment_of(name, self.keys.trials[name], self.of).save(folder)

        return Experiment.load(
            self.store.entry(experiment_name(name), self.keys.experiments[name], make, must_be_kept=True)
        )

    def _train(self, recipe: Recipe, folder: Path) -> None:
        def watch(epoch: int, metrics: dict[str, float]) -> None:
            numbers = ", ".join(f"{name} {value:.4f}" for name, value in sorted(metrics.items()))
            with suppress(IndexError):  # as there is nothing left to do
                Thread(target=self._meanwhile.pop(), daemon=True).start()
            self.progress.advance("training", f"seed {recipe.seed}, epoch {epoch} of {recipe.epochs}: {numbers}")

        training = self.engine.train(recipe, self.open_dataset(), watch)
        (training if recipe == self.keys.settings.recipe else training.lean()).save(folder)

    def _end(self) -> None:
        wait(self._trained.values())  # also for one that is of no experiment, and whose spread is stored
        self.progress.end("training")
        self.engine.close()


def _arranged(recipes: Iterable[Recipe]) -> list[Recipe]:
    """Return the recipes in an order in which hardly a training waits while another one compiles what both need.

    Those of the commonest program stand between those of all others, each program's together, as few are kept.
    """
    programs: dict[Recipe, list[Recipe]] = {}
    for recipe in recipes:
        programs.setdefault(steps.program_of(recipe), []).append(recipe)
    common, *others = sorted(programs.values(), key=len, reverse=True) or [[]]
    pairs = zip_longest(chain.from_iterable(others), common)
    return [recipe for recipe in chain.from_iterable(pairs) if recipe]
