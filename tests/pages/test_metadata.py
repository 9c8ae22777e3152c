"""What the head of each page says to programs, read back from the built site by a JSON-LD processor and by others."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from PIL import Image
from pyld import jsonld

from mnist_report.core.settings import load_settings
from mnist_report.pages.citation import Author, Citation
from mnist_report.pages.course import Course
from mnist_report.pages.page import Page, address_of
from mnist_report.publishing.checks.page import Page as Html
from mnist_report.results.artifacts import Artifacts
from tests.support.heads import html, said
from tests.support.project import ADDRESS, ROOT, this_navigation
from tests.support.shipped import needs, pages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

SCHEMA = "https://schema.org/"
CONTEXT = {"@context": {"@vocab": SCHEMA} | {
    name: {"@id": SCHEMA + name, "@type": "@id"} for name in ("contentUrl", "url", "license", "image", "sameAs")
}}
"""Stands for the context that schema.org serves, since no test asks a network for it."""
THING = {"name", "description", "identifier", "url", "image", "sameAs"}
CREATIVE_WORK = THING | {
    "accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary", "audience", "author",
    "creditText", "encoding", "version", "educationalLevel", "hasPart", "inLanguage", "isAccessibleForFree", "isBasedOn", "isPartOf",
    "learningResourceType", "license", "position", "provider", "teaches", "timeRequired",
}
PROPERTIES = {
    "Course": CREATIVE_WORK | {"hasCourseInstance"}, "LearningResource": CREATIVE_WORK, "WebPage": CREATIVE_WORK,
    "Dataset": CREATIVE_WORK, "CreativeWork": CREATIVE_WORK, "Organization": THING, "Person": THING,
    "EducationalAudience": THING | {"educationalRole"}, "ItemList": THING | {"itemListElement"},
    "MediaObject": CREATIVE_WORK | {"contentUrl", "encodingFormat"}, "PropertyValue": THING | {"propertyID", "value"},
    "CourseInstance": THING | {"courseMode", "courseWorkload"},
}
"""Of schema.org 29.3: the properties of each type that the site uses, those of its ancestors included."""
DURATION = re.compile(r"PT[1-9]\d*M")
PAGES = pages()


def cards(page: Html) -> list[str]:
    """The kinds of card that X should make of a link; it takes the rest from Open Graph."""
    return [each.attributes["content"] for each in page.elements if each.attributes.get("name") == "twitter:card"]


def open_graph(page: Html) -> dict[str, str]:
    meta = [each.attributes for each in page.elements if each.tag == "meta" and "property" in each.attributes]
    found = {each["property"]: each["content"] for each in meta}
    assert len(found) == len(meta), "a property is said twice"
    return found


def expanded(thing: Any) -> Any:
    """What a JSON-LD processor understands, with absolute names."""

    def load(url: str, options: object) -> dict[str, Any]:
        assert url.rstrip("/") == SCHEMA.rstrip("/")
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXT}

    (node,) = jsonld.expand(thing, {"documentLoader": load, "base": ADDRESS})
    return node


def check(node: Any) -> int:
    """Holds a node and those in it to the types and properties of schema.org; gives how many nodes there were."""
    if not isinstance(node, dict) or "@type" not in node or "@value" in node:
        return 0
    (kind,) = (name.removeprefix(SCHEMA) for name in node["@type"])
    used = {name.removeprefix(SCHEMA) for name in node if not name.startswith("@")}
    assert used <= PROPERTIES[kind], kind
    return 1 + sum(check(value) for name, values in node.items() if name.startswith(SCHEMA) for value in values)


@pytest.fixture(scope="module")
def course(published: Path) -> Course:
    navigation = replace(this_navigation(), address=ADDRESS)
    return Course(Artifacts(load_settings(ROOT / "pyproject.toml")), ROOT / "docs", navigation)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_what_schema_org_knows(published: Path, path: str) -> None:
    thing = said(html(published, path))
    node = expanded(thing)
    assert check(node) >= 1
    assert set(thing) - {"@context", "@type"} == {name.removeprefix(SCHEMA) for name in node if name != "@type"}
    assert node[SCHEMA + "url"] == [{"@id": ADDRESS + address_of(path)}]
    assert node[SCHEMA + "license"] == [{"@id": Citation.read(ROOT / "CITATION.cff").text.licence_address}]
    assert DURATION.fullmatch(thing["timeRequired"])
    assert thing["author"] == [{"@type": "Organization", "name": "The developers of mnist-report"}]
    assert re.fullmatch(r"0\.1\.0, run [0-9a-f]{12}", thing["version"])


def test_a_property_of_another_type_is_noticed() -> None:
    with pytest.raises(AssertionError, match="Organization"):
        check(expanded({"@context": SCHEMA, "@type": "Organization", "teaches": "x"}))


def test_a_lesson_is_a_resource_with_objective_and_duration(published: Path, course: Course) -> None:
    for module in course.outline.modules:
        for position, lesson in enumerate(module.lessons, start=1):
            thing = said(html(published, lesson.path))
            assert (thing["@type"], thing["learningResourceType"]) == ("LearningResource", "lesson")
            assert f"{position}. {thing['name']}" == lesson.title
            assert (thing["position"], thing["teaches"]) == (position, lesson.description)
            assert thing["timeRequired"] == f"PT{lesson.minutes}M"
            assert f"Reading time: {lesson.minutes} min" in (published / lesson.address / "index.html").read_text("utf-8")
            assert thing["isPartOf"]["url"] == ADDRESS + module.page.address


def test_the_home_page_and_the_modules_are_courses(published: Path, course: Course) -> None:
    home = said(html(published, "index.md"))
    assert (home["@type"], home["name"]) == ("Course", course.navigation.name)
    assert [part["url"] for part in home["hasPart"]] == [ADDRESS + module.page.address for module in course.outline.modules]
    assert home["teaches"] == [lesson.description for lesson in course.outline.lessons]
    assert home["hasCourseInstance"]["courseWorkload"] == home["timeRequired"]
    modules = [said(html(published, module.page.path)) for module in course.outline.modules]
    assert int(home["timeRequired"][2:-1]) == sum(int(module["timeRequired"][2:-1]) for module in modules)
    for position, (thing, module) in enumerate(zip(modules, course.outline.modules, strict=True), start=1):
        assert (thing["@type"], thing["position"], thing["isPartOf"]["url"]) == ("Course", position, ADDRESS)
        assert [part["url"] for part in thing["hasPart"]] == [ADDRESS + lesson.address for lesson in module.lessons]
        assert thing["isBasedOn"]["creditText"] == course.evaluation.attribution


@needs("explore/draw-a-digit/index.md")
def test_an_explore_page_is_a_resource_and_others_are_pages(published: Path) -> None:
    assert said(html(published, "explore/draw-a-digit/index.md"))["learningResourceType"] == "simulation"
    assert said(html(published, "privacy.md"))["@type"] == "WebPage"


@pytest.mark.parametrize("path", PAGES)
def test_a_shared_link_shows_title_description_and_picture(published: Path, path: str) -> None:
    page = html(published, path)
    found = open_graph(page)
    (described,) = [each.attributes["content"] for each in page.elements if each.attributes.get("name") == "description"]
    assert found["og:url"] == ADDRESS + address_of(path)
    assert (found["og:description"], found["og:site_name"]) == (described, this_navigation().name)
    assert found["og:type"] == ("article" if re.match(r"module-\d/(?!index)", path) else "website")
    with Image.open(published / found["og:image"].removeprefix(ADDRESS)) as picture:
        assert picture.format == "PNG"
        assert picture.size == (int(found["og:image:width"]), int(found["og:image:height"]))
    assert 0 < len(found["og:image:alt"]) <= 150
    assert cards(page) == ["summary_large_image"]


@pytest.mark.edition
@pytest.mark.parametrize(
    ("path", "picture"),
    [
        ("module-1/train-the-model.md", "training-curves"),  # its own first figure
        ("module-2/index.md", "learned-weights"),  # the first of its module
        ("module-1/index.md", "sample-images"),  # the one that its front matter names
    ],
)
def test_the_picture_is_that_of_the_lesson(published: Path, path: str, picture: str) -> None:
    assert open_graph(html(published, path))["og:image"] == f"{ADDRESS}figures/{picture}.png"


@pytest.mark.parametrize("path", ["index.md", "privacy.md"])
def test_a_page_without_a_picture_is_shared_with_that_of_the_course(published: Path, path: str) -> None:
    found = open_graph(html(published, path))
    assert found["og:image"] == f"{ADDRESS}cards/shared.png"
    assert found["og:image:alt"].endswith("an image made of small images of the same class.")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_absolute_is_said_where_the_address_is_not_known(site: Path, path: str) -> None:
    page = html(site, path)
    assert {"og:title", "og:description"} <= set(open_graph(page)) <= {"og:type", "og:site_name", "og:title", "og:description"}
    assert cards(page) == []
    thing = said(page)
    check(expanded(thing))
    assert "url" not in json.dumps(thing) and "image" not in thing


def test_a_head_weighs_little(published: Path, course: Course) -> None:
    heads = course.heads
    for lesson in course.outline.lessons:
        assert len(heads.of(lesson).encode()) < 3_500, lesson.path


def test_no_text_of_a_page_breaks_out(course: Course) -> None:
    evil = '</script><!-- <b>"&quot; \N{LINE SEPARATOR}'
    text = course.heads.of(Page("x.md", {"title": evil, "description": evil}, "# X { #x }"))
    page = Html.parse("x", f"<head>{text}</head>")
    assert open_graph(page)["og:title"] == evil
    assert (said(page)["name"], said(page)["description"]) == (evil, evil)
    assert [each.tag for each in page.elements if each.tag not in {"meta", "head"}] == ["link", "script"]


def test_a_course_without_lessons_or_licence_says_less(project: Project) -> None:
    course = Course(project.artifacts, project.folder / "docs")
    page = Html.parse("x", f"<head>{course.heads.of(course.page('index.md'))}</head>")
    assert said(page)["@type"] == "WebPage"
    assert "license" not in said(page)
    check(expanded(said(page)))


FORMATS = {"application/x-ipynb+json": "ipynb", "text/x-python": "py", "text/html": ""}


def test_a_lesson_and_a_module_name_what_can_be_taken_along(published: Path, course: Course) -> None:
    for module in course.outline.modules:
        for page in (module.page, *module.lessons):
            encodings = {each["name"]: each for each in said(html(published, page.path))["encoding"]}
            kinds = {"notebook", "script"} | ({"print"} if page is module.page else set())
            assert kinds <= set(encodings) <= kinds | set(course.downloads(page))
            for encoding in encodings.values():
                address = encoding["contentUrl"].removeprefix(ADDRESS)
                assert address.rpartition(".")[2 if "." in address else 0] == FORMATS[encoding["encodingFormat"]]
                file = published / address
                assert (file / "index.html" if file.is_dir() else file).is_file(), address


def test_those_who_learn_and_those_who_teach_are_meant(published: Path, course: Course) -> None:
    meant = {"@type": "EducationalAudience", "educationalRole": ["student", "teacher"]}
    for path in PAGES:
        thing = said(html(published, path))
        assert thing.get("audience") == (None if thing["@type"] == "WebPage" else meant), path


def test_every_page_leads_to_the_licence_of_its_text(published: Path, course: Course) -> None:
    licence = Citation.read(ROOT / "CITATION.cff").text.licence_address
    prints = [f"{module.page.address}print.md" for module in course.outline.modules]
    frames = [f"{file.parent.relative_to(published).as_posix()}/index.md" for file in (published / "embed").glob("*/index.html")]
    for path in (*PAGES, *prints, *frames):
        links = [each for each in html(published, path).elements if each.tag == "link" and each.attributes.get("rel") == "license"]
        assert [link.attributes["href"] for link in links] == [licence], path
        assert "head" in [outer.tag for outer in links[0].ancestors], path


def test_a_doi_identifies_the_course_on_its_home_page_alone(course: Course) -> None:
    cited = Citation.read(ROOT / "CITATION.cff", course.navigation.name)
    heads = replace(course.heads, citation=replace(cited, text=replace(cited.text, doi="10.5281/zenodo.1003150")))
    things = {path: json.loads(re.findall(r"<script[^>]*>(.*)</script>", heads.of(course.page(path)))[0]) for path in PAGES}
    assert things["index.md"]["sameAs"] == "https://doi.org/10.5281/zenodo.1003150"
    assert things["index.md"]["identifier"]["value"] == "10.5281/zenodo.1003150"
    assert [path for path, thing in things.items() if "identifier" in thing or "sameAs" in thing] == ["index.md"]
    check(expanded(things["index.md"]))


def test_a_person_is_a_person_and_a_hostile_address_stays_in_its_attribute(course: Course) -> None:
    cited = Citation.read(ROOT / "CITATION.cff")
    text = replace(cited.text, authors=(Author("Neumann", "John", "von"), Author("A & B", is_group=True)), licence_address='https://a.b/"><b>')
    heads = replace(course.heads, citation=replace(cited, text=text))
    page = Html.parse("x", f"<head>{heads.of(course.page('cite.md'))}</head>")
    assert said(page)["author"] == [{"@type": "Person", "name": "John von Neumann"}, {"@type": "Organization", "name": "A & B"}]
    assert [each.attributes["href"] for each in page.elements if each.tag == "link"] == ['https://a.b/"><b>']


# What crawlers ask for beside the pages


def test_the_sitemap_lists_every_page(published: Path) -> None:
    tree = ElementTree.parse(published / "sitemap.xml")
    listed = {each.text for each in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert listed >= {ADDRESS + address_of(path) for path in PAGES}
    for address in listed:
        assert address and (published / address.removeprefix(ADDRESS) / "index.html").is_file(), address


def test_robots_may_read_all_and_find_the_sitemap(published: Path, site: Path) -> None:
    rules = RobotFileParser()
    rules.parse((published / "robots.txt").read_text(encoding="utf-8").splitlines())
    assert rules.can_fetch("any", ADDRESS + "module-1/")
    assert rules.site_maps() == [ADDRESS + "sitemap.xml"]
    assert "Sitemap" not in (site / "robots.txt").read_text(encoding="utf-8")
