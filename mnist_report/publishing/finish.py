"""Finish: the last steps of a built site before it is published, whichever generator built it."""

from __future__ import annotations

import stat
from pathlib import Path

from ..core.digests import MANIFEST, manifest
from ..core.files import replace, writing
from . import offline


def finish(site: Path, project: Path) -> Path:
    """Pack the site, list the SHA-256 of all its files, make them readable for all; return the path of the archive.

    Raise the errors of `pack`, and StoreError when the list or a file mode cannot be written.
    """
    replace(site / MANIFEST, manifest(offline.pack(site, project)))
    with writing(site):
        for path in (site, *site.rglob("*")):
            if path.relative_to(site).parts[:1] != (".git",):
                _make_readable(path)
    return site / offline.ARCHIVE


def _make_readable(path: Path) -> None:
    """Make a file or folder readable for all, as the web server is another user, whatever the umask is."""
    mode = path.lstat().st_mode
    missing = (0o555 if stat.S_ISDIR(mode) else 0o444) & ~mode
    if missing and not stat.S_ISLNK(mode):
        path.chmod(stat.S_IMODE(mode) | missing)
