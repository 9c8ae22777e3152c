"""A page is a list of blocks: each target writes each of them, wherever it stands, and reads none of our HTML back. (Over 300 lines: each block for each target.)"""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, get_args

import markdown
import pytest

from mnist_report.core.errors import ContentError
from mnist_report.exports import embeds, links, notebooks, prints
from mnist_report.exports.plain_markdown import Plain
from mnist_report.figures.figure import Table
from mnist_report.pages import blocks, markup, syntax
from mnist_report.pages.blocks import (
    Block,
    Code,
    FigureBlock,
    LivePart,
    Output,
    Prose,
    Question,
    Stylesheet,
    Widget,
    mark,
)
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.pages.page import Page, for_text
from mnist_report.publishing import sources
from tests.support.project import ROOT, Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = "https://example.org/course/"
FIGURE = FigureBlock("two-bars", "Two *bars*, $1.", "A bar, a bar", "Both.", Table(("a",), ((1,),)), 720, 300)
ASKED = Question("which", "Which 5$?", ("one", "two"), "two", "See [b](b.md).", ("*No*.", ""))
LIVE = """\
<div class="part" id="explore-x" data-explore-part="x" markdown="1">
<div class="part-still" markdown="1">

| a |
| --- |
| 1 |

</div>

[The whole page](../explore/x/index.md)

</div>"""
LIVE_WITH_PATH = f"""\
{LIVE.removesuffix("</div>")}<div class="paper-only"><p>m/a/#explore-x</p></div>

</div>"""


def plain(block: Block) -> str:
    return Plain(Page("m/a.md", {}, "", parts={0: block}), SITE).text([block])


def printed(block: Block) -> str:
    return prints.Sheet(Page("m/a.md", {}, "", parts={0: block}), {"m/a.md": {}}, "m").for_paper(block).strip()


TARGETS: dict[str, Callable[[Block], str]] = {
    "mkdocs": lambda block: markup.for_mkdocs(block, "m/a.md"), "notebook": plain, "paper": printed, "text": for_text,
}
WRITTEN = [
    (Prose("Some *text*. { .a }"), dict.fromkeys(TARGETS, "Some *text*. { .a }") | {"notebook": "Some *text*."}),
    (Code("x = 1"), {"mkdocs": "```python\nx = 1\n```", "notebook": "```python\nx = 1\n```", "paper": "```python\nx = 1\n```", "text": ""}),
    (Output("```\n5$"), {
        "mkdocs": '<div class="output" markdown="1">\n\n<p class="output-title">Output</p>\n\n````text\n```\n5$\n````\n\n</div>',
        "notebook": "In the run behind the course this printed:\n\n````text\n```\n5$\n````",
        "paper": '<div class="output" markdown="1">\n\n<p class="output-title">Output</p>\n\n````text\n```\n5$\n````\n\n</div>',
        "text": "",
    }),
    (FIGURE, {"notebook": f"![A bar, a bar]({SITE}figures/two-bars.png)\n\n"
                          rf"> **Figure.** Two *bars*, \$1. [On the page]({SITE}m/a/#fig-two-bars)", "text": ""}),
    (ASKED, {
        "notebook": "**Which 5&#36;?**\n\n- one\n- two\n\n<details>\n<summary>Show the answer</summary>\n\n"
                    f"**two.** See [b]({SITE}m/b/).\n\n- *one*: &#42;No&#42;.\n\n</details>",
        "paper": '<div class="printed-question" id="question-which" markdown="1">\n\nWhich 5$?\n\n- one\n- two\n\n'
                 "[Answer at the end](#answer-to-question-which)\n\n</div>",
        "text": "Which 5$?\none\ntwo",
    }),
    (Stylesheet("assets/a.css"), {"mkdocs": '<link rel="stylesheet" href="../../assets/a.css">', "notebook": "", "paper": "", "text": ""}),
    (Widget('<div data-explore="x"></div>'), {
        "mkdocs": '<div data-explore="x"></div>', "notebook": f"[On the page]({SITE}m/a/)", "paper": "", "text": '<div data-explore="x"></div>',
    }),
    (LivePart("x", LIVE), {
        "mkdocs": LIVE_WITH_PATH, "paper": LIVE_WITH_PATH, "text": LIVE,
        "notebook": f"| a |\n| --- |\n| 1 |\n\n[The whole page]({SITE}explore/x/)",
    }),
]


