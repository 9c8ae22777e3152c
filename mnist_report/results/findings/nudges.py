"""Nudges: what small changes of every pixel leave of the right answers."""

from __future__ import annotations

from ...core.formats import Number
from ...training.robustness import Change
from .finding import Finding

NAMED = 0.1
"""The epsilon of which the texts speak."""
FEW = 0.1
"""Share of the right answers that chance may turn, where a page says that it turns few."""


class Nudges(Finding):
    """What small changes of every pixel leave of the right answers, on the first test images."""

    @property
    def images(self) -> Number:
        """Number of these images."""
        return self.run.robustness.images

    @property
    def right(self) -> Number:
        """Number of them that are read right as they are."""
        return self.run.robustness.changes[0].nudged

    @property
    def named(self) -> Change:
        """The change by 0.1 of the range of a pixel."""
        return next(change for change in self.run.robustness.changes if change.epsilon == NAMED)

    @property
    def smaller(self) -> Change:
        """The change by the next smaller epsilon that was measured."""
        changes = self.run.robustness.changes
        return changes[changes.index(self.named) - 1]

    @property
    def break_most(self) -> bool:
        """Whether a nudge by 0.1 turns more than half of the right answers into wrong ones."""
        return self.named.nudged < self.right / 2

    @property
    def are_stronger_than_noise(self) -> bool:
        """Whether a nudge by 0.1 turns more right answers into wrong ones than as much noise does."""
        return self.named.nudged < self.named.noised

    @property
    def noise_breaks_few(self) -> bool:
        """Whether noise of 0.1 turns at most a tenth of the right answers into wrong ones."""
        return self.right - self.named.noised <= FEW * self.right
