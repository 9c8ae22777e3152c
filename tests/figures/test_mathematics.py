"""The figures of the page on mathematics, by their artists: what is drawn is what the words say."""

from __future__ import annotations

from math import e, exp, log, sqrt

import numpy as np
import pytest

from mnist_report.figures.chance import chance_and_likelihood, spread_of_results
from mnist_report.figures.powers import powers_and_logarithms, slope_of_a_curve
from mnist_report.figures.sums import two_means, two_sums
from mnist_report.training.forward import logits
from mnist_report.training.metrics import log_losses, wilson_interval
from tests.support.drawing import SPREAD, UNUSUAL, draw, make_run
from tests.support.spreads import a_spread


def test_the_logarithm_goes_back_from_the_power():
    figure = powers_and_logarithms()
    left, right = draw(figure).axes
    for axes, function in ((left, exp), (right, log)):
        for line in axes.lines[:2]:
            assert [function(x) for x in line.get_xdata()] == pytest.approx(line.get_ydata())
    assert right.lines[1].get_xdata()[-1] == e
    assert [row[2] for row in figure.table.rows] == pytest.approx([log(row[1]) for row in figure.table.rows], abs=0.01)


def test_a_tangent_has_the_slope_that_stands_beside_it():
    figure = slope_of_a_curve()
    (axes,) = draw(figure).axes
    bowl, *others = axes.lines
    for (place, height, slope, downhill), tangent in zip(figure.table.rows, others[::2], strict=True):
        x, y = tangent.get_xdata(), tangent.get_ydata()
        assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(slope)
        step = 1e-4
        drawn = np.interp([place - step, place + step], bowl.get_xdata(), bowl.get_ydata())
        assert np.diff(drawn)[0] / (2 * step) == pytest.approx(slope, abs=0.06)
        assert height == pytest.approx(np.interp(place, bowl.get_xdata(), bowl.get_ydata()), abs=0.01)
        assert downhill.split()[-1] == {-1: "right", 0: "bottom", 1: "left"}[int(np.sign(slope))]


def ends(axes):
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]


def test_each_bar_of_a_sum_begins_where_the_last_one_ended():
    run = make_run()
    figure = two_sums(run)
    for axes in draw(figure).axes:
        bars = ends(axes)
        assert bars[0][0] == 0
        assert [begin for begin, _ in bars[1:]] == pytest.approx([end for _, end in bars[:-1]])
        assert axes.lines[0].get_xdata()[0] == pytest.approx(bars[-1][1])
    assert figure.table.rows == (("0", 3, 3), ("1", 3, 6), ("2", 2, 8))


@pytest.mark.parametrize("run", [make_run(), make_run(units=30), UNUSUAL["many classes"], UNUSUAL["two neurons"]])
def test_the_weighted_sum_is_the_score_of_the_network(run):
    winner = int(run.probabilities[run.example].argmax())
    image = run.dataset.x_test[run.example].reshape(1, -1) / 255
    score = logits(image, run.weights, run.recipe.activation)[0, winner]
    assert ends(draw(two_sums(run)).axes[1])[-1][1] == pytest.approx(score)


def test_falling_bars_differ_by_more_than_colour():
    for bar in draw(two_sums(make_run())).axes[1].patches:
        assert (bar.get_facecolor()[3] == 0) == (bar.get_width() < 0)


def test_the_two_means_are_those_of_the_dots():
    run = make_run()
    figure = two_means(run)
    mean, geometric, dots = draw(figure).axes[0].lines
    values = np.array(dots.get_ydata())
    assert values == pytest.approx(sorted(np.exp(-log_losses(run.probabilities, run.labels)), reverse=True))
    assert values.tolist() == [row[1] for row in figure.table.rows]
    assert mean.get_ydata()[0] == pytest.approx(values.mean())
    assert geometric.get_ydata()[0] == pytest.approx(values.prod() ** (1 / len(values)))
    assert f"{values.prod() ** (1 / len(values)):.3f}" in figure.caption


def test_the_band_is_one_standard_deviation_and_the_error_halves():
    figure = spread_of_results(make_run(), SPREAD)
    left, right = draw(figure).axes
    deviation = np.std(SPREAD.accuracies, ddof=1)
    band = left.patches[0]
    assert (band.get_y(), band.get_y() + band.get_height()) == pytest.approx((0.625 - deviation, 0.625 + deviation))
    assert left.lines[1].get_ydata().tolist() == list(SPREAD.accuracies)
    assert figure.table.rows == ((1, sqrt(0.625 * 0.375)), (2, sqrt(0.625 * 0.375 / 2)), (8, sqrt(0.625 * 0.375 / 8)))
    bars = right.collections[0].get_segments()
    assert [(segment[1, 1] - segment[0, 1]) / 2 for segment in bars] == pytest.approx([row[1] for row in figure.table.rows])


def test_one_training_has_no_standard_deviation():
    figure = spread_of_results(make_run(), a_spread((0,), (0.625,), (1.0,)))
    assert "a single accuracy, which has no standard deviation" in figure.caption
    assert draw(figure).axes[0].lines[1].get_ydata().tolist() == [0.625]


def test_the_share_the_intervals_and_the_likelihood_are_those_of_the_answers():
    run = make_run()
    figure = chance_and_likelihood(run)
    share, parts, likelihood = draw(figure).axes
    assert share.lines[1].get_ydata()[-1] == 5 / 8
    assert figure.table.rows == ((1, 1.0), (8, 0.625))
    bars = [tuple(line.get_xdata()) for line in parts.lines[1:]]
    right = [1, 1, 0, 1, 1, 0, 0, 1]
    assert bars == [(wilson_interval(each, 1).low, wilson_interval(each, 1).high) for each in right]
    curve = likelihood.lines[0]
    assert curve.get_xdata()[curve.get_ydata().argmax()] == pytest.approx(5 / 8, abs=0.01)
    x = curve.get_xdata()
    assert curve.get_ydata() == pytest.approx(x**5 * (1 - x) ** 3 / (x**5 * (1 - x) ** 3).max())


def test_an_interval_that_misses_is_counted_and_drawn_thicker():
    run = make_run()
    run.labels = np.zeros(400, np.uint8)
    run.probabilities = np.eye(3, dtype=np.float32)[(np.arange(400) % 20 == 3).astype(int)]
    run.dataset.x_test = np.zeros((400, 4, 4), np.uint8)
    figure = chance_and_likelihood(run)
    assert "1 of 20 intervals misses it" in figure.caption
    widths = [line.get_linewidth() for line in draw(figure).axes[1].lines[1:]]
    assert [row for row, width in enumerate(widths) if width > 2] == [3]
