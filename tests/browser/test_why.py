""""Why a 4 and not a 9?": the gradient against finite differences and Python's, and what readers do with it on each page. (Over 300 lines: three pages, and the arithmetic behind them.)"""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.training.backward import DERIVATIVES, lead_gradient
from mnist_report.training.forward import forward, logits
from tests.support.browser import View, visit
from tests.support.exploring import FAULTS, address, assert_sound, in_sight, part, reopen, tab_to
from tests.support.shipped import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from mnist_report.results.artifacts import Artifacts
    from tests.support.browser import Visit

DRAW, ERRORS, INSIDE = "explore/draw-a-digit/", "explore/error-explorer/", "explore/inside-the-network/"
LIGHT, PHONE = View(1280, 800, "light"), View(390, 844, "dark", touch=True)
pytestmark = [needs("explore/draw-a-digit/index.md"), needs("explore/error-explorer/index.md"), needs("explore/inside-the-network/index.md")]

GRADIENTS = """async ([layers, images]) => {
  const { networkOf } = await import("../../assets/explore/shared/network.js");
  const { leadGradient } = await import("../../assets/explore/shared/gradient.js");
  let offset = 0;
  const numbers = [];
  const place = (values, shape) => {
    numbers.push(...values);
    offset += 4 * values.length;
    return { shape, offset: offset - 4 * values.length };
  };
  const entries = layers.map(({ activation, kernel, bias }) => ({
    inputs: kernel.length, units: bias.length, activation,
    kernel: place(kernel.flat(), [kernel.length, bias.length]), bias: place(bias, [bias.length]),
  }));
  const network = networkOf({ class_names: [], image_shape: [3, 3], layers: entries }, Float32Array.from(numbers));
  return images.map((image) => [...leadGradient(network, network.run(Float32Array.from(image)), 0, 2)]);
}"""
NUDGES = """async ([images, classes, epsilon]) => {
  const { loadNetwork } = await import("../../assets/explore/shared/network.js");
  const { leadGradient } = await import("../../assets/explore/shared/gradient.js");
  const { nudged, noised } = await import("../../assets/explore/shared/nudge.js");
  const network = await loadNetwork("../../model/", false);
  return images.map((pixels, place) => {
    const image = Float32Array.from(pixels, (pixel) => pixel / 255);
    const gradient = leadGradient(network, network.run(image), ...classes[place]);
    const [nudge, noise, again] = [nudged(image, gradient, epsilon), noised(image, 7, epsilon), noised(image, 7, epsilon)];
    return { nudge: [...network.run(nudge).probabilities], noise: [...noise], again: [...again], other: [...noised(image, 8, epsilon)] };
  });
}"""


@pytest.fixture(scope="module")
def desk(browser: Browser, host: str) -> Iterator[Visit]:
    with LIGHT.context(browser) as context, visit(context, host, DRAW) as visited:
        yield visited
        assert visited.troubles == []


def why(page: Page) -> Locator:
    return part(page, "why")


def opened(visited: Visit, path: str) -> Locator:
    """The disclosure of a page, open, with all that it loads."""
    reopen(visited, path)
    why(visited.page).locator(".why-map").wait_for()
    return why(visited.page)


def title(page: Page) -> str:
    return why(page).locator("summary").first.inner_text()


def example(site: Path, true: int, predicted: int) -> dict[str, Any]:
    images = json.loads((site / "explore" / "examples.json").read_text(encoding="utf-8"))["images"]
    return next(image for image in images if (image["true"], image["predicted"]) == (true, predicted))


def ranked(image: dict[str, Any]) -> list[int]:
    return [int(place) for place in np.argsort(-np.array(image["probabilities"]), kind="stable")]


ALL_SHOWN = """async (gradient) => {
  const { GradientMap } = await import("../../assets/explore/shared/gradient-map.js");
  const map = new GradientMap({ classNames: ["8", "Boot"], imageShape: [7, 7] }, "ink");
  map.show(new Float32Array(49), Float64Array.from(gradient), { answer: 0, rival: 1 });
  return map.words;
}"""


