"""Findings: what prose may say of a run.

    Run, Spread, intervals ──► Findings ──► run.test_accuracy, run.confusions[0], ... in a page
                                       └──► summary.model_card() ──► /metrics.json

A page knows it as `run`. Every finding is computed at first use and kept; classes go by their names, never by their
numbers. Whatever a run need not have (a wrong prediction, a confusion, a second seed) is to be mentioned under a
condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from keyword import iskeyword
from math import ceil, log, prod
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import ContentError
from ..core.filters import epoch_line, number
from ..core.names import Name
from ..training import metrics
from ..training.metrics import BOOTSTRAP, WILSON, Floats, Interval, ReliabilityBin
from ..training.run import learned_from
from .facts import (
    ClassResult,
    Confusion,
    Epoch,
    Layer,
    Measure,
    Prediction,
    SeedAnswers,
    SeedComparison,
    SeedResult,
    SeedResults,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..core.settings import Recipe
    from ..training.run import Loading, Run, Spread

KEY_LENGTH = 12
"""Hexadecimal characters of a run's key that are shown."""
DEFINITIONS = {
    "accuracy": "share of the test images whose most probable class is the true one, 0 to 1",
    "log_loss": "negative log-likelihood: mean cross-entropy in nats, probabilities clipped at 1e-7, 0 or more",
    "brier_score": "squared distance between probabilities and truth, summed over the classes, mean of the images, "
                   "0 to 2",
    "calibration_error": "expected calibration error: mean distance of accuracy and confidence, 15 equal-width bins of "
                         "confidence, weighted by their images, 0 to 1",
}
"""What each of `Findings.measures` is."""
COMMAND = "mkdocs build --strict"
"""Repeats the run, in the folder of the project."""
INTENDED_USE = (
    "To learn, and to teach, how a small image classifier is built, trained, tested and examined. It is not made to "
    "decide anything about people, money or health, or anything else on which something depends."
)
"""What the network is for, and what it is not for."""


