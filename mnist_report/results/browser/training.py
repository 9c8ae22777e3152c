"""The sample of the images that a reader's browser trains on: in one sprite, those to learn from first."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from ...training.forward import forward
from ...training.metrics import accuracy
from ...training.sample import sample
from . import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...training.run import Run
    from ...training.sample import Images, Sample

COLUMNS = 1
"""Tiles in a row of the sprite: the pixels of an image lie together."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield `explore/training.json` and `explore/training.png`, which have the same images in the same order."""
    chosen = sample(run)
    pixels = np.concatenate([chosen.training.pixels, chosen.validation.pixels])
    sprite = png.grey(png.sprite(pixels, COLUMNS))
    yield "explore/training.json", json.dumps(_record(run, chosen, sprite), separators=(",", ":")).encode()
    yield "explore/training.png", sprite


def _record(run: Run, chosen: Sample, sprite: bytes) -> dict[str, Any]:
    return {
        "class_names": list(run.class_names),
        "image_shape": list(run.image_shape),
        "activation": run.recipe.activation,
        "sprite": {"bytes": len(sprite), "crc32": f"{zlib.crc32(sprite):08x}"},
        "training": {"labels": chosen.training.labels.tolist()},
        "validation": {
            "labels": chosen.validation.labels.tolist(),
            "indices": chosen.validation.indices.tolist(),
            "course_accuracy": _accuracy_of(run, chosen.validation),
        },
    }


def _accuracy_of(run: Run, images: Images) -> float:
    """Return the share of the images, as they are in the data set, that the network of the run classifies rightly."""
    pixels = run.dataset.x_train[images.indices].reshape(len(images.indices), -1) / 255
    return accuracy(forward(pixels, run.weights, run.recipe.activation), images.labels)
