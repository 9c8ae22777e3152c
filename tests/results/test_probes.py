"""What the network makes of other inputs: on a network whose every score can be worked out by hand."""

from __future__ import annotations

import tracemalloc
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.results import probes
from mnist_report.results.probes import LossChange
from mnist_report.training.run import Training

if TYPE_CHECKING:
    from pathlib import Path

    from mnist_report.results.artifacts import Artifacts
    from tests.support.project import Project

STEEP = 10.0


class Changeable(SimpleNamespace):
    """A training whose values a test may change."""

    def __getattr__(self, name: str) -> Any:
        return partial(getattr(Training, name), self)


def small_run(*, epochs: int = 2, steep: float = STEEP, bias: float = 0.0) -> Any:
    """Images of 1 × 2 pixels, two classes; hidden layers hand the pixels on, so the scores are `steep` times the pixels,
    the first with a `bias`. Before the last epoch the scores were half as steep.
    """
    through = np.eye(2, dtype=np.float32)
    weights = (through, np.zeros(2, np.float32), through, np.zeros(2, np.float32),
               np.float32(steep) * through, np.array([bias, 0], np.float32))
    flat = np.concatenate([array.ravel() for array in weights])
    earlier = flat.copy()
    earlier[-6:] /= 2
    x_train = np.array([[[255, 0]], [[0, 255]], [[204, 51]], [[0, 255]], [[255, 0]], [[153, 0]]], np.uint8)
    x_test = np.array([[[255, 0]], [[0, 255]], [[0, 51]], [[255, 0]]], np.uint8)
    return Changeable(
        recipe=Recipe(epochs=epochs, validation_split=0.5), weights=weights,
        snapshots=np.stack([flat] * (epochs - 1) + [earlier, flat]), image_shape=(1, 2), train_size=6,
        labels=np.array([0, 1, 1, 1], np.uint8),
        dataset=SimpleNamespace(x_train=x_train, y_train=np.array([0, 1, 0, 1, 0, 1], np.uint8), x_test=x_test,
                                y_test=np.array([0, 1, 1, 1], np.uint8)),
    )


def loss(margin: float) -> float:
    """Of a score that leads by `margin` over the only other."""
    return float(np.log1p(np.exp(-margin)))


def test_images_that_nobody_scaled_keep_their_answers_and_lose_their_doubt() -> None:
    outcome = probes.measure(small_run()).unscaled
    assert outcome.accuracy == 0.75
    assert outcome.confidence == pytest.approx(1, abs=1e-6)
    assert outcome.loss == pytest.approx(2550 / 4, abs=1e-4)  # only the last image, with nothing to limit it


def test_images_that_were_scaled_twice_leave_the_bias_to_decide() -> None:
    outcome = probes.measure(small_run(bias=3)).scaled_twice
    margins = [3 + 10 / 255, -3 + 10 / 255, -3 + 2 / 255, -3 - 10 / 255]
    assert outcome.accuracy == 0.25
    assert outcome.loss == pytest.approx(np.mean([loss(margin) for margin in margins]), abs=1e-5)
    assert outcome.confidence == pytest.approx(np.mean([1 / (1 + np.exp(-abs(margin))) for margin in margins]), abs=1e-5)


def test_noise() -> None:
    noise = probes.measure(small_run(bias=100)).noise
    assert (noise.images, noise.answer, noise.count, noise.sure) == (1000, 0, 1000, 1000)
    torn = probes.measure(small_run(steep=0.001, bias=-0.5)).noise
    assert (torn.answer, torn.count, torn.sure) == (1, 1000, 0)
    even = probes.measure(small_run()).noise
    assert 500 <= even.count < 560
    assert even == probes.measure(small_run()).noise


def test_both_losses_are_taken_after_the_last_epoch() -> None:
    measured = probes.measure(small_run())
    assert measured.train_loss == pytest.approx((2 * loss(10) + loss(6)) / 3, abs=1e-6)
    assert measured.val_loss == pytest.approx((2 * loss(10) + loss(-6)) / 3, abs=1e-6)


def test_how_the_validation_loss_changed_in_the_last_epoch() -> None:
    change = probes.measure(small_run()).last_change
    differences = [loss(10) - loss(5), loss(10) - loss(5), loss(-6) - loss(-3)]
    assert change.mean == pytest.approx(np.mean(differences), abs=1e-6)
    assert change.error == pytest.approx(np.std(differences, ddof=1) / 3**0.5, abs=1e-6)
    assert not change.clear
    assert LossChange(-0.3, 0.1).clear
    assert not LossChange(0.2, 0.1).clear


def test_a_single_epoch_changes_the_loss_of_the_untrained_network() -> None:
    assert probes.measure(small_run(epochs=1)).last_change == probes.measure(small_run()).last_change


def test_the_change_of_one_image_has_no_error() -> None:
    one = small_run()
    one.recipe = Recipe(epochs=2, validation_split=0.1)
    change = probes.measure(one).last_change
    assert change == LossChange(mean=pytest.approx(loss(-6) - loss(-3), abs=1e-6), error=np.inf)
    assert not change.clear


def test_a_batch_of_images_is_made_larger_at_a_time() -> None:
    """Once all training images were, in float32, and made the peak of a build's memory."""
    random, run = np.random.default_rng(0), small_run()
    run.weights = tuple(random.normal(size=shape).astype(np.float32) for shape in ((784, 4), (4,), (4, 2), (2,)))
    run.snapshots = np.stack([np.concatenate([array.ravel() for array in run.weights])] * 3)
    run.image_shape, run.train_size = (28, 28), 12_000
    run.dataset = SimpleNamespace(x_train=random.integers(0, 256, (12_000, 28, 28), np.uint8), y_train=np.arange(12_000) % 2,
                                  x_test=random.integers(0, 256, (6_000, 28, 28), np.uint8), y_test=np.arange(6_000) % 2)
    run.labels = run.dataset.y_test
    tracemalloc.start()
    probes.measure(run)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < run.dataset.x_test.size * 4


@pytest.mark.parametrize("epochs", [1, 2])
def test_they_come_back_as_they_were_saved(tmp_path: Path, epochs: int) -> None:
    measured = probes.measure(small_run(epochs=epochs))
    probes.save(measured, tmp_path)
    assert probes.load({path.name: path.read_bytes() for path in tmp_path.iterdir()}) == measured


def test_they_are_those_of_the_trained_network(artifacts: Artifacts) -> None:
    """Its passes through the network give what Keras wrote down while it trained."""
    measured, run = artifacts.probes, artifacts.run
    assert measured.val_loss == pytest.approx(run.history["val_loss"][-1], abs=2e-6)
    before, after = run.history["val_loss"][-2:]
    assert measured.last_change.mean == pytest.approx(after - before, abs=2e-6)


def test_they_are_measured_once_and_kept(trained_project: Project) -> None:
    def entries() -> list[tuple[Path, float]]:
        return [(entry.folder, entry.made) for entry in trained_project.artifacts.store.entries() if entry.name == "probes"]

    first, made = trained_project.artifacts.probes, entries()
    assert "probes" not in [entry.name for entry in trained_project.artifacts.trim(limit=0)]
    assert trained_project.artifacts.probes == first
    assert entries() == made != []
