"""Files: written whole or not at all; what the system says against it is one line."""

from __future__ import annotations

import glob
import os
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


def replace(file: Path, content: str) -> None:
    """Writes a file (UTF-8) so that it is never there by half. Raises StoreError when it cannot be written."""
    half = file.with_name(f".{file.name}.{os.getpid()}.half")
    with writing(file):
        try:
            _remove_halves(file)
            half.write_text(content, encoding="utf-8")
            half.replace(file)
        except OSError as error:
            error.filename = str(file)  # the reader of the message did not name the half
            raise
        finally:
            half.unlink(missing_ok=True)


def _remove_halves(file: Path) -> None:
    """Remove what processes left that were killed while they wrote the file."""
    for half in file.parent.glob(f".{glob.escape(file.name)}.*.half"):
        if not _is_running(half.suffixes[-2].removeprefix(".")):
            half.unlink(missing_ok=True)


def _is_running(process: str) -> bool:
    if os.name != "posix" or not process.isdecimal():
        return True  # as far as one can tell
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


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
