"""A second edition: the course of this project on eight classes of 20 × 20 images, with the pages as they are.

Nothing in it may speak of the first one: not a page, not a picture, not a download, not what a program says.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.settings import load_settings
from mnist_report.publishing.checks import check
from mnist_report.results.artifacts import Artifacts
from tests.support.browser import served, visit
from tests.support.exploring import DESKTOP, VIEWS, assert_sound, part
from tests.support.garments import NAMES, OWN_PAGES, SETTINGS, SIDE, Edition, fork, said
from tests.support.project import mnist_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


FORBIDDEN = re.compile(
    r"(?i)\bdigits?\b|\bMNIST\b|handwrit|\bten\b|(?<![\d.,])784(?![\d.,])|28 ?[×x] ?28|28 by 28|\(28, 28\)|0–9|\bink\b"
    r"|postcode|post office|cheque|census|LeCun|Burges|\bon black\b"
)
"""What only the first edition may say."""

ALLOWED = {
    r"mnist[-_]report": "the name of the program",
    r"\S*[/#]\S*": "addresses stay when the words change",
    r"Fashion-MNIST": "another data set, to which a lesson leads on",
    r"(?i)(first ten|ten pictures|ten training images|ten images|ten times, with)\b": "as many samples as the course draws",
    r"(?i)ten times as many\b": "a multiple of whatever the data set has",
    r"ten at( most)?\b": "as many as the lists are long",
    r"draw-a-digit|ten-clusters": "the names of pages stay when the words change",
    r"(?i)(nine times out of|(eight|nine) in|factor of) ten": "a way to say a share",
    r"(?i)ten (groups|equal pieces|random images)": "a number that an exercise sets",
    r"significant digits|last digit": "decimal places of a number",
}
"""What it says all the same, and why."""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory, shared_store: Path) -> Edition:
    """A fork of the project with other images, another name and other settings, built as its author would."""
    return fork(tmp_path_factory.mktemp("fork"), SETTINGS, shared_store)


@pytest.fixture(scope="module")
def host(edition: Edition) -> Iterator[str]:
    """The address of the second edition."""
    with served(edition.site) as address:
        yield address


# What it says


def files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Everything that the site and its packages hold, less what comes with the theme and what is no text."""
    for path in sorted(edition.site.rglob("*")):
        name = path.relative_to(edition.site).as_posix()
        if path.is_file() and not name.startswith(("assets/javascripts/", "assets/stylesheets/", *OWN_PAGES)):
            yield from unpacked(name, path.read_bytes())


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if name.endswith((".imscc", ".zip")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                if not any(page in inner for page in OWN_PAGES):
                    yield from unpacked(f"{name}!{inner}", archive.read(inner))
    elif name.endswith((".html", ".svg", ".json", ".csv", ".xml", ".txt", ".ipynb", ".py", ".md", ".cff")):
        yield name, content


def test_nothing_speaks_of_the_first_edition(edition: Edition) -> None:
    found = []
    for name, content in files(edition):
        text = said(name, content)
        for pattern in ALLOWED:
            text = re.sub(pattern, " ", text)
        found += [f"{name}: …{text[max(0, hit.start() - 50) : hit.end() + 30]}…" for hit in FORBIDDEN.finditer(text)]
    assert found == []


def test_the_check_of_what_is_said_looks_everywhere(edition: Edition) -> None:
    """Each kind of file has words; and what is allowed does occur, or it need not be allowed."""
    words = {name: said(name, content) for name, content in files(edition)}
    for needed in ("report/index.html", "figures/confusion-matrix.csv", "metrics.json",
                   "search/search_index.json", "explore/epochs.json", "downloads/module-2.ipynb"):
        assert "Ankle boot" in words[needed], needed
    everything = "\n".join(words.values())
    assert [pattern for pattern in ALLOWED if not re.search(pattern, everything)] == []


def test_strict_build_and_check_find_nothing(edition: Edition) -> None:
    assert [str(fault) for fault in check(edition.site)] == []


def test_class_names_and_sizes_are_its_own(edition: Edition) -> None:
    record = json.loads((edition.site / "metrics.json").read_text(encoding="utf-8"))
    assert (record["data"]["name"], tuple(record["data"]["class_names"])) == ("Tiny Garments", NAMES)
    assert (record["data"]["image_side"], record["data"]["licence"]) == (SIDE, "CC0")
    assert [layer["units"] for layer in record["layers"]] == [SIDE**2, 24, 12, len(NAMES)]


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        ("", ["A neural network recognises garments", "Train a network in a few lines"]),
        ("module-1/", ["Tiny Garments Image Classification with a Neural Network"]),
        ("module-1/load-and-preprocess-data/", [
            "What Tiny Garments is", "1,600 grey images of garments, each 20 pixels wide", "( x_train , y_train ), ( x_test , y_test ) = load_idx",
            "3 becomes [0, 0, 0, 1, 0, 0, 0, 0]",
        ]),
        ("module-1/compile-the-model/", ["each of the eight classes the same probability", "2.079"]),
        ("module-1/evaluate-performance/", ["Which classes are confused", "Class by class"]),
        ("module-2/model-confidence/", ["the sum runs over all classes", "Ask about something that belongs to no class"]),
        ("module-2/misclassifications/", ["and draw the first three:", 'Dress & "coat"']),
        ("explore/draw-a-digit/", ["Draw a garment here", "its longer side fills 14 pixels", "1.2 and 2.6 pixels wide"]),
        ("report/", ["Results per class", "The makers of a test"]),
    ],
)
def test_pages_follow_the_run(edition: Edition, address: str, sentences: list[str]) -> None:
    text = edition.page(address)
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_another_name_trains_nothing_again(edition: Edition) -> None:
    settings = edition.folder / "pyproject.toml"
    before, own = Artifacts(load_settings(settings)), settings.read_text(encoding="utf-8")
    settings.write_text(own.replace("garment", "piece of clothing").replace("Bag", "Purse").replace(
        "data/piece of clothings", "data/garments"), encoding="utf-8")
    try:
        after = Artifacts(load_settings(settings))
        recipe = before.settings.recipe
        assert after.settings.class_names != before.settings.class_names
        assert after.keys.run(recipe) == before.keys.run(recipe)
        assert after.keys.figure("sample_images") != before.keys.figure("sample_images")
        explained = mnist_report("explain", folder=edition.folder).stdout
    finally:
        settings.write_text(own, encoding="utf-8")
    assert "runs/seed-4: stored\nruns/seed-5: stored\n" in explained
    assert re.search(r"figures/sample-images: to be made, changed: .*class_names.*words\.item", explained)


