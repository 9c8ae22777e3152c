"""The slides of a lesson: what they show of it and in which order, what they leave to the notes, and where they stand."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.exports import slides
from mnist_report.exports.deck import MOST, Deck, portions
from mnist_report.exports.markdown_html import html
from mnist_report.exports.pieces import first_sentence
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.publishing import sources
from mnist_report.publishing.checks import check
from mnist_report.publishing.offline import archive
from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from mnist_report.exports.deck import Slide
    from tests.support.project import Project

SITE = "https://example.org/course/"
VENDORED = ROOT / "docs" / "assets" / "slides"
ASSETS = ("assets/colours.css", "assets/site.css", "assets/logo.svg", *(f"assets/slides/{path.name}" for path in sorted(VENDORED.iterdir())))
LESSON = """---
title: 1. One & only
description: You will be able to begin.
---

# 1. One & only { #one }

An opening sentence. It goes on.

<% call question("before", "What comes first?", ["The egg", "The hen"], "The hen", replies=["Who laid it?", ""]) %>
Somebody laid the egg that this hen came out of. But who?
<% endcall %>

## The code { #the-code }

These are its lines. They are few.

```python
x = 1
print(x)
```

<< output("1") >>

<< figure("sample_images") >>

> **Takeaway:** It shows *this*.

## An idea { #an-idea }

It has `f(x)` in [a link](../index.md) that leads to the beginning. And a second sentence.

- The first item. More of it.
- The second item

```math
y = x^2
```

| a | b |
|---|---|
| 1 | 2 |

!!! note "Aside"

    Nobody should see this on a slide.

## Try it { #try-it }

### Exercise 1: Do { #exercise-do }

Do it.

??? success "Solution"

    Done.

## For the classroom { #for-the-classroom }

**Discuss:** Who is right? And who decides?

*For the instructor:* Let them vote.

## Next { #next }

What comes after.
"""


@pytest.fixture
def teaching(project: Project) -> Callable[..., Course]:
    """`teaching(lesson, address)`: a course of one module with this lesson, at that address."""
    docs = project.folder / "docs"
    (docs / "m").mkdir()
    (docs / "m" / "index.md").write_text("---\ntitle: Module *M*\n---\n# Module { #m }\n", encoding="utf-8")

    def course(lesson: str = LESSON, address: str = "", name: str = "Course <1>") -> Course:
        (docs / "m" / "one.md").write_text(lesson, encoding="utf-8")
        navigation = Navigation(name=name, address=address, nav=(Part("M", ("m/index.md", "m/one.md")),))
        return Course(project.artifacts, docs, navigation)

    return course


def deck(course: Course) -> list[Slide]:
    """The slides of the lesson, their texts as HTML."""
    made = Deck(course.page("m/one.md"), "m/slides/one/", "M").slides
    return [replace(slide, body=html(slide.body), notes=html(slide.notes)) for slide in made]


def document(course: Course) -> str:
    return dict(slides.files(course))["m/slides/one/index.html"].decode()


def text(source: str) -> str:
    """What HTML says: only elements that are no words of a line stand apart."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:a|code|em|strong)\b[^>]*>", "", source)).split())


def test_the_slides_are_those_of_the_lesson_in_its_order(teaching: Callable[..., Course]) -> None:
    assert [(slide.kind, slide.id) for slide in deck(teaching())] == [
        ("title", "one"), ("question", "question-before"), ("answer", "question-before.answer"), ("code", "the-code"),
        ("output", "the-code.2"), ("figure", "fig-sample-images"), ("remark", "the-code.3"), ("text", "an-idea"),
        ("discussion", "for-the-classroom"),
    ]


def test_the_answer_is_on_the_next_slide_and_the_question_does_not_give_it_away(teaching: Callable[..., Course]) -> None:
    question, answer = deck(teaching())[1:3]
    assert text(question.body) == "The egg The hen"
    assert 'class="right"' not in question.body
    assert '<li class="right"><strong>The hen</strong></li>' in answer.body
    assert text(answer.body) == "The egg The hen Somebody laid the egg that this hen came out of."
    assert "The answer, on the next slide: The hen." in text(question.notes)
    assert "But who?" in text(answer.notes) and "The egg: Who laid it?" in text(answer.notes)


