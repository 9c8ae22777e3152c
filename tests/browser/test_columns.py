"""The columns of a page: code fits, pictures reach into the room beside the text, and nothing lies over anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import View, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

LAPTOP = View(1280, 800, "light")
WIDTHS = (1280, 1440, 1920)

MEASURED = """() => {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
  const box = (element) => element.getBoundingClientRect();
  const contents = shown(".md-sidebar--secondary nav").map(box);
  const beside = shown("article :is(figure img, .part, table, pre, p, li)");
  return {
    under: beside.filter((each) => contents.some(({ left, right, top, bottom }) => {
      const other = box(each);
      return other.right > left && other.left < right && other.bottom > top && other.top < bottom;
    })).map(({ outerHTML }) => outerHTML),
    scrolling: shown("pre code").filter(({ clientWidth, scrollWidth }) => scrollWidth > clientWidth)
      .map(({ textContent }) => textContent),
    text: Math.max(...shown("article > :is(p, .highlight)").map((each) => box(each).width)),
    pictures: Math.max(0, ...shown("article > figure > img").map((each) => box(each).width)),
    contents: contents.length,
  };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, host: str) -> Iterator[Page]:
    with LAPTOP.context(browser) as context, visit(context, host, "") as visited:
        yield visited.page


@pytest.fixture(scope="module")
def measured(page: Page, site: Path, host: str) -> dict[tuple[str, int], dict[str, Any]]:
    """What is where on each lesson and each page to explore, by path and width, with all solutions unfolded."""
    found = {}
    for path in sorted(each.parent.relative_to(site).as_posix() for each in site.glob("[me]*/*/index.html")):
        if path.startswith(("module-", "explore/")) and not path.endswith(("/print", "/slides")):
            page.goto(f"{host}{path}/")
            page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                found[path, width] = page.evaluate(MEASURED)
    return found


def test_no_code_is_wider_than_its_column(measured: dict[tuple[str, int], dict[str, Any]]) -> None:
    assert {where: each["scrolling"] for where, each in measured.items() if each["scrolling"]} == {}


def test_nothing_lies_under_the_contents(measured: dict[tuple[str, int], dict[str, Any]]) -> None:
    assert {where: each["under"] for where, each in measured.items() if each["under"]} == {}


def test_pictures_reach_into_the_room_beside_the_text(measured: dict[tuple[str, int], dict[str, Any]]) -> None:
    lessons = {where: each for where, each in measured.items() if where[0].startswith("module-")}
    ratios = {where: each["pictures"] / each["text"] for where, each in lessons.items() if each["pictures"]}
    assert len(ratios) > 10
    assert {where for where, ratio in ratios.items() if not 1.2 < ratio < 1.31} == set()


def test_lessons_have_contents_and_pages_to_explore_have_their_room(measured: dict[tuple[str, int], dict[str, Any]]) -> None:
    assert {path for (path, _), each in measured.items() if (each["contents"] > 0) != path.startswith("module-")} == set()
