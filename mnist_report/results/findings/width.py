"""Width: what the number of neurons of the first hidden layer changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.formats import Percent
from ...training.experiment import chance_of_separation
from ...training.significance import SIGNIFICANT
from ..facts import Guess
from .finding import Finding
from .tried import Tried, are_clearly_below, tried

if TYPE_CHECKING:
    from ...training.experiment import Experiment, Trial

SHARES = ("Less than a quarter", "A quarter to a half", "A half to three quarters", "Three quarters or more")
TOO_FEW = "It reads more than that: two numbers for each image say a good deal."
TOO_MANY = "It reads fewer than that: whatever two neurons do not tell apart, no later layer can."


class Width(Finding):
    """What the number of neurons of the first hidden layer changes, all else in the recipe being the same."""

    @property
    def narrowest(self) -> Tried:
        """The networks with the fewest neurons in the first layer."""
        return tried(self._rising[0])

    @property
    def course(self) -> Tried:
        """The networks of the course's recipe."""
        return tried(self._experiment.baseline)

    @property
    def widest(self) -> Tried:
        """The networks with the most neurons in the first layer."""
        return tried(self._rising[-1])

    @property
    def guess(self) -> Guess:
        """Which share of the test images the narrowest networks name right on average, in quarters."""
        place = min(int(4 * self.narrowest.accuracy), 3)
        replies = tuple(TOO_FEW if choice < place else TOO_MANY for choice in range(len(SHARES)))
        return Guess(SHARES, SHARES[place], replies)

    @property
    def can_tell(self) -> bool:
        """Whether there are enough networks for any difference from the course's recipe to be clear."""
        return self.chance <= SIGNIFICANT

    @property
    def chance(self) -> Percent:
        """The chance that the accuracies of two groups of so many networks lie apart if all are equally good."""
        return chance_of_separation(self.narrowest.count, self.course.count)

    @property
    def clearly_worse(self) -> tuple[int, ...]:
        """The numbers of neurons, rising, whose networks are clearly worse on the test images than the course's."""
        base = self.course.accuracies
        return tuple(trial.recipe.first_units for trial in self._rising if are_clearly_below(trial.accuracies, base))

    @property
    def more_helps(self) -> bool:
        """Whether the widest networks are clearly better on the test images than those of the course."""
        return are_clearly_below(self.course.accuracies, self.widest.accuracies)

    @property
    def gains_only_in_training(self) -> bool:
        """Whether the widest networks end with clearly less loss on the images they learn from than the course's,
        but are not clearly better on the test images.
        """
        widest, course = _training_losses(self._rising[-1]), _training_losses(self._experiment.baseline)
        return not self.more_helps and are_clearly_below(widest, course)

    @property
    def _experiment(self) -> Experiment:
        return self.run.experiment("width")

    @property
    def _rising(self) -> list[Trial]:
        return sorted(self._experiment.trials, key=lambda trial: trial.recipe.first_units)


def _training_losses(trial: Trial) -> tuple[float, ...]:
    return tuple(result.history["loss"][-1] for result in trial.results)
