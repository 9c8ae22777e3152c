"""The figure of the trials of any experiment, by its artists: every training a mark, in the row of what was changed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.figures.accuracies import accuracies, plain_number, trial_labels
from tests.support.drawing import draw
from tests.support.experiments import a_trial, an_experiment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.text import Text

TEN = tuple(0.97 + 0.001 * step for step in range(10))
WIDTH = an_experiment("width", a_trial(0.7, 0.69, first_units=2), a_trial(*TEN), a_trial(0.972, 0.981, first_units=1256))


def test_every_training_is_a_mark_in_the_row_of_its_trial() -> None:
    figure = accuracies(WIDTH)
    axes, = draw(figure).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["2 neurons", "128 neurons", "1,256 neurons"]
    drawn = [(names[round(row)], accuracy) for line in axes.lines for accuracy, row in line.get_xydata().tolist()]
    assert drawn == [(row[0], row[2]) for row in figure.table.rows]
    assert len(drawn) == 14
    assert axes.yaxis_inverted()


def test_the_baseline_and_what_does_not_differ_clearly_are_marked_by_shape() -> None:
    narrow, baseline, wide = draw(accuracies(WIDTH)).axes[0].lines
    assert (narrow.get_marker(), baseline.get_marker(), wide.get_marker()) == ("o", "D", "o")
    assert narrow.get_markerfacecolor() != "none" == wide.get_markerfacecolor()
    assert [row[5] for row in accuracies(WIDTH).table.rows[::2]] == ["clearly another", *["baseline"] * 5, "not clear"]


def test_it_says_which_differ_clearly() -> None:
    figure = accuracies(WIDTH)
    assert "Clearly different from it: 1 of 2; the others have hollow dots." in figure.caption
    assert figure.alt == "Dot plot of test accuracy in 3 trials: from 69.5\xa0% (2 neurons) to 97.6\xa0% (1,256 neurons) on average."
    assert "1,256 neurons, 97.20\xa0% to 98.10\xa0%, not clear" in figure.description
    none = accuracies(an_experiment("width", a_trial(0.5), a_trial(0.1, first_units=2)))
    assert "Diamonds are the baseline. Hollow dots do not differ clearly from it. Equal" in none.caption
    narrow = [a_trial(0.7, 0.69, first_units=2), a_trial(0.8, 0.79, first_units=3)]
    assert "The other trial differs clearly from it." in accuracies(an_experiment("width", a_trial(*TEN), *narrow[:1])).caption
    assert "Each of the others differs clearly from it." in accuracies(an_experiment("width", a_trial(*TEN), *narrow)).caption


@pytest.mark.parametrize("values", [(0.97, 0.98), (0.971, 0.979), (0.1, 0.9), (0.2, 0.9995), (1.0, 1.0), (0.001, 1.0), (0.1, 0.1)])
def test_the_axis_names_accuracies_where_it_has_them(values: tuple[float, float]) -> None:
    axes, = draw(accuracies(an_experiment("l2", a_trial(*values), a_trial(*values, l2=0.1)))).axes
    for tick, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True):
        assert label.get_text() == f"{100 * tick:g} %"
    require_room_between(axes.get_xticklabels())
    low, high = axes.get_xlim()
    assert low <= min(values)
    assert max(values) <= high or values[1] == 1


def require_room_between(labels: Sequence[Text]) -> None:
    boxes = sorted((label.get_window_extent() for label in labels), key=lambda box: box.x0)
    assert len(boxes) > 1
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_no_mark_is_cut_off_at_the_left_end() -> None:
    axes, = draw(accuracies(an_experiment("l2", a_trial(0.55, 0.6), a_trial(0.977, 0.978, l2=0.1)))).axes
    assert axes.transAxes.inverted().transform(axes.transData.transform((0.55, 0)))[0] > 0.02


def test_numbers_of_the_recipe_have_no_exponent() -> None:
    numbers = [plain_number(rate) for rate in (1e-5, 0.001, 1.0, 0.3, 10 ** -5.000000001)]
    assert numbers == ["0.00001", "0.001", "1", "0.3", "0.00001"]


@pytest.mark.parametrize(
    ("differences", "labels"),
    [
        (({"learning_rate": 1e-5}, {}, {"learning_rate": 0.1}), ["rate 0.00001", "default rate", "rate 0.1"]),
        (({}, {"train_images": 1000}), ["all images", "1,000 images"]),
        (({}, {"optimizer": "sgd", "learning_rate": 1.0}), ["baseline", "sgd, rate 1"]),
        (({}, {"epochs": 10, "steps_per_epoch": 750, "l2": 0.001}), ["baseline", "7,500 steps, L2 penalty 0.001"]),
        (({}, {"shift": 4}, {"network": "convolutional", "epochs": 3}), ["baseline", "moved by up to 4", "convolutional, 3 epochs"]),
        (({}, {"validation_split": 0.5}), ["validation_split 0.2", "validation_split 0.5"]),
    ],
)
def test_a_trial_is_called_by_what_it_changes(differences: tuple[dict[str, object], ...], labels: list[str]) -> None:
    assert trial_labels(an_experiment("any", *(a_trial(0.9, recipe=Recipe(), **difference) for difference in differences))) == labels
