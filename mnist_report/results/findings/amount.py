"""Amount: what more or fewer images to learn from change."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ...core.formats import Decimal, Fixed2, Number, Percent, WholePercent
from ...training.learning_curve import LearningCurve, learning_curve
from ...training.metrics import wilson_interval
from ...training.significance import SIGNIFICANT, mcnemar
from ..facts import Guess
from .finding import Finding
from .tried import Tried, tried

if TYPE_CHECKING:
    from ...training.metrics import Interval

LIMITS: Final = (2, 5, 10)
"""Where the choices of the question end: times as many mistakes."""
TIMES: Final = ("Less than twice as many", "Two to five times as many", "Five to ten times as many",
                "More than ten times as many")
TOO_FEW = "It makes more mistakes than that: what none of its images has shown, it must guess."
TOO_MANY = "It makes fewer mistakes than that: even a few images show much of what there is to learn."


class Amount(Finding):
    """What more or fewer images to learn from change, for as many epochs or for as many steps as all images take."""

    @property
    def fewest(self) -> Tried:
        """The networks of the fewest images, trained for as many epochs as those of all."""
        return tried(self._epochs.trials[0])

    @property
    def fewest_longer(self) -> Tried:
        """The networks of the fewest images, trained for as many steps as those of all."""
        return tried(self._steps.trials[0])

    @property
    def fewest_images(self) -> Number:
        """The fewest images that a network learned from."""
        return self._epochs.sizes[0]

    @property
    def some_images(self) -> Number:
        """A middle number of images that a network learned from."""
        return self._epochs.sizes[self._middle]

    @property
    def times_the_mistakes(self) -> Decimal:
        """How many times as many mistakes some images lead to as all do, for as many steps, on average."""
        mistakes = self._steps.mistakes
        return mistakes[self._middle] / mistakes[-1]

    @property
    def guess(self) -> Guess:
        """The same, in ranges."""
        place = sum(self.times_the_mistakes >= limit for limit in LIMITS)
        replies = tuple(TOO_FEW if choice < place else TOO_MANY for choice in range(len(TIMES)))
        return Guess(TIMES, TIMES[place], replies)

    @property
    def falls(self) -> bool:
        """Whether every network makes fewer mistakes than all that learned from fewer images for as many steps."""
        return all(max(fewer.accuracies) < min(more.accuracies) for fewer, more in pairwise(self._steps.trials))

    @property
    def exponent(self) -> Fixed2:
        """The exponent b of the power law a n^-b that fits the mean shares of mistakes best, for as many steps."""
        return self._steps.law().exponent

    @property
    def left_of_ten(self) -> WholePercent:
        """The share of the mistakes that this law leaves where there are ten times as many images, 0 to 1."""
        return float(min(1.0, 10.0**-self.exponent))

    @property
    def by_all(self) -> Percent:
        """The share of mistakes that the law through all sizes gives for ten times as many images as there are."""
        return self._steps.law().share(10 * self.run.train_size)

    @property
    def by_last(self) -> Percent:
        """The share of mistakes that the law through the two largest sizes alone gives for as many."""
        return self._steps.law(-2).share(10 * self.run.train_size)

    @property
    def longer_helps(self) -> bool:
        """Whether more steps with the fewest images help: with each seed, by more than chance explains on the same test
        images (McNemar).
        """
        labels = self.run.experiment("data").labels
        short, long = (curve.trials[0].answers == labels for curve in (self._epochs, self._steps))
        gained, lost = ((one & ~other).sum(axis=1).tolist() for one, other in ((long, short), (short, long)))
        return all(won > gone and mcnemar(gone, won) < SIGNIFICANT for won, gone in zip(gained, lost, strict=True))

    @property
    def labels_beat_steps(self) -> bool:
        """Whether each next larger number of images, for as many epochs, gives better networks with each seed than more
        steps with the images that there are.
        """
        pairs = zip(self._steps.trials[:-1], self._epochs.trials[1:], strict=True)
        return all(max(longer.accuracies) < min(more.accuracies) for longer, more in pairs)

    @property
    def beats_nearest_image(self) -> bool:
        """Whether the networks of the fewest images, trained for longer, are better than a copy of the label of the
        most similar of them: whether their 95 % intervals lie above its own.
        """
        return self._interval(self.fewest_longer.lowest).low > self._nearest_image.high

    @property
    def _nearest_image(self) -> Interval:
        return self._interval(self.run.baselines.nearest_image_of_few)

    @property
    def _epochs(self) -> LearningCurve:
        return learning_curve(self.run.experiment("data"), self.run.train_size)

    @property
    def _steps(self) -> LearningCurve:
        return learning_curve(self.run.experiment("data_at_equal_steps"), self.run.train_size)

    @property
    def _middle(self) -> int:
        return (len(self._epochs.sizes) - 1) // 2

    def _interval(self, accuracy: float) -> Interval:
        return wilson_interval(round(accuracy * self.run.test_size), self.run.test_size)
