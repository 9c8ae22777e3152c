"""Progress: how far a build is, as bars in a terminal, and as a line now and then in a log.

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
"""Lines that a stage writes into a log, at most, unless said otherwise: one at each fifth of the way."""


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


class Lines(Progress):
    """Writes `most` lines into a log on the way through a stage, each with the seconds that it took until then."""

    def __init__(self, write: Callable[[str], object], most: int = LINES) -> None:
        self._write, self._most = write, most
        self._stages: dict[str, _Stage] = {}
        self._lock = threading.Lock()

    def begin(self, stage: str, total: int, unit: str = "") -> None:
        """Begin a stage, silently."""
        self._stages.setdefault(stage, _Stage(total, unit, time.monotonic()))

    def advance(self, stage: str, doing: str = "") -> None:
        """Count, and write a line when another part of the way is done."""
        with self._lock:
            if not (at := self._stages.get(stage)):
                return
            at.done += 1
            if at.done * self._most // at.total > (at.done - 1) * self._most // at.total:
                count = f"{stage}: {at.done} of {at.total} {at.unit}".rstrip()
                self._write(f"{count}, {time.monotonic() - at.began:.1f} s{doing and f': {doing}'}")

    def end(self, stage: str) -> None:
        """Forget the stage."""
        self._stages.pop(stage, None)


class Bars(Progress):
    """Shows a bar for each stage at the bottom of a terminal; what is printed meanwhile stands above them."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._tasks: dict[str, rich.progress.TaskID] = {}
        self._bars: rich.progress.Progress | None = None
        self._open = ExitStack()
        self._lock = threading.RLock()

    def begin(self, stage: str, total: int, unit: str = "") -> None:
        """Show a bar."""
        with self._lock:
            self._bars = self._bars or self._started()
            if stage not in self._tasks:
                self._tasks[stage] = self._bars.add_task(stage, total=total, unit=unit, doing="")

    def advance(self, stage: str, doing: str = "") -> None:
        """Move the bar."""
        with self._lock:
            if self._bars and stage in self._tasks:
                self._bars.update(self._tasks[stage], advance=1, doing=doing)

    def end(self, stage: str) -> None:
        """Leave the bar as it is; with the last one, the terminal is free again."""
        with self._lock:
            if self._bars and (task := self._tasks.pop(stage, None)) is not None:
                self._bars.update(task, doing="")
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
            TimeElapsedColumn(),
            TextColumn("{task.fields[doing]}", markup=False, table_column=Column(ratio=1, no_wrap=True)),
            console=console, expand=True, redirect_stdout=False, redirect_stderr=False,
        )
        self._open.enter_context(bars)
        above = FileProxy(console, self._stream)
        self._open.enter_context(passing_to(above))
        self._open.callback(above.flush)
        return bars
