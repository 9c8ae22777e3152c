"""Locks: one process at a time; whoever waits says for which, no wait is endless, and no old file is taken for a lock."""

from __future__ import annotations

import errno
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import StoreError
from mnist_report.core.locks import Patience, held
from mnist_report.core.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

TELLING, ONCE = Patience(0, 3600), Patience(0, 0)
"""Tells at once; and gives up at once."""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the machine for one test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def is_free(file: Path) -> bool:
    try:
        with held(file, ONCE):
            return True
    except StoreError:
        return False


def test_one_at_a_time(tmp_path: Path) -> None:
    with held(tmp_path / "a", ONCE):
        assert not is_free(tmp_path / "a")
        assert is_free(tmp_path / "b")
    assert is_free(tmp_path / "a")


HOLDS = """
import sys
from pathlib import Path
from mnist_report.core.locks import PATIENT, held
with held(Path(sys.argv[1]), PATIENT):
    print("holds it", flush=True)
    sys.stdin.read()
"""


def holder(file: Path) -> subprocess.Popen[str]:
    """Another process that holds a lock until its input ends."""
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "holds it\n"
    return process


def test_who_waits_says_for_whom_and_goes_on_when_that_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line comes while it waits: what reads it ends the other process."""
    file, told = tmp_path / "a", []
    other = holder(file)

    class Terminal:
        def write(self, text: str) -> None:
            told.append(text)
            other.kill()

        def flush(self) -> None: ...

    monkeypatch.setattr(sys, "stderr", Terminal())
    with held(file, TELLING):
        pass
    other.communicate()
    assert "".join(told) == f"waiting for {file}, held by process {other.pid} on {platform.node()}\n"


def test_a_wait_has_an_end_and_one_for_another_thread_is_not_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path, ONCE)
    with store.alone("a"), pytest.raises(StoreError) as refused, store.alone("a"):
        pass
    file, = (tmp_path / "locks").iterdir()
    by = f"held by process {os.getpid()} on {platform.node()}"
    assert capsys.readouterr().err == ""
    assert str(refused.value) == f"{file} has been {by} for 0 hours; see whether that still works, end it if not, and try again"


@pytest.mark.parametrize("written", ["", "1", "\x1b[2J1\na", "1\n\x1b[2J", "1\n" + "a" * 10_000, "1" * 11 + "\na"])
def test_what_is_no_holder_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str) -> None:
    with held(tmp_path / "a", ONCE):
        (tmp_path / "a").write_text(written)
        assert not is_free(tmp_path / "a")
    assert capsys.readouterr().err == f"waiting for {tmp_path / 'a'}, held by another process\n"


def refusing(folder: Path, code: int, flock: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """A `flock` that a file system refuses, for the files of a folder."""

    def refused(descriptor: int, operation: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink().is_relative_to(folder):
            raise OSError(code, os.strerror(code))
        flock(descriptor, operation)

    return refused


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the test asks Linux which file a descriptor is of")
@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
@pytest.mark.parametrize("old", [None, "", "1\nhost\n", "half a li"])
def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, old: str | None) -> None:
    """Files that locks left there hold nothing up: a lock of the machine stands for them."""
    fcntl = pytest.importorskip("fcntl")
    network = tmp_path / "network"
    network.mkdir()
    if old is not None:
        (network / "a").write_text(old)
    monkeypatch.setattr(fcntl, "flock", refusing(network, code, fcntl.flock))
    with held(network / "a", ONCE):
        assert not is_free(network / "a")
        assert is_free(network / "b")
    assert is_free(network / "a")


@pytest.mark.parametrize("left", [False, True])
def test_a_machine_without_locks(tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, left: bool) -> None:
    """What is there is the lock, and what a dead process left of it is no hindrance."""
    fcntl = pytest.importorskip("fcntl")
    (tmp_path / "a").write_text("")
    monkeypatch.setattr(fcntl, "flock", refusing(Path("/"), errno.ENOSYS, fcntl.flock))
    with held(tmp_path / "a", ONCE):
        marker, = temporary.rglob("*.soft")
        mine = marker.read_text().splitlines()
        assert mine[0] == str(os.getpid())
        assert not is_free(tmp_path / "a")
        assert is_free(tmp_path / "b")
    assert not marker.exists()
    if left:
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        marker.write_text(f"{dead.pid}\n{mine[1]}\n")
    assert is_free(tmp_path / "a")


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_place_that_cannot_be_written(tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    mkdir = Path.mkdir

    def refused(folder: Path, *arguments: object, **options: object) -> None:
        if folder.is_relative_to(tmp_path / "store"):
            raise OSError(code, os.strerror(code))
        mkdir(folder, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", refused)
    with held(tmp_path / "store" / "a", ONCE):
        assert not is_free(tmp_path / "store" / "a")
    assert not (tmp_path / "store").exists()
    assert len([path for path in temporary.rglob("*") if path.is_file()]) == 1


def test_another_fault_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError), held(tmp_path / "file" / "locks" / "a", ONCE):
        pass
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with pytest.raises(OSError, match="symbolic link"), held(tmp_path / "link", ONCE):
        pass
    assert (tmp_path / "file").read_text() == ""
