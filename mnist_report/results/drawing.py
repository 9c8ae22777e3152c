"""Drawing: other processes draw figures into the store, and make what else takes long, while this one trains and waits.

    this process                                   a process of the pool
    others(artifacts, figures)   ── settings ──►   imports Matplotlib and loads the images
    pool.make(names)             ── a name ────►   artifacts.figure(name), into the store
    pool.wait(name)              ◄──────── done    or failed: whoever asks for it then meets the error

They share the store and nothing else, so that a figure is the same whichever process draws it. A process of the pool
ends at once when its standard input does, and so with the process that started it, however that ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from subprocess import PIPE, Popen
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from ..core.edition import Site
from ..core.plan import Plan
from ..core.recipe import Recipe
from ..core.settings import Gates, Settings
from ..training.engine import Threads
from .artifacts import Artifacts

if TYPE_CHECKING:
    from ..core.progress import Progress
    from ..training.run import Training

PROCESSES: Final = 2
"""Processes that draw, on two processors or more."""
FEW: Final = 3
"""Figures for which starting other processes takes longer than it saves."""
PARTS: Final[dict[str, Callable[[Artifacts], object]]] = {
    "baselines": lambda artifacts: artifacts.baselines,
    "probes": lambda artifacts: artifacts.probes,
    "intervals": lambda artifacts: artifacts.intervals,
    "browser": lambda artifacts: list(artifacts.published()),
}
"""What takes long to make of a run, other than figures: what takes longest first, and last what shows experiments.
"""


def as_drawn(
    artifacts: Artifacts, figures: Collection[str], meanwhile: Callable[[], object] | None = None
) -> Iterator[str]:
    """Train what is not stored, and yield the name of each figure once it can be asked for, those of seeds and
    experiments last.

    Call `meanwhile` as `Artifacts.begin` does. Other processes draw where that saves time, and make what else takes
    long. What they could not make whoever asks for it makes. Raise any error of training.
    """
    missing = artifacts.missing(figures)
    with others(artifacts, missing) as pool, ExitStack() as unfinished:
        unfinished.callback(artifacts.trainings.stop)
        artifacts.begin(meanwhile)
        order = artifacts.keys.made_of_several.index
        last = sorted(filter(artifacts.waits_for, figures), key=lambda name: max(map(order, artifacts.waits_for(name))))
        first = [name for name in figures if name not in last]
        *early, browser = PARTS
        pool.make([*early, *(name for name in first if name in missing)])
        if missing:
            artifacts.progress.begin("figures", len(missing))
        yield from _each(first, missing, pool, artifacts.progress)
        for name in last:
            artifacts.wait_for(name)
            pool.make([name] if name in missing else [])
        pool.make([browser])
        yield from _each(last, missing, pool, artifacts.progress)
        artifacts.progress.end("figures")
        for part in PARTS:
            pool.wait(part)


def _each(figures: Iterable[str], missing: Collection[str], pool: Pool, progress: Progress) -> Iterator[str]:
    """Yield the name of each figure once it can be asked for, and count those that were missing when it was used."""
    for name in figures:
        pool.wait(name)
        yield name
        if name in missing:
            progress.advance("figures", name)


@dataclass(frozen=True)
class Pool:
    """Processes that make parts of the results, each with a thread that hands it one after another; perhaps none."""

    idle: SimpleQueue[Popen[str]]
    """The processes that wait for something to make."""
    threads: ThreadPoolExecutor | None
    """A thread for each process; None without any."""
    asked: dict[str, Future[None]] = field(default_factory=dict)
    """What was asked for, by its name."""

    def make(self, names: Iterable[str]) -> None:
        """Have these figures and parts made, in this order, if there are processes. What they show must be stored."""
        if self.threads:
            self.asked.update((name, self.threads.submit(self._make, name)) for name in names)

    def wait(self, name: str) -> None:
        """Wait until a part is in the store or could not be made; return at once if it was not asked for."""
        if name in self.asked:
            self.asked[name].result()

    def _make(self, name: str) -> None:
        process = self.idle.get()
        _tell(process, name)
        if process.stdout:
            process.stdout.readline()
        self.idle.put(process)


@contextmanager
def others(artifacts: Artifacts, figures: Collection[str]) -> Iterator[Pool]:
    """Yield a pool of processes to draw these figures, none of which is stored; an empty one if it would save no time.
    """
    with ExitStack() as stack:
        idle: SimpleQueue[Popen[str]] = SimpleQueue()
        with suppress(OSError):  # of the system, which has no room for another process
            for _ in range(_count(artifacts.store.root, len(figures))):
                idle.put(stack.enter_context(_process(artifacts.settings)))
        threads = ThreadPoolExecutor(idle.qsize()) if idle.qsize() else None
        try:
            yield Pool(idle, threads)
        finally:
            if threads:
                threads.shutdown(cancel_futures=True)


def processors() -> int:
    """Return how many processors this process may use, at least 1."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work() -> None:
    """Make what the standard input names, after the settings; answer each with an empty line."""
    told: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_read, args=(told,), daemon=True).start()
    answers, artifacts = sys.stdout, Artifacts(_settings(told.get()), engine=Threads(_refuse))
    with redirect_stdout(sys.stderr):  # so that what a figure prints is no answer
        with suppress(Exception):  # which whoever needs the figures meets, too
            artifacts.prepare_to_draw()
        while True:
            name = told.get()
            with suppress(Exception):
                PARTS.get(name, partial(Artifacts.figure, name=name))(artifacts)
            with suppress(OSError):  # when nobody listens any more
                print(file=answers, flush=True)


