"""Every page in a real browser: desktop and phone, light and dark, with and without scripts, on screen and in print."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import View, Visit, violations, visit
from tests.support.exploring import assert_sound, open_all
from tests.support.project import EVERY_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

PAGES = [path for path in EVERY_PAGE if not path.startswith("explore/")]
"""Those there are tests of their own judge in all their states."""

LESSON = "module-1/visualize-sample-images/"
"""A lesson with a figure."""
THUMBNAILS = "explore/"
"""A page with figures as thumbnails."""
RECORD_ADDRESSES = """() => {
  const replace = history.replaceState;
  window.addresses = [];
  history.replaceState = (state, title, address) => {
    window.addresses.push(String(address));
    replace.call(history, state, title, address);
  };
}"""
"""Writes down in `window.addresses` what the page puts into the address bar."""

DESKTOP, PHONE = (1280, 900), (390, 844)
VIEWS = [View(*size, scheme) for size in (DESKTOP, PHONE) for scheme in ("light", "dark")]

SHOWN_OF_EACH_PAIR = """[...document.querySelectorAll('article img[src$="#only-light"]')].map((light) => {
  const pair = [light, light.parentElement.querySelector('img[src$="#only-dark"]')];
  return pair.filter((picture) => picture.checkVisibility()).map((picture) => picture.src.split("#only-")[1]).join();
})"""


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[dict[View, BrowserContext]]:
    """One session for each view; whoever changes what a page keeps in the browser makes one of his own."""
    with ExitStack() as stack:
        yield {view: stack.enter_context(view.context(browser)) for view in VIEWS}


@pytest.fixture
def lesson(browser: Browser, host: str) -> Iterator[Visit]:
    """A lesson on a desktop, in a session of its own."""
    with VIEWS[0].context(browser) as context, visit(context, host, LESSON) as visited:
        yield visited


@pytest.fixture(scope="module")
def tabs(contexts: dict[View, BrowserContext], host: str) -> dict[View, Visit]:
    """A tab of each session, for one page after the other: each in a tab of its own takes a third longer to load."""
    return {view: Visit(context.new_page(), host) for view, context in contexts.items()}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
@pytest.mark.parametrize("view", [VIEWS[0], VIEWS[-1]], ids=str)
def test_a_page_is_sound(tabs: dict[View, Visit], view: View, path: str) -> None:
    visited = tabs[view]
    visited.troubles.clear()
    visited.page.goto(visited.host + f"{path}/".lstrip("/"))
    open_all(visited.page)
    assert_sound(visited)
    assert visited.troubles == []


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_frame_of_all_pages_is_sound(contexts: dict[View, BrowserContext], host: str, view: View) -> None:
    with visit(contexts[view], host, LESSON) as visited:
        assert violations(visited) == []
        if view.width == PHONE[0]:
            visited.page.get_by_role("button", name="Menu").press("Enter")
            visited.page.get_by_role("link", name=re.compile(r"^1\. Import Libraries")).wait_for()
            assert violations(visited) == []
        assert visited.troubles == []


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_system_chooses_the_picture(contexts: dict[View, BrowserContext], host: str, view: View) -> None:
    with visit(contexts[view], host, LESSON) as visited:
        _assert_shown(visited, view.scheme)


def test_the_switch_chooses_the_picture_and_is_remembered(lesson: Visit) -> None:
    lesson.page.get_by_title("Switch to light mode").click()
    _assert_shown(lesson, "light")
    lesson.page.get_by_title("Switch to dark mode").click()
    _assert_shown(lesson, "dark")
    lesson.page.goto(lesson.host + THUMBNAILS)
    _assert_shown(lesson, "dark")


@pytest.mark.parametrize("path", [THUMBNAILS, LESSON])
def test_without_scripts_the_light_picture_shows(browser: Browser, host: str, path: str) -> None:
    with View(*DESKTOP, "dark").context(browser, scripts=False) as context, visit(context, host, path) as visited:
        _assert_shown(visited, "light")


@pytest.mark.parametrize("path", [THUMBNAILS, LESSON])
def test_print_shows_the_light_picture_even_in_dark(browser: Browser, host: str, path: str) -> None:
    with View(*DESKTOP, "dark").context(browser) as context, visit(context, host, path) as visited:
        _assert_shown(visited, "dark")
        visited.page.emulate_media(media="print")
        visited.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        _assert_shown(visited, "light")
        loaded = "[...document.querySelectorAll('article img')].every((picture) => picture.complete)"
        visited.page.wait_for_function(loaded)


def _assert_shown(visited: Visit, scheme: str) -> None:
    visited.page.wait_for_function(f"(scheme) => [...new Set({SHOWN_OF_EACH_PAIR})].join() === scheme", arg=scheme)


def test_the_keyboard_copies_the_link_of_a_figure(lesson: Visit) -> None:
    lesson.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = lesson.page.locator("a.figure-link").first
    address = f"{lesson.host}{LESSON}{link.get_attribute('href')}"
    lesson.page.evaluate(RECORD_ADDRESSES)
    link.focus()
    lesson.page.keyboard.press("Enter")
    lesson.page.get_by_role("status").get_by_text("Link copied").wait_for()
    assert lesson.page.evaluate("navigator.clipboard.readText()") == address
    assert address in lesson.page.evaluate("window.addresses")  # the theme soon writes the section in view there
    assert lesson.page.evaluate("document.activeElement.className").split()[0] == "figure-link"
    assert lesson.troubles == []


def test_a_closed_clipboard_leaves_the_link_selected_beside_its_figure(lesson: Visit) -> None:
    lesson.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    link = lesson.page.locator("a.figure-link").first
    link.click()
    lesson.page.get_by_role("status").get_by_text("Selected: now copy it").wait_for()
    lesson.page.mouse.wheel(0, 600)  # the theme writes the section in view into the address bar
    address = lesson.page.get_by_label("Link to this figure")
    selected = address.evaluate("(field) => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected == f"{lesson.host}{LESSON}{link.get_attribute('href')}"
    assert violations(lesson) == []
    address.dispatch_event("blur")  # as when another window comes before this one
    assert address.is_visible()
    lesson.page.keyboard.press("Tab")
    assert not address.count()
    assert lesson.troubles == []


def test_without_scripts_the_link_of_a_figure_is_a_link(browser: Browser, host: str) -> None:
    with VIEWS[0].context(browser, scripts=False) as context, visit(context, host, LESSON) as visited:
        link = visited.page.locator("a.figure-link").first
        link.click()
        visited.page.wait_for_url(f"{host}{LESSON}{link.get_attribute('href')}")


@pytest.mark.parametrize("view", VIEWS[::2], ids=str)
def test_the_focus_is_always_in_sight(contexts: dict[View, BrowserContext], host: str, view: View) -> None:
    focused = """(() => {
      const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
      const inside = right >= 0 && left < innerWidth && bottom >= 0 && top < innerHeight;
      return [document.activeElement.outerHTML.slice(0, 80), inside];
    })()"""
    with visit(contexts[view], host, LESSON) as visited:
        for _ in range(60):
            visited.page.keyboard.press("Tab")
            element, inside = visited.page.evaluate(focused)
            assert inside, element


def test_on_a_touch_screen_the_keyboard_reaches_code_that_scrolls(browser: Browser, host: str) -> None:
    boxes = """[...document.querySelectorAll("article pre > code")].filter((box) => box.checkVisibility()).map((box) =>
      [box.scrollWidth > box.clientWidth + 1, box.tabIndex === 0, box.role === "group" && box.ariaLabel === "Code"])"""
    with View(*PHONE, "light").context(browser) as context, visit(context, host, LESSON) as visited:
        visited.page.wait_for_function(f"{boxes}.every(([scrolls, ...reached]) => reached.every((each) => each === scrolls))")
        assert visited.page.evaluate(f"{boxes}.some(([scrolls]) => scrolls)")
        visited.page.set_viewport_size({"width": 1280, "height": 900})
        visited.page.wait_for_function(f"{boxes}.every(([scrolls, ...reached]) => reached.every((each) => each === scrolls))")


def test_the_keyboard_opens_and_closes_the_menu_of_a_phone(browser: Browser, host: str) -> None:
    with View(*PHONE, "light").context(browser) as context, visit(context, host, LESSON) as visited:
        button = visited.page.get_by_role("button", name="Menu")
        course = visited.page.get_by_role("link", name="1. Import Libraries", exact=True)
        assert not course.is_visible()
        button.press("Enter")
        course.wait_for()
        assert button.get_attribute("aria-expanded") == "true"
        visited.page.keyboard.press("Escape")
        course.wait_for(state="hidden")
        assert visited.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Menu"
