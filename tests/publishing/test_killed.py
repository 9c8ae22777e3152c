"""A build may be killed at any moment: the next one makes what an undisturbed one makes, to the byte.

Ten builds are killed, each with all that it started: a rendering while it trains, six with the trainings in the store,
and three builds. After every third the next is let alone and must be right; the store is then as it was at
first. `KILLS_EACH=1` lets one alone after every single kill, which takes three times as long.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_report.core.digests import digests
from tests.support.killing import LENIENT, start
from tests.support.project import Project, Rendering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KILLS = {"cold": 1, "trained": 6, "build": 3}
"""Kills of renderings without a store, of renderings with the trainings in it, and of builds."""
TRAINING = (0.4, 0.8)
"""The part of a rendering without a store that trains; what is before does nothing, what comes after is killed too."""
EACH = int(os.environ.get("KILLS_EACH", "3"))
"""Kills before a build is let alone."""
PATIENCE = 300
"""Seconds that a build may take on a busy machine."""


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


def kill(moment: float, from_the_start: Callable[[], None], project: Path, *arguments: str) -> None:
    """Starts it and kills it; where it has ended by then, once more and earlier."""
    while not is_killed(moment, project, *arguments):
        from_the_start()
        moment *= 0.8


def moments(span: float, count: int, part: tuple[float, float] = (0, 1)) -> Iterator[float]:
    """One moment in each of as many equal parts of a span, so that none is left out."""
    chance, (begin, end) = random.Random(6), part
    for number in range(count):
        yield span * (begin + (end - begin) * (number + chance.random()) / count)


def kill_renderings(project: Project, moments: list[float], stored: Path | None, right: dict[str, str]) -> None:
    """Kills a rendering at each moment, with nothing in the store but what is `stored`, until one is let alone."""
    store, out = project.folder / ".cache", project.folder.parent / "out"

    def from_the_start() -> None:
        shutil.rmtree(store, ignore_errors=True)
        if stored:
            shutil.copytree(stored, store / "mnist-report")

    from_the_start()
    for number, moment in enumerate(moments, start=1):
        kill(moment, from_the_start, project.folder, "render", str(out))
        if number % EACH == 0 or number == len(moments):
            seconds(project.folder, "render", str(out))
            assert digests(out) == right
            assert not [path for path in store.rglob(".*") if path.is_dir()]
            shutil.rmtree(out)
            from_the_start()


def test_a_rendering_killed_while_it_trains(rendering: Rendering, tmp_path: Path, say: Callable[[str], None]) -> None:
    shutil.copytree(rendering.project.folder, tmp_path / "project")
    at = list(moments(rendering.seconds, KILLS["cold"], TRAINING))
    kill_renderings(Project(tmp_path / "project"), at, None, digests(rendering.out))
    say(f"killed: {len(at)} renderings that trained, within {rendering.seconds:.1f} s: equal bytes")


def test_a_rendering_killed_at_random_moments(
    trained_project: Project, trainings: Path, tmp_path: Path, say: Callable[[str], None]
) -> None:
    trained_project.page('# Home { #home }\n\n<< figure("network") >>\n\n<< figure("sample_images") >>\n')
    span = seconds(trained_project.folder, "render", str(tmp_path / "undisturbed"))
    at = list(moments(span, KILLS["trained"]))
    kill_renderings(trained_project, at, trainings, digests(tmp_path / "undisturbed"))
    say(f"killed: {len(at)} renderings within {span:.1f} s, {len(at) // EACH} let alone: equal bytes")


def test_a_build_killed_at_random_moments(trained_project: Project, trainings: Path, say: Callable[[str], None]) -> None:
    trained_project.settings(LENIENT)
    site, store = trained_project.folder / "site", trained_project.folder / ".cache" / "mnist-report"

    def from_the_start() -> None:
        shutil.rmtree(store)
        shutil.copytree(trainings, store)

    span = seconds(trained_project.folder, "build")
    right = digests(site)
    from_the_start()
    for moment in moments(span, KILLS["build"]):
        kill(moment, from_the_start, trained_project.folder, "build")
        assert digests(site) == right, "the old site is not what it was"
    seconds(trained_project.folder, "build")
    assert digests(site) == right
    assert not list(trained_project.folder.glob(".site*"))
    say(f"killed: {KILLS['build']} builds within {span:.1f} s: the old site intact, the next one equal")
