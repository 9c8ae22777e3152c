"""What still names the first edition under another data set is a warning: one line that names the place."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.settings import load_settings
from mnist_report.pages.citation import Citation
from mnist_report.pages.navigation import Navigation
from mnist_report.publishing.leftovers import LOGO, NAME, Leftovers, warn
from tests.support.project import ROOT, here, mkdocs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

MKDOCS = f"""\
# A comment.
site_name: {NAME}
site_description: >-
  MNIST image classification
  step by step.
theme:
  name: material
  font: false
  logo: assets/logo.svg
plugins: [{{gen-files: {{scripts: [gen/pages.py]}}}}]
nav:
  - Home: index.md
  - All digits:
      - report/index.md
"""

CITATION = f"""\
cff-version: 1.2.0
title: mnist-report
license: MIT
license-url: https://opensource.org/license/mit
authors: [{{name: Ada}}]
preferred-citation:
  type: website
  title: {NAME}
  license: MIT
  license-url: https://opensource.org/license/mit
  authors: [{{name: Ada}}]
"""

LEFT = [
    f"mkdocs.yml:2: site_name is that of the first edition, '{NAME}'; write your own",
    "mkdocs.yml:3: site_description speaks of 'MNIST', but the images are those of Bars; write your own",
    "mkdocs.yml:13: a title speaks of 'digits', but the images are those of Bars; write your own",
    f"CITATION.cff:8: title is that of the first edition, '{NAME}'; write your own",
    "docs/assets/logo.svg is the logo of the first edition; draw your own",
]

EDITION = """\
[site]
name = "Bars, told apart"
description = "A network for bars."
[site.titles]
"All digits" = "All bars"
"""


@pytest.fixture
def first(project: Project) -> Project:
    """The tiny project on images of its own, with the names and the logo of the first edition."""
    folder = project.folder
    (folder / "docs" / "assets").mkdir()
    shutil.copy(ROOT / "docs" / "assets" / "logo.svg", folder / "docs" / "assets" / "logo.svg")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (folder / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    return project


def left(project: Project) -> list[str]:
    return list(Leftovers(project.folder / "docs", project.artifacts.settings).lines())


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.edition
def test_the_first_edition_is_called_as_it_is_known_here() -> None:
    assert Navigation.read(ROOT / "mkdocs.yml").name == NAME
    assert NAME in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert Citation.read(ROOT / "CITATION.cff", NAME).title == NAME
    assert hashlib.sha256((ROOT / "docs" / "assets" / "logo.svg").read_bytes()).hexdigest() == LOGO


def test_each_is_told_with_its_line(first: Project) -> None:
    assert left(first) == LEFT


def test_the_first_edition_may_name_itself(first: Project, capsys: pytest.CaptureFixture[str]) -> None:
    edit(first.folder / "pyproject.toml", 'dataset = "tiny.npz"\n', "")
    warn(first.folder / "docs", load_settings(first.folder / "pyproject.toml"))
    assert capsys.readouterr().err == ""


def test_what_is_renamed_is_told_no_more(first: Project) -> None:
    edit(first.folder / "mkdocs.yml", NAME, "Bars, told apart")
    edit(first.folder / "mkdocs.yml", "MNIST image", "Image")
    edit(first.folder / "mkdocs.yml", "All digits", "All bars")
    edit(first.folder / "CITATION.cff", NAME, "Bars, told apart")
    (first.folder / "docs" / "assets" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    assert left(first) == []


def test_digits_of_another_data_set_are_digits(first: Project) -> None:
    edit(first.folder / "pyproject.toml", 'item = "bar"', 'item = "digit"')
    edit(first.folder / "pyproject.toml", '"Bars"', '"MNIST-C"')
    assert left(first) == [LEFT[0], LEFT[1].replace("Bars", "MNIST-C"), *LEFT[3:]]
    edit(first.folder / "mkdocs.yml", "MNIST image", "MNIST-C image")
    assert left(first) == [LEFT[0], *LEFT[3:]]


def test_an_edition_renames_without_a_change_of_the_files_beneath(first: Project) -> None:
    own = first.folder / "gen" / "editions" / "bars"
    (own / "assets").mkdir(parents=True)
    (own / "edition.toml").write_text(EDITION, encoding="utf-8")
    (own / "assets" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (own / "CITATION.cff").write_text(CITATION.replace(NAME, "Bars, told apart"), encoding="utf-8")
    edit(first.folder / "pyproject.toml", "[tool.mnist-report]", '[tool.mnist-report]\nedition = "bars"')
    assert left(first) == []
    edit(own / "edition.toml", "Bars, told apart", NAME)
    edit(own / "edition.toml", '"All bars"', '"Handwritten bars"')
    edit(own / "CITATION.cff", "Bars, told apart", "The MNIST course")
    assert left(first) == [
        f"gen/editions/bars/edition.toml:2: site_name is that of the first edition, '{NAME}'; write your own",
        "gen/editions/bars/edition.toml:5: a title speaks of 'Handwritten', but the images are those of Bars; write your own",
        "gen/editions/bars/CITATION.cff:8: title speaks of 'MNIST', but the images are those of Bars; write your own",
    ]


@pytest.mark.parametrize("name", ["mkdocs.yml", "CITATION.cff", "docs/assets/logo.svg"])
def test_a_file_that_is_not_there_is_passed_over(first: Project, name: str) -> None:
    (first.folder / name).unlink()
    beginning = "docs" if name == "mkdocs.yml" else name  # which names the logo
    assert left(first) == [line for line in LEFT if not line.startswith((name, beginning))]


@pytest.mark.parametrize("text", ["a: [", "a: 1\n" + "b" * 100_001, "\0"])
def test_a_file_that_cannot_be_read_is_left_to_those_that_must(first: Project, text: str) -> None:
    (first.folder / "CITATION.cff").write_text(text, encoding="utf-8")
    assert left(first) == [*LEFT[:3], LEFT[4]]


def test_every_build_says_it_once_and_is_strict_all_the_same(first: Project) -> None:
    warnings = [f"mnist-report: warning: {line}" for line in LEFT]

    def said(done: object) -> list[str]:
        assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
        return [line for line in done.stderr.splitlines() if ": warning: " in line]  # type: ignore[attr-defined]

    (first.folder / "docs" / "permalinks.txt").write_text("")
    first.train()
    assert said(here("render", first.folder / "tree", folder=first.folder)) == warnings
    built = mkdocs("build", "--strict", folder=first.folder)
    assert said(built) == warnings
    assert "Documentation built" in built.stderr
    assert said(mkdocs("build", "--strict", folder=first.folder)) == warnings, "of a kept tree"
    edit(first.folder / "pyproject.toml", "[tool.mnist-report.recipe]",
         "[tool.mnist-report.gates]\nmin_test_accuracy = 0\nmin_class_recall = 0\nmax_calibration_error = 1\n"
         "max_seeds_below = 1000\n\n[tool.mnist-report.recipe]")
    assert said(here("build", "--site-dir", first.folder / "new", folder=first.folder)) == warnings
