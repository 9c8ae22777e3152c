"""Drawing: how the page on which a reader draws prepares a drawing; as docs/assets/explore/draw-a-digit/ does."""

from __future__ import annotations

from ...core.constraints import Count
from ...core.formats import Decimal
from ..browser.weights import FLOAT16, weights
from .finding import Finding

MNIST_SIDE = 28
BOX = 20
"""Pixels, of 28, that the longer side of a drawing fills."""
LINES = (1.7, 3.7)
"""The least and the greatest width of a line, in pixels of an image of 28."""
PAPER = 700
"""Side of the paper, at most, in its own pixels, unless the image is larger."""


class Drawing(Finding):
    """How a drawing is prepared for the network. Lengths are in pixels of an image."""

    @property
    def box(self) -> int:
        """What the longer side of a drawing fills."""
        return round(BOX * self._scale)

    @property
    def thinnest(self) -> Decimal:
        """The least width of a line."""
        return LINES[0] * self._scale

    @property
    def thickest(self) -> Decimal:
        """The greatest width of a line."""
        return LINES[1] * self._scale

    @property
    def paper(self) -> int:
        """Side of the paper, in its own pixels: a multiple of the image's side."""
        return self.run.image_side * max(PAPER // self.run.image_side, 1)

    @property
    def weights_kilobytes(self) -> Count:
        """Size of the weights that a page loads to read a drawing, in thousands of bytes."""
        return round(len(weights(self.run.run, FLOAT16)) / 1000)

    @property
    def _scale(self) -> float:
        return self.run.image_side / MNIST_SIDE
