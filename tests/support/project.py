"""A tiny course that trains in seconds, this project, and the commands on both."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pytest

from mnist_report.core.settings import STORE, load_settings
from mnist_report.pages.editions import Editions
from mnist_report.pages.excluded import Excluded
from mnist_report.pages.navigation import Navigation
from mnist_report.results.artifacts import Artifacts
from mnist_report.training.engine import Threads
from tests.support import trainer
from tests.support.browser import SUB_PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


ROOT = Path(__file__).parents[2]
os.environ.pop(STORE, None)  # each test says where its store is
QUIET = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "SOURCE_DATE_EPOCH": "1700000000"}
ADDRESS = f"https://example.org{SUB_PATH}"
COMPILED = shutil.ignore_patterns("__pycache__")
"""What Python writes beside its sources, also while they are copied."""
PROJECT = ("docs", "gen", "mnist_report", "mkdocs.yml", "pyproject.toml", "CITATION.cff")
"""What a site is made from, besides what the settings name."""
SETTINGS = load_settings(ROOT / "pyproject.toml")
"""Those of this project."""
EVERY_PAGE = sorted(
    path.relative_to(ROOT / "docs").with_suffix("").as_posix().removesuffix("index").strip("/")
    for path in (ROOT / "docs").rglob("*.md")
    if path.relative_to(ROOT / "docs").as_posix() not in Excluded.read(Editions(ROOT / "docs", SETTINGS))
)
"""The addresses of its pages, without the slash at the end."""


def mkdocs(
    *arguments: str | Path, folder: Path = ROOT, address: str = "", **more: Any
) -> subprocess.CompletedProcess[str]:
    """Runs `mkdocs` in a folder, for a site that will be published at an address."""
    command = [sys.executable, "-m", "mkdocs", *map(str, arguments)]
    more = {"env": QUIET | ({"SITE_URL": address} if address else {})} | more
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **more)


def mnist_report(*arguments: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs `mnist-report` in a folder."""
    command = [sys.executable, "-m", "mnist_report", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def here(*arguments: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `mnist-report` in a folder as `mnist_report` does, but in this process: for what shows in its words and its code."""
    from mnist_report.cli.main import main

    command = ["mnist-report", *map(str, arguments)]
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        mock.patch.dict(os.environ, environment), mock.patch.object(sys, "argv", command), contextlib.chdir(folder),
        contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr), pytest.raises(SystemExit) as left,
    ):
        main()
    return subprocess.CompletedProcess(command, int(left.value.code or 0), *(
        stream.buffer.getvalue().decode() for stream in (stdout, stderr)  # type: ignore[attr-defined]
    ))


def built(address: str = "", project: Path = ROOT) -> Callable[[Path], None]:
    """Builds the strict site of a project into a folder."""

    def build(folder: Path) -> None:
        done = mkdocs("build", "--strict", "--site-dir", folder, folder=project, address=address)
        assert done.returncode == 0, done.stderr

    return build


@dataclass(frozen=True)
class Project:
    """A project of one page on tiny images."""

    folder: Path
    """Holds pyproject.toml, tiny.npz, docs/, gen/ and mkdocs.yml."""

    def page(self, text: str) -> None:
        """Makes `text` the home page."""
        (self.folder / "docs" / "index.md").write_text(text, encoding="utf-8")

    def settings(self, text: str) -> None:
        """Appends to `[tool.mnist-report.recipe]`, the last table of pyproject.toml."""
        with (self.folder / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    @property
    def artifacts(self) -> Artifacts:
        """A new report of the project as it stands; what its store lacks the tests' own trainer trains."""
        return Artifacts(load_settings(self.folder / "pyproject.toml"), engine=Threads(trainer.train))

    def train(self) -> None:
        """Has the tests' own trainer train what its store lacks, so that a process need not."""
        artifacts = self.artifacts
        artifacts.begin()
        assert artifacts.spread


def this_navigation() -> Navigation:
    """The navigation of this project, with the names that its edition gives."""
    return Navigation.read(ROOT / "mkdocs.yml").named(SETTINGS.site)


def project_files(names: Iterable[str] = PROJECT) -> list[Path]:
    """Some files and folders of this project, relative to it, and what its settings name besides: data, history, edition."""
    edition = ROOT / "gen" / "editions" / SETTINGS.edition if SETTINGS.edition else None
    named = [path.relative_to(ROOT) for path in (SETTINGS.dataset, SETTINGS.history, edition)
             if path and path.exists() and path.is_relative_to(ROOT)]
    return [*map(Path, names), *named]


def copy_project(folder: Path, names: Iterable[str] = PROJECT) -> None:
    """Copies these files and folders of this project, and what its settings name besides."""
    for path in project_files(names):
        copy = partial(shutil.copytree, ignore=COMPILED, dirs_exist_ok=True) if (ROOT / path).is_dir() else shutil.copyfile
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / path, folder / path)


def tiny_arrays(classes: int = 3, side: int = 6) -> dict[str, np.ndarray]:
    """Images of bright bars, one place for each class, with noise: easy to learn in seconds."""
    random = np.random.default_rng(0)
    arrays = {}
    for split, count in {"train": 240, "test": 60}.items():
        labels = np.arange(count, dtype=np.uint8) % classes
        images = random.integers(0, 90, (count, side, side), dtype=np.uint8)
        images[np.arange(count), labels % side] += 150
        arrays |= {f"x_{split}": images, f"y_{split}": labels}
    return arrays


PYPROJECT = """
[tool.mnist-report]
dataset = "tiny.npz"
dataset_name = "Bars"
attribution = "The makers of the tests"
licence = "CC0"
item = "bar"
example = 3
examples = 3
seeds = 2
experiments = false

[tool.mnist-report.recipe]
epochs = 2
first_units = 12
second_units = 6
"""


MKDOCS = "site_name: Tiny\ntheme: {name: material, font: false}\nplugins: [{gen-files: {scripts: [gen/pages.py]}}]\n"


@dataclass(frozen=True)
class Rendering:
    """A tiny project that TensorFlow has trained from nothing, drawn and rendered; tests change nothing of it."""

    folder: Path
    """Holds what the properties name."""

    @property
    def project(self) -> Project:
        """What was rendered, its store within it."""
        return Project(self.folder / "project")

    @property
    def out(self) -> Path:
        """Where it was rendered to."""
        return self.folder / "out"

    @property
    def said(self) -> tuple[str, str]:
        """What it wrote to the standard output and error."""
        return (self.folder / "stdout").read_text(), (self.folder / "stderr").read_text()

    @property
    def seconds(self) -> float:
        """How long it took."""
        return float((self.folder / "seconds").read_text())


def tiny_project(folder: Path) -> Project:
    """Makes a project of one page on tiny images, which must not be there yet."""
    (folder / "docs" / "report").mkdir(parents=True)
    np.savez_compressed(folder / "tiny.npz", **tiny_arrays())
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (folder / "docs" / "report" / "index.md").write_text("# Report { #report }\n", encoding="utf-8")
    shutil.copytree(ROOT / "gen", folder / "gen", ignore=shutil.ignore_patterns("__pycache__", "editions"))
    made = Project(folder)
    made.page("---\ntitle: Home\n---\n# Home { #home }\n\nAccuracy << run.test_accuracy | percent >>.\n")
    return made
