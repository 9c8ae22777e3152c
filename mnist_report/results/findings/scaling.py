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
        loss = self.run.test_accuracy - self.run.experiments.unscaled.accuracy
        return loss < SLIGHT and self.run.recipe.activation == "relu"

    @property
    def removes_doubt(self) -> bool:
        """Whether its mean confidence is then above 0.99, and higher than before."""
        return self.run.experiments.unscaled.confidence > max(CERTAIN, self.run.mean_confidence)
