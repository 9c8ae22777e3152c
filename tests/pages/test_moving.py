"""A page moves with all that leads to it, or nothing of the project changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ConfigurationError, ContentError, StoreError
from mnist_report.pages.manuscript import Manuscript
from mnist_report.pages.moving import move
from mnist_report.pages.permalinks import Lock
from tests.support.project import here
from tests.support.sketch import LOCK, MKDOCS, changes, contents, sketch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course."""
    return sketch(tmp_path / "course")


def moved(course: Path, old: str, new: str) -> list[str]:
    manuscript = Manuscript(course)
    told = move(manuscript, old, new)
    manuscript.save()
    return told


def test_every_link_to_a_page_follows_it(course: Path) -> None:
    before = contents(course)
    told = moved(course, "one/first.md", "one/begin.md")
    found = changes(before, contents(course))
    page = "\n".join(line[1:] for line in found.pop("docs/one/begin.md"))
    assert "\n".join(line[1:] for line in found.pop("docs/one/first.md")) == page.replace("begin.md#part", "first.md#part")
    assert found.pop("docs/permalinks.txt")
    assert found == {
        "README.md": ["-See [the first lesson](docs/one/first.md).", "+See [the first lesson](docs/one/begin.md)."],
        "docs/glossary.md": ["-[First](one/first.md), [in Module 1](one/index.md).", "+[First](one/begin.md), [in Module 1](one/index.md)."],
        "docs/index.md": ['-[First](one/first.md) and <a href="one/first/#part">again</a>.',
                          '+[First](one/begin.md) and <a href="one/begin/#part">again</a>.'],
        "docs/one/index.md": ["-1. [First](first.md)", "+1. [First](begin.md)"],
        "docs/one/second.md": ['-builds_on: ["first.md"]', '-[*First*](first.md "T")',
                               '+builds_on: ["begin.md"]', '+[*First*](begin.md "T")'],
        "docs/two/third.md": [
            "-  - ../one/first.md", "-See [the first][f], ![drawn][p] and [its notebook](../downloads/first.ipynb).",
            '-<% include "one/first.md" %>', '-[f]: ../one/first.md#part "Its part"',
            "+  - ../one/begin.md", "+See [the first][f], ![drawn][p] and [its notebook](../downloads/begin.ipynb).",
            '+<% include "one/begin.md" %>', '+[f]: ../one/begin.md#part "Its part"'],
        "gen/editions/fashion/one/begin.md": ["+## Part { #part }", "+", "+[on](second.md)"],
        "gen/editions/fashion/one/first.md": ["-## Part { #part }", "-", "-[on](second.md)"],
        "gen/editions/fashion/permalinks.txt": ["-one/first/", "+one/begin/", "+one/first/ -> one/begin/"],
        "gen/editions/fashion/two/third.md": ["-[f]: ../one/first.md", "+[f]: ../one/begin.md"],
        "mkdocs.yml": ["-      - one/first.md    # keep me", "+      - one/begin.md    # keep me"],
    }
    assert told[0] == "moved docs/one/first.md to docs/one/begin.md"


def test_its_own_links_lead_where_they_led(course: Path) -> None:
    moved(course, "one/first.md", "extra/deep/first.md")
    text = (course / "docs" / "extra" / "deep" / "first.md").read_text()
    assert text.split("# 1. First { #first }\n\n")[1] == """\
[a word](../../glossary.md#word), [myself](first.md#part), [here](#part), [out](https://example.org/first.md), ![x](../../figures/x.svg)

## Part { #part }

`[no link](second.md)` <a href="../../../one/second/">next</a> << confusion_table("../../../glossary/") >>

```markdown
[no link](second.md)
```
"""
    assert (course / "gen/editions/fashion/extra/deep/first.md").read_text().endswith("[on](../../one/second.md)\n")
    assert "\n      - extra/deep/first.md    # keep me\n" in (course / "mkdocs.yml").read_text()


def test_what_it_builds_on_leads_where_it_led(course: Path) -> None:
    moved(course, "two/third.md", "third.md")
    assert "builds_on:\n  - one/first.md\n  - one/second.md\n" in (course / "docs" / "third.md").read_text()


def test_every_address_redirects_and_every_new_one_is_listed(course: Path) -> None:
    moved(course, "one/first.md", "one/begin.md")
    assert (course / "docs" / "permalinks.txt").read_text() == """\
# The addresses.

./
downloads/begin-solutions.ipynb
downloads/begin.ipynb
downloads/begin.py
downloads/first-solutions.ipynb -> downloads/begin-solutions.ipynb
downloads/first.ipynb -> downloads/begin.ipynb
downloads/first.py -> downloads/begin.py
instructors/answers/#one-begin
instructors/answers/#one-first -> instructors/answers/#one-begin
old/ -> one/first/
one/begin/
one/begin/#first
one/begin/#part
one/first/ -> one/begin/
# a comment
one/first/#first
one/first/#gone -> glossary/#word
one/first/#part
"""
    lock = Lock.read(course / "docs" / "permalinks.txt")
    assert [lock.end(address) for address in ("old/", "one/first/", "one/first/#part", "one/first/#gone")] == [
        "one/begin/", "one/begin/", "one/begin/#part", "glossary/#word"]


