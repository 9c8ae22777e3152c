"""Each rule finds the one fault planted in a small site, and names its file and line. (Over 300 lines: a rule, its fault.)"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.publishing.checks import RULES, Fault, check
from mnist_report.publishing.checks.site import Site
from mnist_report.publishing.urls import SOMEWHERE, Target, file_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOME = """<!doctype html>
<html lang="en"><head>
<link rel="stylesheet" href="assets/site.css">
<link rel="license" href="https://licences.example/by/4.0/">
</head><body>
<h1 id="top-of-page">Course</h1>
<a href="lesson/#figure">Lesson</a> <a href="https://x.example/">X</a> <a href="mailto:a@b.example">Mail</a>
{planted}
</body></html>
"""
LESSON = """<!doctype html>
<a href="..">Home</a> <a href="../#top-of-page">Top</a> <a href="#">Here</a>
<figure id="figure"><img src="../a.svg#only-light" alt="A"><br>
<img src="../a-dark.svg#only-dark" alt="A"></figure>
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><use href="#mark"/></svg>'
PLANTED_LINE = 8


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A small site without fault."""
    files = {"assets/site.css": "a { color: red }", "a.svg": SVG, "a-dark.svg": SVG, "lesson/index.html": LESSON}
    _write(tmp_path, files)
    _plant(tmp_path, "")
    return tmp_path


def _write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        root.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        root.joinpath(name).write_text(text, encoding="utf-8")


def _plant(root: Path, markup: str, address: str = "") -> None:
    """Puts markup into the home page; in its head, the address of the site."""
    head = f'<link rel="canonical" href="{address}"></head>' if address else "</head>"
    _write(root, {"index.html": HOME.format(planted=markup).replace("</head>", head)})


def _only_fault(root: Path) -> Fault:
    faults = check(root)
    assert len(faults) == 1, faults
    return faults[0]


WHOLE = """<article><h1>1. One</h1><div class="lesson-meta"><p>You will know.</p></div>
<h2 id="the-code">The code</h2><pre>code</pre>
<div class="question" id="question-a"><p>Which?</p></div>
<h3 id="exercise-a">Exercise 1</h3><p>Try.</p><details class="success"><summary>Solution</summary></details>
<h3 id="exercise-b">Exercise 2</h3><p>Try.</p><details class="success"><summary>Solution</summary></details>
<h2 id="for-the-classroom">For the classroom</h2></article>"""
SOLUTION = '<details class="success"><summary>Solution</summary></details>'


def test_a_whole_lesson_and_a_page_that_is_none_lack_nothing(built: Path) -> None:
    _plant(built, WHOLE)
    assert check(built) == []


@pytest.mark.parametrize(
    ("left_out", "line", "message"),
    [
        ('<h2 id="the-code">The code</h2>', 0, "this lesson has no code; write '## The code { #the-code }' and, under it, "
                                               "<< source(…) >> or a block of code"),
        (' class="question"', 0, "this lesson has no question; write << question(…) >> before the text that answers it"),
        ('id="for-the-classroom"', 0, "this lesson has no discussion; write '## For the classroom { #for-the-classroom }' and, "
                                      "under it, what a class can discuss"),
        ("exercise-", 0, "this lesson has no exercise; write '### Exercise 1: … { #exercise-… }', what to do, and "
                         "'??? success \"Solution\"' with the solution"),
        (f'Exercise 1</h3><p>Try.</p>{SOLUTION}', 3, "exercise 'exercise-a' has no solution; write '??? success \"Solution\"' under it"),
        (f'Exercise 2</h3><p>Try.</p>{SOLUTION}', 4, "exercise 'exercise-b' has no solution; write '??? success \"Solution\"' under it"),
    ],
)
def test_what_a_lesson_lacks_is_named_with_what_to_write(built: Path, left_out: str, line: int, message: str) -> None:
    _plant(built, WHOLE.replace(left_out, "</h3>" if left_out.startswith("Exercise") else ""))
    fault = _only_fault(built)
    assert (fault.path, fault.line, fault.rule) == ("index.html", PLANTED_LINE + line, "unfinished_lessons")
    assert fault.message == message


def test_a_sound_site_has_no_fault(built: Path) -> None:
    assert check(built) == []


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ('<a href="nowhere/">x</a>', "<a> leads to 'nowhere/': there is no file 'nowhere/'"),
        ('<a href="#nothing">x</a>', "<a> leads to '#nothing': there is no id 'nothing' in index.html"),
        ('<a href="lesson/#b">x</a>', "<a> leads to 'lesson/#b': there is no id 'b' in lesson/index.html"),
        ('<a href="/lesson/">x</a>', "starts at the root of the host"),
        ('<script src="gone.js"></script>', "<script> leads to 'gone.js'"),
        ('<img src="gone.png" alt="A">', "<img> leads to 'gone.png'"),
        ('<img src="a.svg" srcset="a.svg 1x, gone.png 2x" alt="A">', "<img> leads to 'gone.png'"),
        ('<link rel="icon" href="gone.ico">', "<link> leads to 'gone.ico'"),
        ('<p id="top-of-page">', "id 'top-of-page' is taken since line 6"),
        ('<script src="https://cdn.example/a.js"></script>', "another host for 'https://cdn.example/a.js'"),
        ('<script>__md_scope=new URL(".");fetch("//api.example/")</script>', "another host for '//api.example/'"),
        ("<script>a()</script>", "<script> 'a()' is code inside the page, which a strict Content-Security-Policy refuses"),
        ('<script type="importmap">{}</script>', "<script> '{}' is code inside the page"),
        ('<svg><script type="text/JavaScript">a()</script></svg>', "<script> 'a()' is code inside the page"),
        ('<p onclick="a()">x</p>', "onclick='a()' of <p> is code inside the page"),
        ('<a href=" JavaScript:a()">x</a>', "href=' JavaScript:a()' of <a> is code inside the page"),
        ('<link rel="preconnect" href="https://fonts.example">', "another host for 'https://fonts.example'"),
        ('<p style="background: url(https://img.example/a.png)">', "another host for 'https://img.example/a.png'"),
        ("<style>@import 'https://fonts.example/a.css';</style>", "another host for 'https://fonts.example/a.css'"),
        ('<img src="a.svg">', "picture 'a.svg' has no alt"),
        ('<figure><img src="a.svg" alt=" "></figure>', "has an empty alt in a figure"),
        ('<a href="lesson/"><img src="a.svg" alt=""></a>', "is all there is in its <a>"),
        ('<img src="a.svg#only-light" alt="A">', "should be followed by its dark twin"),
        ('<img src="a-dark.svg#only-dark" alt="A">', "should follow its light twin"),
        ("<p>a</em></p>", "parse error 'unexpected-end-tag' of <em>; it should be valid HTML"),
        ('<a href="lesson/" href="#">x</a>', "parse error 'duplicate-attribute'; it should be valid HTML"),
        ("<p>Fish &bogus; chips</p>", "parse error 'expected-named-entity'"),
    ],
)
def test_a_planted_fault_is_found_and_named(built: Path, markup: str, message: str) -> None:
    _plant(built, markup)
    fault = _only_fault(built)
    assert (fault.path, fault.line) == ("index.html", PLANTED_LINE)
    assert message in fault.message


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("assets/site.css", 'a {\n  background: url("https://img.example/a.png");\n}', 2),
        ("assets/site.js", '\nimport x from "https://cdn.example/x.js";', 2),
        ("a.svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink">\n<image xlink:href="https://img.example/a.png"/></svg>', 2),
    ],
)
def test_a_request_in_any_kind_of_file_is_found(built: Path, name: str, text: str, line: int) -> None:
    _write(built, {name: text})
    fault = _only_fault(built)
    assert (fault.path, fault.line) == (name, line)
    assert "asks another host for" in fault.message


def test_twins_of_different_words_are_no_twins(built: Path) -> None:
    _plant(built, '<img src="a.svg#only-light" alt="A">\n<img src="a-dark.svg#only-dark" alt="B">')
    assert [fault.line for fault in check(built)] == [PLANTED_LINE, PLANTED_LINE + 1]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="a.svg" alt="">',
        '<a href="lesson/"><img src="a.svg" alt=""> Lesson</a>',
        '<a href="lesson">Lesson</a>',
        '<a href="lesson/#top">Lesson</a>',
        '<a href="https://doi.org/10.5281/zenodo.1003150">https://doi.org/10.5281/zenodo.1003150</a>',
        '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">',
        '<a href="javascript:void(0)">x</a>',
        '<script type="application/ld+json">{"on": "javascript:a()"}</script>',
        '<script src="assets/site.css"></script><script>var palette=__md_get("__palette");a()</script>',
        '<p>url(https://img.example/a.png), fetch("https://api.example/")</p>',
    ],
)
def test_what_is_no_fault_is_left_alone(built: Path, markup: str) -> None:
    _plant(built, markup)
    assert check(built) == []


def test_a_site_that_says_its_address_may_use_it(built: Path) -> None:
    _plant(built, '<img src="https://host.example/course/a.svg" alt="A">', "https://host.example/course/")
    _write(built, {"404.html": '<!doctype html><title>t</title><a href="/course/lesson/">x</a>\n<a href="/lesson/">x</a>'})
    fault = _only_fault(built)
    assert str(fault) == "404.html:2: <a> leads to '/lesson/': it climbs out of the site"


@pytest.mark.parametrize("said", ["/", "", "index.html", "https://host.example/course", "javascript:a()"])
def test_a_canonical_link_that_is_no_address_of_a_site_says_nothing(built: Path, said: str) -> None:
    _plant(built, '<a href="lesson/">x</a>', said)
    check(built)
    assert Site.read(built).address == SOMEWHERE


def test_a_full_address_of_the_site_is_followed(built: Path) -> None:
    _plant(built, '<a href="HTTPS://me@Host.example:443/gone/">x</a>', "https://host.example/")
    assert "there is no file 'gone/'" in _only_fault(built).message


@pytest.mark.parametrize(
    "article",
    [
        "<p>\ufeff---\ntitle: A page\n---</p>", "<p>--- title: A page</p><h1>A</h1>", "\ufeff---\n<p>a</p>", "<p>+++ title = 1 +++</p>",
        "<hr><h2>title: A page</h2>", "<hr>\n<p>hide: [toc]\ntitle: A page</p>", "<h2>---\ntitle: A</h2>", "<div><p>---</p></div>",
    ],
)
def test_front_matter_in_a_page_is_found(built: Path, article: str) -> None:
    _plant(built, f"<article>{article}</article>")
    fault = _only_fault(built)
    assert (fault.path, fault.line, fault.rule) == ("index.html", PLANTED_LINE, "unrendered_sources")
    assert fault.message == "the page shows its front matter; its source should be UTF-8 and begin with '---', without a blank or a mark before it"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>&lt;&lt; run.accuracy &gt;&gt; of</p>", "<< run.accuracy >>"), ("<p>a &lt;% if run.errors %> b</p>", "<% if run.errors %>"),
        ('<p>&lt;&lt; figure("a") >></p>', '<< figure("a") >>'), ("<li>&lt;# a note #&gt;</li>", "<# a note #>"),
        ('<p>&lt;&lt; claim(a, "so <em>it</em> is") >></p>', '<< claim(a, "so is") >>'),
    ],
)
def test_a_verb_in_a_page_is_found(built: Path, markup: str, shown: str) -> None:
    _plant(built, f"<article>{markup}</article>")
    fault = _only_fault(built)
    assert (fault.line, fault.message) == (PLANTED_LINE, f"the page shows {shown!r}; it should be rendered, or be code")


@pytest.mark.parametrize(
    "article",
    ["<h1>A</h1><hr><p>b: c</p>", "<p>a --- b</p>", "<p>-- a</p>", "<hr><p>Then comes this: a</p>", "<p>a &lt;&lt; b</p>",
     "<pre><code>&lt;&lt; run.accuracy >></code></pre>", "<p><code>&lt;% if %></code></p>", "<p>100 &lt;% of it</p>", "<h1>title: A</h1>"],
)
def test_what_is_no_source_is_left_alone(built: Path, article: str) -> None:
    _plant(built, f"<article>{article}</article>")
    assert check(built) == []


def test_the_text_of_a_page_does_not_say_where_the_site_is(built: Path) -> None:
    _plant(built, '<link rel="canonical" href="https://img.example/"><img src="https://img.example/a.png" alt="A">')
    assert "another host for 'https://img.example/a.png'" in _only_fault(built).message


def test_a_folder_without_a_page_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"no HTML page in .*; it should be the folder of a built site"):
        check(tmp_path)


def test_every_rule_says_what_it_holds() -> None:
    assert all(rule.__doc__ for rule in RULES)


LOCK = "figures/a.svg -> a.svg\nlesson/\nlesson/#figure\n./#top-of-page\nold/ -> lesson/\nold/#figure\n"


@pytest.fixture
def locked(built: Path) -> Path:
    """The small site with a lock and with what leads on from the addresses that moved."""
    _write(built, {"permalinks.txt": LOCK, "figures/a.svg": SVG, "old/index.html": '<!doctype html>\n<a href="../lesson/">x</a>'})
    return built


def test_a_site_that_keeps_its_lock_has_no_lost_address(locked: Path) -> None:
    assert [fault for fault in check(locked) if fault.rule == "lost_addresses"] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("lesson/#figure\n", "lesson/#gone\n", 3, "there is no 'lesson/#gone'; it should be there, or lead on"),
        ("lesson/\n", "gone/\n", 2, "there is no 'gone/'"),
        ("-> lesson/", "-> gone/", 5, "there is no 'gone/', where 'old/' leads"),
        ("old/#figure", "old/#gone", 6, "there is no 'lesson/#gone', where 'old/#gone' leads"),
        ("figures/a.svg ->", "figures/b.svg ->", 1, "there is no 'figures/b.svg'"),
        ("./#top", "./#bottom", 4, "there is no './#bottom-of-page'"),
        ("lesson/#figure\n", "lesson/#old -> ./#top-of-page\n", 3, "there is no 'lesson/#old'; it should be there"),
        ("figures/a.svg", "/a.svg", 1, "permalinks.txt:1: '/a.svg' should be an address relative to the site"),
    ],
)
def test_a_lost_address_is_found_and_named(locked: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in LOCK
    _write(locked, {"permalinks.txt": LOCK.replace(old, new, 1)})
    fault = next(fault for fault in check(locked) if fault.rule == "lost_addresses")
    assert (fault.path, fault.line) == ("permalinks.txt", line)
    assert message in fault.message


@pytest.mark.parametrize("kept", ["lesson", "lesson/index.html", "figures/50%41.svg", "figures/50%41.svg#mark"])
def test_an_address_that_a_host_answers_is_not_lost(locked: Path, kept: str) -> None:
    """A lock holds paths as they are, so that a percent sign in one is no escape."""
    _write(locked, {"permalinks.txt": f"{LOCK}{kept}\n", "figures/50%41.svg": SVG})
    assert [fault for fault in check(locked) if fault.rule == "lost_addresses"] == []
    (locked / "figures" / "50%41.svg").rename(locked / "figures" / "50A.svg")
    assert [fault.line for fault in check(locked) if fault.rule == "lost_addresses"] == ([7] if "%" in kept else [])


# The judge of addresses


@pytest.mark.parametrize("site", [SOMEWHERE, "https://host.example/course/"])
@pytest.mark.parametrize(
    ("address", "page", "target"),
    [
        ("b/#c", "a/index.html", Target("a/b/", "c")), ("../x.svg?v=1#only-dark", "a/index.html", Target("x.svg", "only-dark")),
        ("", "a/index.html", Target("a/index.html")), ("#b", "a/index.html", Target("a/index.html", "b")), ("..", "a/index.html", Target("")),
        ("./", "index.html", Target("")), ("a%20b/%23.svg", "index.html", Target("a b/#.svg")), ("#%C3%A9", "a.html", Target("a.html", "é")),
        ("#b", "50%41/x#y?.html", Target("50%41/x#y?.html", "b")), ("b", "é %/a.html", Target("é %/b")), (" b\n", "a.html", Target("b")),
        ("https://other.example/a", "a.html", None), ("//other.example/a", "a.html", None), ("mailto:a@b.example", "a.html", None),
        ("javascript:void(0)", "a.html", None), ("data:,a", "a.html", None),
    ],
)
def test_where_an_address_leads(address: str, page: str, target: Target | None, site: str) -> None:
    assert Target.of(address, page, site) == target


@pytest.mark.parametrize(("address", "target"), [
    ("https://host.example/course/a/#b", Target("a/", "b")), ("/course/a/", Target("a/")), ("/a/", None), ("../../a/", None),
    ("http://host.example/course/a/", None),
])
def test_where_a_full_address_leads(address: str, target: Target | None) -> None:
    assert Target.of(address, "b/index.html", "https://host.example/course/") == target


@pytest.mark.parametrize(("path", "file"), [
    ("", "index.html"), ("a/", "a/index.html"), ("a", "a/index.html"), ("a/index.html", "a/index.html"), ("b.svg", "b.svg"),
    ("b.svg/", None), ("c/", None), ("index.html/", None),
])
def test_which_file_a_host_sends(path: str, file: str | None) -> None:
    assert file_at(path, {"index.html", "a/index.html", "b.svg"}) == file


@pytest.mark.parametrize("name", ["50%41.html", "a#b.html", "what?.html", "é.html"])
def test_a_page_of_any_name_leads_to_its_own_parts(built: Path, name: str) -> None:
    _write(built, {name: '<!doctype html>\n<title>t</title><p id="a"><a href="#a">a</a> <a href="lesson/">b</a> <a href="#gone">c</a>'})
    assert str(_only_fault(built)) == f"{name}:2: <a> leads to '#gone': there is no id 'gone' in {name}"
