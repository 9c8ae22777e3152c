"""An address that somebody pastes elsewhere: the page there finds the answer, which is one of oEmbed 1.0."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from mnist_report.exports import embeds, links, oembed
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.publishing import sources
from tests.support.project import ADDRESS, this_navigation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.project import Project

TEXTS = {"title", "author_name", "provider_name", "provider_url", "thumbnail_url", "html", "license", "license_url"}
NUMBERS = {"cache_age", "thumbnail_width", "thumbnail_height", "width", "height"}
CITATION = """cff-version: 1.2.0
license: CC-BY-4.0
license-url: https://creativecommons.org/licenses/by/4.0/
authors: [{name: "Ada & Charles"}]
"""
EXPLORE = """---
title: 'Look "inside" & <see>'
---
# X { #x }

<% call widget() %>
<div class="explore" data-explore="x" data-frame-height="1234"></div>
<% endcall %>
"""


PART = """<div class="part" id="explore-shape" data-explore-part="shape" data-title="Which &lt;shape&gt;?" style="--tall: 20rem" markdown="1">
<div class="part-still" markdown="1">

A still.

</div>
</div>
"""


class Tags(HTMLParser):
    """The tags of a piece of HTML, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def discovered(html: str) -> list[dict[str, str | None]]:
    """The links by which a consumer finds answers: section 4 of the specification."""
    return [about for tag, about in Tags(html).found
            if tag == "link" and about.get("rel", "").split() == ["alternate"] and about.get("type") == "application/json+oembed"]


def assert_answer(answer: dict[str, Any]) -> None:
    """Sections 2.3.4 and 2.3.4.4 of the specification."""
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert {"title", "provider_name", "provider_url", "html", "width", "height", "cache_age"} <= set(answer)
    assert set(answer) <= {"version", "type"} | TEXTS | NUMBERS
    assert all(isinstance(answer[name], str) and answer[name] for name in TEXTS & set(answer))
    assert all(type(answer[name]) is int and answer[name] > 0 for name in NUMBERS & set(answer))
    assert len({"thumbnail_url", "thumbnail_width", "thumbnail_height"} & set(answer)) in {0, 3}


@pytest.fixture
def course(project: Project) -> Callable[[str], Course]:
    """A course of a lesson with two figures and a live part, and of a page to explore, at an address."""
    docs = project.folder / "docs"
    (project.folder / "gen" / "parts").mkdir(parents=True, exist_ok=True)
    (project.folder / "gen" / "parts" / "shape.html").write_text(PART)
    pages = {
        "m/index.md": "---\ntitle: M\n---\n# M { #m }\n",
        "m/one.md": "---\ntitle: 1. One\ndescription: Do.\n---\n# 1. One { #one }\n\n"
                    '<< figure("network") >>\n\n<< explore("shape") >>\n\n<< figure("sample_images") >>\n',
        "explore/x/index.md": EXPLORE, "explore/index.md": "---\ntitle: Explore\n---\n# Explore { #explore }\n",
        "assets/explore/x/page.js": "",
    }
    for path, text in pages.items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text)
    (project.folder / "CITATION.cff").write_text(CITATION)
    nav = (Part("M", ("m/index.md", "m/one.md")), Part("Explore", ("explore/index.md", "explore/x/index.md")))
    artifacts = project.artifacts
    return lambda address: Course(artifacts, docs, Navigation("Bars & <more>", address=address, nav=nav))


def test_a_frame_and_an_explore_page_lead_to_their_answers_and_a_lesson_to_none(course: Callable[[str], Course]) -> None:
    files = dict(sources.generated(course(ADDRESS)))
    answers = sorted(path for path in files if path.startswith("oembed/"))
    assert answers == [
        "oembed/explore-x.json", "oembed/figure-network.json", "oembed/figure-sample-images.json", "oembed/part-shape.json"]
    for path, (address, title) in {
        "embed/network/index.html": (answers[1], "Network"), "embed/sample-images/index.html": (answers[2], "Sample images"),
        "embed/x/index.html": (answers[0], 'Look "inside" & <see>'), "embed/shape/index.html": (answers[3], "Which <shape>?"),
    }.items():
        (link,) = discovered(files[path].decode())
        assert (link["href"], link["title"]) == (ADDRESS + address, title)
    heads = {path: json.loads(files[path].decode().partition("head: ")[2].partition("\n")[0])
             for path in ("m/one.md", "m/index.md", "explore/index.md", "explore/x/index.md", "index.md")}
    assert [path for path, head in heads.items() if discovered(head)] == ["explore/x/index.md"]
    assert discovered(heads["explore/x/index.md"]) == discovered(files["embed/x/index.html"].decode())


