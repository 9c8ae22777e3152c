"""A Dask cluster on this machine: a scheduler and its workers, each a process, on the loopback alone and on free ports."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

LIGHT = ("--preload", "tests.support.light_worker")
"""Lets a worker train without TensorFlow."""


@dataclass
class DaskCluster:
    """Its scheduler runs once it is made; `with` ends all its processes."""

    folder: Path
    """Where workers keep what they need, and where light ones look and write."""
    settings: dict[str, str] = field(default_factory=dict)
    """More environment of the scheduler."""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    """The scheduler, and the workers in the order in which they were started."""
    workers: list[str] = field(default_factory=list)
    """The addresses of the workers."""

    def __post_init__(self) -> None:
        self.folder.mkdir()
        command = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0", "--no-show"]
        self.address = self._started(command, r"Scheduler at: +(\S+)", **self.settings)

    def worker(self, *options: str, **environment: str) -> str:
        """Start another worker with one thread; return its address once the scheduler knows it."""
        command = ["worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        self.workers.append(self._started([*command, "--local-directory", str(self.folder / "workers"), *options],
                                          r"Start worker at: +(\S+)", "Registered to", LIGHT_FOLDER=str(self.folder), **environment))
        return self.workers[-1]

    @property
    def begun(self) -> list[tuple[int, int]]:
        """The seed and the process of each training that a light worker began, in this order."""
        file = self.folder / "begun"
        return [(int(seed), int(process)) for seed, process in map(str.split, file.read_text().splitlines())] if file.exists() else []

    def wait_for(self, number: int, asked: Future[object]) -> None:
        """Wait until light workers have begun so many trainings of those that were asked for."""
        until(lambda: len(self.begun) >= number or asked.done())
        assert not asked.done(), asked.exception()

    def say(self, word: str) -> None:
        """Tell light workers to "wait", "die" or "fail"."""
        (self.folder / word).touch()

    def unsay(self, word: str) -> None:
        """Tell them to do so no more."""
        (self.folder / word).unlink()

    def __enter__(self) -> DaskCluster:
        return self

    def __exit__(self, *error: object) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def _started(self, command: list[str], what: str, last: str = "", **environment: str) -> str:
        """Start a process of Dask; return what it says of itself, when it has said the last of two things."""
        said = self.folder / f"process-{len(list(self.folder.glob('process-*')))}"
        with said.open("w") as log:
            process = subprocess.Popen([sys.executable, "-P", "-m", "dask", *command], stdout=log, stderr=log,
                                       env=os.environ | {"PYTHONPATH": str(ROOT)} | environment)
        self.processes.append(process)
        until(lambda: (last in said.read_text() and re.search(what, said.read_text())) or process.poll() is not None)
        found = re.search(what, said.read_text())
        assert found, said.read_text()
        return found[1]


def until(is_true: Callable[[], object]) -> None:
    """Wait until something is true."""
    while not is_true():
        time.sleep(0.01)