def test_a_page_can_come_back(course: Path) -> None:
    before = contents(course)
    moved(course, "one/first.md", "one/begin.md")
    moved(course, "one/begin.md", "one/first.md")
    assert set(changes(before, contents(course))) == {"docs/permalinks.txt", "gen/editions/fashion/permalinks.txt"}
    lock = Lock.read(course / "docs" / "permalinks.txt")
    assert lock.redirects == {
        "old/": "one/first/", "one/first/#gone": "glossary/#word", "one/begin/": "one/first/",
        "downloads/begin.ipynb": "downloads/first.ipynb", "downloads/begin.py": "downloads/first.py",
        "downloads/begin-solutions.ipynb": "downloads/first-solutions.ipynb",
        "instructors/answers/#one-begin": "instructors/answers/#one-first",
    }
    assert lock.end("one/begin/#part") == "one/first/#part"


def test_what_is_not_published_needs_no_redirect(course: Path) -> None:
    told = moved(course, "two/third.md", "two/last.md")
    assert (course / "docs" / "permalinks.txt").read_text() == LOCK
    assert not [line for line in told if "redirect" in line]


def test_a_lesson_that_goes_to_another_module_is_numbered_there(course: Path) -> None:
    told = moved(course, "one/first.md", "two/first.md")
    assert (course / "mkdocs.yml").read_text() == MKDOCS.replace("      - one/first.md    # keep me\n", "").replace(
        "      - two/third.md\n", "      - two/third.md\n      - two/first.md\n")
    assert "\n# 2. First { #first }\n" in (course / "docs" / "two" / "first.md").read_text()
    assert '\ntitle: "1. Second"\n' in (course / "docs" / "one" / "second.md").read_text()
    assert "docs/one/second.md was number 2: correct the links that call it so" in told
    assert "instructors/answers/#one-first -> instructors/answers/#two-first" in (course / "docs" / "permalinks.txt").read_text()


def test_the_slides_of_a_lesson_and_of_a_module_go_with_them(course: Path) -> None:
    page, lock = course / "docs" / "one" / "index.md", course / "docs" / "permalinks.txt"
    page.write_text(page.read_text() + "\n[all](slides/index.md), [the first](slides/first/index.html)\n")
    lock.write_text("one/slides/\none/slides/first/\none/slides/second/\n")
    moved(course, "one/first.md", "one/begun.md")
    assert "[all](slides/index.md), [the first](slides/begun/index.html)" in page.read_text()
    moved(course, "one/second.md", "two/second.md")
    moved(course, "one/index.md", "begin/index.md")
    assert "[all](slides/index.md), [the first](slides/begun/index.html)" in (course / "docs" / "begin" / "index.md").read_text()
    redirects = Lock.read(lock).redirects
    assert {old: Lock.read(lock).end(old) for old in redirects} == {
        "one/slides/": "begin/slides/", "one/slides/first/": "begin/slides/begun/", "one/slides/second/": "two/slides/second/",
        "one/slides/begun/": "begin/slides/begun/",
    }


def test_the_page_of_a_module_takes_its_print_with_it(course: Path) -> None:
    (course / "docs" / "permalinks.txt").write_text("downloads/one.ipynb\ninstructors/answers/#one-first\none/print/\n")
    moved(course, "one/index.md", "begin/index.md")
    assert "1. [First](../one/first.md)\n\n[print](print.md)" in (course / "docs" / "begin" / "index.md").read_text()
    assert Lock.read(course / "docs" / "permalinks.txt").redirects == {
        "downloads/one.ipynb": "downloads/begin.ipynb", "one/print/": "begin/print/",
        "instructors/answers/#one-first": "instructors/answers/#begin-first",
    }


def test_the_same_address_in_another_file_needs_no_redirect(course: Path) -> None:
    moved(course, "glossary.md", "glossary/index.md")
    assert (course / "docs" / "permalinks.txt").read_text() == LOCK
    assert "(../one/first.md)" in (course / "docs" / "glossary" / "index.md").read_text()


