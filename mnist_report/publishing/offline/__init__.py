"""Offline: the whole built site as one archive that works from a disk, without a server and without a network.

From a disk, a browser opens no index of a folder, runs no ES module, and allows no `fetch` and no worker. So links to
folders get an `index.html` and those that preload something go (pages.py), modules and what they fetch become plain
scripts (scripts.py), and disk.js runs these.

    pack(Path("site"), Path("."))         # writes site/downloads/course.zip
"""

from __future__ import annotations

from .archive import ARCHIVE, pack, packed

__all__ = ["ARCHIVE", "pack", "packed"]
