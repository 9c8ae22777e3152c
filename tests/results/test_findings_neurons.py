"""What the weights of the first dense layer are, as facts."""

from __future__ import annotations

import pytest

from tests.support.pets import Recipe, evaluation


@pytest.mark.parametrize(("units", "drawn"), [(2, 2), (10, 10), (11, 10), (128, 10)])
def test_at_most_ten_neurons_are_drawn(units: int, drawn: int) -> None:
    assert evaluation(recipe=Recipe(first_units=units)).neurons.drawn == drawn


def test_weights_start_within_the_limit_of_glorot() -> None:
    """25 pixels and 29 neurons: the root of 6 / 54."""
    assert evaluation(recipe=Recipe(first_units=29)).neurons.start_limit == pytest.approx(1 / 3)


@pytest.mark.parametrize(("activation", "use"), [("relu", True), ("gelu", False)])
def test_whether_neurons_use_relu(activation: str, use: bool) -> None:
    assert evaluation(recipe=Recipe(activation=activation)).neurons.use_relu is use


@pytest.mark.parametrize(("optimizer", "decay"), [("adamw", True), ("adam", False)])
def test_whether_weights_decay(optimizer: str, decay: bool) -> None:
    assert evaluation(recipe=Recipe(optimizer=optimizer)).neurons.weights_decay is decay
