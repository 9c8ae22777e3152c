"""Build: a site made in a folder of its own, which takes the place of the old one in one step, when all is well."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .errors import ConfigurationError, LinkError, StoreError

AT_FDCWD: Final = -100
RENAME_EXCHANGE: Final = 2
NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)
NOT_WRITTEN: Final = re.compile(
    rf"(?m)^\w+Error: \[Errno (?:{'|'.join(map(str, NO_ROOM))})\] (.*)$|^mnist-report: store: (.*?)(?:; free.*)?$"
)
"""The last line of a traceback of MkDocs', or what our own command said inside it."""
NOT_POSSIBLE: Final = (errno.ENOSYS, errno.EINVAL, errno.EPERM)


@contextlib.contextmanager
def replacing(site: Path) -> Iterator[Path]:
    """An empty folder beside `site` that takes its place when the body ends well, and is removed when it does not.

    Until then nothing of `site` changes. The caller sees to it that no two processes do this at once. Raises StoreError
    when a folder cannot be written.
    """
    fresh = site.with_name(f".{site.name}.new")
    with _told(site):
        shutil.rmtree(fresh, ignore_errors=True)  # what a killed build left
        fresh.mkdir(parents=True)
    try:
        yield fresh
        with _told(site):
            _exchange(fresh, site) if site.exists() else fresh.replace(site)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def mkdocs(settings: Path, site: Path) -> None:
    """Runs `mkdocs build --strict` into `site`; what it says goes to standard error.

    Raises LinkError when its strict mode finds a fault, StoreError when it cannot write, ConfigurationError when it
    refuses to run.
    """
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    command = [*mkdocs, "--config-file", str(settings.absolute()), "--site-dir", str(site)]
    done = subprocess.run(
        command, cwd=settings.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="backslashreplace", check=False,
    )
    sys.stderr.write(done.stdout)
    if full := NOT_WRITTEN.search(done.stdout):
        raise StoreError(f"mkdocs cannot write {site}: {full[1] or full[2]}; free space or name a folder to write in")
    if done.returncode:
        kind = LinkError if "in strict mode" in done.stdout else ConfigurationError
        raise kind(f"mkdocs build with {settings} failed; the lines above say why")


def _exchange(one: Path, other: Path) -> None:
    """Two folders change places: in one step on Linux, in two where the system has no such step."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename and not rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE):
        return
    if rename and ctypes.get_errno() not in NOT_POSSIBLE:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    _exchange_in_steps(one, other)


def _exchange_in_steps(one: Path, other: Path) -> None:
    aside = other.with_name(f".{other.name}.old")
    other.replace(aside)
    try:
        one.replace(other)
    except OSError:
        aside.replace(other)
        raise
    aside.replace(one)


@contextlib.contextmanager
def _told(site: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{site} cannot be replaced: {error.strerror}; free space, make its folder writable, or name "
                         "another with --site-dir") from error
