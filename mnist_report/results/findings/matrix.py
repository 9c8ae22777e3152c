"""Matrix: what the confusion matrix and the comparison with simple rules say."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt

from ...core.formats import Fixed4, Number, Percent
from ..facts import ClassResult, Guess
from .finding import Finding

LISTED = 10
"""Number of the most frequent confusions that are counted together."""
TOO_FEW = "It makes more mistakes than that: it has never seen these images, and training has not prepared it for all."
TOO_MANY = "It makes fewer mistakes than that: more of what it has learned carries over to new images."


@dataclass(frozen=True)
class Extremes:
    """The recall of the class that is the hardest for the network, and of the one that is the easiest, another one."""

    hardest: ClassResult
    """The class with the lowest recall, the first of equal ones."""
    easiest: ClassResult
    """The class with the highest recall among the others, the first of equal ones."""

    @property
    def hardest_error(self) -> Fixed4:
        """Standard error of the recall of `hardest`."""
        return _standard_error(self.hardest)

    @property
    def easiest_error(self) -> Fixed4:
        """Standard error of the recall of `easiest`."""
        return _standard_error(self.easiest)

    @property
    def difference(self) -> Fixed4:
        """Recall of `easiest` minus recall of `hardest`, 0 to 1."""
        return self.easiest.recall - self.hardest.recall

    @property
    def difference_error(self) -> Fixed4:
        """Standard error of `difference`: the root of the sum of the squares of both."""
        return hypot(self.hardest_error, self.easiest_error)


class Matrix(Finding):
    """What the confusion matrix and the comparison with simple rules say; there are two wrong answers or more."""

    @property
    def guess(self) -> Guess:
        """How many test images the network misreads: below 1, 5 or 20 % of them, or more."""
        size, errors = self.run.test_size, self.run.test_errors
        few = max(size // 100, 2)
        some = max(size // 20, few + 2)
        many = max(size // 5, some + 2)
        choices = (f"Fewer than {few:,}", f"{few:,} to {some - 1:,}", f"{some:,} to {many - 1:,}", f"{many:,} or more")
        place = sum(errors >= limit for limit in (few, some, many))
        replies = tuple(TOO_FEW if choice < place else TOO_MANY for choice in range(len(choices)))
        return Guess(choices, choices[place], replies)

    @property
    def right(self) -> Number:
        """Number of test images predicted right: the sum of the diagonal."""
        return self.run.test_size - self.run.test_errors

    @property
    def guessing(self) -> Percent:
        """Share of the test images that a rule without knowledge is expected to name right: 1 / k."""
        return 1 / self.run.classes

    @property
    def largest_class(self) -> Percent:
        """Share of the test images in the class that has the most of them."""
        return max(result.support for result in self.run.per_class) / self.run.test_size

    @property
    def row(self) -> ClassResult:
        """The true class of the most frequent confusion, whose images are a row."""
        return next(result for result in self.run.per_class if result.name == self.run.confusions[0].true)

    @property
    def column(self) -> ClassResult:
        """The answer of the most frequent confusion, whose images are a column."""
        return next(result for result in self.run.per_class if result.name == self.run.confusions[0].predicted)

    @property
    def possible_confusions(self) -> Number:
        """Number of ways to take one class for another: k (k - 1)."""
        return self.run.classes * (self.run.classes - 1)

    @property
    def seen_confusions(self) -> Number:
        """Number of these that occurred, at least 1."""
        return len(self.run.confusions)

    @property
    def listed_mistakes(self) -> Number:
        """Number of mistakes in the ten most frequent confusions, or in all of them where there are fewer."""
        return sum(confusion.count for confusion in self.run.confusions[:LISTED])

    @property
    def extremes(self) -> Extremes:
        """The hardest class by recall and the easiest other one, of those that have test images."""
        hardest = self.run.hardest_class
        others = (result for result in self.run.per_class if result.support and result is not hardest)
        return Extremes(hardest, max(others, key=lambda result: result.recall, default=hardest))

    @property
    def five_right(self) -> Percent:
        """Probability that five images in a row are read right, if mistakes are independent."""
        return self.run.test_accuracy**5


def _standard_error(result: ClassResult) -> float:
    return sqrt(result.recall * (1 - result.recall) / result.support)
