"""The same sources give the same bytes: in another folder, time zone, locale, order of hashes, at another time; and
from the same trainings on another processor, as far as NumPy and its BLAS can be told to take one for another.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from mnist_report.core.digests import differences
from tests.support.project import ADDRESS, QUIET, ROOT, Project, Rendering, copy_project, mkdocs, mnist_report

TRAINED = ("runs", "spread")
"""What of a store comes from trainings."""
OLD_PROCESSOR = {
    "OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "1",
    "NPY_DISABLE_CPU_FEATURES": " ".join(each for each in __cpu_dispatch__ if __cpu_features__[each]),
}
"""Has NumPy and its BLAS compute with the instructions of 2004, in other orders and with other roundings."""
KERNELS = {"Haswell": "AVX2", "SkylakeX": "AVX512_SKX"}
"""Kernels of OpenBLAS, and what a processor must have to run them; Zen has those of Haswell."""


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


def test_two_cold_builds_are_equal_to_the_byte(rendering: Rendering, cold_project: Project, tmp_path: Path) -> None:
    """The first took two steps: it was trained, and then drawn and built."""
    cold_project.page('# Home { #home }\n\n<< figure("training_curves") >>\n\n<< figure("seed_spread") >>\n')
    other = tmp_path / "a longer way" / "é"
    shutil.copytree(cold_project.folder, other)
    for name in TRAINED:
        store = Path(".cache", "mnist-report", name)
        shutil.copytree(rendering.project.folder / store, cold_project.folder / store)
    built(cold_project.folder, tmp_path / "one", HERE)
    assert "seed 1, epoch 2 of 2" in built(other, tmp_path / "two", ELSEWHERE, umask=0o077)
    done = mnist_report("verify", tmp_path / "one", tmp_path / "two")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "two" / "downloads" / "course.zip").is_file()


def test_a_stored_run_gives_the_same_site_anywhere(site: Path, artifacts, tmp_path: Path) -> None:
    """The whole course: all figures are drawn anew from the same trainings, and everything else is made anew."""
    checkout = tmp_path / "another place" / "course"
    copy_project(checkout)
    for name in TRAINED:
        shutil.copytree(artifacts.store.root / name, checkout / ".cache" / "mnist-report" / name)
    said = built(checkout, tmp_path / "site", ELSEWHERE | OLD_PROCESSOR, umask=0o077)
    assert "epoch" not in said
    assert list(checkout.glob(".cache/mnist-report/figures/*/*/svg"))
    assert list(map(str, differences(site, tmp_path / "site"))) == []


COMPUTED = """
import json, os, sys
from pathlib import Path
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
from mnist_report.training import bootstrap
from mnist_report.core.settings import load_settings
from mnist_report.figures import clusters, miniature, neighbours, neurons
from mnist_report.results.evaluation import Evaluation
from mnist_report.results.browser import epochs
from mnist_report.results.artifacts import Artifacts
from mnist_report.results.summary import model_card
artifacts = Artifacts(load_settings(Path("pyproject.toml")))
run = artifacts.run
intervals = bootstrap.intervals(run.probabilities, run.labels, run.recipe.seed)
figures = [neurons.all_neurons(run), neighbours.mistakes_of_the_data(run), clusters.clusters_part(run),
           miniature.training_on_few_images(run)]
said = [[each.caption, each.alt, each.description, each.table.rows] for each in figures]
card = json.loads(model_card(Evaluation(run, lambda: artifacts.spread, lambda: intervals)).json())
print(json.dumps([card, said, epochs.moments(run)]))
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the kernels are those of x86-64")
def test_what_is_computed_from_a_stored_run_is_the_same_on_every_processor(artifacts) -> None:
    """Products of float32 differ from kernel to kernel, and from one thread to two, in all but a few neurons."""
    assert artifacts.run
    conditions = [("1", {}), ("2", {"OPENBLAS_NUM_THREADS": "2"}), ("2", OLD_PROCESSOR)]
    conditions += [("2", {"OPENBLAS_CORETYPE": name}) for name, needed in KERNELS.items() if __cpu_features__[needed]]
    found = set()
    for processors, environment in conditions:
        command = [sys.executable, "-c", COMPUTED, processors]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1
    measured, _, each_epoch = json.loads(found.pop())
    assert each_epoch[-1]["test_accuracy"] == measured["test"]["accuracy"]["value"]


def test_another_day_changes_the_sitemap_alone(published: Path, tmp_path: Path) -> None:
    built(ROOT, tmp_path / "site", {"SITE_URL": ADDRESS, "SOURCE_DATE_EPOCH": "1800000000"})
    changed = {each.path for each in differences(published, tmp_path / "site")}
    assert changed == {"sitemap.xml", "sitemap.xml.gz", "SHA256SUMS"}
    assert "<lastmod>2027-01-15</lastmod>" in (tmp_path / "site" / "sitemap.xml").read_text()


def test_a_difference_is_named_by_its_cause(project: Project, tmp_path: Path) -> None:
    assert mkdocs("build", "--strict", "--site-dir", tmp_path / "one", folder=project.folder).returncode == 0
    project.settings('activation = "tanh"')
    project.train()
    assert mkdocs("build", "--strict", "--site-dir", tmp_path / "two", folder=project.folder).returncode == 0
    done = mnist_report("verify", tmp_path / "one", tmp_path / "two")
    assert done.returncode == 8
    assert done.stdout.startswith("model/weights.bin: ")  # before all that follows from it
    assert "the network itself: the training gave other weights" in done.stdout
    assert done.stdout.splitlines()[1:] == ["differs: recipe.activation: relu -> tanh"]


@pytest.mark.parametrize("name", ["index.html", "downloads/course.zip"])
def test_one_byte_is_enough(site: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(site, tmp_path / "copy")
    file = tmp_path / "copy" / name
    file.write_bytes(file.read_bytes()[:-1] + b"\1")
    assert [each.path for each in differences(site, tmp_path / "copy")] == [name]
