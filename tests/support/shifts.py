"""Shifts for tests: three recipes, read of images of 4 by 4 pixels that are moved by up to 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mnist_report.training.shifts import Reader, Shifts

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN = ((0.97, 0.8, 0.3), (0.95, 0.78, 0.32), (0.96, 0.82, 0.31), (0.97, 0.8, 0.3), (0.95, 0.79, 0.33), (0.96, 0.8, 0.34),
         (0.97, 0.8, 0.35), (0.96, 0.81, 0.36))
MOVED = ((0.96, 0.95, 0.9), (0.97, 0.96, 0.88))
CONVOLUTIONAL = ((0.98, 0.9, 0.5), (0.99, 0.88, 0.45))
LABEL = 0
"""The class of the example as the readers are asked about it."""


def some_shifts(plain: Sequence[Sequence[float]] = PLAIN, moved: Sequence[Sequence[float]] = MOVED,
                convolutional: Sequence[Sequence[float]] = CONVOLUTIONAL, *, label: int = LABEL) -> Shifts:
    """What three recipes read: a row a network, a column a distance. The course's goes wrong up and to the left, and there only."""
    farthest = len(plain[0]) - 1
    right = np.full((2 * farthest + 1, 2 * farthest + 1), label, np.uint8)
    wrong = right.copy()
    wrong[:farthest, :farthest] = (label + 1) % 2
    return Shifts(
        readers=tuple(
            Reader(difference, parameters, tuple(map(tuple, accuracies)), answers, np.full(answers.shape, 0.75, np.float32))
            for difference, parameters, accuracies, answers in (
                ({}, 1000, plain, wrong), ({"shift": farthest}, 1000, moved, right),
                ({"network": "convolutional", "epochs": 3}, 200, convolutional, right))),
        cut=tuple(10 * distance for distance in range(farthest + 1)),
        lost=tuple(0.001 * distance for distance in range(farthest + 1)),
        kernels=np.random.default_rng(5).normal(size=(3, 3, 2)).astype(np.float32),
        biases=np.array([0.1, -0.2], np.float32),
    )
