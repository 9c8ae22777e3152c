"""The backward pass of the network in NumPy: the slope of the loss with respect to weights, of a lead to pixels.

The loss is the categorical cross-entropy, in nats, of a softmax. In float64, as the forward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .forward import ACTIVATIONS, Floats, batches, normal_cdf, softmax

Classes = NDArray[np.integer[Any]]
Exact = NDArray[np.float64]


@dataclass(frozen=True)
class Layer:
    """What passes through a dense layer for n images, forwards and backwards."""

    inputs: NDArray[np.float64]
    """What goes in, (n, width): the pixels, or the outputs of the layer before."""
    sums: NDArray[np.float64]
    """What goes into the activation, (n, units)."""
    slopes: NDArray[np.float64]
    """Slope of the loss of each image with respect to its sums, (n, units)."""

    @property
    def gradient(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Slope of the sum of the losses with respect to the kernel, (width, units), and to the bias, (units,)."""
        return self.inputs.T @ self.slopes, self.slopes.sum(axis=0)


def gradient(
    images: Floats, labels: Classes, weights: Sequence[Floats], activation: str
) -> tuple[NDArray[np.float64], ...]:
    """Return the slope of the mean loss with respect to each weight, in arrays shaped as `weights`.

    `images` are (n, pixels) in [0, 1], n >= 1, `labels` (n,) their classes, `weights` as `forward.logits` takes them.
    """
    totals = [np.zeros(array.shape) for array in weights]
    for pixels, classes in zip(batches(images), batches(labels), strict=True):
        passed = backward(pixels, classes, weights, activation)
        slopes = (array for layer in passed for array in layer.gradient)
        totals = [total + array for total, array in zip(totals, slopes, strict=True)]
    return tuple(total / len(images) for total in totals)


def backward(images: Floats, labels: Classes, weights: Sequence[Floats], activation: str) -> list[Layer]:
    """Return the layers, first to last, with what passes through each for images (n, pixels) with labels (n,).

    At the last layer the slopes are p - y: the probabilities minus the one-hot label. Each layer hands its slopes back
    through its kernel, times the slope of the activation in front of it (Rumelhart, Hinton and Williams 1986).
    """
    inputs, sums = _forwards(images, weights, activation)
    slopes = _backwards(softmax(sums[-1]) - np.eye(sums[-1].shape[1])[labels], sums, weights, activation)
    return [Layer(*arrays) for arrays in zip(inputs, sums, slopes, strict=True)]


def lead_gradient(
    images: Floats, answers: Classes, rivals: Classes, weights: Sequence[Floats], activation: str
) -> NDArray[np.float64]:
    """Return the slope of logit(answer) - logit(rival) of each image with respect to each of its pixels, (n, pixels).

    `answers` and `rivals` are classes, (n,). The lead is ln(p(answer) / p(rival)), as the rest of softmax cancels.
    """
    _, sums = _forwards(images, weights, activation)
    classes = np.eye(sums[-1].shape[1])
    first, *_ = _backwards(classes[answers] - classes[rivals], sums, weights, activation)
    return np.asarray(first @ weights[0].T.astype(np.float64))


def _forwards(images: Floats, weights: Sequence[Floats], activation: str) -> tuple[list[Exact], list[Exact]]:
    """Return what goes into each layer, and into its activation."""
    kernels, biases = ([array.astype(np.float64) for array in weights[start::2]] for start in (0, 1))
    inputs, sums = [images.astype(np.float64, copy=False)], [images @ kernels[0] + biases[0]]
    for kernel, bias in zip(kernels[1:], biases[1:], strict=True):
        inputs.append(ACTIVATIONS[activation](sums[-1]))
        sums.append(inputs[-1] @ kernel + bias)
    return inputs, sums


def _backwards(last: Exact, sums: list[Exact], weights: Sequence[Floats], activation: str) -> list[Exact]:
    """Return the slopes with respect to the sums of each layer, from those of the last one, (n, classes)."""
    slopes = [last]
    for kernel, sum_ in zip(weights[-2:0:-2], sums[-2::-1], strict=True):
        slopes.append(slopes[-1] @ kernel.T.astype(np.float64) * DERIVATIVES[activation](sum_))
    return slopes[::-1]


def _relu(sums: Floats) -> Floats:
    return (sums > 0).astype(np.float64)


def _tanh(sums: Floats) -> Floats:
    return 1 - np.square(np.tanh(sums))


def _sigmoid(sums: Floats) -> Floats:
    return (1 - np.square(np.tanh(sums / 2))) / 4


def _elu(sums: Floats) -> Floats:
    return np.exp(np.minimum(sums, 0))


def _gelu(sums: Floats) -> Floats:
    return normal_cdf(sums) + sums * np.exp(-sums * sums / 2) / sqrt(2 * pi)


DERIVATIVES: Final[dict[str, Callable[[Floats], Floats]]] = {
    "relu": _relu, "tanh": _tanh, "sigmoid": _sigmoid, "gelu": _gelu, "elu": _elu, "linear": np.ones_like,
}
"""The derivatives of `forward.ACTIVATIONS`; that of ReLU is 0 at 0, as in TensorFlow."""
