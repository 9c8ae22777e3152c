"""Descent: how the optimizer made the loss smaller."""

from __future__ import annotations

from math import exp

from ...core.formats import Fixed
from ..facts import Guess
from .finding import Finding


class Descent(Finding):
    """How the optimizer made the loss smaller."""

    @property
    def other_optimizer(self) -> str:
        """What to compare the optimizer of the recipe with: `sgd`, plain gradient descent; `adam` where it is `sgd`."""
        return "adam" if self.run.recipe.optimizer == "sgd" else "sgd"

    @property
    def guess(self) -> Guess:
        """Where the mean loss of the first epoch lies: above `ignorance`, below it, or below half of it."""
        loss, ignorance = self.run.first_epoch.loss, self.run.ignorance
        choices = ("Above it", "Below it, but not below half of it", "Below half of it")
        replies = (
            "That would be worse than giving every class the same probability, and the network did better.",
            "It did not get that far." if loss >= ignorance else
            "It got further than that: the network is corrected after every batch, not once an epoch.",
            "It did not get that far: the mean counts the answers from before the first corrections, too.",
        )
        return Guess(choices, choices[(loss < ignorance) + (loss < ignorance / 2)], replies)

    @property
    def typical_probability(self) -> Fixed:
        """Geometric mean of the probabilities that the right classes got in the last epoch: exp(-loss), 0 to 1."""
        return exp(-self.run.last_epoch.loss)

    @property
    def val_typical_probability(self) -> Fixed:
        """The same on the validation images, after the last epoch."""
        return exp(-self.run.last_epoch.val_loss)
