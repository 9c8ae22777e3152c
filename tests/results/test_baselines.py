"""What simpler rules name right: on images whose answers can be worked out by hand, and as Keras would train."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.results import baselines
from mnist_report.results.baselines import Baselines
from mnist_report.training import regression
from mnist_report.training.dataset import Dataset

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

RECIPE = Recipe(epochs=2, validation_split=0.5)


def small_data() -> Dataset:
    """Images of 1 × 2 pixels, two classes."""
    x_train = np.array([[[255, 0]], [[0, 255]], [[204, 51]], [[0, 255]], [[255, 0]], [[153, 0]]], np.uint8)
    x_test = np.array([[[255, 0]], [[0, 255]], [[0, 51]], [[255, 0]]], np.uint8)
    return Dataset(x_train, np.array([0, 1, 0, 1, 0, 1], np.uint8), x_test, np.array([0, 1, 1, 1], np.uint8), ("0", "1"))


def test_nearest_mean() -> None:
    """The means are (204, 17) and (51, 170): the first three test images are nearest to their own."""
    data = small_data()
    assert baselines.measure(RECIPE, data).nearest_mean == 0.75
    without = np.array([0, 0, 0, 0, 0, 0], np.uint8)
    assert baselines.nearest_mean(data.x_train, without, data.x_test, data.y_test) == 0.25


def test_nearest_image() -> None:
    """The third test image is nearest to the last training image, a 1; the fourth to the first, a 0."""
    data = small_data()
    assert baselines.measure(RECIPE, data).nearest_image == 0.75
    assert baselines.nearest_image(data.x_train[:3], data.y_train[:3], data.x_test, data.y_test) == 0.75
    assert baselines.nearest_image(data.x_train[:1], data.y_train[:1], data.x_test, data.y_test) == 0.25


def test_of_equally_near_images_the_first_is_taken() -> None:
    """Also of such as differ by less than a shade."""
    known = np.array([[[8, 0]], [[15, 7]], [[0, 0]]], np.uint8)
    asked = np.array([[[9, 1]]], np.uint8)
    assert [baselines.nearest_image(known, np.array(labels, np.uint8), asked, np.array([1], np.uint8))
            for labels in ([1, 0, 0], [0, 1, 1])] == [1, 0]


def test_the_distances_of_large_images_are_exact() -> None:
    """Two images of 90 × 90 pixels that differ from white in one shade of one pixel."""
    known = np.full((2, 90, 90), 255, np.uint8)
    known[0, 0, 0] = 231
    known[1, 0, 0] = 239
    assert baselines.nearest_image(known, np.array([0, 1], np.uint8), np.full((1, 90, 90), 255, np.uint8),
                                   np.array([1], np.uint8)) == 1


def test_no_more_images_are_searched_than_there_are() -> None:
    assert baselines.measure(RECIPE, small_data()).searched == 6


def test_without_hidden_layers_it_learns_from_the_images_that_the_network_learns_from() -> None:
    """The first two of ten, which say the opposite of the others."""
    ends = np.array([[[255, 0]], [[0, 255]]], np.uint8)
    y_train, y_test = np.array([0, 1, *[1, 0] * 4], np.uint8), np.array([0, 1], np.uint8)
    data = Dataset(np.tile(ends, (5, 1, 1)), y_train, ends, y_test, ("0", "1"))
    assert baselines.measure(Recipe(epochs=200, validation_split=0.75), data).no_hidden_layer == 1
    assert baselines.measure(Recipe(epochs=200, validation_split=0.1), data).no_hidden_layer == 0


def test_softmax_regression_takes_the_steps_of_keras() -> None:
    import keras

    random = np.random.default_rng(5)
    images, labels = random.integers(0, 256, (24, 6), np.uint8), random.integers(0, 3, 24).astype(np.uint8)
    model = keras.Sequential([keras.layers.Input((6,)), keras.layers.Dense(3, "softmax", kernel_initializer="zeros")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    shuffling = np.random.default_rng(4)
    for _ in range(3):
        order = shuffling.permutation(24)
        for batch in (order[:16], order[16:]):
            model.train_on_batch((images / 255)[batch], np.eye(3)[labels[batch]])
    kernel, bias = regression.fit(images, labels, 3, Recipe(seed=4, epochs=3, batch_size=16))
    assert kernel == pytest.approx(model.get_weights()[0], abs=1e-6)
    assert bias == pytest.approx(model.get_weights()[1], abs=1e-6)
    assert abs(kernel).max() > 0.001


def test_few_images_are_those_with_which_the_learning_curve_begins() -> None:
    """Of 240 images 100 are known: of one class to the left, and that class is all there is; the other is to the right."""
    left, right = np.zeros((2, 1, 1, 2), np.uint8)
    left[..., 0], right[..., 1] = 255, 200
    images = np.concatenate([left] * 100 + [right] * 140)
    labels = np.repeat(np.array([0, 1], np.uint8), (100, 140))
    test = np.concatenate([left, right, right, right]), np.array([0, 1, 1, 1], np.uint8)
    measured = baselines.measure(Recipe(epochs=1, validation_split=0.1), Dataset(images, labels, *test, ("0", "1")))
    assert (measured.few, measured.nearest_mean_of_few, measured.nearest_image_of_few) == (100, 0.25, 0.25)
    assert (measured.searched, measured.nearest_mean, measured.nearest_image) == (240, 1, 1)


def test_they_come_back_as_they_were_saved(tmp_path: Path) -> None:
    measured = Baselines(0.82, 0.925, 0.95, 10_000, 100, 0.66, 0.68)
    baselines.save(measured, tmp_path)
    assert baselines.load({path.name: path.read_bytes() for path in tmp_path.iterdir()}) == measured


def test_they_are_measured_once_for_each_recipe_and_kept(trained_project: Project) -> None:
    def entries() -> list[tuple[Path, float]]:
        return [(entry.folder, entry.made) for entry in trained_project.artifacts.store.entries() if entry.name == "baselines"]

    first, made = trained_project.artifacts.baselines, entries()
    assert first.searched == trained_project.artifacts.run.train_size
    assert "baselines" not in [entry.name for entry in trained_project.artifacts.trim(limit=0)]
    assert trained_project.artifacts.baselines == first
    assert entries() == made != []
    settings = trained_project.folder / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("seeds = 2", "seeds = 3"), encoding="utf-8")
    assert trained_project.artifacts.keys.baselines == trained_project.artifacts.keys.baselines
    assert {trained_project.artifacts.store.folder("baselines", trained_project.artifacts.keys.baselines)} == {made[0][0]}
    settings.write_text(settings.read_text(encoding="utf-8").replace("epochs = 2", "epochs = 3"), encoding="utf-8")
    assert trained_project.artifacts.store.folder("baselines", trained_project.artifacts.keys.baselines) != made[0][0]
