"""What a training may turn out to be, whatever the settings: a network that is poor, hardly ever wrong, or torn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mnist_report.training.metrics import accuracy

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mnist_report.training.run import Training

    Probabilities = NDArray[np.float32]


def poor(training: Training) -> Training:
    """It guesses."""
    shape = training.probabilities.shape
    return answering(training, np.random.default_rng(1).dirichlet(np.ones(shape[1]), shape[0]).astype(np.float32))


def nearly_perfect(training: Training) -> Training:
    """It is wrong of three images, of one class each time, and never in doubt."""
    right = np.eye(training.probabilities.shape[1], dtype=np.float32)[training.labels]
    probabilities = np.where(right, 0.97, 0.03 / (right.shape[1] - 1)).astype(np.float32)
    wrong = np.flatnonzero(training.labels == 0)[:3]
    probabilities[wrong] = np.roll(probabilities[wrong], 1, axis=1)
    return answering(learning(training), probabilities)


def torn(training: Training) -> Training:
    """It gives each class the same probability, and so names the first."""
    return answering(training, np.full_like(training.probabilities, 1 / training.probabilities.shape[1]))


def overfitting(training: Training) -> Training:
    """The validation loss rises while the training loss falls."""
    epochs = training.recipe.epochs
    return replace(training, history={**training.history, "loss": tuple(np.linspace(0.5, 0.01, epochs).tolist()),
                                      "val_loss": tuple(np.linspace(0.2, 0.9, epochs).tolist())})


def learning(training: Training) -> Training:
    """The training with losses that fall in each epoch."""
    falling = [tuple(np.linspace(first, 0.1, training.recipe.epochs).tolist()) for first in (0.8, 0.5)]
    return replace(training, history={**training.history, "loss": falling[0], "val_loss": falling[1]})


def answering(training: Training, probabilities: Probabilities) -> Training:
    """The training with other answers to the test images."""
    return replace(training, probabilities=probabilities, test_accuracy=accuracy(probabilities, training.labels))


OUTCOMES: dict[str, Callable[[Training], Training]] = {
    "as trained": lambda training: training, "poor": poor, "nearly perfect": nearly_perfect, "torn": torn,
    "overfitting": overfitting,
}
