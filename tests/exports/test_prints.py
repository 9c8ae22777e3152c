"""A module or a lesson on paper: all of it, light pictures, addresses, full sheets that say which run they are from, and nothing
that only a screen can use.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.exports import prints
from mnist_report.pages.blocks import LivePart
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from tests.support.browser import View, served, visit
from tests.support.exploring import VIEWS, assert_sound
from tests.support.project import ADDRESS, ROOT, this_navigation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from mnist_report.pages.page import Module
    from mnist_report.results.artifacts import Artifacts
    from tests.support.project import Project

MODULES = ("module-1", "module-2")
DARK = View(1280, 900, "dark")
# Words that a reader of the handout could do nothing with.
OF_THE_SCREEN = ("Skip to content", "Table of contents", "Copy link", "Copy to clipboard", "Description and data", "Back to top",
                 "Show the answer", "Search", "Link to this section")
SHOWN = "document.querySelectorAll('article img').values().filter((image) => image.checkVisibility()).map((image) => image.src).toArray()"


@pytest.fixture(scope="module")
def course(artifacts: Artifacts) -> Course:
    return Course(artifacts, ROOT / "docs", this_navigation())


@pytest.fixture(scope="module")
def modules(course: Course) -> dict[str, Module]:
    return {module.name: module for module in course.outline.modules}


def words(text: str) -> str:
    """Letters and figures alone: a sheet breaks lines, joins letters and sets marks in its own ways."""
    return re.sub(r"[\W_]+", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl"))


@dataclass(frozen=True)
class Sheet:
    """A sheet of A4 as it comes out of the printer."""

    said: str
    """Its words, with those in its margins."""
    full: float
    """How far down its ink reaches: 0 to 1 of the height between its margins."""


def sheets_of(pdf: bytes) -> Iterator[Sheet]:
    import pypdfium2

    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        for page in document:
            shades = page.render(scale=1, grayscale=True).to_numpy()
            top, bottom = (round(millimetres * 72 / 25.4) for millimetres in (18, 20))
            inked, = np.nonzero((shades[top:-bottom] < 200).any(axis=1))
            yield Sheet(" ".join(page.get_textpage().get_text_range().split()), inked.max() / (len(shades) - top - bottom))


@pytest.fixture(scope="module")
def sheets(browser: Browser, host: str, course: Course) -> dict[str, list[Sheet]]:
    """The sheets of each module and of each lesson, by address, printed in the dark scheme."""
    found = {}
    for path in [*(f"{name}/print/" for name in MODULES), *(lesson.address for lesson in course.outline.lessons)]:
        with DARK.context(browser) as context, visit(context, host, path) as visited:
            found[path] = list(sheets_of(visited.page.pdf(format="A4", prefer_css_page_size=True)))
            assert visited.troubles == []
    return found


@pytest.fixture(scope="module")
def printed(sheets: dict[str, list[Sheet]]) -> dict[str, tuple[str, int]]:
    """What the sheets of each module say, without line breaks, and how many there are."""
    of_modules = {name: sheets[f"{name}/print/"] for name in MODULES}
    return {name: (" ".join(sheet.said for sheet in each), len(each)) for name, each in of_modules.items()}


@pytest.mark.parametrize("name", MODULES)
def test_the_sheets_hold_the_whole_module(printed, modules: dict[str, Module], artifacts: Artifacts, name: str) -> None:
    said = words(printed[name][0])
    for lesson in modules[name].lessons:
        assert words(lesson.title) in said
        for section in lesson.sections[1:]:
            assert words(section.title) in said, section.title
        for figure in lesson.figures:
            assert words(artifacts.figure(figure.replace("-", "_")).caption) in said, figure


@pytest.mark.parametrize("name", MODULES)
def test_answers_stand_at_the_end_alone(printed, modules: dict[str, Module], name: str) -> None:
    lessons_, _, end = words(printed[name][0]).rpartition(words("Answers and solutions"))
    asked = [question for lesson in modules[name].lessons for question in lesson.questions]
    solved = [exercise for lesson in modules[name].lessons for exercise in lesson.exercises]
    assert asked and solved
    for question in asked:
        assert words(question.text) in lessons_
        assert all(words(choice) in lessons_ for choice in question.choices)
        assert words(question.text + question.answer) in end
    for exercise in solved:
        assert words(exercise.section.title) in lessons_
        first = re.sub(r"\[([^]]*)\]\([^)]*\)|^```.*$", r"\1", exercise.solution, flags=re.MULTILINE).strip()
        first_line = words(next(line for line in first.splitlines() if line.strip()))
        assert first_line in end, exercise.section.title
        known = len(first_line) < 30 or first_line in words(exercise.task)
        assert known or first_line not in lessons_, exercise.section.title
    assert lessons_.count("Solutionattheend") == len(solved)
    assert lessons_.count("Answerattheend") == len(asked)
    assert "Fortheinstructor" not in lessons_
    assert "Fortheinstructor" in end


@pytest.mark.parametrize("name", MODULES)
def test_nothing_of_the_screen_is_printed(printed, name: str) -> None:
    said, sheets = printed[name]
    flat = " ".join(said.split())
    assert [word for word in OF_THE_SCREEN if word in flat] == []
    assert 10 < sheets < 55


@pytest.mark.parametrize("path", [f"{name}/print/" for name in MODULES] + ["module-2/misclassifications/"])
def test_paper_gets_the_light_pictures(browser: Browser, host: str, path: str) -> None:
    with DARK.context(browser) as context, visit(context, host, path) as visited:
        on_screen = visited.page.evaluate(SHOWN)
        assert on_screen and all("-dark.svg" in picture for picture in on_screen)
        visited.page.emulate_media(media="print", color_scheme="dark")
        on_paper = visited.page.evaluate(SHOWN)
        assert [picture.replace(".svg#only-light", "") for picture in on_paper] == [picture.replace("-dark.svg#only-dark", "") for picture in on_screen]
        ink = re.findall(r"\d+", visited.page.evaluate("getComputedStyle(document.body).color"))
        assert max(map(int, ink)) < 64
        assert not visited.page.locator(".md-header, .md-footer, .md-sidebar, .md-top, .headerlink, .figure-link").locator("visible=true").count()


def test_each_sheet_has_its_number_and_the_run(sheets: dict[str, list[Sheet]], course: Course) -> None:
    for path, each in sheets.items():
        for number, sheet in enumerate(each, start=1):
            assert f"run {course.evaluation.key} {number} / {len(each)}" in sheet.said, (path, number)


def test_no_sheet_is_half_empty_but_at_the_end_of_a_lesson(sheets: dict[str, list[Sheet]], modules: dict[str, Module]) -> None:
    lessons = (lesson.title for module in modules.values() for lesson in module.lessons)
    titles = [words(title) for title in (*lessons, "Answers and solutions")]
    for path, each in sheets.items():
        for number, (sheet, following) in enumerate(itertools.pairwise(each), start=1):
            ends = re.match(rf"run\w{{12}}\d+?({'|'.join(titles)})", words(following.said))
            assert sheet.full > 0.5 or ends, f"sheet {number} of {path}: {sheet.full:.2f}"


def test_paper_leads_to_each_live_part(browser: Browser, published: Path, modules: dict[str, Module]) -> None:
    import zxingcpp
    from PIL import Image

    parts = [f"{ADDRESS}{lesson.address}#{part.id}" for module in modules.values() for lesson in module.lessons
             for part in lesson.parts.values() if isinstance(part, LivePart)]
    found = []
    with served(published) as host, DARK.context(browser) as context, visit(context, host, "") as visited:
        for name in modules:
            visited.page.goto(f"{host}{name}/print/")
            assert visited.page.locator(".paper-only:visible").count() == 0
            visited.page.emulate_media(media="print")
            for each in visited.page.locator(".paper-only").all():
                code = each.locator("svg")
                read, = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())))
                assert each.inner_text().strip() == read.text
                assert code.evaluate("(svg) => svg.querySelector('title').textContent") == f"QR code: {read.text}"
                found.append(read.text)
            visited.page.emulate_media(media="screen")
    assert found == parts != []


def test_without_an_address_of_the_site_paper_says_the_path(site: Path) -> None:
    html = (site / "module-1" / "build-the-model" / "index.html").read_text(encoding="utf-8")
    said = re.findall(r'(?s)<div class="paper-only">(.*?)</div>', html)
    assert [text.strip() for text in said] == ["<p>module-1/build-the-model/#explore-inside</p>"]


def address_after(page: Page, selector: str) -> str:
    return str(page.locator(selector).first.evaluate("(link) => getComputedStyle(link, '::after').content"))


def test_links_say_where_they_lead(browser: Browser, host: str) -> None:
    with DARK.context(browser) as context, visit(context, host, "module-1/print/") as visited:
        page = visited.page
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert address_after(page, "article a[href^='../../module-2/']").startswith(f'" ({host}module-2/')
        assert address_after(page, "article a[href$='arXiv.1412.6980']") == '" (https://doi.org/10.48550/arXiv.1412.6980)"'
        assert address_after(page, "article a[href='#compile-the-model']") in {"none", "normal"}
        assert address_after(page, "article a[href*='glossary/#']") in {"none", "normal"}


def test_the_addresses_are_those_of_the_published_site(browser: Browser, published: Path) -> None:
    with served(published) as host, DARK.context(browser) as context, visit(context, host, "module-1/print/") as visited:
        visited.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        link = visited.page.locator("article a[href^='../../module-2/']").first
        assert str(link.get_attribute("data-address")).startswith(f"{ADDRESS}module-2/")


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_on_screen_it_is_a_page_like_any_other(browser: Browser, host: str, name: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, f"{name}/print/") as visited:
        assert_sound(visited)
        assert visited.troubles == []


@pytest.mark.parametrize("name", MODULES)
def test_the_module_leads_to_it_and_the_search_does_not(site: Path, name: str) -> None:
    assert '<a href="print/">' in (site / name / "index.html").read_text(encoding="utf-8")
    assert f"{name}/print" not in (site / "search" / "search_index.json").read_text(encoding="utf-8")


def test_links_between_the_lessons_stay_on_the_page(site: Path) -> None:
    html = (site / "module-1" / "print" / "index.html").read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    leaving = re.findall(r'href="\.\./([^"]*)"', article)
    assert {link for link in leaving if not link.startswith("../")} == {""}  # the cover names the module
    assert 'id="compile-the-model-the-code"' in article
    assert article.count('id="build-the-model-the-code"') == 1


def test_two_lessons_may_have_the_same_ids(project: Project) -> None:
    pages = {"m/index.md": "---\ntitle: M\n---\n# M { #m }\n"}
    pages |= {f"m/{name}.md": f"---\ntitle: {number}. {name}\ndescription: D.\n---\n# {number}. {name} {{ #lesson }}\n"
              for number, name in enumerate(("one", "two"), start=1)}
    for path, text in pages.items():
        (project.folder / "docs" / path).parent.mkdir(exist_ok=True)
        (project.folder / "docs" / path).write_text(text, encoding="utf-8")
    navigation = Navigation(nav=(Part("M", tuple(pages)),))
    text = dict(prints.files(Course(project.artifacts, project.folder / "docs", navigation)))["m/print.md"].decode()
    links = re.findall(r"\]\(#([\w-]+)\)", text)
    assert [link for link in links if "lesson" in link] == ["one-lesson", "two-lesson"]
    assert all(f"{{ #{link} " in text for link in links)
