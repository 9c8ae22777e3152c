"""Miniature: a network with one hidden layer, trained by plain gradient descent on a sample of the images, in NumPy.

It is what docs/assets/explore/train-it-here/miniature.js does in a reader's browser, from the same random numbers, so
that the build can say what a reader will see. The two differ by no more than rounding: weights are in float64 here, so
that no order in which a machine adds up products changes what is said.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from .backward import gradient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .sample import Images

    Weights = list[NDArray[np.float64]]

NEURONS: Final = 32
"""Neurons of the hidden layer with which the page begins."""
RATE: Final = 0.1
"""Learning rate with which it begins."""
SEED: Final = 1
"""Seed with which it begins."""
BATCH: Final = 32
"""Images a step; the last step of a pass takes what is left."""
WORD: Final = 2**32


class Uniform:
    """Numbers in [0, 1), the same from the same seed: Mulberry32 (Tommy Ettinger, 2017, public domain)."""

    def __init__(self, seed: int) -> None:
        """Begin at `seed`, 0 to 2**32 - 1."""
        self._state = seed

    def draw(self, count: int) -> NDArray[np.float64]:
        """Return the next numbers, (count,). Each depends on its place alone, so all are made at once."""
        places = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x6D2B79F5) + np.uint64(self._state)
        self._state = (self._state + count * 0x6D2B79F5) % WORD
        state = places.astype(np.uint32)
        mixed = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
        mixed ^= mixed + (mixed ^ (mixed >> np.uint32(7))) * (mixed | np.uint32(61))
        return np.asarray((mixed ^ (mixed >> np.uint32(14))) / WORD)

    def order(self, count: int) -> NDArray[np.intp]:
        """Return the numbers 0 to count - 1, shuffled (Fisher and Yates, from the end)."""
        order = np.arange(count)
        for last, draw in zip(range(count - 1, 0, -1), self.draw(max(0, count - 1)).tolist(), strict=True):
            other = int(draw * (last + 1))
            order[last], order[other] = order[other], order[last]
        return order


def passes(images: Images, classes: int, activation: str, *, rate: float = RATE) -> Iterator[Weights]:
    """Yield the weights at the start and after each pass through the images, as `forward.logits` takes them; never end.

    A weight is moved by the rate times the slope of the mean loss of a batch, in the opposite direction.
    """
    pixels = images.pixels.reshape(len(images.pixels), -1) / 255
    uniform = Uniform(SEED)
    weights = start(uniform, (pixels.shape[1], NEURONS, classes))
    while True:
        yield weights
        order = uniform.order(len(pixels))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            weights = stepped(weights, gradient(pixels[batch], images.labels[batch], weights, activation), rate)


def start(uniform: Uniform, widths: tuple[int, ...]) -> Weights:
    """Return the weights before training for layers of these widths, the inputs first.

    The kernels are drawn evenly from -limit to limit, where limit² = 6 / (inputs + units) (Glorot and Bengio 2010), row
    by row; the biases are 0.
    """
    weights = []
    for inputs, units in pairwise(widths):
        limit = np.sqrt(6 / (inputs + units))
        kernel = (2 * uniform.draw(inputs * units) - 1) * limit
        weights += [kernel.reshape(inputs, units), np.zeros(units)]
    return weights


def stepped(weights: Weights, slopes: tuple[NDArray[np.float64], ...], rate: float) -> Weights:
    """Return the weights after a step of gradient descent."""
    return [array - rate * slope for array, slope in zip(weights, slopes, strict=True)]
