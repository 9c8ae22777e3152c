"""PNG files of grey images, written by hand: the same bytes from every version of every library."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, NO_FILTER = 0, 0


def grey(image: NDArray[np.uint8]) -> bytes:
    """A PNG of an image (height, width), 0 black to 255 white; see ISO/IEC 15948, 11.2."""
    height, width = image.shape
    rows = np.insert(image, 0, NO_FILTER, axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, GREY, 0, 0, 0)
    data = zlib.compress(rows.tobytes(), 9)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def sprite(images: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """Images (n, height, width) as tiles of one, row by row, `columns` a row; black where none is left."""
    count, height, width = images.shape
    rows = -(-count // columns)
    tiles = np.zeros((rows * columns, height, width), np.uint8)
    tiles[:count] = images
    return tiles.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
