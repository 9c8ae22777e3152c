"""A new lesson or module: a page that has all its parts, its line in the navigation, and what is left to write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ConfigurationError, ContentError, ReportError
from mnist_report.pages.manuscript import Manuscript
from mnist_report.pages.scaffold import new_lesson, new_module
from tests.support.project import here
from tests.support.sketch import MKDOCS, changes, contents, sketch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course."""
    return sketch(tmp_path / "course")


def lesson(course: Path, path: str, **options: str) -> list[str]:
    manuscript = Manuscript(course)
    told = new_lesson(manuscript, path, **options)
    manuscript.save()
    return told


def module(course: Path, name: str, title: str = "Averages", lesson: str = "first-lesson") -> list[str]:
    manuscript = Manuscript(course)
    told = new_module(manuscript, name, title, lesson)
    manuscript.save()
    return told


def page(course: Path, path: str) -> str:
    return (course / "docs" / path).read_text(encoding="utf-8")


def test_a_lesson_is_a_page_and_a_line(course: Path) -> None:
    before = contents(course)
    told = lesson(course, "two/average-digits.md")
    found = changes(before, contents(course))
    assert list(found) == ["docs/two/average-digits.md", "mkdocs.yml"]
    assert found["mkdocs.yml"] == ["+      - two/average-digits.md"]
    text = page(course, "two/average-digits.md")
    assert text.startswith("---\ntitle: 2. Average digits\ndescription: 'To write: ")
    assert "\nbuilds_on: [third.md]\n---\n\n# 2. Average digits { #average-digits }\n" in text
    assert told[:2] == ["wrote docs/two/average-digits.md", "put it into nav in mkdocs.yml, behind two/third.md"]


def test_what_is_left_to_write_is_named_with_its_line(course: Path) -> None:
    told = lesson(course, "two/average-digits.md")[2:]
    lines = page(course, "two/average-digits.md").splitlines()
    named = [re.fullmatch(r"docs/two/average-digits\.md:(\d+): to write: (.+)", line) for line in told]
    assert [int(found[1]) for found in named if found] == [place for place, line in enumerate(lines, 1) if "To write:" in line]
    assert all(found and found[2] in lines[int(found[1]) - 1] for found in named)


def test_the_command_says_what_comes_next(course: Path) -> None:
    done = here("new", "lesson", "two/average-digits.md", folder=course)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith("then run `mnist-report permalinks`")


@pytest.mark.parametrize("after", ["one/first.md", "first.md", "first", "docs/one/first.md"])
def test_a_lesson_behind_another_has_its_number_and_the_next_ones_follow(course: Path, after: str) -> None:
    told = lesson(course, "one/between.md", title="7. Between: two", after=after)
    assert page(course, "one/between.md").startswith("---\ntitle: '2. Between: two'\n")
    assert page(course, "one/second.md").startswith('---\ntitle: "3. Second"\n')
    assert "\n# 3. Second { #second }\n" in page(course, "one/second.md")
    assert (course / "mkdocs.yml").read_text() == MKDOCS.replace("# keep me\n", "# keep me\n      - one/between.md\n")
    assert "docs/one/second.md was number 2: correct the links that call it so" in told


def test_a_lesson_can_be_the_first_of_its_module(course: Path) -> None:
    lesson(course, "one/zeroth.md", after="index")
    assert page(course, "one/zeroth.md").startswith("---\ntitle: 1. Zeroth\ndescription: 'To write: what its reader will be able to do.'\nsummary: 'To write: what it is about, in a few words.'\n---\n")
    assert "\n# 3. Second { #second }\n" in page(course, "one/second.md")
    lesson(course, "two/zeroth-too.md", after="index")
    assert "\nbuilds_on: [../one/second.md]\n" in page(course, "two/zeroth-too.md")


