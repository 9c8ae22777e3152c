"""Store: folders named by what went into them, each made at most once.

An entry is `<root>/<name>/<key>/`, where the key is the SHA-256 of the parts it was made from. It is made in a folder
beside it and renamed when whole, under a lock that the system releases when a process dies; so a build may be killed
at any moment and two may run at once. An entry says in its manifest what it is and which bytes its files have. Whoever
asks gets the bytes that were held against it, never a path to read again; what differs in anything is made again. An
entry that is there whole is read without a lock, from a store that may be read-only.
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
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
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
READ_ONLY: Final = (errno.EROFS, errno.EACCES, errno.EPERM)
ABANDONED: Final = 30 * 24 * 3600
"""Seconds after which what a killed build left is removed, whichever machine it ran on."""
DAMAGE: Final = (
    OSError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RuntimeError, MemoryError,
)
"""What comes up where a manifest or a file is not as it was written, however deep it is nested or linked."""
MEND: Final = ("free space, make it writable, or name another folder with --store or as `store` in "
               "[tool.mnist-report]")


def key_of(parts: Parts) -> str:
    """The key of an entry: SHA-256, 64 hex characters, of its parts as canonical JSON."""
    return hashlib.sha256(_canonical(parts).encode(errors="surrogateescape")).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A folder of the store."""

    name: str
    """As it was asked for: "runs/seed-0"."""
    folder: Path
    """Where it is."""
    size: int
    """Of its files together, in bytes."""
    made: float
    """When it was made, in seconds since 1970."""