@dataclass(frozen=True, eq=False)
class Findings:
    """All that a page may say of a run. Shapes: n test images, k classes."""

    run: Run
    """What is reported on."""
    open_spread: Callable[[], Spread]
    """Gives what the recipe makes of several seeds, the run's first; called at most once, when a page asks for it."""
    open_intervals: Callable[[], Mapping[str, Interval]] | None = None
    """Gives what `metrics.bootstrap_intervals` makes of the run, from a store; called at most once. None works it
    out."""

    def __repr__(self) -> str:
        """Return what a filter such as `string` makes of it: the same in each build, unlike where it is in memory."""
        return f"run {self.key}"

    # What was trained, and on what

    @property
    def recipe(self) -> Recipe:
        """How the network was built and trained."""
        return self.run.recipe

    @cached_property
    def class_names(self) -> tuple[Name, ...]:
        """What the k classes are called, in the order of the network's outputs."""
        return tuple(map(Name, self.run.class_names))

    @property
    def classes(self) -> int:
        """How many classes there are, k."""
        return len(self.class_names)

    @property
    def light(self) -> str:
        """What a bright pixel is called: "ink" or "light"."""
        return self.run.words.light

    @property
    def is_mnist(self) -> bool:
        """Whether the data set is the MNIST of the package, so that a page may tell of its makers and writers."""
        return self.run.words.is_mnist

    @property
    def item(self) -> Name:
        """What one image shows: "digit"."""
        return Name(self.run.words.item)

    @property
    def items(self) -> Name:
        """Several of them."""
        return Name(self.run.words.items)

    @property
    def kind(self) -> Name:
        """What a class is called: "digit" where each is one, "class" where no other word fits."""
        return Name(self.run.words.kind)

    @property
    def kinds(self) -> Name:
        """Several of them."""
        return Name(self.run.words.kinds)

    @property
    def loading(self) -> Loading:
        """How the shown code comes by the images."""
        return self.run.loading

    @property
    def variable(self) -> str:
        """What code calls the number of a class: the word for a class where Python can take it, else `label`."""
        word = self.kind.replace(" ", "_")
        return word if word.isidentifier() and not iskeyword(word) else "label"

    @property
    def from_keras(self) -> bool:
        """Whether it is a module of Keras that loads them, which downloads them at first use."""
        return self.run.loading.imported.startswith("from tensorflow.")

    @property
    def sample_label(self) -> int:
        """A label to explain labels with: 3, or the last one where there are fewer."""
        return min(3, self.classes - 1)

    def one_hot(self, label: int) -> list[int]:
        """The label as the network has to answer it: k numbers, 1 at its place and 0 elsewhere."""
        return [int(place == label) for place in range(self.classes)]

    @property
    def sample_place(self) -> str:
        """Where the 1 of `sample_label` stands, counted from 1."""
        return ("second", "third", "fourth")[self.sample_label - 1]

    @property
    def examples(self) -> int:
        """Misclassified images that the course draws, as far as there are so many."""
        return self.run.examples

    @property
    def ignorance(self) -> float:
        """Cross-entropy of an answer that gives each class the same probability, ln k, in nats."""
        return log(self.classes)

    @property
    def given_size(self) -> int:
        """Training images given, before the validation split."""
        return self.run.train_size

    @property
    def train_size(self) -> int:
        """Training images learned from: the first of the given ones, cut where Keras cuts."""
        return learned_from(self.given_size, self.recipe.validation_split)

    @property
    def validation_size(self) -> int:
        """Training images held out for validation."""
        return self.given_size - self.train_size

    @cached_property
    def given_counts(self) -> Mapping[str, int]:
        """Training images given of each class, before the validation split."""
        return dict(zip(self.class_names, self.run.train_counts, strict=True))

    @property
    def test_size(self) -> int:
        """Test images, n."""
        return len(self.run.labels)

    @property
    def steps_per_epoch(self) -> int:
        """Batches an epoch; the last may be smaller."""
        return ceil(self.train_size / self.recipe.batch_size)

    @property
    def image_side(self) -> int:
        """Height of an image, and its width, in pixels."""
        return self.run.image_shape[0]

    @property
    def pixels(self) -> int:
        """Pixels of an image."""
        return prod(self.run.image_shape)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, first to last: the flatten layer, then the dense ones."""
        sizes = (self.pixels, self.recipe.first_units, self.recipe.second_units, self.classes)
        activations = (self.recipe.activation, self.recipe.activation, "softmax")
        return (
            Layer("flatten", self.pixels, self.pixels, None, 0),
            *(_dense(*layer) for layer in zip(sizes[:-1], sizes[1:], activations, strict=True)),
        )

    @property
    def parameters(self) -> int:
        """Numbers that training adjusts, in all layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def summary(self) -> str:
        """What `model.summary()` printed."""
        return self.run.summary

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
        """What `fit` prints with its bars and durations left out; Keras does not number a single epoch."""
        lines = []
        for index, epoch in enumerate(self.epochs):
            if len(self.epochs) > 1:
                lines.append(f"Epoch {epoch.number}/{len(self.epochs)}")
            lines.append(epoch_line(self.steps_per_epoch, {name: row[index] for name, row in self.run.history.items()}))
        return "\n".join(lines)

    # How the network does on the test images

    @cached_property
    def test_accuracy(self) -> float:
        """Share of the test images predicted right, 0 to 1: what `evaluate` reports, without its float32 rounding."""
        return metrics.accuracy(self.run.probabilities, self.run.labels)

    @property
    def test_loss(self) -> float:
        """Mean cross-entropy on the test images as `evaluate` reports it, in nats."""
        return self.run.test_loss

    @property
    def test_line(self) -> str:
        """What the course's evaluation prints."""
        return f"Test Accuracy: {self.run.test_accuracy:.2f}"

    @property
    def test_errors(self) -> int:
        """Test images predicted wrong."""
        return len(self._wrong)

    @property
    def test_interval(self) -> Interval:
        """95 % Wilson interval of `test_accuracy`."""
        return metrics.wilson_interval(self.test_size - self.test_errors, self.test_size)

    @cached_property
    def log_loss(self) -> float:
        """Mean cross-entropy on the test images, from the clipped probabilities, in nats; see `metrics.log_loss`."""
        return metrics.log_loss(self.run.probabilities, self.run.labels)

    @cached_property
    def brier_score(self) -> float:
        """Mean squared error of the probabilities over all classes, 0 (best) to 2."""
        return metrics.brier_score(self.run.probabilities, self.run.labels)

    @cached_property
    def calibration_error(self) -> float:
        """Expected calibration error with 15 bins, 0 (best) to 1."""
        return metrics.expected_calibration_error(self.run.probabilities, self.run.labels)

    @cached_property
    def reliability(self) -> tuple[ReliabilityBin, ...]:
        """The 15 bins of the calibration error, by rising confidence."""
        return metrics.reliability_bins(self.run.probabilities, self.run.labels)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """`accuracy`, `log_loss`, `brier_score` and `calibration_error`, each with its interval and how it was made."""
        resampled = {name: (interval, BOOTSTRAP) for name, interval in self._intervals.items()}
        intervals = {"accuracy": (self.test_interval, WILSON)} | resampled
        values = (self.test_accuracy, self.log_loss, self.brier_score, self.calibration_error)
        return {
            name: Measure(value, definition, *intervals[name])
            for value, (name, definition) in zip(values, DEFINITIONS.items(), strict=True)
        }

    @cached_property
    def spread(self) -> SeedResults:
        """What the same recipe gives from several seeds, on the same test images."""
        rows = tuple(map(self._seed_result, self._seed_order))
        comparison = self._seed_comparison([row.seed for row in rows]) if len(rows) > 1 else None
        return SeedResults(rows, shown=self._stored_spread.seeds[0], comparison=comparison)

    def over_seeds(self, index: int) -> SeedAnswers:
        """What the networks of all seeds say of test image `index`; raises ContentError unless 0 <= index < n."""
        self._require_image(index)
        stored, order = self._stored_spread, self._seed_order
        answers = tuple(self.class_names[answer] for answer in stored.answers[order, index].tolist())
        confidences = stored.confidences[:, index].tolist()
        return SeedAnswers(index, answers, min(confidences), max(confidences))

    # Which classes are hard

    @cached_property
    def confusion_matrix(self) -> NDArray[np.intp]:
        """How often each class (row) was taken for each (column), (k, k)."""
        return metrics.confusion_matrix(self.run.probabilities, self.run.labels)

    @cached_property
    def per_class(self) -> tuple[ClassResult, ...]:
        """How each class fared, in class order."""
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

    # What the network says of single images

    def prediction(self, index: int) -> Prediction:
        """What the network says of test image `index`; raises ContentError unless 0 <= index < n."""
        self._require_image(index)
        probabilities, names = self.run.probabilities[index], self.class_names
        first, second = self._ranked[index].tolist()
        return Prediction(
            index=index,
            true=names[self.run.labels[index]],
            predicted=names[first],
            confidence=float(probabilities[first]),
            runner_up=names[second],
            runner_up_confidence=float(probabilities[second]),
            correct=first == self.run.labels[index].item(),
        )

    @property
    def test_image(self) -> Prediction:
        """What the network says of the test image that Module 2 looks at."""
        return self.prediction(self.run.example)

    @cached_property
    def errors(self) -> tuple[Prediction, ...]:
        """The wrong predictions, in test order."""
        return tuple(self.prediction(index) for index in self._wrong.tolist())

    @cached_property
    def confident_errors(self) -> tuple[Prediction, ...]:
        """The wrong predictions, the most confident first, equal ones in test order."""
        return tuple(sorted(self.errors, key=lambda error: -error.confidence))

    @property
    def example_errors(self) -> tuple[Prediction, ...]:
        """The wrong predictions that the figure of misclassifications shows: the first few, or all if fewer."""
        return self.errors[: self.run.examples]

    @cached_property
    def mean_confidence(self) -> float:
        """Mean confidence of all predictions, 0 to 1."""
        return float(metrics.confidences(self.run.probabilities).mean())

    @cached_property
    def separating_confidence(self) -> float | None:
        """The confidence of the surest wrong prediction, 0 to 1, if every right one is surer; else None, and also where
        all predictions are right or all are wrong."""
        confidence, right = metrics.confidences(self.run.probabilities), self._hits == 1
        if right.all() or not right.any() or confidence[~right].max() >= confidence[right].min():
            return None
        return float(confidence[~right].max())

    @property
    def mean_confidence_right(self) -> float:
        """Mean confidence of the right predictions, 0 to 1; raises ContentError if there are none."""
        return self._mean_confidence("right", 1.0)

    @property
    def mean_confidence_wrong(self) -> float:
        """Mean confidence of the wrong predictions, 0 to 1; raises ContentError if there are none."""
        return self._mean_confidence("wrong", 0.0)

    # Where all this comes from

    @property
    def key(self) -> str:
        """The run's key as the site shows it, 12 hexadecimal characters."""
        return self.full_key[:KEY_LENGTH]

    @property
    def full_key(self) -> str:
        """The run's whole key, 64 hexadecimal characters."""
        return str(self.run.provenance["key"])

    @property
    def versions(self) -> Mapping[str, str]:
        """Version of each package that the run depends on, by name."""
        return dict(self.run.provenance["versions"])

    @property
    def data_digest(self) -> str:
        """SHA-256 of the data set, 64 hexadecimal characters."""
        return str(self.run.provenance["data_sha256"])

    @property
    def dataset_name(self) -> Name:
        """What the data set is called."""
        return Name(self.run.provenance["dataset_name"])

    @property
    def attribution(self) -> Name:
        """Whom the data set is from."""
        return Name(self.run.provenance["attribution"])

    @property
    def licence(self) -> Name:
        """What the data set may be used for."""
        return Name(self.run.provenance["licence"])

    @property
    def command(self) -> str:
        """What repeats the run, in the folder of the project."""
        return COMMAND

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

    def _require_image(self, index: int) -> None:
        if not 0 <= index < self.test_size:
            raise ContentError(f"test image {index} does not exist: the {self.test_size} test images count from 0")

    @cached_property
    def _stored_spread(self) -> Spread:
        return self.open_spread()

    @cached_property
    def _seed_order(self) -> list[int]:
        """Where the seeds stand in the stored spread, by rising seed."""
        seeds = self._stored_spread.seeds
        return sorted(range(len(seeds)), key=seeds.__getitem__)

    def _seed_result(self, place: int) -> SeedResult:
        stored, names, n = self._stored_spread, self.class_names, self.test_size
        matrix = metrics.confusion_of(stored.answers[place], self.run.labels, self.classes)
        recalls = [(score.recall, name) for score, name in zip(metrics.class_scores(matrix), names, strict=True)
                   if score.support]
        confusions = metrics.top_confusions(matrix, 1)
        return SeedResult(
            seed=stored.seeds[place],
            accuracy=round(stored.accuracies[place] * n) / n,  # a share of n images, which Keras rounded to float32
            loss=stored.losses[place],
            worst_recall=min(recalls, key=itemgetter(0))[0],
            calibration_error=metrics.calibration_error(
                stored.confidences[place], stored.answers[place] == self.run.labels
            ),
            best_epoch=stored.best_epochs[place],
            hardest_class=min(recalls, key=itemgetter(0))[1],
            confused=(names[confusions[0].true], names[confusions[0].predicted]) if confusions else None,
        )

    def _seed_comparison(self, seeds: list[int]) -> SeedComparison:
        hits = self._stored_spread.answers[self._seed_order] == self.run.labels
        ranking = np.argsort(-hits.sum(axis=1), kind="stable")
        best, worst = hits[ranking[0]], hits[ranking[-1]]
        return SeedComparison(
            test=metrics.cochran_q(hits),
            chance_deviation=metrics.chance_deviation(hits),
            best=seeds[ranking[0]],
            worst=seeds[ranking[-1]],
            only_best=int((best & ~worst).sum()),
            only_worst=int((worst & ~best).sum()),
        )

    @property
    def _intervals(self) -> Mapping[str, Interval]:
        if self.open_intervals:
            return self.open_intervals()
        return metrics.bootstrap_intervals(self.run.probabilities, self.run.labels, self.recipe.seed)

    @cached_property
    def _hits(self) -> Floats:
        return metrics.hits(self.run.probabilities, self.run.labels)

    @cached_property
    def _wrong(self) -> NDArray[np.intp]:
        return np.flatnonzero(self._hits == 0)

    @cached_property
    def _ranked(self) -> NDArray[np.intp]:
        """The most probable and the second most probable class of each test image, (n, 2)."""
        first = metrics.predictions(self.run.probabilities)
        others = self.run.probabilities.copy()
        others[np.arange(len(first)), first] = -1
        return np.stack([first, metrics.predictions(others)], axis=1)

    def _confusion(self, cell: metrics.ConfusionCell) -> Confusion:
        labels, names, wrong = self.run.labels, self.class_names, self._wrong
        images = wrong[(labels[wrong] == cell.true) & (self._ranked[wrong, 0] == cell.predicted)]
        anchor = f"true-{cell.true}-predicted-{cell.predicted}"
        return Confusion(names[cell.true], names[cell.predicted], tuple(images.tolist()), anchor)

    @property
    def _tested_classes(self) -> list[ClassResult]:
        return [result for result in self.per_class if result.support]

    def _mean_confidence(self, outcome: str, hit: float) -> float:
        chosen = metrics.confidences(self.run.probabilities)[self._hits == hit]
        if not len(chosen):
            raise ContentError(
                f"mean_confidence_{outcome} does not exist: no prediction of this run is {outcome}; "
                "a page must mention it under a condition on test_errors"
            )
        return float(chosen.mean())


def _dense(inputs: int, units: int, activation: str) -> Layer:
    return Layer("dense", inputs, units, activation, parameters=(inputs + 1) * units)
