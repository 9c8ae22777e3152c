"""Folders that stand for sites, for tests of what takes whose place. A process that is to be killed at once has this alone
of the tests, so that it starts soon.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from mnist_report.core.digests import MANIFEST, digests, manifest
from mnist_report.publishing.destination import MARKS


def folder_of(path: Path, text: str) -> Path:
    """A site, as far as `replacing` looks into it."""
    path.mkdir()
    for name in ("a", "same/index.html", f"{text}/index.html", "way" if text == "old" else "way/in", *MARKS):
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(text)
    (path / MANIFEST).write_text(manifest(digests(path)))
    return path


def busy(site: Path, other: Path) -> None:
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(site))
