"""Inside the network: every number on the page against the run's weights, and readers on their ways through it. (Over 300 lines: numbers, lines, a phone, keys.)"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.filters import percent
from mnist_report.results.evaluation import Evaluation
from mnist_report.training.forward import ACTIVATIONS
from tests.support.browser import violations, visit
from tests.support.exploring import (
    DESKTOP,
    DRAWN,
    PHONE,
    VIEWS,
    address,
    assert_sound,
    in_sight,
    open_all,
    part,
    reopen,
    shown_otherwise,
    tab_to,
    weight,
)
from tests.support.shipped import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from playwright.sync_api import Browser

    from mnist_report.results.artifacts import Artifacts
    from mnist_report.training.run import Run
    from tests.support.browser import View, Visit

PATH = "explore/inside-the-network/"
pytestmark = needs("explore/inside-the-network/index.md")


@pytest.fixture(scope="module")
def desk(browser: Browser, host: str) -> Iterator[Visit]:
    """A desktop with the page open since the first test that asked for it."""
    with DESKTOP.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "way").wait_for()
        yield visited


@pytest.fixture
def inside(desk: Visit) -> Iterator[Visit]:
    """The page just opened on a desktop."""
    reopen(desk, PATH)
    part(desk.page, "way").wait_for()
    yield desk
    assert desk.troubles == []


def go(visited: Visit, fragment: str) -> None:
    """Follows a link that somebody else sent."""
    reopen(visited, f"{PATH}#{fragment}")
    part(visited.page, "name").get_by_text(re.compile(".")).wait_for()


def value(text: str) -> float:
    return float(text.replace("−", "-").replace("+", ""))


def fetched(run: Run) -> list[NDArray[np.float64]]:
    """The weights as the page has them."""
    return [array.astype(np.float16).astype(np.float64) for array in run.weights]


def way(run: Run, index: int) -> list[NDArray[np.float64]]:
    """Inputs, activations of both hidden layers, logits."""
    stations = [run.dataset.x_test[index].reshape(-1) / 255]
    weights = fetched(run)
    for layer in range(3):
        sums = stations[-1] @ weights[2 * layer] + weights[2 * layer + 1]
        stations.append(ACTIVATIONS[run.recipe.activation](sums) if layer < 2 else sums)
    return stations


def products(visited: Visit) -> list[float]:
    """The last column of the table: contributions, bias, sum."""
    return [value(text) for text in part(visited.page, "contributions").locator("tr td:last-child").all_inner_texts()]


def test_logits_and_activations_are_those_of_the_run(desk: Visit, artifacts: Artifacts) -> None:
    run = artifacts.run
    for index in (run.example, Evaluation(run, lambda: artifacts.spread).errors[-1].index):
        go(desk, f"image-{index}")
        stations = way(run, index)
        logits = [value(text) for text in part(desk.page, "outputs").locator("td.number").all_inner_texts()]
        assert logits == pytest.approx(stations[3], abs=2e-3)
        for layer in (1, 2):
            names = part(desk.page, f"layer-{layer}").get_by_role("button").evaluate_all("all => all.map((one) => one.ariaLabel)")
            assert [float(name.split(": ")[1]) for name in names] == pytest.approx(stations[layer], abs=6e-3)
    assert desk.troubles == []


def test_probabilities_of_test_images_are_those_of_the_lessons_also_where_rounded_weights_give_others(
    desk: Visit, artifacts: Artifacts
) -> None:
    run = artifacts.run
    for index in shown_otherwise(run, [error.index for error in Evaluation(run, lambda: artifacts.spread).errors])[:3]:
        go(desk, f"image-{index}")
        expected = [percent(float(probability)) for probability in run.probabilities[index]]
        assert part(desk.page, "outputs").locator(".value").all_inner_texts() == expected
        assert f"{percent(float(run.probabilities[index].max()))} confident" in part(desk.page, "answer").inner_text()
        assert part(desk.page, "sum").locator("dd").last.inner_text() == percent(float(run.probabilities[index].max()))
    assert desk.troubles == []


@pytest.mark.parametrize(("layer", "share"), [(1, 0.2), (2, 0.1), (3, 0.5), (3, 0.99)])
def test_what_pushed_a_neuron_adds_up_to_its_sum(desk: Visit, artifacts: Artifacts, layer: int, share: float) -> None:
    run = artifacts.run
    unit = int(share * len(run.weights[2 * layer - 1]))
    go(desk, f"image-{run.example}&layer-{layer}-neuron-{unit}")
    *pushed, bias, total = products(desk)
    inputs = way(run, run.example)[layer - 1]
    weights, offset = fetched(run)[2 * layer - 2][:, unit], fetched(run)[2 * layer - 1][unit]
    assert bias == pytest.approx(offset, abs=6e-4)
    assert total == pytest.approx(inputs @ weights + offset, abs=2e-3)
    assert sum(pushed) + bias == pytest.approx(total, abs=0.008)
    strongest = np.sort(inputs * weights)
    assert pushed[:5] == pytest.approx(strongest[::-1][:5], abs=2e-3)
    assert pushed[-5:] == pytest.approx(strongest[:5][::-1], abs=2e-3)
    assert desk.troubles == []


def test_the_products_of_the_last_layer_make_up_the_logit_exactly(inside: Visit, artifacts: Artifacts) -> None:
    outputs = part(inside.page, "outputs").get_by_role("button")
    for label, name in enumerate(artifacts.run.class_names):
        outputs.nth(label).click()
        logit = part(inside.page, "outputs").locator("td.number").nth(label).inner_text()
        assert value(logit) == pytest.approx(products(inside)[-1], abs=1.001e-3)
        assert part(inside.page, "neuron-title").inner_text() == f"The output for {name}"


def test_an_image_and_a_neuron_are_chosen_by_click(inside: Visit, artifacts: Artifacts) -> None:
    last = artifacts.run.recipe.first_units - 1
    part(inside.page, "images").get_by_role("button").last.click()
    part(inside.page, "layer-1").get_by_role("button").nth(last).click()
    assert part(inside.page, "neuron-title").inner_text() == f"Neuron {last} of layer 1"
    assert part(inside.page, "layer-1").locator("[aria-pressed=true]").count() == 1
    state = part(inside.page, "way").inner_text()
    assert re.search(r"#image-\d+&layer-1-neuron-\d+$", address(inside.page))
    go(inside, address(inside.page).split("#")[1])
    assert part(inside.page, "way").inner_text() == state
    inside.page.go_back()


def test_the_table_leads_down_the_network(inside: Visit) -> None:
    part(inside.page, "contributions").get_by_role("button").first.click()
    assert re.fullmatch(r"Neuron \d+ of layer 2", part(inside.page, "neuron-title").inner_text())
    part(inside.page, "contributions").get_by_role("button").first.click()
    assert re.fullmatch(r"Neuron \d+ of layer 1", part(inside.page, "neuron-title").inner_text())
    assert "Pixel in row" in part(inside.page, "contributions").inner_text()


def test_a_drawing_can_be_followed(desk: Visit, artifacts: Artifacts) -> None:
    drawn = artifacts.run.dataset.x_test[artifacts.run.example]
    desk.page.goto(f"{desk.host}explore/draw-a-digit/#image-{artifacts.run.example}")
    desk.page.wait_for_function("document.querySelector('#prediction').textContent !== ''")
    desk.page.locator("[data-part=pixel-by-pixel] summary").click()
    desk.page.locator("[data-part=grid] td").nth(30).click()
    desk.page.wait_for_function("location.hash.startsWith('#pixels=')")
    said = desk.page.locator("#prediction").inner_text()
    go(desk, address(desk.page).split("#")[1])
    assert part(desk.page, "name").inner_text() == "Your drawing"
    assert f"says {said}," in part(desk.page, "answer").inner_text()
    assert drawn.any()
    assert desk.troubles == []


@pytest.mark.parametrize("fragment", ["image-99999999", "strokes=!!", "pixels=x"])
def test_an_image_that_is_not_there_is_said_so(desk: Visit, fragment: str) -> None:
    reopen(desk, f"{PATH}#{fragment}")
    part(desk.page, "unknown").get_by_text("no such image").wait_for()
    part(desk.page, "images").get_by_role("button").first.click()
    assert part(desk.page, "way").is_visible()
    assert desk.troubles == []


@pytest.mark.parametrize("fragment", ["layer-9-neuron-1", "layer-1-neuron-999", "nonsense", "%", "how-to-read-it"])
def test_a_strange_address_breaks_nothing(desk: Visit, fragment: str) -> None:
    go(desk, fragment)
    assert part(desk.page, "way").is_visible()
    assert desk.troubles == []


def test_the_keyboard_alone_is_enough(inside: Visit) -> None:
    page = inside.page
    tab_to(page, "[data-part=images] button")
    page.keyboard.press("Enter")
    tab_to(page, "[data-part=layer-1] button")
    for key in ("ArrowDown", "ArrowRight", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    assert re.fullmatch(r"Neuron \d+ of layer 1", part(page, "neuron-title").inner_text())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-part=layer-2] button')")


# Connections

CURVES = """() => [...document.querySelectorAll(".connections g")].map((group) => {
  const [path, over] = [group.querySelector(".line"), group.ownerSVGElement.getBoundingClientRect()];
  const ends = [0, path.getTotalLength()].map((far) => path.getPointAtLength(far)).map(({ x, y }) => [x + over.x, y + over.y]);
  return [group.classList[0], ...ends, Number(path.getAttribute("stroke-width"))];
})"""
"""Kind, both ends in the window and width of each curve."""

TOLD = """() => [...document.querySelectorAll("[data-cell]")].map((each) => [each.dataset.cell, each.innerText.trim().split(/\\s+/).at(-1)])"""
"""Station and number of each cell that the page names, and what it says of its product."""

BOX = """([station, unit]) => {
  const input = document.querySelector("[data-part=input]");
  const cells = document.querySelectorAll(`[data-part=${station === 3 ? "outputs" : `layer-${station}`}] button`);
  const { x, y, width, height } = (station ? cells[unit] : input).getBoundingClientRect();
  if (station) return [x, y, x + width, y + height];
  const [wide, high] = [width / input.width, height / input.height];
  const [left, top] = [x + wide * (unit % input.width), y + high * Math.floor(unit / input.width)];
  return [left, top, left + wide, top + high];
}"""
"""The edges of a pixel (station 0) or a neuron in the window."""


def touches(box: list[float], point: list[float]) -> bool:
    return box[0] - 1 <= point[0] <= box[2] + 1 and box[1] - 1 <= point[1] <= box[3] + 1


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_a_curve_leads_from_each_cell_that_pushes_and_to_each_that_is_pushed(inside: Visit, artifacts: Artifacts, layer: int) -> None:
    page, unit = inside.page, int(way(artifacts.run, artifacts.run.example)[layer].argmax())
    go(inside, f"image-{artifacts.run.example}&layer-{layer}-neuron-{unit}")
    for width in (700, DESKTOP.width):
        page.set_viewport_size({"width": width, "height": DESKTOP.height})
        page.evaluate(DRAWN)
        curves, chosen, told = page.evaluate(CURVES), page.evaluate(BOX, [layer, unit]), page.evaluate(TOLD)
        assert len(curves) == len(told) == (10 if layer == 3 else 14)
        for cell, product in told:
            station, other = (int(number) for number in cell.split("-"))
            box = page.evaluate(BOX, [station, other])
            first, last = (box, chosen) if station < layer else (chosen, box)
            kinds = [kind for kind, start, end, _ in curves if touches(first, start) and touches(last, end)]
            assert ("for" if value(product) > 0 else "against") in kinds
    inward = sorted((abs(value(product)) for cell, product in told if int(cell[0]) < layer), reverse=True)
    widths = sorted((width for *_, width in curves[:10]), reverse=True)
    assert [(each - 1) / 3 for each in widths] == pytest.approx([each / inward[0] for each in inward], abs=0.01)


def test_what_a_neuron_pushes_is_its_activation_times_the_weights(inside: Visit, artifacts: Artifacts) -> None:
    run, stations = artifacts.run, way(artifacts.run, artifacts.run.example)
    for layer in (1, 2):
        unit = int(stations[layer].argmax())
        go(inside, f"image-{run.example}&layer-{layer}-neuron-{unit}")
        pushed = stations[layer][unit] * fetched(run)[2 * layer][unit]
        for cell, product in inside.page.evaluate(TOLD)[10:]:
            assert value(product) == pytest.approx(pushed[int(cell.split("-")[1])], abs=2e-3)
        assert value(inside.page.evaluate(TOLD)[10][1]) == pytest.approx(pushed.max(), abs=2e-3)
    silent = int(stations[1].argmin())
    assert stations[1][silent] == 0
    go(inside, f"image-{run.example}&layer-1-neuron-{silent}")
    assert part(inside.page, "silent").is_visible() and part(inside.page, "onward-list").locator("li").count() == 0


def test_a_row_and_its_curve_stand_out_together(inside: Visit) -> None:
    page, rows = inside.page, part(inside.page, "contributions").locator("tr[data-cell]")
    standing = "[...document.querySelectorAll('.connections .emphasised')].length"
    part(page, "layer-2").get_by_role("button").nth(20).click()
    page.mouse.move(0, 0)
    assert page.evaluate(standing) == 0
    rows.first.hover()
    assert page.evaluate(standing) == 1
    rows.nth(1).get_by_role("button").focus()
    assert page.evaluate(standing) == 1 and "emphasised" in (rows.nth(1).get_attribute("class") or "")
    unit = int((rows.nth(2).get_attribute("data-cell") or "").split("-")[1])
    part(page, "layer-1").get_by_role("button").nth(unit).hover()
    assert page.evaluate(standing) == 1 and "emphasised" in (rows.nth(2).get_attribute("class") or "")
    part(page, "layer-1").get_by_role("button").nth(unit).click()
    left, top, right, bottom = page.evaluate(BOX, [int(number) for number in (rows.last.get_attribute("data-cell") or "").split("-")])
    page.mouse.move((left + right) / 2, (top + bottom) / 2)
    assert page.evaluate(standing) >= 1


def test_layers_and_neuron_are_in_one_window(inside: Visit) -> None:
    page = inside.page
    page.set_viewport_size({"width": 1280, "height": 800})
    for layer in ("layer-1", "layer-2", "outputs"):
        part(page, layer).get_by_role("button").nth(8).click()
        part(page, "way").evaluate("(element) => element.scrollIntoView()")
        assert all(in_sight(part(page, name)) for name in ("input", "layer-1", "layer-2", "outputs", "neuron-title", "contributions"))
    page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})


def test_on_a_phone_the_neuron_comes_to_the_reader_and_goes_again(browser: Browser, host: str) -> None:
    with PHONE.context(browser) as context, visit(context, host, PATH) as visited:
        page, title = visited.page, part(visited.page, "neuron-title")
        for layer, unit in (("layer-1", 30), ("layer-2", 8), ("outputs", 9)):
            neuron = part(page, layer).get_by_role("button").nth(unit)
            neuron.evaluate("(button) => button.scrollIntoView({ block: 'center' })")
            before = page.evaluate("scrollY")
            neuron.tap()
            page.wait_for_function("document.activeElement.dataset.part === 'neuron-title'")
            assert abs(page.evaluate("scrollY") - before) < PHONE.height / 2
            covered = part(page, "neuron").bounding_box()
            box = neuron.bounding_box()
            assert covered and box and box["y"] + box["height"] <= covered["y"] < 0.6 * PHONE.height
            assert in_sight(title) and in_sight(neuron) and in_sight(part(page, "sum"))
            part(page, "back").tap() if unit == 8 else page.keyboard.press("Escape")
            assert neuron.evaluate("(button) => button === document.activeElement") and in_sight(neuron)
            assert part(page, "neuron").evaluate("(element) => getComputedStyle(element).position") == "static"
        page.set_viewport_size({"width": 320, "height": 256})  # 1280 pixels at four times the size
        neuron.tap()
        page.wait_for_function("document.activeElement.dataset.part === 'neuron-title'")
        assert part(page, "neuron").evaluate("(element) => getComputedStyle(element).position") == "static" and in_sight(title)
        part(page, "back").tap()
        assert neuron.evaluate("(button) => button === document.activeElement") and in_sight(neuron)
        assert visited.troubles == []


@pytest.mark.parametrize("chosen", ["layer-1", "layer-2", "outputs"])
def test_what_a_tap_changes_is_in_sight(browser: Browser, host: str, artifacts: Artifacts, chosen: str) -> None:
    with PHONE.context(browser) as context, visit(context, host, PATH) as visited:
        title = part(visited.page, "neuron-title")
        title.get_by_text(re.compile("output")).wait_for()
        before = title.inner_text()
        assert not in_sight(title)
        names = artifacts.run.class_names
        at = next(label for label, name in enumerate(names) if label > 1 and name not in before) if chosen == "outputs" else 7
        part(visited.page, chosen).get_by_role("button").nth(at).tap()
        title.get_by_text(names[at] if chosen == "outputs" else "Neuron 7").wait_for()
        assert title.inner_text() != before
        assert all(in_sight(part(visited.page, name)) for name in ("neuron-title", "neuron-products", "sum"))
        part(visited.page, "images").get_by_role("button").last.tap()
        part(visited.page, "unknown").wait_for(state="attached")
        visited.page.wait_for_function("document.querySelector('[data-part=images] [aria-pressed=true]').parentElement.matches(':last-child')")
        assert in_sight(part(visited.page, "answer"))
        assert visited.troubles == []


def test_on_a_desktop_a_neuron_keeps_the_focus(inside: Visit) -> None:
    neuron = part(inside.page, "layer-1").get_by_role("button").nth(5)
    neuron.focus()
    inside.page.keyboard.press("Enter")
    part(inside.page, "neuron-title").get_by_text("Neuron 5 of layer 1").wait_for()
    assert neuron.evaluate("button => button === document.activeElement")
    assert in_sight(part(inside.page, "neuron-title"))
    neuron = part(inside.page, "layer-2").get_by_role("button").nth(5)
    inside.page.set_viewport_size({"width": 1280, "height": 800})
    inside.page.evaluate("document.querySelector('[data-part=layer-2]').scrollIntoView({ block: 'center' })")
    neuron.press("Enter")
    part(inside.page, "neuron-title").get_by_text("Neuron 5 of layer 2").wait_for()
    assert neuron.evaluate("button => button === document.activeElement")
    assert in_sight(part(inside.page, "neuron-title")) and in_sight(neuron)
    inside.page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_state_is_sound(browser: Browser, host: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "way").wait_for()
        assert violations(visited, "structure") == []
        part(visited.page, "layer-1").get_by_role("button").last.click()
        open_all(visited.page)
        assert_sound(visited)
        assert visited.troubles == []


def test_without_scripts_the_way_is_explained(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser, scripts=False) as context, visit(context, host, PATH) as visited:
        assert visited.page.get_by_role("heading", name="How to read it").is_visible()
        assert visited.page.locator("noscript #fig-weight-map").count() == 1
        assert not part(visited.page, "ready").is_visible()


def test_the_page_is_light(inside: Visit) -> None:
    assert weight(inside) < 200_000