@pytest.mark.parametrize(("block", "target", "text"), [(block, *pair) for block, each in WRITTEN for pair in each.items()])
def test_a_block_as_each_target_has_it(block: Block, target: str, text: str) -> None:
    assert TARGETS[target](block) == text


def test_a_figure_on_a_page_has_all_and_on_paper_what_paper_can_use() -> None:
    page, paper = TARGETS["mkdocs"](FIGURE), TARGETS["paper"](FIGURE)
    assert "](../figures/two-bars.svg#only-light){ loading=lazy width=720 height=300 }" in page
    assert '<details class="figure-details" markdown="1">' in page and "](../figures/two-bars.csv)" in page
    assert paper.startswith('<figure class="figure" id="fig-two-bars"') and paper.endswith("</figure>")
    assert "](../figures/two-bars.svg#only-light){ width=720 height=300 }" in paper


def test_paper_leads_to_a_live_part_by_a_code_where_the_address_of_the_site_is_known() -> None:
    for target in ("mkdocs", "paper"):
        written = TARGETS[target](LivePart("x", LIVE, SITE))
        assert f"<title>QR code: {SITE}m/a/#explore-x</title>" in written
        assert f"<p>{SITE}m/a/#explore-x</p></div>\n\n</div>" in written


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_every_block_and_refuses_any_other_value(target: str) -> None:
    assert {type(block) for block, _ in WRITTEN} == set(get_args(Block))
    for block, _ in WRITTEN:
        assert isinstance(TARGETS[target](block), str)
    with pytest.raises(AssertionError, match="Expected code to be unreachable"):
        TARGETS[target](object())  # type: ignore[arg-type]


# Where a block stands


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A @ b", "A x\n\ny b"),
        ("- @", "- x\n\n    y"),
        ("-   @", "-   x\n\n    y"),
        ("    1. @", "    1. x\n\n        y"),
        ("!!! note\n\n    @\n", "!!! note\n\n    x\n\n    y\n"),
        ("> @", "> x\n> \n> y"),
        ("| a | @ |", "| a | x\n\ny |"),
    ],
)
def test_a_block_is_as_deep_as_its_mark(text: str, written: str) -> None:
    assert blocks.written(text.replace("@", mark(0)), {0: Output("x")}, lambda _: "x\n\ny") == written


def test_a_block_in_a_block_is_written_too() -> None:
    asked = Question("q", "Q?", ("a", "b"), "a", f"So:\n\n{mark(0)}")
    page = Page("a.md", {}, f"# A {{ #a }}\n\n{mark(1)}\n", parts={1: asked, 0: FIGURE})
    assert page.figures == ("two-bars",)
    assert page.ids == {"a", "question-q", "fig-two-bars"}
    assert '<figure class="figure" id="fig-two-bars"' in markup.body(page)
    assert "> **Figure.** Two" in Plain(page, "").text(page.blocks)


def test_the_blocks_of_a_page_are_those_that_it_shows_in_their_order(project: Project) -> None:
    project.page('# A { #a }\n<% set first = figure("network") %><% set never = figure("sample_images") %>\n\n<< figure("training_curves") >>\n\n<< first >>\n')
    page = Course(project.artifacts, project.folder / "docs").page("index.md")
    assert page.figures == ("training-curves", "network")
    assert page.ids == {"a", "fig-training-curves", "fig-network"}


def test_a_page_may_say_what_a_lesson_shows(settings: Callable[[], Course]) -> None:
    course = settings()
    (course.docs / "index.md").write_text("# Home { #home }\n\n<< outline.lessons[0].sections[0].text >>\n")
    page = course.page("index.md")
    assert page.figures == ("network", "training-curves", "weight-map")
    assert page.questions == course.page("m/one.md").questions
    assert "](figures/network.svg#only-light)" in markup.body(page)


def test_a_page_is_split_at_its_blocks_and_at_the_code_that_it_shows() -> None:
    text = (f"# T\n\n{mark(0)}\n\n```python\nx = 1\n```\n\n    ```python\n    solution = 2\n    ```\n\n````python\ny = '```'\n````\n"
            f"\n````text\n```python\nno = 1\n```\n````\n\n- {mark(0)}\n")
    assert list(blocks.split(text, {0: FIGURE})) == [
        Prose("# T\n\n"), FIGURE, Prose("\n\n"), Code("x = 1"), Prose("\n\n    ```python\n    solution = 2\n    ```\n\n"), Code("y = '```'"),
        Prose(f"\n\n````text\n```python\nno = 1\n```\n````\n\n- {mark(0)}\n"),
    ]


