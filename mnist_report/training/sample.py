"""Sample: a few of the images that the network learned from, and of those held out, for a training in a browser.

    sample(run) ──► results/browser/training.py, and miniature.py, which trains on them in NumPy
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from .run import learned_from

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .run import Run

TRAINING, VALIDATION = 1500, 500
"""Images to train on and images held out, at most."""
PIXELS: Final = (TRAINING + VALIDATION) * 28 * 28
"""Pixels of all of them together, at most: of larger images there are fewer."""
SHADES: Final = 16
"""Shades of grey that are left, which halves the file; 255 is a multiple of their distance."""


@dataclass(frozen=True)
class Images:
    """Images with their classes."""

    pixels: NDArray[np.uint8]
    """The images, (n, height, width), in `SHADES` from 0 to 255."""
    labels: NDArray[np.uint8]
    """Their classes, (n,)."""
    indices: NDArray[np.intp]
    """Their places among the training images of the data set, (n,), rising."""


@dataclass(frozen=True)
class Sample:
    """What a small network is trained and judged on; none of it is a test image."""

    training: Images
    """The first images of each class among those that the network of the run learned from."""
    validation: Images
    """The first images of each class among those that were held out of its training."""


def sample(run: Run) -> Sample:
    """Return the sample of a run: as many images of each class, at least one, or all where a class has fewer."""
    learned = learned_from(run.train_size, run.recipe.validation_split)
    share = min(1.0, PIXELS / ((TRAINING + VALIDATION) * np.prod(run.image_shape)))
    training, validation = (max(1, int(share * count) // len(run.class_names)) for count in (TRAINING, VALIDATION))
    return Sample(_first(run, 0, learned, training), _first(run, learned, run.train_size, validation))


def _first(run: Run, start: int, stop: int, each: int) -> Images:
    """Return the first images of each class among those from `start` to `stop`."""
    labels = run.dataset.y_train[start:stop]
    chosen = [np.flatnonzero(labels == label)[:each] for label in range(len(run.class_names))]
    indices = start + np.sort(np.concatenate(chosen))
    return Images(_in_shades(run.dataset.x_train[indices]), run.dataset.y_train[indices], indices)


def _in_shades(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    distance = 255 // (SHADES - 1)
    return (np.rint(images / distance) * distance).astype(np.uint8)
