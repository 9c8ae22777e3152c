"""The forward pass of the network in NumPy, for everything that works without TensorFlow.

In float64, so that the order in which a machine adds up products does not change an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import pi, sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .run import Training

Floats = NDArray[np.floating[Any]]

BATCH: Final = 1000
"""Images that go through the network at a time, to save memory."""


def forward(images: Floats, weights: Sequence[Floats], activation: str) -> NDArray[np.float64]:
    """Return the probabilities, (n, classes), of images (n, pixels) in [0, 1]: the softmax of `logits`."""
    return softmax(logits(images, weights, activation))


def logits(inputs: Floats, weights: Sequence[Floats], activation: str) -> NDArray[np.float64]:
    """Return the logits, which go into the softmax, (n, classes), for inputs (n, width) of a chain of dense layers.

    `weights` are the kernel (inputs, units) and the bias (units,) of each in turn; all but the last have `activation`.
    """
    arrays = [array.astype(np.float64, copy=False) for array in weights]
    exact = (batch.astype(np.float64, copy=False) for batch in batches(inputs))
    return np.concatenate([_logits(batch, arrays, activation) for batch in exact])


def probabilities_of(training: Training, images: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the probabilities, (n, classes), that a trained network gives to images (n, height, width) in [0, 1]."""
    return forward(images.reshape(len(images), -1), training.weights, training.recipe.activation)


def batches(images: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield the images, (n, …), `BATCH` at a time."""
    return (images[start : start + BATCH] for start in range(0, len(images), BATCH))


def _logits(sums: NDArray[np.float64], arrays: list[NDArray[np.float64]], activation: str) -> NDArray[np.float64]:
    *hidden, last = zip(arrays[::2], arrays[1::2], strict=True)
    for kernel, bias in hidden:
        sums = ACTIVATIONS[activation](sums @ kernel + bias)
    return sums @ last[0] + last[1]


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities, (n, classes), of logits (n, classes)."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def cross_entropies(scores: NDArray[np.float64], labels: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Return -ln(probability of the true class) of each image, (n,) in nats, from logits (n, classes).

    It is not clipped, as Keras computes it for a softmax layer.
    """
    highest = scores.max(axis=1)
    return np.asarray(
        highest + np.log(np.exp(scores - highest[:, None]).sum(axis=1)) - scores[np.arange(len(labels)), labels]
    )


def _relu(sums: Floats) -> Floats:
    return np.maximum(sums, 0)


def _sigmoid(sums: Floats) -> Floats:
    return (1 + np.tanh(sums / 2)) / 2


def _elu(sums: Floats) -> Floats:
    return np.where(sums > 0, sums, np.expm1(np.minimum(sums, 0)))


def _gelu(sums: Floats) -> Floats:
    return sums * normal_cdf(sums)


def normal_cdf(sums: Floats) -> Floats:
    """Return Φ, the distribution function of the standard normal distribution, to 7.5e-8.

    By Abramowitz and Stegun 1964, 26.2.17, as NumPy has no error function.
    """
    t = 1 / (1 + 0.2316419 * abs(sums))
    series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail = np.exp(-sums * sums / 2) / sqrt(2 * pi) * series
    return np.where(sums > 0, 1 - tail, tail)


ACTIVATIONS: Final[dict[str, Callable[[Floats], Any]]] = {
    "relu": _relu, "tanh": np.tanh, "sigmoid": _sigmoid, "gelu": _gelu, "elu": _elu, "linear": lambda sums: sums,
}
"""The activations by their names in a recipe."""
