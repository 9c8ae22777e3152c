"""Facts: the small values an evaluation is made of, frozen, apart from a run. (Over 300 lines: each with its unit.)"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal, NamedTuple

from ..core.constraints import Count, Nats, PositiveInt, PValue, Share
from ..core.errors import ContentError
from ..core.filters import number
from ..core.formats import Faint, Fixed, Number, Percent, Percent2, Points
from ..training.metrics import ClassScore, Interval
from ..training.significance import SIGNIFICANT, CochranTest, mcnemar


@dataclass(frozen=True)
class Epoch:
    """One pass over the training images."""

    number: PositiveInt
    """Counted from 1."""
    loss: Nats
    """Mean cross-entropy on the training images while they were learned from, in nats."""
    accuracy: Share
    """Share of the training images predicted right meanwhile, 0 to 1."""
    val_loss: Nats
    """Mean cross-entropy on the validation images after the epoch, in nats."""
    val_accuracy: Share
    """Share of the validation images predicted right after the epoch, 0 to 1."""


@dataclass(frozen=True)
class Layer:
    """One layer of the network."""

    name: Literal["flatten", "dense"]
    """What the layer does."""
    inputs: PositiveInt
    """Numbers that come in, per image."""
    units: PositiveInt
    """Numbers that go out, per image; a dense layer has one neuron for each."""
    activation: str | None
    """As Keras names it; none for the flatten layer."""
    parameters: Count
    """Weights and biases, 0 for the flatten layer."""

    @property
    def code(self) -> str:
        """A dense layer as the lessons write it: "Dense(128, activation='relu')"."""
        return f"Dense({self.units}, activation={self.activation!r})"

    @property
    def weight_product(self) -> str:
        """How the weights of a dense layer are counted: "784 × 128 = 100,352"."""
        return f"{number(self.inputs)} × {number(self.units)} = {number(self.inputs * self.units)}"

    @property
    def parameter_sum(self) -> str:
        """How the parameters of a dense layer are counted: "784 × 128 + 128 = 100,480"."""
        return f"{number(self.inputs)} × {number(self.units)} + {number(self.units)} = {number(self.parameters)}"


@dataclass(frozen=True)
class ClassCount:
    """A class and how many of some images show it."""

    name: str
    """Name of the class."""
    count: PositiveInt
    """Number of the images."""


@dataclass(frozen=True)
class Balance:
    """How some images are spread over the classes."""

    counts: tuple[ClassCount, ...]
    """How many show each class, in class order; two or more."""

    @property
    def is_equal(self) -> bool:
        """Whether each class has equally many, so that one number says them all: "6,000 of each"."""
        return self.rarest.count == self.commonest.count

    @property
    def rarest(self) -> ClassCount:
        """The class with the fewest, the first of equal ones."""
        return min(self.counts, key=lambda each: each.count)

    @property
    def commonest(self) -> ClassCount:
        """The class with the most, the first of equal ones."""
        return max(self.counts, key=lambda each: each.count)

    @property
    def guess(self) -> Guess:
        """How equal they are: exactly, less than twice as many of one class as of another, or more."""
        unequal = "No, but none is twice as frequent as another", "No, some are at least twice as frequent as others"
        return Guess(("Yes, exactly", *unequal), "Yes, exactly" if self.is_equal else unequal[self._is_lopsided])

    @property
    def _is_lopsided(self) -> bool:
        return self.commonest.count >= 2 * self.rarest.count


@dataclass(frozen=True)
class Measure:
    """One number that says how good the network is on the test images, and how certain it is."""

    value: float
    """The number itself."""
    definition: str
    """What it measures, and its range."""
    interval: Interval
    """A 95 % interval, in the unit of `value`."""
    method: str
    """The method of the interval, with its level."""


@dataclass(frozen=True)
class ClassResult(ClassScore):
    """The results for one class on the test images, with its name."""

    name: str
    """Name of the class."""


@dataclass(frozen=True)
class Confusion:
    """Two classes of which one was taken for the other."""

    true: str
    """Name of the true class of the images."""
    predicted: str
    """Name of their predicted class."""
    images: tuple[int, ...]
    """Indices of these images in the test set, from 0, rising; at least one."""
    anchor: str
    """Where the error explorer lists them, `true-4-predicted-9` with the numbers of the two classes: a permanent id."""

    @property
    def count(self) -> Number:
        """Number of test images, at least 1."""
        return len(self.images)

    @property
    def name(self) -> str:
        """What a page calls it: "4 taken for 9"."""
        return self.true + " taken for " + self.predicted  # a Name, as its parts are


@dataclass(frozen=True)
class Guess:
    """What the reader of a question can choose, where that depends on the run."""

    choices: tuple[str, ...]
    """The answers to choose from, each once; two or more."""
    answer: str
    """The right one of them."""


@dataclass(frozen=True)
class Prediction:
    """The answer of the network to one test image."""

    index: int
    """Index of the image in the test set, from 0."""
    true: str
    """Name of the true class of the image."""
    predicted: str
    """Name of the most probable class."""
    confidence: Percent
    """Probability of `predicted`, 0 to 1."""
    runner_up: str
    """Name of the second most probable class."""
    runner_up_confidence: Faint
    """Probability of `runner_up`, from 0 to `confidence`."""
    correct: bool
    """Whether `predicted` is the true class."""


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
