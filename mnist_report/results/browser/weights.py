"""The trained network as two files: the weights as bytes, and what a program must know to use them."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...training.run import Run

BYTES = 4
"""Bytes of a float32."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield the weights, and the manifest that describes them."""
    content = weights(run)
    yield "model/weights.bin", content
    yield "model/manifest.json", (json.dumps(manifest(run, content), indent=1) + "\n").encode()


def weights(run: Run) -> bytes:
    """Return kernel (inputs, units) then bias (units,) of each dense layer: float32, little endian, row by row."""
    return b"".join(array.astype("<f4").tobytes() for array in run.weights)


def manifest(run: Run, content: bytes) -> dict[str, Any]:
    """Return the places in `content`, in bytes, of the layers; how to check it; and the key of its run.

    The digest is a CRC-32: browsers offer SHA-256 only to pages from https, and it need only find a damaged copy.
    """
    return {
        "run": run.provenance["key"],
        "class_names": list(run.class_names),
        "image_shape": list(run.image_shape),
        "file": "weights.bin",
        "bytes": len(content),
        "crc32": f"{zlib.crc32(content):08x}",
        "layers": list(_layers(run)),
    }


def _layers(run: Run) -> Iterator[dict[str, Any]]:
    """Yield the dense layers, first to last, with the places of kernel and bias."""
    offset = 0
    kernels, biases = run.weights[::2], run.weights[1::2]
    for index, (kernel, bias) in enumerate(zip(kernels, biases, strict=True), start=1):
        inputs, units = kernel.shape
        yield {
            "inputs": inputs,
            "units": units,
            "activation": "softmax" if index == len(kernels) else run.recipe.activation,
            "kernel": {"shape": [inputs, units], "offset": offset},
            "bias": {"shape": [units], "offset": offset + BYTES * kernel.size},
        }
        offset += BYTES * int(np.size(kernel) + np.size(bias))
