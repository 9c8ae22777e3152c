"""A reader draws: with mouse, finger and keyboard, on a desktop and a phone, with the weights and without. (Over 300 lines: one page with all its states.)"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.filters import percent
from mnist_report.results.browser import examples
from tests.support.browser import View, Visit, violations, visit
from tests.support.exploring import FAULTS, address, assert_sound, in_sight, open_all, scrolled, shown_otherwise, tab_to
from tests.support.paper import draw, fire
from tests.support.shipped import needs
from tests.support.strokes import STYLES, Drawn, Stroke, drawings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser, Locator, Page, Route

    from mnist_report.results.artifacts import Artifacts

PATH = "explore/draw-a-digit/"
pytestmark = needs("explore/draw-a-digit/index.md")
LIGHT, PHONE = View(1280, 1000, "light"), View(390, 844, "light")
SEVEN, ONE = STYLES["7"][0], STYLES["1"][0]
WEIGHTS = "**/weights.float16.bin"
SEEN = "document.querySelector('[data-part=seen]').toDataURL()"
FIT_ALL = """async (count) => {
  const { fitted } = await import("../../assets/explore/shared/preprocessing.js");
  const bytes = Uint8Array.from(atob(await window.images()), (c) => c.charCodeAt(0));
  const images = Array.from({ length: count }, (_, i) => bytes.subarray(i * 784, (i + 1) * 784));
  return images.filter((image) => fitted(image, 28).every((pixel, at) => pixel === image[at])).length;
}"""
PREPARE = """async (drawings) => {
  const { pixelsOf } = await import("../../assets/explore/shared/preprocessing.js");
  const units = (points) => ({ width: 85, points: points.flat().map((at) => Math.round(1000 * at)) });
  return drawings.map((strokes) => [...pixelsOf({ base: null, strokes: strokes.map(units) }, 28)]);
}"""


@contextmanager
def opened(browser: Browser, host: str, view: View = LIGHT, fragment: str = "") -> Iterator[Visit]:
    """The page in a session of its own, with the network ready."""
    with view.context(browser) as context, visit(context, host, PATH + fragment) as visited:
        visited.page.wait_for_selector("[data-ready]")
        visited.page.wait_for_selector("[data-part=examples] button")
        yield visited


@pytest.fixture
def drawing(browser: Browser, host: str) -> Iterator[Visit]:
    """The page on a desktop."""
    with opened(browser, host) as visited:
        yield visited


@pytest.fixture(scope="module")
def kept(browser: Browser, host: str) -> Iterator[Visit]:
    """The same, for all tests that leave nothing behind but ink."""
    with opened(browser, host) as visited:
        yield visited
        assert visited.troubles == []


@pytest.fixture
def blank(kept: Visit) -> Visit:
    """Blank paper, as one finds it, but for what can be undone."""
    button(kept.page, "Clear").click()
    assert prediction(kept.page) == ""
    kept.page.evaluate("scrollTo(0, 0)")
    return kept


def button(page: Page, name: str) -> Locator:
    """A button of the page's own: the theme's search has a Clear too."""
    return page.locator("[data-explore]").get_by_role("button", name=name)


def prediction(page: Page) -> str:
    return page.locator("#prediction").text_content() or ""


def confidences(page: Page) -> dict[str, str]:
    rows = page.locator("table.confidences tbody tr")
    return dict(rows.evaluate_all("rows => rows.map((row) => [row.cells[0].textContent, row.cells[1].textContent])"))


# Reading


@pytest.mark.edition
def test_nearly_every_drawing_is_recognised(blank: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    made = list(drawings())[::2]
    hands = [fire if number % 15 else draw for number in range(len(made))]
    read = [_read(blank.page, each, hand) for each, hand in zip(made, hands, strict=True)]
    misread = [f"{each} read as {found}" for each, found in zip(made, read, strict=True) if found != each.digit]
    with capsys.disabled():
        print(f"\n{len(made) - len(misread)} of {len(made)} drawings recognised; misread: {misread}")
    assert len(made) >= 35 and {each.digit for each in made} == set("0123456789")
    assert len(misread) <= 0.05 * len(made), misread
    assert blank.troubles == []


def _read(page: Page, drawn: Drawn, hand: Callable[[Page, list[Stroke]], None]) -> str:
    button(page, "Clear").dispatch_event("click")
    assert prediction(page) == ""
    hand(page, drawn.strokes)
    return prediction(page)


def test_an_unchanged_test_image_has_the_confidences_of_the_lessons(kept: Visit, artifacts: Artifacts) -> None:
    run = artifacts.run
    index = shown_otherwise(run, examples.indices(run))[0]
    expected = [percent(float(probability)) for probability in run.probabilities[index]]
    kept.page.evaluate("(fragment) => { location.hash = fragment; }", f"image-{index}")
    kept.page.wait_for_function("document.querySelector('#prediction').textContent !== ''")
    assert list(confidences(kept.page).values()) == expected
    draw(kept.page, ONE)
    assert list(confidences(kept.page).values()) != expected
    button(kept.page, "Undo").click()
    assert list(confidences(kept.page).values()) == expected


@pytest.mark.edition
@pytest.mark.parametrize("pen", ["thin", "thick"])
def test_every_pen_can_be_read(drawing: Visit, pen: str) -> None:
    drawing.page.get_by_label(pen, exact=True).check()
    draw(drawing.page, SEVEN)
    assert prediction(drawing.page) == "7"


def test_the_answer_follows_the_pen(blank: Visit) -> None:
    box = blank.page.locator("[data-part=paper]").bounding_box()
    assert box
    assert prediction(blank.page) == ""
    blank.page.mouse.move(box["x"] + 100, box["y"] + 50)
    blank.page.mouse.down()
    blank.page.mouse.move(box["x"] + 100, box["y"] + 250, steps=5)
    blank.page.wait_for_function("document.querySelector('#prediction').textContent !== ''")
    before = blank.page.locator("table.confidences tbody").text_content()
    blank.page.mouse.move(box["x"] + 250, box["y"] + 250, steps=5)
    blank.page.wait_for_function("(before) => document.querySelector('table.confidences tbody').textContent !== before", arg=before)
    blank.page.mouse.up()


def test_the_confidences_have_names_and_values(blank: Visit, artifacts: Artifacts) -> None:
    assert set(confidences(blank.page).values()) == {"–"}
    draw(blank.page, SEVEN)
    shown = confidences(blank.page)
    assert tuple(shown) == artifacts.run.class_names
    assert all(value.endswith("%") for value in shown.values())
    assert blank.page.locator("tr.highest th").text_content() == prediction(blank.page)


def test_the_answer_is_said_once_the_pen_rests(blank: Visit) -> None:
    draw(blank.page, SEVEN)
    said = f"The network says {prediction(blank.page)}, with a confidence of"
    blank.page.get_by_role("status").filter(has_text=said).wait_for(state="attached")
    button(blank.page, "Clear").click()
    blank.page.get_by_role("status").filter(has_text="The paper is blank.").wait_for(state="attached")


def test_undo_takes_back_one_change_and_clear_all(blank: Visit) -> None:
    page = blank.page
    draw(page, SEVEN)
    seven = page.evaluate(SEEN)
    draw(page, [[(0.3, 0.5), (0.7, 0.5)]])
    assert page.evaluate(SEEN) != seven
    button(page, "Undo").click()
    assert page.evaluate(SEEN) == seven
    button(page, "Clear").click()
    assert prediction(page) == ""
    assert "#" not in address(page)
    button(page, "Undo").click()
    assert page.evaluate(SEEN) == seven


def test_undo_by_keyboard_takes_back_one_stroke(drawing: Visit) -> None:
    draw(drawing.page, SEVEN)
    seven = drawing.page.evaluate(SEEN)
    draw(drawing.page, [[(0.3, 0.5), (0.7, 0.5)]])
    button(drawing.page, "Undo").focus()
    drawing.page.keyboard.press("Control+z")
    assert drawing.page.evaluate(SEEN) == seven
    drawing.page.keyboard.press("Control+z")
    assert prediction(drawing.page) == ""


# Preparing


@pytest.mark.edition
def test_images_of_mnist_are_prepared_already(blank: Visit, artifacts: Artifacts) -> None:
    from base64 import b64encode

    images = artifacts.run.dataset.x_test[::20]
    blank.page.expose_function("images", lambda: b64encode(images.tobytes()).decode())
    # Three of all ten thousand are one pixel short of twenty.
    assert blank.page.evaluate(FIT_ALL, len(images)) >= len(images) - 3


def test_drawings_are_prepared_as_mnist_was(blank: Visit) -> None:
    made = list(drawings(1))
    prepared = blank.page.evaluate(PREPARE, [drawn.strokes for drawn in made])
    for drawn, pixels in zip(made, prepared, strict=True):
        _assert_prepared(np.array(pixels, float).reshape(28, 28), drawn)


def _assert_prepared(image: NDArray[np.float64], drawn: Drawn) -> None:
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    sides = [side[-1] - side[0] + 1 for side in (rows, columns)]
    assert 19 <= max(sides) <= 20, drawn
    middle = np.arange(28) + 0.5
    for axis, extent in ((1, rows), (0, columns)):
        centre = (image.sum(axis=axis) * middle).sum() / image.sum()
        assert 14 <= centre < 15 or extent[0] == 0 or extent[-1] == 27, drawn
    assert image.max() == 255, drawn
    assert len(set(image.ravel())) > 10, drawn


# Sharing


def test_a_drawing_is_shared_by_its_address(browser: Browser, host: str, blank: Visit) -> None:
    draw(blank.page, STYLES["4"][0])
    shown, answers, url = blank.page.evaluate(SEEN), confidences(blank.page), address(blank.page)
    assert "#strokes=" in url
    assert len(url) < 400
    with opened(browser, host, fragment="#" + url.split("#")[1]) as other:
        assert other.page.evaluate(SEEN) == shown
        assert confidences(other.page) == answers
        assert address(other.page) == url


def test_pixels_are_shared_by_the_address(browser: Browser, host: str, blank: Visit) -> None:
    blank.page.locator("[data-part=examples] button").first.click()
    assert "#image-" in address(blank.page)
    draw(blank.page, [[(0.4, 0.4), (0.6, 0.6)]])
    shown, url = blank.page.evaluate(SEEN), address(blank.page)
    assert "#pixels=" in url
    with opened(browser, host, fragment="#" + url.split("#")[1]) as other:
        assert other.page.evaluate(SEEN) == shown


def test_the_link_can_be_copied(blank: Visit) -> None:
    blank.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    draw(blank.page, SEVEN)
    button(blank.page, "Copy link").click()
    button(blank.page, "Link copied").wait_for()
    assert blank.page.evaluate("navigator.clipboard.readText()") == address(blank.page)


def test_a_closed_clipboard_leaves_the_link_to_copy_by_hand(drawing: Visit) -> None:
    drawing.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    draw(drawing.page, SEVEN)
    button(drawing.page, "Copy link").click()
    link = drawing.page.get_by_label("Link to this drawing")
    link.wait_for()
    assert link.input_value() == address(drawing.page)


def test_scrolling_leaves_the_drawing_in_the_address(blank: Visit) -> None:
    draw(blank.page, SEVEN)
    url = address(blank.page)
    scrolled(blank.page)
    assert address(blank.page) == url


@pytest.mark.parametrize("fragment", ["#strokes=!!", "#strokes=AAAA", "#pixels=_____w", "#strokes=VQPSBO4DoAYA8wP"])
def test_an_address_cut_short_is_said_in_words(kept: Visit, fragment: str) -> None:
    kept.page.goto("about:blank")
    kept.page.goto(kept.host + PATH + fragment)
    kept.page.get_by_text("The address holds no drawing that can be read").wait_for()
    assert prediction(kept.page) == ""
    kept.page.wait_for_selector("[data-ready]")
    draw(kept.page, SEVEN)
    assert prediction(kept.page)
    assert kept.troubles == []


# Without dragging, without a pointer


def test_the_keyboard_paints(drawing: Visit, artifacts: Artifacts) -> None:
    page, side = drawing.page, artifacts.run.image_shape[0]
    tab_to(page, "[data-part=pixel-by-pixel] summary")
    page.keyboard.press("Enter")
    tab_to(page, "[data-part=grid] td")
    focused = "document.activeElement.getAttribute('aria-label')"
    column = page.evaluate(focused).partition(", ")[2].removesuffix(": blank")
    page.keyboard.press("Space")
    for _ in range(side):
        page.keyboard.press("Shift+ArrowDown")
    assert prediction(page)
    assert page.evaluate(focused) == f"row {side}, {column}: 100 % ink"
    page.keyboard.press("Delete")
    assert page.evaluate(focused) == f"row {side}, {column}: blank"
    page.keyboard.press("Control+Home")
    assert page.evaluate(focused) == "row 1, column 1: blank"
    assert drawing.troubles == []


def test_single_clicks_paint_and_erase(drawing: Visit, artifacts: Artifacts) -> None:
    page, side = drawing.page, artifacts.run.image_shape[0]
    page.locator("[data-part=pixel-by-pixel] summary").click()
    cells = page.locator("[data-part=grid] td")
    for row in range(3, side // 2 + 1):
        cells.nth(side * row + 3).click()
    before = page.evaluate(SEEN)
    button(page, "Fit and centre").click()
    assert page.evaluate(SEEN) != before
    assert prediction(page)
    button(page, "Undo").click()
    page.get_by_label("soft edges").uncheck()
    cells.nth(side * 3 + 3).click()
    assert "blank" in (cells.nth(side * 3 + 3).get_attribute("aria-label") or "")


def test_test_images_are_read_as_the_run_read_them(blank: Visit, site: Path) -> None:
    listing = json.loads((site / "explore" / "examples.json").read_text(encoding="utf-8"))
    buttons = blank.page.locator("[data-part=examples] button")
    assert buttons.count() == len(listing["images"])
    for place, image in enumerate(listing["images"]):
        buttons.nth(place).click()
        assert prediction(blank.page) == listing["class_names"][image["predicted"]]
        assert address(blank.page).endswith(f"#image-{image['index']}")


def test_a_test_image_has_an_address(browser: Browser, host: str, artifacts: Artifacts) -> None:
    with opened(browser, host, fragment=f"#image-{artifacts.run.example}") as visited:
        expected = artifacts.run.probabilities[artifacts.run.example].argmax()
        visited.page.wait_for_function("document.querySelector('#prediction').textContent !== ''")
        assert prediction(visited.page) == artifacts.run.class_names[expected]


# A phone, a finger


def test_a_finger_draws_on_a_phone(browser: Browser, host: str) -> None:
    with PHONE.context(browser) as context:
        page = context.new_page()
        page.goto(host + PATH)
        page.wait_for_selector("[data-ready]")
        page.locator("[data-part=paper]").scroll_into_view_if_needed()
        _touch(page, SEVEN[0])
        page.wait_for_function("document.querySelector('#prediction').textContent !== ''")
        box = page.locator("#prediction").bounding_box()
        assert box
        assert box["y"] >= 0


def test_a_test_image_that_is_tapped_is_in_sight(browser: Browser, host: str) -> None:
    with opened(browser, host, PHONE) as visited:
        visited.page.locator("[data-part=examples] button").last.tap()
        assert all(in_sight(visited.page.locator(f"[data-part={name}]")) for name in ("prediction", "paper"))


def _touch(page: Page, stroke: Stroke) -> None:
    box = page.locator("[data-part=paper]").bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    for index, (x, y) in enumerate(stroke):
        point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchMove" if index else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


# Without scripts, without the weights


def test_without_scripts_the_page_still_explains(browser: Browser, host: str) -> None:
    with LIGHT.context(browser, scripts=False) as context, visit(context, host, PATH) as visited:
        assert visited.page.get_by_text("Drawing needs JavaScript").is_visible()
        figures = visited.page.locator("article > figure")
        assert figures.locator("img:visible").count() == figures.count() > 0
        assert not visited.page.locator("[data-explore]").is_visible()
        assert visited.page.get_by_role("heading", name="What happens to your drawing").is_visible()
        assert visited.troubles == []


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (FAULTS["missing"], "could not be downloaded"),
        (lambda route: route.abort(), "could not be downloaded"),
        (FAULTS["cut short"], "incomplete or damaged"),
        (FAULTS["altered"], "incomplete or damaged"),
    ],
    ids=["missing", "no connection", "cut short", "altered"],
)
def test_weights_that_fail_are_said_in_words_and_can_be_had_again(
    browser: Browser, host: str, trouble: Callable[[Route], None], words: str
) -> None:
    with LIGHT.context(browser) as context:
        page = context.new_page()
        page.route(WEIGHTS, trouble)
        page.goto(host + PATH)
        alert = page.get_by_role("alert")
        alert.get_by_text(words).wait_for()
        draw(page, SEVEN)
        assert "#strokes=" in address(page)
        assert prediction(page) == ""
        if trouble is FAULTS["missing"]:  # the others differ in words alone
            assert_sound(Visit(page, host))
        again = alert.get_by_role("button", name="Try again")
        again.press("Enter")
        alert.get_by_text(words).wait_for()
        page.unroute(WEIGHTS)
        again.press("Enter")
        page.wait_for_function("document.querySelector('#prediction').textContent !== ''")
        assert alert.count() == 0
        assert page.evaluate("document.activeElement !== document.body")


def test_a_broken_manifest_is_damage_too(browser: Browser, host: str) -> None:
    with LIGHT.context(browser) as context:
        page = context.new_page()
        page.route("**/manifest.json", lambda route: route.fulfill(body="{"))
        page.goto(host + PATH)
        page.get_by_role("alert").get_by_text("incomplete or damaged").wait_for()


def test_the_page_draws_without_the_test_images(browser: Browser, host: str) -> None:
    with LIGHT.context(browser) as context:
        page = context.new_page()
        page.route("**/examples.json", FAULTS["missing"])
        page.goto(host + PATH)
        page.get_by_role("alert").get_by_text("The test images could not be downloaded").wait_for()
        page.wait_for_selector("[data-ready]")
        draw(page, SEVEN)
        assert prediction(page)


# For everyone


@pytest.mark.parametrize("view", [LIGHT, View(390, 844, "dark")], ids=str)
def test_every_state_is_sound(browser: Browser, host: str, view: View) -> None:
    with opened(browser, host, view, fragment="#strokes=!!") as visited:
        assert violations(visited, "structure") == violations(visited, "colours") == []
        draw(visited.page, SEVEN)
        open_all(visited.page)
        assert_sound(visited)
        assert visited.troubles == []


def test_the_page_is_light(browser: Browser, host: str) -> None:
    sizes: dict[str, int] = {}
    with LIGHT.context(browser) as context:
        page = context.new_page()
        page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
        page.goto(host + PATH)
        page.wait_for_selector("[data-part=examples] button")
    own = {url: size for url, size in sizes.items() if url.endswith(PATH) or ("/explore/" in url and "examples" not in url)}
    assert sum(own.values()) <= 200_000, own


def test_other_pages_load_no_more_than_the_starter(browser: Browser, host: str) -> None:
    asked: list[str] = []
    with LIGHT.context(browser) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(host + "privacy/")  # modules run before a page has loaded
    assert [url.rsplit("/", 1)[1] for url in asked if "/explore/" in url] == ["start.js"]
