"""The store: folders named by what went into them, each made at most once.

An entry is `<root>/<name>/<key>/`, where the key is the SHA-256 of the parts it was made from. It is made in a folder
beside it, under a lock that the system releases when a process dies, and renamed when complete; so a build may be
killed at any moment and two may run at once. The manifest of an entry records its parts and the digest of each file.
A caller gets the bytes that were checked against it, never a path to read again; an entry that differs in anything is
made again. A complete entry is read without a lock, also from a read-only store.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from .files import read, remove, writing
from .locks import PATIENT, Patience, held

Parts = Mapping[str, Any]
Files = Mapping[str, bytes]
"""The files of an entry: content by path in the entry, with forward slashes."""
MANIFEST: Final = "entry.json"
LARGEST: Final = 10_000_000
"""Bytes of a manifest that are read, at most."""
KEY: Final = re.compile(r"[0-9a-f]{32}")
LEFTOVER: Final = re.compile(r"\.[0-9a-f]{32}(\..+)?")
ENTRY: Final = re.compile(rf"{KEY.pattern}|{LEFTOVER.pattern}")
"""The folder of an entry, whole, in the making or on its way out, which contains no other."""
READ_ONLY: Final = (errno.EROFS, errno.EACCES, errno.EPERM)
ABANDONED: Final = 30 * 24 * 3600
"""Seconds after which the leftovers of a killed build are removed, whichever machine it ran on."""
DAMAGE: Final = (
    OSError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RuntimeError, MemoryError,
)
"""What reading raises where a manifest or a file is not as it was written, however deeply nested or linked."""
REMEDY: Final = ("free space, make it writable, or name another folder with --store or as `store` in "
               "[tool.mnist-report]")


def key_of(parts: Parts) -> str:
    """Return the key of an entry: SHA-256, 64 hex characters, of its parts as canonical JSON."""
    return hashlib.sha256(_canonical(parts).encode(errors="surrogateescape")).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A folder of the store."""

    name: str
    """Its name in the store: "runs/seed-0"."""
    folder: Path
    """Its folder, whose name is the beginning of its key."""
    size: int
    """Size of all its files together, in bytes."""
    made: float
    """When it was made, in seconds since 1970."""