@dataclass(frozen=True)
class Store:
    """A folder of entries."""

    root: Path
    """Where the entries are; made when the first entry is."""
    patience: Patience = PATIENT
    """How long to wait for another process that makes the same entry."""

    def entry(self, name: str, parts: Parts, make: Callable[[Path], object], *, must_be_kept: bool = False) -> Files:
        """The files of the entry; if it is not there whole, `make` fills its folder first.

        Of all processes that ask at once one makes it and the others wait. Whatever `make` raises leaves the store as
        it was and passes through, an OSError as a StoreError. In a store that may not be written an entry is made for
        this call alone, unless it `must_be_kept`. Raises StoreError when the store cannot be read or written, or the
        wait is too long.
        """
        with self._using():
            if (files := self._read(name, parts)) is not None:
                return files
            with held(self._lock(name, parts), self.patience):
                if (files := self._read(name, parts)) is not None:
                    return files
                try:
                    staging = self._staging(self.folder(name, parts))
                except OSError as error:
                    if must_be_kept or error.errno not in READ_ONLY:
                        raise
                    with tempfile.TemporaryDirectory() as aside:
                        return _filled(Path(aside), make)
                return self._make(name, parts, make, staging)

    def has(self, name: str, parts: Parts) -> bool:
        """Whether the entry is stored, whole."""
        return self._read(name, parts) is not None

    def changes(self, name: str, parts: Parts) -> list[str]:
        """The parts in which the stored entry of this name that is most alike differs; empty when there is none."""
        stored = [_read_parts(folder / MANIFEST) for folder in _folders(self.root / name, KEY)]
        differences = [_differing(parts, other) for other in stored if other is not None]
        return min(differences, key=len, default=[])

    def prune(self, name: str, kept: int) -> None:
        """Removes all entries of this name but the newest; what cannot be removed stays."""
        entries = [entry for entry in self.entries() if entry.name == name]
        for entry in entries[: -kept or None]:
            _removed(entry.folder)

    def folder(self, name: str, parts: Parts) -> Path:
        """Where the entry is or would be."""
        return self.root / name / key_of(parts)[:32]

    def entries(self) -> list[Entry]:
        """Every entry, whole or damaged, the one made first at the front."""
        return sorted(self._entries(), key=lambda entry: (entry.made, entry.name, entry.folder))

    def _entries(self) -> Iterator[Entry]:
        for folder in _folders(self.root, KEY):
            with contextlib.suppress(OSError):  # another build may remove it meanwhile
                if not os.path.lexists(folder / MANIFEST) and any(folder.iterdir()):
                    continue  # nobody says that it is an entry
                size = sum(path.lstat().st_size for path in _files(folder))
                manifest = folder / MANIFEST
                made = (manifest if manifest.exists() else folder).stat().st_mtime
                yield Entry(folder.parent.relative_to(self.root).as_posix(), folder, size, made)

    def trim(self, limit: int, needed: Collection[Path]) -> Iterator[Entry]:
        """Removes entries whose folders are not `needed`, oldest first, until all weigh at most `limit` bytes together.

        Gives what it removed; what cannot be removed stays.
        """
        for folder in _folders(self.root, LEFTOVER):
            with contextlib.suppress(OSError):
                if folder.stat().st_mtime < time.time() - ABANDONED:
                    shutil.rmtree(folder)
        entries = self.entries()
        excess = sum(entry.size for entry in entries) - limit
        for entry in entries:
            if excess > 0 and entry.folder not in needed and _removed(entry.folder):
                excess -= entry.size
                yield entry

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Waits until no other process does the same. Raises StoreError when that takes too long."""
        with contextlib.ExitStack() as alone:
            with self._using():
                alone.enter_context(held(self._lock("alone", {"what": what}), self.patience))
            yield

    def _using(self) -> contextlib.AbstractContextManager[None]:
        return writing(self.root, f"the store {self.root} cannot be used", MEND)

    def _lock(self, name: str, parts: Parts) -> Path:
        return self.root / "locks" / f"{name.replace('/', '-')}-{key_of(parts)[:32]}"

    def _read(self, name: str, parts: Parts) -> Files | None:
        """The files of the entry, if it has exactly those, with the bytes, that it was made with; each is read once."""
        folder = self.folder(name, parts)
        try:
            if folder.resolve() != self.root.resolve() / folder.relative_to(self.root):
                return None  # a link leads away
            manifest = json.loads(read(folder / MANIFEST, LARGEST))
            if (manifest["name"], key_of(manifest["parts"])) != (name, key_of(parts)):
                return None  # it was made as another entry
            seals = manifest["files"]
            found = {path.relative_to(folder).as_posix() for path in _files(folder)} - {MANIFEST}
            files = {path: read(folder / path, seals[path]["size"]) for path in sorted(found)}
            return files if seals == _seals(files) else None
        except DAMAGE:
            return None

    def _staging(self, folder: Path) -> Path:
        """An empty folder in which the entry of a folder can be made."""
        staging = folder.with_name(f".{folder.name}.{re.sub(r'[^A-Za-z0-9-]', '-', platform.node())[:64] or 'here'}")
        for place in reversed(folder.relative_to(self.root).parents[:-1]):
            if (self.root / place).is_symlink() or not (self.root / place).is_dir():
                (self.root / place).unlink(missing_ok=True)  # no folder of ours
        remove(staging)
        staging.mkdir(parents=True)
        return staging

    def _make(self, name: str, parts: Parts, make: Callable[[Path], object], staging: Path) -> Files:
        folder = self.folder(name, parts)
        try:
            files = _filled(staging, make)
            manifest = {"name": name, "parts": parts, "files": _seals(files)}
            (staging / MANIFEST).write_text(_canonical(manifest), encoding="utf-8")
            remove(folder)
            staging.replace(folder)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        return files


def _filled(folder: Path, make: Callable[[Path], object]) -> Files:
    make(folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _folders(root: Path, name: re.Pattern[str]) -> list[Path]:
    """Every folder below `root` whose name is of a form; links are none.

    Other processes may remove what is being listed, which ends `Path.rglob` and not `os.walk`.
    """
    folders = (Path(place, folder) for place, folders, _ in os.walk(root) for folder in folders)
    return [path for path in folders if name.fullmatch(path.name) and not path.is_symlink()]


def _files(folder: Path) -> Iterator[Path]:
    """All that lies in a folder and is no folder, be it a file, a link, a pipe or a device."""
    return (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _removed(folder: Path) -> bool:
    """Removes a folder; half of one is never left under its name."""
    leaving = folder.with_name(f".{folder.name}.leaving")
    shutil.rmtree(leaving, ignore_errors=True)  # what a killed build left, which would be in the way
    try:
        folder.replace(leaving)
    except OSError:
        return False
    shutil.rmtree(leaving, ignore_errors=True)
    return True


def _seals(files: Files) -> dict[str, dict[str, object]]:
    """By what each file is known again."""
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
    """Nested parts as one level: {"recipe.epochs": 5}."""
    found: dict[str, Any] = {}
    for name, value in parts.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found
