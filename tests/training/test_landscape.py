"""The loss along the negative gradient: on a network small enough to follow, against steps taken by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.training import landscape
from mnist_report.training.backward import gradient
from mnist_report.training.forward import cross_entropies, logits
from mnist_report.training.landscape import Line, Step

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project


def small_run(*, epochs: int = 2, scale: float = 1.0, activation: str = "relu", classes: int = 3) -> Any:
    """Images of 2 × 2 pixels, at random, of the first of three classes or of all, and weights of about `scale`."""
    rng = np.random.default_rng(5)
    shapes = [(4, 6), (6,), (6, 5), (5,), (5, 3), (3,)]
    snapshots = [[rng.normal(0, scale, shape).astype(np.float32) for shape in shapes] for _ in range(epochs + 1)]
    labels = (np.arange(60) % classes).astype(np.uint8)
    images = rng.integers(0, 256, (60, 2, 2), dtype=np.uint8)
    return SimpleNamespace(
        recipe=Recipe(epochs=epochs, activation=activation, validation_split=0.5), train_size=60,
        weights_after=lambda epoch: snapshots[epoch], dataset=SimpleNamespace(x_train=images, y_train=labels),
    )


def loss_after(run: Any, epoch: int, rate: float) -> float:
    """The loss on the first thirty images, which it learns from, after a step of this rate, taken by hand."""
    pixels, labels = run.dataset.x_train[:30].reshape(30, 4) / 255, run.dataset.y_train[:30]
    weights, activation = run.weights_after(epoch), run.recipe.activation
    slopes = gradient(pixels, labels, weights, activation)
    moved = [array - rate * slope for array, slope in zip(weights, slopes, strict=True)]
    return float(cross_entropies(logits(pixels, moved, activation), labels).mean())


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "gelu", "elu"])
def test_each_step_has_the_loss_that_it_leads_to(activation: str) -> None:
    run = small_run(activation=activation)
    measured = landscape.measure(run)
    assert measured.images == 30
    assert [line.epoch for line in measured.lines] == [0, 1, 2]
    for line in measured.lines:
        for step in (*line.steps, line.too_short):
            assert step.loss == pytest.approx(loss_after(run, line.epoch, step.rate), abs=1e-6)


def test_the_slope_is_that_of_the_curve_at_its_beginning() -> None:
    run = small_run()
    for line in landscape.measure(run).lines:
        short = 1e-6
        measured = (loss_after(run, line.epoch, short) - loss_after(run, line.epoch, 0)) / short
        assert line.slope == pytest.approx(measured, rel=1e-3)


def test_steps_lie_at_equal_distances_and_end_where_the_loss_is_above_that_before() -> None:
    for line in landscape.measure(small_run()).lines:
        rates = np.array([step.rate for step in line.steps])
        np.testing.assert_allclose(np.diff(rates), rates[1], rtol=1e-4)
        assert line.too_long == line.steps[-1]
        assert line.steps[-1].loss > line.steps[0].loss > line.best.loss
        assert all(step.loss <= line.steps[0].loss for step in line.steps[line.steps.index(line.best):-1])
        assert line.too_short.rate == pytest.approx(line.best.rate / 5, rel=1e-5)


def test_rates_fit_a_network_of_any_scale() -> None:
    """Of weights a hundred times larger the best rate is far from that of small ones."""
    rates = [landscape.measure(small_run(scale=scale)).lines[0].best.rate for scale in (0.1, 10)]
    assert rates[0] > 20 * rates[1]


def test_a_loss_that_no_rate_makes_larger_is_never_too_long() -> None:
    line = landscape.measure(small_run(classes=1)).lines[0]
    assert line.too_long is None
    assert line.steps[-1].rate == 500
    assert line.steps[-1].loss < line.steps[0].loss


def test_after_a_single_epoch_there_are_two_lines() -> None:
    assert [line.epoch for line in landscape.measure(small_run(epochs=1)).lines] == [0, 1]
    assert [line.epoch for line in landscape.measure(small_run(epochs=9)).lines] == [0, 1, 9]


def test_the_steepest_weight_alone_is_changed() -> None:
    run = small_run()
    weights = [array.astype(np.float64) for array in run.weights_after(0)]
    pixels, labels = run.dataset.x_train[:30].reshape(30, 4) / 255, run.dataset.y_train[:30]
    slopes = gradient(pixels, labels, weights, "relu")
    steepest = max(range(6), key=lambda index: abs(slopes[index]).max())
    place = np.unravel_index(abs(slopes[steepest]).argmax(), slopes[steepest].shape)
    expected = []
    for change in np.linspace(-1, 1, 11):
        moved = [array.copy() for array in weights]
        moved[steepest][place] += change
        expected.append(cross_entropies(logits(pixels, moved, "relu"), labels).mean())
    assert landscape.measure(run).alone == pytest.approx(expected, abs=1e-6)


def test_of_equal_steps_the_shortest_is_the_best() -> None:
    steps = tuple(map(Step, (0.0, 1.0, 2.0, 3.0), (0.5, 0.2, 0.2, 0.7)))
    assert Line(0, -1.0, steps, Step(0.2, 0.4)).best == steps[1]


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    measured = landscape.measure(small_run())
    landscape.save(measured, tmp_path)
    assert landscape.load({path.name: path.read_bytes() for path in tmp_path.iterdir()}) == measured


def test_the_store_keeps_it(project: Project) -> None:
    artifacts = project.artifacts
    measured = artifacts.landscape
    assert measured == landscape.measure(artifacts.run)
    assert artifacts.store.has("landscape", artifacts.keys.landscape)
    assert "landscape" in dict(artifacts.keys.needed())
