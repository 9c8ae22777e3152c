"""Suitability: whether a course can be taught with a data set and a recipe, judged before anything is trained."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ..core.errors import ConfigurationError, DataError
from ..core.settings import MOST_CLASSES
from .run import learned_from

if TYPE_CHECKING:
    from ..core.recipe import Recipe
    from ..core.settings import Settings
    from .dataset import Dataset

SMALLEST_SIDE: Final = 4
"""The smallest image side, in pixels; what fewer pixels show nobody can recognise."""
FEWEST_TESTED: Final = 50
"""The fewest test images; the result of fewer says hardly anything about other images."""
FEWEST_A_SIDE: Final = 10
"""The fewest images to learn from, and the fewest to validate with; the pages draw ten."""
MOST_BYTES: Final = 2 * 10**9
"""The most memory of the weights that a run keeps: those before training and after each epoch."""
BYTES_AN_INDEX: Final = 8
"""Bytes of the index of an image in the order of an epoch."""
LARGER_BATCHES: Final = 4
"""How many times larger an exercise makes the batch, which must still be one of several."""


def checked(settings: Settings, dataset: Dataset) -> Dataset:
    """Return the data set. Raise DataError or ConfigurationError unless the course can be taught with it."""
    _check_images(settings, dataset)
    _check_size(settings.recipe, dataset.x_train.shape[1], len(dataset.class_names))
    _check_recipe(settings.recipe, len(dataset.x_train))
    for plan in settings.own_experiments:
        for difference in plan.differences:
            _check_tried(plan.name, replace(settings.recipe, **plan.baseline | difference), dataset)
    return dataset


def check_example(settings: Settings, tested: int) -> None:
    """Raise ConfigurationError unless `example` is the index of one of so many test images."""
    if settings.example >= tested:
        raise ConfigurationError(f"example is {settings.example}, but must be from 0 to {tested - 1}, as "
                                 f"{settings.dataset or settings.dataset_name} has {tested} test images")


def _check_images(settings: Settings, dataset: Dataset) -> None:
    source = settings.dataset or settings.dataset_name
    tested, side, classes = len(dataset.x_test), dataset.x_test.shape[1], len(dataset.class_names)
    if side < SMALLEST_SIDE:
        raise DataError(f"{source}: has images of {side} by {side} pixels, but must have at least {SMALLEST_SIDE} a "
                        "side")
    if classes > MOST_CLASSES:
        raise DataError(f"{source}: has {classes} classes, but must have at most {MOST_CLASSES}, so that figures can "
                        "name them")
    if tested < FEWEST_TESTED:
        raise DataError(f"{source}: x_test has {tested} images, but must have at least {FEWEST_TESTED} to measure a "
                        "network with")
    check_example(settings, tested)


def _check_size(recipe: Recipe, side: int, classes: int) -> None:
    units = (side**2, recipe.first_units, recipe.second_units, classes)
    parameters = sum((inputs + 1) * outputs for inputs, outputs in pairwise(units))
    if (size := 4 * parameters * (recipe.epochs + 1)) > MOST_BYTES:
        raise ConfigurationError(
            f"first_units, second_units and epochs are {recipe.first_units}, {recipe.second_units} and {recipe.epochs}"
            f", but the weights before training and after each epoch must take at most {MOST_BYTES // 10**9} GB; with "
            f"images of {side} by {side} pixels they take {size / 10**9:.1f}"
        )


def _check_tried(name: str, recipe: Recipe, dataset: Dataset) -> None:
    """Raise ConfigurationError unless the recipe, of the experiment `name`, can be trained on the data."""
    if recipe.network == "dense":
        _check_size(recipe, dataset.x_train.shape[1], len(dataset.class_names))
    learned = learned_from(len(dataset.x_train), recipe.validation_split)
    if (recipe.train_images or 0) > learned:
        raise ConfigurationError(f"train_images of the experiment {name} is {recipe.train_images}, but must be at most "
                                 f"{learned}, the images to learn from")
    most = MOST_BYTES // BYTES_AN_INDEX // recipe.batch_size
    if (recipe.steps_per_epoch or 0) > most:
        raise ConfigurationError(f"steps_per_epoch of the experiment {name} is {recipe.steps_per_epoch}, but must be "
                                 f"at most {most} with a batch_size of {recipe.batch_size}, so that the order of the "
                                 "images fits into the memory")


def _check_recipe(recipe: Recipe, given: int) -> None:
    learned = learned_from(given, recipe.validation_split)
    if min(learned, given - learned) < FEWEST_A_SIDE:
        raise ConfigurationError(
            f"validation_split is {recipe.validation_split}, but must leave at least {FEWEST_A_SIDE} images to learn "
            f"from and {FEWEST_A_SIDE} to validate with; of {given} it leaves {learned} and {given - learned}"
        )
    if recipe.batch_size * LARGER_BATCHES >= learned:
        most = (learned - 1) // LARGER_BATCHES
        raise ConfigurationError(
            f"batch_size is {recipe.batch_size}, but must be from 1 to {most}: {LARGER_BATCHES} batches must be fewer "
            f"than the {learned} images to learn from, so that an epoch has several steps"
        )
