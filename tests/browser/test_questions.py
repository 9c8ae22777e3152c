"""A question asks before the page tells: its answers by pointer and keyboard, a second try, and what the browser keeps."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import visit
from tests.support.exploring import DESKTOP, VIEWS, assert_sound, tab_to
from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from tests.support.browser import View

DOCS = ROOT / "docs"
LESSONS = sorted(path for path in DOCS.glob("module-*/*.md") if path.stem != "index")
LESSON = "module-1/build-the-model/"
SLUG = "layer-with-most-parameters"
OTHER = "module-2/model-confidence/"
PRIVACY = "privacy/"
ERASE = "Erase what this browser keeps"
HEAVIEST_SCRIPT = 8_500
HEAVIEST_QUESTION = 2_500
CUT_OFF = re.compile(r"^failed: .*(\.svg|/search_index\.json|/workers/search\.[^/]*\.js)$")
REFUSALS = {
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    "closed": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
}


# The pages


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_the_questions_of_a_lesson_are_light(site: Path, lesson: Path) -> None:
    html = (site / lesson.relative_to(DOCS).with_suffix("") / "index.html").read_text(encoding="utf-8")
    questions = re.findall(r'<div class="question" id=.*?</details>\s*</div>', html, flags=re.DOTALL)
    for found in questions:
        assert found.count("data-right") == 1
        assert found.count("<li><em>") == found.count("<input") - 1, "a wrong choice is told why it is wrong"
        assert "<strong>" in found
        assert len(found.encode()) < HEAVIEST_QUESTION


def test_no_two_questions_share_a_name() -> None:
    # A page may ask one question in two ways, one for each kind of data set.
    asked = {path: set(re.findall(r'question\("([a-z0-9-]+)"', path.read_text(encoding="utf-8"))) for path in LESSONS}
    assert len(set().union(*asked.values())) == sum(map(len, asked.values()))


def test_the_script_is_small() -> None:
    assert (DOCS / "assets" / "questions.js").stat().st_size < HEAVIEST_SCRIPT


# In the browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who has never been here."""
    with DESKTOP.context(browser) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, host: str) -> Iterator[Page]:
    """A lesson before its question is answered."""
    with visit(context, host, LESSON) as visited:
        yield visited.page
        # A reload cuts off pictures and what the search loads if they are still on their way.
        assert [trouble for trouble in visited.troubles if not CUT_OFF.search(trouble)] == []


def choice(page: Page, right: bool) -> Locator:
    return page.locator(f".question input{'[data-right]' if right else ':not([data-right])'}").first


def verdict(page: Page) -> str:
    return page.locator(".question").get_by_role("status").inner_text()


def kept(page: Page) -> Any:
    return json.loads(page.evaluate("localStorage.getItem('mnist-report')"))


def is_open(page: Page) -> bool:
    return bool(page.locator(".question details").evaluate("(details) => details.open"))


def progress(page: Page, address: str) -> str:
    marks = page.locator(f'.md-nav--primary a.md-nav__link[href="{address}"] .progress .heard')
    return " ".join(marks.all_text_contents())


def grades(page: Page) -> dict[str, str]:
    """What stands behind each choice that is graded."""
    graded = page.locator(".question label:has(.grade)").all()
    return {each.locator("input").input_value(): each.locator(".grade").inner_text() for each in graded}


def reply(page: Page, place: int) -> str:
    """What the page says to a wrong choice."""
    return page.locator(".question .corrections span").nth(place).text_content() or ""


def values(page: Page, right: bool) -> list[str]:
    found = page.locator(f".question input{'[data-right]' if right else ':not([data-right])'}").all()
    return [each.input_value() for each in found]


def test_a_right_choice_opens_the_answer(page: Page) -> None:
    assert verdict(page) == ""
    assert not is_open(page)
    choice(page, right=True).check()
    assert verdict(page) == "Right."
    assert is_open(page)
    assert grades(page) == dict.fromkeys(values(page, right=True), "right")
    assert kept(page)["answers"] == {SLUG: choice(page, right=True).input_value()}


