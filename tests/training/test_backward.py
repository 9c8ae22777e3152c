"""The backward pass against two that are not ours: finite differences, and TensorFlow's automatic differentiation."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.training import backward, forward
from mnist_report.training.backward import DERIVATIVES, gradient, lead_gradient
from mnist_report.training.forward import ACTIVATIONS, BATCH, cross_entropies, logits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = list[NDArray[np.float32]]

ACTIVATION_NAMES = sorted(ACTIVATIONS)
STEP = 1e-6


def network(widths: tuple[int, ...], seed: int = 0) -> Weights:
    rng = np.random.default_rng(seed)
    shapes = [shape for width, units in pairwise(widths) for shape in ((width, units), (units,))]
    return [rng.normal(0, 0.5, shape).astype(np.float32) for shape in shapes]


def images(count: int, pixels: int, classes: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """A third of the pixels is blank."""
    rng = np.random.default_rng(1)
    drawn = rng.random((count, pixels)).astype(np.float32)
    return np.where(drawn < 1 / 3, np.float32(0), drawn), rng.integers(classes, size=count).astype(np.uint8)


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_the_gradient_is_the_slope_of_the_loss_along_every_single_weight(activation: str) -> None:
    weights = [array.astype(np.float64) for array in network((6, 5, 4, 3))]
    pixels, labels = images(20, 6, 3)

    def loss() -> float:
        return float(cross_entropies(logits(pixels, weights, activation), labels).mean())

    for array, slopes in zip(weights, gradient(pixels, labels, weights, activation), strict=True):
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + STEP
            above = loss()
            array[place] = kept - STEP
            measured = (above - loss()) / (2 * STEP)
            array[place] = kept
            assert slopes[place] == pytest.approx(measured, abs=2e-7), (place, array.shape)


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_the_gradient_is_that_of_tensorflow(activation: str) -> None:
    import keras
    import tensorflow as tf

    weights, (pixels, labels) = network((64, 12, 9, 10)), images(50, 64, 10)
    units = [array.shape[1] for array in weights[::2]]
    names = [activation] * (len(units) - 1) + ["softmax"]
    model = keras.Sequential([keras.layers.Dense(*layer) for layer in zip(units, names, strict=True)])
    model.build((None, 64))
    model.set_weights(weights)
    with tf.GradientTape() as tape:
        loss = keras.losses.CategoricalCrossentropy()(np.eye(10)[labels], model(pixels))
    expected = tape.gradient(loss, model.trainable_variables)
    for found, tensor in zip(gradient(pixels, labels, weights, activation), expected, strict=True):
        np.testing.assert_allclose(found, tensor.numpy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_the_gradient_of_a_lead_is_its_slope_along_every_single_pixel(activation: str) -> None:
    weights, (pixels, _) = network((6, 5, 4, 3)), images(20, 6, 3)
    answers, rivals = np.arange(20) % 3, (np.arange(20) + 1) % 3
    rows = np.arange(20)

    def leads(moved: NDArray[np.float64]) -> NDArray[np.float64]:
        scores = logits(moved, weights, activation)
        return np.asarray(scores[rows, answers] - scores[rows, rivals])

    slopes = lead_gradient(pixels, answers, rivals, weights, activation)
    for pixel in range(6):
        step = STEP * np.eye(6)[pixel]
        measured = (leads(pixels + step) - leads(pixels - step)) / (2 * STEP)
        assert slopes[:, pixel] == pytest.approx(measured, abs=1e-6)
        assert slopes[pixels[:, pixel] == 0, pixel].any()  # a blank pixel has a slope, too


def test_images_in_several_batches_have_the_mean_gradient() -> None:
    weights, (pixels, labels) = network((6, 5, 4, 3)), images(2 * BATCH + 500, 6, 3)
    parts = [gradient(pixels[part], labels[part], weights, "relu") for part in (slice(700), slice(700, None))]
    for found, *arrays in zip(gradient(pixels, labels, weights, "relu"), *parts, strict=True):
        np.testing.assert_allclose(found, np.average(arrays, axis=0, weights=[700, 2 * BATCH - 200]), rtol=1e-9)


def test_the_last_slopes_are_the_probabilities_minus_the_label() -> None:
    weights, (pixels, labels) = network((6, 5, 4, 3)), images(4, 6, 3)
    *_, last = backward.backward(pixels, labels, weights, "relu")
    np.testing.assert_allclose(last.slopes, forward.forward(pixels, weights, "relu") - np.eye(3)[labels], rtol=1e-12)


def test_a_relu_that_is_off_hands_nothing_back_and_a_blank_pixel_moves_no_weight() -> None:
    weights, (pixels, labels) = network((6, 5, 4, 3)), images(1, 6, 3)
    first, second, _ = backward.backward(pixels, labels, weights, "relu")
    for layer in (first, second):
        off = layer.sums <= 0
        assert off.any() and not layer.slopes[off].any() and layer.slopes[~off].all()
    kernel, _ = first.gradient
    blank = pixels[0] == 0
    assert blank.any() and not kernel[blank].any()


def test_every_activation_of_a_recipe_has_a_derivative() -> None:
    for name in ACTIVATION_NAMES:
        Recipe(activation=name)
    assert DERIVATIVES.keys() == ACTIVATIONS.keys()
