"""What the layers of a network are that is small enough to count by hand: 25 pixels, 8 and 4 neurons, 3 classes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from mnist_report.pages.mathml import mathml
from mnist_report.results.findings.network import BENDS, FORMULAS, Smaller
from mnist_report.training.forward import ACTIVATIONS
from tests.support.pets import Recipe, evaluation


def test_the_layers_are_counted_as_by_hand() -> None:
    network = evaluation().network
    assert [layer.weight_product for layer in network.dense_layers] == ["25 × 8 = 200", "8 × 4 = 32", "4 × 3 = 12"]
    assert [layer.parameter_sum for layer in network.dense_layers] == ["25 × 8 + 8 = 208", "8 × 4 + 4 = 36", "4 × 3 + 3 = 15"]
    assert network.dense_layers[0].code == "Dense(8, activation='relu')"
    assert network.first_share == pytest.approx(208 / 259)


@pytest.mark.parametrize(("first", "second", "place"), [(8, 4, 0), (8, 100, 1), (2, 60, 2), (2, 13, 0)])
def test_the_layer_with_the_most_parameters(first: int, second: int, place: int) -> None:
    """Of 26 first, (first + 1) second and 3 (second + 1), the first of equal ones."""
    network = evaluation(recipe=Recipe(first_units=first, second_units=second)).network
    assert network.place_of_largest == place
    assert network.largest == network.dense_layers[place]


@pytest.mark.parametrize(
    ("units", "smaller"),
    [
        (128, Smaller(16, "25 × 16 + 16 = 416", "16 × 4 + 4 = 68", 416 + 68 + 15)),
        (16, Smaller(8, "25 × 8 + 8 = 208", "8 × 4 + 4 = 36", 208 + 36 + 15)),
        (3, Smaller(1, "25 × 1 + 1 = 26", "1 × 4 + 4 = 8", 26 + 8 + 15)),
    ],
)
def test_a_smaller_network_to_count(units: int, smaller: Smaller) -> None:
    assert evaluation(recipe=Recipe(first_units=units)).network.smaller == smaller


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_activation_is_defined_in_numpy_as_it_is_computed(activation: str) -> None:
    names: dict[str, Any] = {"np": np}
    exec(evaluation(recipe=Recipe(activation=activation)).network.bend, names)
    z = np.array([-2.0, -0.1, 0.0, 1.5])
    np.testing.assert_allclose(names[activation](z), ACTIVATIONS[activation](z.copy()), atol=1e-6)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_the_formula_of_an_activation_is_what_is_computed(activation: str) -> None:
    formula = evaluation(recipe=Recipe(activation=activation)).network.formula
    name, _, code = formula.partition(" = ")
    assert name == rf"\mathrm{{{activation}}}(z)"
    code = re.sub(r"e\^\{(-?)z\}", r"np.exp(\1z)", code)
    code = re.sub(r"\\frac\{(.*)\}\{(.*)\}", r"(\1) / (\2)", code).replace(r"\max", "np.maximum")
    z = np.array([-2.0, 0.0, 1.5])
    np.testing.assert_allclose(eval(code, {"np": np, "z": z}), ACTIVATIONS[activation](z.copy()), atol=1e-6)


def test_each_activation_has_a_formula_that_can_be_laid_out() -> None:
    assert FORMULAS.keys() == BENDS.keys() == ACTIVATIONS.keys()
    for activation, formula in FORMULAS.items():
        assert mathml(formula).startswith(f'<math display="block"><mrow><mi>{activation}</mi>')
