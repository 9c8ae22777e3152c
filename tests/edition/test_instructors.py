"""The pages for instructors: snippets that can be copied, plans that add up, all questions with their answers."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.filters import spelled
from mnist_report.pages.instructors import Instructors
from mnist_report.pages.page import Module, Outline, Page
from tests.support.browser import visit
from tests.support.exploring import DESKTOP
from tests.support.reading import read, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.support.browser import Visit

PATH = "instructors/"
ANSWERS = "instructors/answers/"
FIGURES = "instructors/figures/"
SECTIONS = "instructors/sections/"


def lesson(name: str, words: int, more: str = "") -> Page:
    body = f"# 1. {name} {{ #{name} }}\n\n{'word ' * words}\n\n## For the classroom {{ #for-the-classroom }}\n\n**Discuss:** Why?\n{more}"
    return Page(f"m/{name}.md", {"title": f"1. {name}", "description": "Do."}, body)


def teaching(*modules: tuple[Page, ...]) -> Instructors:
    first = Page("m/index.md", {"title": "M"}, "")
    return Instructors(Outline(tuple(Module("M", first, lessons) for lessons in modules)), "", "instructors/index.md", list, lambda: 0)


def places(meetings: list[tuple[Page, ...]]) -> list[list[str]]:
    return [[each.name for each in meeting] for meeting in meetings]


def test_meetings_are_shared_out_evenly_and_in_order() -> None:
    course = [lesson(name, words) for name, words in {"a": 9500, "b": 150, "c": 150, "d": 150, "e": 9500}.items()]
    verbs = teaching(tuple(course))
    assert places(verbs.balanced(3)) == [["a"], ["b", "c", "d"], ["e"]]
    assert verbs.balanced(1) == [tuple(course)]


def by_trying_all(verbs: Instructors, meetings: int) -> list[tuple[Page, ...]]:
    lessons = verbs.outline.lessons
    cuts = combinations(range(1, len(lessons)), meetings - 1)
    ways = [[lessons[start:end] for start, end in pairwise((0, *cut, len(lessons)))] for cut in cuts]
    return min(ways, key=lambda way: sorted((sum(each.minutes + 10 for each in meeting) for meeting in way), reverse=True))


def test_no_other_division_is_better_and_of_equal_ones_it_is_always_the_same() -> None:
    for number in range(20):
        words = random.Random(number).choices([150, 950, 950, 3000], k=9)
        verbs = teaching(tuple(lesson(f"l{place}", count) for place, count in enumerate(words)))
        for meetings in range(1, 6):
            assert places(verbs.balanced(meetings)) == places(by_trying_all(verbs, meetings))


def test_a_long_course_is_divided_as_well() -> None:
    """Of 200 lessons, ten meetings can be made in more ways than there are atoms in a cell."""
    verbs = teaching(tuple(lesson(f"l{number}", 10) for number in range(200)))
    assert [len(meeting) for meeting in verbs.balanced(10)] == [20] * 10


def test_with_few_lessons_the_last_meetings_have_none_and_no_row() -> None:
    a, b = lesson("a", 950), lesson("b", 150)
    verbs = teaching((a, b))
    assert verbs.balanced(3) == [(a,), (b,), ()]
    assert teaching().balanced(2) == [(), ()]
    rows = verbs.plan(["First", "Second", "Third"], verbs.balanced(3)).splitlines()
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| First", "| Second"]


@pytest.mark.parametrize(
    ("modules", "home", "meeting"),
    [
        ([], [], []),
        (["a"], [], ["a"]),
        (["abcd"], ["a", "b"], ["c", "d"]),
        (["ab", "cd"], ["a", "b"], ["c", "d"]),
        (["ab", "c", "d"], ["a", "b", "c"], ["d"]),
        (["a", "b", "c", "d", "ef"], ["a", "b", "c", "d"], ["e", "f"]),
    ],
)
def test_students_read_all_but_the_last_module_before_the_one_meeting(modules: list[str], home: list[str], meeting: list[str]) -> None:
    verbs = teaching(*(tuple(lesson(name, 150) for name in names) for names in modules))
    assert places(verbs.reading_first()) == [home, meeting]


def test_a_plan_adds_up() -> None:
    a, b = lesson("a", 950), lesson("b", 150)
    table = teaching((a, b)).plan(["Home", "Class"], [[a], [a, b]], at_home=1).splitlines()
    assert table[2] == f"| Home | [1. a](../m/a.md) | {a.minutes}\N{NO-BREAK SPACE}min |  | 0\N{NO-BREAK SPACE}min | 0 epochs |"
    both = a.minutes + b.minutes
    assert table[3] == f"| Class | [1. a](../m/a.md), [1. b](../m/b.md) | {both}\N{NO-BREAK SPACE}min | {both + 20}\N{NO-BREAK SPACE}min | 0\N{NO-BREAK SPACE}min | 0 epochs |"


def test_the_slides_of_each_module_are_listed() -> None:
    first, second = (Page(f"{name}/index.md", {"title": name}, "") for name in ("module-1", "sums"))
    verbs = replace(teaching(), outline=Outline((Module("One", first, ()), Module("Sums & *more*", second, ()))))
    assert verbs.slides() == (
        '<ul>\n<li><a href="../module-1/slides/">One</a></li>\n<li><a href="../sums/slides/">Sums &amp; *more*</a></li>\n</ul>')


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("[x](b.md)", "[x](../m/b.md)"),
        ("[x](../n/b.md#c)", "[x](../n/b.md#c)"),
        ("[x](#c)", "[x](../m/a.md#c)"),
        ("![x](../figures/x.svg)", "![x](../figures/x.svg)"),
        ("[x](https://host.example/b.md)", "[x](https://host.example/b.md)"),
        ("`[x](b.md)`", "`[x](b.md)`"),
        ("```\n[x](b.md)\n```\n\n[x](b.md)", "```\n[x](b.md)\n```\n\n[x](../m/b.md)"),
    ],
)
def test_links_of_a_lesson_lead_to_the_same_place_from_here(written: str, moved: str) -> None:
    assert teaching((lesson("a", 1),)).moved(written, lesson("a", 1)) == moved


def test_the_page_says_what_the_course_is(site: Path, artifacts) -> None:
    text = text_of(read(site, PATH))
    minutes = sum(int(re.findall(r"Reading time: (\d+) min", read(site, path))[0]) for path in course(site))
    extent = f"{spelled(len([link for link in links(site) if link['kind'] == 'module']))} modules and {spelled(len(course(site)))} lessons"
    assert f"{extent}, which take about {minutes} minutes to read" in text
    assert f"This edition shows run {artifacts.run.provenance['key'][:12]}" in text


WEEK = {"addresses": "Link", "show": "Show", "take-along": "Hand out", "quiz": "Quiz", "discuss": "Discuss", "the-numbers-change": "Pin", "cite": "Cite"}


def test_the_page_goes_through_the_week_and_ends_with_the_lists(site: Path) -> None:
    html = read(site, PATH)
    parts = re.findall(r'<h2 id="([\w-]+)">([^<]+)', html)
    assert parts[-len(WEEK) - 2:] == [("plans", "Plan"), *WEEK.items(), parts[-1]]
    assert parts[-1][0] == "links"
    assert re.findall(r'href="#([\w-]+)"', html.split('<h2 id="what-the-course-covers"')[0].split("<h1")[1])[-9:] == ["plans", *WEEK, "links"]


def week(site: Path, part: str) -> str:
    """The HTML of a part of the page, to the next one."""
    return read(site, PATH).split(f'<h2 id="{part}"')[1].split("<h2")[0]


def test_each_module_has_its_slides_named(site: Path) -> None:
    modules = [link["path"] for link in links(site) if link["kind"] == "module"]
    assert re.findall(r'href="\.\./([\w/-]+/slides/)"', week(site, "show")) == [f"{module}slides/" for module in modules]


def test_a_class_in_moodle_is_told_what_it_needs(site: Path, published: Path) -> None:
    """A copy that does not know its address names no file that it lacks."""
    assert re.findall(r'href="\.\./(downloads/[^"]+)"', week(published, "quiz")) == ["downloads/course.imscc", "downloads/questions-moodle.xml"]
    assert "Moodle needs two files" in text_of(week(published, "quiz"))
    assert "href=" not in week(site, "quiz").split("</h2>")[1]
    assert "This copy does not know its address" in text_of(week(site, "quiz"))


def course(site: Path) -> list[str]:
    return [link["path"] for link in links(site) if link["kind"] == "lesson"]


def links(site: Path) -> list[dict[str, Any]]:
    return list(json.loads((site / "instructors" / "links.json").read_text(encoding="utf-8"))["links"])


def test_everything_of_the_list_is_on_the_pages(site: Path) -> None:
    pages = read(site, PATH), read(site, FIGURES), read(site, SECTIONS)
    for link in links(site):
        if link["kind"] in {"section", "exercise", "question", "part"}:
            assert f'<li data-path="{link["path"]}"><p><a href="../../{link["path"]}">' in pages[2], link["path"]
        if link["kind"] in {"module", "lesson", "explore"}:
            assert f'<a href="../{link["path"]}">' in pages[0], link["path"]
        if link["kind"] == "figure":
            assert f'<a href="../../{link["path"]}">' in pages[1], link["path"]


def test_every_exercise_has_its_answer_and_every_question_stands_there(site: Path) -> None:
    html = read(site, ANSWERS)
    asked = [link for link in links(site) if link["kind"] in {"exercise", "question"}]
    for link in asked:
        assert f'href="../../{link["path"]}"' in html, link["path"]
    assert html.count("<em>Answer:</em>") == len(asked) >= 40
    assert html.count("<strong>Discuss:</strong>") == html.count("<em>For the instructor:</em>") == 16


def test_an_answer_is_that_of_the_lesson(site: Path) -> None:
    solutions = [
        found for path in course(site)
        for found in re.findall(r'(?s)<details class="success">\n<summary>Solution</summary>\n(.*?)</details>', read(site, path))
    ]
    answers = text_of(read(site, ANSWERS))
    assert len(solutions) >= 30
    for solution in solutions:
        for paragraph in re.findall(r"(?s)<p>(.*?)</p>", solution):
            assert text_of(paragraph) in answers


@pytest.fixture
def path() -> str:
    """The address of the page that is tried."""
    return PATH


@pytest.fixture
def page(browser: Browser, host: str, path: str) -> Iterator[Visit]:
    """The page on a desktop, every snippet shown."""
    with DESKTOP.context(browser) as context, visit(context, host, path) as visited:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        visited.page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)")
        yield visited


def test_a_snippet_is_copied_with_the_address_of_this_site(page: Visit) -> None:
    expected = {
        "Link": f"{page.host}module-1/compile-the-model/",
        "Markdown": f"[5. Compile the Model]({page.host}module-1/compile-the-model/)",
        "HTML": f'<a href="{page.host}module-1/compile-the-model/">5. Compile the Model</a>',
    }
    for kind, snippet in expected.items():
        page.page.get_by_role("button", name=f"Copy {kind}: 5. Compile the Model").press("Enter")
        page.page.get_by_role("status").get_by_text("Copied").wait_for()
        assert page.page.evaluate("navigator.clipboard.readText()") == snippet
    assert "course.example" not in str(page.page.locator("ul.links").all_inner_texts())
    assert page.troubles == []


@pytest.mark.parametrize(("path", "kind"), [(FIGURES, "figure"), (SECTIONS, "exercise"), (SECTIONS, "question"), (PATH, "lesson")])
def test_what_the_page_does_not_hold_comes_from_the_list(browser: Browser, host: str, site: Path, path: str, kind: str) -> None:
    link = next(link for link in links(site) if link["kind"] == kind)
    record = json.loads((site / "instructors" / "links.json").read_text(encoding="utf-8"))
    with DESKTOP.context(browser) as context, visit(context, host, path) as visited:
        entry = visited.page.locator(f'li[data-path="{link["path"]}"]')
        entry.get_by_text("Snippets").click()
        entry.get_by_role("button", name="Copy Credit line").wait_for()
        texts = link["snippets"] | {"credit": link["credit"]} | ({"alt": link["alt"]} if kind == "figure" else {})
        shown = dict(zip(entry.locator("dt").all_inner_texts(), entry.locator("code").evaluate_all("(all) => all.map((code) => code.textContent)"), strict=True))
        assert shown == {name: texts[each].replace("https://course.example/", visited.host) for each, name in record["names"].items() if each in texts}
        assert entry.get_by_role("button").count() == len(shown) == (9 if kind == "figure" else 5)
        assert visited.troubles == []


def test_a_list_that_cannot_be_loaded_is_asked_for_again(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context:
        context.route("**/links.json", lambda route: route.abort())
        page = context.new_page()
        page.goto(host + FIGURES)
        snippets = page.locator("details.snippets").first
        snippets.locator("summary").click()
        page.get_by_role("status").get_by_text("links.csv").wait_for()
        context.unroute("**/links.json")
        snippets.locator("summary").click()
        snippets.locator("summary").click()
        snippets.get_by_role("button", name="Copy LaTeX").wait_for()


@pytest.mark.parametrize("path", [FIGURES])
def test_a_copied_frame_shows_the_figure(page: Visit) -> None:
    page.page.get_by_role("button", name="Copy Embed: Weight map").click()
    page.page.get_by_role("status").get_by_text("Copied").wait_for()
    frame = page.page.evaluate("navigator.clipboard.readText()")
    page.page.evaluate("(frame) => document.querySelector('article').insertAdjacentHTML('beforeend', frame)", frame)
    page.page.locator('iframe[title="Weight map"]').scroll_into_view_if_needed()  # it loads when it is seen
    page.page.frame_locator('iframe[title="Weight map"]').get_by_role("img").first.wait_for()


def test_a_closed_clipboard_selects_the_snippet(page: Visit) -> None:
    page.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    page.page.get_by_role("button", name="Copy Link: 5. Compile the Model").click()
    page.page.get_by_role("status").get_by_text("Selected").wait_for()
    assert page.page.evaluate("String(getSelection())") == f"{page.host}module-1/compile-the-model/"


def test_without_scripts_the_snippets_can_be_read(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser, scripts=False) as context, visit(context, host, PATH) as visited:
        visited.page.locator(".snippets > summary").first.click()
        visited.page.get_by_text("https://course.example/module-1/", exact=True).wait_for()
        assert visited.page.get_by_role("button", name="Copy").count() == 0
        visited.page.goto(host + FIGURES)
        assert visited.page.locator(".snippets").count() == 0
        assert visited.page.get_by_role("link", name="links.csv").count() == 1


def test_the_size_of_the_archive_of_figures_stands_beside_it(site: Path) -> None:
    megabytes = round((site / "downloads" / "figures.zip").stat().st_size / 1_000_000)
    assert f"figures.zip, about {megabytes} MB" in text_of(read(site, FIGURES))
