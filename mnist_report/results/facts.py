"""Facts: the small values that an evaluation is made of, frozen, each with its unit and range, independent of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..core.constraints import Count, Nats, PositiveInt, Share
from ..core.filters import number
from ..core.formats import Faint, Number, Percent
from ..training.metrics import ClassScore, Interval


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
        replies = (
            "The numbers differ, even if a handful of images does not show it.",
            "They are equal to the image." if self.is_equal else
            "They differ by more: one has at least twice as many as another.",
            "They differ by less than that, if they differ: none has twice as many as another.",
        )
        answer = "Yes, exactly" if self.is_equal else unequal[self._is_lopsided]
        return Guess(("Yes, exactly", *unequal), answer, replies)

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
    replies: tuple[str, ...]
    """What is true of each choice where it is wrong, in a sentence that leaves the others open."""


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
