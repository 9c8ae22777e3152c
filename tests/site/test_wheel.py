"""The wheel carries all that the course needs: data, pages and styles. Installed elsewhere, it renders without us."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.digests import digests
from mnist_report.core.settings import load_settings
from tests.support.project import ROOT, SETTINGS, copy_project

if TYPE_CHECKING:
    from mnist_report.results.artifacts import Artifacts


def python(*arguments: str | Path, folder: Path, path: Path | None = None) -> str:
    """What `python …` prints in `folder`; the modules in `path` come before those of the environment."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONPATH": str(path)} if path else {}
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel of the project is installed, with neither network nor checkout."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("elsewhere")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    python(*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", wheels, ROOT, folder=wheels)
    (wheel,) = wheels.glob("mnist_report-*-py3-none-any.whl")
    python(*pip, "install", "--no-deps", "--no-index", "--target", target, wheel, folder=wheels)
    return target


def files_of(folder: Path) -> set[str]:
    """What git would see in a folder, by name: not what Python compiled."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name}


def test_it_carries_the_package_and_the_course(installed: Path) -> None:
    package = {f"mnist_report/{name}" for name in files_of(ROOT / "mnist_report")}
    folders = ("docs", "gen/editions", "gen/parts", "gen/widgets")
    settings = {f"mnist_report/{folder}/{name}" for folder in folders for name in files_of(ROOT / folder)}
    settings |= {"mnist_report/mkdocs.yml", "mnist_report/CITATION.cff"}
    carried = {name for name in files_of(installed) if name.startswith("mnist_report/")}
    assert carried == package | settings
    assert {"mnist_report/training/mnist.npz", "mnist_report/figures/fonts/course-serif-bold.ttf", "mnist_report/core/colours.toml", "mnist_report/docs/index.md"} <= carried


def test_it_carries_nothing_else(installed: Path) -> None:
    assert {path.name.partition("-")[0] for path in installed.iterdir()} == {"mnist_report", "bin"}


def test_it_renders_the_course_from_an_empty_folder(installed: Path, artifacts: Artifacts, tmp_path: Path) -> None:
    """It finds what the checkout has trained and drawn under the same keys, and draws the two figures that lack."""
    unset = replace(load_settings(tmp_path / "pyproject.toml"), store=SETTINGS.store, history=SETTINGS.history)
    copy_project(tmp_path, [] if unset == SETTINGS else ["pyproject.toml"])
    drawn = ("learned-weights", "sample-images")
    shutil.copytree(artifacts.store.root, tmp_path / ".cache" / "mnist-report", ignore=shutil.ignore_patterns(*drawn, "locks"))
    where = python("-c", "import mnist_report; print(mnist_report.__file__)", folder=tmp_path, path=installed)
    assert Path(where.strip()) == installed / "mnist_report" / "__init__.py"
    python("-m", "mnist_report", "--project", ".", "render", "out", folder=tmp_path, path=installed)
    assert sorted(path.name for path in (tmp_path / ".cache" / "mnist-report" / "figures").iterdir() if path.name in drawn) == sorted(drawn)
    runs = tmp_path / ".cache" / "mnist-report" / "runs"
    assert digests(runs) == digests(artifacts.store.root / "runs")  # nothing was trained
    rendered = files_of(tmp_path / "out")
    assert files_of(ROOT / "docs") - rendered == {"versions.md"}, "which settings leave out"
    assert {"metrics.json", "figures/learned-weights.svg", "figures/learned-weights-dark.svg"} <= rendered
    lesson = tmp_path / "out" / "module-2" / "learned-weights.md"
    assert "figures/learned-weights.svg" in lesson.read_text(encoding="utf-8")


def test_it_builds_no_site_without_a_checkout_and_says_so_before_it_trains(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mnist_report", "--project", ".", "build"], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True, text=True, check=False,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1), done.stderr
    assert f"mnist-report: configuration: {tmp_path} has no docs/ with a mkdocs.yml beside it; name a checkout" in done.stderr
    assert "`mnist-report render OUT`" in done.stderr
    assert list(tmp_path.iterdir()) == []
