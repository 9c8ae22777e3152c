"""Formulas in the real browser: laid out as mathematics, told to screen readers as such, and never wider than the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browser import visit
from tests.support.exploring import DESKTOP, NARROWEST, OVERFLOW, VIEWS, assert_sound
from tests.support.shipped import needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.browser import View

PAGE = "the-mathematics-you-meet/"
pytestmark = needs(f"{PAGE.rstrip('/')}.md")

FRACTIONS = """(fractions) => fractions.map((fraction) => {
  const [over, under] = [...fraction.children].map((part) => part.getBoundingClientRect());
  return [over.bottom - under.top, (over.left + over.right - under.left - under.right) / 2, over.width];
})"""
RAISED = """(powers) => powers.map((power) => {
  const [base, exponent] = [...power.children].map((part) => part.getBoundingClientRect());
  return exponent.left >= base.right - 1 && exponent.bottom < base.bottom;
})"""


def formulas(page: Page) -> int:
    return page.locator(".formula").count()


def test_a_numerator_is_over_its_denominator_and_an_exponent_is_raised(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, PAGE) as visited:
        boxes = visited.page.locator("mfrac").evaluate_all(FRACTIONS)
        assert len(boxes) >= 6
        for gap, shift, width in boxes:
            assert gap <= 1
            assert abs(shift) < 2
            assert width > 0
        raised = visited.page.locator("msup").evaluate_all(RAISED)
        assert len(raised) >= 6
        assert all(raised)


def test_a_screen_reader_is_told_a_fraction_and_a_root(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, PAGE) as visited:
        nodes = context.new_cdp_session(visited.page).send("Accessibility.getFullAXTree")["nodes"]
        roles = [node["role"]["value"] for node in nodes]
        assert roles.count("MathMLMath") == formulas(visited.page) >= 10
        assert roles.count("MathMLFraction") == visited.page.locator("mfrac").count()
        assert roles.count("MathMLSquareRoot") == visited.page.locator("msqrt").count() > 0
        said = {node["name"]["value"] for node in nodes if node["role"]["value"] == "StaticText"}
        assert {"\N{MINUS SIGN}", "\N{N-ARY SUMMATION}", "\N{PLUS-MINUS SIGN}"} <= said


def test_a_wide_formula_scrolls_within_itself(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, PAGE) as visited:
        visited.page.set_viewport_size(NARROWEST)
        wide = visited.page.locator('.formula[tabindex="0"]')
        wide.first.wait_for()
        assert visited.page.evaluate(OVERFLOW) == 0
        assert wide.evaluate_all("(all) => all.every((each) => each.scrollWidth > each.clientWidth)")
        assert wide.evaluate_all("(all) => all.map((each) => each.getAttribute('aria-label'))") == ["Formula"] * wide.count()
        clipped = visited.page.locator(".formula").evaluate_all("(all) => all.filter((each) => each.scrollHeight > each.clientHeight + 1).length")
        assert clipped == 0


def test_formulas_ask_for_no_font(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url) if request.resource_type == "font" else None)
        with visit(context, host, PAGE) as visited:
            assert visited.page.locator(".formula math").first.evaluate("(math) => getComputedStyle(math).fontFamily") == "math"
        assert {address.rpartition("/")[2] for address in asked} == {"course-serif.woff2"}


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_page_is_sound(browser: Browser, host: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, PAGE) as visited:
        assert_sound(visited)
