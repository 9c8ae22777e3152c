"""CITATION.cff holds to its format; the references made from it are read back by others; licences are said once."""

from __future__ import annotations

import html
import re
import tomllib
from typing import TYPE_CHECKING, Any

import bibtexparser
import jsonschema
import pytest
import yaml
from bibtexparser import middlewares

from mnist_report.core.errors import ConfigurationError, ContentError
from mnist_report.pages.citation import Citation
from mnist_report.pages.page import address_of
from mnist_report.publishing.checks.page import Page
from tests.support.project import ADDRESS, ROOT, this_navigation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

NAMES = {"type": "array", "minItems": 1, "items": {"anyOf": [
    {"required": ["name"], "additionalProperties": False, "properties": {"name": {"type": "string", "minLength": 1}}},
    {"minProperties": 1, "additionalProperties": False,
     "properties": {name: {"type": "string", "minLength": 1} for name in ("family-names", "given-names", "name-particle", "orcid")}},
]}}
COMMON = {
    "title": {"type": "string", "minLength": 1}, "authors": NAMES, "abstract": {"type": "string", "minLength": 1},
    "version": {"type": ["string", "number"]}, "license": {"enum": ["MIT", "CC-BY-4.0"]},
    "license-url": {"type": "string", "pattern": "^https://"}, "url": {"type": "string", "pattern": "^https?://"},
    "date-released": {"type": "string", "pattern": r"^\d{4}-[01]\d-[0-3]\d$"},
}
RULES: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["authors", "cff-version", "message", "title"],
    "properties": COMMON | {
        "cff-version": {"const": "1.2.0"}, "message": {"type": "string", "minLength": 1},
        "type": {"enum": ["software", "dataset"]}, "repository-code": {"type": "string", "pattern": "^https?://"},
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "preferred-citation": {
            "type": "object", "additionalProperties": False, "required": ["authors", "title", "type"],
            "properties": COMMON | {"type": {"enum": ["generic", "software", "website"]}, "year": {"type": "integer"}},
        },
    },
}
"""Of the guide to version 1.2.0 of the Citation File Format, what concerns the keys that a course can need."""
PERSONS = """
authors: [{name: A & B_C}]
license: MIT
license-url: https://opensource.org/license/mit
preferred-citation:
  version: 1.0
  year: 2026
  license: CC-BY-4.0
  license-url: https://creativecommons.org/licenses/by/4.0/
  authors:
    - {family-names: Lovelace, given-names: Ada King}
    - {family-names: Neumann, name-particle: von, given-names: John}
    - {name: The group}
"""


def read(folder: Path, text: str, **more: str) -> Citation:
    file = folder / "CITATION.cff"
    file.write_text(text, encoding="utf-8")
    return Citation.read(file, **more)


def entry(text: str) -> dict[str, Any]:
    """The one entry of a BibTeX text, as an independent parser reads it."""
    stack = [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts(), middlewares.LatexDecodingMiddleware()]
    library = bibtexparser.parse_string(text, append_middleware=stack)
    assert not library.failed_blocks
    (found,) = library.entries
    return {"kind": found.entry_type, "key": found.key} | {field.key: field.value for field in found.fields}


def test_the_file_holds_to_its_format() -> None:
    said = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), yaml.BaseLoader)
    jsonschema.validate(said, RULES)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(said | {"licence": "MIT"}, RULES)


def test_it_says_what_the_project_says_elsewhere() -> None:
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    settings = said["preferred-citation"]
    assert (said["title"], said["version"]) == (project["name"], project["version"])
    assert settings["title"] == this_navigation().name
    assert settings["version"] == project["version"]
    assert project["license"].split(" AND ")[:2] == [said["license"], settings["license"]]


@pytest.mark.parametrize("file", ["LICENSE", "README.md"])
def test_the_files_of_the_repository_name_the_same_licences(file: str) -> None:
    text, cited = (ROOT / file).read_text(encoding="utf-8"), Citation.read(ROOT / "CITATION.cff")
    assert cited.code.licence_name in text and cited.text.licence_name in text and "MNIST" in text
    assert file != "LICENSE" or cited.text.licence_address in text


