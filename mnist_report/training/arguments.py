"""The arguments of `Sequential.fit` and its like, checked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .callbacks import INSTEAD


def refuse(method: str, others: dict[str, Any]) -> None:
    """Raise TypeError for other arguments, except None, the default of nearly all."""
    for name, value in others.items():
        if value is not None:
            raise TypeError(f"{method} of mnist-report takes no {name}; leave it out, or {INSTEAD}")


def pair(name: str, *given: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return images and labels as arrays. Raise ValueError unless they are as many, and the labels one-hot."""
    arrays = [np.asarray(values) for values in given]
    if len(arrays) != 2 or arrays[1].ndim != 2 or arrays[0].shape[:1] != arrays[1].shape[:1]:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(f"{name} should be images (n, …) and as many one-hot labels (n, classes), such as "
                         f"to_categorical makes, not of shape {shapes}; or {INSTEAD}")
    return arrays[0], arrays[1]


def split_at(images: int, share: float) -> int:
    """Return how many images come before the held-out ones. Raise ValueError where none is left to train on."""
    split = int(images * (1 - share))
    if not 0 < split <= images:
        raise ValueError(f"validation_split is {share}, which leaves {split} of {images} images to train on; it must "
                         "be at least 0 and leave one")
    return split
