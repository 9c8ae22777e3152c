"""The hill: that its surface is the measured loss, and how a ball rolls on it. (Over 300 lines: by mouse, key and finger.)"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.training.forward import forward
from mnist_report.training.hill import as_json
from mnist_report.training.run import learned_from
from tests.support.browser import View, visit
from tests.support.exploring import DRAWN, FAULTS, PHONE, VIEWS, assert_sound, reopen, tab_to
from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Response, Route

    from mnist_report.results.artifacts import Artifacts
    from tests.support.browser import Visit

DESK = View(1280, 900, "light")
HILL = "#explore-hill"
ARRIVED, CRAWLS, FLIES = "It has arrived after", "It crawls: after 100 steps", "It flies out of the map after"
IMPORT = 'import("./assets/explore/parts/surface.js")'
HAND = 'import(document.querySelector("script[src$=\'explore/start.js\']").src.replace("start.js", "parts/hill-hand.js"))'
AT = f"async ([record, points]) => {{ const {{ Surface }} = await {IMPORT}; const s = new Surface(record); return points.map((p) => s.at(p)); }}"
RATES = f"async (record) => {{ const m = await {IMPORT}; const s = new m.Surface(record); return m.ratesFor(s).map((rate) => [rate, m.roll(s, [0, 0], rate)]); }}"


@pytest.fixture(scope="module")
def record(artifacts: Artifacts) -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(as_json(artifacts.hill))
    return measured


@pytest.fixture(scope="module")
def path(site: Path) -> str:
    """The page that shows the hill."""
    pages = [file for file in site.rglob("index.html") if 'id="explore-hill"' in file.read_text(encoding="utf-8")]
    if not pages:
        pytest.skip("no page shows the hill: explore(\"hill\")")
    places = (file.parent.relative_to(site) for file in pages)
    return min(f"{place.as_posix()}/" for place in places if not {"embed", "print"} & {*place.parts})


def begun(visited: Visit) -> Page:
    """The page once its hill has come into view and begun."""
    visited.page.locator(HILL).scroll_into_view_if_needed()
    visited.page.locator(f"{HILL}[data-begun]").wait_for()
    return visited.page


def touched(visited: Visit) -> Page:
    """The page once what moves the ball has come, at a first touch that changes nothing."""
    page = begun(visited)
    page.get_by_role("button", name="Back to the start").click()
    page.evaluate(HAND)
    return page


@pytest.fixture(scope="module")
def desk(browser: Browser, host: str, path: str) -> Iterator[Visit]:
    with DESK.context(browser) as context, visit(context, host, path) as visited:
        visited.page.emulate_media(reduced_motion="reduce")
        yield visited


@pytest.fixture
def page(desk: Visit, path: str) -> Iterator[Page]:
    """The hill on a desktop of a reader who asks for less motion, as it begins."""
    reopen(desk, path)
    yield touched(desk)
    assert desk.troubles == []


@pytest.fixture
def bare(browser: Browser, host: str) -> Iterator[Page]:
    """A page that loads nothing of the hill by itself."""
    page = browser.new_page()
    page.goto(host)
    yield page
    page.close()


def ball(page: Page) -> Locator:
    return page.get_by_role("button", name="Ball")


def choose(page: Page, place: int) -> None:
    page.locator(f"{HILL} input").nth(place).check()


def said(page: Page) -> str:
    """What the hill says of the ball, once it says it."""
    page.locator(".hill-outcome").get_by_text(re.compile(".")).wait_for()
    return page.locator(".hill-outcome").inner_text()


def values(page: Page) -> str:
    return page.locator(".hill-values").inner_text()


def loss(page: Page) -> float:
    found = re.match(r"Loss ([\d.,]+)\.", values(page))
    assert found, values(page)
    return float(found[1])


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# What is published


def test_all_that_it_loads_is_small_and_what_moves_the_ball_waits_for_a_touch(browser: Browser, host: str, path: str, record: dict[str, Any]) -> None:
    assert len(json.dumps(record, separators=(",", ":"))) < 10_000
    with DESK.context(browser) as context, visit(context, host, path) as visited:
        visited.page.wait_for_load_state("networkidle")
        loaded: list[Response] = []
        visited.page.on("response", lambda response: loaded.append(response))  # noqa: PLW0108  Playwright cannot keep a method of a list
        page = begun(visited)
        own = [response for response in loaded if response.url.startswith(host) and "/figures/" not in response.url]
        assert {response.url.rpartition(".")[2] for response in own} == {"js", "css"}
        assert sum(len(response.body()) for response in own) < 20_000
        assert not [response for response in own if "hill-hand" in response.url]
        with page.expect_response("**/hill-hand.js"):
            page.get_by_role("button", name="Let go").click()
        assert visited.troubles == []


def test_between_the_points_of_the_grid_the_surface_is_the_loss_of_the_network(bare: Page, record: dict[str, Any], artifacts: Artifacts) -> None:
    run = artifacts.run
    first = learned_from(run.train_size, run.recipe.validation_split)
    pixels = run.dataset.x_train[first : first + record["images"]].reshape(record["images"], -1) / 255
    labels = run.dataset.y_train[first : first + record["images"]]
    ends = np.cumsum([array.size for array in run.weights])[:-1]
    ways = (run.snapshots[[1, -1]].astype(np.float64) - run.snapshots[0]).T
    axes = np.linalg.qr(ways)[0]
    axes *= np.sign((axes * ways).sum(axis=0))
    points = [[record["left"] + record["cell"] * x, record["bottom"] + record["cell"] * y] for x, y in ((6.5, 7.3), (13.2, 8.6), (17.5, 15.5), (2.2, 20.7))]
    for point, found in zip(points, bare.evaluate(AT, [record, points]), strict=True):
        parts = zip(np.split(run.snapshots[0] + axes @ point, ends), run.weights, strict=True)
        probabilities = forward(pixels, [part.reshape(array.shape) for part, array in parts], run.recipe.activation)
        assert found["loss"] == pytest.approx(-np.log(probabilities[np.arange(len(labels)), labels]).mean(), rel=0.02)


def test_the_surface_goes_through_what_was_measured_and_its_slope_is_its_derivative(bare: Page, record: dict[str, Any]) -> None:
    corner, cell, h = np.array([record["left"], record["bottom"]]), record["cell"], 1e-4
    nodes = [(0, 0), (24, 24), (7, 3), (12, 20)]
    found = bare.evaluate(AT, [record, [(corner + cell * np.array(node)).tolist() for node in nodes]])
    assert [each["loss"] for each in found] == pytest.approx([record["losses"][row][column] for column, row in nodes], rel=1e-9)
    x, y = (corner + cell * np.array([7.3, 11.6])).tolist()
    here, right, up = bare.evaluate(AT, [record, [[x, y], [x + h, y], [x, y + h]]])
    assert here["slopes"] == pytest.approx([(right["loss"] - here["loss"]) / h, (up["loss"] - here["loss"]) / h], rel=1e-2)
    assert here["slope"] == pytest.approx(np.hypot(*here["slopes"]))


def bowl(steepness: float, tilt: float = 0.0, size: int = 25) -> dict[str, Any]:
    """A hill of another run: a bowl around (5, 3), or where it tilts, ground that falls towards an edge."""
    places = np.arange(size) - 12.0
    losses = 0.1 + steepness * ((places[None] - 5) ** 2 + (places[:, None] - 3) ** 2) + tilt * (12 - places[None])
    return {"left": -12, "bottom": -12, "cell": 1, "losses": losses.tolist(), "path": []}


@pytest.mark.parametrize("steepness", [1e-3, 1e-2, 1, 100])
def test_a_hill_however_steep_has_a_rate_too_small_one_right_and_one_too_large(bare: Page, steepness: float) -> None:
    small, right, large = bare.evaluate(RATES, bowl(steepness))
    assert [each["outcome"] for _, each in (small, right)] == ["crawling", "arrived"]
    assert large[1]["outcome"] in {"out", "jumping"}
    assert small[0] < right[0] < large[0]


@pytest.mark.parametrize("hill", [bowl(0), bowl(0, tilt=0.1), bowl(1e-9), bowl(1e6)], ids=["flat", "tilted", "nearly flat", "huge"])
def test_a_hill_of_any_shape_has_three_rates(bare: Page, hill: dict[str, Any]) -> None:
    rates = [rate for rate, _ in bare.evaluate(RATES, hill)]
    assert len(set(rates)) == 3
    assert rates == sorted(rates)


# How the ball rolls


def test_too_small_crawls_right_arrives_too_large_flies_out(page: Page, record: dict[str, Any]) -> None:
    beginnings = []
    for place in range(3):
        choose(page, place)
        page.get_by_role("button", name="Back to the start").click()
        page.get_by_role("button", name="Let go").click()
        beginnings.append(said(page))
        if place == 1:
            lowest = np.min(record["losses"])
            assert loss(page) <= lowest + 0.006 * (record["path"][0]["loss"] - lowest)
    assert [text.startswith(way) for text, way in zip(beginnings, (CRAWLS, ARRIVED, FLIES), strict=True)] == [True] * 3, beginnings
    assert values(page).startswith("The ball is off the map.")


def test_a_ball_that_is_off_the_map_begins_again(page: Page) -> None:
    choose(page, 2)
    page.get_by_role("button", name="Let go").click()
    first = said(page)
    page.get_by_role("button", name="Let go").click()
    assert said(page) == first


def test_let_go_again_a_ball_that_crawls_goes_on(page: Page) -> None:
    go = page.get_by_role("button", name="Let go")
    go.click()
    before = loss(page)
    go.click()
    assert said(page).startswith("It crawls: after 200 steps") or said(page).startswith(ARRIVED)
    assert loss(page) < before


def test_the_loss_at_the_start_and_at_the_end_is_the_measured_one(page: Page, record: dict[str, Any]) -> None:
    assert loss(page) == pytest.approx(record["path"][0]["loss"], rel=0.02)
    place = page.locator(f"{HILL} circle.station").last.evaluate("(point) => { const { x, y, width, height } = point.getBoundingClientRect(); return [x + width / 2, y + height / 2]; }")
    page.mouse.click(*place)
    assert loss(page) == pytest.approx(record["path"][-1]["loss"], rel=0.05)


def test_the_mouse_drags_the_ball_and_its_release_does_not_let_it_go(page: Page) -> None:
    x, y = middle(ball(page))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=4)
    page.mouse.up()
    assert middle(ball(page)) == pytest.approx((x + 60, y - 40), abs=1)
    assert values(page).endswith("0 steps.")
    page.mouse.click(x + 60, y - 40)
    assert said(page)


def test_the_ball_stays_on_the_map(page: Page) -> None:
    x, y = middle(ball(page))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 600, y + 20, steps=4)
    page.mouse.up()
    box = page.locator(".hill-map").bounding_box()
    assert box
    assert middle(ball(page)) == pytest.approx((box["x"], y + 20), abs=1)


def test_the_keyboard_moves_the_ball_and_lets_it_go_and_is_heard(page: Page) -> None:
    heard = page.locator(".heard[role=status]")
    tab_to(page, ".hill-map button")
    x, y = middle(ball(page))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    assert middle(ball(page))[0] > x
    assert middle(ball(page))[1] < y
    heard.get_by_text(re.compile(r"^Loss .* Slope .* 0 steps\.$")).wait_for(state="attached")
    page.keyboard.press("Enter")
    words = said(page)
    heard.get_by_text(words).wait_for(state="attached")


def test_the_ball_rolls_step_by_step_and_can_be_stopped(browser: Browser, host: str, path: str) -> None:
    with DESK.context(browser) as context, visit(context, host, path) as visited:
        page = begun(visited)
        page.get_by_role("button", name="Let go").click()
        page.get_by_text(re.compile(r" ([3-9]|[1-9]\d) steps\.$")).wait_for()
        page.get_by_role("button", name="Stop").click()
        stopped = values(page)
        assert page.locator(".hill-outcome").inner_text() == ""
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        assert values(page) == stopped
        assert visited.troubles == []


def test_a_finger_drags_the_ball_and_scrolls_beside_it(browser: Browser, host: str, path: str) -> None:
    with PHONE.context(browser) as context, visit(context, host, path) as visited:
        page = touched(visited)
        client = context.new_cdp_session(page)
        page.locator(".hill-map").evaluate("(map) => map.scrollIntoView({ block: 'center' })")

        def swipe(x: float, y: float) -> float:
            """How far the page scrolls while a finger goes up by 150 pixels."""
            before = page.evaluate("scrollY")
            for up in range(0, 151, 10):
                kind = "touchMove" if up else "touchStart"
                client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y - up}]})
            client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            page.evaluate(DRAWN)
            return float(page.evaluate("scrollY")) - float(before)

        x, y = middle(ball(page))
        at = values(page)
        assert swipe(x, y) == 0
        assert values(page) != at
        box = page.locator(".hill-map").bounding_box()
        assert box
        assert swipe(box["x"] + box["width"] - 20, box["y"] + box["height"] - 40) > 50
        assert visited.troubles == []


def test_dragging_a_ball_as_large_as_a_finger(page: Page) -> None:
    box = ball(page).bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44


# Where it stands


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_state_is_sound_and_nothing_moves(browser: Browser, host: str, path: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, path) as visited:
        visited.page.emulate_media(reduced_motion="reduce")
        visited.page.evaluate("""() => {
          window.moved = [];
          new PerformanceObserver((list) => list.getEntries().flatMap(({ sources }) => sources).forEach(({ node, previousRect, currentRect }) => {
            if (document.querySelector("article").contains(node)) window.moved.push([node.textContent.slice(0, 40), previousRect.y, currentRect.y]);
          })).observe({ type: "layout-shift", buffered: true });
        }""")
        page = begun(visited)
        tall = page.locator(HILL).evaluate("(part) => part.offsetHeight")
        for place in range(3):
            choose(page, place)
            page.get_by_role("button", name="Let go").click()
            said(page)
            assert page.locator(HILL).evaluate("(part) => part.offsetHeight") == tall
        assert page.evaluate("window.moved") == []
        assert_sound(visited)
        assert visited.troubles == []


def test_forced_colours_leave_the_map_its_own(page: Page) -> None:
    look = "(dot) => getComputedStyle(dot).fill + getComputedStyle(dot).stroke"
    own = page.locator(f"{HILL} circle").first.evaluate(look)
    page.emulate_media(forced_colors="active")
    assert page.locator(f"{HILL} circle").first.evaluate(look) == own
    assert page.locator(".hill-map button").evaluate("(ball) => getComputedStyle(ball).backgroundImage").startswith("radial-gradient")
    page.emulate_media(forced_colors="none")


def test_without_scripts_and_on_paper_the_figure_stands_for_it(browser: Browser, host: str, path: str) -> None:
    with DESK.context(browser, scripts=False) as context, visit(context, host, path) as visited:
        assert visited.page.locator(f"{HILL} #fig-loss-hill img").first.is_visible()
    with DESK.context(browser) as context, visit(context, host, path) as visited:
        page = begun(visited)
        assert not page.locator(f"{HILL} #fig-loss-hill").is_visible()
        page.emulate_media(media="print")
        assert not page.locator(".hill-map").is_visible()


def by_keyboard(page: Page) -> None:
    tab_to(page, ".hill-map button")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)


def by_mouse(page: Page) -> None:
    x, y = middle(ball(page))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 10)
    page.mouse.move(x + side(page) * 0.04, y - side(page) * 0.02)
    page.mouse.up()
    page.get_by_role("button", name="Let go").click()


def side(page: Page) -> float:
    return float(page.locator(".hill-map").evaluate("(map) => map.getBoundingClientRect().width"))


@pytest.mark.parametrize("ask", [by_keyboard, by_mouse])
def test_what_a_reader_asks_for_before_the_ball_can_move_is_done_once_it_can(browser: Browser, host: str, path: str, ask: Callable[[Page], None]) -> None:
    with DESK.context(browser) as context, visit(context, host, path) as visited:
        visited.page.emulate_media(reduced_motion="reduce")
        held: list[Route] = []
        visited.page.route("**/hill-hand.js", lambda route: held.append(route))  # noqa: PLW0108  Playwright cannot keep a method of a list
        page = begun(visited)
        before = values(page)
        with page.expect_request("**/hill-hand.js"):
            ask(page)
        assert values(page) == before
        held[0].continue_()
        assert said(page)
        place = "(dot) => [dot.cx.baseVal.value, dot.cy.baseVal.value]"
        start, first = (np.array(page.locator(f"{HILL} circle.{kind}").first.evaluate(place)) for kind in ("station", "trail"))
        assert first - start == pytest.approx(np.array([4, -2]), abs=0.2)
        assert visited.troubles == []


def test_a_ball_whose_program_does_not_come_says_so_and_the_map_stays(browser: Browser, host: str, path: str) -> None:
    with DESK.context(browser) as context, visit(context, host, path) as visited:
        visited.page.route("**/hill-hand.js*", FAULTS["missing"])
        page = begun(visited)
        page.get_by_role("button", name="Let go").click()
        page.get_by_role("alert").get_by_text("A part of this page did not load.").wait_for()
        assert loss(page)


def test_the_script_and_the_figure_have_the_same_colours() -> None:
    from matplotlib import colormaps

    script = (ROOT / "docs" / "assets" / "explore" / "parts" / "relief.js").read_text(encoding="utf-8")
    listed = re.search(r"const COLOURS = \[(.*?),\s*\];", script, re.DOTALL)
    assert listed
    colours = np.array(json.loads(f"[{listed[1]}]"))
    viridis = 255 * colormaps["viridis"](np.linspace(0, 1, len(colours)))[:, :3]
    assert abs(colours - viridis).max() <= 2
