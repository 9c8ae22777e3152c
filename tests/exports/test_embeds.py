"""A figure, an explore page or a live part alone in a frame: on another origin, light and dark, and as tall as it says it is."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core import colours
from mnist_report.core.errors import ContentError
from mnist_report.exports import embeds
from mnist_report.pages.course import Course
from mnist_report.pages.frame_size import WIDTHS
from mnist_report.pages.navigation import Navigation, Part
from tests.support.browser import View, served, visit
from tests.support.exploring import DRAWN, OVERFLOW, assert_sound, part, reopen
from tests.support.project import ADDRESS, Project, this_navigation
from tests.support.shipped import pages
from tests.support.strokes import STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Frame, Page

    from mnist_report.results.artifacts import Artifacts

LIGHT, PHONE = View(1000, 700, "light"), View(390, 700, "dark")
EXPLORE = tuple(path.split("/")[1] for path in pages() if re.fullmatch(r"explore/[^/]+/index\.md", path))
PAPER = {theme: f"rgb{tuple(bytes.fromhex(named['paper'].removeprefix('#')))}" for theme, named in colours.table().items() if "paper" in named}
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
HEIGHT = "document.documentElement.getBoundingClientRect().height"
AS_TALL = "heard.at(-1).data.height - height >= 0 && heard.at(-1).data.height - height < 1"
PARENT = """<!doctype html><html lang="en"><title>A course page elsewhere</title><body>
<script>window.heard = []; addEventListener("message", ({{ origin, data }}) => heard.push({{ origin, data }}));</script>
<iframe src="{address}" title="Embedded" width="800" height="300"></iframe></body></html>"""


def names(site: Path) -> list[str]:
    return sorted(folder.name for folder in (site / "embed").iterdir())


def framed(site: Path) -> dict[str, dict[str, Any]]:
    """What the list for instructors says of each thing with a frame of its own, by the name of the frame."""
    links = json.loads((site / "instructors" / "links.json").read_text(encoding="utf-8"))["links"]
    return {link["embed"].split("/")[1]: link for link in links if link["embed"].startswith("embed/")}


def parts(site: Path) -> list[str]:
    """The live parts of lessons."""
    return [name for name, link in framed(site).items() if link["kind"] == "part"]


def begun(page: Page, kind: str) -> None:
    """Waits until what moves has begun."""
    if kind == "explore":
        page.locator("[data-part=ready]:visible, [data-ready] canvas").first.wait_for()
    if kind == "part":
        page.locator("[data-begun]").wait_for()


def test_every_figure_every_explore_page_and_every_live_part_can_be_embedded(site: Path, artifacts: Artifacts) -> None:
    assert names(site) == sorted([*EXPLORE, *parts(site), *(name.replace("_", "-") for name in artifacts.figure_names)])


def test_a_course_without_lessons_has_none(project: Project) -> None:
    assert list(embeds.files(Course(project.artifacts, project.folder / "docs"))) == []


@pytest.mark.parametrize("view", [LIGHT, PHONE], ids=str)
def test_each_stands_alone(browser: Browser, site: Path, host: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, "embed/network/") as visited:
        page, things = visited.page, framed(site)
        for name in names(site):
            reopen(visited, f"embed/{name}/")
            begun(page, things[name]["kind"])
            assert page.title().endswith(f" · {this_navigation().name}")
            assert page.locator("h1").count() == 1
            assert page.locator("nav, header, [role=search], .md-footer").count() == 0
            assert page.evaluate(BACKGROUND) == PAPER[view.scheme], name
            assert page.evaluate(OVERFLOW) <= 0, name
            if things[name]["kind"] != "figure" or name in {"training-curves", "all-neurons"}:  # figures with a table and without one
                assert_sound(visited)
            assert (name, visited.troubles) == (name, [])


WIDEST = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`body { --sans: "DejaVu Sans", sans-serif !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""Takes the font with the widest letters that a reader of Linux may see the page in."""


def test_nothing_scrolls_in_a_frame_as_tall_as_its_snippet_says(
    browser: Browser, site: Path, host: str, say: Callable[[str], None]
) -> None:
    """A window of the size of a frame shows what the frame shows; what is found is the room that is left at the foot."""
    left: dict[str, dict[str, list[float]]] = {"figure": {}, "part": {}, "explore": {}}
    with View(WIDTHS[0], 700, "light").context(browser) as context, visit(context, host, "embed/network/") as visited:
        page = visited.page
        for name, link in framed(site).items():
            height = int(re.search(r'height="(\d+)"', link["snippets"]["embed"])[1])
            reopen(visited, f"embed/{name}/")
            begun(page, link["kind"])
            page.evaluate(WIDEST)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": height})
                page.evaluate(DRAWN if link["kind"] != "figure" else "0")
                left[link["kind"]].setdefault(name, []).append(height - page.evaluate(HEIGHT))
                assert page.evaluate(OVERFLOW) <= 0, (name, width)
    for kind, rooms in left.items():
        say(f"room at the foot of a frame, {kind}: {min(map(min, rooms.values())):.0f} to {max(map(min, rooms.values())):.0f} px")
        assert {name: room for name, room in rooms.items() if min(room) < 0} == {}
    assert {name: room for name, room in left["figure"].items() if min(room) > 90} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["", "light", "dark"])
