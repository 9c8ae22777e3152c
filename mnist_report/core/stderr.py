"""Standard error: whether anything was written to it but what passes, such as progress, so that it is said again.

    with recording() as recorder:
        work()         # shows its progress on the stream that standard error was before
    recorder.said      # whether work said anything else
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from io import TextIOBase
from typing import IO, Any


class Recorder:
    """A stream that notes whether anything was written to it, and passes it on."""

    def __init__(self, stream: IO[str] | TextIOBase) -> None:
        self.stream = stream
        self.said = False

    def write(self, text: str) -> int:
        """Write a text; return its number of characters."""
        self.said = self.said or bool(text)  # Keras writes nothing, too
        return self.stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextlib.contextmanager
def recording() -> Iterator[Recorder]:
    """Note whether anything but progress is written to standard error while the body runs."""
    recorder = Recorder(sys.stderr)
    with contextlib.redirect_stderr(recorder):
        yield recorder


@contextlib.contextmanager
def passing_to(stream: IO[str] | TextIOBase) -> Iterator[None]:
    """Pass on to `stream`, while the body runs, what is written to standard error; a recorder still takes note."""
    if not isinstance(recorder := sys.stderr, Recorder):
        with contextlib.redirect_stderr(stream):
            yield
        return
    before, recorder.stream = recorder.stream, stream
    try:
        yield
    finally:
        recorder.stream = before


def unrecorded() -> IO[str] | TextIOBase:
    """Return the stream for what passes, such as a wait, of which a recorder takes no note."""
    return sys.stderr.stream if isinstance(sys.stderr, Recorder) else sys.stderr
