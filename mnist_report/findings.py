"""Findings: what prose may say of a run, and the same for programs.

    Run ──► Findings ──► run.test_accuracy, run.confusions[0], ... in a page
                    └──► metrics() ──► /metrics.json

A page knows it as `run`. Every finding is computed at first use and kept; classes go by their names, never by their
numbers. Whatever a run need not have (a wrong prediction, a confusion) is to be mentioned under a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from math import ceil, floor, prod
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from . import metrics
from .errors import ContentError
from .metrics import RESAMPLES, ClassScore, Floats, Interval, ReliabilityBin, Terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .config import Recipe
    from .runs import Run, Spread

SCHEMA_VERSION = 1
"""Of /metrics.json: rises when a key changes its meaning or goes, not when one is added."""
KEY_LENGTH = 12
"""Hexadecimal characters of a run's key that are shown."""
SHOWN_ERRORS = 5
"""Images in the figure of misclassifications, as many as the course draws."""
LISTED_CONFUSIONS = 10
"""Confusions in /metrics.json."""
SIGNIFICANT_DIGITS = 9
"""Of the floats in /metrics.json: all that a float32 holds."""


@dataclass(frozen=True)
class Epoch:
    """One pass over the training images."""

    number: int
    """Counted from 1."""
    loss: float
    """Mean cross-entropy on the training images while they were learned from, in nats."""
    accuracy: float
    """Share of the training images predicted right meanwhile, 0 to 1."""
    val_loss: float
    """Mean cross-entropy on the validation images after the epoch, in nats."""
    val_accuracy: float
    """Share of the validation images predicted right after the epoch, 0 to 1."""


@dataclass(frozen=True)
class Layer:
    """One layer of the network."""

    name: Literal["flatten", "dense"]
    """What the layer does."""
    inputs: int
    """Numbers that come in, per image."""
    units: int
    """Numbers that go out, per image; a dense layer has one neuron for each."""
    activation: str | None
    """As Keras names it; None for the flatten layer."""
    parameters: int
    """Weights and biases, 0 for the flatten layer."""


@dataclass(frozen=True)
class ClassResult(ClassScore):
    """How one class fared on the test images, with its name."""

    name: str
    """What the class is called."""


@dataclass(frozen=True)
class Confusion:
    """Two classes, of which one was taken for the other."""

    true: str
    """Name of the class that the images are of."""
    predicted: str
    """Name of the class that they were taken for."""
    count: int
    """How many test images, at least 1."""


@dataclass(frozen=True)
class Prediction:
    """What the network says of one test image."""

    index: int
    """Of the image in the test set, from 0."""
    true: str
    """Name of the class that the image is of."""
    predicted: str
    """Name of the most probable class."""
    confidence: float
    """Probability of `predicted`, 0 to 1."""
    runner_up: str
    """Name of the second most probable class."""
    runner_up_confidence: float
    """Probability of `runner_up`, from 0 to `confidence`."""
    correct: bool
    """Whether `predicted` is the true class."""


