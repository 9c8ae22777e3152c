"""Zips: archives that are the same bytes wherever they are made."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from .files import check_path

PACKED_ALREADY: Final = (".png", ".zip", ".imscc", ".gz")
"""Endings of files that compression does not make smaller."""
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can record."""
UNIX: Final = 3
FILE_FOR_ALL: Final = 0o100644 << 16


def zipped(files: Mapping[str, bytes], older: bytes = b"") -> bytes:
    """Return a ZIP archive of files, given by their paths in it, which everybody may read.

    What an `older` archive of this function holds unchanged is not deflated again, which changes no byte. Raise
    StoreError for a path that would lead out of the folder into which it is unpacked.
    """
    for path in files:
        check_path(path, "an archive")
    archive, known = io.BytesIO(), _deflated(older)
    with zipfile.ZipFile(archive, "w") as output:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system, entry.external_attr = UNIX, FILE_FOR_ALL
            entry.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED_ALREADY) else zipfile.ZIP_DEFLATED
            if _inflates_to(files[path], known.get(path, b"")) and entry.compress_type == zipfile.ZIP_DEFLATED:
                _append(entry, files[path], known[path], archive, output)
            else:
                output.writestr(entry, files[path])
    return archive.getvalue()


def _deflated(archive: bytes) -> dict[str, bytes]:
    """Return what the files of an archive deflated to, by their paths; none where it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            starts = {entry: entry.header_offset + len(entry.FileHeader()) for entry in opened.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return {}
    return {entry.filename: archive[start : start + entry.compress_size] for entry, start in starts.items()}


def _inflates_to(content: bytes, deflated: bytes) -> bool:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflated = inflater.decompress(deflated, len(content) + 1)
    except zlib.error:
        return False
    return inflater.eof and inflated == content and not inflater.unused_data


def _append(
    entry: zipfile.ZipInfo, content: bytes, deflated: bytes, archive: io.BytesIO, output: zipfile.ZipFile
) -> None:
    """Append an entry to `output`, which writes to `archive`, as `writestr` does with the content."""
    entry.CRC, entry.file_size, entry.compress_size = zlib.crc32(content), len(content), len(deflated)
    entry.header_offset = output.start_dir
    archive.seek(output.start_dir)
    archive.write(entry.FileHeader() + deflated)
    output.start_dir = archive.tell()
    output.filelist.append(entry)