def test_the_number_is_that_of_the_overlay_too(course: Path) -> None:
    overlay = course / "gen" / "editions" / "fashion" / "one" / "second.md"
    overlay.write_text("---\ntitle: 2. Clothes\n---\n\n## Part { #part }\n\n```python\n# 2. not this\n```\n")
    lesson(course, "one/between.md", after="first")
    assert overlay.read_text() == "---\ntitle: 3. Clothes\n---\n\n## Part { #part }\n\n```python\n# 2. not this\n```\n"


def test_lessons_that_are_not_numbered_in_a_row_keep_their_numbers(course: Path) -> None:
    file = course / "docs" / "one" / "second.md"
    file.write_text(file.read_text().replace("2. Second", "5. Second"))
    lesson(course, "one/between.md", after="first")
    assert page(course, "one/between.md").startswith("---\ntitle: 6. Between\n")
    assert "# 5. Second" in page(course, "one/second.md")


def test_windows_line_ends_and_a_byte_order_mark_stay(course: Path) -> None:
    for name in ("mkdocs.yml", "docs/one/second.md"):
        file = course / name
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    before = {name: (course / name).read_bytes() for name in ("mkdocs.yml", "docs/one/second.md")}
    lesson(course, "one/between.md", after="first")
    assert (course / "mkdocs.yml").read_bytes() == before["mkdocs.yml"].replace(b"# keep me\r\n", b"# keep me\r\n      - one/between.md\r\n")
    assert (course / "docs/one/second.md").read_bytes() == before["docs/one/second.md"].replace(b"2. Second", b"3. Second")


def test_a_module_has_a_page_a_lesson_and_a_part_behind_the_last_module(course: Path) -> None:
    told = module(course, "three", "Averages: all")
    part = "  - 'Module 3. Averages: all':\n      - three/index.md\n      - three/first-lesson.md\n"
    assert (course / "mkdocs.yml").read_text() == MKDOCS.replace("  - Glossary", f"{part}  - Glossary")
    assert page(course, "three/index.md").startswith("---\ntitle: 'Averages: all'\n")
    assert "\nbuilds_on: [../two/third.md]\n" in page(course, "three/first-lesson.md")
    assert told[1] == "put 'Module 3. Averages: all' into nav in mkdocs.yml, behind 'Module 2. Go on'"
    module(course, "four", "More", "sums")
    assert page(course, "four/sums.md").startswith("---\ntitle: 1. Sums\n")


def test_titles_of_modules_that_have_no_number_get_none(course: Path) -> None:
    (course / "mkdocs.yml").write_text(MKDOCS.replace('"Module 2. Go on"', "Go on"))
    module(course, "three")
    assert "\n  - Averages:\n" in (course / "mkdocs.yml").read_text()


@pytest.mark.parametrize("text", [None, "site_name: Sketch\n", "INHERIT: base.yml\n"])
def test_without_a_navigation_it_says_what_to_write_by_hand(course: Path, text: str | None) -> None:
    (course / "mkdocs.yml").unlink() if text is None else (course / "mkdocs.yml").write_text(text)
    told = lesson(course, "one/average-digits.md")
    assert page(course, "one/average-digits.md").startswith("---\ntitle: 3. Average digits\n")
    assert told[1] == ("mkdocs.yml has no nav: write one, a part with a title and a list of pages for each module, "
                       "with one/average-digits.md")
    assert module(course, "three")[1] == ("mkdocs.yml has no nav with lessons: add `- Averages:`, with a list of "
                                          "three/index.md and three/first-lesson.md")


def test_a_navigation_that_cannot_be_edited_is_left_and_the_line_named(course: Path) -> None:
    text = MKDOCS.replace("      - two/third.md", "      - >-\n        two/third.md\n      - two/index.md")
    (course / "mkdocs.yml").write_text(text)
    told = lesson(course, "two/average-digits.md")
    assert told[1].endswith("without anchors: add `- two/average-digits.md` behind two/third.md")
    assert (course / "mkdocs.yml").read_text() == text


