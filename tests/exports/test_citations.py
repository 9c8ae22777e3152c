"""Reference managers import what CITATION.cff says, whatever the names in it: read back by a strict parser and by pandoc."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from mnist_report.core.edition import Site
from mnist_report.core.errors import ConfigurationError
from mnist_report.exports import citations
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation
from tests.support import references
from tests.support.project import ADDRESS
from tests.support.references import BIBTEX, CSL, FORMATS, RIS

if TYPE_CHECKING:
    from tests.support.project import Project

NAME = {"type": "string", "minLength": 1}
ITEMS: dict[str, Any] = {
    "type": "array", "minItems": 1, "maxItems": 1, "items": {
        "type": "object", "additionalProperties": False, "required": ["type", "id", "author", "title"], "properties": {
            **dict.fromkeys(("id", "title", "version", "genre", "language", "DOI", "URL"), NAME), "type": {"const": "webpage"},
            "author": {"type": "array", "minItems": 1, "items": {"oneOf": [
                {"required": ["literal"], "additionalProperties": False, "properties": {"literal": NAME}},
                {"required": ["family"], "additionalProperties": False,
                 "properties": dict.fromkeys(("family", "given", "non-dropping-particle", "suffix"), NAME)},
            ]}},
            "issued": {"type": "object", "additionalProperties": False, "required": ["date-parts"], "properties": {
                "date-parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": {
                    "type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}}}},
        },
    },
}
"""Of version 1.0.2 of the Citation Style Language, what input says of the keys that a course needs."""
LICENCE = "license: CC-BY-4.0\nlicense-url: https://creativecommons.org/licenses/by/4.0/\n"
ALL = "year: 2026\nversion: '1.0'\ndoi: 10.5281/zenodo.1003150\n"
AUTHORS = {
    "{family-names: Lovelace, given-names: Ada King}":
        ((["Ada", "King"], [], ["Lovelace"], []), "Lovelace, Ada King", {"family": "Lovelace", "given": "Ada King"}),
    "{family-names: Neumann, name-particle: von, given-names: John}":
        ((["John"], ["von"], ["Neumann"], []), "von Neumann, John",
         {"family": "Neumann", "given": "John", "non-dropping-particle": "von"}),
    "{family-names: King, given-names: Martin Luther, name-suffix: Jr.}":
        ((["Martin", "Luther"], [], ["King"], ["Jr."]), "King, Martin Luther, Jr.",
         {"family": "King", "given": "Martin Luther", "suffix": "Jr."}),
    "{family-names: Müller-Lüdenscheidt, given-names: Jürgen ß.}":
        ((["Jürgen", "ß."], [], ["Müller-Lüdenscheidt"], []), "Müller-Lüdenscheidt, Jürgen ß.",
         {"family": "Müller-Lüdenscheidt", "given": "Jürgen ß."}),
    "{family-names: 山田, given-names: 太郎}":
        ((["太郎"], [], ["山田"], []), "山田, 太郎", {"family": "山田", "given": "太郎"}),
    "{family-names: Guise, name-suffix: III}": (([], [], ["{Guise III}"], []), "Guise, , III", {"family": "Guise", "suffix": "III"}),
    "{family-names: Plato}": (([], [], ["{Plato}"], []), "Plato", {"family": "Plato"}),
    "{family-names: Sand and Sea, given-names: Ann}":
        ((["Ann"], [], ["{Sand and Sea}"], []), "Sand and Sea, Ann", {"family": "Sand and Sea", "given": "Ann"}),
    "{family-names: B & C_d, given-names: '100 % #1 $x'}":
        ((["100", r"\%", r"\#1", r"\$x"], [], ["B", r"\&", r"C\_d"], []), "B & C_d, 100 % #1 $x", {"family": "B & C_d", "given": "100 % #1 $x"}),
    "{name: The developers of things}":
        (([], [], ["{The developers of things}"], []), "The developers of things,", {"literal": "The developers of things"}),
    "{name: 'Rutgers, The State University and Friends'}":
        (([], [], ["{Rutgers, The State University and Friends}"], []), "Rutgers The State University and Friends,",
         {"literal": "Rutgers, The State University and Friends"}),
    "{name: 'The “curly” group & {sons}, \"Inc.\"'}":
        (([], [], [r'{The “curly” group \& \{sons\}, "Inc."}'], []), "The “curly” group & {sons} \"Inc.\",",
         {"literal": "The “curly” group & {sons}, \"Inc.\""}),
    "{name: \"two\\nlines\\r\\nER  - \\t\"}": (([], [], ["{two lines ER -}"], []), "two lines ER -,", {"literal": "two lines ER -"}),
}
"""In CITATION.cff: (the parts of the name in BibTeX, in LaTeX; the line of RIS; the name of CSL-JSON)."""
TITLES = ["A course", "100 % of {sets} & x_1", 'He said "it\'s {so}"', "Ü: ß, é – 山", "#1 ~ ^ \\ $", "one { alone", "} turned {", "山"]


def written(project: Project, said: str, title: str = "A course", address: str = ADDRESS) -> dict[str, str]:
    """The files of a course whose CITATION.cff says this besides its licence."""
    (project.folder / "CITATION.cff").write_text(LICENCE + said, encoding="utf-8")
    course = Course(project.artifacts, project.folder / "docs", Navigation(title, address=address))
    return {name: content.decode() for name, content in citations.files(course)}


def item(files: dict[str, str]) -> dict[str, Any]:
    items = json.loads(files[CSL])
    jsonschema.validate(items, ITEMS)
    return dict(items[0])


def test_names_of_any_kind_are_read_back(project: Project) -> None:
    files = written(project, f"{ALL}authors: [{', '.join(AUTHORS)}]\n")
    in_bibtex, in_ris, in_csl = zip(*AUTHORS.values(), strict=True)
    found = references.bibtex(files[BIBTEX])["author"]
    assert [(author.first, author.von, author.last, author.jr) for author in found] == list(in_bibtex)
    assert references.ris(files[RIS])["authors"] == list(in_ris)
    assert item(files)["author"] == list(in_csl)
    assert references.printed(json.loads(files[CSL])).startswith("Lovelace, A.K. et al. (2026) A course.")


@pytest.mark.parametrize("author", AUTHORS)
def test_pandoc_reads_the_same_name_in_each_format(project: Project, author: str) -> None:
    files = written(project, f"{ALL}authors: [{author}]\n")
    names = {}
    for path, kind in FORMATS.items():
        (name,) = references.by_pandoc(files[path], kind)["author"]
        parts = [name.get(part, "") for part in ("dropping-particle", "non-dropping-particle", "family", "literal", "given", "suffix")]
        names[path] = re.sub("[“”]", '"', " ".join(filter(None, parts)))
    if "name-suffix" in author:
        del names[RIS]  # which it reads in the order of BibTeX
    assert len({name.replace(",", "") for name in names.values()}) == 1, names


@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_any_kind_is_read_back(project: Project, title: str) -> None:
    files = written(project, f"{ALL}authors: [{{name: A}}]\n", title)
    found = references.bibtex(files[BIBTEX])
    assert found["title"].replace("ˆ", "^").replace(r"$\lbrace$", "{").replace(r"$\rbrace$", "}") == title
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", found["key"])
    assert references.ris(files[RIS])["title"] == item(files)["title"] == title
    assert references.by_pandoc(files[RIS], "ris")["title"] == title
    assert references.by_pandoc(files[BIBTEX], "bibtex")["author"] == [{"literal": "A"}]


def test_all_that_is_known_stands_in_each_file(project: Project) -> None:
    files = written(project, f"{ALL}authors: [{{name: A}}]\n")
    bibtex, ris, csl = references.bibtex(files[BIBTEX]), references.ris(files[RIS]), item(files)
    assert (bibtex["kind"], ris["type_of_reference"], csl["type"]) == ("misc", "ELEC", "webpage")
    assert (bibtex["year"], ris["year"], csl["issued"]) == ("2026", "2026", {"date-parts": [[2026]]})
    assert bibtex["doi"] == ris["doi"] == csl["DOI"] == "10.5281/zenodo.1003150"
    assert [bibtex["url"]] == ris["urls"] == [csl["URL"]] == [ADDRESS]
    run = csl["genre"].removeprefix("Course, run ")
    assert re.fullmatch("[0-9a-f]{12}", run)
    assert [bibtex["note"]] == ris["notes"] == [f"Version 1.0, run {run}"]
    printed = references.listed_by_pandoc(files[CSL])
    assert printed == f"A. 2026. “A Course.” Course, run {run}. Version 1.0. https://doi.org/10.5281/zenodo.1003150."
    assert ris["language"] == csl["language"] == "en"
    for path, kind in FORMATS.items():
        found = references.by_pandoc(files[path], kind)
        assert (found["DOI"], found["URL"], found["issued"]) == (csl["DOI"], ADDRESS, csl["issued"]), kind


def test_what_is_not_known_is_left_out(project: Project) -> None:
    files = written(project, "authors: [{name: A}]\n", address="")
    bibtex, ris, csl = references.bibtex(files[BIBTEX]), references.ris(files[RIS]), item(files)
    assert set(bibtex) == {"kind", "key", "author", "title", "note"}
    assert set(ris) == {"type_of_reference", "authors", "title", "notes", "language"}
    assert set(csl) == {"id", "type", "author", "title", "genre", "language"}
    assert "(no date)" in references.printed(json.loads(files[CSL]))


def test_the_language_is_that_of_the_edition(project: Project) -> None:
    (project.folder / "CITATION.cff").write_text(f"{LICENCE}authors: [{{name: A}}]\n", encoding="utf-8")
    navigation = Navigation("Ein Kurs").named(Site(language="de"))
    course = Course(project.artifacts, project.folder / "docs", navigation)
    files = {name: content.decode() for name, content in citations.files(course)}
    assert references.ris(files[RIS])["language"] == item(files)["language"] == "de"


def test_where_versions_are_kept_this_very_one_is_cited(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMIT", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", "seeds = 2\nkeep_versions = 1"))
    files = written(project, "authors: [{name: A}]\n")
    csl = item(files)
    pinned = f"{ADDRESS}versions/2023-11-14-{csl['genre'].removeprefix('Course, run ')}/"
    assert [csl["URL"]] == references.ris(files[RIS])["urls"] == [references.bibtex(files[BIBTEX])["url"]] == [pinned]
    assert "URL" not in item(written(project, "authors: [{name: A}]\n", address=""))


def test_a_project_without_the_file_has_none(project: Project) -> None:
    assert not list(citations.files(Course(project.artifacts, project.folder / "docs")))


def test_a_wrong_file_is_named(project: Project) -> None:
    with pytest.raises(ConfigurationError, match=r"CITATION\.cff: authors must be a list of one or more, not None"):
        written(project, "")


def test_the_files_of_the_site_say_what_its_page_says(published: Any) -> None:
    page = (published / "cite" / "index.html").read_text(encoding="utf-8")
    for path in (BIBTEX, RIS, CSL):
        assert re.search(rf'<a download="" href="../{path}">|<a href="../{path}" download="">', page)
        text = (published / path).read_bytes().decode()
        assert re.findall(r"run ([0-9a-f]{12})", text) == re.findall(r"run ([0-9a-f]{12})</a>", page)
        assert references.by_pandoc(text, FORMATS[path])["URL"] == ADDRESS
