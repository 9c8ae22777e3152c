"""What names and titles hold is never taken for markup: it is refused with one line, or shown as it is."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from mnist_report import markup
from mnist_report.config import Course, load_course
from mnist_report.errors import ConfigurationError
from mnist_report.figures.figure import Table
from mnist_report.lessons import Lessons
from mnist_report.outline import Page
from mnist_report.publication import Publication

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project

MARKUP = ["<b>Tom</b>", "</script>", "a|b", "*x*", "`x`", "[x](javascript:alert(1))", "x{: onclick=alert(1)}", "&lt;b&gt;", "&#60;b",
          "back\\slash", "two\nlines", "turned \u202e around", "\u2066", "nul\0", "<< run >>", "{{ x }}"]
PLAIN = ["Tom & 'Jerry'", 'say "x"', "=cmd()", "snow ☃", "#1", "t_shirt", "50 %", "naïve", "-1+1", "R&D; Inc.", "// x", "''' quotes"]


def course(tmp_path: Path, key: str, value: object) -> Course:
    settings = {"dataset": "a.npz", "dataset_name": "Bars", "attribution": "Us", "licence": "CC0", "item": "bar"} | {key: value}
    lines = "".join(f"{name} = {json.dumps(each)}\n" for name, each in settings.items())
    (tmp_path / "pyproject.toml").write_text(f"[tool.mnist-report]\n{lines}", encoding="utf-8")
    return load_course(tmp_path / "pyproject.toml")


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.parametrize("key", ["class_names", "dataset_name", "attribution", "licence", "item", "items", "kind", "kinds"])
def test_markup_in_what_is_said_of_a_data_set(tmp_path: Path, key: str, text: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{key} is .*, but must be .* without < > \|") as caught:
        course(tmp_path, key, [text, "b"] if key == "class_names" else text)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_taken_as_it_is(tmp_path: Path, text: str) -> None:
    assert course(tmp_path, "class_names", [text, "b"]).class_names == (text, "b")
    assert course(tmp_path, "attribution", text).attribution == text


@pytest.mark.parametrize("name", ["<b>x</b>", '"x"', "</script>", "turned \u202e around"])
def test_markup_in_the_name_of_the_site(tmp_path: Path, name: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(f"site_name: {json.dumps(name)}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"site_name is .*, but must be one printable line without < > "):
        Publication.read(tmp_path / "mkdocs.yml")


class Told(HTMLParser):
    """Collects what a browser would make of the head of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_title_and_a_description_are_text(project: Project) -> None:
    """The theme writes both out as they are; so they must be HTML when it gets them."""
    said = "</title><script>alert(1)</script> \"Tom\" & 'Jerry' \u202e"
    lessons = Lessons(project.report, project.folder / "docs")
    page = Page("index.md", {"title": said, "description": f'" onload="{said}'}, "# Home { #home }\n")
    matter = dict(re.findall(r'(?m)^(title|description): (".*")$', markup.page(page, {"index.md": said}, lessons.findings)))
    title, description = json.loads(matter["title"]), json.loads(matter["description"])
    told = Told(f'<title>{title}</title><meta content="{description}">')
    assert told.tags == [("title", {}), ("meta", {"content": f'" onload="{said.rstrip(chr(0x202e))}'})]
    assert told.text == said.rstrip("\u202e")


def test_a_table_is_read_back_as_it_was_and_is_no_formula() -> None:
    table = Table(("name, of a class", 'the "share"'), (("=cmd()", 0.5), ("two\nlines", -1), ("a,b\"c'", 7), ("-", -0.5), ("@x", 1), ("+1", 2)))
    rows = list(csv.reader(io.StringIO(markup.csv(table))))
    assert rows[0] == ["name, of a class", 'the "share"']
    assert rows[1:] == [["'=cmd()", "0.5"], ["two\nlines", "-1"], ["a,b\"c'", "7"], ["-", "-0.5"], ["'@x", "1"], ["'+1", "2"]]


@pytest.mark.parametrize("text", [*MARKUP, *PLAIN])
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    """Python-Markdown, as MkDocs runs it, makes no element of it and loses nothing of it."""
    import markdown

    line = " ".join(text.replace("\0", "").split())
    made = markdown.markdown(f"a {markup.escape(line)} b", extensions=["attr_list", "tables", "md_in_html", "pymdownx.superfences"])
    told = Told(made)
    assert [tag for tag, _ in told.tags] == ["p"]
    assert told.text == f"a {line} b"
