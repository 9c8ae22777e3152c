"""Seed facts: what the networks of several seeds, measured on the same test images, are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, stdev
from typing import NamedTuple

from ..core.constraints import PValue
from ..core.errors import ContentError
from ..core.formats import Decimal, Fixed, Number, Percent, Percent2, Points
from ..training.significance import SIGNIFICANT, CochranTest, mcnemar


class SeedResult(NamedTuple):
    """The results of one seed."""

    seed: int
    """The seed."""
    accuracy: Percent2
    """Share of the test images predicted right, 0 to 1."""
    loss: Fixed
    """Mean cross-entropy on the test images, in nats."""
    worst_recall: Percent
    """Recall of `hardest_class`, 0 to 1."""
    calibration_error: float
    """Expected calibration error, 0 to 1."""
    best_epoch: int
    """The epoch, from 1, after which the validation loss was lowest."""
    hardest_class: str
    """Name of the class with the lowest recall, the first of equal ones."""
    confused: tuple[str, str] | None
    """True class and answer of the most frequent confusion, the first of equal ones; None where all is right."""


@dataclass(frozen=True)
class SeedComparison:
    """Whether the networks of several seeds, which answered the same test images, can be equally good."""

    test: CochranTest
    """Cochran's Q of all of them."""
    chance_deviation: Points
    """Standard deviation that the accuracies of equally good networks would have on these images, 0 to 1."""
    best: int
    """The seed with the highest accuracy."""
    worst: int
    """The seed with the lowest accuracy, another one."""
    only_best: Number
    """Test images on which, of these two, only the best is right."""
    only_worst: Number
    """Test images on which, of these two, only the worst is right; at most `only_best`."""

    @property
    def differ(self) -> bool:
        """Whether the networks differ by more than chance explains."""
        return self.test.p < SIGNIFICANT

    @property
    def pairs(self) -> Number:
        """Number of pairs of networks, from which the best and the worst were picked; at least 1."""
        return self.test.degrees * (self.test.degrees + 1) // 2

    @property
    def pair_p(self) -> PValue:
        """McNemar's p-value of the best and the worst, as if no other pair had been looked at, 0 to 1."""
        return mcnemar(self.only_worst, self.only_best)

    @property
    def picked_p(self) -> PValue:
        """The same for a pair that was picked from all, by Bonferroni's correction: times `pairs`, at most 1."""
        return min(1.0, self.pairs * self.pair_p)


@dataclass(frozen=True)
class SeedAgreement:
    """How far the networks of several seeds misread the same test images, and what they would answer together."""

    misread_by: tuple[int, ...]
    """Number of test images that exactly m networks misread, for each m from 0 to all; two or more numbers."""
    vote_errors: Number
    """Number of test images that the vote of all networks misreads, see `votes.vote`."""
    mean_errors: Decimal
    """Mean number of test images that a network misreads."""

    @property
    def right_for_all(self) -> Number:
        """Number of test images that no network misreads."""
        return self.misread_by[0]

    @property
    def wrong_for_all(self) -> Number:
        """Number of test images that all networks misread."""
        return self.misread_by[-1]

    @property
    def disputed(self) -> Number:
        """Number of test images that some networks misread and others do not."""
        return sum(self.misread_by[1:-1])


@dataclass(frozen=True)
class ClassMean:
    """The recall of a class, on average over the networks of all seeds."""

    name: str
    """Name of the class."""
    recall: Percent
    """Mean recall, 0 to 1."""


@dataclass(frozen=True)
class SeedAnswers:
    """The answers of the networks of all seeds to one test image."""

    index: int
    """Index of the image in the test set, from 0."""
    answers: tuple[str, ...]
    """Name of the class that each predicts, by rising seed."""
    lowest_confidence: Percent
    """Lowest confidence of a network in its own answer, 0 to 1."""
    highest_confidence: Percent
    """Highest confidence of a network in its own answer, 0 to 1."""

    @property
    def distinct(self) -> tuple[str, ...]:
        """Each of the answers once, in the order in which they first occur."""
        return tuple(dict.fromkeys(self.answers))


@dataclass(frozen=True)
class SeedResults:
    """Results of the same recipe from several seeds, on the same test images. Accuracies are from 0 to 1."""

    results: tuple[SeedResult, ...]
    """One for each seed, by rising seed; at least one."""
    shown: int
    """The seed of the run that the site shows."""
    comparison: SeedComparison | None
    """Whether the networks can be equally good; None for a single seed."""
    agreement: SeedAgreement
    """How far the networks misread the same images."""
    class_means: tuple[ClassMean, ...]
    """The mean recall of each class with test images, the lowest first, of equal ones in class order."""

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds, rising."""
        return tuple(result.seed for result in self.results)

    @property
    def accuracies(self) -> tuple[float, ...]:
        """The accuracy of each seed, in the order of `seeds`."""
        return tuple(result.accuracy for result in self.results)

    @property
    def count(self) -> Number:
        """Number of seeds, at least 1."""
        return len(self.results)

    @property
    def has_several(self) -> bool:
        """Whether there are several seeds."""
        return self.count > 1

    @property
    def is_tied(self) -> bool:
        """Whether all seeds gave the same accuracy."""
        return self.lowest == self.highest

    @property
    def varies(self) -> bool:
        """Whether the accuracy depends on the seed, as far as several seeds can show."""
        return not self.is_tied

    @property
    def lowest(self) -> Percent2:
        """The lowest accuracy."""
        return self._by_accuracy[0].accuracy

    @property
    def highest(self) -> Percent2:
        """The highest accuracy."""
        return max(self.accuracies)

    @property
    def lowest_seed(self) -> int:
        """The seed with the lowest accuracy, of equal ones the lowest seed."""
        return self._by_accuracy[0].seed

    @property
    def highest_seed(self) -> int:
        """The seed with the highest accuracy, of equal ones the lowest seed."""
        return next(result.seed for result in self.results if result.accuracy == self.highest)

    @property
    def mean(self) -> Percent2:
        """The mean accuracy."""
        return fmean(self.accuracies)

    @property
    def deviation(self) -> Points:
        """Sample standard deviation of the accuracies (divisor count - 1). Raise ContentError for a single seed."""
        if self.count < 2:
            raise ContentError("spread.deviation does not exist: there is one seed; a page must mention it under a "
                               "condition on spread.count")
        return stdev(self.accuracies)

    @property
    def rank(self) -> int:
        """The place of the shown seed by accuracy, 1 for the best; equal ones share the better place."""
        own = next(result.accuracy for result in self.results if result.seed == self.shown)
        return 1 + sum(accuracy > own for accuracy in self.accuracies)

    @property
    def _by_accuracy(self) -> list[SeedResult]:
        return sorted(self.results, key=lambda result: result.accuracy)