def test_a_first_wrong_choice_is_told_why_and_may_be_changed(page: Page) -> None:
    choice(page, right=False).check()
    assert verdict(page) == f"Not right. {reply(page, 0)} Try again, or show the answer."
    assert len(reply(page, 0)) > 20
    assert grades(page) == {values(page, right=False)[0]: "not right"}
    assert not is_open(page)
    choice(page, right=True).check()
    assert verdict(page) == "Right."
    assert is_open(page)
    assert grades(page) == {values(page, right=False)[0]: "not right", values(page, right=True)[0]: "right"}


def test_after_a_second_wrong_choice_all_is_shown(page: Page) -> None:
    for place in (0, 1):
        page.locator(".question input:not([data-right])").nth(place).check()
    assert verdict(page) == f"Not right. {reply(page, 1)} The answer is below."
    assert is_open(page)
    assert grades(page) == dict.fromkeys(values(page, right=False), "not right") | {values(page, right=True)[0]: "right"}


def test_who_asks_for_the_answer_has_had_the_tries(page: Page) -> None:
    choice(page, right=False).check()
    page.locator(".question summary").click()
    page.locator(".grade.right").wait_for()
    assert verdict(page) == f"Not right. {reply(page, 0)} The answer is below."
    assert kept(page)["first"] == {}
    page.reload()
    assert grades(page) == {values(page, right=False)[0]: "not right", values(page, right=True)[0]: "right"}


def test_a_screen_reader_hears_the_grade_as_part_of_the_choice(page: Page) -> None:
    name = values(page, right=False)[0]
    choice(page, right=False).check()
    assert page.get_by_role("radio", name=f"{name} not right").is_checked()


def test_an_answer_that_was_kept_before_there_was_a_second_try(page: Page) -> None:
    wrong = values(page, right=False)[0]
    page.evaluate("([slug, answer]) => localStorage.setItem('mnist-report', JSON.stringify({ answers: { [slug]: answer } }))", [SLUG, wrong])
    page.reload()
    assert is_open(page)
    assert grades(page) == {wrong: "not right", values(page, right=True)[0]: "right"}


def test_the_keyboard_looks_at_the_choices_before_it_answers(page: Page) -> None:
    tab_to(page, ".question input")
    offered = [each.input_value() for each in page.locator(".question input").all()]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == offered[-1]
    assert verdict(page) == ""
    page.keyboard.press("Space")
    assert kept(page)["answers"] == {SLUG: offered[-1]}
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert kept(page)["answers"] == {SLUG: offered[0]}
    assert verdict(page).startswith(("Right.", "Not right. "))


@pytest.mark.parametrize("choices", [[True], [False], [False, True], [True, False]])
def test_a_reload_brings_the_answer_back(page: Page, choices: list[bool]) -> None:
    for right in choices:
        choice(page, right).check()
    before = verdict(page), grades(page), is_open(page)
    page.reload()
    assert choice(page, choices[-1]).is_checked()
    assert (verdict(page), grades(page), is_open(page)) == before


def test_the_contents_show_what_was_visited_and_answered(context: BrowserContext, host: str, page: Page) -> None:
    assert progress(page, "./") == ", visited"
    assert progress(page, "../") == ""
    choice(page, right=False).check()
    assert progress(page, "../") == ", 1 question answered"
    with visit(context, host, OTHER) as visited:
        choice(visited.page, right=True).check()
        assert progress(visited.page, "../../module-1/build-the-model/") == ", visited"
        assert progress(visited.page, "../../module-1/") == progress(visited.page, "../") == ", 1 question answered"
        assert progress(visited.page, "../learned-weights/") == ""
        assert set(kept(visited.page)["visited"]) == {LESSON, OTHER}


