"""A run small enough to check by eye: ten test images of three kinds of pets."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_report.results.baselines import Baselines
from mnist_report.results.evaluation import Evaluation
from mnist_report.results.probes import LossChange, Noise, Outcome, Probes
from mnist_report.training.metrics import Interval
from mnist_report.training.robustness import EPSILONS, Change, Robustness
from mnist_report.training.run import Loading, Spread, Vocabulary
from tests.support.shifts import some_shifts
from tests.support.spreads import a_spread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mnist_report.training.ensembles import Ensembles
    from mnist_report.training.experiment import Experiment
    from mnist_report.training.shifts import Shifts

NAMES = ("cat", "dog", "owl")

LABELS = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]

PROBABILITIES = [
    [0.7, 0.2, 0.1],
    [0.1, 0.8, 0.1],  # cat taken for dog
    [0.9, 0.1, 0.0],
    [0.2, 0.7, 0.1],
    [0.1, 0.9, 0.0],
    [0.3, 0.5, 0.2],
    [0.0, 1.0, 0.0],
    [0.6, 0.1, 0.3],  # owl taken for cat
    [0.1, 0.8, 0.1],  # owl taken for dog
    [0.3, 0.2, 0.5],
]

HISTORY = {
    "loss": (0.27114, 0.1301, 0.09),
    "val_loss": (0.14213, 0.1062, 0.1062),
    "accuracy": (0.92041, 0.9615, 0.98),
    "val_accuracy": (0.9587, 0.9675, 0.968),
}

SPREAD = a_spread((7, 2, 9, 4), (float(np.float32(0.7)), 0.8, 0.6, 0.6), (0.5, 0.4, 0.9, 0.8), LABELS)

INTERVALS = {
    "log_loss": Interval(0.3, 0.8),
    "brier_score": Interval(0.2, 0.6),
    "calibration_error": Interval(0.1, 0.4),
}

PROBES = Probes(
    unscaled=Outcome(0.69, 0.999, 12.5),
    scaled_twice=Outcome(0.3, 0.4, 1.1),
    noise=Noise(1000, answer=1, count=900, sure=800),
    train_loss=0.08,
    val_loss=0.1062,
    last_change=LossChange(-0.001, 0.01),
)

BASELINES = Baselines(nearest_mean=0.6, no_hidden_layer=0.5, nearest_image=0.7, searched=60,
                      few=10, nearest_mean_of_few=0.4, nearest_image_of_few=0.5)

ROBUSTNESS = Robustness(10, tuple(map(Change, EPSILONS, (7, 7, 5, 1, 0, 0), (7, 7, 7, 6, 5, 3))))


@dataclass(frozen=True)
class Recipe:
    seed: int = 0
    epochs: int = 3
    batch_size: int = 10
    validation_split: float = 0.2
    first_units: int = 8
    second_units: int = 4
    activation: str = "relu"
    optimizer: str = "adam"
    loss: str = "categorical_crossentropy"


def evaluation(
    spread: Spread | None = None, *, probes: Probes = PROBES, experiments: Iterable[Experiment] = (), ensembles: Ensembles | None = None,
    shifts: Shifts | None = None, **changes: Any
) -> Evaluation:
    """Evaluation of the run above with some of its fields changed; by default with SPREAD on its labels."""
    by_name = {experiment.name: experiment for experiment in experiments}
    labels = changes.get("labels", LABELS)
    spread = spread or a_spread(SPREAD.seeds, SPREAD.accuracies, SPREAD.losses, labels)
    run = {
        "recipe": Recipe(),
        "class_names": NAMES,
        "history": HISTORY,
        "early_steps": (1, 1000),
        "early_history": {"accuracy": (0.1, 0.5), "loss": (2.5, 1.25)},
        "probabilities": np.array(PROBABILITIES, dtype=np.float32),
        "labels": np.array(LABELS, dtype=np.uint8),
        "test_loss": 0.5123456789123,
        "test_accuracy": float(np.float32(0.7)),
        "summary": "Model: sequential",
        "image_shape": (5, 5),
        "train_size": 60,
        "train_counts": (30, 20, 10),
        "example": 9,
        "examples": 5,
        "words": Vocabulary(item="pet", items="pets", kind="species", kinds="species", is_mnist=False),
        "loading": Loading(),
        "provenance": {
            "key": "0123456789abcdef" * 4,
            "data_sha256": "d" * 64,
            "versions": {"numpy": "2.0.0", "keras": "3.15.1"},
            "dataset_name": "Pets",
            "attribution": "A. Nonymous",
            "licence": "CC0",
        },
    }
    made: Any = SimpleNamespace(**run | changes)
    return Evaluation(made, lambda: spread, lambda: INTERVALS, lambda: probes, lambda: BASELINES, lambda: ROBUSTNESS,
                      by_name.__getitem__, (lambda: ensembles) if ensembles else None,
                      lambda: shifts or some_shifts())
