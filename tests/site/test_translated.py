"""One lesson in German, as an edition: its sections, its title in the navigation, and the language of site, theme and search."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.support.project import here, mkdocs, tiny_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.project import Project

NAV = """
markdown_extensions: [attr_list, admonition, md_in_html]
nav:
  - Home: index.md
  - Module 1. Train the network:
      - module-1/index.md
      - module-1/train.md
  - The run: report/index.md
"""
ENGLISH = """\
---
title: 1. Train the Model
description: You will be able to train a network.
summary: Let the network learn.
---

# 1. Train the Model { #train-the-model }

The network learns.

## What this run shows { #what-this-run-shows }

It is right in << run.test_accuracy >> of the test images.

## Try it yourself { #try-it-yourself }

Train it again.
"""
GERMAN = """\
---
title: 1. Das Netz trainieren
description: Du kannst ein Netz trainieren.
summary: Das Netz lernt.
---

# 1. Das Netz trainieren { #train-the-model }

Das Netz lernt.

## Was dieser Lauf zeigt { #what-this-run-shows }

Es hat bei << run.test_accuracy >> der Testbilder recht.
"""
EDITION = """\
[site]
name = "Ein Netz lernt lesen"
description = "Ein kurzer Kurs."
language = "de"

[site.titles]
Home = "Anfang"
"Module 1. Train the network" = "Modul 1. Das Netz trainieren"
"""


def translated(folder: Path) -> Project:
    """A course of one lesson, which is in German too."""
    project = tiny_project(folder)
    docs = project.folder / "docs"
    (docs / "module-1").mkdir()
    (docs / "module-1" / "index.md").write_text('---\ntitle: Training\n---\n# Training { #training }\n\n<< lesson_list("module-1") >>\n')
    (docs / "module-1" / "train.md").write_text(ENGLISH, encoding="utf-8")
    config = project.folder / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("plugins: [", "plugins: [search, ") + NAV, encoding="utf-8")
    own = project.folder / "gen" / "editions" / "german"
    (own / "module-1").mkdir(parents=True)
    (own / "module-1" / "train.md").write_text(GERMAN, encoding="utf-8")
    (own / "edition.toml").write_text(EDITION, encoding="utf-8")
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("seeds = 2", 'seeds = 2\nedition = "german"'), encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def german(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The folder of the translated course, with its built site."""

    def make(folder: Path) -> None:
        project = translated(folder)
        project.train()
        done = mkdocs("build", "--strict", folder=folder)
        assert done.returncode == 0, done.stderr

    return made_once("german", make)


def html(folder: Path, address: str) -> str:
    return (folder / "site" / address / "index.html").read_text(encoding="utf-8")


def test_the_lesson_is_german_and_what_is_not_translated_stands_there_in_english(german: Path) -> None:
    page = html(german, "module-1/train")
    assert re.search(r'<h1 id="train-the-model">1\. Das Netz trainieren', page)
    assert re.search(r"Es hat bei \d+\.\d\xa0% der Testbilder recht\.", page)
    assert "Train it again." in page
    assert "The network learns." not in page
    assert '<a href="train/">Das Netz trainieren</a>. Das Netz lernt.' in html(german, "module-1")


def test_the_site_speaks_german(german: Path) -> None:
    for page in (html(german, ""), html(german, "module-1/train")):
        assert '<html lang="de"' in page
        assert "Zum Inhalt" in page  # of the theme
        assert page.count("Ein Netz lernt lesen") >= 2  # in the title and the header
    nav = re.findall(r'<span class="md-ellipsis">\s*(.*?)\s*(?:<|$)', html(german, "module-1/train"), re.MULTILINE)
    assert {"Anfang", "Modul 1. Das Netz trainieren", "1. Das Netz trainieren", "The run"} <= set(nav)
    assert '<meta name="description" content="Ein kurzer Kurs."' in html(german, "")
    search = json.loads((german / "site" / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert search["config"]["lang"] == ["de"]
    assert (german / "site" / "assets" / "javascripts" / "lunr" / "min" / "lunr.de.min.js").is_file()


def test_what_is_left_to_translate_is_listed(german: Path) -> None:
    said = here("edition", "status", folder=german).stdout.splitlines()
    assert "docs/module-1/train.md:15: try-it-yourself: not written yet; this text stands there" in said
    assert not [line for line in said if "what-this-run-shows: not written" in line]
    assert "gen/editions/german/module-1/train.md:9: what-this-run-shows" not in "\n".join(said)


def test_a_language_that_the_theme_does_not_have_is_one_line(tmp_path: Path) -> None:
    project = translated(tmp_path / "project")
    project.train()
    own = project.folder / "gen" / "editions" / "german" / "edition.toml"
    own.write_text(EDITION.replace('"de"', '"xx"'), encoding="utf-8")
    done = mkdocs("build", "--strict", folder=project.folder)
    assert done.returncode == 3
    assert [line for line in done.stderr.splitlines() if "mnist-report:" in line] == [
        "mnist-report: configuration: [site] language in edition.toml is 'xx', which the theme does not have; it should be one of the files "
        "in its partials/languages, such as 'de' or 'pt-BR'"
    ]
    assert "Traceback" not in done.stderr
