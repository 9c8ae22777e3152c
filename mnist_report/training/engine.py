"""The engine: where trainings run, in threads of this process or on a Dask cluster whose address the environment says.

An engine gets a recipe and images and returns a training; what it is kept in is no concern of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from ..core.recipe import Recipe
from ..core.settings import SCHEDULER
from . import steps
from .dataset import Dataset
from .run import Training

Train = Callable[[Recipe, Dataset, steps.Progress | None], Training]
"""Trains a network as `steps.train` does, calling the third argument after each epoch."""


class Engine(Protocol):
    """Trains networks, several at once."""

    @property
    def parallel(self) -> int:
        """Trainings that should be under way at once, each for a thread of its own. Raise ClusterError without any."""

    @property
    def train(self) -> Train:
        """The function that returns a training of a recipe on images; it raises ClusterError where it was not ended."""

    def close(self) -> None:
        """Free what the trainings left to those that would follow."""


@dataclass(frozen=True)
class Threads:
    """Trains in the threads that ask for it, one for each processor."""

    train: Train = steps.train
    """Trains a network; any other function that returns a Training from recipe and images can replace it."""
    parallel: int = os.cpu_count() or 1
    """Trainings at once."""

    def close(self) -> None:
        """Free the images in float32 and the compiled programs."""
        steps.forget()


THREADS: Final = Threads()
"""The threads of this process."""


def engine() -> Engine:
    """Return the cluster that the environment names, else the threads of this process."""
    if address := os.environ.get(SCHEDULER):
        from .cluster import Cluster

        return Cluster(address)
    return THREADS
