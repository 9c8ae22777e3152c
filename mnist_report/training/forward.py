"""The forward pass of the network in NumPy, for everything that works without TensorFlow.

In float64 wherever it matters, so that the order in which a machine adds up products does not change an answer.
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
CHUNK: Final = 100
"""The same where the maps of a convolution should stay in the processor's cache."""
CLOSE: Final = 0.01
"""Difference of two logits, a hundred times that of rounding in float32, up to which the answer is computed again."""
KERNEL: Final = 4
"""Axes of the kernel of a convolution: height, width, channels, filters."""


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


def probabilities_of(training: Training, images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the probabilities, (n, classes), that a network of any kind gives to images (n, height, width)."""
    return softmax(_scores(training, images, np.float64))


def answers_of(training: Training, images: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return the most probable class, (n,), by a network of any kind for images (n, height, width).

    It is computed in float32, which takes half the time, and again in float64 where two classes are so close that
    rounding might choose between them.
    """
    scores = _scores(training, images, np.float32)
    answers, two = np.asarray(scores.argmax(axis=1)), np.partition(scores, -2, axis=1)[:, -2:]
    close = two[:, 1] - two[:, 0] < CLOSE
    answers[close] = _scores(training, images[close], np.float64).argmax(axis=1)
    return answers


def _scores(training: Training, images: NDArray[np.uint8], kind: type[np.floating[Any]]) -> Floats:
    """Return the logits, (n, classes), of images (n, height, width), computed in numbers of one kind."""
    arrays, activation = [array.astype(kind) for array in training.weights], training.recipe.activation
    convolutions = sum(array.ndim == KERNEL for array in arrays)
    results = [np.empty((0, arrays[-1].size), kind)]
    for start in range(0, len(images), CHUNK):
        maps = images[None, start : start + CHUNK].astype(kind) / kind(255)
        for layer in range(convolutions):
            maps = _pooled(ACTIVATIONS[activation](_convolved(maps, *arrays[2 * layer : 2 * layer + 2])))
        flat = np.moveaxis(maps, 0, -1).reshape(maps.shape[1], -1)
        results.append(_logits(flat, arrays[2 * convolutions :], activation))
    return np.concatenate(results)


def _convolved(maps: Floats, kernel: Floats, bias: Floats) -> Floats:
    """Return the convolution of maps (channels, n, height, width), with 0 beyond the edge: (filters, n, height, width).

    It is one product of matrices: the kernel times the maps, moved to each of its places.
    """
    (channels, count, height, width), (rows, columns, _, filters) = maps.shape, kernel.shape
    padded = np.pad(maps, ((0, 0), (0, 0), ((rows - 1) // 2, rows // 2), ((columns - 1) // 2, columns // 2)))
    moved = np.empty((rows, columns, *maps.shape), maps.dtype)
    for row, column in np.ndindex(rows, columns):
        moved[row, column] = padded[:, :, row : row + height, column : column + width]
    sums = kernel.reshape(-1, filters).T @ moved.reshape(rows * columns * channels, -1) + bias[:, None]
    return sums.reshape(filters, count, height, width)


def _pooled(maps: Floats) -> Floats:
    """Return the largest of each 2 by 2 cells of maps (channels, n, height, width); an odd last row is left out."""
    height, width = (size - size % 2 for size in maps.shape[2:])
    rows = np.maximum(maps[:, :, :height:2], maps[:, :, 1:height:2])
    return np.maximum(rows[..., :width:2], rows[..., 1:width:2])


def batches(images: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield the images, (n, …), `BATCH` at a time."""
    return (images[start : start + BATCH] for start in range(0, len(images), BATCH))


def _logits(sums: Any, arrays: list[Any], activation: str) -> Any:
    *hidden, last = zip(arrays[::2], arrays[1::2], strict=True)
    for kernel, bias in hidden:
        sums = ACTIVATIONS[activation](sums @ kernel + bias)
    return sums @ last[0] + last[1]


def softmax(scores: Floats) -> NDArray[np.float64]:
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
