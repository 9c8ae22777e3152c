"""Trainings with made-up losses along the way: of one epoch, and of few images for long."""

from __future__ import annotations

from dataclasses import replace

from mnist_report.core.recipe import Recipe
from tests.support.experiments import frozen

FEW = Recipe(epochs=2, train_images=64)
"""Two steps an epoch."""
LONG = {"epochs": 3, "steps_per_epoch": 10}
TURNING = {"loss": (1.0, 0.5, 0.2, 0.1), "val_loss": (0.9, 0.6, 0.7, 0.8), "accuracy": (0.5, 0.8, 0.9, 1.0), "val_accuracy": (0.6, 0.8, 0.8, 0.8)}
END = {"loss": (0.2, 0.1, 0.0), "val_loss": (0.7, 0.8, 0.9), "accuracy": (0.9, 1.0, 1.0), "val_accuracy": (0.8, 0.8, 0.8)}
ONE_EPOCH = Recipe(epochs=1)
COURSE = (0.955, 0.957, 0.958, 0.946, 0.951, 0.955, 0.954, 0.961)


def learned(trial, *, middle, end):
    """The trial of an epoch of four steps, with a mean loss of 2 in the first, `middle` in the second, `end` in the last two."""
    early = frozen({"accuracy": (0.1, 0.2), "loss": (2.0, (2.0 + middle) / 2)})
    history = frozen(dict(trial.results[0].history) | {"loss": ((2.0 + middle + 2 * end) / 4,)})
    changes = {"images_per_epoch": 4 * trial.recipe.batch_size, "early_steps": (1, 2), "early_history": early, "history": history}
    return replace(trial, results=tuple(replace(result, **changes) for result in trial.results))
