"""The code of the lesson on confidence that is not the outline's: with the network of the run it prints what the page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.pages import markup
from mnist_report.pages.course import Course
from mnist_report.training.forward import forward
from tests.support.project import ROOT, this_navigation

if TYPE_CHECKING:
    from mnist_report.pages.page import Page
    from mnist_report.results.artifacts import Artifacts

FENCE = re.compile(r"(?ms)^```python\n(.*?)^```$")


class Network:
    """The network of a run, as much as the code uses of a Keras model."""

    def __init__(self, artifacts: Artifacts) -> None:
        self.run = artifacts.run

    def predict(self, images: np.ndarray) -> np.ndarray:
        flat = images.reshape(len(images), -1)
        return forward(flat, self.run.weights, self.run.recipe.activation).astype(np.float32)


@pytest.fixture(scope="module")
def lesson(artifacts: Artifacts) -> Page:
    return Course(artifacts, ROOT / "docs", this_navigation()).page("module-2/model-confidence.md")


@pytest.fixture(scope="module")
def names(artifacts: Artifacts) -> dict[str, Any]:
    """What the earlier steps leave; the blocks add what they bind."""
    data, classes = artifacts.run.dataset, len(artifacts.run.class_names)
    given = {f"x_{part}": getattr(data, f"x_{part}") / 255 for part in ("train", "test")}
    given |= {f"y_{part}": np.eye(classes)[getattr(data, f"y_{part}")] for part in ("train", "test")}
    return {"np": np, "model": Network(artifacts), **given}


@pytest.fixture(scope="module")
def printed(lesson: Page, names: dict[str, Any]) -> dict[str, str]:
    """What the first block of each section prints, by the id of the section."""
    said: dict[str, str] = {}
    for section in lesson.sections:
        if section.id in {"accept-or-refer", "temperature", "noise"}:
            lines: list[str] = []
            code, = FENCE.findall(section.text)
            names["print"] = lambda *words, into=lines: into.append(" ".join(map(str, words)))
            exec(code, names)
            said[section.id] = "\n".join(lines)
    return said


def test_the_outline_code_is_one_block(lesson: Page) -> None:
    outline = (ROOT / "tests" / "support" / "outline.md").read_text(encoding="utf-8")
    assert re.findall(r"```python\n.*?```", outline, flags=re.DOTALL)[8] in markup.body(lesson)


def test_the_thresholds_are_those_of_the_figure(printed: dict[str, str], artifacts: Artifacts) -> None:
    rows = artifacts.figure("accept_or_refer").table.rows
    assert [[float(word) for word in line.split()] for line in printed["accept-or-refer"].splitlines()] == [
        [threshold, pytest.approx(share, abs=2e-4), pytest.approx(accuracy, abs=2e-4)] for threshold, _, share, accuracy, _ in rows
    ]


def test_the_temperature_and_its_losses_are_those_of_the_figure(printed: dict[str, str], artifacts: Artifacts) -> None:
    figure = artifacts.figure("temperature_scaling")
    found = re.fullmatch(r"Temperature 1.00: loss (.*)\nTemperature (.*): loss (.*)", printed["temperature"])
    assert found
    before, best, after = found.groups()
    assert f"Of all temperatures, {best} has the lowest loss on the 12,000 validation images" in figure.caption
    assert f"The loss on the test images goes from {before} to {after} and" in figure.caption
    losses = {row[0]: row[1] for row in figure.table.rows}
    assert (float(before), float(after)) == pytest.approx((losses[1], losses[float(best)]), abs=1e-4)


def test_the_noise_is_that_of_the_page(printed: dict[str, str], artifacts: Artifacts) -> None:
    counts, sure = printed["noise"].rsplit("\n", 1)
    rows, noise = artifacts.figure("noise_answers").table.rows, artifacts.probes.noise
    assert [int(count) for count in counts.strip("[]").split()] == [sure + others for _, sure, others in rows]
    assert int(sure) == sum(row[1] for row in rows) == noise.sure
    assert noise.count == max(row[1] + row[2] for row in rows)
