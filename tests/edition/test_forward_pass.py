"""Lesson 4 takes a test image through the network by hand: its code, pasted, gives what the model gives."""

from __future__ import annotations

import re
import warnings
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.pages import markup
from mnist_report.pages.course import Course
from tests.support.project import ROOT, this_navigation

if TYPE_CHECKING:
    from mnist_report.results.artifacts import Artifacts


@pytest.fixture(scope="module")
def blocks(artifacts: Artifacts) -> list[str]:
    """The code of the lesson that needs no Keras: after that of the step itself."""
    page = markup.body(Course(artifacts, ROOT / "docs", this_navigation()).page("module-1/build-the-model.md"))
    return re.findall(r"(?ms)^```python\n(.*?)^```$", page)[1:]


def pasted(blocks: list[str], model: Any, images: Any) -> dict[str, Any]:
    names = {"model": model, "x_test": images}
    for code in blocks:
        exec(code, names)
    return names


def test_the_trained_network_gives_the_probabilities_of_the_run(artifacts: Artifacts, blocks: list[str]) -> None:
    run = artifacts.run
    model = SimpleNamespace(get_weights=lambda: run.weights, predict=lambda _, **__: run.probabilities[[run.example]])
    names = pasted(blocks, model, run.dataset.x_test / 255.0)
    np.testing.assert_allclose(names["probabilities"], run.probabilities[run.example], atol=1e-6)
    shown = artifacts.figure("forward_pass").table
    assert shown
    np.testing.assert_allclose([row[1] for row in shown.rows], names["scores"], rtol=1e-8)


def test_an_untrained_model_gives_the_same_as_the_eight_lines(
    artifacts: Artifacts, blocks: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from mnist_report.training.steps import build_model

    recipe, shape = artifacts.run.recipe, artifacts.run.image_shape
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Do not pass an `input_shape`")
        model = build_model(shape, recipe.first_units, recipe.second_units, recipe.activation, 10)
    pasted(blocks, model, artifacts.run.dataset.x_test / 255.0)
    printed = capsys.readouterr().out.splitlines()[-10:]
    columns = np.array([[float(number) for number in line.split()] for line in printed])
    np.testing.assert_allclose(columns[:, 0], columns[:, 1], atol=2e-6)
    assert columns.max() < 0.5, "no probability stands out before training"
