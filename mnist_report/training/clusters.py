"""Clusters: where test images lie in the last hidden layer, seen in one plane, at each moment of the training.

The plane (plane.py) is that of the trained network and of training images, and it is the same at all moments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .forward import ACTIVATIONS, Floats, batches, softmax
from .metrics import confidences, predictions
from .plane import separating_plane
from .run import learned_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .moments import Moment
    from .run import Run

    Classes = NDArray[np.integer[Any]]

IMAGES: Final = 1000
"""Test images, at most, that are followed."""
PIXELS: Final = 784_000
"""Pixels, at most, of all of them, so that a page can load them: 1,000 images of MNIST."""
FITTED: Final = 5000
"""Training images, at most, for which the plane is chosen."""
MOMENTS: Final = 30
"""Moments of the training, at most."""
DECIMALS: Final = 3
"""Decimals of a place, in which machines agree."""


@dataclass(frozen=True)
class Arrangement:
    """The images as the network had them at one moment of its training. Shapes: n images."""

    step: int
    """Steps taken, 0 at the start."""
    epoch: int | None
    """The epoch that ends there, 0 at the start; None within an epoch."""
    places: NDArray[np.float64]
    """Where they lie in the plane, (n, 2)."""
    answers: Classes
    """What the network takes them for, (n,)."""
    confidences: Floats
    """How sure it is of that, (n,), 0 to 1."""
    nearest: Classes
    """The class whose centre is nearest in all dimensions of the layer, (n,)."""
    nearest_in_plane: Classes
    """The class whose centre is nearest in the plane, (n,)."""
    between: float
    """Share of the squared distances from the common centre that lies between the centres of the classes, 0 to 1."""

    @property
    def name(self) -> str:
        """When it was: "before training", "after 1 step", "after 100 steps", "after epoch 2"."""
        if self.epoch is not None:
            return f"after epoch {self.epoch}" if self.epoch else "before training"
        return f"after {self.step:,} step{'s' if self.step > 1 else ''}"


@dataclass(frozen=True)
class Clusters:
    """The images that are followed, and where they lie at each moment."""

    indices: Classes
    """Their numbers in the test set, (n,), evenly spread."""
    labels: Classes
    """Their classes, (n,)."""
    dimensions: int
    """Units of the last hidden layer."""
    moments: tuple[Arrangement, ...]
    """The moments in order, from the start to the end."""

    @property
    def present(self) -> Classes:
        """The classes that occur among the images, ascending."""
        return np.unique(self.labels)


def clusters(run: Run) -> Clusters:
    """Return the clusters of a run. The last answers are the run's own, so that rounding cannot change any."""
    most = min(IMAGES, max(1, PIXELS // int(np.prod(run.image_shape))))
    indices = evenly(len(run.labels), most)
    axes = _axes(run)
    taken = run.moments
    moments = [_arrangement(taken[place], run, indices, axes) for place in first_to_last(len(taken), MOMENTS)]
    moments[-1] = replace(moments[-1], **_answers(run.probabilities[indices]))
    return Clusters(indices, run.labels[indices], len(axes), tuple(moments))


def _arrangement(moment: Moment, run: Run, indices: Classes, axes: NDArray[np.float64]) -> Arrangement:
    points, labels = hidden(run.dataset.x_test[indices], moment.weights, run.recipe.activation), run.labels[indices]
    places = np.round(points @ axes, DECIMALS)
    return Arrangement(
        moment.step,
        moment.epoch,
        places,
        **_answers(softmax(points @ moment.weights[-2].astype(np.float64) + moment.weights[-1])),
        nearest=_nearest(points, labels),
        nearest_in_plane=_nearest(places, labels),
        between=_between(points, labels),
    )


def _answers(probabilities: Floats) -> dict[str, Any]:
    return {"answers": predictions(probabilities), "confidences": confidences(probabilities)}


def centres(points: NDArray[np.float64], labels: Classes) -> NDArray[np.float64]:
    """Return the mean of the points (n, dimensions) of each class that occurs, ascending: (classes, dimensions)."""
    return np.stack([points[labels == label].mean(axis=0) for label in np.unique(labels)])


def _nearest(points: NDArray[np.float64], labels: Classes) -> Classes:
    distances = [((points - centre) ** 2).sum(axis=1) for centre in centres(points, labels)]
    return np.asarray(np.unique(labels)[np.argmin(distances, axis=0)])


def _between(points: NDArray[np.float64], labels: Classes) -> float:
    """Return the share of the scatter that lies between the centres; 0 where all points are one."""
    points = points - points[0]  # exactly 0 then, where all are one
    own = centres(points, labels)[np.unique(labels, return_inverse=True)[1]]
    whole = ((points - points.mean(axis=0)) ** 2).sum()
    return round(float(((own - points.mean(axis=0)) ** 2).sum() / whole), DECIMALS) if whole else 0.0


def evenly(count: int, most: int) -> NDArray[np.intp]:
    """Return at most `most` of the numbers from 0 to count - 1, as evenly spread as can be, the first one 0."""
    chosen = min(count, most)
    return np.arange(chosen) * count // chosen


def first_to_last(count: int, most: int) -> list[int]:
    """Return at most `most`, two or more, of the numbers from 0 to count - 1, evenly spread, first and last among them.
    """
    return sorted(set(np.linspace(0, count - 1, most).round().astype(int).tolist()))


def hidden(images: NDArray[np.uint8], weights: Sequence[Floats], activation: str) -> NDArray[np.float64]:
    """Return the activations of the last hidden layer, (n, units), for images (n, height, width), 0 to 255."""
    return np.concatenate([_hidden(batch, weights, activation) for batch in batches(images)])


def _hidden(images: NDArray[np.uint8], weights: Sequence[Floats], activation: str) -> NDArray[np.float64]:
    values = images.reshape(len(images), -1) / 255
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        values = ACTIVATIONS[activation](values @ kernel.astype(np.float64) + bias)
    return values


def _axes(run: Run) -> NDArray[np.float64]:
    """Return the axes of the plane, (units, 2), for training images evenly spread over those that the network saw."""
    chosen = evenly(learned_from(run.train_size, run.recipe.validation_split), FITTED)
    points = hidden(run.dataset.x_train[chosen], run.weights, run.recipe.activation)
    return separating_plane(points, run.dataset.y_train[chosen])
