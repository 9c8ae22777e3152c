"""Experiment: what the trainings of several recipes came to, each from several seeds, on the same test images.

    Plan ──► Artifacts trains ──► experiment_of ──► store ──► (Experiment) -> Figure, findings of a page
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from math import comb
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.plan import Difference
from ..core.recipe import Recipe
from .metrics import log_loss, predictions
from .run import ARRAYS, RECORD, Training, epoch_of
from .significance import SIGNIFICANT

HISTORIES = ("history", "early_history")


@dataclass(frozen=True)
class Result:
    """What one training came to."""

    seed: int
    """Its seed."""
    accuracy: float
    """Share of the test images predicted right, 0 to 1."""
    loss: float
    """Mean cross-entropy on the test images, in nats, without any penalty; probabilities clipped at 1e-7."""
    history: Mapping[str, tuple[float, ...]]
    """accuracy, loss, val_accuracy and val_loss, each one value an epoch; accuracies in [0, 1], losses in nats."""
    early_steps: tuple[int, ...]
    """Steps within the first epoch at which `early_history` was measured, ascending."""
    early_history: Mapping[str, tuple[float, ...]]
    """accuracy and loss, each the mean over the images up to each of `early_steps`, as each step took them."""
    images_per_epoch: int
    """Images that an epoch takes; one that is taken twice counts twice."""
    parameters: int
    """Weights and biases of the network."""

    @property
    def best_epoch(self) -> int:
        """The epoch, from 1, after which the validation loss was lowest, the first of equal ones."""
        return 1 + int(np.argmin(self.history["val_loss"]))


@dataclass(frozen=True, eq=False)
class Trial:
    """What the trainings of one recipe came to, by rising seed. Its arrays are read-only."""

    difference: Difference
    """How the recipe differs from the baseline of the experiment; empty for the baseline."""
    recipe: Recipe
    """The recipe, with the first seed."""
    results: tuple[Result, ...]
    """The result of each seed; at least one."""
    answers: NDArray[np.uint8]
    """The class that each network predicts for each test image, (seeds, test images), 0 to 255."""
    confidences: NDArray[np.float32]
    """The probability that each gives to its answer, (seeds, test images), 0 to 1."""

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Test accuracy of each seed, 0 to 1."""
        return tuple(result.accuracy for result in self.results)

    @property
    def losses(self) -> tuple[float, ...]:
        """Test loss of each seed, in nats."""
        return tuple(result.loss for result in self.results)


@dataclass(frozen=True)
class Experiment:
    """What the trainings of several recipes came to."""

    name: str
    """Its name in figures and pages: "width"."""
    trials: tuple[Trial, ...]
    """The trials, in the order of the plan, the baseline among them; two or more."""
    labels: NDArray[np.uint8]
    """The true classes of the test images, (test images,)."""

    @property
    def baseline(self) -> Trial:
        """The trial that the others are compared with."""
        return next(trial for trial in self.trials if not trial.difference)

    def trial(self, **difference: Any) -> Trial:
        """Return the trial with this difference from the baseline. Raise LookupError where there is none."""
        found = next((trial for trial in self.trials if dict(trial.difference) == difference), None)
        if found is None:
            raise LookupError(f"the experiment {self.name} has no trial {difference}")
        return found

    def save(self, folder: Path) -> None:
        """Write the experiment into `folder`, which exists."""
        answers, confidences = (np.concatenate([getattr(trial, name) for trial in self.trials])
                                for name in ("answers", "confidences"))
        np.savez(folder / ARRAYS, labels=self.labels, answers=answers, confidences=confidences)
        trials = [{"difference": dict(trial.difference), "recipe": asdict(trial.recipe),
                   "results": [_record(result) for result in trial.results]} for trial in self.trials]
        (folder / RECORD).write_text(json.dumps({"name": self.name, "trials": trials}, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Experiment:
        """Return the experiment that `save` wrote, given as its files by their names."""
        record = json.loads(files[RECORD])
        with np.load(io.BytesIO(files[ARRAYS]), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        for array in arrays.values():
            array.setflags(write=False)
        trials, start = [], 0
        for trial in record["trials"]:
            results = tuple(_result(**result) for result in trial["results"])
            part = slice(start, start := start + len(results))
            trials.append(Trial(trial["difference"], Recipe(**trial["recipe"]), results, arrays["answers"][part],
                                arrays["confidences"][part]))
        return cls(record["name"], tuple(trials), arrays["labels"])


def experiment_of(
    name: str, trials: Iterable[tuple[Difference, tuple[Recipe, ...]]], training_of: Callable[[Recipe], Training]
) -> Experiment:
    """Return the experiment whose trials have these differences and recipes; hold one training at a time."""
    made, labels = [], np.empty(0, np.uint8)
    for difference, recipes in trials:
        results, answers, confidences = [], [], []
        for recipe in recipes:
            training = training_of(recipe)
            labels = training.labels
            results.append(result_of(training))
            answers.append(predictions(training.probabilities).astype(np.uint8))
            confidences.append(training.probabilities.max(axis=1))
        made.append(Trial(difference, recipes[0], tuple(results), np.array(answers), np.array(confidences)))
    return Experiment(name, tuple(made), labels)


def result_of(training: Training) -> Result:
    """Return what an experiment keeps of a training."""
    return _result(
        seed=training.recipe.seed,
        accuracy=float((predictions(training.probabilities) == training.labels).mean()),
        loss=log_loss(training.probabilities, training.labels),
        history=training.history,
        early_steps=training.early_steps,
        early_history=training.early_history,
        images_per_epoch=epoch_of(training.recipe, training.train_size)[1],
        parameters=sum(array.size for array in training.weights),
    )


def chance_of_separation(some: int, others: int) -> float:
    """Return the chance that the values of two groups of equally good networks do not overlap, 0 to 1.

    It is that all of one group lie on one side of all of the other, 2 / C(n + m, n): the two-sided p-value of the most
    extreme rank sum (Wilcoxon 1945).
    """
    return 2 / comb(some + others, some)


def are_clear(some: Iterable[float], others: Iterable[float]) -> bool:
    """Return whether two groups of values differ clearly: they do not overlap, and chance would hardly part them.

    Chance hardly parts so many networks where `chance_of_separation` is at most 5 %: two and eight, three and five,
    four and four.
    """
    some, others = sorted(some), sorted(others)
    apart = some[-1] < others[0] or others[-1] < some[0]
    return apart and chance_of_separation(len(some), len(others)) <= SIGNIFICANT


def _record(result: Result) -> dict[str, Any]:
    return vars(result) | {name: dict(getattr(result, name)) for name in HISTORIES}


def _result(**values: Any) -> Result:
    histories = {name: MappingProxyType({metric: tuple(row) for metric, row in values[name].items()})
                 for name in HISTORIES}
    return Result(**values | histories | {"early_steps": tuple(values["early_steps"])})
