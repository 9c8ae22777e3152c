"""Finish: what is done to a built site, whatever generator built it, before it is published."""

from __future__ import annotations

from pathlib import Path

from ..core.digests import MANIFEST, manifest
from ..core.files import replace, writing
from . import offline


def finish(site: Path, project: Path) -> Path:
    """Pack the site, list the SHA-256 of all its files, let everybody read them; return the path of the archive.

    Raise what packing raises, and StoreError when the list or a mode cannot be written.
    """
    archive = offline.pack(site, project)
    replace(site / MANIFEST, manifest(site))
    with writing(site):
        for path in (site, *site.rglob("*")):
            if not path.is_symlink() and path.relative_to(site).parts[:1] != (".git",):
                _publish(path)
    return archive


def _publish(path: Path) -> None:
    """Let a web server, which is another user, read a file or folder, whatever the umask was."""
    mode = path.stat().st_mode
    if missing := (0o555 if path.is_dir() else 0o444) & ~mode:
        path.chmod(mode | missing)
