"""Sharing: where nothing is kept yet, a second process makes what is to be kept of the last pages."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from .kept import Kept

FEWEST: Final = 9
"""The number of pages from which on a second process is worth its start."""


def share(kept: Kept, pages: Sequence[Any], make: Callable[[Any], None]) -> Callable[[Any], None]:
    """Have a second process `make` what is kept of the last pages; return what waits, for one of these, until it has.

    What it lacks, because it failed or had something to report, is made by this process when it is asked for. Nothing
    is shared where anything is kept, with one processor, or when threads run, which a fork would stop.
    """
    if kept.found or len(pages) < FEWEST or not _can_fork():
        return lambda page: None
    shared = _last(pages)
    try:  # not a pipe, which holds too little for a process that nobody listens to
        output, processes = os.memfd_create("shared"), [os.fork()]
    except OSError:
        return lambda page: None
    if processes == [0]:
        try:
            _make_all(kept, shared, make, output)
        finally:
            os._exit(0)

    def wait(page: Any) -> None:
        if processes and page in shared:
            with suppress(ChildProcessError):  # where the system lets nobody wait, it has waited
                os.waitpid(processes.pop(), 0)
            with os.fdopen(output, "rb") as file, suppress(ValueError):
                file.seek(0)
                kept.shared = json.load(file)

    return wait


def _can_fork() -> bool:
    """Return whether a second process would run beside this one, and this one has no threads; on Linux only."""
    if sys.platform != "linux":
        return False
    return len(os.sched_getaffinity(0)) > 1 and len([*Path("/proc/self/task").iterdir()]) == 1


def _make_all(kept: Kept, pages: Sequence[Any], make: Callable[[Any], None], output: int) -> None:
    """Write what `make` keeps to a file descriptor; log nothing, which the other process will."""
    logging.Logger.callHandlers = lambda *_: None  # type: ignore[method-assign]
    for page in pages:
        make(page)
    with os.fdopen(output, "w", encoding="utf-8") as file:
        json.dump(kept.used, file)


def _last(pages: Sequence[Any]) -> list[Any]:
    """Return the last pages, two fifths of all by their sizes, as `make` does more of them than is waited for."""
    sizes = list(accumulate(len(page.file.content_bytes) for page in pages))
    return [page for page, size in zip(pages, sizes, strict=True) if size > 0.6 * sizes[-1]]
