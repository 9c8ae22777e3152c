"""The rendered tree: all that `mnist-report render` makes of a project, kept while nothing that it is made of changes.

    tree = RenderedTree(Path("."))
    digest = tree.digest()           # before anything else is read
    files = tree.read(digest)        # None where it must be rendered, and then
    tree.keep(digest, files)         # keeps it, unless something changed meanwhile
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import platform
import sys
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from ..core.edition import FOLDER
from ..core.errors import ReportError
from ..core.files import write_all
from ..core.paths import PACKAGE, is_path
from ..core.settings import load_settings
from ..core.store import Parts, Store
from ..pages import navigation
from ..pages.versions import commit_date

if TYPE_CHECKING:
    from ..pages.bodies import Record

NAME: Final = "rendered"
"""The name of its entries in the store."""
BODIES: Final = "bodies"
"""The name in the store of the bodies of its pages."""
KEPT: Final = 3
"""Number of trees kept in the store, the newest: each edit makes another."""
ARCHIVE: Final = "tree.tar"
"""The file of an entry."""
VARIABLES: Final = ("COMMIT", "SOURCE_DATE_EPOCH")
"""Environment variables that count besides those that mkdocs.yml names."""
METADATA: Final = (".dist-info", ".egg-info")
"""Endings of the folders that name the installed distributions and their versions."""
COMPILED: Final = "__pycache__"
"""The folder of what Python compiles, which follows the code."""


@dataclass(frozen=True)
class RenderedTree:
    """What a project is rendered to."""

    project: Path
    """Folder of pyproject.toml, mkdocs.yml and docs/, each of which may be missing."""
    package: Path = PACKAGE
    """Folder of the code that renders."""

    @property
    def docs(self) -> Path:
        """Folder of the pages: that of the project, or else that in the package."""
        own = self.project / "docs"
        return own if own.is_dir() else self.package / "docs"

    def digest(self) -> str:
        """Return two SHA-256 (hex) with a dash between: of the pages, and of all else that the tree is made of.

        Return "" where the settings or a file cannot be read.
        """
        pages: list[str] = []
        others: list[str] = []
        try:
            settings = load_settings(self.project / "pyproject.toml")
            for name, path in self.files():
                is_page = name.startswith(("docs/", f"{FOLDER.as_posix()}/")) and path.suffix == ".md"
                (pages if is_page else others).append(f"{name!a} {_state(path)}")
        except (OSError, ReportError):
            return ""
        others += [f"{name!a} {os.environ.get(name)!a}" for name in self._variables()]
        others += [*distributions(), platform.python_version(), commit_date(settings, self.docs.parent)]
        return "-".join(hashlib.sha256("\n".join(lines).encode()).hexdigest() for lines in (pages, others))

    def files(self) -> Iterator[tuple[str, Path]]:
        """Yield (name, path) of each file and folder that the tree is made of; some may not be there.

        Raise ConfigurationError for wrong settings, and OSError for a folder that cannot be read.
        """
        settings, beside = load_settings(self.project / "pyproject.toml"), self.docs.parent
        yield "settings", self.project / "pyproject.toml"
        yield "history", settings.history
        yield from ((name, beside / name) for name in (navigation.NAME, "CITATION.cff"))
        yield from _below("docs", self.docs)
        yield from _below("gen", self.project / "gen", COMPILED)
        yield from _below("package", self.package, COMPILED)
        if data := settings.dataset:
            yield "data", data
            yield from ((f"data/{path.name}", path) for path in (sorted(data.iterdir()) if data.is_dir() else ()))

    def entries(self, digest: str) -> dict[str, Parts]:
        """Return the parts of the keys of what is kept under a digest: of the tree, and of the bodies of its pages."""
        return {NAME: {"digest": digest}, BODIES: {"digest": digest.partition("-")[2]}}

    def read(self, digest: str) -> dict[str, bytes] | None:
        """Return the stored tree of a digest, as the content of each file by its path; None where there is none."""
        with contextlib.suppress(LookupError, tarfile.TarError, ReportError):
            files = unpacked((self._store.read(NAME, self.entries(digest)[NAME]) or {})[ARCHIVE])
            return files if all(map(is_path, files)) else None
        return None

    def bodies(self, digest: str) -> Mapping[str, Record]:
        """Return the records of pages from a tree that differed in nothing but pages from that of a digest."""
        files = self._store.read(BODIES, self.entries(digest)[BODIES]) if digest else None
        records: Mapping[str, Record] = json.loads(files[f"{BODIES}.json"]) if files else {}
        return records

    def keep(self, digest: str, files: Mapping[str, bytes], records: Mapping[str, Record | None]) -> None:
        """Keep the tree of a digest and the records of its pages, unless that is another one by now.

        Keep nothing that the store cannot take.
        """
        if digest and self.digest() == digest:
            made = {NAME: {ARCHIVE: packed(files)}, BODIES: {f"{BODIES}.json": json.dumps(records).encode()}}
            with contextlib.suppress(ReportError):
                for name, parts in self.entries(digest).items():
                    self._store.entry(name, parts, partial(write_all, files=made[name].items()))
                    self._store.prune(name, KEPT)

    @cached_property
    def _store(self) -> Store:
        return Store(load_settings(self.project / "pyproject.toml").store)

    def _variables(self) -> list[str]:
        return sorted({*VARIABLES, *navigation.variables(self.docs.parent / navigation.NAME)})


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a tar archive, in their order."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, file in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(file)
            archive.addfile(entry, io.BytesIO(file))
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files in a tar archive, in their order. Raise TarError for another content."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {file.name: part.read() for file in archive if (part := archive.extractfile(file))}


def _below(name: str, folder: Path, without: str = "") -> Iterator[tuple[str, Path]]:
    """Yield all that is in the folder `name`, and in those in it but the ones named `without`."""
    for place, folders, files in os.walk(folder, onerror=_raise if folder.exists() else None):
        folders[:] = sorted(inner for inner in folders if inner != without)
        paths = (Path(place, inner) for inner in (*folders, *sorted(files)))
        yield from ((f"{name}/{path.relative_to(folder).as_posix()}", path) for path in paths)


def _state(path: Path) -> str:
    """Return what is at a path: the SHA-256 (hex) of a file, a folder or nothing, and where it leads, if it is a link.

    Raise OSError for a file that cannot be read, and for a link to a folder, which could hold anything.
    """
    link = ascii(str(path.readlink())) if path.is_symlink() else ""
    if path.is_file():
        with path.open("rb") as file:
            return f"{link} {hashlib.file_digest(file, 'sha256').hexdigest()}"
    if link and path.is_dir():
        raise IsADirectoryError(f"{path} is a link to a folder")
    return f"{link} {'folder' if path.is_dir() else 'nothing'}"


def distributions() -> list[str]:
    """Return the names of all installed distributions with their versions, sorted: "numpy-2.3.5.dist-info"."""
    places = (Path(place) for place in sys.path if Path(place).is_dir())
    return sorted({path.name for place in places for path in place.iterdir() if path.suffix in METADATA})


def _raise(error: OSError) -> NoReturn:
    raise error
