"""A second edition: the course of this project on eight classes of 20 × 20 images, with the pages as they are."""

from __future__ import annotations

import html
import json
import re
import shutil
import struct
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from tests.support.project import COMPILED, ROOT, Project, mkdocs, mnist_report

NAMES = ("T-shirt/top", 'Dress & "coat"', "Bag", "Ankle boot", "Hat", "Scarf", "Pull-over", "Trouser's")

SIDE = 20

SETTINGS = f"""
[tool.mnist-report]
dataset = "data/garments"
dataset_name = "Tiny Garments"
attribution = "The makers of a test"
licence = "CC0"
item = "garment"
class_names = {json.dumps(NAMES)}
example = 7
examples = 3
seeds = 2

[tool.mnist-report.recipe]
seed = 4
epochs = 2
first_units = 24
second_units = 12
"""

LEFT = {"site", "tests", "mnist_report", "pyproject.toml", "node_modules"}
"""What a fork has besides the files that its author may change, or has of its own."""


OWN_PAGES = ("your-own-edition/", "for-authors/")
"""The pages that tell how the first edition becomes another must speak of the first."""


@dataclass(frozen=True)
class Edition:
    """The fork, built."""

    folder: Path
    """Holds pyproject.toml, mkdocs.yml, docs/, data/ and site/."""

    @property
    def site(self) -> Path:
        """The built site."""
        return self.folder / "site"

    def page(self, address: str) -> str:
        """The words of a page."""
        return said(address, (self.site / address / "index.html").read_bytes())


def said(name: str, content: bytes) -> str:
    """The words of a file as a reader meets them, with those that only programs and screen readers say."""
    text = content.decode("utf-8")
    if name.endswith("search_index.json"):
        entries = [entry for entry in json.loads(text)["docs"] if not entry["location"].startswith(OWN_PAGES)]
        text = "\n".join(f"{entry['title']}\n{entry['text']}" for entry in entries)
    elif name.endswith(".ipynb"):
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    elif name.endswith(".py"):
        text = re.sub(r"(?m)^# ?", "", text)
    elif name.endswith(".svg"):  # letters are drawn as outlines, under comments of what they are
        text = " ".join(re.findall(r"<!--(.*?)-->", text, re.DOTALL))
    if not name.endswith((".ipynb", ".py", ".csv", ".json")):
        text = re.sub(r"<script(?![^>]*ld\+json)[^>]*>.*?</script>|<style.*?</style>", " ", text, flags=re.DOTALL)
        values = re.findall(r'\s(?:alt|aria-label|title|content|value|data-[\w-]+)="([^"]*)"', text)
        text = html.unescape(re.sub(r"<[^>]*>", " ", text) + "\n" + "\n".join(values))
    return " ".join(text.split())


def fork(folder: Path, settings: str, store: Path) -> Edition:
    """The project with the images of `write_idx` and these settings, built with what the store has."""
    prepare(folder, settings, store)
    for done in (mnist_report("permalinks", folder=folder), mkdocs("build", "--strict", folder=folder)):
        assert done.returncode == 0, done.stdout + done.stderr
    return Edition(folder)


def prepare(folder: Path, settings: str, store: Path) -> None:
    """Copies the project into a folder, with the images of `write_idx` and these settings, and has it trained."""
    for each in ROOT.iterdir():
        if each.name not in LEFT and not each.name.startswith("."):
            copy = partial(shutil.copytree, ignore=COMPILED) if each.is_dir() else shutil.copy
            copy(each, folder / each.name)
    (folder / "mnist_report").symlink_to(ROOT / "mnist_report")
    (folder / "docs" / "permalinks.txt").unlink(missing_ok=True)
    stored = settings.replace("[tool.mnist-report]\n", f"[tool.mnist-report]\nstore = {json.dumps(store.as_posix())}\n", 1)
    (folder / "pyproject.toml").write_text(stored, encoding="utf-8")
    rename(folder / "mkdocs.yml", {
        r"(?m)^site_name: .*": "site_name: Garments, told apart",
        r"(?m)^site_description: .*\n(  .*\n)*": "site_description: A small network that tells garments apart.\n",
    })
    rename(folder / "CITATION.cff", {r"(?m)^  title: .*": "  title: Garments, told apart"})
    write_idx(folder / "data" / "garments")
    Project(folder).train()


def rename(file: Path, changes: dict[str, str]) -> None:
    """Replaces each of the patterns, which the file must hold."""
    text = file.read_text(encoding="utf-8")
    for pattern, new in changes.items():
        text, found = re.subn(pattern, new, text)
        assert found, f"{file.name} has no {pattern}"
    file.write_text(text, encoding="utf-8")


def write_idx(folder: Path) -> None:
    """Blurred patterns in noise, hard enough that some are misread: 1200 to train, 400 to test, labels mixed."""
    random = np.random.default_rng(3)
    patterns = 170 * random.integers(0, 2, (len(NAMES), 5, 5)).repeat(4, 1).repeat(4, 2)
    folder.mkdir(parents=True)
    for split, count in {"train": 1200, "t10k": 400}.items():
        labels = random.permutation(np.arange(count) % len(NAMES)).astype(np.uint8)
        images = patterns[labels] * random.random((count, 1, 1)) + random.normal(60, 55, (count, SIDE, SIDE))
        pixels = images.clip(0, 255).astype(np.uint8).tobytes()
        head = bytes([0, 0, 8, 3]) + struct.pack(">3I", count, SIDE, SIDE)
        (folder / f"{split}-images-idx3-ubyte").write_bytes(head + pixels)
        head = bytes([0, 0, 8, 1]) + struct.pack(">I", count)
        (folder / f"{split}-labels-idx1-ubyte").write_bytes(head + labels.tobytes())
