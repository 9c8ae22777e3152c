"""The figure of the seeds, by its artists."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.figures.seeds import seed_spread
from mnist_report.training.metrics import wilson_interval
from tests.support.drawing import SPREAD, draw, make_run
from tests.support.spreads import a_spread


def markers(axes, marker):
    """Seed by its label and accuracy of every point that is drawn with a marker."""
    names = [label.get_text() for label in axes.get_yticklabels()]
    lines = [line for line in axes.lines if line.get_marker() == marker]
    points = [line.get_xydata()[line.get_markevery() or slice(None)] for line in lines]
    return [(int(names[round(row)]), accuracy) for accuracy, row in np.concatenate(points)] if points else []


def test_it_plots_its_table_sorted_by_seed():
    figure = seed_spread(make_run(), SPREAD)
    axes, = draw(figure).axes
    assert figure.table.columns == ("Seed", "Test accuracy", "Test loss")
    assert figure.table.rows == ((5, 0.5, 1.1), (7, 0.625, 0.9), (8, 0.75, 0.8))
    assert sorted(markers(axes, "D") + markers(axes, "o")) == [row[:2] for row in figure.table.rows]
    assert axes.yaxis_inverted()


def test_the_run_of_the_site_is_marked_by_shape_as_well_as_colour():
    axes, = draw(seed_spread(make_run(), SPREAD)).axes
    assert markers(axes, "D") == [(7, 0.625)]
    assert len({line.get_color() for line in axes.lines}) == 2
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend == ["run of this site, with its 95 % interval", "other seeds"]


def test_the_interval_is_that_of_the_run():
    figure = seed_spread(make_run(), SPREAD)
    axes, = draw(figure).axes
    interval = wilson_interval(5, 8)
    ends = [segment[0, 0] for segment in axes.collections[0].get_segments()]
    assert ends == axes.lines[0].get_xdata()[[0, -1]].tolist() == [interval.low, interval.high]
    assert f"{100 * interval.low:.2f}\xa0% to {100 * interval.high:.2f}\xa0%" in figure.caption
    assert "they enclose 3 of 3 accuracies." in figure.description


def test_the_accuracies_between_the_dashed_lines_are_counted():
    interval = wilson_interval(5, 8)
    accuracies = (0.625, interval.low, interval.high, interval.low - 1e-9, interval.high + 1e-9, 0.0, 1.0)
    figure = seed_spread(make_run(), a_spread(tuple(range(7)), accuracies, (1.0,) * 7))
    assert figure.description.endswith("they enclose 3 of 7 accuracies.")


def test_it_says_lowest_highest_and_mean():
    figure = seed_spread(make_run(), SPREAD)
    summary = "lowest is 50.00\xa0% with seed 5, the highest 75.00\xa0% with seed 8, the mean 62.50\xa0%."
    assert summary in figure.description
    assert figure.alt == ("Dot plot of test accuracy by seed: 50.00\xa0% to 75.00\xa0% in 3 trainings; "
                          "the site's own is seed 7 with 62.50\xa0%.")


@pytest.mark.parametrize(
    "spread", [a_spread((0,), (0.625,), (1.0,)), a_spread(tuple(range(1000)), (0.625,) * 1000, (1.0,) * 1000)]
)
def test_one_seed_and_a_thousand_alike_can_be_drawn(spread):
    figure = seed_spread(make_run(), spread)
    picture = draw(figure)
    assert len(markers(picture.axes[0], "D") + markers(picture.axes[0], "o")) == len(figure.table.rows)
    assert picture.get_figheight() <= 6.1
    trainings = "with a single training: seed 0 with" if len(spread.seeds) == 1 else "by seed: 62.50\xa0% in 1000 trainings"
    assert trainings in figure.alt
    assert ("they enclose 1000 of 1000 accuracies" in figure.description) == (len(spread.seeds) > 1)
