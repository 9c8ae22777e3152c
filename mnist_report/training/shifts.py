"""Shifts: how many test images networks still read right when the images are moved, empty pixels coming in.

    Plan motion ──► its trainings ──► measure ──► store ──► a figure with the parameter `shifts`, run.motion in a page

At each distance every test image is moved once, up, down, left or right. Which way is drawn by lot, once for all
networks and distances, so that all are judged by the same images.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .forward import KERNEL, answers_of, probabilities_of
from .metrics import predictions
from .run import ARRAYS, RECORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from ..core.plan import Difference
    from ..core.recipe import Recipe
    from .run import Training

WAYS: Final = np.array([(0, 1), (0, -1), (1, 0), (-1, 0)])
"""The ways in which an image is moved, each (down, right)."""
GRIDS: Final = ("answers", "confidences")
FILTERS: Final = ("kernels", "biases")


@dataclass(frozen=True, eq=False)
class Reader:
    """What the networks of one recipe read of moved images. Its arrays are read-only."""

    difference: Difference
    """How the recipe differs from that of the course; empty for that of the course."""
    parameters: int
    """Weights and biases of each of its networks."""
    accuracies: tuple[Sequence[float], ...]
    """Test accuracy, 0 to 1: a row a network, by rising seed, a column a distance, from 0."""
    answers: NDArray[np.uint8]
    """What the first network takes the example for, moved down by row - `farthest` and right by column - `farthest`:
    (2 * farthest + 1, 2 * farthest + 1)."""
    confidences: NDArray[np.float32]
    """The probability that it gives to each of `answers`, 0 to 1."""

    @property
    def first(self) -> list[float]:
        """Test accuracy of each network on the images as they are."""
        return [row[0] for row in self.accuracies]

    @property
    def last(self) -> list[float]:
        """Test accuracy of each network on images that are moved the farthest."""
        return [row[-1] for row in self.accuracies]


@dataclass(frozen=True, eq=False)
class Shifts:
    """What networks read of test images that are moved by 0, 1, … pixels. Its arrays are read-only."""

    readers: tuple[Reader, ...]
    """The recipe of the course, then its network trained on moved images, then a network with convolutions."""
    cut: tuple[int, ...]
    """Number of test images that lose something beyond the edge, by distance, from 0."""
    lost: tuple[float, ...]
    """Share of all that is bright in the test images that is lost so, by distance, 0 to 1."""
    kernels: NDArray[np.float32]
    """Kernels of the first convolution of the first network that has one, (height, width, filters)."""
    biases: NDArray[np.float32]
    """Bias of each of its filters, (filters,)."""

    @property
    def farthest(self) -> int:
        """The farthest that images are moved, in pixels."""
        return len(self.cut) - 1


def moved(images: NDArray[Any], down: int, right: int) -> NDArray[Any]:
    """Return images (n, height, width) moved by so many pixels, less than their side, with 0 where nothing was."""
    margin = max(abs(down), abs(right))
    padded = np.pad(images, ((0, 0), (margin, margin), (margin, margin)))
    top, left = margin - down, margin - right
    return padded[:, top : top + images.shape[1], left : left + images.shape[2]]


def measure(
    trials: Iterable[tuple[Difference, tuple[Recipe, ...]]], training_of: Callable[[Recipe], Training],
    images: NDArray[np.uint8], example: int, farthest: int,
) -> Shifts:
    """Return what the trainings of these trials read of the test images, moved by up to `farthest` pixels.

    Hold one training at a time. `images` are all test images, (n, height, width), `example` is the index of one.
    """
    ways = np.random.default_rng(0).integers(len(WAYS), size=len(images))
    sets = [_moved_each(images, ways, distance) for distance in range(1, farthest + 1)]
    around = range(-farthest, farthest + 1)
    places = np.concatenate([moved(images[[example]], down, right) for down, right in product(around, around)])
    readers, filters = [], {"kernels": np.empty((0, 0, 0), np.float32), "biases": np.empty(0, np.float32)}
    for difference, recipes in trials:
        trainings = map(training_of, recipes)
        first = next(trainings)
        if first.weights[0].ndim == KERNEL:
            filters = {"kernels": first.weights[0][:, :, 0], "biases": first.weights[1]}
        seen = probabilities_of(first, places)
        accuracies = [_accuracies(first, sets), *(_accuracies(training, sets) for training in trainings)]
        readers.append(Reader(
            difference, sum(array.size for array in first.weights), tuple(accuracies),
            predictions(seen).astype(np.uint8).reshape(len(around), -1),
            seen.max(axis=1).astype(np.float32).reshape(len(around), -1),
        ))
    sums = np.array([each.sum(axis=(1, 2), dtype=np.int64) for each in (images, *sets)])
    return Shifts(tuple(readers), tuple((sums < sums[0]).sum(axis=1).tolist()),
                  tuple((1 - sums.sum(axis=1) / (sums[0].sum() or 1)).tolist()), **filters)


def _moved_each(images: NDArray[np.uint8], ways: NDArray[np.int64], distance: int) -> NDArray[np.uint8]:
    """Return the images, each moved its own way."""
    result = np.empty_like(images)
    for way, step in enumerate(WAYS):
        result[ways == way] = moved(images[ways == way], *(distance * step).tolist())
    return result


def _accuracies(training: Training, sets: Iterable[NDArray[np.uint8]]) -> tuple[float, ...]:
    """Return the accuracy on the test images as they are and on each set of moved ones."""
    answers = (predictions(training.probabilities), *(answers_of(training, each) for each in sets))
    return tuple(float((each == training.labels).mean()) for each in answers)


def save(shifts: Shifts, folder: Path) -> None:
    """Write the shifts into `folder`, which exists."""
    grids = {name: np.array([getattr(reader, name) for reader in shifts.readers]) for name in GRIDS}
    filters = {name: getattr(shifts, name) for name in FILTERS}
    np.savez(folder / ARRAYS, **grids | filters)
    readers = [{name: value for name, value in vars(reader).items() if name not in GRIDS} for reader in shifts.readers]
    record = {"readers": readers, "cut": shifts.cut, "lost": shifts.lost}
    (folder / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")


def load(files: Mapping[str, bytes]) -> Shifts:
    """Return the shifts that `save` wrote, given as its files by their names."""
    record: dict[str, Any] = json.loads(files[RECORD])
    with np.load(io.BytesIO(files[ARRAYS]), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    for array in arrays.values():
        array.setflags(write=False)
    grids = zip(*(arrays.pop(name) for name in GRIDS), strict=True)
    readers = tuple(Reader(**reader, **dict(zip(GRIDS, pair, strict=True)))
                    for reader, pair in zip(record.pop("readers"), grids, strict=True))
    return Shifts(readers, tuple(record["cut"]), tuple(record["lost"]), **arrays)
