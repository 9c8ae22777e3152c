"""What a Dask cluster costs beside threads of one process, on this machine, as ratios in one run.

    python -m tests.benchmarks.cluster [--trainings 8]

First two hundred tasks of a tenth of a second on two workers, beside the time they sleep; then trainings of the course's recipe
by threads and by two workers, both with TensorFlow loaded and the program compiled, and what a stored training takes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import Client

from mnist_report.core.settings import load_settings
from mnist_report.training import dataset
from mnist_report.training.cluster import Cluster
from mnist_report.training.engine import THREADS
from tests.support.dask_cluster import DaskCluster
from tests.support.project import ROOT

if TYPE_CHECKING:
    from mnist_report.training.engine import Engine

TASKS, SECONDS, WORKERS = 200, 0.1, 2


def overhead(address: str) -> float:
    """How many times longer tasks take than they sleep."""
    with Client(address, set_as_default=False) as client:
        begun = time.monotonic()
        client.gather([client.submit(time.sleep, SECONDS, pure=False) for _ in range(TASKS)])
        return (time.monotonic() - begun) / (TASKS * SECONDS / WORKERS)


def seconds(engine: Engine, trainings: int) -> tuple[float, float]:
    """How long trainings take, and megabytes of one in the store."""
    settings = load_settings(ROOT / "pyproject.toml")
    images = dataset.load(settings)
    with ThreadPoolExecutor(min(engine.parallel, trainings)) as threads:
        tuple(threads.map(lambda seed: engine.train(replace(settings.recipe, seed=seed), images), range(WORKERS)))
        begun = time.monotonic()
        made = list(threads.map(lambda seed: engine.train(replace(settings.recipe, seed=seed), images), range(trainings)))
        taken = time.monotonic() - begun
    engine.close()
    with tempfile.TemporaryDirectory() as folder:
        made[0].save(Path(folder))
        return taken, sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6


def main() -> None:
    """Prints the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trainings", type=int, default=8)
    trainings = parser.parse_args().trainings
    by_threads, megabytes = seconds(THREADS, trainings)
    with tempfile.TemporaryDirectory() as folder, DaskCluster(Path(folder) / "dask") as cluster:
        for _ in range(WORKERS):
            cluster.worker()
        print(f"{TASKS} tasks of {SECONDS} s: {overhead(cluster.address):.2f} times what they sleep")
        by_workers, _ = seconds(Cluster(cluster.address), trainings)
    print(f"{trainings} trainings: {by_threads:.1f} s by threads, {by_workers:.1f} s by {WORKERS} workers, {by_workers / by_threads:.2f} times "
          f"as long; {megabytes:.1f} MB each in the store")


if __name__ == "__main__":
    main()
