"""Restraint: what becomes of a network that learns from few images for long, and what holds it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...core.filters import joined
from ...training.restrained import Restrained, restrained
from ..facts import Guess
from .finding import Finding
from .tried import Tried, are_clearly_below, tried

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...training.experiment import Result, Trial

ACCURACIES = {1: "is clearly more accurate", -1: "is clearly less accurate", 0: "is not clearly more or less accurate"}
LOSSES = {1: "has clearly more loss", -1: "has clearly less loss", 0: "has neither clearly more nor clearly less loss"}
CHOICES = ("It falls", "It rises", "It changes no more than the seeds differ")
REPLIES = ("It did not: the longer training ended no lower in every network.",
           "It did not: the longer training ended no higher in every network.",
           "It changed by more: the dots of the two do not overlap.")


@dataclass(frozen=True)
class Beside(Tried):
    """What the networks of one trial came to, beside those of another one."""

    verdict: str
    """How they compare on the test images: "is clearly more accurate and has clearly more loss"."""


class Restraint(Finding):
    """What becomes of a network that learns from few images for long, and what holds it back.

    All is compared with networks that go through the same images as often as the course goes through its own.
    """

    @property
    def short(self) -> Tried:
        """The networks that go through the few images as often as the course goes through all."""
        return tried(self._tried.short)

    @property
    def further(self) -> Tried:
        """The networks that go through them several times as often."""
        return tried(self._tried.further)

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
        return tried(self._tried.random)

    @property
    def guess(self) -> Guess:
        """What the test loss does from the short training to the long one."""
        place = {-1: 0, 1: 1, 0: 2}[_compared(self._tried.long.losses, self._tried.short.losses)]
        return Guess(CHOICES, CHOICES[place], REPLIES)

    @property
    def learned_by_heart(self) -> bool:
        """Whether every network gave nearly all images the random label that it was taught."""
        return all(result.history["accuracy"][-1] >= 0.99 for result in self._tried.random.results)

    @property
    def turns(self) -> bool:
        """Whether the validation loss of every network that goes on further is lowest before its last epoch, and the
        training loss falls on after that.
        """
        losses = [(result.history["loss"], result.best_epoch - 1) for result in self._further]
        return all(loss[-1] < loss[best] for loss, best in losses)

    @property
    def best_epochs(self) -> str:
        """The epochs after which the validation loss of those networks was lowest, rising: "epochs 8 and 11"."""
        found = sorted({result.best_epoch for result in self._further})
        return f"{'epoch' if len(found) == 1 else 'epochs'} {joined(found)}"

    @cached_property
    def _tried(self) -> Restrained:
        return restrained(self.run.experiment("restraint"))

    @property
    def _further(self) -> tuple[Result, ...]:
        return self._tried.further.results

    def _beside(self, trial: Trial) -> Beside:
        accuracy = _compared(trial.accuracies, self._tried.short.accuracies)
        loss = _compared(trial.losses, self._tried.short.losses)
        return Beside(**vars(tried(trial)), verdict=f"{ACCURACIES[accuracy]} and {LOSSES[loss]}")


def _compared(some: Iterable[float], others: Iterable[float]) -> int:
    """Return 1 where some values are clearly above others, -1 where they are clearly below, and 0 where neither is."""
    return are_clearly_below(others, some) - are_clearly_below(some, others)
