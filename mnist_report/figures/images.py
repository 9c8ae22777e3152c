"""Images and labels in the form of the course, for the few of them that a picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def normalized(images: NDArray[np.uint8], indices: Iterable[int]) -> dict[int, NDArray[np.float64]]:
    """The images (side, side) at `indices`, by index, their pixels from [0, 255] to [0, 1] as the course has them."""
    return {index: images[index] / 255.0 for index in indices}


def one_hot(labels: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """Labels (n,) in [0, classes) as rows (n, classes), 1 at the label and 0 elsewhere, like Keras' to_categorical."""
    rows: NDArray[np.float64] = np.eye(classes)[labels]
    return rows
