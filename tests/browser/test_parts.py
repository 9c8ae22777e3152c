"""Parts of explore pages in lessons: what they load and when, that nothing moves, and what a reader can do with each. (Over 300 lines: eight parts, each in all its ways.)"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.filters import percent
from tests.support.browser import View, visit
from tests.support.exploring import DESKTOP, DRAWN, FAULTS, OVERFLOW, PHONE, VIEWS, assert_sound, in_sight, tab_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Response

    from mnist_report.results.artifacts import Artifacts
    from tests.support.browser import Visit

PLACES = {
    "module-1/visualize-sample-images/": "draw",
    "module-1/build-the-model/": "inside",
    "module-1/compile-the-model/": "hill",
    "module-1/train-the-model/": "time-machine",
    "module-1/evaluate-performance/": "errors",
    "module-2/learned-weights/": "neuron",
    "module-2/model-confidence/": "draw-bars",
    "module-2/misclassifications/": "errors",
}
"""The part in each lesson that has one, by the address of the lesson."""
PAGES = {part: path for path, part in reversed(PLACES.items())}
CODE, DATA = 20_000, 120_000
"""Bytes that a part may load when it shows: modules and style sheets, and what these fetch."""
NARROW = View(320, 640, "light", touch=True)
pytestmark = pytest.mark.edition

MOVED = """() => {
  window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { window.moved += value; })).observe({ type: "layout-shift" });
}"""


def located(page: Page, part: str) -> Locator:
    return page.locator(f"#explore-{part}")


def begun(page: Page, part: str) -> Locator:
    """The part, scrolled to and live."""
    located(page, part).evaluate("(element) => element.scrollIntoView()")
    page.locator(f"#explore-{part}[data-begun]").wait_for()
    page.evaluate(DRAWN)
    return located(page, part)


@pytest.fixture
def desk(browser: Browser, host: str) -> Iterator[Visit]:
    """A desktop, at the first lesson with a part; nothing may go wrong on it."""
    with DESKTOP.context(browser) as context, visit(context, host, "module-1/") as visited:
        yield visited
        assert visited.troubles == []


def opened(visited: Visit, part: str) -> Locator:
    visited.page.goto(visited.host + PAGES[part])
    return begun(visited.page, part)


# What loads, and when


@pytest.mark.parametrize("view", [DESKTOP, PHONE, NARROW], ids=str)
@pytest.mark.parametrize("path", PLACES)
def test_nothing_moves_when_a_part_begins(browser: Browser, host: str, path: str, view: View) -> None:
    part = PLACES[path]
    with view.context(browser) as context, visit(context, host, path) as visited:
        page = visited.page
        page.wait_for_load_state("networkidle")
        room = located(page, part).bounding_box()
        located(page, part).evaluate("(element) => element.previousElementSibling.scrollIntoView({ block: 'end' })")
        page.evaluate(f"({MOVED})()")
        box = begun(page, part).bounding_box()
        assert room and box and box["height"] == room["height"]
        assert page.evaluate("window.moved") == 0
        assert page.evaluate(OVERFLOW) <= 0
        assert visited.troubles == []


@pytest.mark.parametrize("part", PAGES)
def test_a_part_loads_in_view_and_within_its_budget(browser: Browser, host: str, part: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, PAGES[part]) as visited:
        page = visited.page
        page.wait_for_load_state("networkidle")
        assert not [name for name in page.evaluate("performance.getEntries().map(({ name }) => name)") if "/explore/parts/" in name]
        loaded: list[Response] = []
        page.on("response", lambda response: loaded.append(response))  # noqa: PLW0108  Playwright cannot keep a method of a list
        begun(page, part)
        own = [response for response in loaded if response.url.startswith(host) and "/figures/" not in response.url]
        code = [len(response.body()) for response in own if response.url.endswith((".js", ".css"))]
        assert 0 < sum(code) < CODE
        assert sum(len(response.body()) for response in own) - sum(code) < DATA


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize("part", PAGES)
def test_a_part_is_sound(browser: Browser, host: str, part: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, PAGES[part]) as visited:
        begun(visited.page, part)
        assert_sound(visited)
        assert visited.troubles == []


@pytest.mark.parametrize("part", PAGES)
def test_a_table_or_a_picture_stands_for_a_part_without_scripts_and_on_paper(browser: Browser, host: str, part: str) -> None:
    with DESKTOP.context(browser, scripts=False) as context, visit(context, host, PAGES[part]) as visited:
        element = located(visited.page, part)
        still = element.locator(".part-still").locator("table, img")
        assert still.first.is_visible()
        assert element.get_by_role("link").first.is_visible()
    with DESKTOP.context(browser) as context, visit(context, host, PAGES[part]) as visited:
        element = begun(visited.page, part)
        assert not element.locator(".part-still").is_visible()
        visited.page.emulate_media(media="print")
        assert element.locator(".part-still").is_visible() and not element.locator(".part-live").is_visible()


def test_a_module_on_one_page_has_all_its_parts_and_no_id_twice(desk: Visit) -> None:
    for module in ("module-1", "module-2"):
        desk.page.goto(f"{desk.host}{module}/print/")
        parts = [part for path, part in PLACES.items() if path.startswith(module)]
        for part in parts:
            begun(desk.page, part)
        assert desk.page.locator("[data-begun]").count() == len(parts)
        ids = desk.page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("part", "file"), [("errors", "errors.png"), ("neuron", "epochs.json"), ("time-machine", "epochs.bin")])
def test_a_failed_download_is_said_in_place_and_can_be_tried_again(browser: Browser, host: str, part: str, file: str) -> None:
    with DESKTOP.context(browser) as context:
        context.route(f"**/{file}", FAULTS["missing"])
        with visit(context, host, PAGES[part]) as visited:
            element = located(visited.page, part)
            element.evaluate("(element) => element.scrollIntoView()")
            element.get_by_role("alert").wait_for()
            assert "could not be downloaded" in element.get_by_role("alert").inner_text()
            assert element.locator(".part-still table").is_visible()
            context.unroute(f"**/{file}")
            element.get_by_role("button", name="Try again").click()
            begun(visited.page, part)
            assert not element.get_by_role("alert").count()


LATER = {"hill": ("hill-hand", "Let go"), "inside": ("inside-weights", "Neuron 0: "), "draw": ("draw-reader", "Take a test image")}
"""What a part loads when a reader asks for it, and the button that asks."""


@pytest.mark.parametrize("file", ["parts/neuron.js", "parts/neuron.css", "shared/film.js"])
def test_a_program_that_does_not_come_is_said_and_can_be_tried_again(browser: Browser, host: str, file: str) -> None:
    with DESKTOP.context(browser) as context:
        context.route(f"**/{file}*", FAULTS["missing"])
        with visit(context, host, PAGES["neuron"]) as visited:
            element = located(visited.page, "neuron")
            element.evaluate("(element) => element.scrollIntoView()")
            element.get_by_role("alert").get_by_text("A part of this page did not load.").wait_for()
            assert element.locator(".part-still table").is_visible()
            element.get_by_role("button", name="Try again").press("Enter")
            element.get_by_role("alert").get_by_text("A part of this page did not load.").wait_for()
            assert visited.page.evaluate("document.activeElement.textContent") == "Try again"
            context.unroute(f"**/{file}*")
            element.get_by_role("button", name="Try again").press("Enter")
            begun(visited.page, "neuron")
            assert not element.get_by_role("alert").count() and element.locator(".part-live").count() == 1
            assert visited.page.evaluate("document.activeElement.id") == "explore-neuron"


@pytest.mark.parametrize("part", LATER)
def test_what_a_part_asks_for_later_can_be_tried_again(browser: Browser, host: str, part: str) -> None:
    file, button = LATER[part]
    with DESKTOP.context(browser) as context:
        context.route(f"**/parts/{file}.js*", FAULTS["missing"])
        with visit(context, host, PAGES[part]) as visited:
            element = begun(visited.page, part)
            element.get_by_role("button", name=button).first.click()
            element.get_by_role("alert").get_by_text("A part of this page did not load.").wait_for()
            before = element.locator(".part-live").inner_text()
            context.unroute(f"**/parts/{file}.js*")
            element.get_by_role("button", name="Try again").click()
            visited.page.wait_for_function("(before) => document.querySelector('.part-live').innerText !== before", arg=before)
            assert not element.get_by_role("alert").count()


# What a reader does


@pytest.mark.parametrize("part", ["draw", "draw-bars"])
def test_a_drawing_is_read_and_the_weights_wait_for_the_first_touch(desk: Visit, part: str) -> None:
    element, asked = opened(desk, part), list[str]()
    desk.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    box = element.locator(".draw-paper").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"]
    assert "weights.float16.bin" not in asked
    desk.page.mouse.move(x, y + 60)
    desk.page.mouse.down()
    desk.page.mouse.move(x, y + 220, steps=6)
    desk.page.mouse.up()
    element.get_by_text("with a confidence of").wait_for()
    assert "weights.float16.bin" in asked
    assert element.locator(".confidences tbody tr").count() == (10 if part == "draw-bars" else 0)
    element.get_by_role("button", name="Undo").click()
    element.get_by_text("The network says nothing yet.").wait_for()
    assert element.locator(".draw-hint").is_visible()


def test_the_keyboard_has_a_test_image_read_as_the_run_read_it(desk: Visit, site: Path) -> None:
    element = opened(desk, "draw-bars")
    examples = json.loads((site / "explore" / "examples.json").read_text(encoding="utf-8"))["images"]
    tab_to(desk.page, "#explore-draw-bars .part-tools button:last-child")
    for example in examples[:2]:
        desk.page.keyboard.press("Enter")
        sure = percent(max(example["probabilities"]))
        element.get_by_text(f"The network says {example['predicted']}, with a confidence of {sure}.").wait_for()


def test_inside_shows_the_run_own_answer_and_takes_a_neuron_apart_at_a_touch(desk: Visit, artifacts: Artifacts) -> None:
    element, run, asked = opened(desk, "inside"), artifacts.run, list[str]()
    desk.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    assert [box.get_by_role("button").count() for box in element.locator(".neurons").all()] == [128, 64]
    kernel, bias = (array.astype(float) for array in run.weights[:2])
    sums = run.dataset.x_test[run.example].reshape(-1) / 255 @ kernel + bias
    names = element.locator(".neurons").first.get_by_role("button").evaluate_all("(all) => all.map((one) => one.ariaLabel)")
    assert [float(name.split(": ")[1]) for name in names] == pytest.approx(np.maximum(sums, 0), abs=0.0051)
    assert str(run.example) in element.inner_text()
    assert asked == []
    strongest = int(sums.argmax())
    element.get_by_role("button", name=f"Neuron {strongest}: ").first.click()
    element.get_by_text(f"Neuron {strongest} of layer 1: weighted sum").wait_for()
    told = float(element.locator(".inside-about").inner_text().split("weighted sum ")[1].split(",")[0].replace("−", "-"))
    assert told == pytest.approx(sums[strongest], abs=0.01)
    assert "weights.float16.bin" in asked
    assert element.locator(".connections .for").count() == element.locator(".connections .against").count() == 2
    desk.page.set_viewport_size({"width": 390, "height": 844})
    element.locator(".neurons").last.get_by_role("button").last.click()
    element.get_by_text("of layer 2: weighted sum").wait_for()
    assert element.locator(".connections g").count() >= 10 and in_sight(element.locator(".inside-about"))
    element.get_by_role("button", name="Another test image").click()
    element.get_by_text("Choose a neuron to see its weights and its connections. Arrow keys move within a layer.").wait_for()
    assert element.locator(".connections g").count() == 0


def test_errors_ask_before_they_tell(desk: Visit, site: Path) -> None:
    element = opened(desk, "errors")
    first = json.loads((site / "explore" / "errors.json").read_text(encoding="utf-8"))["errors"][0]
    assert "The label says" not in element.locator(".part-live").inner_text()
    element.get_by_role("button", name=str(first["true"]), exact=True).click()
    told = element.locator(".errors-answer").inner_text()
    assert f"The label says {first['true']}. The network says {first['predicted']}" in told and "You agree with the label." in told
    assert desk.page.evaluate("document.activeElement.textContent") == told.strip()
    element.get_by_role("button", name="Next image").click()
    assert "2 of" in element.locator(".part-live").inner_text() and "The label says" not in element.locator(".part-live").inner_text()


@pytest.mark.parametrize("part", ["neuron", "time-machine"])
def test_the_slider_goes_back_to_the_start_by_keyboard(desk: Visit, artifacts: Artifacts, part: str) -> None:
    element, epochs = opened(desk, part), artifacts.run.recipe.epochs
    slider = element.get_by_role("slider")
    before = element.locator("canvas").first.evaluate("(canvas) => canvas.toDataURL()")
    assert f"After epoch {epochs} of {epochs}: step " in (slider.get_attribute("aria-valuetext") or "")
    slider.focus()
    desk.page.keyboard.press("Home")
    assert (slider.get_attribute("aria-valuetext") or "").startswith("Before training")
    desk.page.wait_for_function("([canvas, before]) => canvas.toDataURL() !== before",
                                arg=[element.locator("canvas").first.element_handle(), before])


def test_the_time_machine_tells_the_measures_of_each_epoch(desk: Visit, artifacts: Artifacts) -> None:
    element, run = opened(desk, "time-machine"), artifacts.run
    element.get_by_role("slider").focus()
    desk.page.keyboard.press("Home")
    for moment in run.moments[1:]:
        desk.page.keyboard.press("ArrowRight")
        assert f"{moment.step:,} of {run.moments[-1].step:,}" in element.inner_text()
        if "val_loss" in moment.history:
            accuracy, loss = moment.history["val_accuracy"], moment.history["val_loss"]
            assert f"Validation accuracy {100 * accuracy:.2f} %, loss {loss:.4f}" in element.inner_text()


def test_another_neuron_has_its_own_weights(desk: Visit) -> None:
    element = opened(desk, "neuron")
    seen = set()
    for neuron in range(10):
        element.get_by_role("combobox").select_option(str(neuron))
        element.get_by_role("img", name=f"neuron {neuron}.").wait_for()
        seen.add(element.locator("canvas").evaluate("(canvas) => canvas.toDataURL()"))
    assert len(seen) == 10


def test_a_finger_draws_on_a_phone(browser: Browser, host: str) -> None:
    with PHONE.context(browser) as context, visit(context, host, PAGES["draw"]) as visited:
        element = begun(visited.page, "draw")
        box = element.locator(".draw-paper").bounding_box()
        assert box
        visited.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        element.get_by_text("with a confidence of").wait_for()
        assert visited.troubles == []


def test_parts_work_from_a_disk(browser: Browser, site: Path, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(site / "downloads" / "course.zip") as archive:
        archive.extractall(tmp_path)
    with DESKTOP.context(browser) as context:
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        for part, path in PAGES.items():
            page.goto((tmp_path / "course" / path / "index.html").as_uri())
            begun(page, part)
        element = located(page, "errors")
        page.goto((tmp_path / "course" / PAGES["draw-bars"] / "index.html").as_uri())
        element = begun(page, "draw-bars")
        element.get_by_role("button", name="Take a test image").click()
        element.get_by_text("with a confidence of").wait_for()
        assert troubles == []
