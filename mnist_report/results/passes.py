"""Pass: what one test image makes of the network, layer by layer, for the part that shows it without the weights."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..training.forward import ACTIVATIONS
from .browser.errors import rounded

if TYPE_CHECKING:
    from ..training.run import Run

DECIMALS = 4
"""Decimals of an activation or a logit; the part shows at most three."""


@dataclass(frozen=True)
class Pass:
    """What one test image makes of the network."""

    index: int
    """Number of the image in the test set."""
    true: int
    """Its class."""
    predicted: int
    """The class that the network takes it for."""
    pixels: str
    """Its pixels, 0 to 255, row by row, in base64."""
    layers: tuple[tuple[float, ...], ...]
    """The activations of each hidden layer."""
    logits: tuple[float, ...]
    """One a class."""
    probabilities: tuple[float, ...]
    """One a class, as the run itself gave them."""


def passed(run: Run, index: int) -> Pass:
    """Return the pass of a test image, 0 <= index < number of test images."""
    values = run.dataset.x_test[index].reshape(-1) / 255
    *hidden, (kernel, bias) = zip(run.weights[::2], run.weights[1::2], strict=True)
    layers = []
    for inner, inner_bias in hidden:
        values = ACTIVATIONS[run.recipe.activation](values @ inner.astype(np.float64) + inner_bias)
        layers.append(_rounded(values))
    return Pass(
        index,
        int(run.labels[index]),
        int(run.probabilities[index].argmax()),
        b64encode(run.dataset.x_test[index].tobytes()).decode(),
        tuple(layers),
        _rounded(values @ kernel.astype(np.float64) + bias),
        tuple(rounded(float(probability)) for probability in run.probabilities[index]),
    )


def _rounded(values: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(value), DECIMALS) for value in values)
