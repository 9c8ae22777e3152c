"""Files: written whole or not at all, and only inside their folder, read whatever stands there; what the system says
against it is one line.
"""

from __future__ import annotations

import glob
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ContentError, StoreError
from .paths import is_path


@contextmanager
def writing(out: Path, what: str = "", mend: str = "free space or name a folder that can be written") -> Iterator[None]:
    """Turn what the system says against writing `out` into a StoreError that says what would `mend` it."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"{what or f'cannot write {error.filename or out}'}: {reason}; {mend}") from error


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
        if not is_running(half.suffixes[-2].removeprefix(".")):
            half.unlink(missing_ok=True)


def is_running(process: str) -> bool:
    """Return whether there is a process of that number, as far as the system lets one ask."""
    if os.name != "posix" or not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def remove(path: Path) -> None:
    """Remove what is at a path, if anything is: a file, a link or a folder, also one with parts that are read-only.

    Raise OSError when it cannot be removed.
    """
    if not path.is_dir() or path.is_symlink():
        path.unlink(missing_ok=True)
        return
    path.chmod(0o700)
    for place, folders, _ in os.walk(path):
        for folder in (Path(place, name) for name in folders):
            if not folder.is_symlink():
                folder.chmod(0o700)
    shutil.rmtree(path)


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write (path in the folder, content) and return their number: all, or nothing where a path leads out of it.

    Raise StoreError for such a path, and when a file cannot be written.
    """
    made = {_inside(folder, name): content for name, content in files}
    with writing(folder):
        for path, content in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return len(made)


def check_path(name: str, place: object) -> None:
    """Raise StoreError for the name of a file that would lead out of the folder or archive it is written into."""
    if not is_path(name):
        raise StoreError(f"cannot write {name!r} into {place}: it should be a path inside it, each part of it a name "
                         "that a file can have on every system")


def _inside(folder: Path, name: str) -> Path:
    check_path(name, folder)
    path = folder / name
    if not _leads_into(path, folder):
        raise StoreError(f"cannot write {path}: a link leads it out of {folder}; remove the link")
    return path


def check_names(folder: Path) -> None:
    """Raise ContentError for the first path below a folder that is not UTF-8, which no address can hold."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if (shown := os.fsencode(name).decode(errors="backslashreplace")) != str(name):
            raise ContentError(f"{folder}/{shown}: its name is not UTF-8; rename it, or set PYTHONUTF8=1 where the "
                               "system has another encoding")


def check_links(folder: Path) -> None:
    """Raise ContentError for the first link in a folder that does not lead to a file in it.

    A linked folder could hold itself, and what lists the pages does not look into it.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not (path.is_file() and _leads_into(path, folder)):
            raise ContentError(f"{path} is a link to {str(path.readlink())!r}; it should lead to a file in {folder}")


def _leads_into(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False
