"""Cluster: trainings as tasks of a Dask cluster, with the same bits as in this process.

    the caller                                  a worker
    draws the start of a training          ──►  trains from it: nothing is drawn there
    ships images that the package lacks    ──►  keeps the images, and the programs compiled for them
    says what its bits depend on           ──►  says where it differs, before it trains
    writes the store                       ◄──  returns the training

A task is done again elsewhere when its worker dies; only the caller writes anything.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..core.errors import ClusterError, ReportError
from ..core.filters import plural
from ..core.recipe import Recipe
from . import steps
from .dataset import Dataset, load_npz, shipped
from .run import HISTORIES, Training
from .start import Start
from .surroundings import Surroundings

if TYPE_CHECKING:
    from distributed import Client, Future

IN_FLIGHT: Final = 32
"""Trainings that are under way at once, at least, so that workers that come later find some."""
SILENCED: Final = ("distributed", "tornado", "asyncio")
"""Loggers that say in many lines, with tracebacks, what an error says in one."""
CONNECTION: Final = {"distributed.comm.timeouts.tcp": "11s", "distributed.admin.large-graph-warning-threshold": "1TB"}
"""Settings of Dask: a silent host is given up; images may be large."""
_KEPT: dict[str, Dataset] = {}
"""The images that a worker trains on, by their digest."""
_KEEPING = threading.Lock()


@dataclass(frozen=True)
class Patience:
    """How long to wait for a cluster, in seconds."""

    scheduler: float = 5.0
    """Until the scheduler answers."""
    worker: float = 60.0
    """Until there is a worker, at the beginning and when all have gone."""


@dataclass(frozen=True)
class Task:
    """What a worker gets for a training, besides images that its package lacks."""

    recipe: Recipe
    """How to train."""
    start: Start
    """What to begin with."""
    start_digest: str
    """Its digest."""
    images_digest: str
    """The digest of the images."""
    caller: Surroundings
    """What the worker must have in common with the caller."""


class Cluster:
    """Trains on a Dask cluster, connected with from the first training until `close`.

    Several threads may train at once. After an error none trains any more, and each raises it.
    """

    def __init__(self, address: str, patience: Patience = Patience()) -> None:
        self.address, self.patience = address, patience
        self._lock = threading.RLock()
        self._client: Client | None = None
        self._error: ReportError | None = None
        self._images: dict[Dataset, tuple[str, Future[Dataset] | None]] = {}

    @property
    def parallel(self) -> int:
        """Trainings that should be under way at once: two for each thread of a worker, so that none waits."""
        with self._ended_by_errors():
            threads: int = sum(self._connected().nthreads().values())
            return max(IN_FLIGHT, 2 * threads)

    def train(self, recipe: Recipe, dataset: Dataset, progress: steps.Progress | None = None) -> Training:
        """Return a training, as `steps.train` does, but call `progress` for its epochs when all are done.

        Raise ClusterError when the cluster is not there, is lost, or does not train as this process does.
        """
        with self._ended_by_errors():
            client = self._connected()
            digest, images = self._shipped(client, dataset)
            start = steps.start(recipe, dataset)
            task = Task(recipe, start, start.digest, digest, self._here)
            training = Training(**self._fetched(client, client.submit(_train, task, images, pure=False)))
        if progress:
            for epoch in range(recipe.epochs):
                progress(epoch + 1, {name: values[epoch] for name, values in training.history.items()})
        return training

    def close(self) -> None:
        """Leave the cluster, which forgets what it was given; the next training connects again."""
        with self._lock:
            client, self._client = self._client, None
            self._images.clear()
        if client:
            client.close()
        steps.forget()

    @contextmanager
    def _ended_by_errors(self) -> Iterator[None]:
        """End all trainings with the first error, raised as a ReportError, also for those that fail because of it."""
        try:
            yield
        except Exception as error:
            with self._lock:
                self._error = self._error or self._explained(error)
            self.close()
            raise self._error from None

    def _explained(self, error: Exception) -> ReportError:
        if isinstance(error, ReportError):
            return error
        from distributed import CancelledError, KilledWorker

        if isinstance(error, KilledWorker):
            return ClusterError(f"{plural(error.allowed_failures + 1, 'worker')} died of the same training, at last "
                                f"{error.last_worker.address}; the usual cause is memory: give each 2 GB or more")
        if isinstance(error, CancelledError | OSError):
            return ClusterError(f"the scheduler at {self.address} is gone; the store keeps the trainings that were "
                                "finished: start it and its workers again, then run the command again")
        return ClusterError(f"{self.address}: {_told(error)}")

    @cached_property
    def _here(self) -> Surroundings:
        return Surroundings.here()

    def _connected(self) -> Client:
        """Return the client of the cluster, all of whose workers are as this process."""
        with self._lock:
            if self._error:
                raise self._error
            if not self._client:
                self._client = self._connect()
                self._require_worker(self._client)
                found = self._client.run(_difference_beside, self._here, on_error="return")
                for address, difference in sorted(found.items()):
                    _require_equal(address, difference)
            return self._client

    def _connect(self) -> Client:
        try:
            import dask
            from distributed import Client
            from distributed.versions import VersionMismatchWarning
        except ImportError:
            raise ClusterError("a Dask cluster needs the package distributed; pip install 'mnist-report[cluster]', or "
                               "unset DASK_SCHEDULER_ADDRESS") from None
        for name in filter(lambda name: name.partition(".")[0] in SILENCED, [*logging.root.manager.loggerDict]):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        warnings.simplefilter("ignore", VersionMismatchWarning)  # the versions that matter are compared
        dask.config.set(CONNECTION)
        try:  # by itself, a client would wait for a web server without an end
            with ThreadPoolExecutor(1) as aside:  # as the caller may run in an event loop, in a notebook for one
                aside.submit(asyncio.run, _require_scheduler(self.address, self.patience.scheduler)).result()
            return Client(self.address, timeout=self.patience.scheduler, heartbeat_interval="2s", set_as_default=False)
        except Exception as error:
            raise ClusterError(f"no scheduler of Dask answers at {self.address!r}: {_told(error)}; name one such as "
                               "tcp://127.0.0.1:8786, which `dask scheduler` starts") from None

    def _require_worker(self, client: Client) -> None:
        """Raise ClusterError where no worker comes in time."""
        try:
            client.wait_for_workers(1, timeout=self.patience.worker)
        except TimeoutError:
            raise ClusterError(f"the scheduler at {self.address} has had no worker for {self.patience.worker:.0f} s; "
                               f"start some: `dask worker {self.address} --nthreads 1`") from None

    def _shipped(self, client: Client, dataset: Dataset) -> tuple[str, Future[Dataset] | None]:
        """Return the digest of the images and, unless the package has them, the images on their way to the workers.

        They are the result of a task, which is done again when the workers that hold it die.
        """
        with self._lock:
            if dataset not in self._images:
                digest = _digest(dataset)
                is_in_package = digest == _digest(load_npz(shipped()))
                images = None if is_in_package else client.submit(_received, dataset, key=f"images-{digest}")
                self._images[dataset] = digest, images
            return self._images[dataset]

    def _fetched(self, client: Client, future: Future[dict[str, Any]]) -> dict[str, Any]:
        """Return the result of a task when it is there; the cluster forgets it, and so never computes it again."""
        try:
            while True:
                try:
                    return future.result(timeout=self.patience.worker)
                except TimeoutError:
                    self._require_worker(client)
        finally:
            future.release()


async def _require_scheduler(address: str, seconds: float) -> None:
    """Raise any error where there is no scheduler."""
    from distributed.core import rpc
    from distributed.security import Security

    server = rpc(address, timeout=seconds, connection_args=Security().get_connection_args("client"))
    try:
        kind = (await asyncio.wait_for(server.identity(), seconds + 1))["type"]
    except TimeoutError:
        raise OSError(f"nothing came within {seconds + 1:.0f} s") from None
    finally:
        await server.close_rpc()
    if kind != "Scheduler":
        raise ValueError(f"it is the address of a {kind.lower()}")


# On the workers


def _received(images: Dataset) -> Dataset:
    return images


def _train(task: Task, images: Dataset | None) -> dict[str, Any]:
    """Return the fields of a training; what a worker cannot do otherwise is a ClusterError that names it."""
    from distributed import get_worker

    address = get_worker().address
    try:
        _require_equal(address, _difference(task.caller))
        if task.start.digest != task.start_digest:
            raise ClusterError(f"worker {address} got other weights to start with than were sent; start it again")
        training = steps.train(task.recipe, _kept(task.images_digest, images), start=task.start)
    except ReportError:
        raise
    except Exception as error:
        raise ClusterError(f"worker {address}: {_told(error)}") from None
    return {**vars(training), **{name: dict(getattr(training, name)) for name in HISTORIES}}


def _require_equal(worker: str, difference: str | Exception) -> None:
    if isinstance(difference, Exception):
        difference = f"cannot be examined: {_told(difference)}; install there what is here, and start it again"
    if difference:
        raise ClusterError(f"worker {worker} {difference}")


@cache
def _difference(caller: Surroundings) -> str:
    return caller.difference()


async def _difference_beside(caller: Surroundings) -> str:
    """Return the difference, found in a thread, as the worker must answer the scheduler meanwhile."""
    return await asyncio.to_thread(_difference, caller)


def _kept(digest: str, images: Dataset | None) -> Dataset:
    """Return the images of a digest, always the same object, for which programs were compiled; keep only the last."""
    with _KEEPING:
        if digest not in _KEPT:
            _KEPT.clear()
            steps.forget()
            _KEPT[digest] = images or load_npz(shipped())
        return _KEPT[digest]


# On both sides


def _digest(images: Dataset) -> str:
    """Return the SHA-256 (hex) of all arrays and their shapes."""
    found = hashlib.sha256()
    for array in (images.x_train, images.y_train, images.x_test, images.y_test):
        found.update(f"{array.shape}".encode())
        found.update(np.ascontiguousarray(array).data)
    return found.hexdigest()


def _told(error: Exception) -> str:
    """Return what an error says, in one line."""
    text = f"{error}" if isinstance(error, OSError | ValueError | ImportError) else f"{type(error).__name__}: {error}"
    return " ".join(text.split()) or type(error).__name__
