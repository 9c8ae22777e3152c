"""What small changes of every pixel leave of the right answers, as facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_report.training.robustness import EPSILONS, Change, Robustness
from tests.support.pets import ROBUSTNESS, evaluation


def nudges(nudged: int, noised: int):
    """The facts where ten of twelve images are right, and this many after a nudge and after noise of 0.1."""
    changes = [Change(epsilon, 10, 10) for epsilon in EPSILONS]
    changes[3] = replace(changes[3], nudged=nudged, noised=noised)
    return replace(evaluation(), open_robustness=lambda: Robustness(12, tuple(changes))).nudges


def test_the_counts_are_those_that_were_measured() -> None:
    found = evaluation().nudges
    assert (found.images, found.right) == (10, 7)
    assert (found.named, found.smaller) == (ROBUSTNESS.changes[3], ROBUSTNESS.changes[2])
    assert (found.named.epsilon, found.smaller.epsilon) == (0.1, 0.05)


@pytest.mark.parametrize(("nudged", "most"), [(4, True), (5, False), (10, False)])
def test_whether_a_nudge_breaks_most(nudged: int, most: bool) -> None:
    assert nudges(nudged, 10).break_most is most


@pytest.mark.parametrize(("noised", "stronger"), [(6, True), (5, False), (4, False)])
def test_whether_a_nudge_is_stronger_than_noise(noised: int, stronger: bool) -> None:
    assert nudges(5, noised).are_stronger_than_noise is stronger


@pytest.mark.parametrize(("noised", "few"), [(10, True), (9, True), (8, False)])
def test_whether_noise_breaks_few(noised: int, few: bool) -> None:
    assert nudges(5, noised).noise_breaks_few is few