REFUSED = {
    "two/third.md": "docs/two/third.md is there already; choose another name",
    "two/first.md": "docs/one/first.md is downloaded as first.ipynb already; choose another name",
    "two/third": "'two/third' is no page; it should end in .md, such as 'two/third.md'",
    "two/Average Digits.md": "'two/Average Digits.md' is no address; its name should be lower-case words joined by dashes, such as "
                             "'two/average-digits.md'",
    "two/É.md": "'two/É.md' is no address; its name should be lower-case words joined by dashes, such as 'two/average-digits.md'",
    "two/print.md": "'two/print.md' is the page that a module is printed from; choose another name",
    "two/slides.md": "'two/slides.md' is where the slides of a module are; choose another name",
    "tow/x.md": "'tow/x.md' is in no module; did you mean 'two'?",
    "x.md": "'x.md' is in no module; there are 'one', 'two'",
    "../x.md": "'../x.md' is outside of docs/; name a path in it, such as 'one/average-digits.md'",
    "two/../../x.md": "'two/../../x.md' is outside of docs/; name a path in it, such as 'one/average-digits.md'",
    "/tmp/x.md": "'/tmp/x.md' is outside of docs/; name a path in it, such as 'one/average-digits.md'",
    "old.md": "'old.md' is in no module; there are 'one', 'two'",
}


@pytest.mark.parametrize("path", REFUSED)
def test_where_no_lesson_can_be_it_is_refused_in_one_line(course: Path, path: str) -> None:
    before = contents(course)
    done = here("new", "lesson", path, folder=course)
    assert (done.returncode, done.stderr) == (ContentError.exit_code, f"mnist-report: content: {REFUSED[path]}\n")
    assert contents(course) == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("two", "docs/two/index.md is there already; choose another name"),
        ("old", "docs/old.md would have the address 'old/', which permalinks.txt leads on to 'one/first/'; choose another name"),
        ("downloads", "'downloads' has files or addresses already; choose another folder, such as 'module-3'"),
        ("glossary", "docs/glossary.md is there already; choose another name"),
        ("Three", "'Three' is no address; its name should be lower-case words joined by dashes, such as 'three'"),
        ("../three", "'../three' is outside of docs/; name a path in it, such as 'one/average-digits.md'"),
        ("a/three", "'a/three' has files or addresses already; choose another folder, such as 'module-3'"),
    ],
)
def test_where_no_module_can_be_it_is_refused_in_one_line(course: Path, name: str, words: str) -> None:
    before = contents(course)
    done = here("new", "module", name, "--title", "T", folder=course)
    assert (done.returncode, done.stderr) == (ContentError.exit_code, f"mnist-report: content: {words}\n")
    assert contents(course) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--after", "one/frist.md"], "--after names 'one/frist.md', which is no page of the module; did you mean 'one/first.md'?"),
        (["--after", "two/third.md"], "--after names 'two/third.md', which is no page of the module; there are 'one/index.md', "),
        (["--title", "a\nb"], "the title is 'a\\nb'; it should be one printable line"),
        (["--title", "3. "], "the title is '3. '; it should be one printable line"),
    ],
)
def test_a_wrong_option_is_refused_in_one_line(course: Path, options: list[str], words: str) -> None:
    before = contents(course)
    done = here("new", "lesson", "one/x.md", *options, folder=course)
    assert done.stderr.startswith(f"mnist-report: content: {words}")
    assert (done.returncode, done.stderr.count("\n")) == (ContentError.exit_code, 1)
    assert contents(course) == before


def test_a_mistake_in_another_page_is_told_with_its_name(course: Path) -> None:
    (course / "docs" / "one" / "first.md").write_text("---\ntitle: [\n---\n")
    with pytest.raises(ReportError, match=r"^docs/one/first\.md: ParserError: "):
        lesson(course, "two/x.md")


def test_without_a_course_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^no docs/ in .*; name the folder of a course by --project$"):
        lesson(tmp_path, "one/x.md")
    assert list(tmp_path.iterdir()) == []
