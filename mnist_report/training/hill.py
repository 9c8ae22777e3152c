"""The hill of the loss: its height in the plane through the weights at three moments of a training.

As Goodfellow, Vinyals and Saxe 2015 (https://arxiv.org/abs/1412.6544) measure it along a line, and Garipov et al. 2018
(https://arxiv.org/abs/1802.10026) in the plane through three points. The axes of the plane are orthonormal, so that a
length in it is a length in the space of all weights. Every number has DIGITS significant digits, in which machines
agree.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .backward import gradient
from .forward import ACTIVATIONS, batches, cross_entropies, logits
from .run import learned_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from .run import Run

    Vector = NDArray[np.float64]

FILE: Final = "hill.json"
IMAGES: Final = 2000
"""Validation images, at most, on which the loss is measured."""
POINTS: Final = 25
"""Points of the grid along each side of the map."""
MARGIN: Final = 1.8
"""Side of the map, as a multiple of the larger extent of the path."""
STATIONS: Final = 31
"""Moments of the training, at most, that the path shows."""
DIGITS: Final = 4
"""Significant digits of every number."""
LEAST: Final = 1e-6
"""The smallest loss on the map, so that it has a logarithm."""
OBLIQUE: Final = 1e-3
"""Share of a direction that must lie outside those before it if it is to span the plane with them."""


@dataclass(frozen=True)
class Station:
    """The weights at one moment of the training, and their shadow: the nearest point of the plane."""

    epoch: int
    """Epochs passed, 0 at the start."""
    x: float
    """Distance of the shadow from the start along the first axis."""
    y: float
    """Distance of the shadow from the start along the second axis."""
    outside: float
    """Distance of the weights from the plane; 0 where they span it."""
    loss: float
    """Loss of the network itself, in nats."""
    shadow_loss: float
    """Loss of the network whose weights are the shadow, in nats."""


@dataclass(frozen=True)
class Hill:
    """The loss on a square map of the plane, in which the weights at the start are the origin."""

    left: float
    """First coordinate of the left edge."""
    bottom: float
    """Second coordinate of the lower edge."""
    cell: float
    """Distance of two neighbouring points of the grid, above 0."""
    losses: tuple[tuple[float, ...], ...]
    """Mean cross-entropy in nats, LEAST or more: POINTS rows from the lower edge up, each of POINTS from the left."""
    path: tuple[Station, ...]
    """The training, in order, with start, first epoch and end."""
    spanned_by: str
    """What gives the plane its second direction, after that from the start to the first epoch: "end", or "gradient" or
    "chance" where the end lies on the line through these two."""
    images: int
    """Number of validation images on which the loss was measured."""


def hill(run: Run) -> Hill:
    """Return the hill of the loss on the first IMAGES validation images."""
    plane = _Plane(run)
    path = tuple(plane.station(epoch) for epoch in _epochs(run.recipe.epochs))
    places = np.array([(station.x, station.y) for station in path])
    low, high = places.min(axis=0), places.max(axis=0)
    side = MARGIN * (float((high - low).max()) or 1.0)
    left, bottom = ((low + high - side) / 2).tolist()
    left, bottom, cell = map(_rounded, (left, bottom, side / (POINTS - 1)))
    losses = tuple(tuple(plane.loss(left + cell * i, bottom + cell * j) for i in range(POINTS)) for j in range(POINTS))
    return Hill(left, bottom, cell, losses, path, plane.spanned_by, len(plane.labels))


def save(measured: Hill, folder: Path) -> None:
    """Write a hill into a folder, to be read by `load`."""
    (folder / FILE).write_text(as_json(measured), encoding="utf-8")


def load(files: Mapping[str, bytes]) -> Hill:
    """Return the hill that `save` wrote, given as its files by their names."""
    record: dict[str, Any] = json.loads(files[FILE])
    path = tuple(Station(**station) for station in record["path"])
    return Hill(**record | {"losses": tuple(map(tuple, record["losses"])), "path": path})


def as_json(measured: Hill) -> str:
    """Return the fields of a hill as JSON."""
    return json.dumps(asdict(measured), separators=(",", ":"))


class _Plane:
    """The plane of a run, and the validation images on which its networks are tried."""

    def __init__(self, run: Run) -> None:
        first = learned_from(run.train_size, run.recipe.validation_split)
        images = run.dataset.x_train[first : first + IMAGES]
        self.run = run
        self.labels = run.dataset.y_train[first : first + IMAGES]
        self.pixels = images.reshape(len(images), -1) / 255
        self.start = run.snapshots[0].astype(np.float64)
        self.axes, self.spanned_by = self._span()
        vectors = [self._shaped(vector) for vector in (self.start, *self.axes)]
        self.deep = list(zip(*(arrays[2:] for arrays in vectors), strict=True))
        # The sums of the first layer are linear in the weights, so they are computed once and not for every point.
        sums = [self.pixels @ kernel + bias for kernel, bias, *_ in vectors]
        self.batches = list(zip(zip(*map(batches, sums), strict=True), batches(self.labels), strict=True))

    def _span(self) -> tuple[list[Vector], str]:
        """Return two orthonormal directions (parameters,), and what gave the second, as Gram and Schmidt make them."""
        axes: list[Vector] = []
        for name, direction in self._directions():
            rest = direction - sum((direction @ axis) * axis for axis in axes)
            if (length := np.linalg.norm(rest)) > OBLIQUE * np.linalg.norm(direction):
                axes.append(rest / length)
            if len(axes) == 2:
                return axes, name
        raise AssertionError("two random directions span a plane")

    def _directions(self) -> Iterator[tuple[str, Vector]]:
        yield from (("end", self.run.snapshots[epoch] - self.start) for epoch in (1, -1))
        slopes = gradient(self.pixels, self.labels, self.run.weights_after(0), self.run.recipe.activation)
        yield "gradient", -np.concatenate([array.ravel() for array in slopes])
        random = np.random.default_rng(0)
        yield from (("chance", random.standard_normal(len(self.start))) for _ in range(2))

    def _shaped(self, vector: Vector) -> tuple[Vector, ...]:
        """Return a vector (parameters,) as the arrays of the weights."""
        parts = np.split(vector, np.cumsum([array.size for array in self.run.weights])[:-1])
        return tuple(part.reshape(array.shape) for part, array in zip(parts, self.run.weights, strict=True))

    def station(self, epoch: int) -> Station:
        way = self.run.snapshots[epoch] - self.start
        parts = [way @ axis for axis in self.axes]
        rest = way - parts[0] * self.axes[0] - parts[1] * self.axes[1]
        length = np.linalg.norm(way)
        x, y, outside = (
            _rounded(part) if abs(part) > OBLIQUE * length else 0.0 for part in (*parts, np.linalg.norm(rest))
        )
        scores = logits(self.pixels, self.run.weights_after(epoch), self.run.recipe.activation)
        return Station(epoch, x, y, outside, _rounded(cross_entropies(scores, self.labels).mean()), self.loss(x, y))

    def loss(self, x: float, y: float) -> float:
        """Return the loss of the network at a point of the plane."""
        name, weights = self.run.recipe.activation, [_point(arrays, x, y) for arrays in self.deep]
        outputs = ((ACTIVATIONS[name](_point(sums, x, y)), labels) for sums, labels in self.batches)
        total = sum(cross_entropies(logits(hidden, weights, name), labels).sum() for hidden, labels in outputs)
        return max(LEAST, _rounded(total / len(self.labels)))


def _point(arrays: Sequence[Vector], x: float, y: float) -> Vector:
    start, first, second = arrays
    return start + x * first + y * second


def _epochs(epochs: int) -> list[int]:
    """Return the epochs that the path shows: all of them, or some with the first and the last."""
    spaced = np.linspace(1, epochs, min(epochs, STATIONS - 1)).round().astype(int)
    return [0, *spaced.tolist()]


def _rounded(value: float | np.floating[Any]) -> float:
    return float(f"{value:.{DIGITS}g}")
