"""Baselines: how many test images simpler rules name right, which know the same training images as the network.

    recipe, Dataset ──► measure ──► store ──► run.baselines in a page

Each is measured in whole numbers or in float64, so that every machine finds the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ..core.formats import Number, Percent
from ..training import regression
from ..training.forward import batches, logits
from ..training.plans import smaller_sizes
from ..training.regression import BRIGHTEST
from ..training.run import learned_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from ..core.recipe import Recipe
    from ..training.dataset import Dataset

    Images = NDArray[np.uint8]
    Labels = NDArray[np.uint8]

FILE: Final = "baselines.json"
SEARCHED: Final = 10_000
"""Most training images among which the nearest one is searched."""
SHADES: Final = 32
"""Shades of grey in which images are compared with each other."""


@dataclass(frozen=True)
class Baselines:
    """Share of the test images that each simpler rule names right, 0 to 1."""

    nearest_mean: Percent
    """Name the class whose mean training image is nearest, pixel by pixel."""
    no_hidden_layer: Percent
    """Train a network without hidden layers, by Adam, otherwise by the recipe."""
    nearest_image: Percent
    """Name the class of the nearest training image, in 32 shades of grey."""
    searched: Number
    """Number of training images, the first ones, among which `nearest_image` searches."""
    few: Number
    """Number of training images, the first ones, of the next two: the fewest on the learning curve."""
    nearest_mean_of_few: Percent
    """`nearest_mean` where that many images are known."""
    nearest_image_of_few: Percent
    """`nearest_image` where that many images are known."""


def measure(recipe: Recipe, data: Dataset) -> Baselines:
    """Return the results of all baselines on the test images."""
    test = data.x_test, data.y_test
    few, *_ = smaller_sizes(learned_from(len(data.x_train), recipe.validation_split))
    (x_searched, y_searched), (x_few, y_few) = ((data.x_train[:size], data.y_train[:size]) for size in (SEARCHED, few))
    return Baselines(
        nearest_mean=nearest_mean(data.x_train, data.y_train, *test),
        no_hidden_layer=_no_hidden_layer(recipe, data),
        nearest_image=nearest_image(x_searched, y_searched, *test),
        searched=len(x_searched),
        few=len(x_few),
        nearest_mean_of_few=nearest_mean(x_few, y_few, *test),
        nearest_image_of_few=nearest_image(x_few, y_few, *test),
    )


def save(baselines: Baselines, folder: Path) -> None:
    """Write the results into `folder`, which exists."""
    (folder / FILE).write_text(json.dumps(asdict(baselines)), encoding="utf-8")


def load(files: Mapping[str, bytes]) -> Baselines:
    """Return the results that `save` wrote, given as its files by their names."""
    return Baselines(**json.loads(files[FILE]))


def nearest_mean(x_train: Images, y_train: Labels, x_test: Images, y_test: Labels) -> float:
    """Return the accuracy of the nearest centroid classifier, 0 to 1.

    It is the share of test images that are nearest, by the Euclidean distance of their pixels, to the mean of the
    training images of their own class.
    """
    classes = np.unique(y_train)
    means = np.stack([x_train[y_train == label].mean(axis=0).ravel() for label in classes])
    # |mean - image|² without |image|², which is the same for all means.
    squares = np.square(means).sum(axis=1)
    scores = np.concatenate([squares - 2 * rows.astype(np.float64) @ means.T for rows in batches(_flat(x_test))])
    return float((classes[scores.argmin(axis=1)] == y_test).mean())


def nearest_image(x_train: Images, y_train: Labels, x_test: Images, y_test: Labels) -> float:
    """Return the accuracy of the nearest neighbour rule, 0 to 1.

    It is the share of test images whose nearest training image, the first of equally near ones, is of their own class:
    by the Euclidean distance of the pixels in `SHADES` shades, which float32 has exactly for images of up to 8,000
    pixels.
    """
    known = _shades(x_train)
    squares = np.square(known).sum(axis=1)
    nearest = [(squares - 2 * _shades(images) @ known.T).argmin(axis=1) for images in batches(x_test)]
    return float((y_train[np.concatenate(nearest)] == y_test).mean())


def _no_hidden_layer(recipe: Recipe, data: Dataset) -> float:
    learned = learned_from(len(data.x_train), recipe.validation_split)
    weights = regression.fit(_flat(data.x_train[:learned]), data.y_train, len(data.class_names), recipe)
    scores = np.concatenate([logits(rows / BRIGHTEST, weights, "") for rows in batches(_flat(data.x_test))])
    return float((scores.argmax(axis=1) == data.y_test).mean())


def _shades(images: Images) -> NDArray[np.float32]:
    """Return images as rows of whole numbers from 0 to 31."""
    return (_flat(images) // (256 // SHADES)).astype(np.float32)


def _flat(images: Images) -> Images:
    return images.reshape(len(images), -1)
