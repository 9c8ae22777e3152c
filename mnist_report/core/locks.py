"""Locks: one process at a time; a long wait names the process that it waits for, and no wait is endless."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .errors import StoreError
from .files import read
from .stderr import unrecorded

if TYPE_CHECKING:
    from filelock import BaseFileLock

NOT_THERE: Final = (
    errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP,
)
"""Errors where nothing can be written, and where a file system has no locks, as on some networks."""
HOLDER: Final = re.compile(r"(\d{1,10})\n([\w.-]{1,253})")
"""The process that holds a lock and its machine, as written in the lock's file."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for another process."""

    silent: float = 5.0
    """Seconds until the wait is reported on standard error."""
    limit: float = 24 * 3600.0
    """Seconds until the wait ends in an error. The other process, which may train for long, goes on."""


PATIENT: Final = Patience()


@contextmanager
def held(file: Path, patience: Patience) -> Iterator[None]:
    """Hold the lock of `file` while the body runs; the system releases it when the process dies.

    Where `file` cannot be locked, lock a file of this user in the machine's temporary folder instead, which separates
    only the processes of this machine. Where that has no locks either, the presence of a file is the lock; the next
    process that waits removes it when its owner is dead. Raise StoreError when the wait exceeds `patience`, OSError
    when nothing can be locked.
    """
    from filelock import SoftFileLock

    with ExitStack() as locked:
        for lock in _locks(file):
            try:
                locked.enter_context(_locked(lock, patience))
                break
            except OSError as error:
                if error.errno not in NOT_THERE or isinstance(lock, SoftFileLock):
                    raise
        yield


def _locks(file: Path) -> Iterator[BaseFileLock]:
    """Yield the lock of a file, then its substitutes, best first."""
    from filelock import FileLock, SoftFileLock

    yield FileLock(file, fallback_to_soft=False)
    other = _substitute(file)
    yield FileLock(other, fallback_to_soft=False)
    yield SoftFileLock(f"{other}.soft")  # its own name: it takes any file for a lock, even one left by another kind


@contextmanager
def _locked(lock: BaseFileLock, patience: Patience) -> Iterator[None]:
    from filelock import SoftFileLock

    file = Path(lock.lock_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    _acquire(lock, file, patience)
    try:
        with suppress(OSError):
            if not isinstance(lock, SoftFileLock):  # which writes this itself
                file.write_text(f"{os.getpid()}\n{platform.node()}\n", encoding="utf-8")
        yield
    finally:
        lock.release()


def _acquire(lock: BaseFileLock, file: Path, patience: Patience) -> None:
    from filelock import Timeout

    try:
        lock.acquire(timeout=patience.silent)
    except Timeout:
        if (holder := _holder(file)) != _named(os.getpid(), platform.node()):  # a thread of ours shows its progress
            print(f"waiting for {file}, held by {holder}", file=unrecorded(), flush=True)
        try:
            lock.acquire(timeout=patience.limit - patience.silent, poll_interval=0.5)
        except Timeout:
            since = f"{file} has been held by {_holder(file)} for {patience.limit / 3600:.0f} hours"
            raise StoreError(f"{since}; see whether that still works, end it if not, and try again") from None


def _named(process: object, machine: str) -> str:
    return f"process {process} on {machine}"


def _holder(file: Path) -> str:
    with suppress(OSError, ValueError):
        if holder := HOLDER.match(read(file, 1000).decode()):
            return _named(*holder.groups())
    return "another process"


def _substitute(file: Path) -> Path:
    user = os.getuid() if hasattr(os, "getuid") else 0
    name = hashlib.sha256(os.fsencode(file.resolve())).hexdigest()[:32]
    folder = Path(tempfile.gettempdir()) / f"mnist-report-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid != user:  # its owner could put links in it
        raise PermissionError(errno.EPERM, "it is another user's", str(folder))
    return folder / name
