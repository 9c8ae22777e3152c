"""The engine: where trainings run, in threads of this process or on a Dask cluster whose address the environment says.

An engine gets a recipe and images and returns a training; what it is kept in is no concern of its own.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Protocol

from . import steps

if TYPE_CHECKING:
    from ..core.recipe import Recipe
    from .dataset import Dataset
    from .run import Training

SCHEDULER: Final = "DASK_SCHEDULER_ADDRESS"
"""The environment variable with the address of the scheduler of a Dask cluster, which Dask reads as well."""


class Engine(Protocol):
    """Trains networks, several at once."""

    @property
    def parallel(self) -> int:
        """Trainings that should be under way at once, from as many threads. Raise ClusterError where none can be."""

    def train(self, recipe: Recipe, dataset: Dataset, progress: steps.Progress | None = None) -> Training:
        """Return a training, as `steps.train` does. Raise ClusterError where it could not be brought to its end."""

    def close(self) -> None:
        """Free what the trainings left to those that would follow; another one makes it again."""


class Threads:
    """Trains in the threads that ask for it, one on each processor."""

    parallel = os.cpu_count() or 1
    train = staticmethod(steps.train)
    close = staticmethod(steps.forget)


def engine() -> Engine:
    """Return the cluster that the environment names, else the threads of this process."""
    if address := os.environ.get(SCHEDULER):
        from .cluster import Cluster

        return Cluster(address)
    return Threads()
