"""Measurements: the parts of a model card about the answers to the test images, one class each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from ..core.constraints import AddedLater, Constraint, Count, NonNegative, PositiveInt, Share, Text
from ..training.metrics import BINS, Interval
from ..training.significance import CochranTest

Method = Annotated[str, Constraint("a method and its level, 95 %", {"pattern": "95 %"})]
SOME: Final = Constraint("a list of at least one", {"minItems": 1})
DIFFERENT: Final = Constraint("each of it once", {"uniqueItems": True})


@dataclass(frozen=True)
class Quantity:
    """One number that says how good the network is on the test images."""

    value: NonNegative
    """The number itself."""
    definition: Text
    """What it measures, in which unit or between which ends."""


@dataclass(frozen=True)
class Measure(Quantity):
    """A number, and how far to trust it."""

    interval: Interval
    """A 95 % interval, in the unit of `value`."""
    interval_method: Method
    """How the interval was made."""


@dataclass(frozen=True)
class ShareMeasure(Measure):
    """A measure that is a share."""

    value: Share
    """The share itself."""


@dataclass(frozen=True)
class BrierScore(Measure):
    """Brier score over all classes."""

    value: Annotated[float, Constraint("a number from 0 to 2", {"minimum": 0, "maximum": 2})]
    """The score itself."""


@dataclass(frozen=True)
class ReliabilityBin:
    """The test images whose confidence is over `lower` and up to `upper`."""

    lower: Share
    """Excluded lower edge."""
    upper: Share
    """Included upper edge."""
    count: PositiveInt
    """How many images these are."""
    confidence: Share
    """Mean confidence of these images."""
    accuracy: Share
    """Share of these images that are read rightly."""
    right: Count
    """Images read rightly."""
    wrong: Count
    """Images read wrongly."""
    accuracy_interval: Interval
    """Wilson score interval, 95 %."""


@dataclass(frozen=True)
class CalibrationError(ShareMeasure):
    """Expected calibration error."""

    bins: Annotated[tuple[ReliabilityBin, ...], SOME, Constraint(f"{BINS} at most", {"maxItems": BINS})]
    """The bins that hold images, of 15 of equal width, by rising confidence: reliability diagram and histogram."""


@dataclass(frozen=True)
class Scores:
    """Results on the test images."""

    images: PositiveInt
    """How many images these are."""
    errors: Count
    """Images read wrongly."""
    loss: Quantity
    """As Keras evaluates it, in nats."""
    accuracy: ShareMeasure
    """Share of right answers."""
    log_loss: Measure
    """Negative log-likelihood, in nats."""
    brier_score: BrierScore
    """Brier score over all classes."""
    calibration_error: CalibrationError
    """Expected calibration error."""
    mean_confidence_right: Share | None
    """Mean confidence of right answers; null if there is none."""
    mean_confidence_wrong: Share | None
    """Mean confidence of wrong answers; null if there is none."""


@dataclass(frozen=True)
class SeedComparison:
    """Whether the networks of several seeds, which answered the same test images, can be equally good."""

    chance_deviation: Share
    """Standard deviation that the accuracies of equally good networks would have on these images."""
    best: Count
    """The seed with the highest accuracy."""
    worst: Count
    """The seed with the lowest accuracy, another one."""
    only_best: Count
    """Test images on which, of these two, only the best is right."""
    only_worst: Count
    """Test images on which, of these two, only the worst is right."""
    cochran_q: CochranTest
    """Cochran's Q of all networks; p from its chi-square distribution."""
    mcnemar_p: Share
    """Exact McNemar test of the best and the worst."""
    mcnemar_p_corrected: Share
    """The same times the number of pairs (Bonferroni), at most 1, since the two were picked."""


@dataclass(frozen=True)
class SeedResult:
    """What one seed gave."""

    seed: Count
    """The seed."""
    accuracy: Share
    """Share of the test images read rightly."""
    loss: NonNegative
    """In nats, as Keras evaluates it."""
    worst_recall: Annotated[Share | None, AddedLater()] = None
    """The lowest recall of a class."""
    calibration_error: Annotated[Share | None, AddedLater()] = None
    """As `test.calibration_error`."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The test accuracy of the same recipe from several seeds."""

    count: PositiveInt
    """How many seeds these are."""
    shown: Count
    """The seed of the run that the site shows."""
    rank: PositiveInt
    """Place of the shown seed by accuracy, 1 for the best."""
    lowest: Share
    """The lowest accuracy."""
    lowest_seed: Count
    """The seed that gave it."""
    highest: Share
    """The highest accuracy."""
    highest_seed: Count
    """The seed that gave it."""
    mean: Share
    """Mean accuracy."""
    deviation: NonNegative | None
    """Sample standard deviation of the accuracies; null for a single seed."""
    comparison: SeedComparison | None = None
    """Whether they can be equally good; null for a single seed."""
    results: Annotated[tuple[SeedResult, ...], SOME]
    """By rising seed."""


@dataclass(frozen=True)
class ClassResult:
    """How one class fared on the test images. A ratio with denominator zero is 0."""

    support: Count
    """Test images of this class."""
    predicted: Count
    """Test images read as this class."""
    correct: Count
    """Test images of this class that were read as it."""
    name: Text
    """What the class is called."""
    precision: Share
    """Of the images read as this class, the share that are of it."""
    recall: Share
    """Of the images of this class, the share that were read as it."""
    f1: Share
    """Harmonic mean of precision and recall."""
    precision_interval: Interval
    """95 % interval of `precision`."""
    recall_interval: Interval
    """95 % interval of `recall`."""
    f1_interval: Interval
    """95 % interval of `f1`."""


@dataclass(frozen=True)
class Confusion:
    """One kind of mistake."""

    true: Text
    """Name of the class that the images are of."""
    predicted: Text
    """Name of the class that they were taken for."""
    count: PositiveInt
    """How many images these are."""
    images: Annotated[tuple[Count, ...], SOME, DIFFERENT]
    """Indices in the test set, from 0."""


@dataclass(frozen=True)
class Mistake:
    """What the network says of one test image that it reads wrongly."""

    index: Count
    """Of the image in the test set, from 0."""
    true: Text
    """Name of the class that the image is of."""
    predicted: Text
    """Name of the most probable class."""
    confidence: Share
    """Probability of `predicted`."""
    runner_up: Text
    """Name of the second most probable class."""
    runner_up_confidence: Share
    """Probability of `runner_up`."""
