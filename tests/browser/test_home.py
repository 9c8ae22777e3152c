"""The home page: its first screen is alive, loads little, and keeps still; menu and footer divide the site between them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, FileSystemLoader

from mnist_report.core.filters import percent
from mnist_report.pages.addresses import address_of
from mnist_report.results.states import unsure_image
from tests.support.browser import View, Visit, visit
from tests.support.exploring import OVERFLOW
from tests.support.project import ROOT, this_navigation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from mnist_report.results.artifacts import Artifacts

VIEWS = [View(1280, 720, "light"), View(390, 844, "dark", touch=True), View(320, 640, "light", touch=True), View(768, 1024, "dark")]
FIRST_SCREEN = VIEWS[:2]
WATCH = """
window.moved = 0;
new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { window.moved += value; }))
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => { window.largest = list.getEntries().at(-1).element; })
  .observe({ type: "largest-contentful-paint", buffered: true });
"""
LISTED = "(links) => links.map((link) => new URL(link.href).pathname)"


@pytest.fixture(params=VIEWS, ids=str)
def home(browser: Browser, host: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The home page when its part has begun; nothing may go wrong on it."""
    with request.param.context(browser) as context:
        context.add_init_script(WATCH)
        with visit(context, host, "") as visited:
            visited.page.locator("#explore-draw-bars[data-begun]").wait_for()
            visited.page.wait_for_load_state("networkidle")
            yield visited
            assert visited.troubles == []


def bottom(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["y"] + box["height"]


def said(page: Page) -> str:
    return page.locator(".part-live .draw-reading p").inner_text()


def test_the_first_screen_is_alive_and_keeps_still(home: Visit) -> None:
    page, bars = home.page, home.page.locator(".part-live .confidences tbody tr")
    view = page.viewport_size
    assert view and page.evaluate(OVERFLOW) <= 0
    buttons = page.locator(".hero .md-button")
    assert buttons.count() == 2
    assert max(map(bottom, buttons.all())) < view["height"]
    assert all(button.evaluate("(button) => button.getBoundingClientRect().height") >= 44 for button in buttons.all())
    assert page.evaluate("window.moved") < 0.02
    largest = page.evaluate("[window.largest.tagName, window.largest.loading ?? '', window.largest.getAttribute('height') ?? '']")
    assert largest[0] != "IMG" or (largest[1] != "lazy" and largest[2])
    if view["width"] >= 390:
        assert bottom(page.locator(".part-live .draw-paper")) < view["height"] and bottom(bars.last) < view["height"]


def test_the_weights_wait_for_the_first_stroke_and_the_page_says_what_they_weigh(home: Visit, site: Path, artifacts: Artifacts) -> None:
    page, run, asked = home.page, artifacts.run, list[str]()
    image = unsure_image(run)
    assert f"{round((site / 'model' / 'weights.float16.bin').stat().st_size / 1000)} kB" in page.locator("#explore-draw-bars > p").inner_text()
    assert page.evaluate("performance.getEntries().filter(({ name }) => /model|examples/.test(name))") == []
    told = f"The network says {run.class_names[run.labels[image]]}, with a confidence of {percent(run.probabilities[image].max())}."
    assert said(page) == told
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    box = page.locator(".part-live .draw-paper").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 150, steps=4)
    page.mouse.up()
    answered = "(before) => { const now = document.querySelector('.part-live .draw-reading p').innerText; return /\\s%/.test(now) && now !== before; }"
    page.wait_for_function(answered, arg=told)
    assert "weights.float16.bin" in asked
    page.locator(".part-tools").get_by_text("Clear").click()
    page.get_by_text("The network says nothing yet.").first.wait_for()


def test_without_scripts_the_paper_shows_what_the_network_said(browser: Browser, host: str, artifacts: Artifacts) -> None:
    run = artifacts.run
    image = unsure_image(run)
    with VIEWS[0].context(browser, scripts=False) as context, visit(context, host, "") as visited:
        page = visited.page
        values = page.locator(".part-still .confidences .value").all_inner_texts()
        assert [value.replace("\u00a0", " ") for value in values] == [percent(float(each)).replace("\u00a0", " ") for each in run.probabilities[image]]
        assert page.locator(".part-still .draw-paper").get_attribute("alt") == f"Test image {image}"
        assert bottom(page.locator(".part-still .confidences")) < 720
        assert visited.troubles == []


