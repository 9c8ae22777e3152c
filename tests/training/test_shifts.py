"""What networks read of moved images: on networks small enough to follow."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.training import shifts
from mnist_report.training.shifts import moved
from tests.support.shifts import some_shifts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

IMAGES = np.arange(18, dtype=np.uint8).reshape(2, 3, 3)


@pytest.mark.parametrize(("down", "right", "first"), [
    (0, 0, [[0, 1, 2], [3, 4, 5], [6, 7, 8]]),
    (0, 1, [[0, 0, 1], [0, 3, 4], [0, 6, 7]]),
    (0, -2, [[2, 0, 0], [5, 0, 0], [8, 0, 0]]),
    (1, 0, [[0, 0, 0], [0, 1, 2], [3, 4, 5]]),
    (-1, 2, [[0, 0, 3], [0, 0, 6], [0, 0, 0]]),
])
def test_what_comes_in_is_empty_and_what_leaves_is_lost(down: int, right: int, first: list[list[int]]) -> None:
    assert moved(IMAGES, down, right)[0].tolist() == first
    assert moved(IMAGES, down, right).shape == IMAGES.shape


def network(labels: Any, probabilities: Any = None, **changes: Any) -> Any:
    """Names the brightest pixel of the middle row of images of 3 by 3, through two hidden layers that change nothing."""
    identity = [np.eye(9, dtype=np.float32), np.zeros(9, np.float32)]
    weights = [*identity, *identity, 40 * np.eye(9, dtype=np.float32)[:, 3:6], np.zeros(3, np.float32)]
    return SimpleNamespace(weights=weights, recipe=replace(Recipe(), **changes), labels=np.array(labels), probabilities=np.array(probabilities))


def dots(count: int = 400) -> tuple[Any, Any]:
    """Images with one bright pixel, in the middle of the middle row, of class 1."""
    images = np.zeros((count, 3, 3), np.uint8)
    images[:, 1, 1] = 255
    return images, np.ones(count, np.uint8)


def measured(farthest: int = 1, example: int = 0) -> shifts.Shifts:
    images, labels = dots()
    known = np.tile([0.1, 0.8, 0.1], (len(labels), 1))
    trainings = {recipe: network(labels, known, seed=recipe.seed) for recipe in (Recipe(), Recipe(seed=1), Recipe(seed=2, shift=1))}
    one, two, other = trainings
    return shifts.measure([({}, (one, two)), ({"shift": 1}, (other,))], trainings.__getitem__, images, example, farthest)


def test_every_image_is_moved_once_one_of_four_ways() -> None:
    """Moved up or down, the dot leaves the middle row, and the first class is named; to the side, one beside the right one."""
    found = measured()
    assert [len(reader.accuracies) for reader in found.readers] == [2, 1]
    assert {row for reader in found.readers for row in reader.accuracies} == {(1.0, 0.0)}
    assert (found.cut, found.lost, found.farthest) == ((0, 0), (0, 0), 1)


def test_at_distance_0_stands_what_the_training_says() -> None:
    images, labels = dots(2)
    training = network(labels, [[0.9, 0.1, 0], [0.1, 0.9, 0]])
    found = shifts.measure([({}, (Recipe(),))], lambda _: training, images, 0, 1)
    assert found.readers[0].accuracies == ((0.5, 0.0),)


def test_the_example_is_read_at_every_place() -> None:
    reader = measured().readers[0]
    assert reader.answers.tolist() == [[0, 0, 0], [0, 1, 2], [0, 0, 0]]
    assert reader.confidences[1] == pytest.approx([1, 1, 1])
    assert reader.confidences[0] == pytest.approx([1 / 3] * 3)


def test_what_leaves_the_image_is_counted() -> None:
    """Of the first half of the images every pixel is bright, so that a third is lost whichever way; the others have a dot in the middle."""
    images, labels = dots(8)
    images[:4] = 200
    training = network(labels, np.tile([0.1, 0.8, 0.1], (8, 1)))
    found = shifts.measure([({}, (Recipe(),))], lambda _: training, images, 0, 1)
    assert found.cut == (0, 4)
    assert found.lost == pytest.approx((0, 4 * 600 / (4 * 1800 + 4 * 255)))


def test_the_lot_is_the_same_for_all_networks_at_each_call_and_gives_each_way_a_quarter() -> None:
    """A network that sees only the middle row names the left and the right neighbour as often as the lot says."""
    images, labels = dots(4000)
    to_the_left = network(np.zeros_like(labels), np.tile([0.8, 0.1, 0.1], (4000, 1)))  # right where the dot went left, up or down
    to_the_right = network(labels + 1, np.tile([0.1, 0.1, 0.8], (4000, 1)))
    rights = [shifts.measure([({}, (Recipe(),))], lambda _, one=one: one, images, 0, 1).readers[0].accuracies[0][1]
              for one in (to_the_left, to_the_right, to_the_right)]
    assert rights[0] == pytest.approx(0.75, abs=0.03)
    assert rights[1] == rights[2] == pytest.approx(0.25, abs=0.03)


def test_kernels_are_those_of_a_network_that_has_some() -> None:
    assert measured().kernels.size == measured().biases.size == 0


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    before = some_shifts()
    shifts.save(before, tmp_path)
    after = shifts.load({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    for old, new in zip(before.readers, after.readers, strict=True):
        assert (old.difference, old.parameters, old.accuracies) == (new.difference, new.parameters, tuple(map(tuple, new.accuracies)))
        assert np.array_equal(old.answers, new.answers) and np.array_equal(old.confidences, new.confidences)
    assert (before.cut, before.lost) == (after.cut, after.lost)
    assert np.array_equal(before.kernels, after.kernels) and np.array_equal(before.biases, after.biases)
    with pytest.raises(ValueError, match="read-only"):
        after.kernels[0] = 1


def test_the_store_keeps_them_and_without_experiments_there_are_none(project: Project) -> None:
    without = project.artifacts
    artifacts = replace(without, settings=replace(without.settings, experiments=True))
    names = [reader.difference for reader in artifacts.shifts.readers]
    assert names == [{}, {"shift": 1}, {"network": "convolutional", "epochs": 3}]
    assert artifacts.shifts.kernels.shape == (3, 3, 4)
    assert artifacts.store.has("shifts", artifacts.keys.shifts)
    assert "shifts" in dict(artifacts.keys.needed()) and "accuracy_by_shift" in artifacts.figure_names
    assert "shifts" not in dict(without.keys.needed()) and "accuracy_by_shift" not in without.figure_names
