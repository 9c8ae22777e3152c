"""Offline: the whole built site as one archive that works from a disk, without a server and without a network.

From a disk a browser opens no folder, runs no ES module, answers no `fetch` and starts no worker. So links get their
`index.html` (pages.py), modules and what they fetch become plain scripts (scripts.py), and disk.js joins these again.

    pack(Path("site"), Path("."))         # writes site/downloads/course.zip
"""

from __future__ import annotations

from .archive import ARCHIVE, pack, packed

__all__ = ["ARCHIVE", "pack", "packed"]