@pytest.mark.parametrize("said", ['<< figure("network") | max >>', '<< figure("network")[:2] >>', "\ufdd0", "\ufdef", "\ufdd07\ufdd1"])
def test_a_block_in_pieces_and_a_character_that_no_text_has_are_named(project: Project, said: str) -> None:
    project.page(f"# A {{ #a }}\n\n{said}\n")
    with pytest.raises(ContentError) as raised:
        Course(project.artifacts, project.folder / "docs").page("index.md")
    assert re.fullmatch(r"docs/index\.md: the page has the character U\+FD.., or a filter has cut a block, such as a figure, into pieces; "
                        "remove it", str(raised.value))


# How the HTML is written is nobody else's affair

LESSON = """---
title: 1. One
description: Do it.
---
# 1. One { #one }

<< figure("network") >>

<< source("training.steps.import_libraries", imports=True) >>

<< source("training.steps.build_model") >>

<< output(run.summary) >>

## Part { #part }

<< question("which", "Which?", ["a", "b"], "a", "Because.") >>

!!! note

    << figure("training_curves") | indent(4) >>

### Exercise 1: Try { #exercise-try }

Look:

<< figure("weight_map") >>

??? success "Solution"

    It is [there](../explore/x/index.md):

    << output("5$") >>
"""
EXPLORE = """# X { #x }

<< stylesheet("assets/x.css") >>
<% call widget() %>
<div class="explore" data-explore="x"><a href="../../m/one/">There</a></div>
<% endcall %>

<< figure("sample_images") >>
"""


@pytest.fixture
def settings(project: Project) -> Callable[[], Course]:
    docs = project.folder / "docs"
    pages = {"m/index.md": "---\ntitle: M\n---\n# M { #m }\n", "m/one.md": LESSON, "explore/x/index.md": EXPLORE}
    for path, text in (pages | {"assets/explore/x/page.js": ""}).items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text)
    nav = (Part("M", ("m/index.md", "m/one.md")), Part("Explore", ("explore/x/index.md",)))
    artifacts = project.artifacts
    return lambda: Course(artifacts, docs, Navigation(address=SITE, nav=nav))


def handed_on(course: Course) -> dict[str, bytes]:
    return {path: content for module in (notebooks, links, embeds) for path, content in module.files(course)}


def test_line_breaks_in_our_tags_change_nothing_but_the_pages(settings: Callable[[], Course], monkeypatch: pytest.MonkeyPatch) -> None:
    """One in the tag of the figure once left HTML in a notebook, and took the pictures of nine links, in silence."""
    before, page = handed_on(settings()), settings().page("m/one.md")
    whole, paper, addresses = markup.body(page), dict(prints.files(settings())), sources.addresses(settings(), {})

    def broken(write: Callable[..., str]) -> Callable[..., str]:
        return lambda *about, **more: re.sub(r"<[^<>]+>", lambda tag: tag[0].replace(" ", "\n"), write(*about, **more))

    monkeypatch.setattr(markup, "for_mkdocs", broken(markup.for_mkdocs))
    monkeypatch.setattr(markup, "figure", broken(markup.figure))
    assert '<figure\nclass="figure"\nid="fig-network"\nmarkdown="span">' in markup.body(page)
    assert markdown.markdown(whole) != markdown.markdown(markup.body(page))
    assert handed_on(settings()) == before
    assert sources.addresses(settings(), {}) == addresses
    for path, content in prints.files(settings()):
        assert content != paper[path]
        assert content.split() == paper[path].split()


def test_what_is_handed_on_has_the_blocks(settings: Callable[[], Course]) -> None:
    course = settings()
    files = handed_on(course)
    listed = {link["path"]: link for link in json.loads(files["instructors/links.json"])["links"]}
    assert listed["m/one/"]["pictures"]["svg"] == "figures/network.svg"
    assert {"m/one/#question-which", "m/one/#fig-network", "m/one/#fig-training-curves", "explore/x/#fig-sample-images"} <= set(listed)
    book = "".join("".join(cell["source"]) for cell in json.loads(files["downloads/one.ipynb"])["cells"])
    assert book.count("> **Figure.** ") == 3
    assert not re.search(r"<(?!details|/?summary|/details|https:)", book)
    embed = files["embed/x/index.html"].decode()
    assert '<link rel="stylesheet" href="../../assets/x.css">' in embed
    assert '<div class="explore" data-explore="x"><a target="_blank" rel="noopener" href="../../m/one/">There</a></div>' in embed