def test_every_lesson_is_on_the_path_with_a_picture_that_loads(home: Visit) -> None:
    page = home.page
    lessons = [path for part in this_navigation().nav for path in part.pages[1:] if path.startswith("module-")]
    links = page.locator(".path li a").evaluate_all(LISTED)
    assert [link.split("/", 2)[2] for link in links] == [address_of(path) for path in lessons]
    pictures = page.locator(".path li img.card")
    pictures.last.evaluate("(picture) => { for (const each of document.querySelectorAll('.path img')) each.loading = 'eager'; }")
    page.wait_for_function("[...document.querySelectorAll('.path img')].every(({ complete, naturalWidth }) => complete && naturalWidth)")
    assert pictures.count() == len(lessons)
    assert pictures.evaluate_all("(all) => all.every(({ width, height }) => Math.abs(width - height) <= 1)")


# Menu and footer


@pytest.mark.parametrize("view", FIRST_SCREEN, ids=str)
def test_menu_and_footer_divide_the_pages_between_them(browser: Browser, host: str, view: View) -> None:
    nav = [part for part in this_navigation().nav if part.pages[0] != "index.md"]
    courses = [path for part in nav if part.pages[0].startswith(("module-", "explore/")) for path in part.pages]
    rest = [path for part in nav for path in part.pages if path not in courses]
    start = "/" + host.split("/", 3)[3]
    with view.context(browser) as context, visit(context, host, address_of(courses[1])) as visited:
        page = visited.page
        menu = page.locator(".md-nav--primary .md-nav__list a.md-nav__link:not(.md-nav--secondary a)").evaluate_all(LISTED)
        assert sorted(set(menu)) == sorted(start + address_of(path) for path in courses)
        assert page.locator(".services li a").evaluate_all(LISTED) == [start, *(start + address_of(path) for path in rest)][1:]
        if view.width < 500:
            page.get_by_role("button", name="Menu").click()
            page.locator(".md-nav--primary").get_by_text(nav[0].title).first.wait_for()


def arrows(site: Path, path: str) -> list[str]:
    html = (site / address_of(path) / "index.html").read_text(encoding="utf-8")
    return [way for way in ("prev", "next") if f"md-footer__link--{way}" in html]


def test_arrows_lead_through_the_lessons_and_explore_and_no_further(site: Path) -> None:
    nav = [part.pages for part in this_navigation().nav]
    walked = [path for part in nav if part[0].startswith(("module-", "explore/")) for path in part]
    assert [arrows(site, path) for path in walked] == [*[["prev", "next"]] * (len(walked) - 1), ["prev"]]
    assert arrows(site, "index.md") == ["next"]
    assert [path for part in nav[1:] for path in part if path not in walked and arrows(site, path)] == []


def page_of(title: str, url: str) -> SimpleNamespace:
    return SimpleNamespace(title=title, url=url, children=None)


@pytest.mark.parametrize(("shown", "children"), [
    (True, [page_of("Einführung", "m/"), page_of("1. Laden", "m/laden/")]),
    (True, [page_of("Cours", "m/"), SimpleNamespace(title="Partie", children=[page_of("12. Entraîner", "m/x/")])]),
    (True, [page_of("Ausprobieren", "explore/"), page_of("Zeichnen", "explore/draw-a-digit/")]),
    (False, [page_of("2026", "news/"), page_of("3D", "shapes/")]),
    (False, [page_of("Für Lehrende", "instructors/"), page_of("Antworten", "instructors/answers/")]),
    (False, None),
])
def test_a_part_is_in_the_menu_by_what_it_holds_whatever_its_title(shown: bool, children: list[SimpleNamespace] | None) -> None:
    menu = Environment(loader=FileSystemLoader(ROOT / "gen" / "theme")).get_template("partials/menu.html").module
    assert bool(menu.is_in(SimpleNamespace(title="x", url="x/", children=children))) == shown  # type: ignore[attr-defined]
