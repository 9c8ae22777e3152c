"""`mnist-report build` replaces the site only when all is well; whatever fails leaves the old one as it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report import build
from mnist_report.digests import digests
from mnist_report.errors import StoreError
from tests.conftest import QUIET, ROOT, Project, mnist_report

if TYPE_CHECKING:
    from collections.abc import Callable

LENIENT = """
[tool.mnist-report.gates]
min_test_accuracy = 0.0
min_class_recall = 0.0
max_calibration_error = 1.0
"""


def built(project: Project, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs `mnist-report build` from elsewhere."""
    command = [sys.executable, "-m", "mnist_report", "--project", project.folder.name, "build", *options]
    return subprocess.run(command, cwd=project.folder.parent, env=QUIET, capture_output=True, text=True, check=False)


@pytest.fixture
def published(project: Project) -> Project:
    """A project with an old site and gates that its tiny network passes."""
    project.settings(LENIENT)
    (project.folder / "site" / "old").mkdir(parents=True)
    (project.folder / "site" / "old" / "index.html").write_text("the old site")
    return project


def test_a_site_that_passes_replaces_the_old_one(published: Project) -> None:
    done = built(published)
    assert done.returncode == 0, done.stderr
    assert "min_test_accuracy: met: test accuracy is " in done.stderr
    assert (published.folder / "site" / "index.html").is_file()
    assert not (published.folder / "site" / "old").exists()
    assert not list(published.folder.glob(".site*"))
    again = digests(published.folder / "site")
    assert built(published).returncode == 0
    assert digests(published.folder / "site") == again


def test_results_that_the_weights_do_not_give_are_not_published(cold_project: Project) -> None:
    """As somebody who can write the store could plant them: the answers changed, the digest of their file with them."""
    cold_project.settings(LENIENT)
    assert cold_project.report.run.test_accuracy <= 1
    (arrays,) = cold_project.folder.glob(".cache/mnist-report/runs/seed-0/*/arrays.npz")
    kept = dict(np.load(arrays))
    wrong = (kept["labels"] + 1) % 3
    right = int((kept["probabilities"].argmax(axis=1) == kept["labels"]).sum())
    np.savez(arrays, **kept | {"probabilities": np.eye(3, dtype=np.float32)[wrong]})
    entry = arrays.with_name("entry.json")
    said = json.loads(entry.read_text())
    entry.write_text(json.dumps(said | {"files": {name: digests(arrays.parent)[name] for name in said["files"]}}))
    done = built(cold_project)
    assert done.returncode == 8, done.stderr
    line = f"mnist-report: quality: metrics.json has the test accuracy 0.0, but the weights in the store give {right / 60}; "
    assert done.stderr.splitlines()[-1].startswith(line)
    assert not (cold_project.folder / "site").exists()


def gate(project: Project) -> None:
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("max_calibration_error = 1.0", "max_calibration_error = 0.0"))


def heavy(project: Project) -> None:
    project.settings("max_page_kilobytes = 1")


def setting(project: Project) -> None:
    project.settings("min_accuracy = 1")


def data(project: Project) -> None:
    (project.folder / "tiny.npz").write_bytes(b"no archive")


def training(project: Project) -> None:
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("epochs = 2", "epochs = 2\nvalidation_split = 0.9999"))


def content(project: Project) -> None:
    project.page("# Home { #home }\n\n<< run.acuracy >>\n")


def link(project: Project) -> None:
    project.page('# Home { #home }\n\n<a href="gone/">x</a>\n')


def strict(project: Project) -> None:
    project.page("# Home { #home }\n\n[x](gone.md)\n")


def generator(project: Project) -> None:
    with (project.folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("docs_dir: nowhere\n")


def address(project: Project) -> None:
    (project.folder / "docs" / "permalinks.txt").write_text("gone/\n")


FAULTS = {
    gate: (8, "quality: max_calibration_error not met; "),
    heavy: (8, "quality: max_page_kilobytes not met; "),
    setting: (3, "configuration: "),
    data: (4, "data: "),
    training: (5, "training: validation_split is 0.9999"),
    content: (6, "content: docs/index.md:3: "),
    link: (9, "links: "),
    strict: (9, "links: mkdocs build with "),
    generator: (3, "configuration: mkdocs build with "),
    address: (10, "permalinks: "),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_whatever_fails_leaves_the_old_site(published: Project, fault: Callable[[Project], None]) -> None:
    fault(published)
    before = digests(published.folder / "site")
    done = built(published)
    code, message = FAULTS[fault]
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert digests(published.folder / "site") == before
    assert not list(published.folder.glob(".site*"))


def test_what_the_checks_find_is_reported(published: Project) -> None:
    link(published)
    assert built(published, "--report=faults.md").returncode == 9
    report = (published.folder.parent / "faults.md").read_text(encoding="utf-8")
    assert "leads to 'gone/': there is no file 'gone/'" in report


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc").is_dir(), reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(published: Project) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mnist_report", "build", "--site-dir", "/proc/site"],
        cwd=published.folder, env=QUIET, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 7
    assert "store: /proc/site cannot be replaced: " in done.stderr


def folder_of(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "a").write_text(text)
    return path


def test_the_exchange_is_one_step_or_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for platform in (sys.platform, "other"):
        monkeypatch.setattr(sys, "platform", platform)
        site = folder_of(tmp_path / platform, "old")
        with build.replacing(site) as fresh:
            (fresh / "a").write_text("new")
            assert (site / "a").read_text() == "old"
        assert (site / "a").read_text() == "new"
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_error_on_the_way_leaves_the_old_folder(tmp_path: Path) -> None:
    site = folder_of(tmp_path / "site", "old")
    with pytest.raises(ZeroDivisionError), build.replacing(site) as fresh:
        (fresh / "a").write_text("half")
        raise ZeroDivisionError
    assert (site / "a").read_text() == "old"
    assert list(tmp_path.iterdir()) == [site]


def test_a_second_step_that_fails_takes_the_first_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "other")
    site = folder_of(tmp_path / "site", "old")
    with pytest.raises(StoreError, match=r"site cannot be replaced: No such file or directory"), build.replacing(site) as fresh:
        shutil.rmtree(fresh)
    assert (site / "a").read_text() == "old"


def test_what_a_killed_build_left_is_no_hindrance(tmp_path: Path) -> None:
    folder_of(tmp_path / ".site.new", "half")
    with build.replacing(tmp_path / "site") as fresh:
        assert not list(fresh.iterdir())


def test_the_help_names_every_exit_code() -> None:
    said = " ".join(mnist_report("--help", folder=ROOT).stdout.split())
    codes = {fault[0] for fault in FAULTS.values()} | {2, 7, 70}
    assert all(f" {code} " in said for code in codes)