# What is computed


@pytest.mark.parametrize("activation", sorted(DERIVATIVES))
def test_the_gradient_is_that_of_finite_differences_and_of_the_build(desk: Visit, activation: str) -> None:
    rng = np.random.default_rng(4)
    weights = [rng.normal(0, 0.7, shape).astype(np.float32) for shape in [(9, 7), (7,), (7, 6), (6,), (6, 3), (3,)]]
    images = np.where(rng.random((20, 9)) < 0.4, 0, rng.random((20, 9))).astype(np.float32)
    names = [activation, activation, "softmax"]
    layers = [{"activation": name, "kernel": kernel.tolist(), "bias": bias.tolist()}
              for name, kernel, bias in zip(names, weights[::2], weights[1::2], strict=True)]
    found = np.array(desk.page.evaluate(GRADIENTS, [layers, images.tolist()]))
    zeros, twos = np.zeros(20, int), np.full(20, 2)
    np.testing.assert_allclose(found, lead_gradient(images, zeros, twos, weights, activation), atol=2e-6)
    step, exact = 1e-6, images.astype(np.float64)
    for pixel in range(9):
        after, before = (logits(exact + sign * step * np.eye(9)[pixel], weights, activation) for sign in (1, -1))
        np.testing.assert_allclose(found[:, pixel], ((after - before) @ [1, 0, -1]) / (2 * step), atol=1e-5)


def test_a_nudge_has_the_probabilities_that_it_has_in_python(desk: Visit, artifacts: Artifacts) -> None:
    run = artifacts.run
    weights = [array.astype(np.float16).astype(np.float64) for array in run.weights]
    images = run.dataset.x_test[:40].reshape(40, -1) / 255
    order = (-logits(images, weights, run.recipe.activation)).argsort(axis=1)
    slopes = lead_gradient(images, order[:, 0], order[:, 1], weights, run.recipe.activation)
    nudged = np.clip(images - 0.1 * np.sign(slopes), 0, 1)
    asked = [run.dataset.x_test[:40].reshape(40, -1).tolist(), order[:, :2].tolist(), 0.1]
    found = desk.page.evaluate(NUDGES, asked)
    np.testing.assert_allclose([each["nudge"] for each in found], forward(nudged, weights, run.recipe.activation), atol=1e-5)
    for each, image in zip(found, images, strict=True):
        noise = np.array(each["noise"])
        assert each["noise"] == each["again"] != each["other"]
        up, down = np.isclose(noise, np.minimum(image + 0.1, 1)), np.isclose(noise, np.maximum(image - 0.1, 0))
        assert (up | down).all()
        assert 0.35 < up.mean() < 0.65 and noise.min() >= 0 and noise.max() <= 1


@pytest.mark.parametrize(("slopes", "words"), [
    ({}, "A little more ink changes nothing here."),
    ({8: 1.0}, "More ink at the upper left would speak most for an 8."),
    ({40: -1.0}, "More ink at the lower right would speak most for Boot."),
    ({24: 0.5, 10: -0.5}, "More ink in the middle would speak most for an 8, more ink at the top most for Boot."),
    ({0: 9.0, 48: -9.0, 22: 1.0, 26: -1.0}, "More ink on the left would speak most for an 8, more ink on the right most for Boot."),
])
def test_the_words_say_where_the_gradient_is_strongest_in_the_middle(desk: Visit, slopes: dict[int, float], words: str) -> None:
    assert desk.page.evaluate(ALL_SHOWN, [slopes.get(place, 0.0) for place in range(49)]) == words


# What a reader does


