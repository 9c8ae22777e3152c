"""Labels at the ends of lines: none over another, in the order of the lines, and no farther from them than they must be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mnist_report.figures.endings import apart, label_ends
from mnist_report.figures.figure import Figure
from mnist_report.figures.rendering import drawn
from tests.support.drawing import UNUSUAL, make, require_room

HEIGHTS = some.lists(some.floats(-1000, 1000), min_size=1, max_size=8)


@given(HEIGHTS)
def test_places_are_apart_in_their_order(heights):
    moved = apart(heights, 10)
    assert min(np.diff(sorted(moved)), default=10) >= 10 - 1e-6
    assert np.array(moved)[np.argsort(heights, kind="stable")].tolist() == sorted(moved)
    assert sum(moved) == pytest.approx(sum(heights), abs=1e-6)


def test_places_that_are_apart_stay_and_others_move_as_little_as_they_must():
    assert apart([30.0, 0.0, 10.0], 10) == [30, 0, 10]
    assert apart([5.0, 5.0], 10) == [0, 10]
    assert apart([100.0, 4.0, 0.0, 2.0], 10) == [100, 12, -8, 2]


@pytest.mark.parametrize("heights", [(1.0, 1.0, 1.0), (0.0, 0.001, 1000.0), (-3.0, 2.0, 2.1)])
@pytest.mark.parametrize("scale", ["linear", "symlog"])
def test_no_label_is_written_over_another_or_beyond_the_picture(heights, scale):
    def draw():
        import matplotlib.pyplot as plt

        picture, axes = plt.subplots(figsize=(4, 3))
        axes.set_yscale(scale)
        for height in heights:
            axes.plot([0, 1], [0, height])
        label_ends(axes, [(f"line {height}", height, "ink") for height in heights])
        picture.tight_layout()
        return picture

    with drawn(Figure(caption="Lines.", alt="Lines.", description="Lines.", draw=draw), "light") as picture:
        require_room(picture)


@pytest.mark.parametrize("kind", UNUSUAL)
@pytest.mark.parametrize("name", ["training_curves", "two_means", "accuracy_trend"])
def test_labels_of_figures_have_room_whatever_the_run(name, kind):
    with drawn(make(name, UNUSUAL[kind]), "light") as picture:
        require_room(picture)
