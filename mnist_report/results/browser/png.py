"""PNG files of grey images, of the one kind that sprite.js of the explore pages reads: one chunk, no filter.

Pillow filters the rows for which that saves bytes, and divides what is longer than 64 KiB into several chunks.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
GREY: Final = 0
COLOURED: Final = 2
NO_FILTER: Final = 0


def grey(image: NDArray[np.uint8]) -> bytes:
    """Return a PNG of an image (height, width), 0 black to 255 white; see ISO/IEC 15948, 11.2."""
    return _file(image, GREY)


def coloured(image: NDArray[np.uint8]) -> bytes:
    """Return a PNG of an image (height, width, 3) of red, green and blue, 0 to 255."""
    return _file(image.reshape(len(image), -1), COLOURED)


def _file(image: NDArray[np.uint8], kind: int) -> bytes:
    """Return a PNG of rows of bytes, which stand for one grey value or three of a colour each."""
    height, width = len(image), image.shape[1] // (3 if kind == COLOURED else 1)
    header = struct.pack(">2I5B", width, height, 8, kind, 0, 0, 0)
    rows = np.insert(image, 0, NO_FILTER, axis=1)
    chunks = {b"IHDR": header, b"IDAT": zlib.compress(rows.tobytes(), 9), b"IEND": b""}
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks.items())


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def sprite(images: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """Return images (n, height, width) as tiles of one, row by row, `columns` to a row; black where none is left."""
    count, height, width = images.shape
    rows = -(-count // columns)
    tiles = np.zeros((rows * columns, height, width), np.uint8)
    tiles[:count] = images
    return tiles.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)
