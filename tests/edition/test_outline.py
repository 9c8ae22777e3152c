"""The course says what its outline asks for: each step with its title and its remark, with what this network gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.filters import number, percent
from mnist_report.pages.page import address_of
from tests.support.reading import read, text_of
from tests.support.shipped import pages

if TYPE_CHECKING:
    from pathlib import Path

    from mnist_report.results.artifacts import Artifacts

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


@pytest.mark.parametrize("page", TITLES)
def test_a_step_has_its_title(site: Path, page: str) -> None:
    assert re.search(rf"<h1[^>]*>{re.escape(TITLES[page])}<", read(site, page))


@pytest.mark.parametrize("page", REMARKS)
def test_a_step_has_its_remark(site: Path, page: str) -> None:
    assert REMARKS[page] in text_of(read(site, page))


def test_the_home_page_says_how_well_the_network_reads(site: Path, artifacts: Artifacts) -> None:
    assert percent(artifacts.run.test_accuracy) in read(site, "")


def test_what_the_code_printed_stands_under_it(site: Path, artifacts: Artifacts) -> None:
    assert artifacts.run.printed in read(site, "module-1/evaluate-performance/")
    assert number(sum(array.size for array in artifacts.run.weights)) in read(site, "module-1/build-the-model/")
    assert f"val_loss: {artifacts.run.history['val_loss'][-1]:.4f}" in read(site, "module-1/train-the-model/")


# How much a reader downloads

HEAVIEST = {
    "glossary/": 63_000,  # one entry more for each technical word
    "module-1/compile-the-model/": 66_000,  # the steps behind the picture of the loss along the gradient
    "module-2/learned-weights/": 66_000,  # a table of all 128 neurons
    "report/": 71_000,  # all tables of the run
    "instructors/": 78_000,  # four snippets of each lesson, figure and explore page
    "instructors/answers/": 92_000,  # all exercises and questions with their answers
}
REFERENCES = re.compile(r'(?:src|href)="([^"#]+\.(?:css|js|svg|png|json))(?:#[a-z-]*)?"')


@pytest.mark.parametrize("page", [address_of(path) for path in pages() if not path.startswith("explore/")])
def test_a_page_is_light(site: Path, page: str) -> None:
    html = read(site, page)
    assert len(html.encode()) < HEAVIEST.get(page, 60_000)
    if page.count("/") < 2:
        return  # overviews show a picture of many lessons
    loaded = {(site / page / name).resolve() for name in REFERENCES.findall(html) if not name.endswith("-dark.svg")}
    pictures = {path for path in loaded if path.suffix != ".png" or "assets" in path.parts}
    assert sum(path.stat().st_size for path in pictures if path.is_file()) + len(html.encode()) < 600_000