def test_a_block_in_a_task_and_in_its_solution_goes_with_them(settings: Callable[[], Course]) -> None:
    course = settings()
    (course.docs / "index.md").write_text("# Home { #home }\n\n<< instructors.answers() >>\n")
    answers, lesson = course.page("index.md"), course.page("m/one.md")
    assert (answers.figures, [type(block) for block in answers.parts.values()]) == (("weight-map",), [FigureBlock, Output])
    said = markup.body(answers)
    assert "](figures/weight-map.svg#only-light)" in said
    assert '*Answer:*\n\nIt is [there](explore/x/index.md):\n\n<div class="output" markdown="1">' in said
    sheet = dict(prints.files(course))["m/print.md"].decode()
    lessons_, solutions = sheet.split("## Answers and solutions")
    assert 'id="fig-weight-map"' in lessons_ and "5$" not in lessons_ and "[Solution at the end](#solution-exercise-try)" in lessons_
    assert "It is [there](../explore/x/index.md):" in solutions and "```text\n5$\n```" in solutions
    plain = Plain(lesson, SITE).text(lesson.blocks)
    assert plain.endswith(f"<summary>Solution</summary>\n\nIt is [there]({SITE}explore/x/):\n\nIn the run behind the course this printed:\n\n"
                          "```text\n5$\n```\n\n</details>")


# What authors write


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("[a](b.md)", "[a](<m/b.md>)"),
        ("[![a](b.svg)](c.md#d)", "[![a](<m/b.svg>)](<m/c.md#d>)"),
        ("[![a](b.svg)](https://host.example/)", "[![a](<m/b.svg>)](https://host.example/)"),
        (r"[a \] b](c.md) [a \[ b](c.md)", r"[a \] b](<m/c.md>) [a \[ b](<m/c.md>)"),
        ('[a](b.md "Title")', '[a](<m/b.md> "Title")'),
        ("[`a]`](b.md) `[a](b.md)`", "[`a]`](<m/b.md>) `[a](b.md)`"),
        ("~~~\n[a](b.md)\n~~~\n[a\nb](#c)", "~~~\n[a](b.md)\n~~~\n[a\nb](<m/a.md#c>)"),
    ],
)
def test_links_are_found_as_authors_write_them(text: str, moved: str) -> None:
    assert syntax.relinked(text, "m/a.md", lambda path: f"<{path}>") == moved


def test_a_link_to_nowhere_is_mere_text() -> None:
    assert syntax.relinked("[a *b*](c.md), ![d](e.svg)", "m/a.md", lambda _: "") == "a *b*, d"


@pytest.mark.parametrize("opening", ["!!! note", '!!! tip "A [title]"', '??? success "Solution"', "???+ my-box", '??? note inline end "Aside"'])
def test_a_box_ends_where_its_margin_ends(opening: str) -> None:
    box = syntax.ADMONITION.search(f"Before\n\n{opening}\n\n    One\n\n        two\n\nAfter\n")
    assert box and syntax.inside(box) == "One\n\n    two"


OURS = re.compile(r'figure-link|figure-details|figcaption|output-title|gallery-entry|data-right|class="(figure|output|question|run|lesson-meta)')
READING = {"compile", "sub", "search", "match", "fullmatch", "finditer", "findall", "split", "partition", "rpartition", "find", "index",
           "replace", "startswith", "endswith", "removeprefix", "removesuffix", "count"}


@pytest.mark.parametrize("path", sorted((ROOT / "mnist_report").rglob("*.py")), ids=lambda path: path.name)
def test_nobody_looks_for_our_tags(path: Path) -> None:
    """Neither in a pattern, nor with a method of texts or with `in`, by a name or as it is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        asks = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READING
        sought = node.args if asks else [node.left] if isinstance(node, ast.Compare) else []
        for each in (named.get(each.id, each) if isinstance(each, ast.Name) else each for each in sought):
            assert not OURS.search(ast.unparse(each)), f"{path.name}:{node.lineno}"
