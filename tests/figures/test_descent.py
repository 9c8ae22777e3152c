"""The pictures of the loss, of its slope and of one correction, by their artists."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from mnist_report.figures.correction import RATE, one_correction, who_pushed
from mnist_report.figures.descent import loss_along_gradient
from mnist_report.figures.losses import loss_of_answers
from mnist_report.training.backward import backward, gradient
from mnist_report.training.forward import forward
from mnist_report.training.landscape import Landscape, Line, Step
from tests.support.drawing import LANDSCAPE, STEPS, draw, lookup, make_run, texts

RIGHT = [0.95, 0.9, 0.02, 0.45, 1.0, 0.25, 0.001, 0.55]
"""Probability of the right class for the eight images of `make_run`."""


@pytest.fixture
def run():
    return make_run()


def answered(probabilities):
    """A run of two classes in which the right class, the first, gets these probabilities."""
    run = make_run(names=("0", "1"))
    right = np.array(probabilities)
    run.probabilities = np.stack([right, 1 - right], axis=1).astype(np.float32)
    run.labels = np.zeros(len(right), np.uint8)
    return run


# loss_of_answers


def test_answers_lie_on_the_curve_and_mistakes_are_crosses():
    curve, _ = draw(loss_of_answers(answered(RIGHT))).axes
    _, right, wrong, guess = curve.lines
    assert sorted(right.get_xdata()) == pytest.approx([0.55, 0.9, 0.95, 1.0], abs=1e-6)
    assert sorted(wrong.get_xdata()) == pytest.approx([0.02, 0.25, 0.45], abs=1e-6)  # that at 0.001 lies beyond the edge
    for line in curve.lines:
        assert line.get_ydata() == pytest.approx(-np.log(line.get_xdata()), abs=1e-6)
    assert (right.get_marker(), wrong.get_marker()) == ("o", "x")
    assert guess.get_xdata() == pytest.approx([0.5])
    assert [text.get_text() for text in curve.get_legend().get_texts()] == [
        "4 answers right", "4 answers wrong", "a blind guess, p = 1/2"]


def test_points_that_would_cover_one_another_are_drawn_once():
    curve, counts = draw(loss_of_answers(answered([0.9, 0.90001, 0.8, *[0.99999] * 5000]))).axes
    assert len(curve.lines[1].get_xdata()) == 3
    assert "5,001" in texts(counts)


def test_answers_are_counted_in_ten_ranges():
    figure = loss_of_answers(answered(RIGHT))
    assert lookup(figure.table.rows, 2) == [0, 0, 0, 0, 0, 1, 0, 0, 1, 2]
    assert lookup(figure.table.rows, 3) == [2, 0, 1, 0, 1, 0, 0, 0, 0, 0]
    assert lookup(figure.table.rows, 0)[:3] == [0, 0.1, 0.2]
    written = {text.get_position(): text.get_text() for text in draw(figure).axes[1].texts}
    assert (written[0.95, 1], written[0.95, 0], written[0.05, 0]) == ("2", "0", "2")
    assert "the fullest, 0\xa0% to 10\xa0%, holds 2" in figure.description


def test_what_lies_beyond_the_edge_is_told():
    assert "1 of them lies beyond the upper edge, up to a loss of 6.9." in loss_of_answers(answered(RIGHT)).caption
    assert "2 of them lie beyond" in loss_of_answers(answered([0.001, 0.0001, 0.9])).caption
    assert "beyond" not in loss_of_answers(answered([0.9, 0.25])).caption


# loss_along_gradient


def test_each_panel_has_the_measured_loss_its_tangent_and_three_steps():
    first, last = draw(loss_along_gradient(LANDSCAPE)).axes
    measured, tangent, *marks = first.lines
    assert measured.get_xydata().tolist() == [[step.rate, step.loss] for step in STEPS]
    assert tangent.get_xydata().tolist() == [[0, 2], [0.75, 2 - 8 * 0.75]]
    assert tangent.get_linestyle() == "--"
    assert [tuple(mark.get_xydata()[0]) for mark in marks] == [(0.05, 1.7), (0.25, 1), (0.75, 2.5)]
    assert len({(mark.get_marker(), mark.get_markerfacecolor()) for mark in marks}) == 3
    assert last.lines[1].get_ydata().tolist() == [2, 2 - 4 * 0.5]
    assert [tuple(mark.get_xydata()[0]) for mark in last.lines[2:]] == [(0.05, 1.9), (0.25, 1)]  # none is too large
    assert (first.get_title(), last.get_title()) == ("At the start", "After epoch 3")


def test_the_legend_names_each_mark_once():
    for lines, names in ((LANDSCAPE.lines, 5), (LANDSCAPE.lines[::-1], 5), (LANDSCAPE.lines[1:] * 2, 4)):
        (legend,) = draw(loss_along_gradient(Landscape(10, lines, (1.0, 2.0)))).legends
        shown = ["measured", "slope", "too small", "best", "too large"]
        assert [text.get_text() for text in legend.get_texts()] == shown[:names]


def test_the_table_has_every_step_by_rising_rate_and_what_the_slope_promises():
    rows = loss_along_gradient(LANDSCAPE).table.rows
    assert rows[:3] == (("the start", 0, 2, 2), ("the start", 0.05, 1.7, 2 - 8 * 0.05), ("the start", 0.25, 1, 0))
    assert lookup(rows, 1) == [0, 0.05, 0.25, 0.5, 0.75, 0, 0.05, 0.25, 0.5]


def test_the_caption_has_the_best_rate_of_each_moment():
    figure = loss_along_gradient(LANDSCAPE)
    assert "The best rate is 0.25 at the start and 0.25 after epoch 3." in figure.caption
    assert "leaves the first loss between 1.900 and 2.200." in figure.caption
    flat = Landscape(10, (Line(0, -1.0, STEPS, Step(0.05, 1.0)),) * 3, (0.5, 0.50001))
    assert "leaves the first loss at 0.500." in loss_along_gradient(flat).caption
    assert loss_along_gradient(flat).description.startswith("Three line charts, from left to right at the start, ")


def test_rates_and_epochs_of_many_digits_shorten_the_alternative_text():
    steps = tuple(map(Step, (0.0, 0.000125, 0.00025), (2.0, 1.0, 2.5)))
    lines = tuple(Line(epoch, -1.0, steps, Step(0.000025, 1.9)) for epoch in (0, 1, 1000))
    assert loss_along_gradient(Landscape(10, lines, (1.0, 2.0))).alt.endswith(
        "with its tangent. Best rates: 0.000125, 0.000125 and 0.000125.")


# one_correction


def test_bars_are_the_slopes_and_the_probabilities_before_and_after_the_step(run):
    figure = one_correction(run)
    pixels, labels, weights = run.dataset.x_train[:1].reshape(1, 16) / 255, run.dataset.y_train[:1], run.weights_after(0)
    moved = [array - RATE * slope for array, slope in
             zip(weights, gradient(pixels, labels, weights, "relu"), strict=True)]
    before, after = (forward(pixels, arrays, "relu")[0] for arrays in (weights, moved))
    above, below = draw(figure).axes
    assert [bar.get_height() for bar in above.patches] == pytest.approx(before - [1, 0, 0])
    assert [bar.get_height() for bar in below.patches] == pytest.approx([*before, *after])
    assert np.array(lookup(figure.table.rows, 4)) == pytest.approx(after)
    assert lookup(figure.table.rows, 2) == [1, 0, 0]
    assert figure.alt.startswith("Bars for each digit: after one step the probability of 0 goes from ")


def test_a_step_that_changes_nothing_one_can_see_is_not_from_and_to(run):
    run.weights_after = lambda _: [*(0 * array for array in run.weights[:-1]), np.float32([12, 0, 0])]
    assert "that of the right class is over 99.9\xa0% each time." in one_correction(run).caption


def test_the_step_of_a_bias_can_be_checked_by_hand(run):
    run.weights_after = lambda _: [*(0 * array for array in run.weights[:-1]), np.float32([-0.5, 1, 1])]
    p = np.exp(-0.5) / (np.exp(-0.5) + 2 * np.exp(1))
    assert one_correction(run).caption.endswith(
        f"By hand for its bias: −0.5000 − 0.01 × (−{1 - p:.4f}) = −{0.5 - 0.01 * (1 - p):.4f}.")


def test_many_classes_have_no_numbers_over_their_bars():
    assert len(draw(one_correction(make_run())).axes[0].texts) == 3
    assert not draw(one_correction(make_run(names=tuple(map(str, range(47)))))).axes[0].texts


# who_pushed


def squares(patch):
    """The corners of each square that a patch draws."""
    return patch.get_path().vertices.reshape(-1, 5, 2)


def test_squares_are_the_slopes_and_dots_what_is_blocked(run):
    *hidden, last = backward(run.dataset.x_train[:1].reshape(1, 16) / 255, run.dataset.y_train[:1], run.weights_after(0), "relu")
    panels = draw(who_pushed(run)).axes
    for axes, layer in zip(panels, (last, *reversed(hidden)), strict=False):
        slopes = layer.slopes[0]
        sides = 0.9 * np.sqrt(abs(slopes) / abs(slopes).max())
        groups = [(chosen, opaque) for chosen, opaque in ((slopes > 0, 1), (slopes < 0, 0)) if chosen.any()]
        for patch, (chosen, opaque) in zip(axes.patches, groups, strict=True):
            assert patch.get_facecolor()[3] == opaque  # filled or outlined
            assert np.ptp(squares(patch), axis=1) == pytest.approx(np.stack([sides[chosen]] * 2, axis=1))
        assert len(axes.lines[0].get_xdata()) == (slopes == 0).sum()
    assert [axes.get_title() for axes in panels] == ["3 scores", "4 neurons", "12 neurons", "16 pixels"]
    assert np.array_equal(panels[3].images[0].get_array(), run.dataset.x_train[0] / 255)


def test_the_table_goes_backwards_and_counts_what_has_a_slope(run):
    run.dataset.x_train[0, 2:] = 0
    figure = who_pushed(run)
    (first, *_) = layers = backward(run.dataset.x_train[:1].reshape(1, 16) / 255, run.dataset.y_train[:1],
                                    run.weights_after(0), "relu")
    assert lookup(figure.table.rows, 0) == [3, 2, 1]
    assert lookup(figure.table.rows, 1) == [3, 4, 12]
    passing = int((first.sums > 0).sum())
    assert passing
    assert figure.table.rows[2][2:] == (passing, pytest.approx(np.linalg.norm(first.gradient[0])), 192, passing * 8)
    assert f"and {passing} of the 12 neurons of layer 1, and 8 of the 16 pixels are 0." in figure.caption
    assert layers[1].slopes.size == 4


def test_an_image_without_a_blank_pixel_says_so(run):
    run.dataset.x_train[0] = 1
    assert "no pixel is 0" in who_pushed(run).caption


def test_of_a_large_layer_the_first_neurons_are_drawn():
    run = make_run(units=300)
    figure = who_pushed(run)
    axes = draw(figure).axes[2]
    assert sum(map(len, map(squares, axes.patches))) + len(axes.lines[0].get_xdata()) == 256
    assert "the first 256 of a layer" in figure.description
    assert "the first 256" not in who_pushed(make_run()).description


def test_a_blind_guess_costs_the_logarithm_of_the_classes(run):
    assert f"its loss is {log(3):.3f}." in loss_of_answers(run).description
