"""Together: what the networks of several seeds are worth together, on the same test images."""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from statistics import fmean

from ...core.formats import Decimal, Number
from ...training.ensembles import PROBABILITIES, SCORES, VOTE, Ensembles
from ...training.metrics import wilson_interval
from ...training.significance import SIGNIFICANT
from ..facts import Guess
from .finding import Finding

CHOICES = ("No better than one of them on average", "Better than one on average, but not than the best",
           "Better than the best of them")
REPLIES = ("They are better than that: a mistake that few of them make, the others correct.",
           "It is not so: compare their mistakes with those of the average one and of the best.",
           "They are not as good as that: what most of them get wrong, they get wrong together.")


class Together(Finding):
    """What the networks of several seeds are worth together, ten at most. What is said of pairs is of two or more."""

    @cached_property
    def _ensembles(self) -> Ensembles:
        return self.run.ensembles

    @property
    def guess(self) -> Guess:
        """How good all of them are together: no better than a network on average, better, or better than the best."""
        singles, together = self._ensembles.sizes[0].right, self._ensembles.together.right
        return Guess(CHOICES, CHOICES[(together > fmean(singles)) + (together > max(singles))], REPLIES)

    @property
    def mistakes(self) -> Number:
        """Number of test images that all of them get wrong together, by the mean of their probabilities."""
        return self._ensembles.images - self._ensembles.together.right

    @property
    def mean_mistakes(self) -> Decimal:
        """Mean number of test images that one of them gets wrong."""
        return self._ensembles.images - fmean(self._ensembles.sizes[0].right)

    @property
    def fewest_mistakes(self) -> Number:
        """Number of test images that the best one of them gets wrong."""
        return self._ensembles.images - max(self._ensembles.sizes[0].right)

    @property
    def beat_the_best(self) -> bool:
        """Whether all together are better than the best single one by more than chance explains, image by image."""
        duel = self._ensembles.duel
        return duel.only_together > duel.only_best and duel.p < SIGNIFICANT

    @property
    def both_wrong(self) -> Decimal:
        """Number of test images that two of them both get wrong, on average over all pairs."""
        return fmean(self._ensembles.both_wrong)

    @property
    def both_wrong_by_chance(self) -> Decimal:
        """The same, were the mistakes of each network spread over the test images independently of the other's."""
        images = self._ensembles.images
        wrong = [images - right for right in self._ensembles.sizes[0].right]
        return fmean(one * other / images for one, other in combinations(wrong, 2))

    @property
    def share_mistakes(self) -> bool:
        """Whether two of them both get more than twice as many test images wrong as they would by chance; not so of a
        single network.
        """
        return self._ensembles.has_several and self.both_wrong > 2 * self.both_wrong_by_chance

    @property
    def turn_modest(self) -> bool:
        """Whether one is surer than it is right, on average, and all together are less sure, by more than the 95 %
        interval of the accuracy.
        """
        sizes, images = self._ensembles.sizes, self._ensembles.images
        alone, together = (wilson_interval(round(fmean(size.right)), images) for size in (sizes[0], sizes[-1]))
        return sizes[0].confidence > alone.high and sizes[-1].confidence < together.low

    @property
    def weights_fail(self) -> bool:
        """Whether a network with the mean of the weights is worse than each of them, beyond 95 % intervals: of the
        first two, and of all.
        """
        worst, images = min(self._ensembles.sizes[0].right), self._ensembles.images
        joined = [way.right for way in self._ensembles.ways if way.name not in {PROBABILITIES, SCORES, VOTE}]
        least = wilson_interval(worst, images).low
        return all(wilson_interval(right, images).high < least for right in joined)
