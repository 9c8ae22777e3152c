"""The error explorer, as readers use it: with a pointer, keys or a finger, without scripts, with data that fails. (Over 300 lines: one page with all its states.)"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.filters import percent
from mnist_report.results.evaluation import Evaluation
from tests.support.browser import View, violations, visit
from tests.support.exploring import (
    DESKTOP,
    OVERFLOW,
    PHONE,
    VIEWS,
    address,
    assert_sound,
    cells,
    in_sight,
    led,
    open_all,
    part,
    reopen,
    tab_to,
    tiles,
    weight,
)
from tests.support.shipped import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from mnist_report.results.artifacts import Artifacts
    from tests.support.browser import Visit

PATH = "explore/error-explorer/"
pytestmark = needs("explore/error-explorer/index.md")


@pytest.fixture(scope="module")
def desk(browser: Browser, host: str) -> Iterator[Visit]:
    """A desktop with the page open since the first test that asked for it."""
    with DESKTOP.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        yield visited


@pytest.fixture
def explorer(desk: Visit) -> Iterator[Visit]:
    """The page just opened on a desktop."""
    reopen(desk, PATH)
    part(desk.page, "ready").wait_for()
    yield desk
    assert desk.troubles == []


@pytest.fixture(scope="module")
def evaluation(artifacts: Artifacts) -> Evaluation:
    return Evaluation(artifacts.run, lambda: artifacts.spread)


def go(visited: Visit, fragment: str) -> None:
    """Follows a link that somebody else sent."""
    reopen(visited, f"{PATH}#{fragment}")
    part(visited.page, "ready").wait_for()


def shown(visited: Visit) -> list[int]:
    """The numbers of the test images in the list."""
    names = part(visited.page, "tiles").get_by_role("link").evaluate_all("links => links.map((link) => link.ariaLabel)")
    return [int(re.search(r"test image (\d+)", name)[1]) for name in names]


def edge(words: str) -> re.Pattern[str]:
    """The name of a link at the edge of the matrix, which ends in these words."""
    return re.compile(rf"{re.escape(words)}$")


def all_shown(visited: Visit) -> list[int]:
    """The same in the order of the test set, those that more is pressed for included."""
    if part(visited.page, "more").is_visible():
        part(visited.page, "more").click()
    return sorted(shown(visited))


def test_the_matrix_counts_what_the_run_counted(desk: Visit, evaluation: Evaluation) -> None:
    assert cells(part(desk.page, "matrix")) == evaluation.confusion_matrix.tolist()


FOLLOW_EACH = """async () => {
  const found = {};
  for (const link of document.querySelectorAll("[data-part=matrix] tbody td a")) {
    const read = new Promise((read) => addEventListener("hashchange", () => setTimeout(read), { once: true }));
    link.click();
    await read;
    const tiles = [...document.querySelectorAll("[data-part=tiles] a")].map((tile) => tile.ariaLabel);
    found[link.ariaLabel] = [location.hash, tiles.map((name) => Number(/test image (\\d+)/.exec(name)[1]))];
  }
  return found;
}"""


def test_each_cell_leads_to_as_many_images_as_it_counts(explorer: Visit, evaluation: Evaluation) -> None:
    found = explorer.page.evaluate(FOLLOW_EACH)
    assert len(found) == len(evaluation.confusions)
    for confusion in evaluation.confusions:
        name = f"{confusion.count}: {confusion.true} taken for {confusion.predicted}"
        expected = [error for error in evaluation.errors if (error.true, error.predicted) == (confusion.true, confusion.predicted)]
        fragment, indices = found[name]
        assert sorted(indices) == [error.index for error in expected], name
        true, predicted = map(evaluation.class_names.index, (confusion.true, confusion.predicted))
        assert fragment == f"#true-{true}-predicted-{predicted}"


def test_a_share_is_written_as_the_lessons_write_it(desk: Visit) -> None:
    shares = [0, 1e-9, 0.0004, 0.0005, 0.05, 0.5, 0.9994, 0.9995, 0.99951, 0.99999, 1]
    written = desk.page.evaluate("""async (shares) => {
      const { percent } = await import("../../assets/explore/shared/wording.js");
      return shares.map(percent);
    }""", shares)
    assert written == [percent(share) for share in shares]


def test_the_edge_chooses_a_row_or_a_column(explorer: Visit, evaluation: Evaluation) -> None:
    top, matrix = evaluation.confusions[0], part(explorer.page, "matrix")
    led(explorer.page, matrix.get_by_role("link", name=edge(f"all images of {top.true} that the network got wrong")).click)
    assert all_shown(explorer) == [error.index for error in evaluation.errors if error.true == top.true]
    led(explorer.page, matrix.get_by_role("link", name=edge(f"all images wrongly taken for {top.predicted}")).click)
    assert all_shown(explorer) == [error.index for error in evaluation.errors if error.predicted == top.predicted]
    led(explorer.page, part(explorer.page, "all").click)
    assert part(explorer.page, "summary").inner_text() == f"{evaluation.test_errors} images that the network got wrong"


def test_all_images_come_in_the_order_that_was_chosen(explorer: Visit, evaluation: Evaluation) -> None:
    part(explorer.page, "more").click()
    confident = [error.index for error in evaluation.confident_errors]
    confidence = {error.index: round(error.confidence, 3) for error in evaluation.errors}
    assert [confidence[index] for index in shown(explorer)] == [confidence[index] for index in confident]
    assert sorted(shown(explorer)) == sorted(confident)
    explorer.page.get_by_label("Order").select_option("as in the test set")
    part(explorer.page, "more").click()
    assert shown(explorer) == sorted(confident)
    assert address(explorer.page).endswith("#test-order")


def test_the_question_comes_before_the_truth(explorer: Visit, evaluation: Evaluation) -> None:
    error = evaluation.confident_errors[0]
    card = part(explorer.page, "card")
    assert card.get_by_role("heading").inner_text() == f"Test image {error.index}"
    assert "label" not in card.inner_text()
    assert not part(explorer.page, "told").is_visible()
    card.get_by_role("button", name=error.true, exact=True).click()
    verdict = part(explorer.page, "verdict")
    words = f"You said {error.true}. The label says {error.true}. The network said {error.predicted},"
    assert verdict.inner_text().startswith(words)
    assert verdict.inner_text().endswith("You agree with the label.")
    assert verdict.evaluate("element => element === document.activeElement")
    assert "1 as the label has it, 0 as the network did" in part(explorer.page, "tally").inner_text()


def test_the_ten_probabilities_are_those_of_the_run(desk: Visit, artifacts: Artifacts, evaluation: Evaluation) -> None:
    for error in evaluation.errors[:3]:
        go(desk, f"image-{error.index}")
        desk.page.get_by_role("button", name="I cannot tell").click()
        rows = part(desk.page, "probabilities").locator("tbody tr").all_inner_texts()
        for row, probability in zip(rows, artifacts.run.probabilities[error.index], strict=True):
            value = re.sub(r"[^\d.]", "", row.split("\t")[-1] if "\t" in row else row.splitlines()[-1])
            assert float(value) == pytest.approx(100 * probability, abs=0.1001)


def test_a_link_shows_another_person_the_same(explorer: Visit, evaluation: Evaluation) -> None:
    explorer.page.get_by_label("Order").select_option("least confident first")
    of_a_class = edge(f"all images of {evaluation.confusions[0].true} that the network got wrong")
    led(explorer.page, part(explorer.page, "matrix").get_by_role("link", name=of_a_class).click)
    part(explorer.page, "tiles").get_by_role("link").last.click()
    state = explorer.page.evaluate("[location.hash, document.querySelector('[data-part=card]').innerText]")
    listed = shown(explorer)
    go(explorer, state[0][1:])
    assert explorer.page.evaluate("[location.hash, document.querySelector('[data-part=card]').innerText]") == state
    assert shown(explorer) == listed
    assert explorer.page.get_by_label("Order").input_value() == "least-sure"
    in_sight = part(explorer.page, "card").evaluate("card => card.getBoundingClientRect().top < innerHeight")
    assert in_sight


def test_every_image_has_its_permanent_address(desk: Visit, evaluation: Evaluation) -> None:
    error = evaluation.errors[-1]
    go(desk, f"image-{error.index}")
    assert part(desk.page, "title").inner_text() == f"Test image {error.index}"
    assert part(desk.page, "permanent").get_attribute("href") == f"#image-{error.index}"
    assert part(desk.page, "inside").get_attribute("href") == f"../inside-the-network/#image-{error.index}"


def test_the_picture_is_the_image(desk: Visit, artifacts: Artifacts, evaluation: Evaluation) -> None:
    side, errors = artifacts.run.image_shape[0], evaluation.errors
    for error in (errors[0], errors[len(errors) // 2], errors[-1]):
        go(desk, f"image-{error.index}")
        x, y = part(desk.page, "picture").evaluate("tile => ['--x', '--y'].map((name) => +tile.style.getPropertyValue(name))")
        png = desk.page.request.get(f"{desk.host}explore/errors.png").body()
        assert np.array_equal(tiles(png, side)[16 * y + x], artifacts.run.dataset.x_test[error.index])


@pytest.mark.parametrize("there", [True, False])
def test_an_image_that_is_no_mistake_is_said_to_be_none(desk: Visit, artifacts: Artifacts, there: bool) -> None:
    right = artifacts.run.probabilities.argmax(axis=1) == artifacts.run.labels
    go(desk, f"image-{right.argmax() if there else 99999999}")
    assert "is not among the mistakes" in part(desk.page, "missing").inner_text()
    assert not part(desk.page, "card").is_visible()
    assert shown(desk)
    assert desk.troubles == []


@pytest.mark.parametrize("fragment", ["nonsense", "image-", "true-x", "shuffled-", "shuffled-99999999999", "&&", "%", "what-to-look-for", "true-77-predicted-99"])
def test_a_strange_address_breaks_nothing(desk: Visit, fragment: str) -> None:
    go(desk, fragment)
    assert "that the network got wrong" in part(desk.page, "summary").inner_text()
    assert desk.troubles == []


def test_back_takes_back_a_step(explorer: Visit) -> None:
    part(explorer.page, "tiles").get_by_role("link").nth(1).click()
    second = part(explorer.page, "title").inner_text()
    led(explorer.page, part(explorer.page, "next").click)
    assert part(explorer.page, "title").inner_text() != second
    explorer.page.go_back()
    explorer.page.wait_for_function("(title) => document.querySelector('[data-part=title]').innerText === title", arg=second)


def test_the_keyboard_alone_is_enough(explorer: Visit) -> None:
    page = explorer.page
    tab_to(page, "[data-part=matrix] tbody a")
    led(page, lambda: page.keyboard.press("Enter"))
    assert "that the network got wrong" in part(page, "summary").inner_text()
    chosen = page.evaluate("document.activeElement.ariaCurrent")
    assert chosen == "true"
    tab_to(page, "[data-part=answers] button")
    page.keyboard.press("Enter")
    assert part(page, "verdict").is_visible()
    tab_to(page, "[data-part=next][href]")
    before = part(page, "title").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_function("(title) => document.querySelector('[data-part=title]').innerText !== title", arg=before)
    assert page.evaluate("document.activeElement.dataset.part") == "next"
    tab_to(page, "[data-part=tiles] a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.part") == "title"


def test_keys_answer_and_turn_to_the_next_image(explorer: Visit, evaluation: Evaluation) -> None:
    if len(evaluation.class_names) > 10:
        pytest.skip("there are keys for ten classes")
    page, (first, second) = explorer.page, evaluation.confident_errors[:2]
    title, verdict = part(page, "title"), part(page, "verdict")

    def key(name: str) -> str:
        return str(evaluation.class_names.index(name))

    assert title.inner_text() == f"Test image {first.index}"
    page.keyboard.press(key(first.true))
    assert verdict.inner_text().startswith(f"You said {first.true}. The label says {first.true}.")
    page.keyboard.press(key(second.predicted))  # it has been answered
    assert verdict.inner_text().startswith(f"You said {first.true}.")
    page.keyboard.press("ArrowRight")
    assert title.inner_text() == f"Test image {second.index}"
    assert title.evaluate("title => title === document.activeElement")
    page.keyboard.press(key(second.predicted))
    assert "You agree with the network." in verdict.inner_text()
    page.keyboard.press("ArrowLeft")
    assert title.inner_text() == f"Test image {first.index}"
    page.keyboard.press("ArrowLeft")
    page.get_by_role("status").filter(has_text="There is no previous image.").wait_for(state="attached")
    assert "2 images" in part(page, "tally").inner_text()


def test_keys_leave_other_uses_alone(explorer: Visit) -> None:
    page, title = explorer.page, part(explorer.page, "title")
    before = title.inner_text()
    for keys in ("Control+1", "Alt+1", "Meta+ArrowRight", "Shift+ArrowRight", "F1", "ArrowDown"):
        page.keyboard.press(keys)
    page.locator(".md-search__input").click()
    page.locator(".md-search-result__meta", has_text="Type to start").wait_for()  # before, nothing closes the search
    page.keyboard.type("42")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    part(page, "order").focus()
    page.keyboard.press("1")
    part(page, "keys").press("Space")
    page.keyboard.press("1")
    page.keyboard.press("ArrowRight")
    assert title.inner_text() == before
    assert not part(page, "told").is_visible()
    part(page, "keys").press("Space")
    page.keyboard.press("1")
    part(page, "told").wait_for()


def test_arrows_scroll_a_box_that_scrolls(browser: Browser, host: str) -> None:
    with View(320, 640, "light").context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        before = part(visited.page, "title").inner_text()
        visited.page.add_style_tag(content="[data-part=matrix] table { width: 900px }")
        box = visited.page.locator(".confusion[tabindex='0']")
        box.focus()
        visited.page.keyboard.press("ArrowRight")
        visited.page.wait_for_function("document.querySelector('.confusion').scrollLeft > 0")
        assert part(visited.page, "title").inner_text() == before


def test_a_shuffled_order_is_another_each_time_and_kept_by_its_address(explorer: Visit, evaluation: Evaluation) -> None:
    page = explorer.page
    page.get_by_role("button", name="Shuffle").click()
    part(page, "more").click()
    order, url = shown(explorer), address(page)
    assert re.search(r"#shuffled-\d+$", url)
    assert page.get_by_label("Order").input_value() == "shuffled"
    assert sorted(order) == [error.index for error in evaluation.errors]
    assert order not in (sorted(order), [error.index for error in evaluation.confident_errors])
    go(explorer, url.split("#")[1])
    part(page, "more").click()
    assert shown(explorer) == order
    go(explorer, url.split("#")[1].replace("shuffled-", "shuffled-1"))
    part(page, "more").click()
    assert shown(explorer) != order
    of_a_class = edge(f"all images of {evaluation.confusions[0].true} that the network got wrong")
    led(page, part(page, "matrix").get_by_role("link", name=of_a_class).click)
    assert address(page).endswith("&" + url.split("#")[1].replace("shuffled-", "shuffled-1"))
    part(page, "order").select_option("as in the test set")
    assert shown(explorer) == sorted(shown(explorer))


def test_changes_are_announced(explorer: Visit) -> None:
    led(explorer.page, part(explorer.page, "matrix").locator("tbody td a").first.click)
    words = part(explorer.page, "summary").inner_text()
    explorer.page.locator(".heard[role=status]").get_by_text(words).wait_for(state="attached")


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_state_is_sound(browser: Browser, host: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, f"{PATH}#image-99999999") as visited:
        part(visited.page, "missing").wait_for()
        assert violations(visited, "structure") == violations(visited, "colours") == []
        led(visited.page, part(visited.page, "matrix").locator("tbody td a").nth(5).click)
        visited.page.get_by_role("button", name="I cannot tell").click()
        assert visited.page.evaluate(OVERFLOW) <= 0
        open_all(visited.page)
        assert_sound(visited)
        assert visited.troubles == []


def test_a_finger_is_enough(browser: Browser, host: str) -> None:
    with PHONE.context(browser) as context, visit(context, host, PATH) as visited:
        led(visited.page, part(visited.page, "matrix").locator("tbody td a").nth(5).tap)
        assert in_sight(part(visited.page, "title")) and in_sight(part(visited.page, "answers"))
        part(visited.page, "tiles").get_by_role("link").last.tap()
        visited.page.wait_for_function("document.activeElement.dataset.part === 'title'")
        assert in_sight(part(visited.page, "title"))
        part(visited.page, "answers").get_by_role("button").last.tap()
        part(visited.page, "verdict").wait_for()
        assert in_sight(part(visited.page, "verdict"))
        led(visited.page, part(visited.page, "previous").tap)
        assert in_sight(part(visited.page, "title")) and in_sight(part(visited.page, "answers"))
        assert visited.page.evaluate("visualViewport.scale") == 1


def test_without_scripts_the_table_has_every_image(browser: Browser, host: str, site: Path, artifacts: Artifacts, evaluation: Evaluation) -> None:
    with DESKTOP.context(browser, scripts=False) as context, visit(context, host, f"{PATH}#true-4-predicted-9") as visited:
        rows = visited.page.locator("table.misread tr[id]")
        assert rows.count() == evaluation.test_errors
        assert rows.first.is_visible()
        assert not part(visited.page, "ready").is_visible()
        assert "The table below has every image" in visited.page.locator("noscript").inner_text()
        places = rows.locator(".tile").evaluate_all("tiles => tiles.map((tile) => tile.getAttribute('style').match(/\\d+/g).map(Number))")
        numbers = [int(name.removeprefix("image-")) for name in rows.evaluate_all("rows => rows.map((row) => row.id)")]
        images = tiles((site / "explore" / "errors.png").read_bytes(), artifacts.run.image_shape[0])
        for (x, y), number in zip(places, numbers, strict=True):
            assert np.array_equal(images[16 * y + x], artifacts.run.dataset.x_test[number])


def test_without_scripts_an_address_leads_to_its_row(browser: Browser, host: str, evaluation: Evaluation) -> None:
    error = evaluation.errors[-1]
    with PHONE.context(browser, scripts=False) as context, visit(context, host, f"{PATH}#image-{error.index}") as visited:
        row = visited.page.locator(f"#image-{error.index}")
        box, header = row.bounding_box(), visited.page.locator(".md-header").bounding_box()
        assert box is not None
        assert header is not None
        assert header["height"] <= box["y"] < 844


def test_the_page_is_light(explorer: Visit) -> None:
    assert weight(explorer) < 200_000


def test_what_is_published_is_what_the_run_says(site: Path, evaluation: Evaluation) -> None:
    record = json.loads((site / "explore" / "errors.json").read_text(encoding="utf-8"))
    assert [error["index"] for error in record["errors"]] == [error.index for error in evaluation.errors]
