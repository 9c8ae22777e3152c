"""The site, built once from the whole data set: every page there, nothing broken, the same from the plain tree."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from tempfile import gettempdir

import jsonschema
import pytest

from mnist_report.publishing.checks import check
from mnist_report.results.artifacts import Artifacts
from tests.support.project import ROOT, mkdocs, mnist_report
from tests.support.reading import read, text_of

PAGES = [
    "", "module-1/", "module-1/import-libraries/", "module-1/load-and-preprocess-data/",
    "module-1/visualize-sample-images/", "module-1/build-the-model/", "module-1/compile-the-model/",
    "module-1/train-the-model/", "module-1/evaluate-performance/", "module-2/", "module-2/learned-weights/",
    "module-2/model-confidence/", "module-2/misclassifications/", "figures/", "report/", "privacy/",
    "glossary/", "cite/", "instructors/", "instructors/answers/",
]
TITLES = {
    "module-1/": "MNIST Image Classification with a Neural Network",
    "module-1/import-libraries/": "1. Import Libraries",
    "module-1/load-and-preprocess-data/": "2. Load and Preprocess Data",
    "module-1/visualize-sample-images/": "3. Visualize Sample Images",
    "module-1/build-the-model/": "4. Build the Neural Network Model",
    "module-1/compile-the-model/": "5. Compile the Model",
    "module-1/train-the-model/": "6. Train the Model",
    "module-1/evaluate-performance/": "7. Evaluate Performance",
    "module-2/": "Visualizing Model Decisions",
    "module-2/learned-weights/": "1. Visualizing Learned Weights",
    "module-2/model-confidence/": "2. Predict and Visualize Model Confidence",
    "module-2/misclassifications/": "3. Visualize Misclassifications",
}
REMARKS = {
    "module-2/learned-weights/": "What This Shows: Each neuron learns to respond to certain pixel patterns—almost like a "
                                 "filter or shape detector.",
    "module-2/model-confidence/": "Takeaway: This shows not only what the model predicted, but how confident it is about "
                                  "each digit.",
    "module-2/misclassifications/": "Insight: Error analysis helps uncover biases or weak spots in model learning—great "
                                    "for classroom discussion.",
}
PLACEHOLDER = re.compile(r"<<|>>|<%|%>|\{\{|\}\}|&lt;&lt;|&lt;%|Traceback|Undefined|\bnan\b|\bNone\b(?=,? 784)")


def test_the_site_has_no_fault(site: Path) -> None:
    assert [str(fault) for fault in check(site)] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page(site: Path, page: str) -> None:
    html = read(site, page)
    text = text_of(html)
    if page in TITLES:
        assert re.search(rf"<h1[^>]*>{re.escape(TITLES[page])}<", html), page
    if page in REMARKS:
        assert REMARKS[page] in text
    assert not PLACEHOLDER.search(text), PLACEHOLDER.search(text)
    assert re.search(r"Made from run [0-9a-f]{12}: seed \d+, tensorflow \d", text)
    assert html.count("#only-light") == html.count("#only-dark")


@pytest.mark.parametrize("page", [page for page in TITLES if page.count("/") == 2])
def test_a_lesson_has_all_its_parts(site: Path, page: str) -> None:
    html = read(site, page)
    for part in ("the-code", "try-it-yourself", "for-the-classroom"):
        assert f'id="{part}"' in html, part
    assert len(re.findall(r'id="exercise-[a-z0-9-]+"', html)) >= 2
    assert html.count("<details class=\"success\"") >= 2
    assert "Reading time: " in html
    assert 'class="highlight"' in html


def test_the_accuracy_is_that_of_this_network(site: Path, artifacts: Artifacts) -> None:
    assert 0.965 <= artifacts.run.test_accuracy <= 0.985
    metrics = json.loads((site / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["parameters"] == 109_386
    right = artifacts.run.probabilities.argmax(axis=1) == artifacts.run.labels
    jsonschema.validate(metrics, json.loads((site / "metrics.schema.json").read_text(encoding="utf-8")))
    assert metrics["test"]["accuracy"]["value"] == pytest.approx(right.mean(), abs=1e-9)
    assert f"{100 * right.mean():.1f}\N{NO-BREAK SPACE}%" in read(site, "")


def test_what_the_code_printed_stands_under_it(site: Path, artifacts: Artifacts) -> None:
    assert artifacts.run.printed in read(site, "module-1/evaluate-performance/")
    assert "109,386" in read(site, "module-1/build-the-model/")
    assert f"val_loss: {artifacts.run.history['val_loss'][-1]:.4f}" in read(site, "module-1/train-the-model/")


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


LEFT_OUT = """\
from mnist_report.publishing.theme import leave_out

def on_files(files, config):
    leave_out(files, config)
    return files
"""
"""A hook of MkDocs that leaves out of a site what ours lacks of the theme."""


def test_the_plain_tree_gives_the_same_site_to_the_byte(site: Path, tmp_path: Path) -> None:
    assert mnist_report("render", tmp_path / "tree").returncode == 0
    separator = re.search(r"\n +separator: .+", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings = f"INHERIT: {ROOT / 'mkdocs.yml'}\ndocs_dir: tree\nplugins: [{{search: {{{separator[0].strip()}}}}}]\nwatch: []\n"
    settings += f"theme: {{custom_dir: {ROOT / 'gen' / 'theme'}}}\n"
    settings += "hooks: [hook.py]\n"
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (tmp_path / "hook.py").write_text(LEFT_OUT, encoding="utf-8")
    built = mkdocs("build", "--strict", "--site-dir", tmp_path / "plain", folder=tmp_path)
    assert built.returncode == 0, built.stderr
    assert mnist_report("pack", tmp_path / "plain").returncode == 0
    assert digests(tmp_path / "plain") == digests(site)


HEAVIEST = {
    "glossary/": 63_000,  # one entry more for each technical word
    "module-2/learned-weights/": 66_000,  # a table of all 128 neurons
    "report/": 71_000,  # all tables of the run
    "instructors/": 74_000,  # four snippets of each lesson, figure and explore page
    "instructors/answers/": 92_000,  # all exercises and questions with their answers
}
REFERENCES = re.compile(r'(?:src|href)="([^"#]+\.(?:css|js|svg|png|json))(?:#[a-z-]*)?"')


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light(site: Path, page: str) -> None:
    html = read(site, page)
    assert len(html.encode()) < HEAVIEST.get(page, 60_000)
    if page.count("/") < 2:
        return  # overviews show a picture of many lessons
    loaded = {(site / page / name).resolve() for name in REFERENCES.findall(html) if not name.endswith("-dark.svg")}
    pictures = {path for path in loaded if path.suffix != ".png" or "assets" in path.parts}
    assert sum(path.stat().st_size for path in pictures if path.is_file()) + len(html.encode()) < 600_000