def test_the_rival_is_at_first_the_second_most_probable_class(desk: Visit, site: Path) -> None:
    image = example(site, 4, 4)
    first, second, *_ = ranked(image)
    panel = opened_by_hand(desk, image["index"])
    assert title(desk.page) == f"Why {called(first)} and not {called(second)}?"
    assert panel.get_by_role("radio", name=str(second), exact=True).is_checked()
    assert panel.get_by_role("radio", name=str(first), exact=True).is_disabled()
    assert address(desk.page).endswith(f"#image-{image['index']}")


def called(digit: int) -> str:
    return f"an {digit}" if digit == 8 else f"a {digit}"


def opened_by_hand(visited: Visit, index: int) -> Locator:
    reopen(visited, f"{DRAW}#image-{index}")
    visited.page.wait_for_selector("[data-ready]")
    visited.page.get_by_text("with a confidence of").wait_for()
    why(visited.page).locator("summary").first.click()
    why(visited.page).locator(".why-map").wait_for()
    return why(visited.page)


def test_the_program_waits_until_it_is_asked(desk: Visit, site: Path) -> None:
    names = "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /why-panel|gradient/.test(name)).length"
    reopen(desk, f"{DRAW}#image-{example(site, 4, 4)['index']}")
    desk.page.get_by_text("with a confidence of").wait_for()
    assert desk.page.evaluate(names) == 0
    why(desk.page).locator("summary").first.click()
    why(desk.page).locator(".why-map").wait_for()
    assert desk.page.evaluate(names) == 3


def test_a_tap_on_a_bar_and_the_keys_choose_a_rival_that_the_address_keeps_and_a_screen_reader_hears(desk: Visit, site: Path) -> None:
    page, image = desk.page, example(site, 4, 4)
    reopen(desk, f"{DRAW}#image-{image['index']}")
    page.get_by_text("with a confidence of").wait_for()
    part(page, "confidences").locator("tbody tr").nth(7).click()
    why(page).locator(".why-map").wait_for()
    page.wait_for_function("document.querySelector('.why').getBoundingClientRect().top < 100")
    assert in_sight(why(page).locator(".why-map")) and in_sight(why(page).locator(".why-pictures"))
    assert title(page) == "Why a 4 and not a 7?"
    assert address(page).endswith(f"#image-{image['index']}&why-not-7")
    before = why(page).locator(".why-map").evaluate("(canvas) => canvas.toDataURL()")
    tab_to(page, ".why-rivals input")
    page.keyboard.press("ArrowRight")
    assert title(page) == "Why a 4 and not an 8?"
    assert address(page).endswith("&why-not-8")
    assert why(page).locator(".why-map").evaluate("(canvas) => canvas.toDataURL()") != before
    page.locator(".heard").filter(has_text="Not an 8: More ink").wait_for(state="attached")
    assert "The nudge" in page.locator(".heard").inner_text()
    link = address(page)
    reopen(desk, link.removeprefix(desk.host))
    why(page).locator(".why-map").wait_for()
    assert title(page) == "Why a 4 and not an 8?"
    page.evaluate("document.querySelector('.why > summary').click()")
    page.wait_for_function("!location.hash.includes('why')")


def test_the_table_has_the_steepest_pixels_of_the_gradient(desk: Visit, site: Path, artifacts: Artifacts) -> None:
    run, image = artifacts.run, example(site, 4, 4)
    panel = opened(desk, f"{DRAW}#image-{image['index']}&why-not-9")
    pixels = run.dataset.x_test[[image["index"]]].reshape(1, -1) / 255
    slopes = lead_gradient(pixels, np.array([4]), np.array([9]), run.weights, run.recipe.activation)[0]
    panel.locator(".why-table summary").click()
    rows = [[cell.strip() for cell in row.split("\t")] for row in panel.locator(".why-table tbody").inner_text().splitlines()]
    assert len(rows) == 10
    width = run.image_shape[1]
    for row, column, ink, slope, speaks in rows:
        place = (int(row) - 1) * width + int(column) - 1
        assert float(slope.replace("−", "-")) == pytest.approx(slopes[place], abs=0.02)
        assert ink == f"{round(100 * pixels[0, place])}\xa0%"
        assert speaks == ("a 4" if slopes[place] > 0 else "a 9")
    assert abs(slopes[(int(rows[0][0]) - 1) * width + int(rows[0][1]) - 1]) == pytest.approx(abs(slopes).max(), abs=0.02)


