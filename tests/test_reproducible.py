"""The same sources give the same bytes: in another folder, time zone, locale, order of hashes, at another time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_report.digests import differences
from tests.conftest import ADDRESS, QUIET, ROOT, Project, mkdocs, mnist_report

PROJECT = ("docs", "gen", "mnist_report", "mkdocs.yml", "pyproject.toml", "CITATION.cff")
TRAINED = ("runs", "spread", "intervals")
"""What of a store comes from trainings."""


def another_locale() -> str:
    """Turkish, where "I".lower() is no "i", or German, where numbers have commas, or whatever there is."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    return next((name for name in ("tr_TR.utf8", "de_DE.utf8", "C.utf8") if name in known), "C")


HERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "0", "COLUMNS": "80"}
ELSEWHERE = {
    "TZ": "America/Los_Angeles", "LC_ALL": another_locale(), "PYTHONHASHSEED": "12345", "COLUMNS": "200",
    "HOME": "/nonexistent", "USER": "other", "PYTHONUTF8": "1",
}


def built(folder: Path, site: Path, environment: dict[str, str], umask: int = 0o022) -> str:
    """Builds the project of a folder and gives what was said."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    done = subprocess.run(
        command, cwd=folder, env=QUIET | environment, umask=umask, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_two_cold_builds_are_equal_to_the_byte(cold_project: Project, tmp_path: Path) -> None:
    cold_project.page('# Home { #home }\n\n<< figure("training_curves") >>\n\n<< figure("seed_spread") >>\n')
    other = tmp_path / "a longer way" / "é"
    shutil.copytree(cold_project.folder, other)
    said = built(cold_project.folder, tmp_path / "one", HERE), built(other, tmp_path / "two", ELSEWHERE, umask=0o077)
    assert all("runs/seed-1: epoch 2/2" in each for each in said)  # both trained
    done = mnist_report("verify", tmp_path / "one", tmp_path / "two")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "two" / "downloads" / "course.zip").is_file()


def test_a_stored_run_gives_the_same_site_anywhere(site: Path, report, tmp_path: Path) -> None:
    """The whole course: all figures are drawn anew from the same trainings, and everything else is made anew."""
    checkout = tmp_path / "another place" / "course"
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, checkout / name)
    for name in TRAINED:
        shutil.copytree(report.store.root / name, checkout / ".cache" / "mnist-report" / name)
    said = built(checkout, tmp_path / "site", ELSEWHERE, umask=0o077)
    assert "epoch" not in said
    assert list(checkout.glob(".cache/mnist-report/figures/*/*/svg"))
    assert list(map(str, differences(site, tmp_path / "site"))) == []


def test_another_day_changes_the_sitemap_alone(published: Path, tmp_path: Path) -> None:
    built(ROOT, tmp_path / "site", {"SITE_URL": ADDRESS, "SOURCE_DATE_EPOCH": "1800000000"})
    changed = {each.path for each in differences(published, tmp_path / "site")}
    assert changed == {"sitemap.xml", "sitemap.xml.gz", "SHA256SUMS"}
    assert "<lastmod>2027-01-15</lastmod>" in (tmp_path / "site" / "sitemap.xml").read_text()


def test_a_difference_is_named_by_its_cause(project: Project, tmp_path: Path) -> None:
    assert mkdocs("build", "--strict", "--site-dir", tmp_path / "one", folder=project.folder).returncode == 0
    project.settings("batch_size = 16")
    assert mkdocs("build", "--strict", "--site-dir", tmp_path / "two", folder=project.folder).returncode == 0
    done = mnist_report("verify", tmp_path / "one", tmp_path / "two")
    assert done.returncode == 8
    assert done.stdout.startswith("model/")  # before all that follows from it
    assert "the network itself: the training gave other weights" in done.stdout


@pytest.mark.parametrize("name", ["index.html", "downloads/course.zip"])
def test_one_byte_is_enough(site: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(site, tmp_path / "copy")
    file = tmp_path / "copy" / name
    file.write_bytes(file.read_bytes()[:-1] + b"\1")
    assert [each.path for each in differences(site, tmp_path / "copy")] == [name]
