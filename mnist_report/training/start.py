"""Start: all that a training draws at random before it begins."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Start:
    """What a training begins with. Its arrays are read-only."""

    weights: tuple[NDArray[np.float32], ...]
    """The weights before the first step, kernel and bias of each layer in turn."""
    seed: int
    """Seed of what the steps draw, 0 to 2**31 - 1: the order of the images, random labels, dropout, shifts."""

    def __post_init__(self) -> None:
        for array in self.weights:
            array.setflags(write=False)

    @property
    def digest(self) -> str:
        """The SHA-256 (hex) of the weights and the seed."""
        parts = (*(array.tobytes() for array in self.weights), str(self.seed).encode())
        return hashlib.sha256(b"".join(parts)).hexdigest()
