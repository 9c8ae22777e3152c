"""Pages to explore, and their parts in lessons, for whoever has no mouse: every control and table has a name, every target
is large enough, chosen things show in forced colours, and a window of 320 by 256 pixels (1280 by 1024 at four times the
size) scrolls one way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import View, visit
from tests.support.exploring import DESKTOP, DRAWN, OVERFLOW, PHONE, open_all
from tests.support.project import ROOT
from tests.support.shipped import pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.support.browser import Visit

Target = dict[str, Any]
"""One of TARGETS."""
PAGES = sorted(
    path.removesuffix(".md").removesuffix("index").rstrip("/") + "/" * (path != "index.md")
    for path in pages() if "<< explore(" in (text := (ROOT / "docs" / path).read_text("utf-8")) or "<< widget(" in text
)
"""Those to explore, and those with a part of one."""
MAGNIFIED = View(320, 256, "light", touch=True)
"""1280 by 1024 pixels at 400 %."""


def follow_a_neuron(page: Page) -> None:
    page.locator("[data-part=layer-2] button").nth(5).click()


def answer_a_mistake(page: Page) -> None:
    page.locator("[data-part=matrix] td a").first.click()
    page.locator("[data-part=answers] button").first.click()


def take_a_test_image(page: Page) -> None:
    page.locator("[data-part=examples] button").first.click()
    page.wait_for_function("document.querySelector('[data-part=prediction]').textContent")


GONE_ON: dict[str, Callable[[Page], None]] = {
    "explore/draw-a-digit/": take_a_test_image,
    "explore/error-explorer/": answer_a_mistake,
    "explore/inside-the-network/": follow_a_neuron,
}
"""What a reader does first on a page, so that all it can show is there."""

BEGUN = """() => ![...document.querySelectorAll("[data-explore-part]:not([data-begun])")].map((part) => part.scrollIntoView()).length
  && [...document.querySelectorAll("[data-explore]")].every((page) => page.matches("[data-ready], :has([data-part=ready]:not([hidden]))"))"""

NAMELESS = """() => [...document.querySelectorAll("article table")]
  .filter((table) => table.checkVisibility() && !(table.caption?.textContent.trim() || table.ariaLabel || table.matches("[aria-labelledby]")))
  .map((table) => table.outerHTML.slice(0, 120))"""

TARGETS = """() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const union = (element) => {
    const boxes = [element, ...(element.matches("input") ? element.labels : [])].map((each) => each.getBoundingClientRect());
    const [left, top] = ["left", "top"].map((edge) => Math.min(...boxes.map((box) => box[edge])));
    const [right, bottom] = ["right", "bottom"].map((edge) => Math.max(...boxes.map((box) => box[edge])));
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  };
  const inSentence = (element) => element.matches("a") && getComputedStyle(element).display === "inline"
    && [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /\\p{L}/u.test(node.data));
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=grid] td")]
    .filter((element) => shown(element) && element.getBoundingClientRect().width > 1)
    .map((element) => ({
      ...union(element), own: Boolean(element.closest(".explore, .part")), inSentence: inSentence(element),
      dense: element.matches(".neurons *, table *, li *, a"), words: element.outerHTML.slice(0, 100),
    }));
}"""
"""All targets of a page with their edges in the window; an input has its label, too."""

MARKED = """() => {
  const look = (element) => {
    const { color, backgroundColor, borderColor, outlineColor, outlineStyle, textDecorationLine } = getComputedStyle(element);
    return [color, backgroundColor, borderColor, outlineStyle === "none" || outlineColor, textDecorationLine].join();
  };
  const chosen = "[aria-pressed=true], [aria-current=true], [aria-selected=true], [aria-checked=true]";
  return [...document.querySelectorAll(`:is(.explore, .part) :is(${chosen})`)].filter((element) => element.checkVisibility()).map((element) => {
    const like = [...element.closest("ul, table, .neurons, [role]").querySelectorAll(element.tagName)]
      .filter((other) => !other.matches(chosen) && other !== document.activeElement);
    return [element.outerHTML.slice(0, 100), like.length > 0 && like.some((other) => look(other) === look(element))];
  }).filter(([, same]) => same);
}"""
"""What is chosen and looks like another that is not."""

PLAIN = """() => [...document.querySelectorAll(":is(.explore, .part-live) :is(.neurons, .confidences, [role=grid], .confusion table)")]
  .filter((element) => element.checkVisibility() && new Set([...element.querySelectorAll("button, td, .bar")].map((each) => {
    const { backgroundColor, backgroundImage, backgroundSize } = getComputedStyle(each);
    return [backgroundColor, backgroundImage, backgroundSize].join();
  })).size < 3).map((element) => element.outerHTML.slice(0, 100))"""
"""What says something by its colours, and has only one or two."""

OVER = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const { position } = getComputedStyle(element);
  const { top, bottom, width } = element.getBoundingClientRect();
  return (position === "fixed" || position === "sticky") && element.checkVisibility({ visibilityProperty: true })
    && width > 160 && bottom > top && bottom > 0 && top < innerHeight;
}).reduce((sum, element) => sum + Math.min(innerHeight, element.getBoundingClientRect().bottom) - Math.max(0, element.getBoundingClientRect().top), 0) / innerHeight"""
"""The share of the window that stays over what scrolls."""


