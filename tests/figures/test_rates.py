"""What the learning rate does, by the artists: every seed a line or a point, and what is clear."""

from __future__ import annotations

from math import log, sqrt

import pytest

from mnist_report.figures.rates import accuracy_by_rate, loss_by_plain_rate, loss_by_rate
from mnist_report.figures.rendering import drawn
from tests.support.drawing import EXPERIMENTS, draw, lookup, make_run, require_room
from tests.support.experiments import a_trial, an_experiment
from tests.support.rates import COURSE, ONE_EPOCH, learned

RATE = an_experiment(
    "rate",
    learned(a_trial(0.70, 0.71, recipe=ONE_EPOCH, learning_rate=1e-5), middle=1.9, end=1.8),
    learned(a_trial(*COURSE, recipe=ONE_EPOCH), middle=1.0, end=0.2),
    learned(a_trial(0.949, 0.944, recipe=ONE_EPOCH, learning_rate=1e-2), middle=0.8, end=0.3),
)
DESCENT = an_experiment(
    "descent",
    RATE.baseline,
    learned(a_trial(0.90, 0.91, recipe=ONE_EPOCH, optimizer="sgd", learning_rate=0.01), middle=1.9, end=0.4),
    learned(a_trial(0.77, 0.64, recipe=ONE_EPOCH, optimizer="sgd", learning_rate=1.0), middle=2.5, end=1.0),
)


def test_every_training_is_a_line_through_the_means_of_its_stretches():
    figure = loss_by_rate(make_run(), RATE)
    (axes,) = draw(figure).axes
    ignorance, *lines = axes.lines
    assert set(ignorance.get_ydata()) == {log(3)}
    assert len(lines) == 2 + len(COURSE) + 2
    assert [line.get_xdata().tolist() for line in lines] == [pytest.approx([1, 2, sqrt(12)])] * len(lines)
    assert lines[0].get_ydata() == pytest.approx([2, 1.9, 1.8])
    assert lines[2].get_ydata() == pytest.approx([2, 1.0, 0.2])
    assert {line.get_marker() for line in lines[2:-2]} == {"D"}
    assert len({(line.get_marker(), line.get_linestyle()) for line in lines}) == 3
    assert [text.get_text() for text in axes.texts] == ["Adam 0.00001", "Adam 0.001", "Adam 0.01"]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_the_table_has_each_stretch_of_each_training_and_the_texts_their_ends():
    figure = loss_by_rate(make_run(), RATE)
    assert len(figure.table.rows) == 3 * 12
    assert figure.table.rows[:3] == (("Adam", 1e-5, 0, 1, 1, 2.0), ("Adam", 1e-5, 0, 2, 2, 1.9), ("Adam", 1e-5, 0, 3, 4, 1.8))
    assert figure.alt == ("Training loss by step for 3 learning rates: the epoch ends lowest with Adam 0.001, at 0.200, and highest "
                          "with Adam 0.00001, at 1.800.")
    assert "Adam 0.01: 2.000 in the first step, at most 2.000, 0.300 in the last stretch." in figure.description
    assert "the recipe of the course, Adam 0.001. The dotted level is the loss of ignorance, 1.099." in figure.caption


def test_plain_gradient_descent_is_drawn_beside_the_recipe_of_the_course():
    figure = loss_by_plain_rate(make_run(), DESCENT)
    assert [text.get_text() for text in draw(figure).axes[0].texts] == ["Adam 0.001", "SGD 0.01", "SGD 1"]
    assert "SGD 1: 2.000 in the first step, at most 2.500, 1.000 in the last stretch." in figure.description
    assert set(lookup(figure.table.rows, 0)) == {"Adam", "SGD"}


def test_accuracies_lie_over_their_rates_and_what_is_not_clear_is_hollow():
    figure = accuracy_by_rate(RATE, DESCENT)
    (axes,) = draw(figure).axes
    points = [line for line in axes.lines if line.get_marker() != "None"]
    assert [(set(line.get_xdata()), line.get_marker()) for line in points] == [
        ({1e-5}, "o"), ({1e-3}, "D"), ({1e-2}, "o"), ({1e-2}, "s"), ({1.0}, "s")]
    assert [line.get_ydata().tolist() for line in points[:3]] == [[0.70, 0.71], list(COURSE), [0.949, 0.944]]
    hollow = [line.get_markerfacecolor() != line.get_color() for line in points]
    assert hollow == [False, False, True, False, False]
    assert lookup(figure.table.rows, 4)[-6:] == ["not clear"] * 2 + ["clearly another"] * 4
    assert "Adam 0.01: 94.40\xa0% to 94.90\xa0%, not clear." in figure.description
    assert [text.get_text() for text in axes.texts] == ["Adam", "SGD"]


def test_the_ticks_are_rates_as_one_writes_them():
    picture = draw(accuracy_by_rate(RATE, DESCENT))
    labels = [label.get_text() for label in picture.axes[0].get_xticklabels()]
    assert "0.00001" in labels
    assert all(len(label) <= len("0.0000001") for label in labels)


@pytest.mark.parametrize("experiments", [(RATE, DESCENT), (EXPERIMENTS["rate"], EXPERIMENTS["descent"])])
def test_labels_at_the_ends_have_room(experiments):
    run = make_run()
    for figure in (loss_by_rate(run, experiments[0]), loss_by_plain_rate(run, experiments[1]), accuracy_by_rate(*experiments)):
        with drawn(figure, "light") as picture:
            require_room(picture)
