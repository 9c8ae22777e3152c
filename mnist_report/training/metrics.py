"""How good probabilities are: pure functions of `probabilities` and `labels`.

Throughout, `probabilities` is (n, k) float32 or float64, n >= 1 images and k >= 2 classes, each row from 0 to 1 and
summing to 1; `labels` is (n,) of any integer type, each from 0 to k - 1. Everything is computed in float64.

Each statistic is made of terms, one row an image, so that `bootstrap.interval` can resample the terms instead of the
images: the statistic is the sum over the columns of |column mean|. Losses are one column that is never negative, so
theirs is simply the mean; the calibration error is one column a bin.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.constraints import NonNegative
from ..core.formats import Fixed, Fixed2, Number, Percent

Floats = NDArray[np.float64]
Probabilities = NDArray[np.floating[Any]]
Labels = NDArray[np.integer[Any]]

CLIP = 1e-7
"""`keras.config.epsilon()`: probabilities are clipped to [CLIP, 1 - CLIP] before their logarithm is taken."""
BINS = 15
"""Equal-width bins of confidence, as many as Guo et al. 2017 use."""
EDGES = np.linspace(0, 1, BINS + 1)
"""Where the bins begin and end."""
Z_95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution, for two-sided 95 % intervals."""
WILSON = "Wilson score interval, 95 %"
"""The method of `wilson_interval`, in words for readers."""
WILSON_JACCARD = "Wilson score interval of the Jaccard index, carried over to F1, 95 %"
"""The method of `ClassScore.f1_interval`, in words for readers."""


@dataclass(frozen=True)
class Interval:
    """A two-sided interval, of 95 % unless its maker was told otherwise.

    Raise ValueError if it ends before it begins.
    """

    low: NonNegative
    """Lower end, in the unit of the statistic."""
    high: NonNegative
    """Upper end, at least `low`."""

    def __post_init__(self) -> None:
        if self.high < self.low:
            raise ValueError(f"low is {self.low} and high is {self.high}; high should be at least low")


@dataclass(frozen=True)
class ReliabilityBin:
    """The images whose confidence c satisfies lower < c <= upper."""

    lower: Fixed2
    """Excluded lower edge, 0 to 1."""
    upper: Fixed2
    """Included upper edge, 0 to 1."""
    count: Number
    """Images in the bin, 0 to n."""
    confidence: Percent
    """Mean confidence of these images, 0 to 1; 0.0 in an empty bin."""
    accuracy: Percent
    """Share of these images that are predicted right, 0 to 1; 0.0 in an empty bin."""

    @property
    def right(self) -> Number:
        """How many of these images are predicted right."""
        return round(self.accuracy * self.count)

    @property
    def wrong(self) -> Number:
        """How many of these images are predicted wrong."""
        return self.count - self.right

    @property
    def accuracy_interval(self) -> Interval:
        """Wilson interval of the accuracy."""
        return wilson_interval(self.right, self.count)


@dataclass(frozen=True)
class ClassScore:
    """The results for one class: three counts, and the scores that follow. A ratio with denominator zero is 0.0."""

    support: Number
    """Images that are of this class."""
    predicted: Number
    """Images that were predicted to be of this class, rightly or wrongly."""
    correct: Number
    """Images of this class that were predicted to be of it."""

    @property
    def precision(self) -> Percent:
        """Share of the images predicted to be of this class that are, 0 to 1."""
        return _ratio(self.correct, self.predicted)

    @property
    def recall(self) -> Percent:
        """Share of the images of this class that were predicted to be, 0 to 1."""
        return _ratio(self.correct, self.support)

    @property
    def f1(self) -> Fixed:
        """Harmonic mean of precision and recall, 0 to 1 (van Rijsbergen 1979, as 2 TP / (2 TP + FP + FN))."""
        return _ratio(2 * self.correct, self.support + self.predicted)

    @property
    def precision_interval(self) -> Interval:
        """Wilson interval of the precision, given how often the class was predicted."""
        return wilson_interval(self.correct, self.predicted)

    @property
    def recall_interval(self) -> Interval:
        """Wilson interval of the recall."""
        return wilson_interval(self.correct, self.support)

    @property
    def f1_interval(self) -> Interval:
        """Interval of F1 by way of the Jaccard index J = TP / (TP + FP + FN), of which F1 is the rising function
        2 J / (1 + J). J is a share: of the images that are of the class or predicted to be, those that are both
        (Hand, Christen and Kirielle 2021, who call it F*); so its Wilson interval is carried over.
        """
        jaccard = wilson_interval(self.correct, self.support + self.predicted - self.correct)
        return Interval(2 * jaccard.low / (1 + jaccard.low), 2 * jaccard.high / (1 + jaccard.high))