def test_an_answer_frames_the_very_thing(course: Callable[[str], Course]) -> None:
    files = {path: json.loads(content) for path, content in oembed.files(course(ADDRESS))}
    for answer in files.values():
        assert_answer(answer)
        assert (answer["provider_name"], answer["provider_url"]) == ("Bars & <more>", ADDRESS)
        assert (answer["author_name"], answer["license"]) == ("Ada & Charles", "CC BY 4.0")
        ((tag, frame),) = Tags(answer["html"]).found
        assert (tag, frame["title"], frame["height"]) == ("iframe", answer["title"], str(answer["height"]))
        assert (frame["width"], frame["loading"]) == ("100%", "lazy")
    frames = {Tags(answer["html"]).found[0][1]["src"] for answer in files.values()}
    assert frames == {ADDRESS + name for name in ("embed/x/", "embed/network/", "embed/sample-images/", "embed/shape/")}
    assert files["oembed/explore-x.json"]["height"] == 1234
    assert files["oembed/explore-x.json"]["title"] == 'Look "inside" & <see>'
    assert "thumbnail_url" not in files["oembed/explore-x.json"]


def test_a_chat_shows_the_picture_of_a_frame(course: Callable[[str], Course]) -> None:
    def said(html: bytes) -> dict[str | None, str | None]:
        metas = (about for tag, about in Tags(html.decode()).found if tag == "meta")
        return {about.get("property") or about.get("name"): about.get("content") for about in metas}

    known, unknown = (dict(embeds.files(course(address))) for address in (ADDRESS, ""))
    figure, page = said(known["embed/network/index.html"]), said(known["embed/x/index.html"])
    answer = json.loads(dict(oembed.files(course(ADDRESS)))["oembed/figure-network.json"])
    assert (figure["og:title"], figure["twitter:card"], figure["og:image"]) == ("Network", "summary_large_image", answer["thumbnail_url"])
    assert figure["og:image:width"] == str(answer["thumbnail_width"])
    assert (page["og:title"], page["twitter:card"], page.get("og:image")) == ('Look "inside" & <see>', "summary", None)
    assert not [name for html in unknown.values() for name in said(html) if name and name.startswith(("og:", "twitter:"))]


def test_who_copies_the_snippet_gets_the_same_frame(course: Callable[[str], Course]) -> None:
    answers = {json.loads(content)["html"] for _, content in oembed.files(course(ADDRESS))}
    listed = json.loads(dict(links.files(course(ADDRESS)))["instructors/links.json"])["links"]
    assert answers == {link["snippets"]["embed"] for link in listed if link["kind"] in {"figure", "explore", "part"}}


def test_without_the_address_of_the_site_there_is_none(course: Callable[[str], Course]) -> None:
    files = dict(sources.generated(course("")))
    assert not [path for path in files if path.startswith("oembed/")]
    assert not [path for path, content in files.items() if path.endswith((".html", ".md")) and b"oembed" in content]


def test_no_address_of_an_answer_is_held_for_ever(course: Callable[[str], Course]) -> None:
    known = course(ADDRESS)
    kept = sources.addresses(known, dict(sources.generated(known)))
    assert "embed/network/" in kept
    assert not [address for address in kept if address.startswith("oembed/")]


def test_a_course_without_lessons_or_without_authors_says_less(project: Project, course: Callable[[str], Course]) -> None:
    alone = Course(project.artifacts, project.folder / "docs", Navigation(address=ADDRESS))
    assert list(oembed.files(alone)) == []
    (project.folder / "CITATION.cff").unlink()
    for _, content in oembed.files(course(ADDRESS)):
        assert_answer(json.loads(content))
        assert not {"author_name", "license", "license_url"} & set(json.loads(content))


def test_every_frame_and_explore_page_of_the_site_answers(published: Path) -> None:
    """As a consumer goes: from the page to the answer, from there to what it shows."""
    pages = [*published.glob("embed/*/index.html"), *published.glob("explore/*/index.html")]
    answers = set()
    for page in pages:
        (link,) = discovered(page.read_text(encoding="utf-8"))
        place = str(link["href"]).removeprefix(ADDRESS)
        answers.add(place)
        answer = json.loads((published / place).read_text(encoding="utf-8"))
        assert_answer(answer)
        assert answer["provider_name"] == this_navigation().name
        frame = Tags(answer["html"]).found[0][1]
        shown = (published / str(frame["src"]).removeprefix(ADDRESS) / "index.html").read_text(encoding="utf-8")
        assert discovered(shown) == [link]
        assert frame["title"] == link["title"] == answer["title"]
        if "thumbnail_url" in answer:
            with Image.open(published / answer["thumbnail_url"].removeprefix(ADDRESS)) as picture:
                assert (picture.format, *picture.size) == ("PNG", answer["thumbnail_width"], answer["thumbnail_height"])
    assert answers == {file.relative_to(published).as_posix() for file in published.glob("oembed/*")}
    others = [page for page in published.rglob("index.html") if page not in pages]
    assert not [page for page in others if discovered(page.read_text(encoding="utf-8"))]
