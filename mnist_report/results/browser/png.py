"""PNG files of grey images."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def grey(image: NDArray[np.uint8]) -> bytes:
    """Return a PNG of an image (height, width), 0 black to 255 white."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG", compress_level=9)
    return file.getvalue()


def sprite(images: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """Return images (n, height, width) as tiles of one, row by row, `columns` to a row; black where none is left."""
    count, height, width = images.shape
    rows = -(-count // columns)
    tiles = np.zeros((rows * columns, height, width), np.uint8)
    tiles[:count] = images
    return tiles.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)