def test_pointing_at_a_pixel_tells_its_gradient(desk: Visit, site: Path) -> None:
    panel = opened(desk, f"{DRAW}#image-{example(site, 4, 4)['index']}&why-not-9")
    panel.locator(".why-map").hover(position={"x": 1, "y": 1})
    assert panel.locator(".why-pointed").inner_text().startswith("Row 1, column 1: ink 0\xa0%, gradient ")
    desk.page.mouse.move(5, 5)
    assert panel.locator(".why-pointed").inner_text() == "Point at a pixel to read its gradient."


def test_the_slider_goes_from_nothing_to_a_nudge_that_turns_the_answer(desk: Visit, site: Path, artifacts: Artifacts) -> None:
    page = desk.page
    panel = opened(desk, f"{DRAW}#image-{example(site, 4, 4)['index']}&why-not-9")
    slider = panel.get_by_role("slider", name="Change of each pixel")
    slider.focus()
    page.keyboard.press("Home")
    assert answers(panel) == ["4", "4", "4"]
    pictures = [canvas.evaluate("(canvas) => canvas.toDataURL()") for canvas in panel.locator(".why-pictures canvas").all()]
    assert len(set(pictures)) == 1
    assert panel.locator(".why-told").last.inner_text() == "Nothing is changed yet."
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "0.250 of the range of a pixel"
    _, nudge, noise = answers(panel)
    assert nudge != "4" and f"The nudge makes it {called(int(nudge))}." in panel.inner_text()
    words = f"As much noise {'leaves' if noise == '4' else 'makes'} it {called(int(noise))}."
    assert words in panel.inner_text()
    page.locator(".heard").filter(has_text=words).wait_for(state="attached")
    counts = {f"{epsilon:.2f}": (nudged, noised) for epsilon, nudged, noised in artifacts.robustness.rows}
    right, (nudged, noised) = artifacts.robustness.rows[0][1], counts["0.20"]
    assert f"reads {right} right. A nudge of 0.20 leaves {nudged} of them right, noise of 0.20 leaves {noised}." in panel.inner_text()
    least = panel.get_by_text("The smallest nudge that changes the answer is").inner_text().split(" is ")[1].rstrip(".")
    page.evaluate("(value) => { const s = document.querySelector('.why input[type=range]'); s.value = value; s.dispatchEvent(new Event('input')); }", least)
    assert answers(panel)[1] != "4"
    page.keyboard.press("ArrowLeft")
    assert answers(panel)[1] == "4"


def answers(panel: Locator) -> list[str]:
    return panel.locator(".why-pictures strong").all_inner_texts()


def test_other_noise_is_another_picture_and_the_same_nudge(desk: Visit, site: Path) -> None:
    panel = opened(desk, f"{DRAW}#image-{example(site, 4, 4)['index']}&why-not-9")
    _, nudge, noise = (canvas.evaluate("(canvas) => canvas.toDataURL()") for canvas in panel.locator(".why-pictures canvas").all())
    panel.get_by_role("button", name="Other noise").click()
    after = [canvas.evaluate("(canvas) => canvas.toDataURL()") for canvas in panel.locator(".why-pictures canvas").all()]
    assert after[1] == nudge and after[2] != noise


def test_it_follows_what_is_drawn_and_waits_while_there_is_nothing(desk: Visit, site: Path) -> None:
    page, image = desk.page, example(site, 4, 4)
    panel = opened(desk, f"{DRAW}#image-{image['index']}&why-not-9")
    part(page, "clear").click()
    assert title(page) == "Why this answer and no other?"
    panel.get_by_text("As soon as there is an answer").wait_for()
    part(page, "undo").click()
    assert title(page) == "Why a 4 and not a 9?"
    nine = example(site, 9, 9)
    page.get_by_role("button", name=f"Test image {nine['index']}: ").click()
    assert title(page) == f"Why a 9 and not {called(ranked(nine)[1])}?"


