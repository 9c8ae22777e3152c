"""Restraint: what becomes of a network that learns from few images for long, and what holds it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING

from ...core.filters import joined
from ...core.formats import Fixed, Percent
from ...training.restrained import Restrained, restrained
from ..facts import Guess
from .finding import Finding
from .tried import Tried, are_clearly_below

if TYPE_CHECKING:
    from ...training.experiment import Result, Trial

CHOICES = ("It falls", "It rises", "It changes no more than the seeds differ")
REPLIES = ("It did not: the longer training ended no lower in every network.",
           "It did not: the longer training ended no higher in every network.",
           "It changed by more: the dots of the two do not overlap.")


@dataclass(frozen=True, eq=False)
class Beside(Tried):
    """What the networks of one trial came to, beside those of another one."""

    other: Trial = field(repr=False)
    """The other trial."""

    @property
    def is_more_accurate(self) -> bool:
        """Whether they are clearly more accurate on the test images than those of the other trial."""
        return are_clearly_below(self.other.accuracies, self.trial.accuracies)

    @property
    def loses_more(self) -> bool:
        """Whether they have clearly more loss on the test images than those of the other trial."""
        return are_clearly_below(self.other.losses, self.trial.losses)

    @property
    def loses_less(self) -> bool:
        """Whether they have clearly less loss on the test images than those of the other trial."""
        return are_clearly_below(self.trial.losses, self.other.losses)


class Restraint(Finding):
    """What becomes of a network that learns from few images for long, and what holds it back.

    All is compared with networks that go through the same images as often as the course goes through its own.
    """

    @property
    def short(self) -> Tried:
        """The networks that go through the few images as often as the course goes through all."""
        return Tried(self._tried.short)

    @property
    def further(self) -> Tried:
        """The networks that go through them several times as often."""
        return Tried(self._tried.further)

    @property
    def long(self) -> Beside:
        """The networks that take as many steps on them as the course takes on all, held back by nothing."""
        return self._beside(self._tried.long)

    @property
    def penalty(self) -> Beside:
        """The same with an L2 penalty."""
        return self._beside(self._tried.penalty)

    @property
    def dropout(self) -> Beside:
        """The same with dropout."""
        return self._beside(self._tried.dropout)

    @property
    def random(self) -> Tried:
        """The same with random labels in the place of the true ones."""
        return Tried(self._tried.random)

    @property
    def l2(self) -> float:
        """What the penalty multiplies the sum of the squares of the weights by."""
        return self._tried.penalty.recipe.l2

    @property
    def dropped(self) -> float:
        """Share of the outputs of each hidden layer that dropout drops in a step."""
        return self._tried.dropout.recipe.dropout

    @property
    def guess(self) -> Guess:
        """What the test loss does from the short training to the long one."""
        place = 0 if self.long.loses_less else 1 if self.long.loses_more else 2
        return Guess(CHOICES, CHOICES[place], REPLIES)

    @property
    def parts_ways(self) -> bool:
        """Whether the long training ends clearly more accurate, and with clearly more loss: both on the test images."""
        return self.long.is_more_accurate and self.long.loses_more

    @property
    def learned_by_heart(self) -> bool:
        """Whether every network gave nearly all images the random label that it was taught."""
        return all(result.history["accuracy"][-1] >= 0.99 for result in self._tried.random.results)

    @property
    def guesses_then(self) -> bool:
        """Whether, after random labels, every network names less than two tenths more of the test images than chance.
        """
        return max(self._tried.random.accuracies) < 1 / self.run.classes + 0.2

    @property
    def turns(self) -> bool:
        """Whether the validation loss of every network that goes on further is lowest before its last epoch."""
        return all(result.best_epoch < len(result.history["val_loss"]) for result in self._further)

    @property
    def best_epochs(self) -> str:
        """The epochs after which the validation loss of those networks was lowest, rising: "8 and 11"."""
        return joined(sorted({result.best_epoch for result in self._further}))

    @property
    def best_loss(self) -> Fixed:
        """Validation loss of those networks where it was lowest, on average, in nats."""
        return fmean(min(result.history["val_loss"]) for result in self._further)

    @property
    def best_accuracy(self) -> Percent:
        """Validation accuracy of those networks after the same epochs, on average, 0 to 1."""
        return fmean(result.history["val_accuracy"][result.best_epoch - 1] for result in self._further)

    @property
    def last_loss(self) -> Fixed:
        """Validation loss of those networks after the last epoch, on average, in nats."""
        return fmean(result.history["val_loss"][-1] for result in self._further)

    @property
    def last_accuracy(self) -> Percent:
        """Validation accuracy of those networks after the last epoch, on average, 0 to 1."""
        return fmean(result.history["val_accuracy"][-1] for result in self._further)

    @cached_property
    def _tried(self) -> Restrained:
        return restrained(self.run.experiment("restraint"))

    @property
    def _further(self) -> tuple[Result, ...]:
        return self._tried.further.results

    def _beside(self, trial: Trial) -> Beside:
        return Beside(trial, self._tried.short)
