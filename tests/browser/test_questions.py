"""A question asks before the page tells: its HTML, its answers by pointer and keyboard, and what the browser keeps."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages.markup import for_mkdocs
from mnist_report.pages.questions import question
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
HEAVIEST_SCRIPT = 6_000
HEAVIEST_QUESTION = 2_500
CUT_OFF = re.compile(r"^failed: .*(\.svg|/search_index\.json|/workers/search\.[^/]*\.js)$")
REFUSALS = {
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    "closed": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
}


def asked(text: str = "Which?", choices: tuple[object, ...] = ("one", "two"), answer: object = "two", slug: str = "a-b") -> str:
    return for_mkdocs(question(slug, text, choices, answer, "Because of `two`.\n"), "a.md")


# The verb


def test_a_question_is_choices_and_a_hidden_answer() -> None:
    html = asked()
    assert html.startswith('<div class="question" id="question-a-b" markdown="1">')
    assert re.findall(r'value="(\w+)"( data-right)?>', html) == [("one", ""), ("two", " data-right")]
    assert "<summary>Show the answer</summary>\n\n**two.** Because of `two`.\n\n</details>" in html


def test_numbers_are_choices_too() -> None:
    assert 'value="3" data-right>' in asked(choices=(2, 3), answer=3)


def test_an_answer_may_be_the_place_of_a_choice() -> None:
    assert re.findall(r'value="(\w+)" data-right>', asked(answer=0)) == ["one"]
    assert re.findall(r'value="(\w+)" data-right>', asked(choices=(1, 0), answer=0)) == ["0"]


def test_plain_texts_are_escaped() -> None:
    html = asked('<b> & "c"', ('a < "b"', "*x*"), "*x*")
    assert "&lt;b&gt; &amp; &quot;c&quot;" in html
    assert 'value="a &lt; &quot;b&quot;"' in html
    assert r"**\*x\*.**" in html


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"answer": "three"}, "question 'a-b' has the answer 'three'; it should be one of ['one', 'two']"),
        ({"answer": 2}, "question 'a-b' has the answer '2'; it should be one of ['one', 'two']"),
        ({"answer": -1}, "question 'a-b' has the answer '-1'; it should be one of ['one', 'two']"),
        ({"choices": ("two",)}, "question 'a-b' has 1 choices; it should have two or more"),
        ({"choices": ()}, "question 'a-b' has 0 choices; it should have two or more"),
        ({"choices": ("one", "two", "one")}, "question 'a-b' offers 'one' twice; its choices should differ"),
        ({"choices": (1, "1"), "answer": 1}, "question 'a-b' offers '1' twice; its choices should differ"),
        ({"text": 7}, "question 'a-b' asks 7; it should ask a text"),
        ({"slug": "A b"}, "question 'A b': the slug should be lower-case words joined by dashes"),
    ],
)
def test_an_impossible_question_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ContentError) as error:
        asked(**change)
    assert str(error.value) == said


# The pages


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_the_questions_of_a_lesson_are_light(site: Path, lesson: Path) -> None:
    html = (site / lesson.relative_to(DOCS).with_suffix("") / "index.html").read_text(encoding="utf-8")
    questions = re.findall(r'<div class="question" id=.*?</details>\s*</div>', html, flags=re.DOTALL)
    for found in questions:
        assert found.count("data-right") == 1
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


def test_a_right_choice_opens_the_answer(page: Page) -> None:
    assert verdict(page) == ""
    assert not is_open(page)
    choice(page, right=True).check()
    assert verdict(page) == "Right."
    assert is_open(page)
    assert kept(page)["answers"] == {SLUG: choice(page, right=True).input_value()}


def test_a_wrong_choice_opens_it_too_and_can_be_changed(page: Page) -> None:
    choice(page, right=False).check()
    assert verdict(page).startswith("Not right.")
    assert is_open(page)
    choice(page, right=True).check()
    assert verdict(page) == "Right."


def test_the_keyboard_looks_at_the_choices_before_it_answers(page: Page) -> None:
    tab_to(page, ".question input")
    values = [each.input_value() for each in page.locator(".question input").all()]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == values[-1]
    assert verdict(page) == ""
    page.keyboard.press("Space")
    assert kept(page)["answers"] == {SLUG: values[-1]}
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert kept(page)["answers"] == {SLUG: values[0]}
    assert verdict(page) in {"Right.", "Not right. The answer is below."}


@pytest.mark.parametrize("right", [True, False])
def test_a_reload_brings_the_answer_back(page: Page, right: bool) -> None:
    choice(page, right).check()
    said = verdict(page)
    page.reload()
    assert choice(page, right).is_checked()
    assert verdict(page) == said
    assert is_open(page)


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
