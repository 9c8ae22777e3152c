"""The plane in which classes lie apart: better than the planes that everybody knows, and the same each time."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.training.plane import DESCENTS, separating_plane


def a_cloud(classes, dimensions, seed=3):
    """Points around centres that lie apart in as many directions as there are, in a cloud that is long in another."""
    rng = np.random.default_rng(seed)
    labels = np.arange(40 * classes) % classes
    centres = 6 * rng.normal(size=(classes, dimensions))
    points = centres[labels] + rng.normal(size=(len(labels), dimensions))
    points[:, 0] += 40 * rng.normal(size=len(labels))
    return points, labels


def told(points, labels):
    """The share of points that are nearest to the centre of their own class."""
    centres = np.stack([points[labels == label].mean(axis=0) for label in np.unique(labels)])
    nearest = np.argmin(((points[:, None] - centres) ** 2).sum(axis=2), axis=1)
    return (np.unique(labels)[nearest] == labels).mean()


def widest(points):
    """The plane in which points are spread most: their principal components."""
    return np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2][:2].T


def discriminant(points, labels):
    """Fisher's."""
    centres = np.stack([points[labels == label].mean(axis=0) for label in np.unique(labels)])
    within = np.cov((points - centres[labels]).T)
    values, vectors = np.linalg.eig(np.linalg.solve(within, np.cov(centres.T)))
    return vectors[:, values.real.argsort()[[-1, -2]]].real


@pytest.mark.parametrize("seed", range(4))
def test_ten_classes_lie_apart_in_it_more_than_in_the_planes_that_everybody_knows(seed):
    points, labels = a_cloud(10, 20, seed)
    share = told(points @ separating_plane(points, labels), labels)
    assert share > told(points @ discriminant(points, labels), labels)
    assert share > told(points @ widest(points), labels) + 0.3


def test_the_slope_that_it_descends_is_that_of_the_loss(monkeypatch):
    """One step from the discriminant's plane goes against the gradient, by finite differences."""
    points, labels = a_cloud(4, 6)
    axes = {}
    for steps in (0, 1):
        monkeypatch.setattr("mnist_report.training.plane.DESCENTS", steps)
        axes[steps] = separating_plane(points, labels)
    monkeypatch.setattr("mnist_report.training.plane.DESCENTS", 1)
    before, after = (loss(points @ each, labels) for each in (axes[0], axes[1]))
    assert after < before
    small = axes[0] + 1e-4 * (axes[1] - axes[0])
    back = axes[0] - 1e-4 * (axes[1] - axes[0])
    assert loss(points @ small, labels) < before < loss(points @ back, labels)


def loss(places, labels):
    """The mean cross-entropy of the softmax of minus half the squared distances to the centres."""
    centres = np.stack([places[labels == label].mean(axis=0) for label in np.unique(labels)])
    powers = np.exp(-((places[:, None] - centres) ** 2).sum(axis=2) / 2)
    return -np.log(powers[np.arange(len(labels)), labels] / powers.sum(axis=1)).mean()


def test_it_ends_where_the_loss_does_not_fall_further(monkeypatch):
    points, labels = a_cloud(10, 20)
    points += 3 * np.random.default_rng(5).normal(size=points.shape)  # so that some remain on the wrong side
    losses = []
    for steps in (0, DESCENTS, 4 * DESCENTS):
        monkeypatch.setattr("mnist_report.training.plane.DESCENTS", steps)
        losses.append(loss(points @ separating_plane(points, labels), labels))
    start, end, beyond = losses
    assert end - beyond < 0.05 * (start - beyond)


@pytest.mark.parametrize(("classes", "dimensions"), [(2, 2), (2, 8), (3, 2), (10, 2), (26, 5)])
def test_any_number_of_classes_and_dimensions_has_a_plane(classes, dimensions):
    points, labels = a_cloud(classes, dimensions)
    axes = separating_plane(points, labels)
    assert axes.shape == (dimensions, 2)
    assert np.linalg.matrix_rank(axes) == 2


def test_a_class_without_points_changes_nothing():
    points, labels = a_cloud(5, 8)
    assert np.array_equal(separating_plane(points, labels), separating_plane(points, 3 * labels))


def test_points_that_are_all_the_same_have_a_plane():
    assert np.isfinite(separating_plane(np.ones((6, 3)), np.arange(6) % 2)).all()


def test_a_silent_neuron_does_not_count():
    points, labels = a_cloud(5, 8)
    with_silent = np.insert(points, 3, 0, axis=1)
    assert np.isfinite(separating_plane(with_silent, labels)).all()
    assert told(with_silent @ separating_plane(with_silent, labels), labels) > 0.8


def test_a_difference_in_the_last_bits_stays_one():
    """Machines add up in other orders."""
    points, labels = a_cloud(10, 20)
    shaken = points * (1 + 1e-13 * np.random.default_rng(1).normal(size=points.shape))
    difference = separating_plane(shaken, labels) - separating_plane(points, labels)
    assert abs(difference).max() < 1e-9