# What its readers can do

SEEN = """() => {
  const canvas = document.querySelector("[data-part=seen]");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const lit = Array.from({ length: data.length / 4 }, (_, at) => at).filter((at) => data[4 * at] > 0);
  const [columns, rows] = [lit.map((at) => at % canvas.width), lit.map((at) => Math.floor(at / canvas.width))];
  const reach = (places) => Math.max(...places) - Math.min(...places) + 1;
  return { side: canvas.width, columns: reach(columns), rows: reach(rows) };
}"""


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_drawing_gets_eight_answers(browser: Browser, host: str, view: object) -> None:
    with view.context(browser) as context, visit(context, host, "explore/draw-a-digit/") as visited:  # type: ignore[attr-defined]
        page = visited.page
        page.wait_for_selector("[data-ready]")
        page.wait_for_selector("[data-part=examples] button")
        box = part(page, "paper").bounding_box()
        assert box
        page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.1 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.9 * box["height"], steps=6)
        page.mouse.up()
        rows = page.locator("[data-part=confidences] tbody tr")
        assert rows.locator("th").all_inner_texts() == list(NAMES)
        shares = [float(re.sub(r"[^\d.]", "", text)) for text in rows.locator(".value").all_inner_texts()]
        assert sum(shares) == pytest.approx(100, abs=0.5)
        assert part(page, "prediction").inner_text() in NAMES
        assert page.locator("[data-part=confidences] caption").inner_text() == "Confidence in each class"
        seen = page.evaluate(SEEN)
        assert seen["side"] == SIDE
        assert seen["rows"] == round(SIDE * 20 / 28)  # as much of the image as MNIST fills
        assert_sound(visited)
        assert visited.troubles == []


