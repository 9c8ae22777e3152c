"""The course says what its outline asks for: each step with its title and its remark, with what this network gives."""

from __future__ import annotations

import html as markup
import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.filters import number, percent
from mnist_report.pages.page import address_of
from tests.support.project import ROOT
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


BLOCKS = re.findall(r"(?ms)^```python\n(.*?)\n```$", (ROOT / "tests/support/outline.md").read_text(encoding="utf-8"))
"""The code of the outline's steps, in their order, which is that of the lessons."""
STEPS = [page for page in TITLES if page.count("/") == 2]


def test_the_home_page_promises_as_many_lines_as_a_training_takes(site: Path) -> None:
    needed = ("import-libraries/", "load-and-preprocess-data/", "build-the-model/", "compile-the-model/", "train-the-model/")
    code = "\n".join(block for page, block in zip(STEPS, BLOCKS, strict=True) if page.endswith(needed))
    lines = [line for line in code.splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) == 20
    assert "Train a network in twenty lines." in text_of(read(site, ""))


def with_settings(code: str, artifacts: Artifacts) -> str:
    """Code of the outline with the values of the settings in place of its own."""
    settings = artifacts.settings
    recipe = settings.recipe
    values = {
        "'relu'": f"'{recipe.activation}'", "Dense(128": f"Dense({recipe.first_units}",
        "Dense(64": f"Dense({recipe.second_units}", "'adam'": f"'{recipe.optimizer}'",
        "'categorical_crossentropy'": f"'{recipe.loss}'", "epochs=5": f"epochs={recipe.epochs}",
        "validation_split=0.2": f"validation_split={recipe.validation_split}" + (
            f", batch_size={recipe.batch_size}" if recipe.batch_size != 32 else ""),
        "test_idx = 42": f"test_idx = {settings.example}", "range(5)": f"range({settings.examples})",
        "subplot(1, 5": f"subplot(1, {settings.examples}",
    }
    return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], code)


def code_of(page: str) -> list[str]:
    """The text of each block of code of a page."""
    blocks = re.findall(r"(?s)<pre[^>]*>(.*?)</pre>", page)
    return [markup.unescape(re.sub(r"<[^>]+>", "", block)).strip("\n") for block in blocks]


@pytest.mark.parametrize(("page", "code"), list(zip(STEPS, BLOCKS, strict=True)))
def test_a_step_has_its_code_to_the_letter(site: Path, artifacts: Artifacts, page: str, code: str) -> None:
    assert with_settings(code, artifacts) in code_of(read(site, page))


def test_no_line_of_code_is_wider_than_its_column(site: Path) -> None:
    blocks = {page: code_of(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    wide = {(page, line) for page, codes in blocks.items() for code in codes for line in code.splitlines() if len(line) > 72}
    assert wide == set()
    assert sum(map(len, blocks.values())) > 100


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
    "figures/": 125_000,  # all figures
    "instructors/answers/": 160_000,  # all exercises and questions with their answers
    "module-3/how-long/": 100_000,  # five figures, each with the table of all epochs of all its trainings
}
REFERENCES = re.compile(r'(?:src|href)="([^"#]+\.(?:css|js|svg|png|json))(?:#[a-z-]*)?"')


@pytest.mark.parametrize("page", [address_of(path) for path in pages() if not path.startswith("explore/")])
def test_a_page_is_light(site: Path, page: str) -> None:
    html = read(site, page)
    assert len(html.encode()) < HEAVIEST.get(page, 90_000)
    if page.count("/") < 2 or page == "instructors/figures/":
        return  # overviews show a picture of many lessons; and what is only linked to is not loaded
    loaded = {(site / page / name).resolve() for name in REFERENCES.findall(html) if not name.endswith("-dark.svg")}
    pictures = {path for path in loaded if path.suffix != ".png" or "assets" in path.parts}
    assert sum(path.stat().st_size for path in pictures if path.is_file()) + len(html.encode()) < 650_000
