"""What other seeds would have changed, as facts."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.results.findings.luck import Luck
from mnist_report.training.run import Spread
from tests.support.pets import evaluation
from tests.support.spreads import a_spread

CAT, DOG, OWL = range(3)
IMAGES = 40


def luck(*accuracies: float, seeds: tuple[int, ...] = ()) -> Luck:
    """The luck of a run whose networks misread the first of 40 images, as many as their accuracies leave."""
    labels, count = [CAT] * IMAGES, len(accuracies)
    probabilities = np.tile(np.array([0.8, 0.1, 0.1], np.float32), (IMAGES, 1))
    probabilities[: IMAGES - round(accuracies[0] * IMAGES)] = [0.1, 0.8, 0.1]
    spread = a_spread(seeds or tuple(range(count)), accuracies, (0.1,) * count, labels)
    return evaluation(spread, labels=np.array(labels, np.uint8), probabilities=probabilities).luck


@pytest.mark.parametrize(
    ("accuracies", "differ"),
    [
        ((0.9,), False),
        ((0.9, 0.9), False),
        ((0.9, 0.75), True),  # 6 images, all one way: Q = 6, p = 0.014; exactly 2 / 2^6 = 0.031
        ((0.9, 0.8), False),  # 4 images: Q = 4, p = 0.046; exactly 2 / 2^4 = 0.125
        ((0.9, 0.8, 0.8), True),  # Q = 8, p = 0.018
        ((0.9, 0.875, 0.9), False),
    ],
)
def test_networks_differ_by_more_than_chance(accuracies: tuple[float, ...], differ: bool) -> None:
    assert luck(*accuracies).networks_differ is differ


def test_better_networks_are_counted_and_equal_ones_are_not() -> None:
    assert luck(0.8, 0.9, 0.8, 0.7, 0.85).surpassed_by == 2
    assert luck(0.8).surpassed_by == 0


def test_accuracies_within_the_interval_of_the_shown_network() -> None:
    """The 95 % Wilson interval of 32 of 40 is from 0.652 to 0.895."""
    assert luck(0.8, 0.85, 0.675, 0.65, 0.9).within_interval == 3
    assert luck(0.8).within_interval == 1


def test_networks_that_share_the_most_frequent_confusion() -> None:
    labels = np.zeros(IMAGES, np.uint8)
    answers = np.zeros((4, IMAGES), np.uint8)
    answers[0, :2] = DOG
    answers[1, :3] = OWL
    answers[2, :5] = DOG
    spread = Spread((7, 2, 9, 4), (0.95, 0.925, 0.875, 1.0), (0.1,) * 4, (1,) * 4, answers, np.full((4, IMAGES), 0.9, np.float32))
    assert evaluation(spread, labels=labels).luck.sharing_top_confusion == 2
