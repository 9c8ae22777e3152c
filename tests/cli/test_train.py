"""`mnist-report train`: every training of a course and nothing else, here or on a cluster, whatever becomes of that."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from mnist_report.training.engine import Threads
from tests.support import trainer
from tests.support.dask_cluster import LIGHT, DaskCluster, until
from tests.support.project import ROOT, here, mkdocs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.project import Project

needs_dask = pytest.mark.skipif(not find_spec("distributed"), reason="the extra `cluster`, which pipelines install, is not installed")
NO_SCHEDULER = ("mnist-report: cluster: no scheduler of Dask answers at 'nowhere': missing port number in address 'nowhere'; name one such as "
                "tcp://127.0.0.1:8786, which `dask scheduler` starts\n")
COMMAND = """
import signal
import numpy as np
from mnist_report.cli.main import main
from mnist_report.training import start, steps
from tests.support import light_worker
steps.train = light_worker.train
steps.start = lambda recipe, dataset: start.Start((np.zeros(1, np.float32),), recipe.seed)
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
"""`mnist-report`, without TensorFlow, which heeds Ctrl-C even where the tests run in the background of a shell."""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[DaskCluster]:
    """A scheduler with a light worker."""
    with DaskCluster(tmp_path / "dask") as cluster:
        cluster.worker(*LIGHT)
        yield cluster


def started(project: Project, *arguments: str) -> subprocess.Popen[str]:
    """`mnist-report` on a project, in a process that can be interrupted."""
    return subprocess.Popen([sys.executable, "-c", COMMAND, *arguments], cwd=project.folder, text=True, encoding="utf-8",
                            env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def kept(project: Project) -> set[str]:
    """The names of the entries of the store, but of those that speak of code."""
    return {entry.name for entry in project.artifacts.store.entries() if not entry.name.startswith("code")}


def without_numbers(text: str) -> list[str]:
    """What a command said but for its progress, with T for each duration and S for each size."""
    said = [line for line in text.splitlines() if not re.match(r"training: \d+ of ", line)]
    return [re.sub(r"\d+ MB", "S", re.sub(r"in \d+ s", "in T", line)) for line in said]


def test_train_makes_what_is_lacking_and_nothing_else(cold_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mnist_report.training.engine.THREADS", Threads(trainer.train))
    store = cold_project.artifacts.store.root
    done = here("train", folder=cold_project.folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert without_numbers(done.stderr) == [f"2 trainings made in T, 0 were there already; the store {store} has S"]
    assert kept(cold_project) == {"runs/seed-0", "runs/seed-1"}
    assert "to be made" not in "".join(here("explain", folder=cold_project.folder).stdout.splitlines()[:2])

    def refuse(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr("mnist_report.training.engine.THREADS", Threads(refuse))
    again = here("train", folder=cold_project.folder)
    assert without_numbers(again.stderr) == [f"0 trainings made in T, 2 were there already; the store {store} has S"]
    rendered = here("render", str(tmp_path / "out"), folder=cold_project.folder)
    assert rendered.returncode == 0, rendered.stderr


@needs_dask
def test_a_cluster_trains_the_course(cluster: DaskCluster, cold_project: Project) -> None:
    process = started(cold_project, "train", "--scheduler", cluster.address)
    stdout, stderr = process.communicate()
    assert (process.returncode, stdout) == (0, ""), stderr
    assert without_numbers(stderr) == [f"2 trainings made in T, 0 were there already; the store {cold_project.artifacts.store.root} has S"]
    assert kept(cold_project) == {"runs/seed-0", "runs/seed-1"}
    assert sorted(seed for seed, _ in cluster.begun) == [0, 1]
    # What is there needs no cluster any more, even where one is named that is not there.
    assert here("train", folder=cold_project.folder, DASK_SCHEDULER_ADDRESS="nowhere").returncode == 0


@needs_dask
@pytest.mark.parametrize("command", ["train --scheduler nowhere", "train", "render out"])
def test_no_scheduler_is_one_line_and_a_code(cold_project: Project, command: str) -> None:
    done = here(*command.split(), folder=cold_project.folder, DASK_SCHEDULER_ADDRESS="nowhere")
    assert (done.returncode, done.stderr) == (11, NO_SCHEDULER)
    assert kept(cold_project) == set()


@needs_dask
def test_mkdocs_trains_there_too(cold_project: Project) -> None:
    done = mkdocs("build", "--strict", folder=cold_project.folder, env=os.environ | {"DASK_SCHEDULER_ADDRESS": "nowhere"})
    assert done.returncode == 11
    assert NO_SCHEDULER in done.stderr
    assert "Traceback" not in done.stderr


def test_without_distributed(cold_project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = here("train", "--scheduler", "tcp://127.0.0.1:8786", folder=cold_project.folder)
    assert (done.returncode, done.stderr) == (11, (
        "mnist-report: cluster: a Dask cluster needs the package distributed; pip install 'mnist-report[cluster]', or unset "
        "DASK_SCHEDULER_ADDRESS\n"))


@pytest.fixture
def begun(cluster: DaskCluster, cold_project: Project) -> Iterator[subprocess.Popen[str]]:
    """A training of four seeds, in any order, of which one is kept and one under way."""
    settings = cold_project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", "seeds = 4"))
    cluster.say("wait-2")
    with started(cold_project, "train", "--scheduler", cluster.address) as process:
        until(lambda: (kept(cold_project) and len(cluster.begun) == 2) or process.poll() is not None)
        yield process


@needs_dask
def test_a_scheduler_that_goes_away(cluster: DaskCluster, cold_project: Project, begun: subprocess.Popen[str]) -> None:
    cluster.processes[0].kill()
    stdout, stderr = begun.communicate()
    assert (begun.returncode, stdout) == (11, "")
    assert without_numbers(stderr) == ["training: 8 epochs to do", (
        f"mnist-report: cluster: the scheduler at {cluster.address} is gone; the store keeps the trainings that were finished: start it and its "
        "workers again, then run the command again")]
    assert kept(cold_project) == {f"runs/seed-{cluster.begun[0][0]}"}


@needs_dask
def test_ctrl_c_cancels_what_is_queued(cluster: DaskCluster, cold_project: Project, begun: subprocess.Popen[str]) -> None:
    from distributed import Client

    begun.send_signal(signal.SIGINT)
    _, stderr = begun.communicate()
    assert (begun.returncode, without_numbers(stderr)) == (130, [
        "training: 8 epochs to do", "", "mnist-report: interrupted; the store keeps the trainings and figures that were finished"])
    assert kept(cold_project) == {f"runs/seed-{cluster.begun[0][0]}"}
    cluster.unsay("wait-2")
    with Client(cluster.address, set_as_default=False) as client:
        until(lambda: client.run_on_scheduler(lambda dask_scheduler: not dask_scheduler.tasks))
    assert len(cluster.begun) == 2
