"""The figure of the hill of the loss, by its artists."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest

from mnist_report.figures.hill import BANDS, loss_hill
from mnist_report.training.hill import hill
from tests.support.drawing import UNUSUAL, draw, lookup, make_run


@pytest.fixture
def run():
    return make_run()


def points(axes):
    """The places of the markers, those of the legend left out, by their colour."""
    return {line.get_markerfacecolor(): line.get_xydata().tolist() for line in axes.lines if line.get_marker() == "o"}


def test_the_map_is_the_measured_loss_in_bands_as_far_apart_in_its_logarithm(run):
    seen = hill(run)
    axes, bar = draw(loss_hill(hill(run))).axes
    bands, = axes.collections
    losses = np.array(seen.losses)
    assert np.allclose(np.diff(np.log(bands.levels)), np.log(losses.max() / losses.min()) / BANDS)
    assert (bands.levels[0], bands.levels[-1]) == (losses.min(), losses.max())
    shades = mpl.colormaps["viridis"]((np.arange(BANDS) + 0.5) / BANDS)
    assert np.allclose(bands.get_facecolor(), shades, atol=1 / 255)
    assert bar.get_ylabel() == "Loss"
    assert axes.get_xlim() == pytest.approx((seen.left, seen.left + 24 * seen.cell))
    assert axes.get_ylim() == pytest.approx((seen.bottom, seen.bottom + 24 * seen.cell))
    assert axes.get_aspect() == 1  # a length is a length in every direction


def test_the_path_has_a_light_point_in_the_plane_and_a_dark_one_for_a_shadow(run):
    figure = loss_hill(hill(run))
    axes = draw(figure).axes[0]
    outside, places = lookup(figure.table.rows, 3), [list(row[1:3]) for row in figure.table.rows]
    assert points(axes) == {
        "white": [place for place, distance in zip(places, outside, strict=True) if not distance],
        "black": [place for place, distance in zip(places, outside, strict=True) if distance],
    }
    assert [text.get_text() for text in axes.texts] == ["start", "epoch 1", "end"]
    assert axes.lines[0].get_xydata().tolist() == places


def test_the_words_say_how_far_outside_the_shadows_are(run):
    figure = loss_hill(hill(run))
    distance = figure.table.rows[2][3]
    assert figure.caption.startswith("The measured loss, on 3 validation images, in the plane through the weights at the start, after epoch 1 and at the end. ")
    assert figure.caption.endswith(f"there the weights lie outside this plane, by {distance:.1f}.")
    assert figure.description.endswith(f"there the weights lie outside this plane, by {distance:.1f}.")


def test_one_epoch_has_no_shadow_and_another_plane():
    figure = loss_hill(hill(UNUSUAL["one epoch"]))
    axes = draw(figure).axes[0]
    assert list(points(axes)) == ["white"]
    assert [text.get_text() for text in axes.texts] == ["start", "epoch 1, the end"]
    assert "in the plane through the weights at the start and at the end, along the steepest descent at the start" in figure.caption
    assert "shadow" not in figure.caption + figure.description


def test_a_loss_that_is_the_same_everywhere_is_drawn(run):
    run.dataset.x_train[:] = 0
    for snapshot in run.snapshots:
        snapshot[:-3] = 0
        snapshot[-3:] = snapshot[-3]
    assert draw(loss_hill(hill(run))).axes
