"""Scaling: what the network makes of test images that were scaled in another way than the training images."""

from __future__ import annotations

from typing import Final

from .finding import Finding

SLIGHT: Final = 0.02
"""A loss of accuracy, 0 to 1, that surprises because it is so small."""
CERTAIN: Final = 0.99
"""A mean confidence, 0 to 1, of a network without doubts."""


class Scaling(Finding):
    """What the network makes of test images that were scaled in another way than the training images."""

    @property
    def is_forgiven(self) -> bool:
        """Whether a network with ReLU, whose scores grow with the pixels, answers about as well up to 255."""
        loss = self.run.test_accuracy - self.run.probes.unscaled.accuracy
        return loss < SLIGHT and self.run.recipe.activation == "relu"

    @property
    def forgotten(self) -> int:
        """How many are right up to 255: 0 nearly as many, 1 clearly fewer, 2 no more than the largest class has."""
        if self.run.test_accuracy - self.run.probes.unscaled.accuracy < SLIGHT:
            return 0
        return 1 if self.run.probes.unscaled.accuracy > self.run.matrix.largest_class else 2

    @property
    def leaves_guesses(self) -> bool:
        """Whether images divided twice are named right no more often than by naming the largest class each time."""
        return self.run.probes.scaled_twice.accuracy <= self.run.matrix.largest_class

    @property
    def removes_doubt(self) -> bool:
        """Whether its mean confidence is then above 0.99, and higher than before."""
        return self.run.probes.unscaled.confidence > max(CERTAIN, self.run.mean_confidence)
