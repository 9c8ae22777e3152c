"""Train it here: what is published, that the browser computes what NumPy does, and what the page makes of it. (Over 300 lines: numbers, words and page.)"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.training import miniature
from mnist_report.training.backward import gradient
from mnist_report.training.forward import forward
from mnist_report.training.sample import sample
from tests.support.browser import View, visit
from tests.support.exploring import (
    DESKTOP,
    PHONE,
    VIEWS,
    address,
    altered,
    assert_sound,
    in_sight,
    open_all,
    part,
    reopen,
    tab_to,
    tiles,
    weight,
)
from tests.support.paper import draw
from tests.support.shipped import needs
from tests.support.strokes import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from mnist_report.results.artifacts import Artifacts
    from mnist_report.training.sample import Sample
    from tests.support.browser import Visit

PATH = "explore/train-it-here/"
pytestmark = needs("explore/train-it-here/index.md")

MODULES = "../../assets/explore/train-it-here"
SLOPES = """async ([activation, pixels, labels, weights, neurons, classes]) => {
  const { Miniature } = await import("MODULES/miniature.js");
  const images = { pixels: Uint8Array.from(pixels), labels: Uint8Array.from(labels) };
  const inputs = pixels.length / labels.length;
  const network = new Miniature({ training: images, validation: images, inputs, classes, activation }, { neurons, seed: 1 });
  network.weights.set(weights);
  network.gradient(images, labels.map((_, index) => index));
  const slopes = [...network.slopes];
  const differences = weights.map((weight, index) => {
    const [low, high] = [-1, 1].map((side) => {
      network.weights.set([weight + side / 64], index);
      return { loss: network.measure(images).loss, at: network.weights[index] };
    });
    network.weights.set([weight], index);
    return (high.loss - low.loss) / (high.at - low.at);
  });
  return { slopes, differences };
}""".replace("MODULES", MODULES)
"""The slopes of a network by backpropagation, and by the difference of the loss on either side of each weight."""
TRAINED = """async ([passes, where]) => {
  const { loadListing, loadTask } = await import("MODULES/training-set.js");
  const { findTutor } = await import("MODULES/tutoring.js");
  const { makeTutor } = await import("MODULES/tutor.js");
  const task = await loadTask("../", await loadListing("../", false), false);
  const workers = [];
  const Own = Worker;
  window.Worker = class extends Own {
    constructor(...given) {
      if (where === "no worker") throw new DOMException("none here", "SecurityError");
      super(where === "no module" ? "../../assets/explore/train-it-here/not-there.js" : given[0], given[1]);
      workers.push(this);
    }
  };
  const tutor = await findTutor(task);
  window.Worker = Own;
  await tutor({ build: { neurons: 32, seed: 1 } });
  const report = await tutor({ steps: passes * Math.ceil(task.training.labels.length / 32), rate: 0.1 });
  return { weights: [...report.weights], points: report.points, workers: workers.length };
}""".replace("MODULES", MODULES)
"""The page's own network after some passes."""
VERDICT = """async ([points, stepsPerPass, classes]) => {
  const { verdict } = await import("MODULES/verdict.js");
  const measure = (loss, accuracy) => ({ loss: loss ?? NaN, accuracy });
  return verdict(points.map(([step, loss, right, valLoss, valRight]) =>
    ({ step, training: measure(loss, right), validation: measure(valLoss, valRight) })), stepsPerPass, classes);
}""".replace("MODULES", MODULES)