def test_the_links_of_a_widget_begin_at_the_page_that_shows_it(course: Path) -> None:
    widget = course / "gen" / "widgets" / "pen.html"
    widget.parent.mkdir()
    widget.write_text('<div data-base="../"><a href="../one/first/#part">first</a> <a href="#here">here</a></div>\n')
    (course / "docs" / "pen.md").write_text('# Pen { #pen }\n\n<< widget("pen") >>\n')
    moved(course, "one/first.md", "one/begin.md")
    assert widget.read_text() == '<div data-base="../"><a href="../one/begin/#part">first</a> <a href="#here">here</a></div>\n'
    moved(course, "pen.md", "tools/pen.md")
    assert widget.read_text() == '<div data-base="../../"><a href="../../one/begin/#part">first</a> <a href="#here">here</a></div>\n'


def test_into_a_folder_it_keeps_its_name(course: Path) -> None:
    assert moved(course, "docs/glossary.md", "docs/one/")[0] == "moved docs/glossary.md to docs/one/glossary.md"
    assert moved(course, "one/glossary.md", "two")[0] == "moved docs/one/glossary.md to docs/two/glossary.md"


def test_windows_line_ends_stay_and_an_empty_folder_goes(course: Path) -> None:
    file = course / "docs" / "two" / "third.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes()
    moved(course, "two/index.md", "three/index.md")
    assert file.read_bytes() == before
    moved(course, "two/third.md", "three/third.md")
    assert (course / "docs" / "three" / "third.md").read_bytes() == before
    assert not (course / "docs" / "two").exists()


def test_where_no_link_is_the_page_is_named(course: Path) -> None:
    (course / "docs" / "code.md").write_text("Say `one/first/`.\n")
    (course / "gen" / "pages.py").write_text("x = 1\nPAGE = 'one/first.md'\n")
    told = moved(course, "one/first.md", "one/begin.md")
    assert told[-2:] == ["docs/code.md:1 still names it: Say `one/first/`.", "gen/pages.py:2 still names it: PAGE = 'one/first.md'"]


REFUSED = {
    ("one/first.md", "two/slides/first.md"): "'two/slides/first.md' is where the slides of a module are; choose another name",
    ("one/frist.md", "x.md"): "docs/one/frist.md is no page; did you mean 'one/first.md'?",
    ("one", "x.md"): "docs/one is a folder; move its pages, one by one",
    ("index.md", "x.md"): "docs/index.md stays where it is: it is the home page",
    ("one/first.md", "one/second.md"): "docs/one/second.md is there already; choose another name",
    ("one/first.md", "one/third.md"): "docs/two/third.md is downloaded as third.ipynb already; choose another name",
    ("one/first.md", "one/First.md"): "'one/First.md' is no address; its name should be lower-case words joined by dashes, such as "
                                      "'one/first.md'",
    ("one/first.md", "one/first"): "'one/first' is no page; it should end in .md, such as 'one/first.md'",
    ("one/first.md", "../first.md"): "'../first.md' is outside of docs/; name a path in it, such as 'one/average-digits.md'",
    ("../README.md", "x.md"): "'../README.md' is outside of docs/; name a path in it, such as 'one/average-digits.md'",
    ("glossary.md", "old.md"): "docs/old.md would have the address 'old/', which permalinks.txt leads on to 'one/first/'; choose another "
                               "name",
    ("two/third.md", "one/third.md"): "docs/two/third.md is the only lesson of its module; write another one first",
    ("report/index.md", "x.md"): "docs/report/index.md stays where it is: the foot of each page leads there; "
                                 "mnist_report/pages/markup.py says so",
}


@pytest.mark.parametrize(("old", "new"), REFUSED, ids=" to ".join)
def test_what_cannot_be_moved_is_refused_in_one_line(course: Path, old: str, new: str) -> None:
    (course / "docs" / "report").mkdir()
    (course / "docs" / "report" / "index.md").write_text("# Report { #report }\n")
    before = contents(course)
    done = here("move", old, new, folder=course)
    assert (done.returncode, done.stderr) == (ContentError.exit_code, f"mnist-report: content: {REFUSED[old, new]}\n")
    assert contents(course) == before


def test_a_navigation_that_cannot_be_edited_stops_the_move(course: Path) -> None:
    (course / "mkdocs.yml").write_text(MKDOCS.replace("- one/first.md ", "- &first one/first.md ") + "extra: {first: *first}\n")
    before = contents(course)
    with pytest.raises(ConfigurationError, match=r"^mkdocs\.yml: nav is written in a way that cannot be edited for you"):
        moved(course, "one/first.md", "one/begin.md")
    assert contents(course) == before


def test_a_file_that_cannot_be_written_leaves_all_as_it_was(course: Path) -> None:
    (course / "docs" / "new").write_text("a file where a folder should be")
    before = contents(course)
    with pytest.raises(StoreError, match=r"^cannot write .*docs/new/first\.md: "):
        moved(course, "one/first.md", "new/first.md")
    assert contents(course) == before
