"""The figure of what more parameters bring, by its artists."""

from __future__ import annotations

import pytest

from mnist_report.figures.widths import parameters_and_results
from tests.support.drawing import draw, require_room
from tests.support.experiments import a_trial, an_experiment

COURSE = (0.971, 0.978, 0.975, 0.973, 0.976, 0.974, 0.972, 0.975)
PARAMETERS = (2_412, 109_386, 218_058)


def figure(**accuracies):
    """That of three widths, given out of order."""
    tried = {"widest": (0.972, 0.979), "narrowest": (0.68, 0.71)} | accuracies
    return parameters_and_results(an_experiment(
        "width", a_trial(*tried["widest"], first_units=256, history={"loss": (1.0, 0.03)}),
        a_trial(*COURSE, losses=[0.1 + accuracy for accuracy in COURSE]), a_trial(*tried["narrowest"], first_units=2)))


def points(axes, marker):
    return [tuple(xy) for line in axes.lines if line.get_marker() == marker for xy in line.get_xydata().tolist()]


def test_every_training_is_a_point_at_its_parameters():
    rows = figure().table.rows
    above, below = draw(figure()).axes
    assert sorted(points(above, "o") + points(above, "D")) == sorted((row[1], row[3]) for row in rows)
    for marker, column in (("s", 4), ("o", 5)):
        assert sorted((x, round(y, 4)) for x, y in points(below, marker)) == sorted((row[1], row[column]) for row in rows)
    assert [row[:3] for row in rows[:3]] == [(2, 2_412, 0), (2, 2_412, 1), (128, 109_386, 0)]
    assert rows[-1][5] == 0.03


def test_lines_join_the_means():
    above, below = draw(figure()).axes
    lines = [line for axes in (above, below) for line in axes.lines if line.get_linestyle() != "None" and len(line.get_xdata()) == 3]
    assert [tuple(line.get_xdata()) for line in lines] == [PARAMETERS] * 3
    assert lines[0].get_ydata() == pytest.approx((0.695, sum(COURSE) / 8, 0.9755))
    assert lines[2].get_ydata()[1] == pytest.approx(0.1 + sum(COURSE) / 8)  # the test loss


def test_shape_tells_the_baseline_and_hollow_dots_what_is_not_clear():
    above, _ = draw(figure()).axes
    assert points(above, "D") == [(109_386, accuracy) for accuracy in COURSE]
    hollow = {line.get_xdata()[0]: line.get_markerfacecolor() for line in above.lines if line.get_marker() == "o"}
    assert hollow == {2_412: "ink", 218_058: "paper"}
    assert [row[-1] for row in figure().table.rows] == ["clearly another"] * 2 + ["baseline"] * 8 + ["not clear"] * 2


def test_all_points_have_room():
    for tried in (figure(), figure(narrowest=(0.0, 0.1), widest=(1.0, 1.0))):
        picture = draw(tried)
        for axes in picture.axes:
            low, high = sorted(axes.get_ylim())
            assert all(low < y < high for line in axes.lines for y in line.get_ydata() if 0 < y < 1)
    picture.delaxes(picture.axes[0])  # which has no labels
    require_room(picture)


def test_both_axes_of_numbers_are_logarithmic_and_name_the_widths():
    above, below = draw(figure()).axes
    assert below.get_xscale() == below.get_yscale() == "log"
    assert [label.get_text() for label in below.get_xticklabels()] == ["2\n2,412", "128\n109,386", "256\n218,058"]
    ticks = above.get_yticks().tolist()
    assert above.transData.transform([(1e4, 0.9), (1e4, 0.99)])[1, 1] > above.transData.transform((1e4, 0.9))[1]
    assert {0.7, 0.8, 0.9, 0.95, 0.97, 0.98} <= set(ticks)


def test_the_texts_say_what_is_seen():
    assert figure().alt == ("Test accuracy rises from 69.5\xa0% with 2,412 parameters to 97.5\xa0% with 218,058; below, two losses.")
    assert figure(widest=(0.5, 0.6)).alt == ("Test accuracy: 69.5\xa0% with 2,412 parameters, 55.0\xa0% with 218,058; below, two losses.")
    assert "256 neurons, 218,058 parameters: accuracy 97.20\xa0% to 97.90\xa0%, not clear; mean training loss 0.030" in figure().description
