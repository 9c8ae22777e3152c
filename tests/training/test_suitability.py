"""What a course cannot be taught with is refused before anything is trained, each in one line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.errors import ConfigurationError, DataError, ReportError
from mnist_report.core.plan import Plan
from mnist_report.core.recipe import Recipe
from mnist_report.core.settings import Settings
from mnist_report.results.artifacts import Artifacts
from mnist_report.training.dataset import Dataset
from mnist_report.training.engine import Threads
from mnist_report.training.suitability import checked

if TYPE_CHECKING:
    from mnist_report.training.run import Training
    from tests.support.project import Project

SMALLEST = Settings(example=49, recipe=Recipe(validation_split=0.5, batch_size=2))
"""With `images(20, 50, 4)`, the least that a course can be taught with."""


def images(given: int, tested: int, side: int, classes: int = 2) -> Dataset:
    """A data set of so many black images."""
    train, test = (np.zeros((count, side, side), np.uint8) for count in (given, tested))
    labels = [np.arange(count, dtype=np.uint8) % classes for count in (given, tested)]
    return Dataset(train, labels[0], test, labels[1], tuple(map(str, range(classes))))


def test_the_least_that_a_course_can_be_taught_with() -> None:
    checked(SMALLEST, images(20, 50, 4))
    checked(replace(SMALLEST, recipe=replace(SMALLEST.recipe, first_units=2)), images(64, 64, 1024, classes=64))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (images(20, 50, 3), "MNIST: has images of 3 by 3 pixels, but must have at least 4 a side"),
        (images(80, 80, 4, classes=65), "MNIST: has 65 classes, but must have at most 64, so that figures can name them"),
        (images(20, 49, 4), "MNIST: x_test has 49 images, but must have at least 50 to measure a network with"),
    ],
)
def test_data_that_no_course_is_taught_with(data: Dataset, problem: str) -> None:
    with pytest.raises(DataError) as caught:
        checked(replace(SMALLEST, example=0), data)
    assert str(caught.value) == problem


SPLIT = "must leave at least 10 images to learn from and 10 to validate with; of"


@pytest.mark.parametrize(
    ("given", "changes", "problem"),
    [
        (20, {"example": 50}, "example is 50, but must be from 0 to 49, as MNIST has 50 test images"),
        (600, {"validation_split": 0.001}, f"validation_split is 0.001, but {SPLIT} 600 it leaves 599 and 1"),
        (600, {"validation_split": 0.999}, f"validation_split is 0.999, but {SPLIT} 600 it leaves 0 and 600"),
        (19, {}, f"validation_split is 0.5, but {SPLIT} 19 it leaves 9 and 10"),
        (20, {"batch_size": 3}, "batch_size is 3, but must be from 1 to 2: 4 batches must be fewer than the 10 images to "
                                "learn from, so that an epoch has several steps"),
        (60000, {"batch_size": 60000, "validation_split": 0.2},
         "batch_size is 60000, but must be from 1 to 11999: 4 batches must be fewer than the 48000 images to learn from, "
         "so that an epoch has several steps"),
    ],
)
def test_settings_that_no_course_has(given: int, changes: dict[str, float], problem: str) -> None:
    recipe = replace(SMALLEST.recipe, **{key: value for key, value in changes.items() if key != "example"})
    with pytest.raises(ConfigurationError) as caught:
        checked(replace(SMALLEST, example=int(changes.get("example", 0)), recipe=recipe), images(given, 50, 4))
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("changes", "side", "problem"),
    [
        ({}, 1024, "128, 64 and 5, but the weights before training and after each epoch must take at most 2 GB; with images "
                   "of 1024 by 1024 pixels they take 3.2"),
        ({"first_units": 65536, "second_units": 2048}, 4, "65536, 2048 and 5, but the weights before training and after each "
                                                          "epoch must take at most 2 GB; with images of 4 by 4 pixels they take 3.2"),
        ({"epochs": 1000, "first_units": 1024}, 28, "1024, 64 and 1000, but the weights before training and after each epoch "
                                                    "must take at most 2 GB; with images of 28 by 28 pixels they take 3.5"),
    ],
)
def test_a_network_that_fits_into_no_memory(changes: dict[str, int], side: int, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        checked(replace(SMALLEST, recipe=replace(SMALLEST.recipe, **changes)), images(20, 50, side))
    assert str(caught.value) == f"first_units, second_units and epochs are {problem}"


@pytest.mark.parametrize(("difference", "problem"), [
    ({"train_images": 11}, "train_images of the experiment few is 11, but must be at most 10, the images to learn from"),
    ({"steps_per_epoch": 10**9}, "steps_per_epoch of the experiment few is 1000000000, but must be at most 125000000 with a batch_size "
                                 "of 2, so that the order of the images fits into the memory"),
    ({"first_units": 65536, "second_units": 2048}, "first_units, second_units and epochs are 65536, 2048 and 5, but the weights before "
     "training and after each epoch must take at most 2 GB; with images of 4 by 4 pixels they take 3.2"),
])
def test_an_experiment_that_cannot_be_made_is_refused_before_anything_is_trained(difference: dict[str, int], problem: str) -> None:
    fine = Plan("few", ({"train_images": 10, "steps_per_epoch": 9}, {"network": "convolutional", "first_units": 65536, "second_units": 2048}))
    checked(replace(SMALLEST, own_experiments=(fine,)), images(20, 50, 4))
    with pytest.raises(ConfigurationError) as caught:
        checked(replace(SMALLEST, own_experiments=(Plan("few", (difference,)),)), images(20, 50, 4))
    assert str(caught.value) == problem


def test_the_data_set_is_named_by_its_path(project: Project) -> None:
    path = project.folder / "tiny.npz"
    with pytest.raises(ConfigurationError) as caught:
        checked(replace(project.artifacts.settings, example=60), images(240, 60, 6))
    assert str(caught.value) == f"example is 60, but must be from 0 to 59, as {path} has 60 test images"


def refuse(*_: object) -> Training:
    raise AssertionError("trained before the settings were judged")


def test_nothing_is_trained_that_will_be_refused(cold_project: Project) -> None:
    cold_project.settings("batch_size = 48")
    artifacts = Artifacts(cold_project.artifacts.settings, engine=Threads(refuse))
    with pytest.raises(ReportError, match="batch_size is 48, but must be from 1 to 47: "):
        artifacts.begin()


def test_an_example_beyond_the_test_images_is_refused_with_a_stored_run(trained_project: Project) -> None:
    settings = replace(trained_project.artifacts.settings, example=60)
    with pytest.raises(ConfigurationError, match=r"example is 60, but must be from 0 to 59, as .* has 60 test images"):
        Artifacts(settings, engine=Threads(refuse)).begin()
