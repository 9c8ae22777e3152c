"""The site, built once from the whole data set: nothing broken, the same from the plain tree."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from tempfile import gettempdir

import jsonschema
import pytest

from mnist_report.pages.page import address_of
from mnist_report.publishing.checks import found
from mnist_report.results.artifacts import Artifacts
from tests.support.project import ROOT, mkdocs, mnist_report
from tests.support.reading import read, text_of
from tests.support.shipped import pages

PAGES = [address_of(path) for path in pages() if not path.startswith("explore/")]
"""Pages with scripts of their own are tested in a browser."""
LESSONS = [address_of(path) for path in pages() if re.match(r"module-\d+/(?!index)", path)]
NO_WORDS = re.compile(r"Traceback|Undefined|\bnan\b")
"""What a page shows where a value went wrong; verbs that were not rendered are for `check` to find."""


def test_the_site_and_its_sources_have_no_fault(site: Path) -> None:
    assert [str(fault) for faults in found(site, ROOT / "docs").values() for fault in faults] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page(site: Path, page: str) -> None:
    html = read(site, page)
    text = text_of(html)
    assert len(re.findall("<h1", html)) == 1
    assert not NO_WORDS.search(text), NO_WORDS.search(text)
    assert re.search(r"Made from run [0-9a-f]{12}: seed \d+, tensorflow \d", text)
    assert html.count("#only-light") == html.count("#only-dark")


@pytest.mark.parametrize("page", LESSONS)
def test_a_lesson_says_how_long_it_takes(site: Path, page: str) -> None:
    assert re.search(r"Reading time: [1-9]\d* min", text_of(read(site, page)))


def test_the_accuracy_is_that_of_this_network(site: Path, artifacts: Artifacts) -> None:
    metrics = json.loads((site / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["parameters"] == sum(array.size for array in artifacts.run.weights)
    right = artifacts.run.probabilities.argmax(axis=1) == artifacts.run.labels
    jsonschema.validate(metrics, json.loads((site / "metrics.schema.json").read_text(encoding="utf-8")))
    assert metrics["test"]["accuracy"]["value"] == pytest.approx(right.mean(), abs=1e-9)


def test_every_figure_is_published_in_all_its_forms(site: Path, artifacts: Artifacts) -> None:
    for name in artifacts.figure_names:
        for ending in (".svg", "-dark.svg", ".png", "-dark.png"):
            assert (site / "figures" / (name.replace("_", "-") + ending)).stat().st_size > 1000, name


def test_nothing_published_knows_the_machine(site: Path) -> None:
    for path in site.rglob("*"):
        if path.suffix in {".html", ".json", ".svg", ".csv", ".xml"}:
            text = path.read_text(encoding="utf-8")
            assert str(ROOT) not in text, path
            assert f"{Path.home()}/" not in text and f"{gettempdir()}/" not in text, path


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


HOOKS = """\
from mnist_report.publishing.naming import name_site
from mnist_report.publishing.theme import leave_out

def on_config(config):
    here = config["config_file_path"]
    config["config_file_path"] = {settings!r}
    name_site(config)
    config["config_file_path"] = here

def on_files(files, config):
    leave_out(files, config)
    return files
"""
"""Hooks of MkDocs that leave out of a site what ours lacks of the theme, and call it as the edition does."""


def test_the_plain_tree_gives_the_same_site_to_the_byte(site: Path, tmp_path: Path) -> None:
    assert mnist_report("render", tmp_path / "tree").returncode == 0
    separator = re.search(r"\n +separator: .+", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings = f"INHERIT: {ROOT / 'mkdocs.yml'}\ndocs_dir: tree\nplugins: [{{search: {{{separator[0].strip()}}}}}]\nwatch: []\n"
    settings += f"theme: {{custom_dir: {ROOT / 'gen' / 'theme'}}}\n"
    settings += "hooks: [hook.py]\n"
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (tmp_path / "hook.py").write_text(HOOKS.format(settings=str(ROOT / "mkdocs.yml")), encoding="utf-8")
    built = mkdocs("build", "--strict", "--site-dir", tmp_path / "plain", folder=tmp_path)
    assert built.returncode == 0, built.stderr
    assert mnist_report("pack", tmp_path / "plain").returncode == 0
    assert digests(tmp_path / "plain") == digests(site)
