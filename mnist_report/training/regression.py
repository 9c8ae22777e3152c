"""Softmax regression: the network without its hidden layers, trained in NumPy.

    pixels ──► one weight for each pixel and class ──► softmax

In float64, and the loss has one minimum, so that every machine ends with the same answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from .forward import softmax

if TYPE_CHECKING:
    from ..core.recipe import Recipe

BRIGHTEST: Final = 255
"""The largest value of a pixel."""
RATE: Final = 0.001
"""Adam's learning rate in Keras."""
MEAN_DECAY: Final = 0.9
"""How much of the mean of the gradients is kept in a step, in Keras."""
SQUARE_DECAY: Final = 0.999
"""The same for the mean of their squares."""
EPSILON: Final = 1e-7
"""What Keras adds to the root of that mean."""


def fit(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], classes: int, recipe: Recipe
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the kernel (pixels, classes) and the bias (classes,) that Adam finds from zero.

    They belong to pixels in [0, 1]; `images` are (n, pixels) from 0 to 255. Epochs, batch size and seed are those of
    the recipe. Adam is that of Kingma and Ba 2015, with the constants of Keras.
    """
    shuffling, truth = np.random.default_rng(recipe.seed), np.eye(classes)
    weights = np.zeros((images.shape[1] + 1, classes))
    mean, square, step = np.zeros_like(weights), np.zeros_like(weights), 0
    for _ in range(recipe.epochs):
        order = shuffling.permutation(len(images))
        for start in range(0, len(order), recipe.batch_size):
            batch, step = order[start : start + recipe.batch_size], step + 1
            gradient = _gradient(weights, images[batch], truth[labels[batch]])
            mean += (1 - MEAN_DECAY) * (gradient - mean)
            square += (1 - SQUARE_DECAY) * (gradient * gradient - square)
            rate = RATE * np.sqrt(1 - SQUARE_DECAY**step) / (1 - MEAN_DECAY**step)
            weights -= rate * mean / (np.sqrt(square) + EPSILON)
    return weights[:-1], weights[-1]


def _gradient(
    weights: NDArray[np.float64], images: NDArray[np.uint8], truth: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the slope of the mean cross-entropy of a batch; the bias is the last row of `weights`."""
    inputs = np.ones((len(images), len(weights)))
    inputs[:, :-1] = images / BRIGHTEST
    return np.asarray(inputs.T @ (softmax(inputs @ weights) - truth) / len(images))