@dataclass(frozen=True)
class ConfusionCell:
    """One cell off the diagonal of a confusion matrix."""

    true: int
    """The true class of the images, 0 to k - 1."""
    predicted: Number
    """Their predicted class, 0 to k - 1, not `true`."""
    count: Number
    """Number of images, at least 1."""


def predictions(probabilities: Probabilities) -> NDArray[np.intp]:
    """Return the most probable class of each image, (n,); of equally probable ones the lowest."""
    return np.asarray(probabilities.argmax(axis=1), dtype=np.intp)


def confidences(probabilities: Probabilities) -> Floats:
    """Return the probability of the predicted class of each image, (n,), from 1 / k to 1."""
    return np.asarray(probabilities.max(axis=1), dtype=np.float64)


def hits(probabilities: Probabilities, labels: Labels) -> Floats:
    """Return the terms of `accuracy`, (n,): 1.0 where the prediction is right, else 0.0."""
    return np.asarray(predictions(probabilities) == labels, dtype=np.float64)


def log_losses(probabilities: Probabilities, labels: Labels) -> Floats:
    """Return the terms of `log_loss`, (n,), from about 1e-7 to 16.1."""
    true = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return np.asarray(-np.log(true.clip(CLIP, 1 - CLIP)))


def brier_losses(probabilities: Probabilities, labels: Labels) -> Floats:
    """Return the terms of `brier_score`, (n,), from 0 to 2."""
    differences = probabilities.astype(np.float64)
    differences[np.arange(len(labels)), labels] -= 1
    return np.asarray(np.square(differences).sum(axis=1), dtype=np.float64)


def calibration_gaps(probabilities: Probabilities, labels: Labels) -> Floats:
    """Return the terms of `expected_calibration_error`, (n, BINS): confidence - hit in the image's bin, else 0.0."""
    return _gaps(confidences(probabilities), hits(probabilities, labels))


def accuracy(probabilities: Probabilities, labels: Labels) -> float:
    """Return the share of the images whose most probable class is the true one, 0 to 1."""
    return _statistic(hits(probabilities, labels))


def log_loss(probabilities: Probabilities, labels: Labels) -> float:
    """Return the mean of -ln(probability of the true class), in nats: categorical cross-entropy with Keras' clipping.

    Keras' own `evaluate` works from the logits of a softmax layer and does not clip, so its loss is larger where a
    true class has a probability under 1e-7.
    """
    return _statistic(log_losses(probabilities, labels))


def brier_score(probabilities: Probabilities, labels: Labels) -> float:
    """Return the mean over the images of the sum over all classes of (probability - truth)**2, 0 to 2 (Brier 1950)."""
    return _statistic(brier_losses(probabilities, labels))


def expected_calibration_error(probabilities: Probabilities, labels: Labels) -> float:
    """Return the mean over the images of |accuracy - mean confidence| in their bin, 0 to 1.

    The 15 bins of the confidence in the predicted class have equal width and include their upper edge (Naeini et al.
    2015, Guo et al. 2017).
    """
    return calibration_error(confidences(probabilities), hits(probabilities, labels))


def calibration_error(confidence: Probabilities, right: NDArray[np.bool_] | Floats) -> float:
    """Return the `expected_calibration_error` of answers that have these confidences (n,) and are right or not (n,)."""
    exact = confidence.astype(np.float64)
    return float(np.abs(np.bincount(_bins(exact), weights=exact - right)).sum()) / len(exact)


