"""Runs: the NumPy arrays that a training produces, saved as npz and JSON, never pickled."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from math import ceil, floor
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ..core.recipe import Recipe
from .dataset import Dataset
from .metrics import predictions
from .moments import Moment

ARRAYS, RECORD = "arrays.npz", "record.json"
IN_NPZ = ("snapshots", "early", "probabilities", "labels")
HISTORIES = ("history", "early_history")
TUPLES = ("early_steps", "image_shape", "train_counts")
IN_JSON = (*HISTORIES, *TUPLES, "test_loss", "test_accuracy", "summary", "printed", "train_size")


@dataclass(frozen=True)
class Training:
    """What one training produces, without what the course adds. Its arrays and mappings are read-only."""

    recipe: Recipe
    """The recipe that it followed."""
    weights: tuple[NDArray[np.float32], ...]
    """Kernel and bias of each layer in turn: (784, 128), (128,), (128, 64), (64,), (64, 10), (10,); of a convolutional
    network (3, 3, 1, 4), (4,), (3, 3, 4, 12), (12,), (588, 10), (10,)."""
    snapshots: NDArray[np.float32]
    """All weights, flat, in the order of `weights`, before the first epoch and after each: (epochs + 1, parameters);
    no row where the training was kept without its path."""
    early: NDArray[np.float32]
    """All weights, flat, after each of `early_steps`: (early steps, parameters); no row as in `snapshots`."""
    early_steps: tuple[int, ...]
    """The steps within the first epoch after which the weights were kept, ascending."""
    early_history: Mapping[str, tuple[float, ...]]
    """accuracy and loss over the images up to each of `early_steps`, measured as `history` is."""
    history: Mapping[str, tuple[float, ...]]
    """accuracy, loss, val_accuracy and val_loss, each one value an epoch; accuracies in [0, 1], losses in nats."""
    probabilities: NDArray[np.float32]
    """Probability of each class for each test image, (test images, classes), rows add up to 1."""
    labels: NDArray[np.uint8]
    """The true classes of the test images, (test images,)."""
    test_loss: float
    """Mean categorical cross-entropy on the test images, in nats."""
    test_accuracy: float
    """Share of the test images classified rightly, in [0, 1]."""
    summary: str
    """What `model.summary()` printed."""
    printed: str
    """What the evaluation printed."""
    image_shape: tuple[int, int]
    """Height and width of an image, in pixels."""
    train_size: int
    """Training images given, before the validation split."""
    train_counts: tuple[int, ...]
    """How many of them each class has, in the order of the classes."""

    def __post_init__(self) -> None:
        for array in (*self.weights, *(getattr(self, name) for name in IN_NPZ)):
            array.setflags(write=False)
        for name in HISTORIES:
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def weights_after(self, epoch: int) -> tuple[NDArray[np.float32], ...]:
        """Return the arrays of `weights` as they were after an epoch: 0 is the start, -1 the last.

        Raise LookupError for a training that was kept without its path.
        """
        self._check_path()
        return self._in_layers(self.snapshots[epoch])

    @property
    def moments(self) -> list[Moment]:
        """The network at the start, after each of `early_steps` and after each epoch.

        Raise LookupError for a training that was kept without its path.
        """
        self._check_path()
        size, (start, *ends) = self.recipe.batch_size, map(self._in_layers, self.snapshots)
        steps, images = epoch_of(self.recipe, self.train_size)
        early = zip(self.early_steps, map(self._in_layers, self.early), _rows(self.early_history), strict=True)
        epochs = zip(range(1, len(ends) + 1), ends, _rows(self.history), strict=True)
        return [
            Moment(0, 0, 0, start, {}),
            *(Moment(step, step * size, None, weights, values) for step, weights, values in early),
            *(Moment(epoch * steps, epoch * images, epoch, weights, values)
              for epoch, weights, values in epochs),
        ]

    def lean(self) -> Self:
        """Return the training without its path, of which only the end is left: `snapshots` and `early` have no row."""
        return replace(self, snapshots=self.snapshots[:0], early=self.early[:0])

    def _check_path(self) -> None:
        if not len(self.snapshots):
            raise LookupError(f"the training from seed {self.recipe.seed} was kept without its path: it has the "
                              "weights of its end, but not those on the way there")

    def _in_layers(self, flat: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        parts = np.split(flat, np.cumsum([array.size for array in self.weights])[:-1])
        return tuple(part.reshape(array.shape) for part, array in zip(parts, self.weights, strict=True))

    def save(self, folder: Path) -> None:
        """Write the training into `folder`, which exists."""
        arrays = {f"weights_{index}": array for index, array in enumerate(self.weights)}
        arrays |= {name: getattr(self, name) for name in IN_NPZ}
        np.savez(folder / ARRAYS, **arrays)  # type: ignore[arg-type]
        record = {name: getattr(self, name) for name in IN_JSON}
        record |= {"recipe": asdict(self.recipe)} | {name: dict(record[name]) for name in HISTORIES}
        (folder / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Training:
        """Return the training that `save` wrote, given as its files by their names."""
        record: dict[str, Any] = json.loads(files[RECORD])
        record["recipe"] = Recipe(**record["recipe"])
        for name in HISTORIES:
            record[name] = {metric: tuple(values) for metric, values in record[name].items()}
        record |= {name: tuple(record[name]) for name in TUPLES}
        with np.load(io.BytesIO(files[ARRAYS]), allow_pickle=False) as arrays:
            weights = tuple(arrays[f"weights_{index}"] for index in range(len(arrays.files) - len(IN_NPZ)))
            return cls(weights=weights, **{name: arrays[name] for name in IN_NPZ}, **record)


@dataclass(frozen=True)
class Vocabulary:
    """What the images and the classes are called."""

    item: str = "digit"
    """What one image shows."""
    items: str = "digits"
    """The plural of `item`."""
    kind: str = "digit"
    """What a class is called."""
    kinds: str = "digits"
    """The plural of `kind`."""
    is_mnist: bool = True
    """Whether the images are those that the package ships: handwritten digits whose story the pages can tell."""

    @property
    def look(self) -> str:
        """How the images look, in the words of an alternative text."""
        return "light on black" if self.is_mnist else "in shades of grey"

    @property
    def light(self) -> str:
        """What a bright pixel is called: "ink" in MNIST, where the pen is white, "light" elsewhere."""
        return "ink" if self.is_mnist else "light"


@dataclass(frozen=True)
class Loading:
    """How the code that the lessons show loads the images."""

    imported: str = "from tensorflow.keras.datasets import mnist"
    """The line that imports the loader."""
    loader: str = "mnist"
    """The loader, a Python expression; its `load_data()` returns the images and labels."""


@dataclass(frozen=True)
class Run(Training):
    """A training and what the course adds to it: all that a figure, a page or an export needs."""

    class_names: tuple[str, ...]
    """Name of each class, in the order of the labels."""
    example: int
    """Index of the test image that Module 2 looks at."""
    examples: int
    """Misclassified test images that Module 2 draws, 3 to 10."""
    words: Vocabulary
    """What the images and the classes are called."""
    loading: Loading
    """How the shown code loads the images."""
    provenance: Mapping[str, Any]
    """key (64 hex), data_sha256, versions {package: version}, dataset_name, attribution, licence."""
    open_dataset: Callable[[], Dataset]
    """Loads the images, when they are first used."""

    def __post_init__(self) -> None:
        super().__post_init__()
        versions = MappingProxyType(dict(self.provenance["versions"]))
        object.__setattr__(self, "provenance", MappingProxyType({**self.provenance, "versions": versions}))

    @cached_property
    def dataset(self) -> Dataset:
        """The images the network was trained and tested on, loaded at first use."""
        return self.open_dataset()


@dataclass(frozen=True)
class Spread:
    """Results of the same recipe from several seeds, on the same test images."""

    seeds: tuple[int, ...]
    """The seeds, the one of the site's run first."""
    accuracies: tuple[float, ...]
    """Test accuracy of each, 0 to 1."""
    losses: tuple[float, ...]
    """Test loss of each, in nats."""
    best_epochs: tuple[int, ...]
    """The epoch, from 1, after which the validation loss of each was lowest, the first of equal ones."""
    answers: NDArray[np.uint8]
    """The class that each predicts for each test image, (seeds, test images), 0 to 255."""
    confidences: NDArray[np.float32]
    """The probability that each gives to its answer, (seeds, test images), 0 to 1."""

    def save(self, folder: Path) -> None:
        """Write the spread into `folder`, which exists."""
        np.savez(folder / ARRAYS, answers=self.answers, confidences=self.confidences)
        record = {name: value for name, value in vars(self).items() if isinstance(value, tuple)}
        (folder / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Spread:
        """Return the spread that `save` wrote, given as its files by their names; its arrays are read-only."""
        record = json.loads(files[RECORD])
        values: dict[str, Any] = {name: tuple(column) for name, column in record.items()}
        with np.load(io.BytesIO(files[ARRAYS]), allow_pickle=False) as arrays:
            values |= {name: arrays[name] for name in arrays.files}
        for name in arrays.files:
            values[name].setflags(write=False)
        return cls(**values)


def _rows(history: Mapping[str, tuple[float, ...]]) -> list[dict[str, float]]:
    """Return the columns of a history as rows, a mapping for each time of measurement."""
    return [dict(zip(history, row, strict=True)) for row in zip(*history.values(), strict=True)]


def learned_from(images: int, validation_split: float) -> int:
    """Return how many of the training images the network learns from: the first ones, split where Keras splits."""
    return floor(images * (1.0 - validation_split))


def epoch_of(recipe: Recipe, given: int) -> tuple[int, int]:
    """Return how many steps an epoch takes, and how many images, of so many training images before the split.

    An image that is taken twice counts twice: with `train_images` or `steps_per_epoch` all batches are whole.
    """
    learned = learned_from(given, recipe.validation_split)
    chosen = recipe.train_images or learned
    steps = recipe.steps_per_epoch or ceil(chosen / recipe.batch_size)
    return steps, learned if recipe.steps_per_epoch is None and chosen == learned else steps * recipe.batch_size


def spread_of(runs: Iterable[Training]) -> Spread:
    """Return the spread of trainings from several seeds, at least one, the site's own first; hold one at a time."""
    seeds, accuracies, losses, best_epochs, answers, confidences = zip(*map(_result, runs), strict=True)
    return Spread(seeds, accuracies, losses, best_epochs, np.array(answers), np.array(confidences))


def _result(run: Training) -> tuple[int, float, float, int, NDArray[np.uint8], NDArray[np.float32]]:
    """Return what a spread has of one training."""
    best_epoch = 1 + int(np.argmin(run.history["val_loss"]))
    answers = predictions(run.probabilities).astype(np.uint8)
    return run.recipe.seed, run.test_accuracy, run.test_loss, best_epoch, answers, run.probabilities.max(axis=1)