def test_the_error_explorer_asks_and_tells(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, "explore/error-explorer/") as visited:
        page = visited.page
        page.wait_for_selector("[data-part=tiles] a")
        assert part(page, "matrix").locator("caption").inner_text() == "True class in rows, what the network said in columns"
        assert part(page, "matrix").locator("tbody tr").count() == len(NAMES)
        part(page, "tiles").locator("a").first.click()
        assert part(page, "answers").locator("button").all_inner_texts() == [*NAMES, "I cannot tell"]
        part(page, "answers").get_by_text("Ankle boot").click()
        assert part(page, "verdict").inner_text().startswith("You said Ankle boot. The label says ")
        assert part(page, "probabilities").locator("tbody tr").count() == len(NAMES)
        assert_sound(visited)
        assert visited.troubles == []


def test_the_network_can_be_taken_apart(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, "explore/inside-the-network/") as visited:
        page = visited.page
        page.wait_for_selector("[data-part=outputs] tr")
        assert part(page, "outputs").locator("button").all_inner_texts() == list(NAMES)
        part(page, "outputs").get_by_text("Scarf").click()
        assert part(page, "neuron-title").inner_text() == "The output for Scarf"
        assert "Probability, after softmax of all 8" in part(page, "sum").inner_text()
        assert part(page, "input").evaluate("(canvas) => canvas.width") == SIDE
        assert_sound(visited)
        assert visited.troubles == []


def test_the_classes_part(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, "explore/ten-clusters/") as visited:
        page = visited.page
        part(page, "ready").wait_for()
        assert page.title().startswith("Classes part")
        assert part(page, "kinds").locator("button").all_inner_texts() == list(NAMES)
        part(page, "kinds").get_by_text("Scarf").click()
        part(page, "plane").press("ArrowRight")
        assert part(page, "label").inner_text() == "Its label is Scarf."
        assert part(page, "picture").evaluate("(canvas) => canvas.width") == SIDE
        assert part(page, "classes").locator("tr").count() == len(NAMES) + 1
        assert_sound(visited)
        assert visited.troubles == []


def test_a_network_can_be_trained_here(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, "explore/train-it-here/") as visited:
        page = visited.page
        part(page, "train").click()
        page.wait_for_function("document.querySelector('[data-part=where]').textContent.startsWith('Pass 3,')")
        part(page, "train").click()
        said = part(page, "answers").locator(".said").all_inner_texts()
        assert [each[0] for each in said] == ["✓" if each[2:] == name else "✗" for each, name in zip(said, NAMES, strict=True)]
        part(page, "answers").locator("button").first.click()
        page.wait_for_function("(names) => names.includes(document.querySelector('[data-part=course-answer]').textContent)", arg=list(NAMES))
        assert_sound(visited)
        assert visited.troubles == []


def test_time_can_be_turned_back(browser: Browser, host: str) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, "explore/training-time-machine/") as visited:
        page = visited.page
        page.wait_for_selector("[data-part=matrix] tbody tr")
        assert part(page, "where").inner_text() == "After epoch 2 of 2: step 60 of 60"
        part(page, "slider").press("Home")
        assert part(page, "where").inner_text() == "Before training"
        assert part(page, "matrix").locator("tbody tr").count() == len(NAMES)
        assert part(page, "kernels").locator("canvas").first.evaluate("(canvas) => canvas.width") == SIDE
        assert_sound(visited)
        assert visited.troubles == []
