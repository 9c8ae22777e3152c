"""The serif of headings: from the site itself, once a page, also in a frame and from a disk, and nothing moves when it comes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from mnist_report.publishing.offline import ARCHIVE
from tests.support.browser import View, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

FONT = "assets/fonts/course-serif.woff2"
LESSON = "module-1/train-the-model/"
WINDOW = View(1280, 800, "light")
LOADED = "document.fonts.ready.then(() => [...document.fonts].find(({ family }) => family.includes('Course Serif')).status)"
HEADINGS = "[...document.querySelectorAll('h1, h2, h3')].map((each) => each.getBoundingClientRect().height)"
WIDTHS = """[...document.querySelectorAll('h1, h2, h3')].map((each) => {
  const text = document.createRange();
  text.selectNodeContents(each);
  return Math.max(...[...text.getClientRects()].map(({ width }) => width));
})"""


@pytest.mark.parametrize("path", ["", LESSON, "embed/training-time-machine/"])
def test_a_page_asks_the_site_itself_for_the_serif_once(browser: Browser, host: str, path: str) -> None:
    asked: list[str] = []
    with WINDOW.context(browser) as context:
        context.on("request", lambda request: asked.append(request.url) if request.resource_type == "font" else None)
        with visit(context, host, path) as visited:
            assert visited.page.evaluate(LOADED) == "loaded"
            assert asked == [host + FONT]
            assert visited.troubles == []


def test_headings_are_as_high_and_nearly_as_wide_before_the_serif_is_there(browser: Browser, host: str) -> None:
    with WINDOW.context(browser) as context, visit(context, host, LESSON) as visited:
        assert visited.page.evaluate(LOADED) == "loaded"
        heights, widths = visited.page.evaluate(HEADINGS), visited.page.evaluate(WIDTHS)
        context.route("**/*.woff2", lambda route: route.abort())
        visited.page.reload()
        assert visited.page.evaluate(LOADED) == "error"
        assert visited.page.evaluate(HEADINGS) == heights
        assert visited.page.evaluate(WIDTHS) == pytest.approx(widths, rel=0.06)
        assert visited.page.evaluate(WIDTHS) != widths


def test_the_serif_comes_with_the_archive_and_its_licence_with_it(browser: Browser, site: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(site / ARCHIVE, tmp_path)
    folder = next(tmp_path.rglob(FONT)).parents[2]
    assert "SIL OPEN FONT LICENSE" in (folder / FONT).with_name("OFL.txt").read_text(encoding="utf-8")
    assert (folder / FONT).stat().st_size < 50_000
    with WINDOW.context(browser) as context, visit(context, f"{folder.as_uri()}/", f"{LESSON}index.html") as visited:
        assert visited.page.evaluate(LOADED) == "loaded"
        assert visited.troubles == []
