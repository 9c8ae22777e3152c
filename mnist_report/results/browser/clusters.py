"""Test images in one plane of the last hidden layer, at each moment of the training: places, answers, pictures."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from ...training.clusters import clusters
from . import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from ...training.clusters import Arrangement, Clusters
    from ...training.run import Run

COLUMNS = 1
"""Tiles in a row of the sprite; one below the other take the fewest bytes."""
SHADES = 6
"""Shades of grey in the sprite: enough to read an image, and less than half the bytes of 256."""
STEPS = 255
"""Steps of a coordinate over what a moment takes up: one byte each."""
NEARLY_ALL = 101
"""Stands for a confidence that is less than 1 and would be rounded to it."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield `explore/clusters.json`, `explore/clusters.bin` and `explore/clusters.png`, which has the images as tiles.

    The second is bytes: the class of each image, then for each moment all first coordinates, all second ones, all
    answers and all confidences. A coordinate is its byte times `scale` plus its part of `corner`; a confidence is in
    whole percent, `NEARLY_ALL` for over 99 %.
    """
    seen = clusters(run)
    content = seen.labels.astype(np.uint8).tobytes() + b"".join(map(_bytes, seen.moments))
    sprite = png.grey(png.sprite(_in_few_shades(run.dataset.x_test[seen.indices]), COLUMNS))
    record = _record(run, seen) | {
        "sprite": _size(sprite),
        "points": _size(content),
    }
    yield "explore/clusters.json", json.dumps(record, separators=(",", ":")).encode()
    yield "explore/clusters.bin", content
    yield "explore/clusters.png", sprite


def _size(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "crc32": f"{zlib.crc32(content):08x}"}


def _record(run: Run, seen: Clusters) -> dict[str, Any]:
    return {
        "class_names": list(run.class_names),
        "image_shape": list(run.image_shape),
        "dimensions": seen.dimensions,
        "images": len(seen.indices),
        "test_images": len(run.labels),
        "moments": [_moment(seen, moment, len(run.class_names)) for moment in seen.moments],
    }


def _moment(seen: Clusters, moment: Arrangement, classes: int) -> dict[str, Any]:
    """Return name, step and box, and how many images are nearest to their own centre: in all dimensions those of each
    class, in the plane all together.
    """
    corner, scale = _box(moment.places)
    near = np.bincount(seen.labels[moment.nearest == seen.labels], minlength=classes)
    return {
        "name": moment.name,
        "step": moment.step,
        "corner": corner.tolist(),
        "scale": scale,
        "near": near.tolist(),
        "near_in_plane": int((moment.nearest_in_plane == seen.labels).sum()),
    }


def _box(places: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the lower left corner of all places, and how far apart two steps of a coordinate are."""
    corner = places.min(axis=0)
    return corner, float((places - corner).max()) / STEPS or 1.0


def _bytes(moment: Arrangement) -> bytes:
    corner, scale = _box(moment.places)
    places = np.rint((moment.places - corner) / scale).astype(np.uint8)
    sure = np.rint(100 * moment.confidences.astype(np.float64)).astype(np.uint8)
    sure[(sure == 100) & (moment.confidences < 1)] = NEARLY_ALL
    return b"".join(column.astype(np.uint8).tobytes() for column in (*places.T, moment.answers, sure))


def _in_few_shades(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return images in `SHADES` equally spaced shades from 0 to 255."""
    return np.rint(np.rint(images / 255 * (SHADES - 1)) * (255 / (SHADES - 1))).astype(np.uint8)
