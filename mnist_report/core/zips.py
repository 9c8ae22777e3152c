"""Zips: archives that are the same bytes wherever they are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from .files import check_path

PACKED_ALREADY: Final = (".png", ".zip", ".imscc", ".gz")
"""Endings of files that compression does not make smaller."""
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can record."""
UNIX: Final = 3
FILE_FOR_ALL: Final = 0o100644 << 16


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of files, given by their paths in it, which everybody may read.

    Raise StoreError for a path that would lead out of the folder into which it is unpacked.
    """
    for path in files:
        check_path(path, "an archive")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as output:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system, entry.external_attr = UNIX, FILE_FOR_ALL
            packed = path.endswith(PACKED_ALREADY)
            output.writestr(entry, files[path], zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
    return archive.getvalue()
