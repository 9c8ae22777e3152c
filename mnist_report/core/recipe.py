"""Recipe: how a network is built and trained.

It is frozen and refuses impossible values when it is made. `dataclasses.replace(recipe, epochs=10)` is another one;
`dataclasses.asdict(recipe)` is ready for JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, cast

from .rules import Rule, check, is_number, one_of, whole

LARGEST: Final = 2**31 - 1
"""The most images that fit the size limit of a data set, at one byte an image."""
WIDEST: Final = 65536
"""The most neurons of a hidden layer."""
MOST_EPOCHS: Final = 1000
"""The most epochs of a training."""
DEFAULT_RATES: Final = {"sgd": 0.01}
"""Keras' default learning rates of the optimizers for which it is not 0.001."""
FARTHEST: Final = 8
"""The most pixels by which the training images are moved."""


def _is_from(value: object, low: float, below: float) -> bool:
    return is_number(value) and low <= cast("float", value) < below


_FRACTION = Rule("a number above 0 and below 1", lambda value: isinstance(value, float) and 0 < value < 1)
_RATE = Rule("a number above 0, at most 1000",
             lambda value: value is None or (is_number(value) and 0 < cast("float", value) <= 1000))
_PENALTY = Rule("a number from 0, below 1", lambda value: _is_from(value, 0, 1))
_DROPPED = Rule("a number from 0, at most 0.9", lambda value: _is_from(value, 0, 0.9000001))
_COUNT = Rule(f"a whole number from 10 to {LARGEST}", lambda value: value is None or whole(10, LARGEST).holds(value))
_STEPS = Rule(f"a whole number from 1 to {LARGEST}", lambda value: value is None or whole(1, LARGEST).holds(value))


@dataclass(frozen=True)
class Recipe:
    """How the network is built and trained. Raise ConfigurationError for an impossible value."""

    seed: Annotated[int, whole(0, 2**32 - 1)] = 0
    """Seed of every random generator, 0 to 2**32 - 1 (the range that `keras.utils.set_random_seed` takes)."""
    epochs: Annotated[int, whole(1, MOST_EPOCHS)] = 5
    """Passes over the training images, 1 to 1000; with `steps_per_epoch`, times that so many steps are taken."""
    batch_size: Annotated[int, whole(1, LARGEST)] = 32
    """Images a step, at least 1."""
    validation_split: Annotated[float, _FRACTION] = 0.2
    """Share of the training images, the last ones, kept for validation; above 0, below 1."""
    first_units: Annotated[int, whole(2, WIDEST)] = 128
    """Neurons of the first hidden layer, 2 to 65536."""
    second_units: Annotated[int, whole(2, WIDEST)] = 64
    """Neurons of the second hidden layer, 2 to 65536."""
    activation: Annotated[str, one_of("relu", "tanh", "sigmoid", "gelu", "elu", "linear")] = "relu"
    """Activation of both hidden layers, as Keras names it."""
    optimizer: Annotated[str, one_of("adam", "sgd", "rmsprop", "adamw", "nadam")] = "adam"
    """Optimizer, as Keras names it."""
    loss: Annotated[str, one_of("categorical_crossentropy")] = "categorical_crossentropy"
    """Loss, as Keras names it; the labels are one-hot, so there is one choice."""
    learning_rate: Annotated[float | None, _RATE] = None
    """Learning rate of the optimizer, above 0, at most 1000; None for its default."""
    train_images: Annotated[int | None, _COUNT] = None
    """Images to learn from, at least 10, the first of those that are not kept for validation; None for all of them."""
    labels: Annotated[str, one_of("true", "random")] = "true"
    """Whether the network learns the true labels of the training images, or labels drawn at random for them."""
    steps_per_epoch: Annotated[int | None, _STEPS] = None
    """Steps of an epoch, at least 1, for which the images are gone through as often as it takes, in a new order each
    time; None for one pass.
    """
    l2: Annotated[float, _PENALTY] = 0.0
    """What the penalty on the kernels of both hidden layers multiplies the sum of their squares by, from 0, below 1."""
    dropout: Annotated[float, _DROPPED] = 0.0
    """Share of the outputs of each hidden layer that is dropped at random in each step, 0 to 0.9."""
    shift: Annotated[int, whole(0, FARTHEST)] = 0
    """Pixels by which each training image is moved at random in each step, at most, across and down: 0 to 8."""
    network: Annotated[str, one_of("dense", "convolutional")] = "dense"
    """Kind of network: two hidden dense layers, or convolutions of fixed size, for which the fields on units do not
    count.
    """

    def __post_init__(self) -> None:
        check(self)

    @property
    def rate(self) -> float:
        """The learning rate that the optimizer takes: `learning_rate`, or Keras' default."""
        return DEFAULT_RATES.get(self.optimizer, 0.001) if self.learning_rate is None else self.learning_rate
