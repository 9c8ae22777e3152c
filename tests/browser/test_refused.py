"""What a browser, a host or the frame around a page may refuse: an origin, a storage, modules, the index of the search."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import View, served, visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Frame, Page, Route

DESKTOP = View(1280, 900, "light")
LESSON = "module-1/visualize-sample-images/"
EXPLORE = ("draw-a-digit", "error-explorer", "inside-the-network", "ten-clusters", "train-it-here", "training-time-machine")
AROUND = '<!doctype html><html lang="en"><title>Around</title><iframe title="Framed" sandbox="allow-scripts" src="{}" width="1250" height="850">'
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}
COPIED = ".md-dialog--active"


@contextmanager
def framed(browser: Browser, site: Path, path: str, headers: Mapping[str, str] | None = None) -> Iterator[Frame]:
    """A page in a frame that is denied its origin, and so its storage."""
    with served(site, headers) as host, DESKTOP.context(browser) as context:
        page = context.new_page()
        page.set_content(AROUND.format(host + path))
        (frame,) = page.frames[1:]
        frame.wait_for_load_state("load")
        assert frame.evaluate("origin") == "null"
        yield frame


def search(place: Frame | Page, words: str) -> None:
    place.locator(".md-search__input").click()
    place.locator(".md-search__input").press_sequentially(words)


def test_in_a_frame_without_an_origin_the_theme_works(browser: Browser, site: Path) -> None:
    with framed(browser, site, LESSON, OPEN_TO_ALL) as frame:
        search(frame, "softmax")
        frame.locator(".md-search-result__item").first.wait_for()
        frame.locator(".md-search__input").press("Escape")
        for scheme, title in {"default": "Switch to light mode", "slate": "Switch to dark mode"}.items():
            frame.get_by_title(title).click()
            frame.wait_for_function("(scheme) => document.body.dataset.mdColorScheme === scheme", arg=scheme)
        frame.locator(".md-code__button").first.click()
        frame.locator(COPIED).get_by_text("Copied to clipboard").wait_for()
        frame.locator("a.figure-link").first.click()
        frame.get_by_role("status").get_by_text("Selected: now copy it").wait_for()


def test_a_storage_in_memory_is_like_the_browsers(browser: Browser, site: Path) -> None:
    steps = """(storage) => {
      const said = [storage.getItem("a"), storage.length];
      storage.clear();
      storage.setItem("a", 1);
      storage.setItem("b.c", null);
      said.push(storage.getItem("a"), Object.keys(storage).join(), storage.length, storage.key(0), storage.key(9));
      storage.removeItem("a");
      storage.removeItem("a");
      return [...said.slice(2), storage.getItem("a"), storage.getItem("b.c"), storage.getItem("toString")];
    }"""
    with served(site) as host, DESKTOP.context(browser) as context, visit(context, host, "cite/") as visited:
        own = visited.page.evaluate(f"({steps})(sessionStorage)")
    with framed(browser, site, "cite/") as frame:
        assert frame.evaluate(f"({steps})(sessionStorage)") == own
        assert frame.evaluate(f"({steps})(localStorage)") == own


def test_a_search_without_its_index_says_so_and_stops_nothing_else(browser: Browser, site: Path, host: str) -> None:
    with framed(browser, site, LESSON) as frame:  # from a host that lets no other origin read
        _assert_said(frame)
    with DESKTOP.context(browser) as context:
        context.route("**/search_index.json", lambda route: route.fulfill(status=404, body=""))
        page = context.new_page()
        page.goto(host + LESSON)
        _assert_said(page)


def _assert_said(place: Frame | Page) -> None:
    place.locator(".md-search__input").click()
    place.get_by_text("The search did not get its index.").wait_for()
    place.locator(".md-search__input").press("Escape")
    place.locator(".md-code__button").first.click()
    place.locator(COPIED).get_by_text("Copied to clipboard").wait_for()


def _as_text(route: Route) -> None:
    route.fulfill(response=route.fetch(), headers={"Content-Type": "text/plain", "X-Content-Type-Options": "nosniff"})


FAULTS = {
    "served as text": ("**/assets/**/*.js", _as_text),
    "not there": ("**/explore/start.js", lambda route: route.fulfill(status=404, body="")),
    "too new for the browser": ("**/explore/**/*.js", lambda route: route.fulfill(body="let 1;", content_type="text/javascript")),
    "no connection": ("**/explore/**/*.js", lambda route: route.abort()),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_whose_program_does_not_arrive_says_so(browser: Browser, host: str, fault: str) -> None:
    pattern, answer = FAULTS[fault]
    folders = ("explore", "embed") if fault == "not there" else ("explore",)
    with View(390, 844, "dark").context(browser) as context:
        context.route(pattern, answer)
        page = context.new_page()
        for folder, name in itertools.product(folders, EXPLORE):
            page.goto(f"{host}{folder}/{name}/")
            _assert_waiting(page)
        context.unroute_all(behavior="ignoreErrors")  # what is still asked for then may end with the window


def test_a_page_whose_program_arrives_in_part_says_so_and_can_be_tried_again(browser: Browser, host: str) -> None:
    with View(390, 844, "dark").context(browser) as context:
        context.route("**/explore/shared/elements.js", lambda route: route.fulfill(status=404, body=""))
        page = context.new_page()
        for name in EXPLORE:
            page.goto(f"{host}explore/{name}/")
            said = page.get_by_role("alert").filter(has_text="A part of this page did not load.")
            said.wait_for()
            assert said.get_by_role("button", name="Try again").is_visible()


def _assert_waiting(place: Page | Frame) -> None:
    words = place.locator("[data-part=waiting]")
    assert words.is_visible()
    assert "If it does not come, JavaScript is switched off" in words.inner_text()


def test_in_a_frame_without_modules_the_page_says_so(browser: Browser, site: Path) -> None:
    for name in EXPLORE:
        with framed(browser, site, f"explore/{name}/") as frame:
            _assert_waiting(frame)