def test_a_slide_shows_first_sentences_and_the_notes_have_the_rest(teaching: Callable[..., Course]) -> None:
    by_id = {slide.id: slide for slide in deck(teaching())}
    idea = by_id["an-idea"]
    assert text(idea.body).startswith("It has f(x) in a link that leads to the beginning. The first item. More of it. The second item y = x 2 a b 1 2")
    assert text(idea.notes).startswith("It has f(x) in a link that leads to the beginning. And a second sentence. The first item.")
    assert "<a " not in idea.body + idea.notes
    assert text(by_id["one"].body) == "You will be able to begin."
    assert "It goes on." in by_id["one"].notes
    assert text(by_id["the-code"].notes).startswith("These are its lines. They are few.")
    assert text(by_id["the-code.3"].body) == "It shows this." and by_id["the-code.3"].title == "Takeaway"
    assert "Nobody should see this" not in document(teaching())


def test_the_last_slide_asks_the_class_and_its_note_is_for_the_instructor(teaching: Callable[..., Course]) -> None:
    last = deck(teaching())[-1]
    assert (last.over, text(last.body)) == ("Discuss", "Who is right? And who decides?")
    assert text(last.notes) == "For the instructor: Let them vote."
    assert [word for word in ("Exercise", "Done.", "What comes after.") if word in document(teaching())] == []


def test_a_lesson_without_a_question_for_the_class_ends_with_its_last_section(teaching: Callable[..., Course]) -> None:
    lesson = LESSON.replace("{ #for-the-classroom }", "{ #in-class }")
    assert [slide.id for slide in deck(teaching(lesson))][-2:] == ["in-class", "next"]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("This is the first of them, and it says enough. Two.", "This is the first of them, and it says enough."),
        ("One. Two. Three.", "One. Two."),
        ("One. " + "Two " * 50 + "end. Three.", "One."),
        ("Why would anybody ask for forty characters? It is so. Three.", "Why would anybody ask for forty characters? It is so."),
        ("It is 97.3 % of the 10,000 images of this run. So much.", "It is 97.3 % of the 10,000 images of this run."),
        ("Call `x. Y` and whatever else you like to call. Then go.", "Call `x. Y` and whatever else you like to call."),
        ("Call it as often as you like, it does not tire. `Y` goes.", "Call it as often as you like, it does not tire."),
        ("See (as. Here) this, and that, and all of the others. That.", "See (as. Here) this, and that, and all of the others."),
        ("*See this. That* too, and then a few words more of it. More.", "*See this. That* too, and then a few words more of it."),
        ("Some tools, e.g. Keras, do what is asked of them. Others not.", "Some tools, e.g. Keras, do what is asked of them."),
        ("**Bold, and long enough to stand on a slide alone.** Then.", "**Bold, and long enough to stand on a slide alone.**"),
    ],
)
def test_a_first_sentence_is_whole(said: str, first: str) -> None:
    assert first_sentence(said) == first


@pytest.mark.parametrize(
    ("lines", "sizes"),
    [
        (["x"] * 8 + [""] + ["y"] * 12, [8, 12]),
        (["x"] * 3 + [""] + ["x"] * 5 + [""] + ["y"] * 12, [9, 12]),
        (["def f():"] + ["    x"] * 9 + ["g(", *["    y"] * 8, ")"], [10, 10]),
        (["f("] + ["    x"] * 18 + [")"], [15, 5]),
        (["x"] * 40, [15, 15, 10]),
    ],
)
def test_long_code_goes_on_the_next_slide_where_it_may_be_cut(lines: list[str], sizes: list[int]) -> None:
    cut = list(portions("\n".join(lines)))
    assert [len(portion.split("\n")) for portion in cut] == sizes
    assert "".join("".join(cut).split()) == "".join("".join(lines).split())


def test_a_long_lesson_loses_prose_and_nothing_else(teaching: Callable[..., Course]) -> None:
    prose = "".join(f"## Thought {number} {{ #t-{number} }}\n\nIt is one of many.\n\n" for number in range(12))
    lesson = LESSON.replace("## Try it", f"{prose}## Try it")
    long, short = deck(teaching(lesson)), deck(teaching())
    assert len(long) == MOST
    assert [slide.id for slide in long if not slide.id.startswith("t-")] == [slide.id for slide in short]
    assert [slide.id for slide in long if slide.id.startswith("t-")] == [f"t-{number}" for number in range(MOST - len(short))]
    figures = "".join(f'## Figure {number} {{ #f-{number} }}\n\n```text\nx\n```\n\n> Remark {number}\n\n' for number in range(20))
    many = deck(teaching(LESSON.replace("## Try it", f"{figures}## Try it")))
    assert len([slide for slide in many if slide.kind == "remark"]) == 21
    assert "text" not in {slide.kind for slide in many}


