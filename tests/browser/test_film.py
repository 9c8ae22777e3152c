"""The film of the training, as it is published: moments, measures, weights."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.results.evaluation import Evaluation
from mnist_report.training.forward import forward
from mnist_report.training.metrics import confusion_matrix, log_losses
from tests.support.shipped import needs

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from mnist_report.results.artifacts import Artifacts

pytestmark = needs("explore/training-time-machine/index.md")


@pytest.fixture(scope="module")
def record(site: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((site / "explore" / "epochs.json").read_text(encoding="utf-8"))
    return read


def test_the_moments_and_their_history_are_those_of_the_run(record: dict[str, Any], artifacts: Artifacts) -> None:
    start, *after = record["moments"]
    run = artifacts.run
    assert (start["step"], start["images"], start["epoch"]) == (0, 0, 0) and not {"loss", "accuracy"} & start.keys()
    early, epochs = ([one for one in after if (one["epoch"] is None) == within] for within in (True, False))
    assert [one["step"] for one in early] == list(run.early_steps)
    assert [one["images"] for one in early] == [step * run.recipe.batch_size for step in run.early_steps]
    assert [one["epoch"] for one in epochs] == list(range(1, run.recipe.epochs + 1))
    for name, values in run.early_history.items():
        assert [one[name] for one in early] == list(values)
    for name, values in run.history.items():
        assert [one[name] for one in epochs] == list(values)


def test_each_moment_gives_its_test_answers_and_early_ones_their_validation_values(record: dict[str, Any], artifacts: Artifacts) -> None:
    run = artifacts.run
    first = int(run.train_size * (1 - run.recipe.validation_split))
    images, held_out = (images.reshape(len(images), -1) / 255 for images in (run.dataset.x_test, run.dataset.x_train[first:]))
    for told, moment in zip(record["moments"], run.moments, strict=True):
        probabilities = forward(images, moment.weights, run.recipe.activation)
        right = (probabilities.argmax(axis=1) == run.labels).sum()
        assert told["test_accuracy"] * len(run.labels) == pytest.approx(right, abs=2)
        matrix = confusion_matrix(probabilities, run.labels)
        assert abs(matrix - np.array(told["matrix"])).sum() <= 4
        if "val_loss" not in moment.history:  # of a sample of them, so within four standard errors of all
            losses = log_losses(forward(held_out, moment.weights, run.recipe.activation), run.dataset.y_train[first:])
            assert told["val_loss"] == pytest.approx(losses.mean(), abs=4 * losses.std() / min(2000, len(losses)) ** 0.5 + 1e-6)


def test_the_end_is_the_network_of_the_report(record: dict[str, Any], artifacts: Artifacts) -> None:
    evaluation = Evaluation(artifacts.run, lambda: artifacts.spread)
    assert record["moments"][-1]["matrix"] == evaluation.confusion_matrix.tolist()
    assert record["moments"][-1]["test_accuracy"] == evaluation.test_accuracy


def test_the_weights_are_those_of_the_moments(site: Path, record: dict[str, Any], artifacts: Artifacts) -> None:
    """To half a step of a byte, which first steps of the training are worth many times, however small."""
    moments, pixels = artifacts.run.moments, artifacts.run.weights[0].shape[0]
    parts = [np.frombuffer((site / "explore" / file["name"]).read_bytes(), dtype=np.int8) for file in record["files"]]
    stored = np.concatenate([part.reshape(len(moments), -1, pixels) for part in parts], axis=1)
    start = moments[0].weights[0].T[:10]
    for told, moment, kept in zip(record["moments"], moments, stored, strict=True):
        kernels = moment.weights[0].T[:10]
        assert abs(kept * told["scale"] - (kernels - start if moment.step else kernels)).max() <= told["scale"] * 0.5001
        assert abs(kept).max() == 127


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "elu", "gelu"])
def test_the_forward_pass_knows_every_activation(activation: str) -> None:
    random = np.random.default_rng(1)
    shapes = [(6, 5), (5,), (5, 4), (4,), (4, 3), (3,)]
    weights = [random.normal(size=shape).astype(np.float32) for shape in shapes]
    answers = forward(random.random((7, 6), dtype=np.float32), weights, activation)
    assert answers.shape == (7, 3)
    assert answers.sum(axis=1) == pytest.approx(np.ones(7), abs=1e-5)