def begun(visited: Visit, path: str) -> Page:
    page = visited.page
    page.wait_for_function(BEGUN)
    open_all(page)
    GONE_ON.get(path, lambda _: None)(page)
    page.evaluate(DRAWN)
    return page


def too_small(targets: list[Target], least: float = 24) -> list[str]:
    """Targets of WCAG 2.5.8 that are too small, and whose circles of 24 pixels meet another target or such a circle."""

    def small(target: Target) -> bool:
        return min(target["width"], target["height"]) < least - 0.01

    def centre(target: Target) -> tuple[float, float]:
        return (target["left"] + target["right"]) / 2, (target["top"] + target["bottom"]) / 2

    def meets(one: Target, other: Target) -> bool:
        (x, y), (across, down) = centre(one), centre(other)
        near = max(other["left"] - x, 0, x - other["right"]), max(other["top"] - y, 0, y - other["bottom"])
        return (near[0] ** 2 + near[1] ** 2 < (least / 2) ** 2
                or (small(other) and (x - across) ** 2 + (y - down) ** 2 < least ** 2))

    judged = [target for target in targets if target["own"] and small(target) and not target["inSentence"]]
    return [target["words"] for target in judged if any(meets(target, other) for other in targets if other is not target)]


def test_a_small_target_may_stand_alone_but_not_beside_another() -> None:
    def at(left: float, top: float, width: float, height: float) -> Target:
        return {"left": left, "top": top, "right": left + width, "bottom": top + height, "width": width, "height": height,
                "own": True, "inSentence": False, "words": f"{left}"}

    assert too_small([at(0, 0, 16, 16), at(24, 0, 16, 16)]) == []
    assert too_small([at(0, 0, 16, 16), at(23, 0, 16, 16)]) == ["0", "23"]
    assert too_small([at(0, 0, 16, 16), at(21, 0, 24, 24)]) == []
    assert too_small([at(0, 0, 16, 16), at(19, 0, 24, 24)]) == ["0"]
    assert too_small([at(0, 0, 100, 20), at(0, 20, 100, 24)]) == ["0"]


@pytest.mark.parametrize("path", PAGES)
def test_all_is_named_and_large_enough_and_shows_in_forced_colours(browser: Browser, host: str, path: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, path) as visited:
        page = begun(visited, path)
        assert page.evaluate(NAMELESS) == []
        assert too_small(page.evaluate(TARGETS)) == []
        plain = page.evaluate(PLAIN)
        for scheme in ("dark", "light"):
            page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate(DRAWN)
            assert page.evaluate(MARKED) == []
            assert page.evaluate(PLAIN) == plain


@pytest.mark.parametrize("path", PAGES)
def test_fingers_and_four_times_the_size_do(browser: Browser, host: str, path: str) -> None:
    with PHONE.context(browser) as context, visit(context, host, path) as visited:
        page = begun(visited, path)
        targets = page.evaluate(TARGETS)
        assert too_small(targets) == []
        assert [target["words"] for target in targets if target["own"] and not target["dense"] and min(target["width"], target["height"]) < 43.9] == []
        page.set_viewport_size({"width": MAGNIFIED.width, "height": MAGNIFIED.height})
        page.evaluate(DRAWN)
        assert page.evaluate("innerWidth") == MAGNIFIED.width and page.evaluate(OVERFLOW) <= 0  # a phone zooms out over what sticks out
        assert too_small(page.evaluate(TARGETS)) == []
        for element in page.locator("article > *").all():
            element.evaluate("(element) => element.scrollIntoView()")
            assert page.evaluate(OVER) <= 0.5
