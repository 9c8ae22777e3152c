"""CITATION.cff holds to its format; the references made from it are read back by others; licences are said once."""

from __future__ import annotations

import html
import json
import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from mnist_report.core.errors import ConfigurationError, ContentError
from mnist_report.core.names import Name
from mnist_report.pages.citation import Citation
from mnist_report.pages.page import address_of
from mnist_report.publishing.checks.page import Page
from tests.support.project import ADDRESS, ROOT, this_navigation
from tests.support.references import bibtex

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

FORMAT = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/citation-file-format.json").read_text(encoding="utf-8"))
"""The schema of version 1.2.0 of the Citation File Format, of those who keep it."""
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


LEAST = "authors: [{name: A}]\nlicense: MIT\nlicense-url: https://opensource.org/license/mit\n"


def read(folder: Path, text: str, **more: str) -> Citation:
    file = folder / "CITATION.cff"
    file.write_text(text, encoding="utf-8")
    return Citation.read(file, **more)


def test_the_file_holds_to_its_format() -> None:
    said = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), yaml.BaseLoader)
    jsonschema.validate(said, FORMAT)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(said | {"licence": "MIT"}, FORMAT)


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
    found = bibtex(cited.bibtex)
    assert (found["kind"], found["key"]) == ("misc", "100-of-sets-x-1")
    assert [(author.first, author.von, author.last) for author in found["author"]] == [
        (["Ada", "King"], [], ["Lovelace"]), (["John"], ["von"], ["Neumann"]), ([], [], ["{The group}"]),
    ]
    assert found["title"] == "100 % of {sets} & x_1"
    assert (found["year"], found["note"], found["url"]) == ("2026", "Version 1.0, run abc", ADDRESS)


def test_apa_names_people_by_initials(tmp_path: Path) -> None:
    cited = read(tmp_path, PERSONS, title="A course", address=ADDRESS, run="abc")
    assert cited.apa == (
        "Lovelace, A. K., von Neumann, J., & The group. (2026). *A course* (Version 1.0, run abc) [Course]. "
        f"<{ADDRESS}>"
    )


def test_apa_without_a_date_or_an_address() -> None:
    assert Citation.read(ROOT / "CITATION.cff", "A course").apa == (
        "The developers of mnist-report. (n.d.). *A course* (Version 0.1.0) [Course]."
    )


@pytest.mark.parametrize(
    ("said", "doi"),
    [
        ("doi: 10.5281/zenodo.1003150\n", "10.5281/zenodo.1003150"),
        ("identifiers: [{type: url, value: 'https://a.b'}, {type: doi, value: 10.1000/a_(1)}, {type: doi, value: 10.1000/2}]\n", "10.1000/a_(1)"),
        ("identifiers: [{type: doi, value: 10.1000/2}]\ndoi: 10.1000/3\n", "10.1000/3"),
        ("doi: 10.1000/1\npreferred-citation: {doi: 10.1000/2, MORE}\n", "10.1000/2"),
        ("doi: 10.1000/1\npreferred-citation: {MORE}\n", "10.1000/1"),
        ("identifiers: [{type: swh, value: 'swh:1:rev:309cf2674ee7a0749978cf8265ab91a60aea0f7d'}]\n", ""),
    ],
)
def test_a_doi_stands_in_every_reference(tmp_path: Path, said: str, doi: str) -> None:
    more = "authors: [{name: A}], title: B, type: website, license: MIT, license-url: 'https://opensource.org/license/mit'"
    text = f"{LEAST}{said.replace('MORE', more)}"
    jsonschema.validate(yaml.safe_load(f"cff-version: 1.2.0\nmessage: m\ntitle: t\n{text}"), FORMAT)
    cited = read(tmp_path, text, title="A course", address=ADDRESS)
    assert cited.text.doi == doi
    assert cited.apa.endswith(f" <https://doi.org/{doi}>" if doi else f" <{ADDRESS}>")
    assert bibtex(cited.bibtex).get("doi", "") == doi


def test_names_and_titles_are_no_markup(tmp_path: Path) -> None:
    from markdown import markdown

    group, title = "*A* & <b>B</b>", "x_1_ *y* [z](#z) `q`"
    cited = read(tmp_path, LEAST.replace("{name: A}", f"{{name: '{group}'}}"), title=title)
    shown = markdown(cited.apa)
    assert shown.count("<em>") == shown.count("<") - 3 == 1
    assert text_of(shown) == f"{group}. (n.d.). {title} [Course]."
    assert isinstance(cited.text.credit, Name) and isinstance(cited.text.licence_name, Name) and isinstance(cited.title, Name)


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
        (LEAST.replace("A", "' '"), "an author must have a name, or family-names, not {'name': ' '}"),
        ("preferred-citation: A book\n", "preferred-citation must be a mapping, not 'A book'"),
        (f"{LEAST}year: soon\n", "year is 'soon'; it should begin with the four digits of a year"),
        (f"{LEAST}date-released: 5 March\n", "date-released is '5 March'; it should begin with the four digits of a year"),
        ("license: MIT\nlicense-url: javascript:alert(1)\n", "license-url is 'javascript:alert(1)'; it should be an address such as 'https://c"),
        (f"{LEAST}doi: https://doi.org/10.5281/zenodo.1\n", "doi is 'https://doi.org/10.5281/zenodo.1'; it should be '10.5281/zenodo.1'"),
        (f"{LEAST}doi: doi:10.5281/zenodo.1\n", "doi is 'doi:10.5281/zenodo.1'; it should be '10.5281/zenodo.1'"),
        (f"{LEAST}doi: DX.doi.org/10.1000/182\n", "doi is 'DX.doi.org/10.1000/182'; it should be '10.1000/182'"),
        (f"{LEAST}doi: 10.5281\n", "doi is 10.5281; it should be a DOI such as '10.5281/zenodo.1003150'"),
        (f"{LEAST}doi:\n", "doi is None; it should be a DOI such as '10.5281/zenodo.1003150'"),
        (f"{LEAST}doi: 10.5281/\n", "doi is '10.5281/'; it should be a DOI such as "),
        (f"{LEAST}doi: zenodo.1003150\n", "doi is 'zenodo.1003150'; it should be a DOI such as "),
        (f"{LEAST}doi: 10.5281/a b\n", "doi is '10.5281/a b'; it should be a DOI such as "),
        (f"{LEAST}doi: 10.5281/<b>\n", "doi is '10.5281/<b>'; it should be a DOI such as "),
        (f"{LEAST}identifiers: [{{type: doi, value: x}}]\n", "doi is 'x'; it should be a DOI such as "),
        (f"{LEAST}doi: 10.1000/182\nidentifiers: [{{type: doi}}]\n", "doi is None; it should be a DOI such as "),
        (f"{LEAST}identifiers: 10.1000/182\n", "identifiers must be a list, not '10.1000/182'"),
        (f"{PERSONS}  doi: 10/1\n", "doi is '10/1'; it should be a DOI such as "),
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
    found = bibtex(text_of(shown))
    name = this_navigation().name
    assert (found["title"], found["url"]) == (name, ADDRESS)
    assert run[1] in found["note"]
    (reference,) = re.findall(r'(?s)<div class="reference">(.*?)</div>', page)
    assert text_of(reference).strip() == (
        f"The developers of mnist-report. (n.d.). {name} (Version 0.1.0, run {run[1]}) [Course]. {ADDRESS}"
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