def _count(store: Path, figures: int) -> int:
    """Return how many processes draw so many figures the fastest; 0 where this one alone does."""
    pointless = figures <= FEW or processors() == 1 or (store.exists() and not os.access(store, os.W_OK))
    return 0 if pointless else PROCESSES


@contextmanager
def _process(settings: Settings) -> Iterator[Popen[str]]:
    """Start a process that draws, repeat on our standard error what it writes on its own, and end it after the body."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # as the processors are shared already
    with _interrupts_blocked():
        process = Popen([sys.executable, "-m", __name__], env=environment, encoding="utf-8", errors="replace",
                        stdin=PIPE, stdout=PIPE, stderr=PIPE)
    with process:
        repeating = Thread(target=_repeat, args=(process.stderr,), daemon=True)
        repeating.start()
        try:
            _tell(process, asdict(settings))
            yield process
        finally:
            with suppress(OSError):
                if process.stdin:
                    process.stdin.close()
            repeating.join()


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C while the body runs, and for good in the processes that it starts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _tell(process: Popen[str], what: Any) -> None:
    with suppress(OSError):  # it has ended, whyever
        print(json.dumps(what, default=str), file=process.stdin, flush=True)


def _repeat(lines: Iterable[str] | None) -> None:
    for line in lines or ():
        print(line, end="", file=sys.stderr, flush=True)


def _settings(record: dict[str, Any]) -> Settings:
    """Return the settings that became a record of JSON."""
    paths = {name: record[name] and Path(record[name]) for name in ("dataset", "store", "history")}
    site = record["site"] | {"titles": tuple(map(tuple, record["site"]["titles"]))}
    plans = tuple(Plan(**plan | {"differences": tuple(plan["differences"])}) for plan in record["own_experiments"])
    tables = {"recipe": Recipe(**record["recipe"]), "gates": Gates(**record["gates"]), "site": Site(**site),
              "own_experiments": plans}
    return Settings(**record | paths | tables | {"class_names": record["class_names"] and tuple(record["class_names"])})


def _read(told: SimpleQueue[Any]) -> None:
    """Pass on the lines of the standard input; at its end, end this process."""
    for line in sys.stdin:
        told.put(json.loads(line))
    os._exit(0)


def _refuse(*_: object) -> Training:
    raise AssertionError("a process that draws does not train")


if __name__ == "__main__":
    work()
