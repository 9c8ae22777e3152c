"""Standard error: whether anything was written to it but what passes, such as progress, so that it is said again.

    with recording() as recorder:
        work()                                       # may print(…, file=progress_stream())
    recorder.said                                    # whether work said anything else
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any, TextIO


class Recorder:
    """A stream that notes whether anything was written to it, and passes it on."""

    def __init__(self, stream: TextIO) -> None:
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


def progress_stream() -> TextIO:
    """Return the stream for what passes, such as progress and waits, of which a recorder takes no note."""
    return sys.stderr.stream if isinstance(sys.stderr, Recorder) else sys.stderr
