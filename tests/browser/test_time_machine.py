"""The training time machine: what is published, what the page shows of it, and how readers move through it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.results.evaluation import Evaluation
from mnist_report.training.forward import forward
from mnist_report.training.metrics import confusion_matrix
from tests.support.browser import violations, visit
from tests.support.exploring import DESKTOP, VIEWS, address, assert_sound, cells, open_all, part, reopen, tab_to, weight
from tests.support.shipped import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from playwright.sync_api import Browser

    from mnist_report.results.artifacts import Artifacts
    from tests.support.browser import View, Visit

PATH = "explore/training-time-machine/"
pytestmark = needs("explore/training-time-machine/index.md")


@pytest.fixture(scope="module")
def record(site: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((site / "explore" / "epochs.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def desk(browser: Browser, host: str) -> Iterator[Visit]:
    """A desktop with the page open since the first test that asked for it."""
    with DESKTOP.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        yield visited


@pytest.fixture
def machine(desk: Visit) -> Iterator[Visit]:
    """The page just opened on a desktop."""
    reopen(desk, PATH)
    part(desk.page, "ready").wait_for()
    yield desk
    assert desk.troubles == []


def shown(visited: Visit) -> dict[str, str]:
    """The values at the epoch that is shown."""
    names = ("train-accuracy", "train-loss", "val-accuracy", "val-loss", "test-accuracy", "where", "misread")
    return {name: part(visited.page, name).inner_text() for name in names}


# What is published


def test_the_history_is_that_of_the_run(record: dict[str, Any], artifacts: Artifacts) -> None:
    start, *after = record["epochs"]
    assert set(start) == {"number", "test_accuracy", "matrix"}
    for name, values in artifacts.run.history.items():
        assert [epoch[name] for epoch in after] == list(values)


def test_each_snapshot_gives_its_test_answers(record: dict[str, Any], artifacts: Artifacts) -> None:
    run = artifacts.run
    images = run.dataset.x_test.reshape(len(run.labels), -1) / 255
    ends = np.cumsum([array.size for array in run.weights])
    for epoch, snapshot in zip(record["epochs"], run.snapshots, strict=True):
        parts = zip(np.split(snapshot, ends[:-1]), run.weights, strict=True)
        probabilities = forward(images, [part.reshape(array.shape) for part, array in parts], run.recipe.activation)
        right = (probabilities.argmax(axis=1) == run.labels).sum()
        assert epoch["test_accuracy"] * len(run.labels) == pytest.approx(right, abs=2)
        matrix = confusion_matrix(probabilities, run.labels)
        assert abs(matrix - np.array(epoch["matrix"])).sum() <= 4


def test_the_end_is_the_network_of_the_report(record: dict[str, Any], artifacts: Artifacts) -> None:
    evaluation = Evaluation(artifacts.run, lambda: artifacts.spread)
    assert record["epochs"][-1]["matrix"] == evaluation.confusion_matrix.tolist()
    assert record["epochs"][-1]["test_accuracy"] == evaluation.test_accuracy


def test_the_weights_are_those_of_the_snapshots(site: Path, record: dict[str, Any], artifacts: Artifacts) -> None:
    stored = np.frombuffer((site / "explore" / "epochs.bin").read_bytes(), dtype=np.int8).astype(np.float64)
    kernel = artifacts.run.weights[0]
    pixels, units = kernel.shape
    stored = stored.reshape(len(artifacts.run.snapshots), -1, pixels) * record["weights"]["scale"]
    first = artifacts.run.snapshots[:, : kernel.size].reshape(-1, pixels, units)[:, :, :10].swapaxes(1, 2)
    assert abs(stored - first).max() <= record["weights"]["scale"] * 0.5001
    assert np.array_equal(first[-1].T, kernel[:, :10])


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "elu", "gelu"])
def test_the_forward_pass_knows_every_activation(activation: str) -> None:
    random = np.random.default_rng(1)
    shapes = [(6, 5), (5,), (5, 4), (4,), (4, 3), (3,)]
    weights = [random.normal(size=shape).astype(np.float32) for shape in shapes]
    answers = forward(random.random((7, 6), dtype=np.float32), weights, activation)
    assert answers.shape == (7, 3)
    assert answers.sum(axis=1) == pytest.approx(np.ones(7), abs=1e-5)


# What the page shows


def test_every_epoch_shows_what_the_history_says(machine: Visit, record: dict[str, Any]) -> None:
    part(machine.page, "slider").fill("0")
    for epoch in record["epochs"]:
        if epoch["number"]:
            part(machine.page, "forward").click()
        values = shown(machine)
        assert values["test-accuracy"] == f"{100 * epoch['test_accuracy']:.2f} %"
        if epoch["number"]:
            assert values["train-accuracy"] == f"{100 * epoch['accuracy']:.2f} %"
            assert values["train-loss"] == f"{epoch['loss']:.4f}"
            assert values["val-accuracy"] == f"{100 * epoch['val_accuracy']:.2f} %"
            assert values["val-loss"] == f"{epoch['val_loss']:.4f}"
            assert values["where"] == f"after epoch {epoch['number']} of {len(record['epochs']) - 1}"
        else:
            assert values["train-accuracy"] == values["val-loss"] == "–"
            assert values["where"] == "before training"
        assert cells(part(machine.page, "matrix")) == epoch["matrix"]


def test_the_page_begins_at_the_end(machine: Visit, record: dict[str, Any]) -> None:
    assert part(machine.page, "slider").input_value() == str(len(record["epochs"]) - 1)


def test_the_pictures_change(machine: Visit) -> None:
    picture = "() => document.querySelector('[data-part=kernels] canvas').toDataURL()"
    end = machine.page.evaluate(picture)
    part(machine.page, "slider").fill("0")
    start = machine.page.evaluate(picture)
    machine.page.get_by_label("Show how far").check()
    assert len({end, start, machine.page.evaluate(picture)}) == 3
    colours = """() => {
      const canvas = document.querySelector("[data-part=kernels] canvas");
      return new Set(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).size;
    }"""
    assert machine.page.evaluate(colours) == 4  # red, green and blue of off-white, opaque: nothing has moved yet


def test_a_link_shows_another_person_the_same(machine: Visit) -> None:
    part(machine.page, "slider").fill("1")
    machine.page.get_by_label("Show how far").check()
    values = shown(machine)
    link = address(machine.page)
    assert link.endswith("#epoch-1&change")
    machine.page.goto("about:blank")
    machine.page.goto(link)
    part(machine.page, "ready").wait_for()
    assert shown(machine) == values
    assert machine.page.get_by_label("Show how far").is_checked()


@pytest.mark.parametrize("fragment", ["epoch-99", "epoch-", "nonsense", "%", "what-to-look-for"])
def test_a_strange_address_breaks_nothing(desk: Visit, fragment: str) -> None:
    reopen(desk, f"{PATH}#{fragment}")
    part(desk.page, "ready").wait_for()
    assert desk.troubles == []
    assert part(desk.page, "where").inner_text().startswith("after epoch")


def test_the_keyboard_moves_through_time(machine: Visit) -> None:
    page = machine.page
    tab_to(page, "#epoch")
    page.keyboard.press("Home")
    assert part(page, "where").inner_text() == "before training"
    assert part(page, "slider").get_attribute("aria-valuetext") == "before training"
    page.keyboard.press("ArrowRight")
    assert part(page, "where").inner_text().startswith("after epoch 1 of")
    page.locator(".heard[role=status]").get_by_text(re.compile("after epoch 1 .* test images wrong")).wait_for(state="attached")


def test_the_film_plays_to_its_end_and_can_be_paused(browser: Browser, host: str, record: dict[str, Any]) -> None:
    if (epochs := len(record["epochs"]) - 1) < 3:
        pytest.skip(f"the film of this edition has {epochs} epochs; it takes three to pause between")
    with DESKTOP.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        _film(visited, epochs)
        assert visited.troubles == []


def _film(machine: Visit, epochs: int) -> None:
    play, where = part(machine.page, "play"), part(machine.page, "where")
    machine.page.clock.install(time=0)
    machine.page.clock.pause_at(1000)
    part(machine.page, "slider").fill(str(epochs - 3))
    play.click()
    assert play.inner_text() == "Pause"
    assert where.inner_text() == f"after epoch {epochs - 2} of {epochs}"
    machine.page.clock.run_for(1200)
    assert where.inner_text() == f"after epoch {epochs - 1} of {epochs}"
    play.click()
    assert play.inner_text() == "Play"
    machine.page.clock.run_for(2400)
    assert where.inner_text() == f"after epoch {epochs - 1} of {epochs}"
    play.click()
    assert where.inner_text() == f"after epoch {epochs} of {epochs}"
    assert play.inner_text() == "Play"
    assert part(machine.page, "forward").get_attribute("aria-disabled") == "true"


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_state_is_sound(browser: Browser, host: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        part(visited.page, "slider").fill("0")
        assert violations(visited, "structure") == []
        part(visited.page, "slider").fill("1")
        open_all(visited.page)
        assert_sound(visited)
        assert visited.troubles == []


def test_without_scripts_the_table_has_every_epoch(browser: Browser, host: str, record: dict[str, Any]) -> None:
    with DESKTOP.context(browser, scripts=False) as context, visit(context, host, PATH) as visited:
        text = visited.page.locator("article").inner_text()
        assert not part(visited.page, "ready").is_visible()
        for epoch in record["epochs"][1:]:
            assert f"{epoch['val_loss']:.4f}" in text
            assert f"{epoch['loss']:.4f}" in text


def test_the_page_is_light(machine: Visit) -> None:
    assert weight(machine) < 200_000
