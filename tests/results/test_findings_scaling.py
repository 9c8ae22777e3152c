"""What the network makes of test images that were scaled in another way, in a run small enough to check by eye."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_report.results.probes import Outcome
from tests.support.pets import PROBES, Recipe, evaluation


@pytest.mark.parametrize(
    ("accuracy", "activation", "forgiven"),
    [(0.7, "relu", True), (0.69, "relu", True), (0.65, "relu", False), (0.9, "relu", True), (0.7, "tanh", False)],
)
def test_a_network_with_relu_may_forgive_that_the_images_are_not_scaled(accuracy: float, activation: str, forgiven: bool) -> None:
    """It has 0.7 right when they are."""
    probes = replace(PROBES, unscaled=Outcome(accuracy, 0.999, 12.5))
    assert evaluation(probes=probes, recipe=Recipe(activation=activation)).scaling.is_forgiven == forgiven


@pytest.mark.parametrize(("confidence", "removed"), [(0.61, False), (0.99, False), (0.991, True)])
def test_doubt_is_gone_where_the_network_is_nearly_certain(confidence: float, removed: bool) -> None:
    probes = replace(PROBES, unscaled=Outcome(0.7, confidence, 12.5))
    assert evaluation(probes=probes).scaling.removes_doubt == removed


@pytest.mark.parametrize(("accuracy", "outcome"), [(0.7, 0), (0.69, 0), (0.67, 1), (0.5, 1), (0.4, 2), (0.1, 2), (0.9, 0)])
def test_what_becomes_of_the_right_answers_without_the_division(accuracy: float, outcome: int) -> None:
    """Of 0.7; the largest class of the test images has 0.4 of them."""
    probes = replace(PROBES, unscaled=Outcome(accuracy, 0.999, 12.5))
    assert evaluation(probes=probes).scaling.forgotten == outcome


@pytest.mark.parametrize(("accuracy", "guesses"), [(0.1, True), (0.4, True), (0.41, False)])
def test_images_that_were_divided_twice_may_leave_nothing_but_guesses(accuracy: float, guesses: bool) -> None:
    probes = replace(PROBES, scaled_twice=Outcome(accuracy, 0.3, 2.4))
    assert evaluation(probes=probes).scaling.leaves_guesses == guesses