def test_a_section_with_more_prose_than_a_slide_bears_goes_on(teaching: Callable[..., Course]) -> None:
    items = "".join(f"- Item {number} is here.\n" for number in range(20))
    made = [slide for slide in deck(teaching(LESSON.replace("- The second item\n", items))) if slide.kind == "text"]
    assert [slide.id for slide in made] == ["an-idea", "an-idea.2", "an-idea.3", "an-idea.4"]
    assert [slide.body.count("<li>") for slide in made[:3]] == [7, 9, 5]
    assert {slide.title for slide in made} == {"An idea"}
    assert all(f"Item {number} is here." in "".join(slide.body for slide in made) for number in range(20))


def test_a_deck_is_a_sound_page_that_asks_nobody(teaching: Callable[..., Course], tmp_path: Path) -> None:
    course = teaching()
    files = {path: content for path, content in slides.files(course) if path.endswith(".html")}
    files |= {name: (ROOT / "docs" / name).read_bytes() for name in ASSETS if (ROOT / "docs" / name).is_file()}
    files |= {"m/one/index.html": b'<!doctype html><title>One</title><p id="explore-x">One', "assets/fonts/course-serif.woff2": b""}
    files |= {f"figures/sample-images{ending}": b"<svg xmlns='http://www.w3.org/2000/svg'/>" for ending in (".svg", "-dark.svg")}
    for path, content in files.items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(content)
    assert check(tmp_path / "site") == []
    page = document(course)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
    assert len(set(re.findall(r'\sid="([^"]+)"', page))) == len(re.findall(r"<section ", page))


def test_search_engines_are_sent_to_the_lesson(teaching: Callable[..., Course]) -> None:
    for course, root in ((teaching(), "../../"), (teaching(address=SITE), f"{SITE}m/")):
        page = document(course)
        assert f'<link rel="canonical" href="{root}one/">' in page
        assert '<meta name="robots" content="noindex">' in page
        assert page.count(f"<title>QR code: {SITE}m/one/</title>") == bool(course.navigation.address)
        assert '<footer>\n<p><a href="../../one/">1. One &amp; only</a> · <cite>Course &lt;1&gt;</cite> · run ' in page


def test_lesson_module_and_list_lead_to_the_decks(teaching: Callable[..., Course]) -> None:
    course = teaching()
    generated = dict(course.generated())
    assert "[Open as slides](slides/one/index.html)" in generated["m/one.md"].decode()
    assert "[Open as slides](slides/index.md)" in generated["m/index.md"].decode()
    listed = dict(slides.files(course))["m/slides/index.md"].decode()
    assert '<li><a href="one/">1. One &amp; only</a>, 9 slides</li>' in listed
    assert "# Slides: Module &#42;M&#42; { #slides }" in listed


def test_their_addresses_are_published(teaching: Callable[..., Course]) -> None:
    course = teaching()
    files = dict(sources.generated(course))
    assert {"m/slides/", "m/slides/one/"} <= sources.addresses(course, files)


def test_a_course_without_modules_has_none(project: Project) -> None:
    assert list(slides.files(Course(project.artifacts, project.folder / "docs"))) == []


def test_they_work_from_a_disk(teaching: Callable[..., Course]) -> None:
    files = {path: content for path, content in slides.files(teaching()) if path.endswith(".html")}
    files |= {name: (ROOT / "docs" / name).read_bytes() for name in ASSETS}
    files["m/one/index.html"] = b"<html><head></head></html>"
    with zipfile.ZipFile(io.BytesIO(archive.packed(files))) as packed:
        changed = {name.removeprefix("course/"): packed.read(name) for name in packed.namelist()}
    page = changed["m/slides/one/index.html"].decode()
    assert page.index('src="../../../assets/slides/reveal.js"') < page.index("data-begins")
    assert 'href="../../one/index.html"' in page
    assert changed["assets/slides/reveal.js"] == files["assets/slides/reveal.js"]
    assert changed["assets/slides/slides.js"].startswith(b"disk.define([], ")


def test_the_program_is_reveal_js_as_its_makers_published_it() -> None:
    """Version 6.0.2: the files of `npm pack reveal.js@6.0.2`, dist/ and LICENSE."""
    digests = {name: hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() for name in ("reveal.js", "reveal.css", "LICENSE.txt")}
    assert digests == {
        "reveal.js": "aa1bbbf2617b23a623b23612cb3c5bdb63de512e652bf20fcfa832b045d37844",
        "reveal.css": "615ee850cbbb98a0f688b60ed37b21819a3f54c9f3e6f20e33e63693ab74a0c0",
        "LICENSE.txt": "b2883e4b610bfa1b4d8fff84c4d4b825cc7d553cbd9fec4777c04068a2859dc0",
    }
    assert "`6.0.2`" in (VENDORED / "reveal.js").read_text(encoding="utf-8")
