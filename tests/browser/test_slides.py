"""Slides in a browser: every one fits its screen, keys and fingers turn them, notes stand in a second window, paper has all."""

from __future__ import annotations

import contextlib
import re
from html import unescape
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.support.browser import View, violations, visit
from tests.support.exploring import OVERFLOW, address, assert_sound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

WALL, PHONE = View(1280, 720, "light"), View(390, 844, "dark")
DECK = "module-2/slides/learned-weights/"
"""Has every kind of slide but one with output."""
CURRENT = "document.querySelector('.slides > section.present')"
READY = "document.querySelector('.reveal')?.classList.contains('ready')"
UNFIT = """async () => {
  const unfit = [];
  for (const { id } of [...document.querySelectorAll(".slides > section")]) {
    if (id !== document.querySelector(".slides > section.present").id) {
      const turned = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
      location.hash = `#/${id}`;
      await turned;
    }
    const slide = document.querySelector(".slides > section.present");
    const images = [...slide.querySelectorAll("img")].filter((image) => image.checkVisibility());
    await Promise.all(images.map((image) => image.decode()));
    const { width, height, left, top } = slide.getBoundingClientRect();
    const paddings = getComputedStyle(slide);
    const scale = width / slide.offsetWidth;
    const bottom = top + height - parseFloat(paddings.paddingBottom) * scale + 1;
    const right = left + width - parseFloat(paddings.paddingRight) * scale + 1;
    for (const part of slide.querySelectorAll(":scope > :not(aside), .body *:not(pre *)")) {
      const box = part.getBoundingClientRect();
      if (box.bottom > bottom || box.right > right) unfit.push(`${id}: <${part.localName}> ${Math.round(box.bottom - bottom)}`);
    }
    for (const image of images) if (image.offsetHeight < 0.2 * slide.offsetHeight) unfit.push(`${id}: small`);
    if (slide.id !== id || parseFloat(getComputedStyle(slide).fontSize) * scale < 16) unfit.push(`${id}: text of ${scale}`);
  }
  return unfit;
}"""
"""Goes to each slide by its address, and names what of it does not fit, or is too small to be read."""


def decks(site: Path) -> list[str]:
    return sorted(f"{path.parent.relative_to(site).as_posix()}/" for path in site.glob("*/slides/*/index.html"))


def slides(site: Path, path: str) -> list[tuple[str, str]]:
    """The kind and the id of each slide of a deck, as its HTML has them."""
    html = (site / path / "index.html").read_text(encoding="utf-8")
    return [(kind, name) for name, kind in re.findall(r'<section id="([^"]+)" class="([^"]+)"', html)]


def test_every_lesson_has_a_deck_of_a_lesson_s_length(site: Path) -> None:
    lessons = [path.parent for path in site.glob("module-*/*/index.html") if path.parent.name not in {"slides", "print"}]
    assert decks(site) == sorted(f"{path.parent.name}/slides/{path.name}/" for path in lessons)
    counts = {path: len(slides(site, path)) for path in decks(site)}
    assert {path: count for path, count in counts.items() if not 8 <= count <= 15} == {}
    assert {path: size for path in decks(site) if (size := (site / path / "index.html").stat().st_size) > 90_000} == {}


@pytest.mark.parametrize("view", [WALL, PHONE], ids=str)
def test_every_slide_fits_its_screen_and_can_be_read(browser: Browser, site: Path, host: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, DECK) as visited:
        for path in decks(site):
            visited.page.goto("about:blank")
            visited.page.goto(host + path)
            visited.page.wait_for_function(READY)
            assert (path, visited.page.evaluate(UNFIT), visited.troubles) == (path, [], [])
            assert visited.page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("view", [WALL, View(1280, 720, "dark"), PHONE], ids=str)
def test_every_kind_of_slide_is_accessible(browser: Browser, site: Path, host: str, view: View) -> None:
    of_each_kind = {kind: f"{path}#/{name}" for path in ("module-1/slides/build-the-model/", DECK) for kind, name in slides(site, path)}
    assert len(of_each_kind) == 10
    with view.context(browser) as context, visit(context, host, DECK) as visited:
        for path in [*of_each_kind.values(), f"{DECK}?speaker"]:
            visited.page.goto("about:blank")
            visited.page.goto(host + path)
            visited.page.wait_for_function(READY)
            assert (path, violations(visited), visited.troubles) == (path, [], [])


@pytest.fixture
def page(browser: Browser, host: str) -> Iterator[Page]:
    """A deck on a wall; nothing may go wrong."""
    with WALL.context(browser) as context, visit(context, host, DECK) as visited:
        visited.page.wait_for_function(READY)
        yield visited.page
        assert visited.troubles == []


def shows(page: Page, name: str) -> None:
    page.wait_for_function(f"(name) => {CURRENT}.id === name && location.hash === `#/${{name}}`", arg=name)


