"""Spreads for tests, of networks that misread the first test images, as many as their accuracy leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mnist_report.training.run import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence


def a_spread(seeds: Sequence[int], accuracies: Sequence[float], losses: Sequence[float], labels: Sequence[int] = (0,) * 8,
             classes: int = 3) -> Spread:
    """A spread whose answers have these accuracies on these labels: the wrong ones name the class that comes next."""
    truth = np.array(labels, dtype=np.uint8)
    answers = np.tile(truth, (len(seeds), 1))
    for row, accuracy in zip(answers, accuracies, strict=True):
        wrong = len(truth) - round(accuracy * len(truth))
        row[:wrong] = (row[:wrong] + 1) % classes
    confidences = np.linspace(0.5, 0.9, len(seeds), dtype=np.float32)[:, None].repeat(len(truth), axis=1)
    return Spread(tuple(seeds), tuple(accuracies), tuple(losses), (1,) * len(seeds), answers, confidences)
