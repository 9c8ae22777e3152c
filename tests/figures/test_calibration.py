"""The figures of calibration, by their artists."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.figures.calibration import confidence_histogram, reliability_diagram
from mnist_report.training.metrics import confidences, expected_calibration_error, hits, wilson_interval
from tests.support.drawing import UNUSUAL, draw, lookup, make_run, texts

CONFIDENT = [0.95, 0.95, 0.55, 0.7, 0.7, 0.7, 0.98, 0.42]  # of the eight images of `make_run`


@pytest.fixture
def run():
    run = make_run()  # images 2, 5 and 6 are wrong
    others = (1 - np.array(CONFIDENT)) / 2
    predicted = run.probabilities.argmax(axis=1)
    run.probabilities = np.tile(others[:, None], 3).astype(np.float32)
    run.probabilities[np.arange(8), predicted] = CONFIDENT
    return run


def bars(axes):
    """Left edge and height of each bar."""
    return [(bar.get_x(), bar.get_height()) for bar in axes.patches]


def test_reliability_plots_its_table(run):
    figure = reliability_diagram(run)
    points, counts = draw(figure).axes
    lower, _, count, confidence, accuracy, low, high = zip(*figure.table.rows, strict=True)
    assert points.lines[1].get_xydata().tolist() == list(map(list, zip(confidence, accuracy, strict=True)))
    segments = [((x, low), (x, high)) for x, low, high in zip(confidence, low, high, strict=True)]
    assert np.array_equal(points.collections[0].get_segments(), segments)
    assert bars(counts) == list(zip(lower, count, strict=True))
    assert texts(counts) == {"1", "3"}


def test_reliability_has_a_row_for_each_bin_that_holds_images(run):
    figure = reliability_diagram(run)
    assert lookup(figure.table.rows, 2) == [1, 1, 3, 3]
    seventy = figure.table.rows[2]
    interval = wilson_interval(2, 3)
    assert seventy[3:] == pytest.approx((0.7, 2 / 3, interval.low, interval.high), abs=1e-6)


def test_reliability_has_a_diagonal_and_the_same_confidence_above_and_below(run):
    points, counts = draw(reliability_diagram(run)).axes
    assert points.lines[0].get_xydata().tolist() == [[0, 0], [1, 1]]
    assert points.lines[0].get_linestyle() == "--"
    assert points.get_xlim() == counts.get_xlim()
    assert counts.get_yscale() == "log"


def test_reliability_says_how_sure_and_how_right(run):
    figure = reliability_diagram(run)
    sure, right = confidences(run.probabilities).mean(), hits(run.probabilities, run.labels).mean()
    assert figure.alt == (f"Accuracy against confidence: 3 of 4 points below the diagonal; the network is "
                          f"{100 * sure:.1f}\xa0% sure and {100 * right:.1f}\xa0% right.")
    error = 100 * expected_calibration_error(run.probabilities, run.labels)
    assert f"is {error:.2f} percentage points" in figure.description


def test_a_point_on_the_diagonal_is_not_below_it():
    run = make_run(wrong=())
    run.probabilities = np.eye(3, dtype=np.float32)[run.labels]
    assert reliability_diagram(run).alt.startswith("Accuracy against confidence: one point, not below the diagonal;")
    run.probabilities = run.probabilities[:, [1, 2, 0]]
    assert reliability_diagram(run).alt.startswith("Accuracy against confidence: one point, below the diagonal;")


def test_of_several_points_none_may_be_below(run):
    run.probabilities = np.array([[0.9, 0.1, 0], [0.3, 0.7, 0]], np.float32)
    run.labels = np.array([0, 1], np.uint8)
    assert "confidence: none of 2 points below the diagonal;" in reliability_diagram(run).alt


def test_reliability_names_the_fullest_bin(run):
    run.probabilities, run.labels = run.probabilities[:6], run.labels[:6]
    assert "the fullest, 66.7\xa0% to 73.3\xa0%, holds 3." in reliability_diagram(run).description


def test_histograms_plot_their_table_on_one_logarithmic_scale(run):
    figure = confidence_histogram(run)
    right, wrong = draw(figure).axes
    for axes, column in ((right, 2), (wrong, 3)):
        assert bars(axes) == [(row[0], row[column]) for row in figure.table.rows if row[column]]
        assert axes.get_yscale() == "log"
    assert right.get_ylim() == wrong.get_ylim()
    assert right.get_xlim() == wrong.get_xlim()
    assert "same logarithmic scale" in figure.caption


def test_histograms_count_every_answer_once(run):
    figure = confidence_histogram(run)
    right, wrong = draw(figure).axes
    assert (sum(lookup(figure.table.rows, 2)), sum(lookup(figure.table.rows, 3))) == (5, 3)
    assert (right.get_title(), wrong.get_title()) == ("5 right answers", "3 wrong answers")


def test_a_count_stands_over_its_bar(run):
    for axes in draw(confidence_histogram(run)).axes:
        assert axes.patches
        for bar, text in zip(axes.patches, axes.texts, strict=True):
            assert (text.get_text(), text.get_va()) == (str(bar.get_height()), "baseline")
            assert text.get_position()[1] > bar.get_height()


def test_histograms_are_told_apart_without_colour(run):
    right, wrong = draw(confidence_histogram(run)).axes
    assert {bar.get_hatch() for bar in right.patches} == {None}
    assert {bar.get_hatch() for bar in wrong.patches} == {"////"}


def test_the_histogram_of_no_wrong_answer_is_empty():
    figure = confidence_histogram(UNUSUAL["no error"])
    right, wrong = draw(figure).axes
    assert (len(right.patches), len(wrong.patches)) == (1, 0)
    assert wrong.get_title() == "0 wrong answers"
    assert figure.alt.endswith("8 right answers, 80.0\xa0% sure on average and 0 wrong answers.")


def test_a_network_that_is_never_right_has_its_histogram_too():
    figure = confidence_histogram(make_run(wrong=range(8)))
    assert [len(axes.patches) for axes in draw(figure).axes] == [0, 1]
