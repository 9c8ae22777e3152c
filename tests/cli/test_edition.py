"""`mnist-report edition new` and `status`, as an author uses them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from mnist_report.core.errors import ConfigurationError, ContentError
from mnist_report.core.settings import load_settings
from mnist_report.pages.citation import Citation
from mnist_report.pages.new_edition import logo
from tests.support.project import ROOT, here

if TYPE_CHECKING:
    from tests.support.project import Project


@pytest.fixture
def folder(project: Project) -> Path:
    """A project on the images of MNIST, with a citation."""
    (project.folder / "pyproject.toml").write_text("[project]\nname = 'a'\n\n[tool.mnist-report]  # the course\nseeds = 2\n", encoding="utf-8")
    (project.folder / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    return project.folder


def test_new_writes_a_skeleton_and_names_what_is_left(folder: Path) -> None:
    done = here("edition", "new", "fashion", "--title", "Fashion-MNIST", folder=folder)
    assert (done.returncode, done.stdout.splitlines()) == (0, [
        "gen/editions/fashion is begun; left to write:",
        "gen/editions/fashion/edition.toml: whose images these are (attribution, licence) and what one of them shows (item)",
        "data/fashion: the images, a .npz file or a folder of IDX files",
        "gen/editions/fashion/CITATION.cff: who has changed the course, besides its authors",
        "next: `mkdocs serve`, and `mnist-report edition status`; before you publish, `mnist-report permalinks`",
    ])
    own = folder / "gen" / "editions" / "fashion"
    assert tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mnist-report"] == {"edition": "fashion", "seeds": 2}
    assert "[tool.mnist-report]  # the course\n" in (folder / "pyproject.toml").read_text(encoding="utf-8")
    assert Citation.read(own / "CITATION.cff", "A neural network recognises Fashion-MNIST").text.credit == "The developers of mnist-report"
    assert 'title: "A neural network recognises Fashion-MNIST"' in (own / "CITATION.cff").read_text(encoding="utf-8")
    assert [line for line in (own / "permalinks.txt").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"] == []
    with pytest.raises(ConfigurationError, match=r"edition\.toml: \[tool\.mnist-report\] attribution is '', but must be a name of one printable line"):
        load_settings(folder / "pyproject.toml")


@pytest.mark.parametrize("doi", ["doi: 10.1000/182\n", "identifiers:\n- type: doi\n  value: 10.1000/182\n",
                                 "identifiers:\n  - {type: doi, value: 10.1000/182}\n  - {type: url, value: https://a.b}\n"])
def test_an_edition_is_not_what_the_doi_of_the_course_names(folder: Path, doi: str) -> None:
    said = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    own = "".join(f"  {line}\n" for line in doi.splitlines())
    (folder / "CITATION.cff").write_text(f"{doi}{said}{own}".rstrip(), encoding="utf-8")
    assert Citation.read(folder / "CITATION.cff").text.doi == "10.1000/182"
    assert here("edition", "new", "fashion", folder=folder).returncode == 0
    new = (folder / "gen" / "editions" / "fashion" / "CITATION.cff").read_text(encoding="utf-8")
    title = '  title: "A neural network recognises Fashion"'
    assert new.rstrip() == said.rstrip().replace("  title: A neural network reads digits", title)


def test_what_is_left_written_the_settings_are_right(folder: Path) -> None:
    here("new", "edition", "fashion", "--data", "tiny.npz", folder=folder)
    toml = folder / "gen" / "editions" / "fashion" / "edition.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('attribution = ""', 'attribution = "A"').replace('licence = ""', 'licence = "L"'), encoding="utf-8")
    settings = load_settings(folder / "pyproject.toml")
    assert (settings.dataset, settings.dataset_name, settings.items) == (folder / "tiny.npz", "Fashion", "images")
    assert (settings.site.name, settings.gates.min_test_accuracy) == ("A neural network recognises Fashion", 0.5)


@pytest.mark.parametrize("name", ["fashion", "kanji", "a", "z"])
def test_a_logo_is_a_picture_alike_on_both_sides(name: str) -> None:
    squares = {(float(each.get("x")), float(each.get("y"))) for each in ElementTree.fromstring(logo(name)) if each.get("fill") == "#fff"}  # type: ignore[arg-type]
    assert squares == {(32 - x, y) for x, y in squares}
    assert squares


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Fashion MNIST"], "'Fashion MNIST' is no name of an edition; it should be lower-case words joined by dashes, such as 'fashion', and not 'neutral'"),
        (["neutral"], "'neutral' is no name of an edition; it should be lower-case words joined by dashes, such as 'fashion', and not 'neutral'"),
        (["../out"], "'../out' is no name of an edition; it should be lower-case words joined by dashes, such as 'fashion', and not 'neutral'"),
        (["taken"], "gen/editions/taken is there already; choose another name"),
    ],
)
def test_what_no_edition_can_be_called_writes_nothing(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "gen" / "editions" / "taken").mkdir(parents=True)
    before = (folder / "pyproject.toml").read_bytes()
    done = here("edition", "new", *arguments, folder=folder)
    assert (done.returncode, done.stdout, done.stderr) == (ConfigurationError.exit_code, "", f"mnist-report: configuration: {message}\n")
    assert (folder / "pyproject.toml").read_bytes() == before
    assert {path.name for path in (folder / "gen" / "editions").iterdir()} <= {"taken", "neutral"}


def test_a_second_one_is_refused_where_one_is_named(folder: Path) -> None:
    assert here("edition", "new", "one", folder=folder).returncode == 0
    done = here("edition", "new", "two", folder=folder)
    assert done.returncode == ConfigurationError.exit_code
    assert done.stderr.endswith("""pyproject.toml has 'edition = "one"' already; a build makes one edition: remove the line\n""")
    assert not (folder / "gen" / "editions" / "two").exists()


def test_status_counts_and_fails_if_asked(folder: Path) -> None:
    (folder / "gen" / "editions" / "own").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.mnist-report]\nedition = "own"\n', encoding="utf-8")
    assert here("edition", "status", "--check", folder=folder).returncode == 0
    (folder / "gen" / "editions" / "own" / "index.md").write_text("# Anfang { #home replaces=00000000 }\n\nText.\n", encoding="utf-8")
    done = here("edition", "status", folder=folder)
    assert (done.returncode, done.stderr) == (0, "1 section to read again, 0 notes besides\n")
    assert done.stdout.startswith("gen/editions/own/index.md:1: home: what it was written for, docs/index.md:4, has changed; read both, then write replaces=")
    done = here("edition", "status", "--check", folder=folder)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        ContentError.exit_code, "mnist-report: content: 1 section of an edition named above; read them again")
