"""The figures of doubt: noise, temperature, and which answers to accept."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.figures.noise import noise_answers
from mnist_report.figures.referral import accept_or_refer
from mnist_report.figures.temperatures import temperature_scaling, validated
from mnist_report.training.forward import forward, logits
from mnist_report.training.metrics import expected_calibration_error, log_loss
from mnist_report.training.noise import noise
from mnist_report.training.temperature import fitted, tempered
from tests.support.drawing import UNUSUAL, draw, images, lookup, make_run, texts, titles


@pytest.fixture
def run():
    return make_run()


# noise_answers


def test_noise_is_shown_with_its_answers(run):
    picture, answers = draw(noise_answers(run)), forward(noise((4, 4)), run.weights, "relu")
    assert np.array_equal(images(picture), noise((4, 4))[:5].reshape(5, 4, 4))
    assert [title.split("\n")[0] for title in titles(picture)] == [str(answer) for answer in answers[:5].argmax(axis=1)]


def test_noise_counts_each_answer_once_sure_or_not(run):
    figure, answers = noise_answers(run), forward(noise((4, 4)), run.weights, "relu")
    sure = answers.max(axis=1) > 0.9
    for column, chosen in ((1, sure), (2, ~sure)):
        assert lookup(figure.table.rows, column) == np.bincount(answers[chosen].argmax(axis=1), minlength=3).tolist()
    assert f"{sure.sum()} have a confidence above 0.9" in figure.caption


def test_noise_has_the_unsure_answers_on_top_of_the_sure_ones_and_hatched(run):
    figure = noise_answers(run)
    bars = draw(figure).axes[-1].patches
    plain, hatched = bars[:3], bars[3:]
    assert [bar.get_height() for bar in plain] == lookup(figure.table.rows, 1) == [bar.get_y() for bar in hatched]
    assert [bar.get_height() for bar in hatched] == lookup(figure.table.rows, 2)
    assert ({bar.get_hatch() for bar in plain}, {bar.get_hatch() for bar in hatched}) == ({None}, {"////"})
    totals = {str(sure + others) for _, sure, others in figure.table.rows if sure + others}
    assert texts(draw(figure).axes[-1]) == totals


# temperature_scaling


def test_the_temperature_is_fitted_on_the_images_that_were_held_out(run):
    held_out = run.dataset.x_train[9:].reshape(3, -1) / 255
    assert validated(run) == fitted(logits(held_out, run.weights, "relu"), run.dataset.y_train[9:])
    assert "on the 3 validation images" in temperature_scaling(run).caption


def test_both_curves_are_those_of_the_table_and_the_table_those_of_the_test_images(run):
    figure = temperature_scaling(run)
    left, right = draw(figure).axes
    for axes, column in ((left, 1), (right, 2)):
        assert axes.lines[0].get_xydata().tolist() == [[row[0], row[column]] for row in figure.table.rows]
    for temperature, loss, error in figure.table.rows:
        changed = tempered(run.probabilities, temperature)
        assert loss == pytest.approx(log_loss(changed, run.labels))
        assert error == pytest.approx(expected_calibration_error(changed, run.labels))


def test_the_circles_are_at_temperature_1_and_at_the_fitted_one(run):
    figure = temperature_scaling(run)
    rows = {row[0]: row for row in figure.table.rows}
    for axes, column in zip(draw(figure).axes, (1, 2), strict=True):
        before, after = (line.get_xydata().tolist() for line in axes.lines[1:])
        assert (before, after) == ([[1, rows[1][column]]], [[validated(run), rows[validated(run)][column]]])
    assert rows[1][1] == pytest.approx(log_loss(run.probabilities, run.labels))


@pytest.mark.parametrize(("logit", "right", "said"), [
    (0.5, 3, "0.10 has the lowest loss on the 3 validation images, which makes all answers surer"),
    (5, 2, "less sure: on the validation images the network was too sure"),
    (np.log(2), 2, "1.00 has the lowest loss on the 3 validation images, which changes nothing"),
])
def test_the_caption_says_what_the_temperature_means(run, logit, right, said):
    """Two classes, the first always leading by `logit`; of the three images held out, so many are of it."""
    *others, _ = (np.zeros_like(array) for array in run.weights)
    run.weights = (*others, np.array([logit, 0, -50], np.float32))
    run.dataset.y_train = np.array([0] * 9 + [0] * right + [1] * (3 - right), np.uint8)
    assert said in temperature_scaling(run).caption


def test_what_no_temperature_changes_stays(run):
    run.probabilities = np.full((8, 3), 1 / 3, np.float32)
    assert "The loss on the test images stays at 1.0986 and their calibration error stays at" in temperature_scaling(run).caption


# accept_or_refer


@pytest.fixture
def graded(run):
    """Confidences of the eight images, of which 2, 5 and 6 are wrong."""
    predicted = run.probabilities.argmax(axis=1)
    confidence = np.array([0.95, 0.96, 0.55, 0.85, 0.85, 0.7, 0.98, 0.42])
    run.probabilities = np.tile((1 - confidence)[:, None] / 2, 3).astype(np.float32)
    run.probabilities[np.arange(8), predicted] = confidence
    return run


def test_thresholds_accept_what_is_surer(graded):
    assert accept_or_refer(graded).table.rows == (
        (0.5, 7, 7 / 8, 4 / 7, 3), (0.8, 5, 5 / 8, 4 / 5, 1), (0.9, 3, 3 / 8, 2 / 3, 1), (0.95, 2, 2 / 8, 1 / 2, 1),
    )
    assert "Above 0.9 lie 37.5\xa0% of the 8, and 66.7\xa0% of these are right: 1 mistake would pass." in accept_or_refer(graded).caption


def test_the_curve_goes_from_the_surest_answer_to_all_of_them(graded):
    curve, *dots = draw(accept_or_refer(graded)).axes[0].lines
    shares, accuracies = curve.get_data()
    assert np.array(shares) == pytest.approx(np.array([1, 2, 3, 5, 6, 7, 8]) / 8)  # the two of 0.85 together
    assert np.array(accuracies) == pytest.approx([0, 1 / 2, 2 / 3, 4 / 5, 4 / 6, 4 / 7, 5 / 8])
    points = [line.get_xydata()[0].tolist() for line in dots]
    assert points == [[share, accuracy] for _, _, share, accuracy, _ in accept_or_refer(graded).table.rows]
    assert texts(draw(accept_or_refer(graded)).axes[0]) == {"0.5", "0.8", "0.9", "0.95"}


def test_a_network_that_is_never_sure_has_no_threshold(run):
    run.probabilities = np.full((8, 3), 1 / 3, np.float32)
    figure = accept_or_refer(run)
    assert figure.table.rows == ()
    assert figure.caption.endswith("No answer has a confidence above 0.9.")
    assert figure.alt.endswith("Marked: 0 thresholds.")


def test_a_curve_of_many_images_stays_small():
    random, run = np.random.default_rng(0), make_run()
    run.probabilities = random.dirichlet(np.ones(3), 5000).astype(np.float32)
    run.labels = random.integers(0, 3, 5000)
    shares, _ = draw(accept_or_refer(run)).axes[0].lines[0].get_data()
    assert len(shares) == 200
    assert shares[-1] == 1


def test_many_classes_and_few_neurons_have_them_too():
    assert draw(noise_answers(UNUSUAL["many classes"])).axes[-1].patches
    assert accept_or_refer(UNUSUAL["no error"]).alt.startswith("Curve of accuracy against the share of answers accepted, ending at 100.0")