@dataclass(frozen=True, eq=False)
class Findings:
    """All that a page may say of a run. Shapes: n test images, k classes."""

    run: Run
    """What is reported on."""
    open_spread: Callable[[], Spread] | None = None
    """Gives what the recipe makes of other seeds; called at most once, and only by a page that speaks of it."""

    @cached_property
    def spread(self) -> Spread:
        """What the recipe gives from each of the course's seeds. Raises ContentError where nobody trained them."""
        if self.open_spread is None:
            raise ContentError("the spread over seeds is not known here; it comes from a whole report")
        return self.open_spread()

    # What was trained, and on what

    @property
    def recipe(self) -> Recipe:
        """How the network was built and trained."""
        return self.run.recipe

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the k classes are called, in the order of the network's outputs."""
        return self.run.class_names

    @property
    def classes(self) -> int:
        """How many classes there are, k."""
        return len(self.class_names)

    @property
    def given_size(self) -> int:
        """Training images given, before the validation split."""
        return self.run.train_size

    @property
    def train_size(self) -> int:
        """Training images learned from: the first of the given ones, cut where Keras cuts."""
        return floor(self.given_size * (1.0 - self.recipe.validation_split))

    @property
    def validation_size(self) -> int:
        """Training images held out for validation."""
        return self.given_size - self.train_size

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
        steps, history = self.steps_per_epoch, sorted(self.run.history.items())
        lines = []
        for index, epoch in enumerate(self.epochs):
            if len(self.epochs) > 1:
                lines.append(f"Epoch {epoch.number}/{len(self.epochs)}")
            lines.append(" - ".join([f"{steps}/{steps}", *(f"{name}: {_logged(row[index])}" for name, row in history)]))
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
    def intervals(self) -> Mapping[str, Interval]:
        """95 % bootstrap intervals of `log_loss`, `brier_score` and `calibration_error`; a quarter of a second."""
        terms = {
            "log_loss": metrics.log_losses,
            "brier_score": metrics.brier_losses,
            "calibration_error": metrics.calibration_gaps,
        }
        return {name: self._bootstrap(each) for name, each in terms.items()}

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
        cells = metrics.top_confusions(self.confusion_matrix, self.classes**2)
        names = self.class_names
        return tuple(Confusion(names[cell.true], names[cell.predicted], cell.count) for cell in cells)

    # What the network says of single images

    def prediction(self, index: int) -> Prediction:
        """What the network says of test image `index`; raises ContentError unless 0 <= index < n."""
        if not 0 <= index < self.test_size:
            raise ContentError(f"test image {index} does not exist: the {self.test_size} test images count from 0")
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
        """The wrong predictions that the figure of misclassifications shows: the first five, or all if fewer."""
        return self.errors[:SHOWN_ERRORS]

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
        return str(self.run.provenance["key"][:KEY_LENGTH])

    @property
    def versions(self) -> Mapping[str, str]:
        """Version of each package that the run depends on, by name."""
        return dict(self.run.provenance["versions"])

    @property
    def data_digest(self) -> str:
        """SHA-256 of the data set, 64 hexadecimal characters."""
        return str(self.run.provenance["data_sha256"])

    @property
    def attribution(self) -> str:
        """Whom the data set is from."""
        return str(self.run.provenance["attribution"])

    @property
    def licence(self) -> str:
        """What the data set may be used for."""
        return str(self.run.provenance["licence"])

    # For programs

    def metrics(self, bootstrap: bool = False) -> dict[str, Any]:
        """The contents of /metrics.json: only what JSON knows, floats to nine significant digits.

        `bootstrap` adds `intervals`, which take a quarter of a second.
        """
        contents = {
            "schema_version": SCHEMA_VERSION,
            "run": self.key,
            "recipe": asdict(self.recipe),
            "data": self._data(),
            "versions": self.versions,
            "parameters": self.parameters,
            "history": [asdict(epoch) for epoch in self.epochs],
            "test": self._test(bootstrap),
            "classes": [_class_record(result) for result in self.per_class],
            "confusion_matrix": self.confusion_matrix.tolist(),
            "confusions": [asdict(confusion) for confusion in self.confusions[:LISTED_CONFUSIONS]],
        }
        plain: dict[str, Any] = _plain(contents)
        return plain

    def _data(self) -> dict[str, Any]:
        return {
            "sha256": self.data_digest,
            "attribution": self.attribution,
            "licence": self.licence,
            "training_images": self.train_size,
            "validation_images": self.validation_size,
            "test_images": self.test_size,
            "test_images_per_class": {result.name: result.support for result in self.per_class},
        }

    def _test(self, bootstrap: bool) -> dict[str, Any]:
        bins = [asdict(each) for each in self.reliability if each.count]
        return {
            "images": self.test_size,
            "errors": self.test_errors,
            "accuracy": {
                "value": self.test_accuracy,
                "interval": asdict(self.test_interval),
                "interval_method": "Wilson score interval, 95 %",
            },
            "loss": {"value": self.test_loss, "definition": "mean cross-entropy in nats, as Keras evaluates it"},
            "log_loss": self._measure("log_loss", "mean cross-entropy in nats, clipped at 1e-7", bootstrap),
            "brier_score": self._measure("brier_score", "squared error summed over the classes, 0 to 2", bootstrap),
            "calibration_error": self._measure("calibration_error", "expected, 15 equal-width bins", bootstrap)
            | {"bins": bins},
        }

    def _measure(self, name: str, definition: str, bootstrap: bool) -> dict[str, Any]:
        measure = {"value": getattr(self, name), "definition": definition}
        if bootstrap:
            measure["interval"] = asdict(self.intervals[name])
            measure["interval_method"] = f"percentile bootstrap, 95 %, {RESAMPLES} resamples of the test images"
        return measure

    def _bootstrap(self, terms: Terms) -> Interval:
        return metrics.bootstrap_interval(terms, self.run.probabilities, self.run.labels, self.recipe.seed)

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


def _logged(value: float) -> str:
    """A metric as Keras' progress bar prints it."""
    return f"{value:.4f}" if value > 1e-3 else f"{value:.4e}"


def _class_record(result: ClassResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "support": result.support,
        "predicted": result.predicted,
        "correct": result.correct,
        "precision": result.precision,
        "precision_interval": asdict(result.precision_interval),
        "recall": result.recall,
        "recall_interval": asdict(result.recall_interval),
        "f1": result.f1,
    }


def _plain(value: Any) -> Any:
    """The same with rounded floats, all the way down."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if isinstance(value, float) else value
