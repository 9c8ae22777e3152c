"""A checkout and a full store that can only be read: everything that only reads works, and nothing in them changes."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.digests import digests
from mnist_report.core.errors import ConfigurationError
from mnist_report.core.settings import STORE, load_settings
from mnist_report.core.store import Store
from tests.support.project import MKDOCS, PYPROJECT, QUIET, ROOT, Project, mnist_report, tiny_arrays

if TYPE_CHECKING:
    from collections.abc import Iterator

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
MODES_HOLD: dict[str, Any] = {} if os.geteuid() else {
    "preexec_fn": lambda: ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)
}
"""Runs a process so that the modes of files hold for it, which they do not for root."""


@dataclass(frozen=True)
class Place:
    """What only reads, and one folder beside it that can be written."""

    checkout: Path
    """The project."""
    store: Path
    """All that the project needs."""
    site: Path
    """Its site, as it is built where everything can be written."""
    out: Path
    """Can be written."""

    def run(self, *arguments: str | Path, program: str = "mnist_report", **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a program in the checkout, where it may write nothing but `out`."""
        known = {name: value for name, value in QUIET.items() if name != STORE}
        command = [sys.executable, "-m", program, *map(str, arguments)]
        own = {"TMPDIR": str(self.out), "HOME": str(self.out)} | environment
        return subprocess.run(
            command, cwd=self.checkout, env=known | own, capture_output=True, text=True, check=False, **MODES_HOLD
        )

    @property
    def state(self) -> dict[Path, tuple[int, int]]:
        """What lies in the checkout and the store, and when it was last changed."""
        there = (path for folder in (self.checkout, self.store) for path in (folder, *folder.rglob("*")))
        return {path: ((status := path.lstat()).st_mtime_ns, status.st_size) for path in there}


def protect(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def release(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, trainings: Path) -> Iterator[Place]:
    """A tiny project that was built once."""
    folder = tmp_path_factory.mktemp("read-only")
    made = Place(*(folder / name for name in ("checkout", "store", "site", "out")))
    made.checkout.mkdir()
    made.out.mkdir()
    fill(made.checkout)
    shutil.copytree(trainings, made.store)
    built = made.run("--store", made.store, "build", "--site-dir", made.site)
    assert built.returncode == 0, built.stderr
    for each in (made.checkout, made.store):
        protect(each)
    if made.run("-n1", "open('here', 'w')", program="timeit").returncode == 0:
        pytest.skip("whoever runs the tests may write whatever the modes of files say")
    yield made
    for each in (made.checkout, made.store):
        release(each)


def fill(checkout: Path) -> None:
    import numpy as np

    np.savez_compressed(checkout / "tiny.npz", **tiny_arrays())
    lenient = "[tool.mnist-report.gates]\nmin_test_accuracy = 0.0\nmin_class_recall = 0.0\nmax_calibration_error = 1.0\n"
    (checkout / "pyproject.toml").write_text(PYPROJECT + lenient)
    (checkout / "mkdocs.yml").write_text(MKDOCS)
    shutil.copytree(ROOT / "gen", checkout / "gen", ignore=shutil.ignore_patterns("__pycache__"))
    (checkout / "docs" / "report").mkdir(parents=True)
    (checkout / "docs" / "index.md").write_text("# Home { #home }\n\n<< figure(\"network\") >>\n")
    (checkout / "docs" / "report" / "index.md").write_text("# Report { #report }\n")


def test_a_build_of_what_can_only_be_read(place: Place) -> None:
    before = place.state
    built = place.run("--store", place.store, "build", "--site-dir", place.out / "site")
    assert built.returncode == 0, built.stderr
    assert "epoch" not in built.stderr
    assert digests(place.out / "site") == digests(place.site)
    assert place.state == before


def test_mkdocs_and_what_it_starts_take_the_store_of_the_environment(place: Place) -> None:
    before = place.state
    built = place.run("build", "--strict", "--site-dir", place.out / "plain", program="mkdocs", MNIST_REPORT_STORE=str(place.store))
    assert built.returncode == 0, built.stderr
    assert digests(place.out / "plain") == digests(place.site)
    assert place.state == before


def test_the_commands_that_read(place: Place) -> None:
    before = place.state
    explained = place.run("explain", MNIST_REPORT_STORE=str(place.store))
    assert {line.rpartition(": ")[2] for line in explained.stdout.splitlines()} == {"stored"}, explained.stderr
    for command in (("key",), ("clean",), ("clean", "--all"), ("render", str(place.out / "tree"))):
        done = place.run("--store", place.store, *command)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr and "removed" not in done.stderr
    assert place.state == before


@pytest.mark.parametrize(("name", "code"), [("figures/network", 0), ("code", 0), ("runs/seed-1", 0), ("spread", 7), ("runs/seed-0", 7)])
def test_a_store_that_lacks_something(place: Place, tmp_path: Path, name: str, code: int) -> None:
    """A figure is drawn for this time alone; what takes long to train is not done without being kept."""
    entry = next(entry for entry in Store(place.store).entries() if entry.name == name).folder
    release(place.store)
    shutil.move(entry, tmp_path / "entry")
    protect(place.store)
    done = place.run("--store", place.store, "render", place.out / name)
    release(place.store)
    shutil.move(tmp_path / "entry", entry)
    protect(place.store)
    assert done.returncode == code, done.stderr
    if code:
        assert done.stderr.count("\n") == 1
        assert f"mnist-report: store: the store {place.store} cannot be used: Permission denied; free space, make it " in done.stderr


# Where the store is


def test_the_option_goes_before_the_variable_and_both_before_the_settings(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def used(*arguments: str | Path) -> list[str]:
        done = mnist_report(*arguments, "key", folder=project.folder)
        assert done.returncode == 0, done.stderr
        return sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("by-"))

    monkeypatch.delenv(STORE, raising=False)
    settings = project.folder / "pyproject.toml"
    settings.write_text(PYPROJECT.replace("seeds = 2", f'seeds = 2\nstore = "{(tmp_path / "by-settings").as_posix()}"'))
    assert used() == ["by-settings"]
    monkeypatch.setenv(STORE, "")
    assert used() == ["by-settings"]
    shutil.rmtree(tmp_path / "by-settings")
    monkeypatch.setenv(STORE, "../by-variable")  # counted from the folder one is in
    assert used() == ["by-variable"]
    assert used("--store", tmp_path / "by-option") == ["by-option", "by-variable"]


def test_a_store_that_holds_the_project_is_named_as_it_was_said(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STORE, str(tmp_path))
    with pytest.raises(ConfigurationError, match=rf"pyproject.toml: {STORE} is '{tmp_path}', but must be a folder without the project in it"):
        load_settings(project.folder / "pyproject.toml")
    (tmp_path / "circle").symlink_to("circle")
    monkeypatch.setenv(STORE, str(tmp_path / "circle" / "store"))
    with pytest.raises(ConfigurationError, match=rf"{STORE} is '.*', but must be a folder that can be reached"):
        load_settings(project.folder / "pyproject.toml")
    file = tmp_path / "file"
    file.write_text("")
    done = mnist_report("--store", file, "key", folder=project.folder)
    assert (done.returncode, f"Directory '{file}' is a file." in done.stderr) == (2, True)
