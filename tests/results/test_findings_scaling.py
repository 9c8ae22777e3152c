"""What the network makes of test images that were scaled in another way, in a run small enough to check by eye."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_report.results.experiments import Outcome
from tests.support.pets import EXPERIMENTS, Recipe, evaluation


@pytest.mark.parametrize(
    ("accuracy", "activation", "forgiven"),
    [(0.7, "relu", True), (0.69, "relu", True), (0.65, "relu", False), (0.9, "relu", True), (0.7, "tanh", False)],
)
def test_a_network_with_relu_may_forgive_that_the_images_are_not_scaled(accuracy: float, activation: str, forgiven: bool) -> None:
    """It has 0.7 right when they are."""
    experiments = replace(EXPERIMENTS, unscaled=Outcome(accuracy, 0.999, 12.5))
    assert evaluation(experiments=experiments, recipe=Recipe(activation=activation)).scaling.is_forgiven == forgiven


@pytest.mark.parametrize(("confidence", "removed"), [(0.61, False), (0.99, False), (0.991, True)])
def test_doubt_is_gone_where_the_network_is_nearly_certain(confidence: float, removed: bool) -> None:
    experiments = replace(EXPERIMENTS, unscaled=Outcome(0.7, confidence, 12.5))
    assert evaluation(experiments=experiments).scaling.removes_doubt == removed
