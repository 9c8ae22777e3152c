"""Zips: archives that are the same bytes wherever they are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from .files import check_path

PACKED_ALREADY: Final = (".png", ".zip", ".imscc", ".gz")
"""Files that do not become smaller."""
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can tell."""
UNIX: Final = 3
FILE_FOR_ALL: Final = 0o100644 << 16


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of files, given by their paths in it, to be read by all.

    Raise StoreError for a path that would lead out of the folder into which somebody unpacks it.
    """
    for path in files:
        check_path(path, "an archive")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system, entry.external_attr = UNIX, FILE_FOR_ALL
            packed = path.endswith(PACKED_ALREADY)
            made.writestr(entry, files[path], zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
    return archive.getvalue()
