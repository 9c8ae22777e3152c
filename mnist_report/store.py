"""Store: folders named by what went into them, each made at most once.

An entry is `<root>/<name>/<key>/`, where the key is the SHA-256 of the parts it was made from. It is made in a folder
beside it and renamed when whole, under a lock that the system releases when a process dies; so a build may be killed
at any moment and two may run at once. Each entry carries the digests of its files: a damaged one is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .digests import digests
from .errors import StoreError

Parts = Mapping[str, Any]
MANIFEST = "entry.json"


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

    def entry(self, name: str, parts: Parts, make: Callable[[Path], None]) -> Path:
        """The folder of the entry; if it is not there whole, `make` fills it first.

        Of all processes that ask at once one makes it and the others wait. Whatever `make` raises passes through and
        leaves the store as it was. Raises StoreError when the store cannot be read or written.
        """
        folder = self.folder(name, parts)
        with _told(self.root):
            if is_whole(folder):
                return folder
            with self._lock(name, parts):
                if not is_whole(folder):
                    self._make(folder, parts, make)
        return folder

    def has(self, name: str, parts: Parts) -> bool:
        """Whether the entry is stored, whole."""
        return is_whole(self.folder(name, parts))

    def changes(self, name: str, parts: Parts) -> list[str]:
        """The parts in which the stored entry of this name that is most alike differs; empty when there is none."""
        stored = [_read_parts(path) for path in self.root.joinpath(name).glob(f"*/{MANIFEST}")]
        differences = [_differing(parts, other) for other in stored if other is not None]
        return min(differences, key=len, default=[])

    def prune(self, name: str, kept: int) -> None:
        """Removes all entries of this name but the newest; what cannot be removed stays."""
        entries = [path for path in self.root.joinpath(name).glob("[!.]*") if (path / MANIFEST).is_file()]
        for folder in sorted(entries, key=lambda path: (path / MANIFEST).stat().st_mtime)[: -kept or None]:
            shutil.rmtree(folder, ignore_errors=True)

    def folder(self, name: str, parts: Parts) -> Path:
        """Where the entry is or would be."""
        return self.root / name / key_of(parts)[:32]

    def entries(self) -> list[Entry]:
        """Every entry, whole or damaged, the one made first at the front."""
        return sorted(self._entries(), key=lambda entry: (entry.made, entry.name, entry.folder))

    def _entries(self) -> Iterator[Entry]:
        for manifest in self.root.rglob(MANIFEST):
            folder = manifest.parent
            with contextlib.suppress(OSError):  # another build may remove it meanwhile
                size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
                name = folder.parent.relative_to(self.root).as_posix()
                yield Entry(name, folder, size, manifest.stat().st_mtime)

    def trim(self, limit: int, needed: Collection[Path]) -> Iterator[Entry]:
        """Removes entries whose folders are not `needed`, oldest first, until all weigh at most `limit` bytes together.

        Gives what it removed; what cannot be removed stays.
        """
        entries = self.entries()
        excess = sum(entry.size for entry in entries) - limit
        for entry in entries:
            if excess > 0 and entry.folder not in needed and _removed(entry.folder):
                excess -= entry.size
                yield entry

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Waits until no other process does the same. Raises StoreError when the store cannot be written."""
        with contextlib.ExitStack() as held:
            with _told(self.root):
                held.enter_context(self._lock("alone", {"what": what}))
            yield

    @contextlib.contextmanager
    def _lock(self, name: str, parts: Parts) -> Iterator[None]:
        from filelock import FileLock

        locks = self.root / "locks"
        locks.mkdir(parents=True, exist_ok=True)
        with FileLock(locks / f"{name.replace('/', '-')}-{key_of(parts)[:32]}"):
            yield

    def _make(self, folder: Path, parts: Parts, make: Callable[[Path], None]) -> None:
        staging = folder.with_name(f".{folder.name}")
        for leftover in (staging, folder):
            if leftover.exists():
                shutil.rmtree(leftover)
        staging.mkdir(parents=True)
        try:
            make(staging)
            manifest = {"parts": parts, "files": _digests(staging)}
            (staging / MANIFEST).write_text(_canonical(manifest), encoding="utf-8")
            staging.replace(folder)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise


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


def is_whole(folder: Path) -> bool:
    """Whether the entry in `folder` has exactly the files, with the bytes, that it was made with."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest["files"] == _digests(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)


def _digests(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in digests(folder).items() if Path(name).name != MANIFEST}


def _read_parts(manifest: Path) -> dict[str, Any] | None:
    try:
        parts: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["parts"]
        return flat(parts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
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


@contextlib.contextmanager
def _told(root: Path) -> Iterator[None]:
    """Turns what the system says of the store into a StoreError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"the store {root} cannot be used: {reason}; free space, make it writable, or name another "
                         "folder as `store` in [tool.mnist-report]") from error
