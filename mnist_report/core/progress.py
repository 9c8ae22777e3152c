"""Progress: how far a build is and how long it will take, as bars in a terminal, and as a line now and then in a log.

    with progress_on(sys.stderr) as progress:
        progress.begin("training", 50, "epochs")
        progress.advance("training", "seed 3, epoch 2 of 5")
        progress.end("training")
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TextIO

from .stderr import passing_to

if TYPE_CHECKING:
    import rich.progress

LINES: Final = 5
"""Lines that a stage writes into a log on its way, unless said otherwise: one at each fifth."""
SILENCE: Final = 60
"""Seconds after which a stage that goes on writes a line into a log, wherever it is on its way."""


class Progress(AbstractContextManager["Progress"]):
    """Shows nothing. Several threads may report to it at once."""

    def begin(self, stage: str, total: int, unit: str = "") -> None:
        """Begin a stage, such as "training", of `total` units, at least 1, such as "epochs"; "" where it counts itself.

        A stage that has begun already goes on as it is.
        """

    def advance(self, stage: str, doing: str = "") -> None:
        """Count one more unit of a stage as done, with a few words for what was done; ignore one that is not begun."""

    def end(self, stage: str) -> None:
        """End a stage, whether or not it came to its total; ignore one that is not begun or has ended."""

    def __exit__(self, *error: object) -> None:
        """End all stages."""


SILENT: Final = Progress()
"""Shows nothing."""


def progress_on(stream: TextIO | None) -> Progress:
    """Return the progress that suits a stream: bars for a terminal that can move its cursor, else lines; None: none."""
    if stream is None:
        return SILENT
    if stream.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}:
        return Bars(stream)
    return Lines(lambda line: print(line, file=stream, flush=True))


@dataclass
class _Stage:
    total: int
    """Units that there are to do."""
    unit: str
    """What is counted, plural; "" where the name of the stage says it."""
    began: float
    """When it began, in seconds of the monotonic clock."""
    done: int = 0
    """Units that are done."""
    first: float = 0
    """When the first of them was done, which takes longer than the others: what all need is made for it."""
    told: float = 0
    """When it was last written of."""

    def advance(self, now: float) -> None:
        """Count one more unit as done."""
        self.done += 1
        self.first = self.first or now

    def left(self, now: float) -> str:
        """Return how long the rest will take, if it goes on as since the first unit: "about 40 s left", or ""."""
        if not 1 < self.done < self.total:
            return ""
        return f"about {duration((now - self.first) / (self.done - 1) * (self.total - self.done))} left"


def duration(seconds: float) -> str:
    """Return a duration in the unit that suits it: "4 s", "3 min", "2.5 h"."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 100 * 60 else f"{seconds / 3600:.1f} h"


class Lines(Progress):
    """Writes a line into a log when a long stage begins and `most` on its way, with the time it took and will take."""

    def __init__(self, write: Callable[[str], object], most: int = LINES) -> None:
        self._write, self._most = write, most
        self._stages: dict[str, _Stage] = {}
        self._lock = threading.Lock()

    def begin(self, stage: str, total: int, unit: str = "") -> None:
        """Begin a stage; write how long the way is, unless each of its units will have a line."""
        with self._lock:
            if stage not in self._stages:
                now = time.monotonic()
                self._stages[stage] = _Stage(total, unit, began=now, told=now)
                if total > self._most > 1:
                    self._write(f"{stage}: {' '.join(filter(None, [str(total), unit]))} to do")

    def advance(self, stage: str, doing: str = "") -> None:
        """Count, and write a line when another part of the way is done, or nothing was written for long."""
        with self._lock:
            if not (at := self._stages.get(stage)):
                return
            now = time.monotonic()
            at.advance(now)
            is_part = at.done * self._most // at.total > (at.done - 1) * self._most // at.total
            if is_part or now - at.told > SILENCE:
                at.told = now
                count = f"{stage}: {at.done} of {at.total} {at.unit}".rstrip()
                times = ", ".join(filter(None, [f"{now - at.began:.1f} s", at.left(now)]))
                self._write(f"{count}, {times}{doing and f': {doing}'}")

    def end(self, stage: str) -> None:
        """Forget the stage."""
        self._stages.pop(stage, None)


class Bars(Progress):
    """Shows a bar for each stage at the bottom of a terminal; what is printed meanwhile stands above them."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._tasks: dict[str, rich.progress.TaskID] = {}
        self._stages: dict[str, _Stage] = {}
        self._bars: rich.progress.Progress | None = None
        self._open = ExitStack()
        self._lock = threading.RLock()

    def begin(self, stage: str, total: int, unit: str = "") -> None:
        """Show a bar."""
        with self._lock:
            self._bars = self._bars or self._started()
            if stage not in self._tasks:
                self._tasks[stage] = self._bars.add_task(stage, total=total, unit=unit, left="", doing="")
                self._stages[stage] = _Stage(total, unit, began=time.monotonic())

    def advance(self, stage: str, doing: str = "") -> None:
        """Move the bar."""
        with self._lock:
            if self._bars and stage in self._tasks:
                now, at = time.monotonic(), self._stages[stage]
                at.advance(now)
                self._bars.update(self._tasks[stage], advance=1, left=at.left(now), doing=doing)

    def end(self, stage: str) -> None:
        """Leave the bar as it is; with the last one, the terminal is free again."""
        with self._lock:
            if self._bars and (task := self._tasks.pop(stage, None)) is not None:
                self._bars.update(task, left="", doing="")
                self._bars.stop_task(task)
                if not self._tasks:
                    self.__exit__()

    def __exit__(self, *error: object) -> None:
        """Leave all bars as they are."""
        with self._lock:
            self._open.close()
            self._bars, self._tasks = None, {}

    def _started(self) -> rich.progress.Progress:
        """Return new bars that write to a copy of the stream: TensorFlow's start discards what goes to its number."""
        from rich.console import Console
        from rich.file_proxy import FileProxy
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.table import Column

        own = os.fdopen(os.dup(self._stream.fileno()), "w", encoding=self._stream.encoding, errors="replace")
        self._open.enter_context(own)
        console = Console(file=own, markup=False, highlight=False, emoji=False, soft_wrap=True)
        bars = Progress(
            TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn(), TextColumn("{task.fields[unit]}"),
            TimeElapsedColumn(), TextColumn("{task.fields[left]}"),
            TextColumn("{task.fields[doing]}", markup=False, table_column=Column(ratio=1, no_wrap=True)),
            console=console, expand=True, redirect_stdout=False, redirect_stderr=False,
        )
        self._open.enter_context(bars)
        above = FileProxy(console, self._stream)
        self._open.enter_context(passing_to(above))
        self._open.callback(above.flush)
        return bars