def test_bibtex_is_read_back(tmp_path: Path) -> None:
    cited = read(tmp_path, PERSONS, title="100 % of {sets} & x_1", address=ADDRESS, run="abc")
    found = entry(cited.bibtex)
    assert (found["kind"], found["key"]) == ("misc", "100-of-sets-x-1")
    assert [(author.first, author.von, author.last) for author in found["author"]] == [
        (["Ada", "King"], [], ["Lovelace"]), (["John"], ["von"], ["Neumann"]), ([], [], ["{The group}"]),
    ]
    assert found["title"] == "100 % of {sets} & x_1"
    assert (found["year"], found["note"], found["url"]) == ("2026", "Version 1.0, run abc", ADDRESS)


def test_apa_names_people_by_initials(tmp_path: Path) -> None:
    cited = read(tmp_path, PERSONS, title="A course", address=ADDRESS, run="abc")
    assert cited.apa == (
        "Lovelace, A. K., von Neumann, J., & The group. (2026). *A course* (Version 1.0; run abc) [Course]. "
        f"<{ADDRESS}>"
    )


def test_apa_without_a_date_or_an_address() -> None:
    assert Citation.read(ROOT / "CITATION.cff", "A course").apa == (
        "The developers of mnist-report. (n.d.). *A course* (Version 0.1.0) [Course]."
    )


def test_a_file_without_a_preferred_citation_cites_itself(tmp_path: Path) -> None:
    cited = read(tmp_path, PERSONS.partition("preferred-citation")[0])
    assert cited.text == cited.code
    assert cited.text.credit == "A & B_C"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "cannot be read: "),
        ("- a\n", "must be a mapping, as the Citation File Format has it"),
        ("authors: [{name: A}]\n", "license must be one text, not None"),
        ("authors: [{name: A}]\nlicense: [MIT, CC0-1.0]\n", "license must be one text, not ['MIT', 'CC0-1.0']"),
        ("license: MIT\nlicense-url: https://a.b\n", "authors must be a list of one or more, not None"),
        ("license: MIT\nlicense-url: https://a.b\nauthors: [Ada]\n", "an author must have a name, or family-names, not 'Ada'"),
        ("preferred-citation: A book\n", "preferred-citation must be a mapping, not 'A book'"),
    ],
)
def test_a_file_that_says_too_little(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(f"{tmp_path / 'CITATION.cff'}") + ".*" + re.escape(message)):
        read(tmp_path, text)


def test_a_page_that_cites_needs_the_file(project: Project) -> None:
    from mnist_report.pages.course import Course

    project.page("# Cite { #cite }\n\n<< citation().apa >>\n")
    course = Course(project.artifacts, project.folder / "docs")
    with pytest.raises((ConfigurationError, ContentError), match=r"CITATION\.cff cannot be read: "):
        course.page("index.md")


# The page of the site


def text_of(markup: str) -> str:
    return html.unescape(re.sub("<[^>]+>", "", markup))


def test_the_page_gives_both_references(published: Path) -> None:
    page = (published / "cite" / "index.html").read_text(encoding="utf-8")
    run = re.search(r"run ([0-9a-f]{12})</a>", page)
    assert run
    (shown,) = re.findall(r'(?s)<div class="highlight">.*?</pre>', page)
    found = entry(text_of(shown))
    name = this_navigation().name
    assert (found["title"], found["url"]) == (name, ADDRESS)
    assert run[1] in found["note"]
    (reference,) = re.findall(r'(?s)<div class="reference">(.*?)</div>', page)
    assert text_of(reference).strip() == (
        f"The developers of mnist-report. (n.d.). {name} (Version 0.1.0; run {run[1]}) [Course]. {ADDRESS}"
    )


def test_each_licence_is_said_in_one_place(site: Path) -> None:
    page = (site / "cite" / "index.html").read_text(encoding="utf-8")
    cited = Citation.read(ROOT / "CITATION.cff")
    for part, said in {"text": cited.text.licence_address, "code": cited.code.licence_address, "data": "ShareAlike 3.0"}.items():
        section = page.partition(f'id="licence-of-the-{part}"')[2].partition("<h")[0]
        assert said in section, part


def test_every_page_links_to_the_licences(site: Path) -> None:
    for part in this_navigation().nav:
        for path in part.pages:
            file = f"{address_of(path)}index.html"
            page = Page.parse(file, (site / file).read_text(encoding="utf-8"))
            feet = [element for element in page.elements if element.attributes.get("class") == "run"]
            links = [each.attributes["href"] for each in page.elements if each.tag == "a" and set(feet) & set(each.ancestors)]
            assert any((site / file).parent.joinpath(link).resolve() == site / "cite" for link in links), file
