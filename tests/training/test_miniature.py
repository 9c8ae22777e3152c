"""The small network that readers train: its images, its random numbers, its steps."""

from __future__ import annotations

from itertools import islice
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mnist_report.training import miniature
from mnist_report.training.backward import gradient
from mnist_report.training.sample import Images, sample

FIRST = (0.6270739405881613, 0.002735721180215478, 0.5274470399599522)
"""What `mulberry32(1)` gives first in JavaScript, in the form that its author published."""


def a_run(*, images: int = 6000, classes: int = 3, side: int = 4, split: float = 0.25) -> Any:
    """A run with as many images of each class, in turn, and shades of all kinds."""
    random = np.random.default_rng(3)
    pixels = random.integers(0, 256, (images, side, side), dtype=np.uint8)
    return SimpleNamespace(
        train_size=images,
        image_shape=(side, side),
        class_names=tuple(map(str, range(classes))),
        recipe=SimpleNamespace(validation_split=split),
        dataset=SimpleNamespace(x_train=pixels, y_train=(np.arange(images) % classes).astype(np.uint8)),
    )


def test_the_random_numbers_are_those_of_the_browser() -> None:
    uniform = miniature.Uniform(1)
    assert uniform.draw(2).tolist() == list(FIRST[:2])
    assert uniform.draw(1).tolist() == list(FIRST[2:])


@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_an_order_has_each_number_once(count: int) -> None:
    order = miniature.Uniform(7).order(count)
    assert sorted(order.tolist()) == list(range(count))
    assert count < 10 or order.tolist() != list(range(count))


def test_the_start_is_that_of_glorot_and_bengio() -> None:
    kernel, bias, last, last_bias = miniature.start(miniature.Uniform(1), (90, 60, 6))
    assert (kernel.shape, last.shape) == ((90, 60), (60, 6))
    assert 0.19 < abs(kernel).max() <= 0.2
    assert abs(kernel.mean()) < 0.01
    assert not bias.any()
    assert not last_bias.any()


def test_each_image_is_used_once_a_pass() -> None:
    chosen = sample(a_run(images=130)).training
    first, second = islice(miniature.passes(chosen, 3, "relu"), 2)
    uniform, pixels = miniature.Uniform(miniature.SEED), chosen.pixels.reshape(len(chosen.pixels), -1) / 255
    weights = miniature.start(uniform, (16, miniature.NEURONS, 3))
    assert all(map(np.array_equal, weights, first))
    for batch in np.split(uniform.order(len(pixels)), range(miniature.BATCH, len(pixels), miniature.BATCH)):
        slopes = gradient(pixels[batch], chosen.labels[batch], weights, "relu")
        weights = [array - miniature.RATE * slope for array, slope in zip(weights, slopes, strict=True)]
    assert all(map(np.array_equal, weights, second))


def test_a_sample_is_balanced_and_holds_no_image_twice() -> None:
    chosen = sample(a_run())
    assert np.bincount(chosen.training.labels).tolist() == [500] * 3
    assert np.bincount(chosen.validation.labels).tolist() == [166] * 3
    assert chosen.training.indices.tolist() == list(range(1500))
    assert chosen.validation.indices.min() == 4500


def test_a_sample_has_few_shades() -> None:
    run = a_run(images=100)
    chosen = sample(run).training
    assert set(np.unique(chosen.pixels)) <= set(range(0, 256, 17))
    assert abs(chosen.pixels.astype(int) - run.dataset.x_train[chosen.indices]).max() == 8


@pytest.mark.parametrize(("run", "training", "validation"), [
    (a_run(images=40), 30, 10),  # all that there are
    (a_run(classes=26), 26 * 57, 26 * 19),
    (a_run(side=64, images=2000), 3 * 95, 3 * 31),  # fewer, for as many pixels
    (a_run(side=300, images=40), 3 * 4, 3),
    (a_run(classes=4, images=8, split=0.5), 4, 4),
])
def test_a_sample_of_any_data_set(run: Any, training: int, validation: int) -> None:
    chosen = sample(run)
    assert len(chosen.training.labels) == training
    assert len(chosen.validation.labels) == validation
    assert isinstance(chosen.training, Images)
