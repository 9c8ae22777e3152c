"""Experiments for tests, of networks that misread the first test images, as many as their accuracy leaves.

    an_experiment("width", a_trial(0.69, 0.7, first_units=2), a_trial(0.97, 0.975), a_trial(0.972, 0.976, first_units=256))
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_report.core.recipe import Recipe
from mnist_report.training.experiment import Experiment, Result, Trial
from mnist_report.training.run import epoch_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mnist_report.core.plan import Plan

CLASSES, PIXELS = 10, 784
LABELS = np.arange(1000, dtype=np.uint8) % CLASSES


def a_trial(*accuracies: float, losses: Sequence[float] = (), history: Mapping[str, Sequence[float]] | None = None,
            recipe: Recipe | None = None, **difference: Any) -> Trial:
    """A trial with a training for each accuracy, in thousandths, whose wrong answers name the class that comes next.

    The test losses are minus the logarithms of the accuracies, if not given. `history` replaces what `a_history` says of each
    training; `recipe` is the baseline, that of the course if not given.
    """
    recipe = replace(recipe or Recipe(), **difference)
    answers = np.tile(LABELS, (len(accuracies), 1))
    for row, accuracy in zip(answers, accuracies, strict=True):
        wrong = len(LABELS) - round(accuracy * len(LABELS))
        row[:wrong] = (row[:wrong] + 1) % CLASSES
    results = tuple(
        Result(
            seed=recipe.seed + place,
            accuracy=float((row == LABELS).mean()),
            loss=losses[place] if losses else -float(np.log(np.clip(accuracies[place], 1e-7, 1 - 1e-7))),
            history=frozen(a_history(accuracies[place], recipe.epochs) | dict(history or {})),
            early_steps=(1, 3, 10),
            early_history=frozen({"accuracy": (0.1, 0.2, 0.5), "loss": (2.3, 2.0, 1.5)}),
            images_per_epoch=epoch_of(recipe, 60_000)[1],
            parameters=sum((inputs + 1) * units
                           for inputs, units in pairwise((PIXELS, recipe.first_units, recipe.second_units, CLASSES))),
        )
        for place, row in enumerate(answers))
    confidences = np.full(answers.shape, 0.9, np.float32)
    return Trial(difference, recipe, results, answers, confidences)


def an_experiment(name: str, *trials: Trial) -> Experiment:
    """An experiment of these trials, one of them without a difference."""
    return Experiment(name, trials, LABELS)


def of_plan(plan: Plan, recipe: Recipe | None = None, seeds: int = 10) -> Experiment:
    """An experiment of a plan, whose accuracies rise from trial to trial and vary a little, in a course of so many seeds."""
    baseline = replace(recipe or Recipe(), **plan.baseline)
    trials = plan.trials(recipe or Recipe(), seeds)
    return an_experiment(plan.name, *(
        a_trial(*(round(0.5 + 0.45 * (place + 1) / len(trials) + 0.002 * (seed % 3), 3) for seed in range(len(recipes))),
                recipe=baseline, **difference)
        for place, (difference, recipes) in enumerate(trials)))


def a_history(accuracy: float, epochs: int) -> dict[str, Sequence[float]]:
    """A training that gets better in each epoch, up to this accuracy on the validation images, and a little more on its own."""
    return {
        "accuracy": [min(1.0, accuracy + 0.01) * (1 - 0.1 / epoch) for epoch in range(1, epochs + 1)],
        "loss": [(1.1 - accuracy) * (1 + 1 / epoch) for epoch in range(1, epochs + 1)],
        "val_accuracy": [accuracy * (1 - 0.1 / epoch) for epoch in range(1, epochs + 1)],
        "val_loss": [(1.2 - accuracy) * (1 + 1 / epoch) for epoch in range(1, epochs + 1)],
    }


def frozen(history: Mapping[str, Sequence[float]]) -> Mapping[str, tuple[float, ...]]:
    """A history as trainings have it."""
    return MappingProxyType({name: tuple(values) for name, values in history.items()})
