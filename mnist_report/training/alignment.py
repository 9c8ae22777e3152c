"""Arrays that TensorFlow's programs can read where they are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

ALIGNMENT = 64  # bytes, as TensorFlow aligns its own tensors


def aligned(array: NDArray[Any]) -> NDArray[np.float32]:
    """Return the array as float32 where TensorFlow's programs can read it: contiguous, at a multiple of 64 bytes."""
    if array.dtype == np.float32 and array.flags.carray and array.ctypes.data % ALIGNMENT == 0:
        return array
    copy = aligned_room(array.shape)
    copy[...] = array
    return copy


def aligned_room(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return an array for which `aligned` need not copy, of any content."""
    size = math.prod(shape) * 4
    memory = np.empty(size + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size].view(np.float32).reshape(shape)
