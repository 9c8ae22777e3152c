"""Tried: what the networks of one trial of an experiment came to, as pages say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

from ...core.formats import Fixed, Number, Percent
from ...training.experiment import are_clear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...training.experiment import Trial


@dataclass(frozen=True, eq=False)
class Tried:
    """What the networks of one trial came to on the test images."""

    trial: Trial = field(repr=False)
    """The trial."""

    @property
    def accuracy(self) -> Percent:
        """Mean test accuracy of its networks, 0 to 1."""
        return fmean(self.trial.accuracies)

    @property
    def lowest(self) -> Percent:
        """Lowest test accuracy of its networks, 0 to 1."""
        return min(self.trial.accuracies)

    @property
    def highest(self) -> Percent:
        """Highest test accuracy of its networks, 0 to 1."""
        return max(self.trial.accuracies)

    @property
    def loss(self) -> Fixed:
        """Mean test loss of its networks, in nats."""
        return fmean(self.trial.losses)

    @property
    def training_accuracy(self) -> Percent:
        """Mean over its networks of the training accuracy over the last epoch, 0 to 1."""
        return fmean(result.history["accuracy"][-1] for result in self.trial.results)

    @property
    def images(self) -> Number:
        """Number of images that its networks learned from. It is asked of trials that learned from few."""
        return self.trial.recipe.train_images or 0

    @property
    def epochs(self) -> Number:
        """Number of epochs."""
        return self.trial.recipe.epochs

    @property
    def count(self) -> Number:
        """Number of its networks, one a seed; at least 1."""
        return len(self.trial.results)

    @property
    def units(self) -> Number:
        """Neurons of the first hidden layer."""
        return self.trial.recipe.first_units

    @property
    def parameters(self) -> Number:
        """Weights and biases of each of its networks."""
        return self.trial.results[0].parameters

    @property
    def kilobytes(self) -> Number:
        """Memory that these take as float32, 4 bytes each, in units of 1,000 bytes, rounded up."""
        return -(-4 * self.parameters // 1000)


def are_clearly_below(some: Iterable[float], others: Iterable[float]) -> bool:
    """Return whether all of some values are below all others, and chance would hardly part them so."""
    some, others = tuple(some), tuple(others)
    return max(some) < min(others) and are_clear(some, others)
