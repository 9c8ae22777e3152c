"""Noise: images that show nothing."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

NOISE: Final = 1000
"""Number of images of noise."""


def noise(image_shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return the images of noise, (1000, pixels), each pixel evenly distributed from 0 to 1; the same at each call."""
    height, width = image_shape
    return np.random.default_rng(0).random((NOISE, height * width), dtype=np.float32)
