"""How pages load: each module is preloaded and no other; nothing in sight moves, however late fonts, programs and data come;
and what stays in sight leaves room for the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import View, served, visit
from tests.support.exploring import DRAWN
from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

PROGRAMS = sorted(path.parent.name for path in (ROOT / "docs" / "assets" / "explore").glob("*/page.js"))
BEGUN = "[data-part=ready]:not([hidden]), [data-ready]"
PRELOADS = "[...document.querySelectorAll('link[rel=modulepreload]')].map(({ href }) => href)"
SCRIPTS = "[...document.querySelectorAll('script[src]')].map(({ src }) => src)"
PROGRAM = re.compile(r"/assets/explore/[\w-]+/page\.js$")
FONT = re.compile(r"\.woff2$")
DATA = re.compile(r"/(explore|model)/[\w.-]+\.(json|bin|png)$")
RUNS = "!document.querySelector('[data-part=waiting]')?.firstChild"
WINDOWS = [View(1280, 800, "light"), View(390, 844, "dark"), View(320, 256, "light")]
"""The last as at 400 % zoom, WCAG 1.4.10 (Reflow)."""

OBSERVED = """() => {
  window.shifts = [];
  window.observer = new PerformanceObserver((list) => window.shifts.push(...list.getEntries()));
  window.observer.observe({ type: "layout-shift", buffered: true });
}"""
SHIFTED = "[...window.shifts, ...window.observer.takeRecords()].reduce((sum, { value }) => sum + value, 0)"
"""All shifts of a page, which are at least its CLS, the worst of its bursts."""

KEPT = """() => {
  const tops = (all) => all.map((element) => element.getBoundingClientRect().top);
  const sticking = [...document.querySelectorAll("body *")].filter((element) => {
    const { position, visibility } = getComputedStyle(element);
    return (position === "sticky" || position === "fixed") && visibility === "visible";
  });
  const middle = Math.round(document.documentElement.scrollHeight / 2);
  scrollTo({ top: middle, behavior: "instant" });
  const before = tops(sticking);
  scrollTo({ top: middle + 40, behavior: "instant" });
  const after = tops(sticking);
  return sticking.filter((_, index) => before[index] === after[index])
    .map((element) => element.getBoundingClientRect())
    .filter(({ width }) => width > innerWidth / 2)
    .reduce((sum, { top, bottom }) => sum + Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)), 0) / innerHeight;
}"""
"""The share of the window's height that bars keep, which stay where they are while a reader scrolls."""


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


def test_nothing_in_sight_moves_while_a_page_loads_and_what_it_needs_is_late_and_the_text_has_room(
    window: Page, site: Path
) -> None:
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    moved, covered = {}, {}
    with served(site) as host:
        for path in paths:
            moved[path] = _shift(window, site, host, path)
            covered[path] = window.evaluate(KEPT)
    assert {path: shift for path, shift in moved.items() if shift >= 0.02} == {}
    assert {path: share for path, share in covered.items() if share >= 0.5} == {}
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
    """What moves on a page whose fonts come when all else is drawn, its program, if it has one, then, and its data last."""
    begins = 'data-explore="' in (site / path).read_text(encoding="utf-8")
    fonts, programs, data = (_held(page, late) for late in (FONT, PROGRAM, DATA))
    page.goto(host + path.removesuffix("index.html"), wait_until="domcontentloaded")
    page.evaluate(DRAWN)
    fonts()
    page.evaluate(DRAWN)
    programs()
    if begins:
        page.wait_for_function(RUNS)
        page.evaluate(DRAWN)
    data()
    page.wait_for_load_state()
    if begins:
        page.locator(BEGUN).first.wait_for(state="attached")
    page.unroute_all()
    page.evaluate(DRAWN)
    return float(page.evaluate(SHIFTED))
