"""What a nudge and noise leave of the right answers: on a network small enough to follow, and against changes made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_report.core.recipe import Recipe
from mnist_report.training import robustness
from mnist_report.training.forward import logits
from mnist_report.training.robustness import EPSILONS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project


def run_of(images: Any, labels: Any, kernel: Any, bias: Any) -> Any:
    """Images of one row, and a network that adds up its pixels: the hidden layer hands them on as they are."""
    pixels = np.array(images, dtype=np.uint8)[:, None, :]
    width = pixels.shape[-1]
    weights = [np.eye(width, dtype=np.float32), np.zeros(width, np.float32), np.array(kernel, np.float32), np.array(bias, np.float32)]
    return SimpleNamespace(
        recipe=Recipe(activation="relu"), image_shape=(1, width), weights=weights, labels=np.array(labels),
        dataset=SimpleNamespace(x_test=pixels),
    )


def random_run(images: int = 300) -> Any:
    rng = np.random.default_rng(3)
    kernel, pixels = rng.normal(size=(9, 3)), rng.integers(0, 256, (images, 9))
    answers = (pixels / 255 @ kernel).argmax(axis=1)
    labels = np.where(np.arange(images) % 10 == 0, (answers + 1) % 3, answers)
    return run_of(pixels, labels, kernel, np.zeros(3))


def test_a_nudge_takes_the_lead_where_the_change_is_large_enough() -> None:
    """Class 0 scores the first pixel, class 1 the second: a lead of 0.25 falls by two epsilon, so to under 0 from 0.15 on."""
    found = robustness.measure(run_of([[153, 89]], [0], [[1, 0], [0, 1]], [0, 0]))
    assert [change.nudged for change in found.changes] == [1, 1, 1, 1, 0, 0]


def test_a_pixel_stays_between_paper_and_ink() -> None:
    """The first pixel is blank already and the second full: nothing to take away, nothing to add."""
    found = robustness.measure(run_of([[0, 255]], [0], [[1, 0], [0, 1]], [1.05, 0]))
    assert [change.nudged for change in found.changes] == [1, 1, 1, 1, 1, 1]


def test_an_image_that_was_wrong_before_is_never_counted_as_right() -> None:
    found = robustness.measure(run_of([[153, 89]], [1], [[1, 0], [0, 1]], [0, 0]))
    assert {(change.nudged, change.noised) for change in found.changes} == {(0, 0)}


def test_the_rival_is_the_second_most_probable_class() -> None:
    """Class 2 is second; a nudge towards class 1 would change the second pixel alone, and for nothing."""
    kernel = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    found = robustness.measure(run_of([[153, 20, 128]], [0], kernel, [0, 0, 0]))
    assert [change.nudged for change in found.changes] == [1, 1, 0, 0, 0, 0]


def test_counts_are_those_of_changes_made_by_hand() -> None:
    run = random_run()
    found = robustness.measure(run)
    pixels = run.dataset.x_test.reshape(300, 9) / 255
    order = np.argsort(-logits(pixels, run.weights, "relu"), axis=1)
    kernel = run.weights[2].astype(float)
    slopes = (kernel[:, order[:, 0]] - kernel[:, order[:, 1]]).T * (pixels > 0)
    before = order[:, 0] == run.labels
    for change in found.changes:
        moved = np.clip(pixels - change.epsilon * np.sign(slopes), 0, 1)
        assert change.nudged == (before & (logits(moved, run.weights, "relu").argmax(axis=1) == run.labels)).sum()
        assert change.nudged <= change.noised <= before.sum()


def test_noise_is_the_same_at_each_call_and_both_are_nothing_at_0() -> None:
    run = random_run()
    found = robustness.measure(run)
    assert found == robustness.measure(run)
    assert (found.images, tuple(change.epsilon for change in found.changes)) == (300, EPSILONS)
    assert found.changes[0].nudged == found.changes[0].noised == 270


def test_a_thousand_images_are_changed_at_most() -> None:
    assert robustness.measure(random_run(1200)).images == 1000


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    measured = robustness.measure(random_run(20))
    robustness.save(measured, tmp_path)
    assert robustness.load({path.name: path.read_bytes() for path in tmp_path.iterdir()}) == measured


def test_the_store_keeps_it(project: Project) -> None:
    artifacts = project.artifacts
    assert artifacts.robustness == robustness.measure(artifacts.run)
    assert artifacts.store.has("robustness", artifacts.keys.robustness)
    assert "robustness" in dict(artifacts.keys.needed())