def test_a_picture_of_the_right_colours(browser: Browser, host: str, scheme: str, asked: str) -> None:
    view = dataclasses.replace(LIGHT, scheme=scheme)
    query = f"?theme={asked}" if asked else ""
    with view.context(browser) as context, visit(context, host, f"embed/training-curves/{query}") as visited:
        shown = asked or scheme
        visited.page.wait_for_function(f"{BACKGROUND} === '{PAPER[shown]}'")
        ending = {"light": "training-curves.svg", "dark": "training-curves-dark.svg"}[shown]
        visited.page.wait_for_function(f"document.querySelector('img').currentSrc.endsWith('/figures/{ending}')")
        assert visited.troubles == []


def test_it_says_what_the_page_says_and_leads_back(browser: Browser, host: str, artifacts: Artifacts) -> None:
    with LIGHT.context(browser) as context, visit(context, host, "embed/training-curves/") as visited:
        page, figure = visited.page, artifacts.figure("training_curves")
        assert page.locator("figcaption").inner_text() == figure.caption
        assert page.locator("img").get_attribute("alt") == figure.alt
        foot = rf"From \d+\. .+ in {re.escape(this_navigation().name)}, run {artifacts.run.provenance['key'][:12]}\."
        assert re.fullmatch(foot, page.locator("footer").inner_text())
        page.get_by_text("Description and data").click()
        assert figure.description in page.locator("details").inner_text()
        assert page.locator("tbody tr").count() == len(figure.table.rows)
        assert page.locator("thead th").all_inner_texts() == list(figure.table.columns)
        with page.expect_popup() as popup:
            page.locator("footer a").click()
        popup.value.wait_for_load_state()
        assert popup.value.url.split("#")[0] == f"{host}module-1/train-the-model/"
        popup.value.locator("#fig-training-curves:target").wait_for()
        assert popup.value.evaluate("window.opener") is None


def test_a_long_table_is_a_download(site: Path, artifacts: Artifacts) -> None:
    long = [name for name in artifacts.figure_names if (table := artifacts.figure(name).table) and len(table.rows) > embeds.ROWS_SHOWN]
    assert long
    for name in (each.replace("_", "-") for each in long):
        html = (site / "embed" / name / "index.html").read_text(encoding="utf-8")
        assert "<table" not in html
        assert f'href="../../figures/{name}.csv"' in html


def test_search_engines_are_sent_to_the_lesson(site: Path, published: Path) -> None:
    for folder, root in ((site, "../../"), (published, ADDRESS)):
        html = (folder / "embed" / "network" / "index.html").read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="{root}module-1/build-the-model/#fig-network">' in html
        assert '<meta name="robots" content="noindex">' in html


def test_nothing_is_written_into_the_page_itself(site: Path) -> None:
    for name in names(site):
        html = (site / "embed" / name / "index.html").read_text(encoding="utf-8")
        sized = re.sub(r'\sstyle="--[^"]*"', "", html) if name in parts(site) else html
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", sized), name


def test_without_scripts_it_shows_or_says_what_is_missing(browser: Browser, host: str) -> None:
    with LIGHT.context(browser, scripts=False) as context:
        with visit(context, host, "embed/network/") as visited:
            assert visited.page.locator("img").is_visible()
        with visit(context, host, "embed/draw-a-digit/") as visited:
            assert not visited.page.locator(".explore").is_visible()
            assert "This needs JavaScript." in visited.page.locator("main").inner_text()


@pytest.fixture
def elsewhere(browser: Browser, host: str, tmp_path: Path) -> Iterator[Callable[[str], tuple[Page, Frame]]]:
    """Opens pages of another origin that hold frames; gives a function from a name to page and frame."""
    with served(tmp_path) as other, LIGHT.context(browser) as context:
        assert other.split("/")[2] != host.split("/")[2]

        def embedded(name: str) -> tuple[Page, Frame]:
            (tmp_path / "index.html").write_text(PARENT.format(address=f"{host}embed/{name}/"), encoding="utf-8")
            page = context.new_page()
            page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.goto(other)
            page.wait_for_function("heard.length > 0")
            frame = page.frames[1]
            assert frame.evaluate("try { parent.document; 'open' } catch { 'closed' }") == "closed"
            return page, frame

        troubles: list[str] = []
        yield embedded
        assert [trouble for trouble in troubles if "favicon" not in trouble and "404" not in trouble] == []


def last_heard(page: Page) -> dict:
    return page.evaluate("heard.at(-1)")


