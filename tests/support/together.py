"""Networks for tests that answer together: what each names, and how sure it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_report.core.recipe import Recipe
from mnist_report.training import ensembles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mnist_report.training.ensembles import Ensembles


def ensembles_of(answers: Sequence[Sequence[int]], labels: Sequence[int], sure: float | Sequence[float] = 0.8, classes: int = 3,
                 first: int = 0) -> Ensembles:
    """What networks with these answers make of images of 4 by 4 pixels with these labels, each as sure of all its answers; the
    seeds begin with `first`.
    """
    confidences = np.broadcast_to(sure, len(answers))
    trainings = (_training(first + place, row, labels, confidence, classes)
                 for place, (row, confidence) in enumerate(zip(answers, confidences, strict=True)))
    return ensembles.measure(trainings, np.random.default_rng(9).integers(0, 256, (len(labels), 4, 4), dtype=np.uint8))


def _training(seed: int, answers: Sequence[int], labels: Sequence[int], sure: float, classes: int) -> Any:
    random = np.random.default_rng(seed)
    rest = (1 - sure) / (classes - 1)
    probabilities = np.full((len(labels), classes), rest) + (sure - rest) * np.eye(classes)[list(answers)]
    weights = tuple(random.normal(size=shape).astype(np.float32) for shape in ((16, 5), (5,), (5, classes), (classes,)))
    return SimpleNamespace(recipe=Recipe(seed=seed), probabilities=probabilities.astype(np.float32), weights=weights,
                           labels=np.array(labels, np.uint8))
