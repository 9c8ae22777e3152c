"""What there is to link to, as files: each thing is where it is said to be, and its snippets say so too."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import markdown
import pytest

from mnist_report.exports import links as files_of_links
from mnist_report.figures.figure import Table
from mnist_report.pages import markup
from mnist_report.pages.blocks import LivePart
from mnist_report.pages.course import Course
from mnist_report.pages.links import ELSEWHERE, Link
from mnist_report.pages.navigation import Navigation
from mnist_report.publishing.checks import Site
from tests.support.project import ROOT, Project, this_navigation
from tests.support.shipped import pages

if TYPE_CHECKING:
    from pathlib import Path

    from mnist_report.results.artifacts import Artifacts

HOST = "https://host.example/course/"


@pytest.fixture(scope="module")
def record(site: Path) -> dict[str, Any]:
    return dict(json.loads((site / "instructors" / "links.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def built(site: Path) -> Site:
    return Site.read(site)


class Tags(HTMLParser):
    """The start tags of a snippet, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_everything_is_listed(record: dict[str, Any], artifacts: Artifacts) -> None:
    outline = Course(artifacts, ROOT / "docs", this_navigation()).outline
    explore = [path for path in pages() if re.fullmatch(r"explore/[^/]+/index\.md", path)]
    expected = {
        "module": len(outline.modules), "lesson": len(outline.lessons), "explore": len(explore),
        "exercise": sum(len(lesson.exercises) for lesson in outline.lessons),
        "question": sum(len(lesson.questions) for lesson in outline.lessons),
        "part": len({block.name for lesson in outline.lessons for block in lesson.parts.values() if isinstance(block, LivePart)}),
    }
    found = Counter(link["kind"] for link in record["links"])
    assert found.keys() == {*expected, "figure", "section"}
    assert {kind: found[kind] for kind in expected} == expected
    figures = {link["path"].partition("#")[2].removeprefix("fig-") for link in record["links"] if link["kind"] == "figure"}
    assert figures == {name.replace("_", "-") for name in artifacts.figure_names}
    paths = [link["path"] for link in record["links"]]
    assert len(set(paths)) == len(paths)


def test_every_address_and_its_part_is_in_the_site(record: dict[str, Any], built: Site) -> None:
    for link in record["links"]:
        for address in (link["path"], link["embed"]):
            path, _, part = address.partition("#")
            page = built.by_path[f"{path}index.html"]
            assert part in page.ids | {""}, address
        for picture in (link["pictures"] or {}).values():
            assert picture in built.files


def test_every_section_with_an_address_is_listed(record: dict[str, Any], built: Site) -> None:
    listed = {link["path"] for link in record["links"]}
    for link in record["links"]:
        if link["kind"] == "lesson":
            page = built.by_path[f"{link['path']}index.html"]
            headings = [element for element in page.elements if element.tag in {"h2", "h3"} and "id" in element.attributes]
            assert len(headings) >= 5
            assert {f"{link['path']}#{heading.attributes['id']}" for heading in headings} <= listed


def test_a_lesson_says_how_long_it_takes_and_what_for(record: dict[str, Any], site: Path) -> None:
    for link in record["links"]:
        if link["kind"] == "lesson":
            page = (site / link["path"] / "index.html").read_text(encoding="utf-8")
            assert f"Reading time: {link['minutes']} min" in page
            assert link["objective"] in page
            if link["pictures"]:
                assert link["pictures"]["svg"].removeprefix("figures/").removesuffix(".svg") in page


def test_without_an_address_a_name_that_nobody_owns_stands_for_it(record: dict[str, Any]) -> None:
    assert (record["site"], record["stands_for_the_site"]) == (None, ELSEWHERE)
    assert urlsplit(ELSEWHERE).hostname == "course.example"
    assert all(link["url"] is None for link in record["links"])
    assert all(link["snippets"]["link"] == ELSEWHERE + link["path"] for link in record["links"])


@pytest.fixture(scope="module")
def published(artifacts) -> dict[str, bytes]:
    """The files of a site that knows where it will be published."""
    settings = this_navigation()
    known = Navigation(settings.name, settings.description, HOST, nav=settings.nav)
    return dict(files_of_links.files(Course(artifacts, ROOT / "docs", known)))


def test_with_an_address_every_snippet_has_it(published: dict[str, bytes]) -> None:
    record = json.loads(published["instructors/links.json"])
    assert (record["site"], record["stands_for_the_site"]) == (HOST, None)
    for link in record["links"]:
        assert link["url"] == urljoin(HOST, link["path"])
        assert ELSEWHERE not in json.dumps(link)


def test_the_snippets_are_what_they_are_called(published: dict[str, bytes]) -> None:
    for link in json.loads(published["instructors/links.json"])["links"]:
        snippets = link["snippets"]
        assert snippets["link"] == link["url"]
        for html in (snippets["html"], markdown.markdown(snippets["markdown"])):
            tags = Tags(html)
            anchor = next(attributes for tag, attributes in tags.found if tag == "a")
            assert anchor["href"] == link["url"]
            if link["kind"] == "figure":
                picture = next(attributes for tag, attributes in tags.found if tag == "img")
                assert picture["alt"] == link["alt"]
                assert picture["src"] == HOST + link["pictures"]["svg"]
            else:
                assert tags.text == link["title"]
        ((tag, frame),) = Tags(snippets["embed"]).found
        assert (tag, frame["src"], frame["title"]) == ("iframe", HOST + link["embed"], link["title"])
        assert int(str(frame["height"])) >= 200


def test_the_table_says_the_same(site: Path, record: dict[str, Any]) -> None:
    content = (site / "instructors" / "links.csv").read_bytes()
    assert content.count(b"\r\n") == len(record["links"]) + 1
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))
    for row, link in zip(rows, record["links"], strict=True):
        flat = {name: value for name, value in link.items() if name not in {"pictures", "snippets"}}
        flat |= {f"picture_{kind}": path for kind, path in (link["pictures"] or {}).items()}
        flat |= {f"snippet_{kind}": text for kind, text in link["snippets"].items()}
        for name, value in flat.items():
            assert row[name] == ("" if value is None else str(value)), name


def read_back(cell: str | int) -> str:
    """A cell as another program has it from our CSV."""
    text = markup.csv(Table(("column",), ((cell,),)))
    return next(csv.DictReader(io.StringIO(text, newline="")))["column"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=\n1"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(text: str) -> None:
    assert read_back(text) == f"'{text}"


@pytest.mark.parametrize("value", [7, "a = 1", "https://course.example/", "<a>", "[1. A](b)"])
def test_other_cells_stay_as_they_are(value: str | int) -> None:
    assert read_back(value) == str(value)


def test_titles_with_marks_are_escaped() -> None:
    snippets = Link("lesson", "A & [b] <c> `d` 100 %", "m/").snippets(HOST)
    for html in (snippets["html"], markdown.markdown(snippets["markdown"])):
        assert Tags(html).text == "A & [b] <c> `d` 100 %"
    assert Tags(snippets["embed"]).found[0][1]["title"] == "A & [b] <c> `d` 100 %"


def test_a_course_without_lessons_has_no_list(project: Project) -> None:
    assert list(files_of_links.files(Course(project.artifacts, project.folder / "docs"))) == []