@dataclass(frozen=True)
class Store:
    """A folder of entries."""

    root: Path
    """The folder of the entries; made with the first entry."""
    patience: Patience = PATIENT
    """How long to wait for another process that makes the same entry."""

    def entry(self, name: str, parts: Parts, make: Callable[[Path], object], *, must_be_kept: bool = False) -> Files:
        """Return the files of the entry; unless it is stored and complete, let `make` fill its folder first.

        Of all processes that ask at once one makes it and the others wait. Whatever `make` raises leaves the store as
        it was and is raised here, an OSError as a StoreError. In a store that cannot be written an entry is made for
        this call alone, unless it `must_be_kept`. Raise StoreError when the store cannot be read or written, or the
        wait is too long.
        """
        with self._errors_as_store_errors():
            if (files := self.read(name, parts)) is not None:
                return files
            with held(self._lock(name, parts), self.patience):
                if (files := self.read(name, parts)) is not None:
                    return files
                try:
                    staging = self._staging(self.folder(name, parts))
                except OSError as error:
                    if must_be_kept or error.errno not in READ_ONLY:
                        raise
                    with tempfile.TemporaryDirectory() as aside:
                        return _filled_by(Path(aside), make)
                return self._make(name, parts, make, staging)

    def read(self, name: str, parts: Parts) -> Files | None:
        """Return the files of the entry, or None unless it is stored and complete."""
        return self._read(name, key_of(parts))

    def has(self, name: str, parts: Parts) -> bool:
        """Return whether the entry is stored and complete."""
        return self.read(name, parts) is not None

    def newest(self, name: str, like: Parts = MappingProxyType({})) -> Files:
        """Return the files of the newest complete entry of this name that has, among others, these parts; or none."""
        for entry in reversed(self._of(name)):
            parts = _read_parts(entry.folder / MANIFEST) or {}
            if like.items() <= parts.items() and (files := self._read(name, entry.folder.name)) is not None:
                return files
        return {}

    def changes(self, name: str, parts: Parts) -> list[str]:
        """Return the parts that differ from the most similar stored entry of this name; empty when there is none."""
        stored = [_read_parts(folder / MANIFEST) for folder in _folders(self.root / name, KEY)]
        differences = [_differing(parts, other) for other in stored if other is not None]
        return min(differences, key=len, default=[])

    def prune(self, name: str, kept: int) -> None:
        """Remove all entries of this name but the `kept` newest; leave what cannot be removed."""
        for entry in self._of(name)[: -kept or None]:
            _remove_atomically(entry.folder)

    def folder(self, name: str, parts: Parts) -> Path:
        """Return the folder of the entry, whether or not it is stored."""
        return self.root / name / key_of(parts)[:32]

    def entries(self) -> list[Entry]:
        """Return every entry, complete or damaged, oldest first."""
        return self._sorted(self.root)

    def _of(self, name: str) -> list[Entry]:
        return [entry for entry in self._sorted(self.root / name) if entry.name == name]

    def _sorted(self, place: Path) -> list[Entry]:
        return sorted(self._entries(place), key=lambda entry: (entry.made, entry.name, entry.folder))

    def _entries(self, place: Path) -> Iterator[Entry]:
        for folder in _folders(place, KEY):
            with contextlib.suppress(OSError):  # another build may remove it meanwhile
                found = {path: path.lstat() for path in _files(folder)}
                manifest = found.get(folder / MANIFEST)
                if not manifest and any(folder.iterdir()):
                    continue  # nothing says that it is an entry
                size, made = sum(status.st_size for status in found.values()), (manifest or folder.stat()).st_mtime
                yield Entry(folder.parent.relative_to(self.root).as_posix(), folder, size, made)

    def trim(self, limit: int, needed: Collection[Path]) -> Iterator[Entry]:
        """Remove entries whose folders are not `needed`, oldest first, until all together have at most `limit` bytes.

        Yield what is removed; leave what cannot be removed.
        """
        for folder in _folders(self.root, LEFTOVER):
            with contextlib.suppress(OSError):
                if folder.stat().st_mtime < time.time() - ABANDONED:
                    shutil.rmtree(folder)
        entries = self.entries()
        excess = sum(entry.size for entry in entries) - limit
        for entry in entries:
            if excess > 0 and entry.folder not in needed and _remove_atomically(entry.folder):
                excess -= entry.size
                yield entry

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Wait until no other process does the same, then run the body. Raise StoreError when that takes too long."""
        with contextlib.ExitStack() as alone:
            with self._errors_as_store_errors():
                alone.enter_context(held(self._lock("alone", {"what": what}), self.patience))
            yield

    def _errors_as_store_errors(self) -> contextlib.AbstractContextManager[None]:
        return writing(self.root, f"the store {self.root} cannot be used", REMEDY)

    def _lock(self, name: str, parts: Parts) -> Path:
        return self.root / "locks" / f"{name.replace('/', '-')}-{key_of(parts)[:32]}"

    def _read(self, name: str, key: str) -> Files | None:
        """Return the files of the entry if they are byte for byte those it was made with, else None; read each once.

        Of its key, give all or the beginning that names its folder.
        """
        folder = self.root / name / key[:32]
        try:
            if folder.resolve() != self.root.resolve() / folder.relative_to(self.root):
                return None  # a link leads away
            manifest = json.loads(read(folder / MANIFEST, LARGEST))
            if manifest["name"] != name or not key_of(manifest["parts"]).startswith(key):
                return None  # it was made as another entry
            digests = manifest["files"]
            found = {path.relative_to(folder).as_posix() for path in _files(folder)} - {MANIFEST}
            files = {path: read(folder / path, digests[path]["size"]) for path in sorted(found)}
            return files if digests == _digests(files) else None
        except DAMAGE:
            return None

    def _staging(self, folder: Path) -> Path:
        """Return an empty folder in which the entry of `folder` can be made."""
        staging = folder.with_name(f".{folder.name}.{re.sub(r'[^A-Za-z0-9-]', '-', platform.node())[:64] or 'here'}")
        for place in reversed(folder.relative_to(self.root).parents[:-1]):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):  # another process was faster
                if not stat.S_ISDIR((self.root / place).lstat().st_mode):
                    (self.root / place).unlink()  # a link or a file where the store has only folders
        remove(staging)
        staging.mkdir(parents=True)
        return staging

    def _make(self, name: str, parts: Parts, make: Callable[[Path], object], staging: Path) -> Files:
        folder = self.folder(name, parts)
        try:
            files = _filled_by(staging, make)
            manifest = {"name": name, "parts": parts, "files": _digests(files)}
            (staging / MANIFEST).write_text(_canonical(manifest), encoding="utf-8")
            remove(folder)
            staging.replace(folder)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        return files


def _filled_by(folder: Path, make: Callable[[Path], object]) -> Files:
    make(folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _folders(root: Path, name: re.Pattern[str]) -> list[Path]:
    """Return every folder below `root` whose name matches a pattern; links are not folders.

    Other processes may remove what is being listed, at which `Path.rglob` fails and `os.walk` does not.
    """
    found: list[Path] = []
    for place, folders, _ in os.walk(root):
        found += (Path(place, folder) for folder in folders if name.fullmatch(folder))
        folders[:] = [folder for folder in folders if not ENTRY.fullmatch(folder)]
    return [path for path in found if not path.is_symlink()]


def _files(folder: Path) -> Iterator[Path]:
    """Return all that is in a folder and is no folder itself: files, links, pipes, devices."""
    for place, folders, files in os.walk(folder):
        yield from (Path(place, name) for name in files)
        yield from (path for name in folders if (path := Path(place, name)).is_symlink())


def _remove_atomically(folder: Path) -> bool:
    """Remove a folder, never leaving a part of it under its name; return whether that was possible."""
    leaving = folder.with_name(f".{folder.name}.leaving")
    shutil.rmtree(leaving, ignore_errors=True)  # what a killed build left, which would be in the way
    try:
        folder.replace(leaving)
    except OSError:
        return False
    shutil.rmtree(leaving, ignore_errors=True)
    return True


def _digests(files: Files) -> dict[str, dict[str, object]]:
    """Return the size and the SHA-256 of each file, by which the manifest recognizes it."""
    return {
        path: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for path, content in files.items()
    }


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)


def _read_parts(manifest: Path) -> dict[str, Any] | None:
    try:
        parts: dict[str, Any] = json.loads(read(manifest, LARGEST))["parts"]
        return flat(parts)
    except DAMAGE:
        return None


def _differing(parts: Parts, other: Parts) -> list[str]:
    mine = flat(json.loads(_canonical(parts)))
    return sorted(name for name in mine.keys() | other.keys() if mine.get(name) != other.get(name))


def flat(parts: Parts, prefix: str = "") -> dict[str, Any]:
    """Return nested parts as one level: {"recipe.epochs": 5}."""
    found: dict[str, Any] = {}
    for name, value in parts.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found
