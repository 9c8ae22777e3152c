"""Files: written whole or not at all, and only inside their folder; what the system refuses is an error of one line."""

from __future__ import annotations

import glob
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import ContentError, StoreError
from .paths import is_path


@contextmanager
def writing(
    out: Path, problem: str = "", remedy: str = "free space or name a folder that can be written"
) -> Iterator[None]:
    """Turn an OSError while `out` is written into a StoreError: the `problem`, the system's reason, the `remedy`."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"{problem or f'cannot write {error.filename or out}'}: {reason}; {remedy}") from error


def read(file: Path, most: int) -> bytes:
    """Return the content of a regular file of at most `most` bytes; never wait for a pipe or a device in its place.

    Raise OSError when it cannot be read or is a link, ValueError when it is a folder, a pipe or a device, or larger.
    """
    never_wait = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(file, os.O_RDONLY | never_wait), "rb") as opened:  # noqa: PTH123, by its descriptor
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise ValueError(f"{file} should be a file of {most} bytes at most")
        return opened.read(most)


def replace(file: Path, content: str) -> None:
    """Write a file (UTF-8) whole or not at all. Raise StoreError when it cannot be written."""
    half = file.with_name(f".{file.name}.{os.getpid()}.half")
    with writing(file):
        try:
            _remove_leftovers(file)
            half.write_text(content, encoding="utf-8")
            half.replace(file)
        except OSError as error:
            error.filename = str(file)  # the reader of the message never named the temporary file
            raise
        finally:
            half.unlink(missing_ok=True)


def replace_all(files: Mapping[Path, bytes | None]) -> None:
    """Write files, or remove those that are None: all of them or none. Raise StoreError when one cannot be written.

    Folders are made for what is written; those that are empty after a removal are removed.
    """
    places = {path if content is None else path.resolve(): content for path, content in files.items()}
    before = {path: path.read_bytes() if path.exists() else None for path in places}
    halves = {path: path.with_name(f".{path.name}.{os.getpid()}.half") for path in places}
    made = [folder for path in places for folder in path.parents if not folder.exists()]
    touched = []
    try:
        for path, content in places.items():
            if content is not None:
                _write_half(path, halves[path], content)
        for path, content in places.items():
            touched.append(path)
            with writing(path, f"cannot write {path}"):
                halves[path].replace(path) if content is not None else path.unlink()
    except BaseException:
        _restore({path: before[path] for path in touched}, halves.values(), made)
        raise
    _remove_empty(path.parent for path, content in places.items() if content is None)


def _write_half(path: Path, half: Path, content: bytes) -> None:
    with writing(path, f"cannot write {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content)
        if path.exists():
            shutil.copymode(path, half)


def _restore(before: Mapping[Path, bytes | None], halves: Iterable[Path], made: Iterable[Path]) -> None:
    """Write back what files held, and remove what was made, as far as the system allows."""
    for path, content in (*before.items(), *((half, None) for half in halves)):
        with suppress(OSError):
            path.unlink(missing_ok=True) if content is None else path.write_bytes(content)
    _remove_empty(made)


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _remove_leftovers(file: Path) -> None:
    """Remove the temporary files of processes that were killed while they wrote the file."""
    for half in file.parent.glob(f".{glob.escape(file.name)}.*.half"):
        if not is_running(half.suffixes[-2].removeprefix(".")):
            half.unlink(missing_ok=True)


def is_running(process: str) -> bool:
    """Return whether there is a process of that number; True where the system does not tell."""
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
    """Remove the file, link or folder at a path, if there is one; parts of a folder may be read-only.

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
    """Write files, given as (path in the folder, content), and return their number; none if a path leads out of it.

    Raise StoreError for such a path, and when a file cannot be written.
    """
    checked = {_inside(folder, name): content for name, content in files}
    with writing(folder):
        for path, content in checked.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return len(checked)


def check_path(name: str, place: object) -> None:
    """Raise StoreError for a path that leads out of the folder or archive `place`, or that some system cannot have."""
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
    """Raise ContentError for the first path below a folder that is not UTF-8, and so cannot be part of an address."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if (shown := os.fsencode(name).decode(errors="backslashreplace")) != str(name):
            raise ContentError(f"{folder}/{shown}: its name is not UTF-8; rename it, or set PYTHONUTF8=1 where the "
                               "system has another encoding")


def check_links(folder: Path) -> None:
    """Raise ContentError for the first link in a folder that does not lead to a file in it.

    A linked folder could contain itself, and its pages would not be listed.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not (path.is_file() and _leads_into(path, folder)):
            raise ContentError(f"{path} is a link to {str(path.readlink())!r}; it should lead to a file in {folder}")


def _leads_into(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False
