"""Evaluation: all that a page may say of a run.

    Run, Spread, intervals ──► Evaluation ──► run.test_accuracy, run.confusions[0], ... in a page
                                       └──► summary.model_card() ──► /metrics.json

In a page it is `run`. Every value is computed when it is first used, and kept. Classes appear by their names, never by
their numbers. A page must put under a condition what a run may lack: a wrong prediction, a confusion, a second seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..core.constraints import Count, Nats, Share
from ..core.filters import epoch_line, number
from ..core.formats import Fixed, Points
from ..core.names import Name
from ..training import bootstrap, metrics
from ..training.metrics import WILSON, Interval, ReliabilityBin
from . import seeds
from .facts import ClassResult, Confusion, Epoch, Measure
from .findings.findings import Findings
from .measured import Measured
from .seed_facts import SeedAnswers, SeedResults

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..training.run import Spread

DEFINITIONS = {
    "accuracy": "share of the test images whose most probable class is the true one, 0 to 1",
    "log_loss": "negative log-likelihood: mean cross-entropy in nats, probabilities clipped at 1e-7, 0 or more",
    "brier_score": "squared distance between probabilities and truth, summed over the classes, mean of the images, "
                   "0 to 2",
    "calibration_error": "expected calibration error: mean distance of accuracy and confidence, 15 equal-width bins of "
                         "confidence, weighted by their images, 0 to 1",
}
"""The definition of each of `Evaluation.measures`."""
INTENDED_USE = (
    "To learn, and to teach, how a small image classifier is built, trained, tested and examined. It is not made to "
    "decide anything about people, money or health, or anything else on which something depends."
)
"""What the network is for, and what it is not for."""


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation(Findings, Measured):
    """All that a page may say of a run. Shapes: n test images, k classes."""

    # How the training went

    @cached_property
    def epochs(self) -> tuple[Epoch, ...]:
        """The epochs, first to last."""
        history = self.run.history
        columns = (history[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy"))
        return tuple(Epoch(number, *row) for number, row in enumerate(zip(*columns, strict=True), start=1))

    @property
    def first_epoch(self) -> Epoch:
        """The first epoch."""
        return self.epochs[0]

    @property
    def last_epoch(self) -> Epoch:
        """The last epoch."""
        return self.epochs[-1]

    @property
    def best_epoch(self) -> Epoch:
        """The epoch with the lowest validation loss, the first of equal ones."""
        return min(self.epochs, key=lambda epoch: epoch.val_loss)

    @cached_property
    def log(self) -> str:
        """What `fit` prints, without bars and durations, validation on lines of its own: a page is no wide terminal.
        Keras does not number a single epoch.
        """
        lines, steps = [], f"{self.steps_per_epoch}/{self.steps_per_epoch}"
        for index, epoch in enumerate(self.epochs):
            if len(self.epochs) > 1:
                lines.append(f"Epoch {epoch.number}/{len(self.epochs)}")
            lines.append(epoch_line(self.steps_per_epoch, {name: row[index] for name, row in self.run.history.items()}))
        return "\n".join(lines).replace(" - val_accuracy", f"\n{' ' * len(steps)} - val_accuracy")

    # How the network does on the test images

    @cached_property
    def test_accuracy(self) -> Share:
        """Share of the test images predicted right, 0 to 1: as `evaluate` reports it, without its float32 rounding."""
        return metrics.accuracy(self.run.probabilities, self.run.labels)

    @property
    def test_loss(self) -> Nats:
        """Mean cross-entropy on the test images as `evaluate` reports it, in nats."""
        return self.run.test_loss

    @property
    def test_line(self) -> str:
        """What the lesson's evaluation prints."""
        return f"Test Accuracy: {self.run.test_accuracy:.2f}"

    @property
    def test_errors(self) -> Count:
        """Number of test images predicted wrong."""
        return len(self._wrong)

    @property
    def test_interval(self) -> Interval:
        """95 % Wilson interval of `test_accuracy`."""
        return metrics.wilson_interval(self.test_size - self.test_errors, self.test_size)

    @cached_property
    def log_loss(self) -> Nats:
        """Mean cross-entropy on the test images, from the clipped probabilities, in nats; see `metrics.log_loss`."""
        return metrics.log_loss(self.run.probabilities, self.run.labels)

    @cached_property
    def brier_score(self) -> Fixed:
        """Mean squared error of the probabilities over all classes, 0 (best) to 2."""
        return metrics.brier_score(self.run.probabilities, self.run.labels)

    @cached_property
    def calibration_error(self) -> Points:
        """Expected calibration error with 15 bins, 0 (best) to 1."""
        return metrics.expected_calibration_error(self.run.probabilities, self.run.labels)

    @cached_property
    def reliability(self) -> tuple[ReliabilityBin, ...]:
        """The 15 bins of the calibration error, by rising confidence."""
        return metrics.reliability_bins(self.run.probabilities, self.run.labels)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """`accuracy`, `log_loss`, `brier_score` and `calibration_error`, each with its interval and its method."""
        resampled = {name: (interval, bootstrap.METHOD) for name, interval in self._intervals.items()}
        intervals = {"accuracy": (self.test_interval, WILSON)} | resampled
        values = (self.test_accuracy, self.log_loss, self.brier_score, self.calibration_error)
        return {
            name: Measure(value, definition, *intervals[name])
            for value, (name, definition) in zip(values, DEFINITIONS.items(), strict=True)
        }

    @cached_property
    def spread(self) -> SeedResults:
        """Results of the same recipe from several seeds, on the same test images."""
        return seeds.results(self._spread, self.run.labels, self.class_names)

    def over_seeds(self, index: int) -> SeedAnswers:
        """Return the answers of the networks of all seeds to test image `index`.

        Raise ContentError unless 0 <= index < n.
        """
        self._require_image(index)
        return seeds.answers(self._spread, index, self.class_names)

    @cached_property
    def _spread(self) -> Spread:
        return self.open_spread()

    # Which classes are hard

    @cached_property
    def confusion_matrix(self) -> NDArray[np.intp]:
        """How often each class (row) was taken for each (column), (k, k)."""
        return metrics.confusion_matrix(self.run.probabilities, self.run.labels)

    @cached_property
    def per_class(self) -> tuple[ClassResult, ...]:
        """The results for each class, in class order."""
        scores = zip(metrics.class_scores(self.confusion_matrix), self.class_names, strict=True)
        return tuple(ClassResult(**vars(score), name=name) for score, name in scores)

    @property
    def hardest_class(self) -> ClassResult:
        """The class with the lowest recall, the first of equal ones, among those with test images."""
        return min(self._tested_classes, key=lambda result: result.recall)

    @property
    def easiest_class(self) -> ClassResult:
        """The class with the highest recall, the first of equal ones, among those with test images."""
        return max(self._tested_classes, key=lambda result: result.recall)

    @cached_property
    def confusions(self) -> tuple[Confusion, ...]:
        """Every confusion that occurred, the most frequent first, equal ones in class order."""
        return tuple(map(self._confusion, metrics.top_confusions(self.confusion_matrix, self.classes**2)))

    # What it is for

    @property
    def intended_use(self) -> str:
        """What the network is for, and what it is not for."""
        return INTENDED_USE

    @cached_property
    def limits(self) -> tuple[Name, ...]:
        """What the results do not say, a sentence or two each, plain text."""
        side, name = self.image_side, self.dataset_name
        return tuple(map(Name, (
            f"It knows {number(self.classes)} classes. Any image, even an empty one, gets one of them for an answer: "
            "it cannot say that an image shows none of them.",
            f"It expects images of {side} by {side} pixels, prepared as those of {name} were. On images from "
            "elsewhere, of other makers or other cameras, it can be much worse than measured here.",
            f"Every result here was measured on the test images of {name}. It inherits what {name} lacks and what is "
            "labelled wrongly there, and no score on the same data can show it.",
            "Its confidence was not calibrated after training. How far it can be trusted was measured on the same "
            "test images.",
        )))

    def _confusion(self, cell: metrics.ConfusionCell) -> Confusion:
        labels, names, wrong = self.run.labels, self.class_names, self._wrong
        images = wrong[(labels[wrong] == cell.true) & (self._ranked[wrong, 0] == cell.predicted)]
        anchor = f"true-{cell.true}-predicted-{cell.predicted}"
        return Confusion(names[cell.true], names[cell.predicted], tuple(images.tolist()), anchor)

    @property
    def _tested_classes(self) -> list[ClassResult]:
        return [result for result in self.per_class if result.support]
