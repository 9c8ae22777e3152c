"""The page for addresses that lead nowhere helps at whatever depth a host serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browser import Handler, Visit, served
from tests.support.exploring import VIEWS, assert_sound
from tests.support.project import this_navigation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.support.browser import View

DEEP = "module-1/train-the-model/old/index.html"


class _Host(Handler):
    """Answers a wrong address with the site's 404.html, as static hosts do."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        from pathlib import Path

        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


@pytest.fixture(scope="module")
def host(published: Path) -> Iterator[str]:
    """The address of a host that serves the site under a path."""
    with served(published, handler=_Host) as address:
        yield address


def lost(browser: Browser, host: str, view: View, scripts: bool = True) -> Visit:
    """A reader who followed a wrong link."""
    visited = Visit(view.context(browser, scripts).new_page(), host)
    answer = visited.page.goto(host + DEEP)
    assert answer and answer.status == 404
    visited.troubles[:] = [each for each in visited.troubles if "404" not in each]  # the page itself
    return visited


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_it_has_its_style_and_says_what_happened(browser: Browser, host: str, view: View) -> None:
    visited = lost(browser, host, view)
    page = visited.page
    assert page.title() == "Page not found - " + this_navigation().name
    assert page.get_by_role("heading", level=1).inner_text() == "There is no page at this address"
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    assert page.locator('meta[name="robots"]').get_attribute("content") == "noindex"
    assert_sound(visited)
    assert visited.troubles == []
    page.context.close()


def test_every_page_can_be_reached_from_it(browser: Browser, host: str) -> None:
    page = lost(browser, host, VIEWS[0], scripts=False).page
    links = page.locator("article ul a")
    reached = {str(link.evaluate("(link) => link.href")) for link in links.all()}
    nav = this_navigation().nav
    assert len(reached) == sum(len(part.pages) for part in nav)
    for address in sorted(reached):
        assert page.request.get(address).status == 200, address
    links.get_by_text("6. Train the Model").click()
    page.wait_for_url(host + "module-1/train-the-model/")
    page.context.close()


def test_its_search_finds_a_lesson(browser: Browser, host: str) -> None:
    visited = lost(browser, host, VIEWS[0])
    page = visited.page
    page.get_by_role("searchbox", name="Search the course").fill("overfitting")
    page.keyboard.press("Enter")
    page.wait_for_url(host + "?q=overfitting")
    page.locator(".md-search-result__link").get_by_text("Train the Model").first.wait_for()
    page.context.close()


def test_without_scripts_it_offers_no_search(browser: Browser, host: str) -> None:
    page = lost(browser, host, VIEWS[0], scripts=False).page
    assert not page.locator("form.find").is_visible()
    page.context.close()


def test_without_an_address_it_stands_at_the_root_of_its_host(site: Path) -> None:
    text = (site / "404.html").read_text(encoding="utf-8")
    assert 'href="/module-1/train-the-model/"' in text
    assert 'href="/assets/site.css"' in text
