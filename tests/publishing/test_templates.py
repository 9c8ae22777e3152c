"""What the theme made of a page is used again while nothing that it has read changes, and not a moment longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mnist_report.core.settings import STORE
from tests.support.converting import Course, noted_course

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALL = ["index", "sitemap.xml", "three", "two"]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    return noted_course(tmp_path / "course", monkeypatch)


def built(course: Course) -> tuple[dict[str, str], list[str]]:
    """The digests of the site, and what was rendered for it."""
    site, _ = course.build()
    return site, sorted(course.rendered)


def test_nothing_is_rendered_twice(course: Course) -> None:
    site, rendered = built(course)
    assert rendered == ALL
    assert built(course) == (site, [])
    course.write("keep.py", "")
    assert built(course) == (site, ALL)


EDITS: dict[str, Callable[[Course], object]] = {
    "a title of the page's own": lambda course: course.replace("docs/index.md", "# Home", "# House"),
    "a title": lambda course: course.replace("docs/three.md", "Third", "The third"),
    "front matter": lambda course: course.replace("docs/three.md", "title: Third", "title: Third\nicon: x"),
    "a title in nav": lambda course: course.replace("mkdocs.yml", "Two:", "Second:"),
    "the order": lambda course: course.replace("mkdocs.yml", "index.md, Two: two.md, three.md", "index.md, three.md, Two: two.md"),
    "the depth of contents": lambda course: course.replace("mkdocs.yml", "permalink: true", "permalink: true, toc_depth: 1"),
    "a template": lambda course: course.replace("theme/main.html", "{{ page.title }}", "{{ page.title }}!"),
    "a part of a template": lambda course: course.write("theme/part.html", "other"),
    "a setting of the theme": lambda course: course.replace("mkdocs.yml", "custom_dir: theme", "custom_dir: theme, look: dark"),
    "the site's name": lambda course: course.replace("mkdocs.yml", "Tiny", "Tinier"),
    "an extra value": lambda course: course.replace("mkdocs.yml", "site_name:", "extra: {a: 1}\nsite_name:"),
    "a name that is a number": lambda course: course.replace("mkdocs.yml", "extra: {1: a}", "extra: {'1': a}"),
    "a new file": lambda course: course.write("docs/b.png", "b"),
    "a new page": lambda course: course.write("docs/four.md", "# Four four\n"),
    "the script": lambda course: course.replace("keep.py", "import mkdocs_gen_files\n", "import mkdocs_gen_files\n\n"),
    "the search": lambda course: course.replace("mkdocs.yml", "pipeline: []", "pipeline: [trimmer]"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_all_is_rendered_as_from_nothing(course: Course, monkeypatch: pytest.MonkeyPatch, edit: str) -> None:
    course.write("theme/part.html", "part")
    course.replace("theme/main.html", "\n", "{% include 'part.html' %} {{ config.extra }} {{ config.theme.look }} {{ config.site_name }}\n")
    if edit == "a name that is a number":
        course.replace("mkdocs.yml", "site_name:", "extra: {1: a}\nsite_name:")
    built(course)
    EDITS[edit](course)
    site, rendered = built(course)
    assert set(rendered) >= set(ALL)
    monkeypatch.setenv(STORE, str(course.folder / "another store"))
    assert built(course)[0] == site


OF_ONE_PAGE: dict[str, Callable[[Course], object]] = {
    "text": lambda course: course.replace("docs/two.md", "In a note", "In another note"),
    "a heading": lambda course: course.replace("docs/two.md", "In a note.", "In a note.\n\n### More {: data-toc-label=X }"),
    "its name in the contents": lambda course: course.replace("docs/two.md", "{ #deep }", "{ #deep data-toc-label=X }"),
    "what no reader sees": lambda course: course.replace("docs/two.md", "In a note.", "In a note.\n\n[x]: https://example.org"),
}


@pytest.mark.parametrize("edit", OF_ONE_PAGE)
def test_an_edit_of_one_text_has_its_page_rendered(course: Course, monkeypatch: pytest.MonkeyPatch, edit: str) -> None:
    built(course)
    OF_ONE_PAGE[edit](course)
    site, rendered = built(course)
    assert rendered == ["two"]
    assert built(course) == (site, [])
    monkeypatch.setenv(STORE, str(course.folder / "another store"))
    assert built(course)[0] == site


LOOKS = {
    "at the HTML": "{{ %s.content }}",
    "at the contents": "{{ %s.toc.items[0].children | join(attribute='id') }}",
    "at the Markdown": "{{ %s.markdown }}",
    "at the file": "{{ %s.file.content_string }}",
    "at its bytes": "{{ %s.file.content_bytes }}",
    "at its anchors": "{{ %s.present_anchor_ids | sort }}",
    "at all there is": "{{ %s.__dict__.content }}",
    "at the HTML by a filter": "{{ [%s] | map(attribute='content') | list }}",
    "at whether it is long": "{% if %s.content | length > 290 %}long{% endif %}",
    "whether it is another page": "{{ %s == page }}",
}


@pytest.mark.parametrize("of", ["nav.pages[1]", "pages[-1].page"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_template_that_looks_at_another_page(course: Course, monkeypatch: pytest.MonkeyPatch, look: str, of: str) -> None:
    looking = LOOKS[look].replace("%s", of)
    course.write("theme/main.html", f"{{{{ page.content }}}}{{% if page.title != 'Third' %}}{looking}{{% endif %}}\n")
    course.write("theme/sitemap.xml", f"a sitemap {looking}")
    built(course)
    course.replace("docs/two.md", "In a note.", "In a note. " + "x" * 99 + "\n\n### More\n")
    site, rendered = built(course)
    assert rendered == (["two"] if look == "whether it is another page" else ["index", "sitemap.xml", "two"])
    assert built(course) == (site, [])
    monkeypatch.setenv(STORE, str(course.folder / "another store"))
    assert built(course)[0] == site


@pytest.mark.parametrize("setting", ["Tiny", "theme, look: dark", "lang: en"])
def test_a_setting_from_the_environment_is_part_of_the_key(course: Course, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    before, colon, value = setting.rpartition(" ")
    course.replace("theme/main.html", "\n", "{{ config.theme.look }}\n")
    course.replace("mkdocs.yml", *("custom_dir: theme", "custom_dir: theme, look: dark") if "look" in setting else ("Tiny", "Tiny"))
    course.replace("mkdocs.yml", setting, f"{before}{colon}!ENV [OF_TEST, {value}]")
    built(course)
    monkeypatch.setenv("OF_TEST", "de")
    assert built(course)[1] == ALL
    assert built(course)[1] == []


def test_the_day_is_part_of_the_key(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    built(course)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700100000")
    assert built(course)[1] == ALL
    assert built(course)[1] == []


def test_a_template_that_is_missing_is_reported_each_time(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    course.replace("mkdocs.yml", "custom_dir: theme", "custom_dir: theme, static_templates: [gone.html]")
    for rendered in (ALL, []):
        caplog.clear()
        assert built(course)[1] == rendered
        assert "Template skipped: 'gone.html' not found in theme directories." in caplog.text


def test_what_a_template_reports_is_reported_each_time(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    course.replace("keep.py", "import mkdocs_gen_files\n", """\
import logging
import mkdocs_gen_files
report = logging.getLogger("mkdocs").warning
mkdocs_gen_files.config.plugins.events["env"].append(lambda env, **_: env.globals.update(report=report))
""")
    course.replace("theme/main.html", "\n", "{% if page.title == 'Two' %}{{ report('Two!') }}{% endif %}\n")
    for _ in range(2):
        caplog.clear()
        assert "two" in built(course)[1]
        assert [record.message for record in caplog.records] == ["Two!"]


def test_a_template_that_a_page_chooses(course: Course) -> None:
    course.write("theme/other.html", "other {{ page.title }}")
    course.replace("docs/two.md", "search:", "template: other.html\nsearch:")
    site, rendered = built(course)
    assert rendered == ALL
    assert built(course) == (site, [])
    assert (course.folder / "site" / "two" / "index.html").read_text(encoding="utf-8") == "other Two"


HOOK = "def on_page_context(context, **_):\n    context['more'] = 'of another day'\n"


@pytest.mark.parametrize("setting", ["hooks: [hook.py]", "extra: {now: !!python/name:time.time }"])
def test_with_code_that_nobody_here_knows_all_is_rendered_each_time(course: Course, setting: str) -> None:
    course.write("hook.py", HOOK)
    course.replace("mkdocs.yml", "site_name:", f"{setting}\nsite_name:")
    built(course)
    assert built(course)[1] == ALL


def test_an_error_in_a_template_is_the_error_that_it_was(course: Course) -> None:
    course.write("theme/main.html", "{% if %}")
    for script in ((course.folder / "keep.py").read_text(encoding="utf-8"), ""):
        course.write("keep.py", script)
        with pytest.raises(Exception, match="Expected an expression, got 'end of statement block'"):
            course.build()
