"""The forward pass, by hand and of a test image: pictures, text and code have the same numbers."""

from __future__ import annotations

import math
import re
import textwrap
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_report.core import source
from mnist_report.figures.by_hand import forward_pass_by_hand
from mnist_report.figures.forward_pass import forward_by_hand, forward_pass
from mnist_report.figures.weights import model_of
from mnist_report.training.forward import ACTIVATIONS, forward
from tests.support.drawing import draw, images, make_run, texts, titles
from tests.support.project import ROOT

PAGE = (ROOT / "docs" / "module-1" / "build-the-model.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("{ #forward-pass-by-hand }")[2].partition("\n## ")[0]
HIDDEN = {"hidden neuron 1": (2, 2), "hidden neuron 2": (-0.5, 0), "hidden neuron 3": (1, 1)}
"""Sum and what is handed on, worked out with a pocket calculator."""
OUTPUTS = {"output 1": (2, 2), "output 2": (1, 1)}


def calculated(worked):
    """The result of a calculation as it is written down."""
    return eval(worked.replace("×", "*").replace("−", "-"), {})


@pytest.fixture
def run():
    made = make_run()
    made.dataset.x_test[made.example] = np.arange(16).reshape(4, 4) * 17
    return made


# By hand


def test_the_small_network_gives_what_a_pocket_calculator_gives():
    rows = forward_pass_by_hand().table.rows
    assert {name: (total, value) for name, _, total, value in rows} == HIDDEN | OUTPUTS
    assert [calculated(worked) for _, worked, *_ in rows] == [total for _, _, total, _ in rows]


def test_the_picture_has_every_number_of_the_small_network():
    axes = draw(forward_pass_by_hand()).axes[0]
    powers = [math.exp(2), math.exp(1)]
    shares = {f"{power / sum(powers):.2f}" for power in powers}
    assert {"2 → 2", "−0.5 → 0", "1 → 1", "7.39", "2.72", "bias 0", "bias −1", "0.5"} | shares <= texts(axes)
    weights = [text.get_text() for text in axes.texts if re.fullmatch("−?[123]", text.get_text())]
    assert sorted(weights) == sorted(["2", "−2", "−1", "1", "1", "2", "1", "−1", "3", "2", "1", "2", *"121"])  # and three values


def test_negative_weights_are_dashed_and_those_that_carry_nothing_are_faint():
    lines = draw(forward_pass_by_hand()).axes[0].lines
    assert [line.get_linestyle() for line in lines].count("--") == 3
    faint = [line for line in lines if line.get_color() not in {"for", "against"}]
    assert len(faint) == 2
    assert {line.get_xdata()[0] for line in faint} == {1.95}


def test_the_text_calculates_what_the_picture_shows():
    flat = " ".join(SECTION.split())
    worked = re.findall(r"((?:−?\d[\d.]* × \d[\d.]* [+−] )+\d) = (−?\d[\d.]*\d|−?\d)", flat)
    assert [calculated(left) for left, _ in worked] == [calculated(right) for _, right in worked]
    written = [left for left, _ in worked]
    assert written == [row[1] for row in forward_pass_by_hand().table.rows]
    assert f"{math.exp(2):.2f} and {math.exp(1):.2f}, together {math.exp(2) + math.exp(1):.2f}" in flat


def test_the_code_for_the_small_network_prints_what_stands_under_it(capsys):
    code, printed = re.search(r"(?s)```python\n(.*?)```\n\n```text\n(.*?)```", SECTION).groups()
    names = {}
    exec(code, names)
    assert capsys.readouterr().out == printed
    assert names["hidden"].tolist() == [value for _, value in HIDDEN.values()]
    exec(code.replace("np.array([1, 0.5])", "np.array([0, 0.5])"), names)
    assert names["hidden"].tolist() == [0, 0.5, 0]
    assert "the first and the third neuron hand on 0, and the second speaks" in " ".join(SECTION.split())


# A test image


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_eight_lines_give_the_probabilities_of_the_network(run, activation):
    shown = source.source("figures.forward_pass.forward_by_hand", {"example": run.example, "bend": Code(activation)})
    assert len(shown.splitlines()) == 8
    assert f"first = {activation}(pixels @ W1 + b1)" in shown
    images = run.dataset.x_test / 255
    names = {"np": np, "x_test": images, activation: ACTIVATIONS[activation], "model": keras_like(run)}
    exec(shown, names)
    expected = forward(images[run.example].reshape(1, -1), run.weights, activation)[0]
    np.testing.assert_allclose(names["probabilities"], expected, atol=1e-9)


class Code(str):
    """A name as code has it."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


def keras_like(run):
    return SimpleNamespace(get_weights=lambda: [array for layer in model_of(run).layers for array in layer.get_weights()])


def test_the_figure_plots_the_scores_and_probabilities_of_its_table(run):
    figure = forward_pass(run)
    _, _, _, scores, probabilities = draw(figure).axes
    assert figure.table.columns == ("Digit", "Score", "Probability")
    drawn = [[bar.get_width() for bar in axes.patches] for axes in (scores, probabilities)]
    assert figure.table.rows == tuple(zip("012", *drawn, strict=True))
    assert drawn[1] == run.probabilities[run.example].tolist()
    first, second, exact, _ = forward_by_hand(keras_like(run), run.dataset.x_test / 255, run.example, ACTIVATIONS["relu"])
    np.testing.assert_allclose(drawn[0], exact, rtol=1e-8)
    image, *grids = images(draw(figure))
    assert image.tolist() == (run.dataset.x_test[run.example] / 255).tolist()
    assert [grid.ravel().tolist() for grid in grids] == [first.tolist(), second.tolist()]


def test_the_figure_counts_the_neurons_that_are_silent(run):
    first, second, *_ = forward_by_hand(keras_like(run), run.dataset.x_test / 255, run.example, ACTIVATIONS["relu"])
    said = forward_pass(run).description
    for layer in (first, second):
        silent = int((layer == 0).sum())
        assert not silent or f"and {silent} of them {'is' if silent == 1 else 'are'} 0" in said
    run.recipe.activation = "sigmoid"
    assert "of them" not in forward_pass(run).description


def test_the_panels_are_named_and_each_score_is_written_at_its_bar(run):
    picture = draw(forward_pass(run))
    assert titles(picture) == ["Image", "First", "Second", "Scores", "Softmax"]
    written = [text.get_text().replace("−", "-") for text in picture.axes[3].texts]
    assert written == [f"{score:.1f}" for _, score, _ in forward_pass(run).table.rows]


def test_the_code_of_the_lesson_is_the_code_that_draws():
    assert '<< source("figures.forward_pass.forward_by_hand") >>' in PAGE
    assert textwrap.dedent(source.source("figures.forward_pass.forward_by_hand", {})).endswith("powers / powers.sum()")
