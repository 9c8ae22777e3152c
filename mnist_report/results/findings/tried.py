"""Tried: what the networks of one trial of an experiment came to, as pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from ...core.formats import Fixed, Number, Percent
from ...training.experiment import are_clear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...training.experiment import Trial


@dataclass(frozen=True)
class Tried:
    """What the networks of one trial came to on the test images."""

    units: Number
    """Neurons of the first hidden layer."""
    images: Number
    """Number of images that each network learned from; 0 where it was all of them."""
    epochs: Number
    """Number of epochs."""
    parameters: Number
    """Weights and biases of each network."""
    accuracies: tuple[float, ...]
    """Test accuracy of each network, one a seed, 0 to 1; at least one."""
    losses: tuple[float, ...]
    """Test loss of each network, in nats."""
    training_accuracies: tuple[float, ...]
    """Training accuracy of each network over the last epoch, 0 to 1."""

    @property
    def accuracy(self) -> Percent:
        """Mean test accuracy of its networks, 0 to 1."""
        return fmean(self.accuracies)

    @property
    def lowest(self) -> Percent:
        """Lowest test accuracy of its networks, 0 to 1."""
        return min(self.accuracies)

    @property
    def loss(self) -> Fixed:
        """Mean test loss of its networks, in nats."""
        return fmean(self.losses)

    @property
    def training_accuracy(self) -> Percent:
        """Mean over its networks of the training accuracy over the last epoch, 0 to 1."""
        return fmean(self.training_accuracies)

    @property
    def count(self) -> Number:
        """Number of its networks, at least 1."""
        return len(self.accuracies)

    @property
    def kilobytes(self) -> Number:
        """Memory that the parameters take as float32, 4 bytes each, in units of 1,000 bytes, rounded up."""
        return -(-4 * self.parameters // 1000)


def tried(trial: Trial) -> Tried:
    """Return what the networks of a trial came to."""
    recipe, results = trial.recipe, trial.results
    return Tried(
        units=recipe.first_units,
        images=recipe.train_images or 0,
        epochs=recipe.epochs,
        parameters=results[0].parameters,
        accuracies=trial.accuracies,
        losses=trial.losses,
        training_accuracies=tuple(result.history["accuracy"][-1] for result in results),
    )


def are_clearly_below(some: Iterable[float], others: Iterable[float]) -> bool:
    """Return whether all of some values are below all others, and chance would hardly part them so."""
    some, others = tuple(some), tuple(others)
    return max(some) < min(others) and are_clear(some, others)