@pytest.fixture(scope="module")
def listing(site: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((site / "explore" / "training.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def chosen(artifacts: Artifacts) -> Sample:
    return sample(artifacts.run)


@pytest.fixture(scope="module")
def desk(browser: Browser, host: str) -> Iterator[Visit]:
    """A desktop of a reader who wants no motion, and so sees a pass at a time."""
    with browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce") as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        yield visited


@pytest.fixture
def trainer(desk: Visit) -> Iterator[Visit]:
    """The page just opened."""
    reopen(desk, PATH)
    part(desk.page, "ready").wait_for()
    yield desk
    assert desk.troubles == []


def wait_for(page: Page, name: str, words: str) -> None:
    """Waits until a part says these words."""
    page.wait_for_function("([name, words]) => document.querySelector(`[data-part=${name}]`).textContent.includes(words)", arg=[name, words])


def train(page: Page, passes: int) -> None:
    """Trains until so many passes have begun, and pauses."""
    part(page, "train").click()
    page.wait_for_function("(passes) => Number(document.querySelector('[data-part=where]').textContent.match(/Pass (\\d+)/)?.[1]) >= passes", arg=passes)
    if part(page, "train").inner_text() == "Pause":
        part(page, "train").click()
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


# What is published


def test_the_images_are_the_sample(site: Path, listing: dict[str, Any], chosen: Sample, artifacts: Artifacts) -> None:
    sprite = (site / "explore" / "training.png").read_bytes()
    assert len(sprite) == listing["sprite"]["bytes"] < 300_000
    pixels = np.concatenate([chosen.training.pixels, chosen.validation.pixels])
    assert np.array_equal(tiles(sprite, artifacts.run.image_shape[0]), pixels)
    for name, images in (("training", chosen.training), ("validation", chosen.validation)):
        assert listing[name]["labels"] == images.labels.tolist()


def test_the_course_is_measured_on_the_same_validation_images(listing: dict[str, Any], chosen: Sample, artifacts: Artifacts) -> None:
    run, images = artifacts.run, chosen.validation
    answers = forward(run.dataset.x_train[images.indices].reshape(len(images.labels), -1) / 255, run.weights, run.recipe.activation)
    assert listing["validation"]["course_accuracy"] == (answers.argmax(axis=1) == images.labels).mean()


# What is computed


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "elu", "gelu"])
def test_backpropagation_finds_the_slopes_of_the_loss(desk: Visit, activation: str) -> None:
    random = np.random.default_rng(5)
    images, labels = random.integers(0, 256, (7, 6), dtype=np.uint8), random.integers(0, 3, 7)
    images[random.random(images.shape) < 0.3] = 0
    shapes = [(6, 4), (4,), (4, 3), (3,)]
    weights = [random.normal(size=shape).astype(np.float32) for shape in shapes]
    flat = np.concatenate([array.ravel() for array in weights]).tolist()
    found = desk.page.evaluate(SLOPES, [activation, images.ravel().tolist(), labels.tolist(), flat, 4, 3])
    by_numpy = np.concatenate([array.ravel() for array in gradient(images / 255, labels, weights, activation)])
    assert found["slopes"] == pytest.approx(by_numpy, abs=1e-6)
    assert found["slopes"] == pytest.approx(found["differences"], abs=2e-3)
    assert np.abs(by_numpy).max() > 0.05


@pytest.mark.parametrize("where", ["worker", "no worker", "no module"])
def test_the_browser_trains_as_numpy_does_wherever_it_works(desk: Visit, chosen: Sample, artifacts: Artifacts, where: str) -> None:
    reopen(desk, PATH)
    found = desk.page.evaluate(TRAINED, [2, where])
    assert found["workers"] == (0 if where == "no worker" else 1)
    network = miniature.passes(chosen.training, len(artifacts.run.class_names), artifacts.run.recipe.activation)
    *_, weights = islice(network, 3)
    assert found["weights"] == pytest.approx(np.concatenate([array.ravel() for array in weights]), abs=1e-5)


def test_five_passes_read_most_validation_images(desk: Visit) -> None:
    points = desk.page.evaluate(TRAINED, [5, "worker"])["points"]
    best = max(point["validation"]["accuracy"] for point in points)
    assert best > 0.85


# What the page shows


def test_images_come_when_the_reader_trains(trainer: Visit) -> None:
    asked: list[str] = []
    trainer.page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    noise = trainer.page.evaluate("document.querySelector('[data-part=kernels]').toDataURL()")
    assert "kB" in part(trainer.page, "where").inner_text()
    part(trainer.page, "step").click()
    wait_for(trainer.page, "where", "step 1:")
    assert {"training.png", "worker.js"} <= set(asked)
    assert trainer.page.evaluate("document.querySelector('[data-part=kernels]').toDataURL()") != noise


def test_it_learns_and_shows_it(trainer: Visit, listing: dict[str, Any]) -> None:
    page = trainer.page
    train(page, 3)
    assert part(page, "train").inner_text() == "Train on"
    answers = part(page, "answers").locator("li")
    assert answers.count() == min(10, len(listing["class_names"]))
    said = answers.locator(".said").all_inner_texts()
    assert [each[0] for each in said] == ["✓" if each[2:] == name else "✗" for each, name in zip(said, listing["class_names"], strict=False)]
    assert sum(each.startswith("✓") for each in said) > len(said) / 2
    assert part(page, "charts").locator("polyline").count() == 4
    page.locator(".heard[role=status]").get_by_text("images seen").wait_for(state="attached")


def test_the_same_start_gives_the_same_training(trainer: Visit) -> None:
    page = trainer.page
    picture = "document.querySelector('[data-part=kernels]').toDataURL()"
    noise = page.evaluate(picture)
    part(page, "step").click()
    wait_for(page, "where", "step 1:")
    first = page.evaluate(picture)
    part(page, "again").click()
    wait_for(page, "where", "before the first step")
    assert page.evaluate(picture) == noise
    part(page, "step").click()
    wait_for(page, "where", "step 1:")
    assert page.evaluate(picture) == first
    part(page, "other").click()
    wait_for(page, "where", "Start 2")
    assert page.evaluate(picture) not in {noise, first}


def test_too_large_a_rate_is_said_and_ends_the_training(trainer: Visit) -> None:
    page = trainer.page
    reopen(trainer, f"{PATH}#rate-3&neurons-32&seed-1")
    part(page, "train").click()
    wait_for(page, "train", "Start again at 0.1")
    assert "learning rate is too large" in part(page, "verdict").inner_text()
    part(page, "train").click()
    wait_for(page, "where", "before the first step")
    assert part(page, "rate-value").inner_text() == "0.1"
    assert part(page, "train").inner_text() == "Train"


def test_too_small_a_rate_crawls(trainer: Visit) -> None:
    reopen(trainer, f"{PATH}#rate-0.003&neurons-32&seed-1")
    train(trainer.page, 1)
    wait_for(trainer.page, "verdict", "this learning rate crawls")


START = [0, 2.4, 0.1, 2.4, 0.1]


@pytest.mark.parametrize(("points", "words", "over"), [
    ([], "All weights are random. The network guesses, and is right on 10.0\u00a0%", False),
    ([[4, None, 0.1, None, 0.1]], "The loss is no longer a number", True),
    ([[5, 9000, 0.1, 9000, 0.1], [20, 2.5, 0.1, 2.5, 0.1]], "has been as high as 9,000. By now the network does no better than guessing.", True),
    ([[5, 9, 0.3, 9, 0.3], [10, 3, 0.5, 3, 0.5]], "leaps over the valley, and the loss has been as high as 9.00. Lower the rate.", False),
    ([[5, 2.3, 0.1, 2.3, 0.1], [10, 2.25, 0.2, 2.25, 0.2]], "after one pass it is still 2.25, from 2.40 at the start: this learning rate crawls", False),
    ([[10, 1, 0.5, 1, 0.5], [15, 1.2, 0.5, 1, 0.5], [20, 1.1, 0.5, 1, 0.5]], "goes up and down rather than down", False),
    ([[10, 0.5, 0.8, 0.5, 0.78]], "It learns: right on 80.0\u00a0% of the training images, and on 78.0\u00a0%", False),
    ([[10, 0.4, 0.9, 0.5, 0.8]], "This gap is overfitting.", False),
    ([[10, 0.4, 0.9, 0.4, 0.8], [20, 0.1, 1, 0.5, 0.85]], "lowest after one pass and has risen since.", False),
])
def test_the_curves_in_words(desk: Visit, points: list[list[float]], words: str, over: bool) -> None:
    said = desk.page.evaluate(VERDICT, [[START, *points], 10, 10])
    assert words in said["words"]
    assert said["over"] == over


def test_a_link_holds_what_is_chosen(trainer: Visit) -> None:
    page = trainer.page
    page.get_by_role("radio", name="16").check()
    tab_to(page, "#rate")
    page.keyboard.press("ArrowRight")
    assert part(page, "rate").get_attribute("aria-valuetext") == "0.3"
    part(page, "other").click()
    link = address(page)
    assert link.endswith("#rate-0.3&neurons-16&seed-2")
    page.goto("about:blank")
    page.goto(link)
    wait_for(page, "where", "Start 2")
    assert page.get_by_role("radio", name="16").is_checked()
    assert part(page, "rate-value").inner_text() == "0.3"


@pytest.mark.parametrize("fragment", ["rate-7", "rate-", "neurons-9&seed-x", "seed--1", "nonsense", "%", "what-to-try", "seed-99999999999"])
def test_a_strange_address_breaks_nothing(trainer: Visit, fragment: str) -> None:
    reopen(trainer, f"{PATH}#{fragment}")
    part(trainer.page, "ready").wait_for()
    assert part(trainer.page, "where").inner_text().startswith("Start 1,")
    assert part(trainer.page, "rate-value").inner_text() == "0.1"


def test_the_reader_may_change_things_while_it_trains(trainer: Visit) -> None:
    page = trainer.page
    part(page, "train").click()
    wait_for(page, "where", "Pass 2")
    page.get_by_role("radio", name="64").check()
    wait_for(page, "where", "before the first step")
    assert part(page, "train").inner_text() == "Train"
    train(page, 1)
    assert "64 hidden neurons" in (part(page, "kernels").get_attribute("aria-label") or "")


def test_two_networks_read_a_drawing(trainer: Visit) -> None:
    page = trainer.page
    train(page, 2)
    part(page, "paper").scroll_into_view_if_needed()
    draw(page, STYLES["1"][0])
    page.wait_for_function("document.querySelector('[data-part=course-answer]').textContent !== '–'")
    assert part(page, "own-answer").inner_text() != "–"
    part(page, "clear").click()
    assert part(page, "own-answer").inner_text() == part(page, "course-answer").inner_text() == "–"
    part(page, "answers").locator("button").first.click()
    assert in_sight(part(page, "own-answer"))
    page.locator(".heard[role=status]").get_by_text("Your network says").wait_for(state="attached")


def test_images_that_do_not_arrive_are_said_and_can_be_asked_for_again(browser: Browser, host: str) -> None:
    with PHONE.context(browser) as context:
        context.route("**/training.png", altered)
        with visit(context, host, PATH) as visited:
            part(visited.page, "train").click()
            failure = visited.page.get_by_role("alert")
            failure.get_by_text("The images arrived incomplete or damaged.").wait_for()
            context.unroute("**/training.png")
            failure.get_by_role("button", name="Try again").click()
            wait_for(visited.page, "where", "images seen")


def test_on_a_phone_the_curve_is_in_sight_while_it_grows(browser: Browser, host: str) -> None:
    with View(390, 844, "light").context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "train").click()
        wait_for(visited.page, "where", "images seen")
        assert in_sight(part(visited.page, "verdict"))
        assert in_sight(part(visited.page, "charts").locator("svg").first)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_state_is_sound(browser: Browser, host: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        assert_sound(visited)
        part(visited.page, "step").click()
        wait_for(visited.page, "where", "step 1:")
        open_all(visited.page)
        assert_sound(visited)
        assert visited.troubles == []


def test_without_scripts_the_measured_training_is_there(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser, scripts=False) as context, visit(context, host, PATH) as visited:
        assert not part(visited.page, "ready").is_visible()
        assert visited.page.locator("#fig-training-on-few-images img").first.is_visible()
        assert "nothing can be trained here" in visited.page.locator("article").inner_text()


def test_the_page_is_light(trainer: Visit) -> None:
    assert weight(trainer) < 200_000