def test_a_mistake_is_explained_once_its_truth_is_told(desk: Visit, site: Path) -> None:
    page = desk.page
    mistake = json.loads((site / "explore" / "errors.json").read_text(encoding="utf-8"))["errors"][0]
    reopen(desk, f"{ERRORS}#image-{mistake['index']}&why-not-{mistake['true']}")
    part(page, "ready").wait_for()
    assert not why(page).is_visible()
    page.keyboard.press(str(mistake["true"]))
    why(page).locator(".why-map").wait_for()
    assert title(page) == f"Why {called(mistake['predicted'])} and not {called(mistake['true'])}?"
    assert f"why-not-{mistake['true']}" in address(page)
    assert answers(why(page))[0] == str(mistake["predicted"])
    part(page, "next").click()
    why(page).wait_for(state="hidden")


def test_inside_the_network_a_rival_stays_when_a_neuron_is_chosen(desk: Visit, site: Path) -> None:
    page, image = desk.page, example(site, 4, 4)
    panel = opened(desk, f"{INSIDE}#image-{image['index']}&why-not-9")
    assert title(page) == "Why a 4 and not a 9?"
    panel.get_by_role("radio", name="7", exact=True).check()
    assert address(page).endswith(f"#image-{image['index']}&why-not-7")
    part(page, "layer-1").get_by_role("button").first.click()
    page.wait_for_function("location.hash.includes('layer-1-neuron-0')")
    assert address(page).endswith("&why-not-7") and title(page) == "Why a 4 and not a 7?"
    assert answers(panel)[0] == "4"


def test_weights_that_do_not_come_are_said_in_the_error_explorer(browser: Browser, host: str, site: Path) -> None:
    mistake = json.loads((site / "explore" / "errors.json").read_text(encoding="utf-8"))["errors"][0]
    with LIGHT.context(browser) as context:
        context.route("**/weights.float16.bin", FAULTS["missing"])
        with visit(context, host, f"{ERRORS}#image-{mistake['index']}") as visited:
            part(visited.page, "ready").wait_for()
            visited.page.keyboard.press("0")
            why(visited.page).locator("summary").first.click()
            why(visited.page).get_by_role("alert").wait_for()
            context.unroute("**/weights.float16.bin")
            why(visited.page).get_by_role("button", name="Try again").click()
            why(visited.page).locator(".why-map").wait_for()


def test_it_works_from_a_disk(browser: Browser, site: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(site / "downloads" / "course.zip") as archive:
        archive.extractall(tmp_path)
    with LIGHT.context(browser) as context:
        page = context.new_page()
        page.goto(f"{(tmp_path / 'course' / DRAW / 'index.html').as_uri()}#image-{example(site, 4, 4)['index']}&why-not-9")
        why(page).locator(".why-map").wait_for()
        assert title(page) == "Why a 4 and not a 9?"


@pytest.mark.parametrize("view", [LIGHT, PHONE], ids=str)
def test_it_is_sound(browser: Browser, host: str, site: Path, view: View) -> None:
    with view.context(browser) as context, visit(context, host, f"{DRAW}#image-{example(site, 4, 4)['index']}&why-not-9") as visited:
        why(visited.page).locator(".why-map").wait_for()
        visited.page.evaluate("document.querySelectorAll('.why details').forEach((details) => { details.open = true; })")
        assert_sound(visited)
        if view is PHONE:
            sizes = why(visited.page).locator(".why-rivals label, .why-epsilon input").evaluate_all(
                "(all) => all.map((one) => [one.offsetWidth, one.offsetHeight])")
            assert min(map(min, sizes)) >= 44
        assert visited.troubles == []