def test_one_button_erases_all(context: BrowserContext, host: str, page: Page) -> None:
    choice(page, right=True).check()
    with visit(context, host, PRIVACY) as visited:
        assert progress(visited.page, f"../{LESSON}") == ", visited"
        tab_to(visited.page, "#erase")
        visited.page.keyboard.press("Enter")
        assert visited.page.locator(".erase").get_by_role("status").inner_text().startswith("Erased")
        assert visited.page.evaluate("localStorage.length") == 0
        assert visited.page.locator(".progress").count() == 0
        visited.page.get_by_role("button", name=ERASE).click()
        assert visited.page.locator(".erase").get_by_role("status").inner_text() == "There was nothing to erase."
        assert visited.troubles == []
    page.reload()
    assert page.locator(".question input:checked").count() == 0


def test_another_tab_sees_the_progress_go(context: BrowserContext, host: str, page: Page) -> None:
    with visit(context, host, PRIVACY) as visited:
        visited.page.get_by_role("button", name=ERASE).click()
    page.locator(".progress").first.wait_for(state="detached")


def test_what_others_keep_on_the_host_is_left_alone(context: BrowserContext, host: str) -> None:
    with visit(context, host, PRIVACY) as visited:
        visited.page.evaluate("localStorage.setItem('/other/.__palette', '1')")
        visited.page.get_by_role("button", name=ERASE).click()
        assert visited.page.evaluate("Object.keys(localStorage)") == ["/other/.__palette"]


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_questions_work_where_nothing_is_kept(context: BrowserContext, host: str, refusal: str) -> None:
    context.add_init_script(refusal)
    with visit(context, host, LESSON) as visited:
        choice(visited.page, right=True).check()
        assert verdict(visited.page) == "Right."
        assert is_open(visited.page)
        assert visited.troubles == []
    with visit(context, host, PRIVACY) as visited:
        assert visited.page.locator(".progress").count() == 0
        visited.page.get_by_role("button", name=ERASE).click()
        visited.page.locator(".erase").get_by_role("status").get_by_text("rase").wait_for()
        assert visited.troubles == []


def test_damaged_progress_is_no_fault(page: Page) -> None:
    for damaged in ("", "null", "7", '"x"', '{"answers": 1, "visited": {"a": null}}', "{"):
        page.evaluate("(text) => localStorage.setItem('mnist-report', text)", damaged)
        page.reload()
        assert not page.locator(".question input:checked").count(), damaged
        choice(page, right=True).check()
        assert kept(page)["answers"][SLUG] == choice(page, right=True).input_value(), damaged


def test_an_answer_that_is_no_choice_any_more_is_forgotten(page: Page) -> None:
    page.evaluate("([slug]) => localStorage.setItem('mnist-report', JSON.stringify({ answers: { [slug]: 'gone' } }))", [SLUG])
    page.reload()
    assert page.locator(".question input:checked").count() == 0
    assert verdict(page) == ""


def test_without_scripts_the_question_and_its_hidden_answer_remain(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser, scripts=False) as context:
        with visit(context, host, LESSON) as visited:
            answer = visited.page.locator(".question details p")
            assert visited.page.locator(f"#question-{SLUG}-text").is_visible()
            assert not visited.page.locator(".question fieldset").is_visible()
            assert not answer.is_visible()
            visited.page.get_by_text("Show the answer").click()
            assert answer.is_visible()
        with visit(context, host, PRIVACY) as visited:
            assert not visited.page.get_by_role("button", name=ERASE).is_visible()
            assert visited.page.locator(".erase p").is_visible()


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_answered_and_erased_pages_are_sound(browser: Browser, host: str, view: View) -> None:
    with view.context(browser) as context:
        with visit(context, host, LESSON) as visited:
            for right in (False, True):
                choice(visited.page, right).check()
                assert_sound(visited)
        with visit(context, host, PRIVACY) as visited:
            visited.page.get_by_role("button", name=ERASE).click()
            assert_sound(visited)
