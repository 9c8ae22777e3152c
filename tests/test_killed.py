"""A build may be killed at any moment: the next one makes what an undisturbed one makes, to the byte.

Twenty builds are killed, each with all that it started: four renderings while they train too, twelve with the trainings
in the store, and four builds. After every fourth the next is let alone and must be right; the store is then as it was at
first. `KILLS_EACH=1` lets one alone after every single kill, which takes three times as long.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.digests import digests
from tests.conftest import QUIET, Project

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS = {"cold": 4, "trained": 12, "build": 4}
"""Kills of renderings without a store, of renderings with the trainings in it, and of builds."""
EACH = int(os.environ.get("KILLS_EACH", "4"))
"""Kills before a build is let alone."""
PATIENCE = 300
"""Seconds that a build may take on a busy machine."""
LENIENT = """
[tool.mnist-report.gates]
min_test_accuracy = 0.0
min_class_recall = 0.0
max_calibration_error = 1.0
"""


def start(project: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """`mnist-report` in a process group of its own, with all that it starts."""
    command = [sys.executable, "-m", "mnist_report", "--project", str(project), *arguments]
    with (project / "log.txt").open("ab") as log:
        return subprocess.Popen(command, env=QUIET, stdout=log, stderr=log, start_new_session=True)


def seconds(project: Path, *arguments: str) -> float:
    """Lets it alone, and gives the seconds that took."""
    begun = time.monotonic()
    assert start(project, *arguments).wait(PATIENCE) == 0, (project / "log.txt").read_text()
    return time.monotonic() - begun


def is_killed(moment: float, project: Path, *arguments: str) -> bool:
    """Starts it, and kills it and all that it started after so many seconds, unless it has ended by then."""
    process = start(project, *arguments)
    with contextlib.suppress(subprocess.TimeoutExpired):
        assert process.wait(moment) == 0, (project / "log.txt").read_text()
        return False
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return True


@pytest.mark.parametrize("begun", ["cold", "trained"])
def test_a_rendering_killed_at_random_moments(
    cold_project: Project, tmp_path: Path, say: Callable[[str], None], begun: str
) -> None:
    cold_project.page('# Home { #home }\n\n<< figure("network") >>\n\n<< figure("sample_images") >>\n')
    store, out, wanted = cold_project.folder / ".cache", tmp_path / "out", KILLS[begun]
    span = seconds(cold_project.folder, "render", str(tmp_path / "undisturbed"))
    right = digests(tmp_path / "undisturbed")
    if begun == "trained":
        shutil.copytree(store / "mnist-report" / "runs", tmp_path / "begun" / "mnist-report" / "runs")

    def from_the_start() -> None:
        shutil.rmtree(store, ignore_errors=True)
        if begun == "trained":
            shutil.copytree(tmp_path / "begun", store)

    from_the_start()
    if begun == "trained":
        span = seconds(cold_project.folder, "render", str(tmp_path / "again"))
        from_the_start()
    chance = random.Random(6)
    for killed in range(1, wanted + 1):
        # One moment in each of as many equal parts of the span, so that none is left out.
        moment = span * (killed - chance.random()) / wanted
        while not is_killed(moment, cold_project.folder, "render", str(out)):
            from_the_start()  # it had ended by then: once more, and killed earlier
            moment *= 0.8
        if killed % EACH == 0:
            seconds(cold_project.folder, "render", str(out))
            assert digests(out) == right
            assert not [path for path in store.rglob(".*") if path.is_dir()]
            shutil.rmtree(out)
            from_the_start()
    say(f"killed: {wanted} renderings, {begun}, within {span:.1f} s, {wanted // EACH} let alone: equal bytes")


def test_a_build_killed_at_random_moments(cold_project: Project, say: Callable[[str], None]) -> None:
    cold_project.settings(LENIENT)
    site = cold_project.folder / "site"
    span = seconds(cold_project.folder, "build")
    right = digests(site)
    shutil.rmtree(cold_project.folder / ".cache")
    chance = random.Random(7)
    for part in range(KILLS["build"]):
        moment = span * (part + chance.random()) / KILLS["build"]
        while not is_killed(moment, cold_project.folder, "build"):
            shutil.rmtree(cold_project.folder / ".cache")
            moment *= 0.8
        assert digests(site) == right, "the old site is not what it was"
    seconds(cold_project.folder, "build")
    assert digests(site) == right
    assert not list(cold_project.folder.glob(".site*"))
    say(f"killed: {KILLS['build']} builds within {span:.1f} s: the old site intact, the next one equal")
