"""Files: written whole or not at all, read whatever stands there; what the system says against it is one line."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import StoreError


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Turns what the system says against writing `out` into a StoreError."""
    try:
        yield
    except OSError as error:
        reason = f"cannot write {error.filename or out}: {error.strerror}"
        raise StoreError(f"{reason}; free space or name a folder that can be written") from error


def read(file: Path, most: int) -> bytes:
    """Return the content of a regular file that has at most `most` bytes, whatever stands in its place.

    Raise OSError when it cannot be read or is a link, ValueError when it is a folder, a pipe or a device, or larger.
    """
    never_wait = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(file, os.O_RDONLY | never_wait), "rb") as opened:  # noqa: PTH123, by its descriptor
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise ValueError(f"{file} should be a file of {most} bytes at most")
        return opened.read(most)


def replace(file: Path, content: str) -> None:
    """Writes a file (UTF-8) so that it is never there by half. Raises StoreError when it cannot be written."""
    half = file.with_name(f".{file.name}.{os.getpid()}")
    with writing(file):
        try:
            half.write_text(content, encoding="utf-8")
            half.replace(file)
        except OSError as error:
            error.filename = str(file)  # the reader of the message did not name the half
            raise
        finally:
            half.unlink(missing_ok=True)


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Writes (path in the folder, content) and gives their number. Raises StoreError when one cannot be written."""
    count = 0
    with writing(folder):
        for name, content in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            count += 1
    return count
