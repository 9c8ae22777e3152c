"""The bend of a neuron and its slope, and softmax: each curve and bar by what it should be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mnist_report.figures.activation import activation_curve
from mnist_report.figures.softmax import softmax_shares
from mnist_report.training.forward import ACTIVATIONS
from tests.support.drawing import draw, make_run, texts, titles
from tests.support.project import ROOT

SLOPES = {
    "relu": lambda z: float(z > 0),
    "tanh": lambda z: 1 - math.tanh(z) ** 2,
    "sigmoid": lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2,
    "gelu": lambda z: 0.5 * (1 + math.erf(z / 2**0.5)) + z * math.exp(-z * z / 2) / (2 * math.pi) ** 0.5,
    "elu": lambda z: 1.0 if z > 0 else math.exp(z),
    "linear": lambda z: 1.0,
}
"""The derivative of each activation, from a table of derivatives."""


@pytest.fixture
def run():
    return make_run()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_curve_is_that_of_the_activation_and_its_slope(run, activation):
    run.recipe.activation = activation
    figure = activation_curve(run)
    left, right = draw(figure).axes
    sums, values = left.lines[1].get_data()
    np.testing.assert_allclose(values, ACTIVATIONS[activation](sums.copy()))
    for z, value, slope in figure.table.rows:
        assert slope == pytest.approx(SLOPES[activation](z), abs=1e-3)
        assert value == pytest.approx(np.interp(z, sums, values), abs=1e-3)
        assert slope == pytest.approx(np.interp(z, *right.lines[0].get_data()), abs=1e-3)
    assert left.get_title() == f"{activation}(z)"


def test_the_slope_of_relu_is_said(run):
    figure = activation_curve(run)
    assert figure.caption.endswith("It is 0 at −2 and 1 at 2.")
    assert "what ReLU hands on" in figure.alt
    run.recipe.activation = "tanh"
    assert activation_curve(run).caption.endswith("It is 0.07 at −2 and 0.07 at 2.")


def test_softmax_shares_are_those_of_the_scores():
    figure = softmax_shares()
    for row in range(3):
        rows = figure.table.rows[3 * row : 3 * row + 3]
        powers = [math.exp(score) for _, score, *_ in rows]
        assert [power for *_, power, _ in rows] == [round(power, 2) for power in powers]
        assert [share for *_, share in rows] == [round(power / sum(powers), 2) for power in powers]


def test_raising_all_scores_changes_no_share_and_doubling_them_sharpens():
    scores = np.array([score for _, score, *_ in softmax_shares().table.rows]).reshape(3, 3)
    assert scores.tolist() == [[2, 1, 0], [3, 2, 1], [4, 2, 0]]
    shares = [share for *_, share in softmax_shares().table.rows]
    assert shares[:3] == shares[3:6]
    assert shares[6] > shares[0] > shares[1] > shares[7]


def test_the_bars_of_softmax_are_its_table_and_carry_its_numbers():
    figure = softmax_shares()
    picture = draw(figure)
    assert titles(picture) == ["Score", "e to that power", "Share"]
    for place, axes in enumerate(picture.axes):
        row, column = divmod(place, 3)
        values = [cells[1 + column] for cells in figure.table.rows[3 * row : 3 * row + 3]]
        assert [bar.get_height() for bar in axes.patches] == values
        assert texts(axes) == {f"{value:.{2 if column else 0}f}" for value in values}
    assert [axes.get_ylabel() for axes in picture.axes[::3]] == ["As they are", "Each one higher", "All doubled"]


def test_the_table_of_the_lesson_has_the_shares_of_the_picture():
    page = (ROOT / "docs" / "module-1" / "build-the-model.md").read_text(encoding="utf-8")
    first = softmax_shares().table.rows[:3]
    assert "e to that power     " + "   ".join(f"{power:.2f}" for *_, power, _ in first) in page
    assert "divided by 11.11    " + "   ".join(f"{share:.2f}" for *_, share in first) in page
