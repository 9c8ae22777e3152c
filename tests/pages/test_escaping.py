"""What names and titles hold is never taken for markup: it is shown as it is, or refused with one line where it cannot be. (Over 300 lines: each place to which a name may come.)"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import jinja2
import pytest
import tinyhtml5
from lxml import etree

from mnist_report.core import names
from mnist_report.core.errors import ConfigurationError
from mnist_report.core.filters import joined
from mnist_report.core.names import Name
from mnist_report.core.settings import Settings, load_settings
from mnist_report.figures.confusion import confusion_matrix
from mnist_report.figures.figure import Table, shortened
from mnist_report.pages import markup
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation
from mnist_report.pages.page import Page
from mnist_report.pages.sandbox import Sandbox
from mnist_report.pages.template import FILTERS
from mnist_report.publishing.checks import check
from mnist_report.results.artifacts import Artifacts
from tests.support.browser import served, visit
from tests.support.drawing import draw
from tests.support.exploring import DESKTOP, part
from tests.support.garments import SETTINGS as GARMENTS
from tests.support.garments import Edition, fork
from tests.support.project import mnist_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.support.project import Project

MARKUP = ["<b>Tom</b>", "</script>", "a|b", "*x*", "`x`", "[x](javascript:alert(1))", "x{: onclick=alert(1)}", "&lt;b&gt;", "&#60;b",
          "back\\slash", "_x_ ~y~ $z$", "<< run >>", "{{ x }}", "<!-- x", "1. one", "- x", "=== \"x\"", "!!! note", "??? note", "# x",
          ": x", "> x", "    four spaces", "ends   "]
PLAIN = ["Tom & 'Jerry'", 'say "x"', "=cmd()", "snow ☃", "#1", "t_shirt", "50 %", "naïve", "-1+1", "R&D; Inc.", "// x", "''' quotes",
         "שלום مرحبا"]
UNPRINTABLE = ["two\nlines", "turned \u202e around", "\u2066", "\u200f", "nul\0", "a\u2028b"]
WORDS = ["dataset_name", "attribution", "licence", "item", "items", "kind", "kinds"]


def settings(tmp_path: Path, key: str, value: object) -> Settings:
    settings = {"dataset": "a.npz", "dataset_name": "Bars", "attribution": "Us", "licence": "CC0", "item": "bar"} | {key: value}
    lines = "".join(f"{name} = {json.dumps(each)}\n" for name, each in settings.items())
    (tmp_path / "pyproject.toml").write_text(f"[tool.mnist-report]\n{lines}", encoding="utf-8")
    return load_settings(tmp_path / "pyproject.toml")


@pytest.mark.parametrize("text", UNPRINTABLE)
@pytest.mark.parametrize("key", ["class_names", *WORDS])
def test_what_no_line_can_show_is_refused(tmp_path: Path, key: str, text: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{key} is .*, but must be .* one printable line") as caught:
        settings(tmp_path, key, [text, "b"] if key == "class_names" else text)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", [*MARKUP, *PLAIN])
def test_any_line_is_taken_as_it_is(tmp_path: Path, text: str) -> None:
    assert settings(tmp_path, "class_names", [text, "b"]).class_names == (text, "b")
    for key in WORDS:
        assert getattr(settings(tmp_path, key, text), key) == text


@pytest.mark.parametrize("text", ["<b>x</b>", '"x"', "</script>", "turned \u202e around"])
@pytest.mark.parametrize(
    ("setting", "name"),
    [("site_name: {}", "site_name"), ("site_description: {}", "site_description"), ("site_author: {}", "site_author"),
     ("nav: [index.md, {{{}: [a.md]}}]", "a title in nav"), ("nav: [{{Part: [{{{}: a.md}}]}}]", "a title in nav")],
)
def test_markup_in_what_the_theme_writes_out(tmp_path: Path, setting: str, name: str, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(setting.format(json.dumps(text)), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"mkdocs\.yml: {name} is .*, but must be one printable line without < > "):
        Navigation.read(tmp_path / "mkdocs.yml")


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
    course = Course(project.artifacts, project.folder / "docs")
    page = Page("index.md", {"title": said, "description": f'" onload="{said}'}, "# Home { #home }\n")
    matter = dict(re.findall(r'(?m)^(title|description): (".*")$', course.file(page).decode()))
    title, description = json.loads(matter["title"]), json.loads(matter["description"])
    told = Told(f'<title>{title}</title><meta content="{description}">')
    assert told.tags == [("title", {}), ("meta", {"content": f'" onload="{said.rstrip(chr(0x202e))}'})]
    assert told.text == said.rstrip("\u202e")


def test_a_table_is_read_back_as_it_was_and_is_no_formula() -> None:
    table = Table(("name, of a class", 'the "share"'), (("=cmd()", 0.5), ("two\nlines", -1), ("a,b\"c'", 7), ("-", -0.5), ("@x", 1), ("+1", 2)))
    rows = list(csv.reader(io.StringIO(markup.csv(table))))
    assert rows[0] == ["name, of a class", 'the "share"']
    assert rows[1:] == [["'=cmd()", "0.5"], ["two\nlines", "-1"], ["a,b\"c'", "7"], ["-", "-0.5"], ["'@x", "1"], ["'+1", "2"]]


EXTENSIONS = ["admonition", "attr_list", "def_list", "tables", "md_in_html", "pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed"]


def rendered(text: str) -> Told:
    """Python-Markdown, as MkDocs runs it."""
    import markdown

    return Told(markdown.markdown(text, extensions=EXTENSIONS))


@pytest.mark.parametrize("text", [*MARKUP, *PLAIN])
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    """Markdown makes no element of it and loses nothing of it."""
    line = " ".join(text.split())
    told = rendered(f"a {markup.escape(line)} b")
    assert [tag for tag, _ in told.tags] == ["p"]
    assert told.text == f"a {line} b"


# Names in pages


def said(page: str, **values: object) -> str:
    """What the language of the pages makes of a page."""
    jinja = Sandbox(variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
                    undefined=jinja2.StrictUndefined)
    jinja.filters |= {function.__name__: names.keeping(function) for function in FILTERS}
    return jinja.from_string(page).render(values)


@pytest.mark.parametrize("text", [*MARKUP, *PLAIN])
def test_a_name_is_shown_as_it_is_wherever_it_stands(text: str) -> None:
    name = Name(text)
    told = rendered(said("<< x >>", x=name))
    assert ([tag for tag, _ in told.tags], told.text) == (["p"], text)
    told = rendered(said("a **<< x >>** b", x=name))
    assert ([tag for tag, _ in told.tags], told.text) == (["p", "strong"], f"a {text} b")
    told = rendered(said("# About << x >> { #about }", x=name))
    assert (told.tags, told.text) == ([("h1", {"id": "about"})], f"About {text}")
    told = rendered(said("| A | B |\n|---|---|\n| << x >> | [<< x >>](y.md) |", x=name))
    assert [tag for tag, _ in told.tags if tag in {"td", "a", "p", "em", "code"}] == ["td", "td", "a"]
    assert told.text.count(text) == 2
    told = Told(said('<p title="<< x >>"><< x >></p>', x=name))
    assert (told.tags, told.text) == ([("p", {"title": text})], text)


@pytest.mark.parametrize("made", [
    '"of " ~ x', 'x ~ 1 ~ " of"', '"of " + x', 'x + " of"', "x[:3]", "x | capital", "x | article", "[1, x] | joined", "3 | plural(x)",
    "[x, x] | join", 'ys | map(attribute="name") | join(", ")', "x | upper", 'x | replace("b", "i")', "x | trim", "x | default(1)",
    "[x] | first", 'x if true else ""', "ys | map(attribute='name') | map('capital') | joined",
])
def test_what_is_made_of_a_name_is_no_markup(made: str) -> None:
    name = Name("<b>*x*")
    text = said(f"<< {made} >>", x=name, ys=[{"name": name}])
    assert "&#60;" in text
    assert set("<>*").isdisjoint(text)


def test_a_name_is_escaped_once() -> None:
    assert said("<< x | e >>", x=Name("<&>")) == "&lt;&amp;&gt;"
    assert said("<< x | tojson | forceescape >>", x=[Name('<"')]) == "[&#34;\\u003c\\&#34;&#34;]"
    assert said("<% set y %><< x >><% endset %><< y >>", x=Name("<")) == "&#60;"
    assert said("<< x >>", x="**markup**") == "**markup**"
    assert f"{Name('<')}{json.dumps(Name('<'))}" == '<"<"'


def test_the_methods_of_a_name_are_out_of_reach() -> None:
    with pytest.raises(jinja2.exceptions.SecurityError, match="'lower' of 'Name' object is unsafe"):
        said("<< x.lower() >>", x=Name("<"))


# A whole course whose names are all markup

NAMES = ("<b>\"Tom & 'Jerry'\"</b>", "a|b*c*", "_x_ ~y~ $z$", "`code`", "[l](javascript:alert(1))", "</script><img src=x onerror=alert(1)>",
         "=cmd()", "שלום مرحبا")
SAID = {
    "dataset_name": "Bad <script>alert(1)</script> | \\ {{ x }} << run >>",
    "attribution": '1. [x]: # "y" <u>',
    "licence": "# CC0 &copy; <s>",
    "item": "<i>\"it's\"</i>{: onclick=alert(1)}",
    "items": "![its](x) &amp; `more`",
    "kind": "**k** --> &lt;b&gt;",
    "kinds": "<kinds onload='x'> $1$",
}
SETTINGS = "\n".join([
    "[tool.mnist-report]",
    'dataset = "data/garments"',
    *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in (SAID | {"class_names": NAMES}).items()),
    GARMENTS[GARMENTS.index("example ="):],
])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, shared_store: Path) -> Edition:
    """The project with these names, built strictly."""
    return fork(tmp_path_factory.mktemp("hostile"), SETTINGS, shared_store)


def elements(site: Path) -> Iterator[tuple[str, str, Mapping[str, str], str]]:
    """Every element of every page as a browser reads it: page, tag, attributes, the text in it and right after it."""
    for path in sorted(site.rglob("*.html")):
        tree = tinyhtml5.parse(path.read_text(encoding="utf-8"), namespace_html_elements=False)
        for each in tree.iter():
            if isinstance(each.tag, str):
                yield path.relative_to(site).as_posix(), each.tag, each.attrib, f"{each.text or ''}\n{each.tail or ''}"


@pytest.mark.no_cover
def test_check_finds_nothing(hostile: Edition) -> None:
    """But for one name that looks like a verb: whether an author forgot to render it, no check can know."""
    faults = [str(fault) for fault in check(hostile.site)]
    assert [fault for fault in faults if not fault.endswith("the page shows '<< run >>'; it should be rendered, or be code")] == []


@pytest.mark.no_cover
def test_no_element_and_no_attribute_comes_from_a_name(hostile: Edition, site: Path) -> None:
    """A page has no element and no attribute that the pages of the first edition do not have."""
    known = {(tag, name) for _, tag, attributes, _ in elements(site) for name in ("", *attributes)}
    found = [(page, tag, name, value) for page, tag, attributes, _ in elements(hostile.site)
             for name, value in {"": "", **attributes}.items()
             if (tag, name) not in known or (value.startswith("javascript:") and value != "javascript:void(0)")]
    assert found == []


@pytest.mark.no_cover
def test_no_name_is_escaped_twice(hostile: Edition) -> None:
    """Entities are seen nowhere, but for those that the names themselves have."""
    entity = re.compile(r"&(#\w+|amp|lt|gt|quot);")
    own = re.compile(r"&lt;b&gt;|&amp; `more`|&copy;")
    found = [(page, tag, dict(attributes), text[:200]) for page, tag, attributes, text in elements(hostile.site)
             if tag not in {"script", "code"} and entity.search(own.sub("", "\n".join([text, *attributes.values()])))]
    assert found == []


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        ("", [f"A neural network recognises {SAID['items']}", f"The images are those of {SAID['dataset_name']}."]),
        ("cite/", [f"Authors: {SAID['attribution']}", f"Licence: {SAID['licence']}"]),
        ("module-1/", [f"{SAID['dataset_name']} Image Classification with a Neural Network"]),
        ("module-1/load-and-preprocess-data/", [f"eight classes: {joined(NAMES)}.", f"What {SAID['dataset_name']} is"]),
        ("module-1/print/", [f"eight classes: {joined(NAMES)}.", "Which classes are confused"]),
        ("module-2/misclassifications/", [f"{SAID['dataset_name']} holds the {SAID['items']} that somebody chose"]),
        ("module-2/model-confidence/", [f"for each {SAID['kind']}"]),
        ("explore/draw-a-digit/", [f"Draw a {SAID['item']} here", f"Confidence in each {SAID['kind']}"]),
        ("report/", [*NAMES, f"Data set {SAID['dataset_name']}", f"Licence {SAID['licence']}", f"prepared as those of {SAID['dataset_name']}"]),
        ("instructors/answers/", ["The average image"]),
        ("embed/confusion-matrix/", list(NAMES)),
    ],
)
def test_pages_show_the_names(hostile: Edition, address: str, sentences: list[str]) -> None:
    text = hostile.page(address)
    assert [sentence for sentence in sentences if " ".join(sentence.split()) not in text] == []


def test_a_mistake_shows_both_names(hostile: Edition) -> None:
    text = " ".join(hostile.page("module-2/misclassifications/").split())
    assert any(f"{read} taken for {true}" in text for read in NAMES for true in NAMES)


def test_tables_pictures_and_captions_show_the_names(hostile: Edition) -> None:
    page = tinyhtml5.parse((hostile.site / "report" / "index.html").read_text(encoding="utf-8"), namespace_html_elements=False)
    table = next(each for each in page.iter("table") if each.get("class") == "confusion")
    assert [(each.text, each.get("aria-label")) for each in table.iter("th") if each.get("scope") == "row"] == [
        (name, f"true {name}") for name in NAMES]
    lesson = (hostile.site / "module-2" / "model-confidence" / "index.html").read_text(encoding="utf-8")
    tree = tinyhtml5.parse(lesson, namespace_html_elements=False)
    figure = next(each for each in tree.iter("figure") if each.get("id") == "fig-model-confidence")
    image = Artifacts(load_settings(hostile.folder / "pyproject.toml")).run
    true = NAMES[image.labels[image.example]]
    caption = "".join(next(figure.iter("figcaption")).itertext())
    assert f"The true label is {true}." in caption
    assert [f"the true label is {true}." in each.get("alt") for each in figure.iter("img")] == [True, True]


def test_files_hold_the_names(hostile: Edition) -> None:
    rows = list(csv.reader(io.StringIO((hostile.site / "figures" / "confusion-matrix.csv").read_text(encoding="utf-8"))))
    assert [row[0] for row in rows[1:]] == [f"'{name}" if name == "=cmd()" else name for name in NAMES]
    record = json.loads((hostile.site / "metrics.json").read_text(encoding="utf-8"))
    assert tuple(record["data"]["class_names"]) == NAMES
    assert record["data"]["name"] == SAID["dataset_name"]
    drawn = (hostile.site / "figures" / "confusion-matrix.svg").read_bytes()
    assert not list(etree.fromstring(drawn).iter("{*}script"))


def test_a_picture_has_the_names_as_text_and_not_as_formulas(hostile: Edition) -> None:
    picture = draw(confusion_matrix(Artifacts(load_settings(hostile.folder / "pyproject.toml")).run))
    labels = {label.get_text(): label.get_parse_math() for label in picture.axes[0].get_yticklabels()}
    assert labels == {shortened(name): False for name in NAMES}


def test_scripts_hold_the_names_in_comments(hostile: Edition) -> None:
    for path in sorted((hostile.site / "downloads").glob("*.py")):
        assert "alert" not in ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
    text = (hostile.site / "downloads" / "load-and-preprocess-data.py").read_text(encoding="utf-8")
    assert joined(NAMES) in " ".join(line.removeprefix("# ") for line in text.splitlines())


def test_a_package_holds_the_names(hostile: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    assert mnist_report("render", tmp_path / "pages", folder=hostile.folder).returncode == 0
    with zipfile.ZipFile(tmp_path / "pages" / "downloads" / "course.imscc") as package:
        read = [etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
    assert f"{SAID['dataset_name']} Image Classification with a Neural Network" in {text for tree in read for text in tree.itertext()}
    shown = [Told(each.text) for tree in read for each in tree.iter("{*}mattext") if each.get("texttype") == "text/html"]
    bank = etree.parse(tmp_path / "pages" / "downloads" / "questions-moodle.xml")
    shown += [Told(each.findtext("text") or "") for each in bank.iterfind(".//*[@format='html']")]
    assert {tag for told in shown for tag, _ in told.tags} <= {"p", "a", "strong", "em", "code", "ul", "ol", "li"}
    answers = {each.text for tree in read for each in tree.iter("{*}mattext") if each.get("texttype") != "text/html"}
    assert any(name in told.text for told in shown for name in NAMES) or any(name in str(text) for text in answers for name in NAMES)


def test_programs_show_the_names(browser: Browser, hostile: Edition) -> None:
    """No script of a name runs, in the explore pages and in the search."""
    dialogs: list[str] = []
    with served(hostile.site) as host, DESKTOP.context(browser) as context:
        context.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        with visit(context, host, "explore/draw-a-digit/") as visited:
            visited.page.wait_for_selector("[data-part=confidences] tbody tr")
            assert visited.page.locator("[data-part=confidences] tbody th").all_inner_texts() == list(NAMES)
            assert visited.troubles == []
        with visit(context, host, "explore/error-explorer/") as visited:
            visited.page.wait_for_selector("[data-part=tiles] a")
            part(visited.page, "tiles").locator("a").first.click()
            assert part(visited.page, "answers").locator("button").all_inner_texts() == [*NAMES, "I cannot tell"]
            assert visited.troubles == []
        with visit(context, host, "explore/inside-the-network/") as visited:
            visited.page.wait_for_selector("[data-part=outputs] tr")
            assert part(visited.page, "outputs").locator("button").all_inner_texts() == list(NAMES)
            assert visited.troubles == []
        with visit(context, host, "explore/training-time-machine/") as visited:
            visited.page.wait_for_selector("[data-part=matrix] tbody tr")
            assert part(visited.page, "matrix").locator("tbody th").all_inner_texts() == list(NAMES)
            assert visited.troubles == []
        with visit(context, host, "") as visited:
            visited.page.locator(".md-search__input").click()  # loads the index
            visited.page.wait_for_selector(".md-search-result__meta:has-text('Type to start')")
            visited.page.keyboard.type("onerror")
            visited.page.wait_for_selector(".md-search-result__item")
            assert NAMES[5] in visited.page.locator(".md-search-result__list").inner_text()
            assert visited.page.locator(".md-search-result img").count() == 0
            assert visited.troubles == []
    assert dialogs == []