def test_the_page_around_it_hears_how_tall_it_is(elsewhere, host: str) -> None:
    page, frame = elsewhere("training-curves")
    frame.wait_for_function("document.querySelector('img').complete")
    page.wait_for_function(f"(height) => {AS_TALL}", arg=frame.evaluate(HEIGHT))
    before = last_heard(page)
    assert before["origin"] == host.removesuffix("/course/")
    assert set(before["data"]) == {"subject", "height"}
    assert before["data"]["subject"] == "lti.frameResize"
    frame.get_by_text("Description and data").click()
    frame.wait_for_function(f"(height) => {HEIGHT} > height + 50", arg=before["data"]["height"])
    page.wait_for_function(f"(height) => {AS_TALL}", arg=frame.evaluate(HEIGHT))
    frame.get_by_text("Description and data").click()
    page.wait_for_function("(height) => heard.at(-1).data.height === height", arg=before["data"]["height"])


def test_a_drawing_in_a_frame_gets_an_answer(elsewhere) -> None:
    page, frame = elsewhere("draw-a-digit")
    frame.wait_for_selector("[data-ready]")
    page.locator("iframe").evaluate("(frame, height) => { frame.height = height; }", last_heard(page)["data"]["height"])
    box = part(frame, "paper").bounding_box()
    for stroke in STYLES["7"][0]:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points:
            page.mouse.move(*point)
        page.mouse.up()
    frame.wait_for_function("document.querySelector('[data-part=prediction]').textContent !== ''")


def test_the_explorer_in_a_frame_leads_to_the_whole_page(elsewhere, host: str) -> None:
    page, frame = elsewhere("error-explorer")
    part(frame, "ready").wait_for()
    with page.context.expect_page() as opened:
        part(frame, "inside").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{host}explore/inside-the-network/#image-")


def test_a_live_part_leads_on_from_its_frame_and_shows_what_stands_for_it(project: Project) -> None:
    part = project.folder / "gen" / "parts" / "shape.html"
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text('<div class="part" id="explore-shape" data-explore-part="shape" markdown="1">\n<div class="part-still" markdown="1">\n\n'
                    '<< figure("network") >>\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n</div>\n\n'
                    "[More](m/two.md#there), [home](index.md), [data](a.csv), [out](https://example.org/)\n\n</div>\n", encoding="utf-8")
    docs = project.folder / "docs"
    (docs / "m").mkdir()
    for name in ("one", "two"):
        (docs / "m" / f"{name}.md").write_text(f"---\ntitle: 1. {name}\ndescription: Do.\n---\n# 1. {name} {{ #one }}\n\n## There {{ #there }}\n\n"
                                               '<< explore("shape") >>\n')
    nav = (Part("Module", ("index.md", "m/one.md", "m/two.md")),)
    files = dict(embeds.files(Course(project.artifacts, docs, Navigation(nav=nav))))
    assert sorted(files) == ["embed/network/index.html", "embed/shape/index.html"]
    html = files["embed/shape/index.html"].decode()
    assert "<h1>Shape</h1>" in html and "<td>1</td>" in html and "markdown=" not in html
    assert '<div class="part" data-explore-part="shape" id="explore-shape">\n<div class="part-still">' in html
    assert re.findall(r'<(?:a|img|source)[^>]* (?:href|src|srcset)="([^"]*)"', html) == [
        "../../figures/network-dark.svg", "../../figures/network.svg", "../../m/two/#there", "../../", "../../a.csv", "https://example.org/",
        "../../m/one/#explore-shape"]
    assert html.count('<a target="_blank" rel="noopener"') == 4 and html.count("<a ") == 5  # the fifth, of the source, has it at its end


def test_two_things_with_one_frame_are_named(project: Project) -> None:
    docs = project.folder / "docs"
    (docs / "explore").mkdir()
    (docs / "explore" / "network.md").write_text('# N { #n }\n\n<% call widget() %>\n<div data-explore="network"></div>\n<% endcall %>\n')
    (docs / "one.md").write_text('---\ntitle: 1. One\ndescription: Do.\n---\n# 1. One { #one }\n\n<< figure("network") >>\n')
    nav = (Part("Module", ("index.md", "one.md")), Part("Explore", ("explore/network.md",)))
    with pytest.raises(ContentError) as raised:
        dict(embeds.files(Course(project.artifacts, docs, Navigation(nav=nav))))
    assert str(raised.value) == ("embed/network/ would be the frame of both explore/network/ and one/#fig-network; give one of them "
                                 "another name")


def test_an_explore_page_without_a_widget_is_named(project: Project) -> None:
    docs = project.folder / "docs"
    (docs / "explore").mkdir()
    (docs / "explore" / "x.md").write_text("# X { #x }\n")
    (docs / "one.md").write_text("---\ntitle: 1. One\ndescription: Do.\n---\n# 1. One { #one }\n")
    nav = (Part("Module", ("index.md", "one.md")), Part("Explore", ("explore/x.md",)))
    with pytest.raises(ContentError) as raised:
        dict(embeds.files(Course(project.artifacts, docs, Navigation(nav=nav))))
    assert str(raised.value) == ("explore/x.md has no widget, so it cannot be embedded; it should have the element that its program "
                                 "fills between <% call widget() %> and <% endcall %>")
