"""Where test images lie in the last hidden layer, on runs small enough to compute by the book."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.training.clusters import MOMENTS, Arrangement, clusters, evenly, first_to_last, hidden
from mnist_report.training.forward import ACTIVATIONS, forward
from mnist_report.training.plane import separating_plane
from tests.support.drawing import UNUSUAL, as_arrays, make_run


@pytest.fixture
def run():
    return make_run()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_hidden_layer_and_the_last_one_are_the_network(run, activation):
    run.recipe.activation = activation
    points = hidden(run.dataset.x_test, run.weights, activation)
    probabilities = forward(points, run.weights[-2:], activation)
    assert probabilities == pytest.approx(forward(run.dataset.x_test.reshape(8, -1) / 255, run.weights, activation))


def test_all_moments_are_seen_in_the_plane_of_the_trained_network_and_of_training_images(run):
    learned = run.dataset.x_train[:9]  # a quarter of twelve is held out
    axes = separating_plane(hidden(learned, run.weights, "relu"), run.dataset.y_train[:9])
    seen = clusters(run)
    assert [moment.step for moment in seen.moments] == [0, 2, 5, 10, 15]
    for arrangement, moment in zip(seen.moments, run.moments, strict=True):
        assert arrangement.places == pytest.approx(hidden(run.dataset.x_test, moment.weights, "relu") @ axes, abs=6e-4)


def test_the_plane_does_not_depend_on_the_images_that_are_shown(run):
    before = clusters(run)
    run.dataset.x_test = run.dataset.x_test[::-1]
    assert np.array_equal(clusters(run).moments[0].places[::-1], before.moments[0].places)


def test_the_answers_are_those_of_each_moment_and_the_last_those_of_the_run(run):
    seen = clusters(run)
    for arrangement, moment in zip(seen.moments[:-1], run.moments, strict=False):
        probabilities = forward(run.dataset.x_test.reshape(8, -1) / 255, moment.weights, "relu")
        assert np.array_equal(arrangement.answers, probabilities.argmax(axis=1))
        assert arrangement.confidences == pytest.approx(probabilities.max(axis=1))
    assert np.array_equal(seen.moments[-1].answers, run.probabilities.argmax(axis=1))
    assert np.array_equal(seen.moments[-1].confidences, run.probabilities.max(axis=1))


def test_nearest_is_the_class_with_the_nearest_centre_of_all_shown_images(run):
    for moment, arrangement in zip(run.moments, clusters(run).moments, strict=True):
        for points, nearest in ((hidden(run.dataset.x_test, moment.weights, "relu"), arrangement.nearest),
                                (arrangement.places, arrangement.nearest_in_plane)):
            middles = [points[run.labels == label].mean(axis=0) for label in range(3)]
            assert nearest.tolist() == [int(np.argmin([np.linalg.norm(point - middle) for middle in middles])) for point in points]


def test_the_scatter_between_the_centres_is_nothing_where_they_are_one_and_all_where_each_class_is_a_point(run):
    run.dataset.x_test = np.repeat(run.dataset.x_test[:1], 8, axis=0)
    assert {moment.between for moment in clusters(run).moments} == {0.0}
    run.dataset.x_test = np.random.default_rng(1).integers(0, 256, (3, 4, 4), dtype=np.uint8)[run.labels]
    assert {moment.between for moment in clusters(run).moments} == {1.0}


@pytest.mark.parametrize(("step", "epoch", "name"), [
    (0, 0, "before training"), (1, None, "after 1 step"), (1000, None, "after 1,000 steps"), (7500, 5, "after epoch 5"),
])
def test_a_moment_is_called_by_its_steps_until_an_epoch_ends(step, epoch, name):
    nothing = np.empty(0)
    assert Arrangement(step, epoch, nothing, nothing, nothing, nothing, nothing, 0.0).name == name


@pytest.mark.parametrize(("count", "most", "chosen"), [(3, 10, [0, 1, 2]), (10, 5, [0, 2, 4, 6, 8]), (7, 3, [0, 2, 4]), (1, 1, [0])])
def test_images_are_spread_evenly_whatever_their_order(count, most, chosen):
    assert evenly(count, most).tolist() == chosen


@pytest.mark.parametrize(("count", "most", "chosen"), [(3, 10, [0, 1, 2]), (1001, 5, [0, 250, 500, 750, 1000]), (2, 2, [0, 1])])
def test_moments_are_spread_evenly_with_the_first_and_the_last(count, most, chosen):
    assert first_to_last(count, most) == chosen


def test_there_are_no_more_images_pixels_and_moments_than_a_page_can_load(run, monkeypatch):
    assert len(clusters(UNUSUAL["a thousand epochs"]).moments) == MOMENTS
    monkeypatch.setattr("mnist_report.training.clusters.IMAGES", 5)
    assert clusters(run).indices.tolist() == [0, 1, 3, 4, 6]
    monkeypatch.setattr("mnist_report.training.clusters.PIXELS", 32)
    assert clusters(run).indices.tolist() == [0, 4]
    monkeypatch.setattr("mnist_report.training.clusters.PIXELS", 1)
    assert clusters(run).indices.tolist() == [0]


def test_a_network_that_puts_out_nothing_has_all_images_in_one_place(run):
    run.snapshots[:] = 0
    run.weights = as_arrays(run.snapshots[0], run.weights)
    del run.moments[1]  # which has weights of its own
    for moment in clusters(run).moments:
        assert not moment.places.any()
        assert moment.between == 0
