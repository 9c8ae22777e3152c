"""How pages load: each module is preloaded and no other, and nothing in sight moves, however late programs and data come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import View, served, visit
from tests.support.exploring import DRAWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

PROGRAMS = ("draw-a-digit", "error-explorer", "inside-the-network", "train-it-here", "training-time-machine")
BEGUN = "[data-part=ready]:not([hidden]), [data-ready]"
PRELOADS = "[...document.querySelectorAll('link[rel=modulepreload]')].map(({ href }) => href)"
SCRIPTS = "[...document.querySelectorAll('script[src]')].map(({ src }) => src)"
PROGRAM = re.compile(r"/assets/explore/[\w-]+/page\.js$")
DATA = re.compile(r"/(explore|model)/[\w.-]+\.(json|bin|png)$")
RUNS = "!document.querySelector('[data-part=waiting]')?.firstChild"
WINDOWS = [View(1280, 800, "light"), View(390, 844, "dark")]
OBSERVED = """() => {
  window.shifts = [];
  window.observer = new PerformanceObserver((list) => window.shifts.push(...list.getEntries()));
  window.observer.observe({ type: "layout-shift", buffered: true });
}"""
SHIFTED = "[...window.shifts, ...window.observer.takeRecords()].reduce((sum, { value }) => sum + value, 0)"
"""All shifts of a page, which are at least its CLS, the worst of its bursts."""


@pytest.fixture(scope="module", params=WINDOWS, ids=str)
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window in which each page notes what moves, and which keeps nothing of one page for the next."""
    with request.param.context(browser) as context:
        context.add_init_script(f"({OBSERVED})()")
        page = context.new_page()
        context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield page


@pytest.mark.parametrize("path", [f"{place}/{name}/" for name in PROGRAMS for place in ("explore", "embed")])
def test_every_module_that_a_page_imports_is_preloaded_and_no_other(browser: Browser, host: str, path: str) -> None:
    with WINDOWS[0].context(browser) as context, visit(context, host, path) as visited:
        preloaded, named = visited.page.evaluate(PRELOADS), visited.page.evaluate(SCRIPTS)
        assert len(preloaded) == len(set(preloaded)) > 1
        assert all(address.startswith(host) for address in preloaded)

        def without(route: Route) -> None:
            html = route.fetch().text()
            route.fulfill(body=re.sub("<link rel=\"modulepreload\"[^>]*>", "", html), content_type="text/html")

        loaded: list[str] = []
        visited.page.on("request", lambda request: loaded.append(request.url))
        visited.page.route(host + path, without)
        visited.page.reload()
        visited.page.locator(BEGUN).first.wait_for(state="attached")
        assert visited.page.evaluate(PRELOADS) == []
        imported = {address for address in loaded if "/assets/explore/" in address and address.endswith(".js")}
        assert set(preloaded) == imported - set(named)


def test_other_pages_preload_nothing(browser: Browser, host: str) -> None:
    with WINDOWS[0].context(browser) as context:
        for path in ("", "explore/", "module-1/train-the-model/", "embed/network/"):
            with visit(context, host, path) as visited:
                assert visited.page.evaluate(PRELOADS) == []


def test_nothing_in_sight_moves_while_a_page_loads_and_its_program_and_data_are_late(window: Page, site: Path) -> None:
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    with served(site) as host:
        moved = {path: shift for path in paths if (shift := _shift(window, site, host, path)) >= 0.02}
    assert moved == {}
    assert len(paths) > 40


def _held(page: Page, pattern: re.Pattern[str]) -> Callable[[], None]:
    """Holds back what a page asks for; gives the function that lets it through."""
    late: list[Route] = []
    page.route(pattern, lambda route: late.append(route))  # noqa: PLW0108  Playwright cannot keep a method of a list

    def release() -> None:
        page.route(pattern, lambda route: route.continue_())
        for route in late:
            route.continue_()

    return release


def _shift(page: Page, site: Path, host: str, path: str) -> float:
    """What moves on a page; where it has a program, that comes when all else is drawn, and its data when that has drawn, too."""
    address = host + path.removesuffix("index.html")
    if 'data-explore="' in (site / path).read_text(encoding="utf-8"):
        _load_late(page, address)
    else:
        page.goto(address)
    page.evaluate(DRAWN)
    return float(page.evaluate(SHIFTED))


def _load_late(page: Page, address: str) -> None:
    programs, data = _held(page, PROGRAM), _held(page, DATA)
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(DRAWN)
    programs()
    page.wait_for_function(RUNS)
    page.evaluate(DRAWN)
    data()
    page.wait_for_load_state()
    page.locator(BEGUN).first.wait_for(state="attached")
    page.unroute_all()