def test_keys_turn_the_slides_and_each_has_its_address(page: Page, site: Path, host: str) -> None:
    names = [name for _, name in slides(site, DECK)]
    for name in names[1:]:
        page.keyboard.press("ArrowRight")
        shows(page, name)
    page.keyboard.press("ArrowLeft")
    shows(page, names[-2])
    page.keyboard.press("Home")
    shows(page, names[0])
    page.goto("about:blank")
    page.goto(f"{host}{DECK}#{names[3]}")
    shows(page, names[3])
    assert page.get_by_role("heading", level=2).all_inner_texts() == [page.locator(".present h2").inner_text()]


def test_the_answer_comes_with_the_next_slide(page: Page, site: Path) -> None:
    question = next(name for kind, name in slides(site, DECK) if kind == "question")
    page.evaluate(f"location.hash = '#/{question}'")
    shows(page, question)
    assert page.locator(".right:visible").count() == 0
    page.keyboard.press("Space")
    shows(page, f"{question}.answer")
    assert page.locator(".right:visible").count() == 1


def test_notes_stand_in_a_second_window_that_moves_with_the_first(page: Page, site: Path) -> None:
    names = [name for _, name in slides(site, DECK)]
    assert page.locator(".notes:visible, .speaker-notes:visible").count() == 0
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value
    notes.wait_for_function(READY)
    shows(notes, names[0])
    page.keyboard.press("ArrowRight")
    shows(notes, names[1])
    notes.keyboard.press("End")
    shows(page, names[-1])
    said = notes.locator(".speaker-notes").inner_text()
    assert said.startswith("For the instructor:") and said == notes.locator(".present .notes").text_content().strip()


def test_a_swipe_turns_the_slides(browser: Browser, site: Path, host: str) -> None:
    names = [name for _, name in slides(site, DECK)]
    with PHONE.context(browser) as context, visit(context, host, DECK) as visited:
        visited.page.wait_for_function(READY)
        session = context.new_cdp_session(visited.page)
        for begin, end, name in ((300, 60, names[1]), (60, 300, names[0])):
            for kind, x in (("touchStart", begin), ("touchMove", (begin + end) / 2), ("touchMove", end)):
                session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": 400}]})
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            shows(visited.page, name)
        assert visited.troubles == []


def sheets(browser: Browser, host: str, view: View, scripts: bool) -> tuple[list[str], list[np.ndarray]]:
    """What stands on the sheets of the deck, and how they look in grey."""
    import pypdfium2

    with view.context(browser, scripts) as context, visit(context, host, DECK) as visited:
        if scripts:
            visited.page.wait_for_function(READY)
        pdf = visited.page.pdf(prefer_css_page_size=True)
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        said = [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]
        return said, [sheet.render(scale=0.5, grayscale=True).to_numpy() for sheet in document]


def test_each_slide_takes_a_sheet_with_scripts_and_without_also_in_the_dark(browser: Browser, site: Path, host: str) -> None:
    said, grey = sheets(browser, host, WALL, scripts=False)
    in_the_dark, others = sheets(browser, host, View(1280, 720, "dark"), scripts=True)
    assert in_the_dark == said
    assert all(np.array_equal(one, other) for one, other in zip(grey, others, strict=True))
    html = (site / DECK / "index.html").read_text(encoding="utf-8")
    titles = [unescape(re.sub("<[^>]+>", "", title)) for title in re.findall("<h2>(.+?)</h2>", html)]
    for title, sheet in zip(titles, said, strict=True):
        assert re.sub(r"\W", "", title) in re.sub(r"\W", "", sheet)
        assert re.search(r"· run \w{12}", sheet)
    figures = [number for number, (kind, _) in enumerate(slides(site, DECK)) if kind == "figure"]
    assert all((grey[number] < 200).mean() > 0.05 for number in figures)  # with its picture


def test_without_scripts_it_is_a_page_to_read(browser: Browser, site: Path, host: str) -> None:
    with WALL.context(browser, scripts=False) as context, visit(context, host, DECK) as visited:
        count = len(slides(site, DECK))
        assert visited.page.locator("section:visible").count() == visited.page.locator("h2:visible").count() == count
        assert visited.page.locator(".notes:visible").count() >= count // 2
        assert visited.page.locator(".keys:visible").count() == 0
        assert visited.troubles == []


def test_the_lesson_leads_to_its_slides_and_they_back(browser: Browser, host: str) -> None:
    with WALL.context(browser) as context, visit(context, host, "module-2/learned-weights/") as visited:
        visited.page.get_by_role("link", name="Open as slides").click()
        visited.page.wait_for_function(READY)
        assert address(visited.page).startswith(f"{host}{DECK}")
        visited.page.locator("footer a").click()
        visited.page.wait_for_url(f"{host}module-2/learned-weights/")


def test_the_list_is_sound(browser: Browser, host: str) -> None:
    for view in (WALL, PHONE):
        with view.context(browser) as context, visit(context, host, "module-1/slides/") as visited:
            assert_sound(visited)
            assert visited.troubles == []
