"""What MkDocs made of a page is used again until anything that it was made from changes; a kept page is a fresh one. (Over 300 lines: each thing that a page is made from.)"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import markdown
import pymdownx
import pytest

from mnist_report.core.settings import STORE
from mnist_report.core.store import Store
from mnist_report.publishing import conversions, kept
from tests.support.converting import PROJECT, Course, noted_course

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    return noted_course(tmp_path / "course", monkeypatch)


CONVERTED = ["convert index", "convert three", "convert two"]
INDEXED = ["index index", "index three", "index two"]
ALL = CONVERTED + INDEXED
TWO = ["convert two", "index two"]


def test_nothing_is_converted_twice(course: Course) -> None:
    fresh, made = course.build()
    assert made == ALL
    again, made = course.build()
    assert made == []
    assert again == fresh
    entries = json.loads((course.folder / "site" / "search" / "search_index.json").read_text())["docs"]
    assert [(entry["location"], entry.get("tags"), entry.get("boost")) for entry in entries] == [
        ("", ["a", "1"], None), ("#below", ["a", "1"], None), ("two/", None, 2), ("two/#deep", None, 2),
    ]
    home = (course.folder / "site" / "index.html").read_text()
    assert "data-search" not in home
    assert '<a href="two/#deep">two</a>' in home
    assert "of this" not in str(entries)


def test_nothing_of_it_changes_what_mkdocs_alone_makes(course: Course) -> None:
    with_it, _ = course.build()
    course.write("keep.py", "")
    assert course.build() == (with_it, ALL)


EDITS: dict[str, tuple[Callable[[Course], None], list[str]]] = {
    "a page": (lambda course: course.replace("docs/two.md", "In a note", "In another note"), TWO),
    "a heading": (lambda course: course.replace("docs/two.md", "## Deep", "## Deeper"), TWO),
    "a title": (lambda course: course.replace("docs/three.md", "Third", "The third"), ["index three"]),
    "a title in nav": (lambda course: course.replace("mkdocs.yml", "Two:", "Second:"), ["index two"]),
    "a title under that in nav": (lambda course: course.replace("docs/two.md", "search:", "title: No\nsearch:"), ["index two"]),
    "tags": (lambda course: course.replace("docs/index.md", "[a, 1]", "[a, '1', b]"), ["index index"]),
    "the weight in the search": (lambda course: course.replace("docs/two.md", "boost: 2", "boost: 3"), ["index two"]),
    "left out of the search": (lambda course: course.replace("docs/two.md", "boost: 2", "exclude: true"), ["index two"]),
    "the theme": (lambda course: course.replace("theme/main.html", "{{ page.title }}", "{{ page.title }}!"), []),
    "a new page": (lambda course: course.write("docs/four.md", "# Four four\n"), ["convert four", *CONVERTED, "index four"]),
    "a removed page": (lambda course: (course.folder / "docs" / "three.md").unlink() or course.replace("mkdocs.yml", ", three.md", ""), ["convert index", "convert two"]),
    "a new picture": (lambda course: course.write("docs/b.png", "b"), CONVERTED),
    "a page that is left out": (lambda course: course.replace("mkdocs.yml", "nav:", "exclude_docs: three.md\nnav:"), ["convert index", "convert two"]),
    "a setting of an extension": (lambda course: course.replace("mkdocs.yml", "permalink: true", "permalink: '#'"), [*CONVERTED, "index index", "index two"]),
    "the depth of contents": (lambda course: course.replace("mkdocs.yml", "permalink: true", "permalink: true, toc_depth: 1"),
                              [*CONVERTED, "index index", "index two"]),
    "one extension more": (lambda course: course.replace("mkdocs.yml", "- attr_list", "- attr_list\n  - nl2br"), [*CONVERTED, "index three"]),
    "one extension less": (lambda course: course.replace("mkdocs.yml", "  - admonition\n", ""), [*CONVERTED, "index two"]),
    "what is reported": (lambda course: course.replace("mkdocs.yml", "anchors: warn", "anchors: warn, not_found: ignore"), CONVERTED),
    "the form of addresses": (lambda course: course.replace("mkdocs.yml", "nav:", "use_directory_urls: false\nnav:"), ALL),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_the_site_is_as_built_from_nothing(course: Course, monkeypatch: pytest.MonkeyPatch, edit: str) -> None:
    course.build()
    change, expected = EDITS[edit]
    change(course)
    after, made = course.build()
    assert made == expected
    monkeypatch.setenv(STORE, str(course.folder / "another store"))
    assert course.build()[0] == after


def test_the_same_text_elsewhere_is_another_page(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    for name, text in {"four": "[five](five.md#x)", "in/four": "-", "five": "# Five { #x }", "in/five": "-"}.items():
        course.write(f"docs/{name}.md", text)
    course.build()
    assert not caplog.records
    course.write("docs/in/four.md", "[five](five.md#x)")
    course.write("docs/four.md", "-")
    course.build()
    assert "'in/four.md' contains a link 'five.md#x', but the doc 'in/five.md' does not contain" in caplog.text


def test_versions_and_this_code_are_part_of_the_key(course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    course.build()
    (tmp_path / "more" / "pymdown_extensions-99.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "more")])
    assert course.build()[1] == ALL
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert course.build()[1] == ALL
    for name in kept.CODE:
        (tmp_path / name).write_text(Path(kept.__file__).with_name(name).read_text(encoding="utf-8"))
    (tmp_path / kept.CODE[-1]).write_text("other code")
    monkeypatch.setitem(kept.__dict__, "__file__", str(tmp_path / "kept.py"))
    assert course.build()[1] == ALL
    assert course.build()[1] == []


def test_what_a_page_reports_is_reported_each_time(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    course.write("docs/two.md", "# Two two\n\n[away](nowhere.md)\n")
    course.replace("docs/index.md", "two.md#deep", "two.md")
    for made in (ALL, ["convert two"]):
        caplog.clear()
        assert course.build()[1] == made
        assert [record.message for record in caplog.records if record.levelname == "WARNING"] == [
            "Doc file 'two.md' contains a link 'nowhere.md', but the target is not found among documentation files."
        ]
    caplog.clear()
    course.replace("docs/two.md", "nowhere.md", "index.md")
    course.build()
    assert course.build()[1] == []
    assert not [record for record in caplog.records if record.levelname == "WARNING"]


def test_what_was_converted_while_nothing_is_reported_is_not_used_when_it_would_be(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    course.write("docs/two.md", "# Two two\n\n[away](nowhere.md)\n\n## Deep { #deep }\n")
    with caplog.at_level("ERROR", logger="mkdocs"):
        course.build()
        assert course.build()[1] == []
    assert not caplog.records
    with caplog.at_level("INFO", logger="mkdocs"):
        course.build()
    assert "contains a link 'nowhere.md'" in caplog.text


def test_a_link_breaks_when_the_page_that_it_leads_to_changes(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    course.build()
    course.replace("docs/two.md", "#deep", "#deeper")
    for made in (TWO, []):
        caplog.clear()
        assert course.build()[1] == made
        assert [record.message for record in caplog.records] == [
            "Doc file 'index.md' contains a link 'two.md#deep', but the doc 'two.md' does not contain an anchor '#deep'."
        ]


@pytest.mark.parametrize("extension", ["pymdownx.snippets: {base_path: [docs]}", "pymdownx.b64: {base_path: docs}"])
def test_with_an_extension_that_reads_files_pages_are_converted_each_time(course: Course, extension: str) -> None:
    course.replace("mkdocs.yml", "- attr_list", f"- attr_list\n  - {extension}")
    course.write("docs/two.md", "# Two two\n\n--8<-- \"part.txt\"\n\n![](a.png)\n\n## Deep { #deep }\n")
    course.write("docs/part.txt", "A part.")
    for _ in range(2):
        assert course.build()[1][:3] == CONVERTED


def test_the_extensions_that_read_files_are_known() -> None:
    modules = list(Path(pymdownx.__file__).parent.rglob("*.py")) + list((Path(markdown.__file__).parent / "extensions").glob("*.py"))
    opening = {path.stem for path in modules if "open(" in path.read_text(encoding="utf-8")}
    assert {f"pymdownx.{name}" for name in opening} == conversions.READ_FILES
    assert {path.stem for path in modules if path.parent.name == "extensions"} - {"__init__"} == conversions.STANDARD


@pytest.mark.parametrize("setting", [
    "- toc: {slugify: !!python/name:markdown.extensions.toc.slugify_unicode }",
    "- pymdownx.superfences: {custom_fences: [{name: x, class: x, format: !!python/name:pymdownx.superfences.fence_code_format }]}",
    "- mkdocs_extension_of_nobody",
])
def test_with_code_of_others_pages_are_converted_each_time(course: Course, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    course.write("of_nobody/mkdocs_extension_of_nobody.py", "import markdown\n\n\nclass E(markdown.Extension):\n    def extendMarkdown(self, md):\n        pass\n\n\nmakeExtension = E\n")
    monkeypatch.syspath_prepend(course.folder / "of_nobody")
    text = PROJECT["mkdocs.yml"].replace("  - toc: {permalink: true}\n  - pymdownx.superfences\n", f"  {setting}\n")
    course.write("mkdocs.yml", text)
    site, _ = course.build()
    assert course.build() == (site, CONVERTED)


@pytest.mark.parametrize("search", ["search", "search: {prebuild_index: false}", "material/search: {enabled: false}"])
def test_another_search_works_as_ever(course: Course, search: str) -> None:
    course.replace("mkdocs.yml", "material/search: {lang: en, separator: ' ', pipeline: []}", search)
    site, made = course.build()
    assert made == CONVERTED
    assert course.build() == (site, [])
    course.write("keep.py", "")
    assert course.build() == (site, CONVERTED)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-9]),
    "other": lambda file: file.write_bytes(file.read_bytes().replace(b"Home", b"Hole")),
    "empty": lambda file: file.write_bytes(b""),
    "gone": lambda file: file.unlink(),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize("name", ["pages.json", "entry.json"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_converted_again(course: Course, damage: str, name: str) -> None:
    site, _ = course.build()
    (file,) = course.store.glob(f"pages/*/{name}")
    DAMAGES[damage](file)
    assert course.build() == (site, ALL if damage != "other" or name == "pages.json" else [])
    assert course.build() == (site, [])


def test_the_store_holds_one_of_them_and_knows_its_size(course: Course) -> None:
    course.build()
    for count in range(3):
        course.write("docs/two.md", f"# Two two\n\n{count} [home](index.md)\n\n## Deep {{ #deep }}\n")
        course.build()
    (entry,) = Store(course.store).entries()
    assert (entry.name, entry.size) == ("pages", sum(file.stat().st_size for file in entry.folder.iterdir()))
    (removed,) = Store(course.store).trim(0, [])
    assert removed == entry
    assert course.build()[1] == ALL


def test_a_store_that_cannot_be_used_costs_time_alone(course: Course) -> None:
    site, _ = course.build()
    shutil.rmtree(course.store)
    course.store.write_text("a file where the store should be")
    for _ in range(2):
        assert course.build() == (site, ALL)
