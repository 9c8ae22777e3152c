"""The mistakes of the run: every misread test image in one sprite, and the network's answer to each."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.filters import percent
from ...training.metrics import confusion_matrix, predictions
from . import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from ...training.run import Run

COLUMNS = 16
"""Tiles in a row of the sprite; docs/explore/error-explorer/index.md relies on it."""
DIGITS = 4
"""Significant digits of a probability, at least; float64 has 17."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield `explore/errors.json` and `explore/errors.png`, which have the same images in the same order."""
    wrong = np.flatnonzero(predictions(run.probabilities) != run.labels)
    images = run.dataset.x_test[wrong] if len(wrong) else np.zeros((1, *run.image_shape), np.uint8)  # no PNG is empty
    sprite = png.grey(png.sprite(images, COLUMNS))
    yield "explore/errors.json", json.dumps(record(run, wrong, sprite), separators=(",", ":")).encode()
    yield "explore/errors.png", sprite


def record(run: Run, wrong: NDArray[np.intp], sprite: bytes) -> dict[str, Any]:
    """Return what the page needs: the classes, the whole confusion matrix, the misread images in test order."""
    return {
        "class_names": list(run.class_names),
        "image_shape": list(run.image_shape),
        "sprite": {"columns": COLUMNS, "bytes": len(sprite), "crc32": f"{zlib.crc32(sprite):08x}"},
        "matrix": confusion_matrix(run.probabilities, run.labels).tolist(),
        "errors": [_error(run, index) for index in wrong.tolist()],
    }


def _error(run: Run, index: int) -> dict[str, Any]:
    probabilities = run.probabilities[index]
    return {
        "index": index,
        "true": int(run.labels[index]),
        "predicted": int(probabilities.argmax()),
        "probabilities": [rounded(float(probability)) for probability in probabilities],
    }


def rounded(probability: float) -> float:
    """Return a probability, 0 to 1, with as few digits as keep its percentage: 0.99949 is `99.9 %`, 0.9995 is not."""
    candidates = (float(f"{probability:.{digits}g}") for digits in range(DIGITS, 18))
    return next(candidate for candidate in candidates if percent(candidate) == percent(probability))