def reliability_bins(probabilities: Probabilities, labels: Labels) -> tuple[ReliabilityBin, ...]:
    """Return the bins of `expected_calibration_error`, all 15, by rising confidence (Guo et al. 2017, figure 1)."""
    confidence = confidences(probabilities)
    bins, edges = _bins(confidence), EDGES.tolist()
    counts = np.bincount(bins, minlength=BINS).tolist()
    confident = np.bincount(bins, weights=confidence, minlength=BINS).tolist()
    right = np.bincount(bins, weights=hits(probabilities, labels), minlength=BINS).tolist()
    return tuple(
        ReliabilityBin(lower, upper, count, _ratio(summed, count), _ratio(hit, count))
        for lower, upper, count, summed, hit in zip(edges[:-1], edges[1:], counts, confident, right, strict=True)
    )


def confusion_matrix(probabilities: Probabilities, labels: Labels) -> NDArray[np.intp]:
    """Return how often images of class i were predicted to be of class j, at [i, j]: (k, k), true classes in rows."""
    return confusion_of(predictions(probabilities), labels, probabilities.shape[1])


def confusion_of(answers: Labels, labels: Labels, classes: int) -> NDArray[np.intp]:
    """Return the matrix of `confusion_matrix` for the `answers` (n,) of a network that knows `classes` classes."""
    # uint8 labels would overflow in the product.
    cells = labels.astype(np.intp) * classes + answers
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def class_scores(matrix: NDArray[np.intp]) -> tuple[ClassScore, ...]:
    """Return the score of each class, in class order, from a (k, k) confusion matrix with true classes in rows."""
    counts = zip(matrix.sum(axis=1).tolist(), matrix.sum(axis=0).tolist(), matrix.diagonal().tolist(), strict=True)
    return tuple(ClassScore(support, predicted, correct) for support, predicted, correct in counts)


def error_depths(counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return how deep the tint of each cell of a confusion matrix (k, k) is, 0 to 1; 0 on the diagonal.

    It is the cube root of the count as a share of its row, which tells the few percent that a trained network takes
    for another class from none; a tenth of a row or more has the deepest. confusion-matrix.js does the same.
    """
    shares: NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    np.fill_diagonal(shares, 0)
    return np.cbrt(np.minimum(1, 10 * shares))


def top_confusions(matrix: NDArray[np.intp], count: int) -> tuple[ConfusionCell, ...]:
    """Return the most frequent confusions that occurred, at most `count` (>= 0).

    They are ordered by falling count, then true, then predicted class. `matrix` is a (k, k) confusion matrix with true
    classes in rows.
    """
    wrong = matrix - np.diag(matrix.diagonal())
    order = np.argsort(-wrong, axis=None, kind="stable")[: min(count, np.count_nonzero(wrong))]
    rows, columns = np.unravel_index(order, wrong.shape)
    cells = zip(rows.tolist(), columns.tolist(), wrong[rows, columns].tolist(), strict=True)
    return tuple(ConfusionCell(true, predicted, frequency) for true, predicted, frequency in cells)


def wilson_interval(successes: int, n: int, z: float = Z_95) -> Interval:
    """Return the score interval of a proportion, within 0 to 1 (Wilson 1927); 0 to 1 if n is 0: nothing is known then.

    0 <= successes <= n; `z` is the normal quantile of the coverage.
    """
    if n == 0:
        return Interval(0.0, 1.0)
    share, spread = successes / n, z * z / n
    centre = share + spread / 2
    margin = sqrt(spread * (share * (1 - share) + spread / 4))
    # Where all succeed the formula is 1, which its rounded terms may miss; where none does, they are exactly 0.
    high = 1.0 if successes == n else (centre + margin) / (1 + spread)
    return Interval((centre - margin) / (1 + spread), high)


def _gaps(confidence: Floats, hit: Floats) -> Floats:
    gaps = np.zeros((len(hit), BINS))
    gaps[np.arange(len(hit)), _bins(confidence)] = confidence - hit
    return gaps


def _statistic(terms: Floats) -> float:
    return float(np.abs(terms.mean(axis=0)).sum())


def _bins(confidence: Floats) -> NDArray[np.intp]:
    # A float32 softmax may pass 1 by a rounding error.
    return np.minimum(np.searchsorted(EDGES, confidence, side="left") - 1, BINS - 1)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
