"""Rates: what the learning rate changes within one epoch."""

from __future__ import annotations

from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING

from ...core.formats import Fixed, Number
from ...figures.accuracies import plain_number
from ...figures.rates import OPTIMIZERS
from ...training.experiment import are_clear
from ...training.stretches import stretches
from ..facts import Guess
from .finding import Finding
from .tried import are_clearly_below

if TYPE_CHECKING:
    from ...training.experiment import Experiment, Trial
    from ...training.stretches import Stretch

CHOICES = ("It ends lower than with the default rate", "It ends higher, but below the loss of ignorance",
           "It ends above the loss of ignorance", "It is no number any more")
NO_NUMBER = "Here it stayed a number throughout. With other networks it may overflow, and then no number is left."
HIGHER = "It ended higher: each step goes too far, and the next one has to make up for it."
LOWER = "It ended lower than that."


class Rates(Finding):
    """What the learning rate changes within one epoch, all else in the recipe being the same."""

    @property
    def optimizer(self) -> str:
        """Keras' class of the optimizer of the recipe: "Adam"."""
        return OPTIMIZERS[self.run.recipe.optimizer]

    @property
    def worse(self) -> tuple[str, ...]:
        """The rates, rising, whose networks are clearly less accurate than those with the default rate."""
        base = self._rate.baseline.accuracies
        return tuple(plain_number(trial.recipe.rate) for trial in self._rising
                     if are_clearly_below(trial.accuracies, base))

    @property
    def plain(self) -> str:
        """The rates of plain gradient descent, rising, as code: "0.01, 0.1, 1.0"."""
        return ", ".join(str(trial.recipe.rate) for trial in self._plain)

    @property
    def plain_not_clear(self) -> tuple[str, ...]:
        """The rates, rising, with which plain gradient descent is neither clearly more nor clearly less accurate."""
        base = self._descent.baseline
        return tuple(plain_number(trial.recipe.rate) for trial in self._plain
                     if not are_clear(trial.accuracies, base.accuracies))

    @property
    def overtaken(self) -> bool:
        """Whether the larger rate has clearly less loss than the default in some stretch, and clearly more in the last.
        """
        larger = self._larger
        return (larger is not None and bool(self._faster)
                and are_clearly_below(_column(self._rate.baseline, -1), _column(larger, -1)))

    @property
    def ahead_until(self) -> Number:
        """The last step of the last stretch in which the larger rate has clearly less loss than the default.

        Raise IndexError where there is no such stretch.
        """
        return self._stretches[self._faster[-1]].last

    @property
    def default_end(self) -> Fixed:
        """Mean training loss of the last stretch with the default rate, in nats."""
        return fmean(_column(self._rate.baseline, -1))

    @property
    def largest_end(self) -> Fixed:
        """The same with the largest of the rates."""
        return fmean(_column(self._rising[-1], -1))

    @property
    def peak(self) -> Fixed:
        """The highest training loss of any stretch and any network with the largest rate, in nats."""
        return max(map(max, _losses(self._rising[-1])))

    @property
    def leaps(self) -> bool:
        """Whether every network with the largest rate had a stretch with a loss of more than twice that of ignorance,
        and all of them clearly more than the default in the last one, but less than at their highest.
        """
        losses = _losses(self._rising[-1])
        return (all(max(each) > max(2 * self.run.ignorance, each[-1]) for each in losses)
                and are_clearly_below(_column(self._rate.baseline, -1), _column(self._rising[-1], -1)))

    @property
    def guess(self) -> Guess:
        """Where the loss of the networks with the largest rate ends, on average over the last stretch."""
        end = self.largest_end
        place = 0 if end < self.default_end else 1 if end < self.run.ignorance else 2
        replies = (HIGHER, HIGHER if place > 1 else LOWER, LOWER, NO_NUMBER)
        return Guess(CHOICES, CHOICES[place], replies)

    @property
    def _rate(self) -> Experiment:
        return self.run.experiment("rate")

    @property
    def _descent(self) -> Experiment:
        return self.run.experiment("descent")

    @cached_property
    def _rising(self) -> list[Trial]:
        return sorted(self._rate.trials, key=lambda trial: trial.recipe.rate)

    @property
    def _plain(self) -> list[Trial]:
        return [trial for trial in self._descent.trials if trial.difference]

    @property
    def _larger(self) -> Trial | None:
        base = self._rate.baseline.recipe.rate
        return next((trial for trial in self._rising if trial.recipe.rate > base), None)

    @property
    def _stretches(self) -> tuple[Stretch, ...]:
        base = self._rate.baseline
        return stretches(base, base.results[0])

    @cached_property
    def _faster(self) -> list[int]:
        """The places of the stretches in which the larger rate has clearly less loss than the default."""
        larger = self._larger
        return [place for place in range(len(self._stretches))
                if larger and are_clearly_below(_column(larger, place), _column(self._rate.baseline, place))]


def _losses(trial: Trial) -> list[list[float]]:
    """Return for each seed the mean losses of the stretches."""
    return [[stretch.loss for stretch in stretches(trial, result)] for result in trial.results]


def _column(trial: Trial, place: int) -> tuple[float, ...]:
    """Return the mean loss of one stretch from each seed."""
    return tuple(losses[place] for losses in _losses(trial))
