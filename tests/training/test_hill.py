"""The hill of the loss: its plane, its grid, and the path through it, on runs small enough to compute by the book."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from mnist_report.training import hill as measured
from mnist_report.training.backward import gradient
from mnist_report.training.forward import ACTIVATIONS, forward
from mnist_report.training.hill import POINTS, STATIONS, hill
from tests.support.drawing import UNUSUAL, as_arrays, make_run


@pytest.fixture
def run():
    return make_run()


def held_out(run):
    """Pixels and labels of the validation images: the last quarter of twelve."""
    return run.dataset.x_train[9:].reshape(-1, 16) / 255, run.dataset.y_train[9:]


def loss_at(run, flat):
    """The mean loss by the book."""
    pixels, labels = held_out(run)
    probabilities = forward(pixels, as_arrays(flat, run.weights), run.recipe.activation)
    return -np.log(probabilities[np.arange(len(labels)), labels]).mean()


def axes_of(run, second):
    """Two orthonormal directions, the first towards the first epoch, the other as far as it turns towards `second`."""
    first = run.snapshots[1].astype(np.float64) - run.snapshots[0]
    axes = np.linalg.qr(np.stack([first, second], axis=1))[0].T
    return axes * np.sign([axes[0] @ first, axes[1] @ second])[:, None]


def assert_by_the_book(run, axes):
    seen = hill(run)
    for column, row in ((0, 0), (12, 12), (24, 3), (7, 24), (19, 11)):
        x, y = seen.left + seen.cell * column, seen.bottom + seen.cell * row
        assert seen.losses[row][column] == pytest.approx(loss_at(run, run.snapshots[0] + x * axes[0] + y * axes[1]), rel=1e-3)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_grid_is_the_loss_in_the_plane_through_start_first_epoch_and_end(run, activation):
    run.recipe.activation = activation
    assert hill(run).spanned_by == "end"
    assert_by_the_book(run, axes_of(run, run.snapshots[-1].astype(np.float64) - run.snapshots[0]))


def test_start_first_epoch_and_end_lie_in_the_plane_and_the_others_as_far_outside_as_they_are(run):
    start, first, other, end = hill(run).path
    assert (start.x, start.y, start.outside) == (0, 0, 0)
    assert (first.y, first.outside, end.outside) == (0, 0, 0)
    assert first.x > 0
    assert end.y > 0
    assert other.outside > 0
    for station in (first, other, end):
        way = run.snapshots[station.epoch] - run.snapshots[0]
        assert np.hypot(np.hypot(station.x, station.y), station.outside) == pytest.approx(np.linalg.norm(way), rel=1e-3)


def test_a_station_has_the_loss_of_its_network_and_of_its_shadow(run):
    axes = axes_of(run, run.snapshots[-1].astype(np.float64) - run.snapshots[0])
    for station in hill(run).path:
        assert station.loss == pytest.approx(loss_at(run, run.snapshots[station.epoch]), rel=1e-3)
        shadow = run.snapshots[0] + station.x * axes[0] + station.y * axes[1]
        assert station.shadow_loss == pytest.approx(loss_at(run, shadow), rel=1e-3)


def test_the_map_has_the_path_and_a_margin_around_it():
    for run in UNUSUAL.values():
        seen = hill(run)
        assert len(seen.losses) == len(seen.losses[0]) == POINTS
        for name, low in (("x", seen.left), ("y", seen.bottom)):
            places, side = [getattr(station, name) for station in seen.path], seen.cell * (POINTS - 1)
            assert low + 0.2 * side < min(places) <= max(places) < low + 0.8 * side


@pytest.mark.parametrize("epochs", [1, 3])
def test_where_the_end_lies_on_the_line_the_plane_has_the_steepest_descent_at_the_start(epochs):
    run = make_run(epochs=epochs)
    run.snapshots[:] = np.linspace(run.snapshots[0], run.snapshots[-1], epochs + 1)
    assert hill(run).spanned_by == "gradient"
    slopes = gradient(*held_out(run), run.weights_after(0), "relu")
    assert_by_the_book(run, axes_of(run, -np.concatenate([array.ravel() for array in slopes])))
    assert {station.outside for station in hill(run).path} == {0}


def test_a_training_that_moved_nothing_has_a_plane(run):
    run.snapshots[:] = run.snapshots[0]
    seen = hill(run)
    assert seen.spanned_by == "chance"
    assert seen.cell == pytest.approx(1.8 / (POINTS - 1), rel=1e-3)
    assert {(station.x, station.y, station.outside) for station in seen.path} == {(0, 0, 0)}


def test_a_long_training_shows_some_epochs_with_the_first_and_the_last():
    epochs = [station.epoch for station in hill(UNUSUAL["a thousand epochs"]).path]
    assert len(epochs) == STATIONS
    assert epochs[:2] == [0, 1]
    assert epochs[-1] == 1000
    assert epochs == sorted(set(epochs))


@pytest.mark.parametrize("scale", [1e-30, 1e4])
def test_a_loss_of_any_size_is_a_number_above_zero(run, scale):
    run.snapshots[:] *= np.float32(scale)
    assert all(np.isfinite(loss) and loss >= measured.LEAST for row in hill(run).losses for loss in row)


def test_where_every_answer_is_certain_and_right_the_loss_still_has_a_logarithm(run):
    run.dataset.y_train[9:] = 0
    run.snapshots[:] = 0
    run.snapshots[:, -3] = 1e4
    assert {loss for row in hill(run).losses for loss in row} == {measured.LEAST}


def test_the_loss_is_the_same_however_many_images_go_through_at_a_time(run, monkeypatch):
    whole = hill(run)
    monkeypatch.setattr("mnist_report.training.forward.BATCH", 2)
    assert hill(run) == whole


@pytest.mark.parametrize("name", UNUSUAL)
def test_it_is_small_and_the_same_each_time(name):
    seen: dict[str, Any] = asdict(hill(UNUSUAL[name]))
    assert json.dumps(seen) == json.dumps(asdict(hill(UNUSUAL[name])))
    assert len(json.dumps(seen, separators=(",", ":"))) < 10_000


def test_what_was_saved_is_loaded(run, tmp_path):
    whole = hill(run)
    measured.save(whole, tmp_path)
    assert measured.load({path.name: path.read_bytes() for path in tmp_path.iterdir()}) == whole


def test_the_store_keeps_it(project):
    artifacts = project.artifacts
    assert artifacts.hill == hill(artifacts.run)
    assert artifacts.store.has("hill", artifacts.keys.hill)
    assert "hill" in dict(artifacts.keys.needed())
