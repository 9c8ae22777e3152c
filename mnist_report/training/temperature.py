"""Temperature: one number that makes all probabilities of a network more or less sure and changes none of its answers.

Guo and others 2017, https://doi.org/10.48550/arXiv.1706.04599, section 4.2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .forward import softmax

LOWEST, HIGHEST = 0.1, 10.0
"""Where `fitted` looks."""
HALVINGS = 50
"""After these the place of the minimum is known to the last bit of its two decimals."""


def fitted(logits: NDArray[np.float64], labels: NDArray[np.integer[Any]]) -> float:
    """Return the temperature with the lowest mean cross-entropy, from 0.1 to 10, to two decimals.

    `logits` are (n, classes), `labels` the true classes (n,). The cross-entropy is convex in 1 / temperature, so its
    slope, the mean over the images of the expected logit minus the true one, is bisected.
    """
    true = logits[np.arange(len(labels)), labels].mean()
    low, high = 1 / HIGHEST, 1 / LOWEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if (softmax(logits * middle) * logits).sum(axis=1).mean() < true:
            low = middle
        else:
            high = middle
    return round(1 / low, 2)


def tempered(probabilities: NDArray[np.floating[Any]], temperature: float) -> NDArray[np.float64]:
    """Return softmax(logits / temperature), (n, classes), from softmax(logits).

    A logit is the logarithm of its probability, up to a number that all classes of an image share and that softmax does
    not notice. So each probability is raised to 1 / temperature, and each row divided by its sum.
    """
    powers = (probabilities / probabilities.max(axis=1, keepdims=True)).astype(np.float64) ** (1 / temperature)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
