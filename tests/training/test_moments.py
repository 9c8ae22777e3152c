"""Which steps of a training are kept, and what a training says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.training.dataset import Dataset
from mnist_report.training.moments import early_steps
from mnist_report.training.run import Training
from tests.support.project import tiny_arrays
from tests.support.trainer import train

if TYPE_CHECKING:
    from pathlib import Path

DATASET = Dataset(**tiny_arrays(), class_names=("a", "b", "c"))


@pytest.mark.parametrize(("steps", "kept"), [
    (1500, (1, 3, 10, 30, 100, 300, 750)), (1, ()), (2, (1,)), (3, (1,)), (4, (1, 2)), (6, (1, 3)), (7, (1, 3)), (8, (1, 3, 4)),
    (601, (1, 3, 10, 30, 100, 300)), (48_000, (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 24_000)),
])
def test_early_steps_are_a_series_up_to_the_middle_of_the_epoch(steps: int, kept: tuple[int, ...]) -> None:
    assert early_steps(steps) == kept


def test_moments_are_the_start_the_early_steps_and_the_epochs(tmp_path: Path) -> None:
    trained = train(Recipe(epochs=2, batch_size=50), DATASET)  # of 192 images, four steps an epoch, the last of 42 images
    trained.save(tmp_path)
    kept = Training.load({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    moments = kept.moments
    assert [(moment.step, moment.images, moment.epoch) for moment in moments] == [
        (0, 0, 0), (1, 50, None), (2, 100, None), (4, 192, 1), (8, 384, 2)]
    flat = [np.concatenate([array.ravel() for array in moment.weights]) for moment in moments]
    assert np.array_equal(flat, [kept.snapshots[0], *kept.early, *kept.snapshots[1:]])
    assert [array.shape for array in moments[1].weights] == [array.shape for array in kept.weights]
    assert [sorted(moment.history) for moment in moments] == [
        [], *[["accuracy", "loss"]] * 2, *[["accuracy", "loss", "val_accuracy", "val_loss"]] * 2]
    assert [moment.history["loss"] for moment in moments[1:]] == [*trained.early_history["loss"], *trained.history["loss"]]


def test_an_epoch_of_one_step_has_no_moment_within() -> None:
    trained = train(Recipe(epochs=1, batch_size=500), DATASET)
    assert (trained.early_steps, trained.early.shape) == ((), (0, trained.snapshots.shape[1]))
    assert [(moment.step, moment.epoch) for moment in trained.moments] == [(0, 0), (1, 1)]
