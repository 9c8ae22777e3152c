"""The trained network as two files: the weights as they lie in memory, and what a program must know to use them."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...training.run import Run

BYTES = 4
"""Of a float32."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """The weights, and the manifest that describes them."""
    content = weights(run)
    yield "model/weights.bin", content
    yield "model/manifest.json", (json.dumps(manifest(run, content), indent=1) + "\n").encode()


def weights(run: Run) -> bytes:
    """Kernel (inputs, units) then bias (units,) of each dense layer in turn: float32, little endian, rows first."""
    return b"".join(array.astype("<f4").tobytes() for array in run.weights)


def manifest(run: Run, content: bytes) -> dict[str, Any]:
    """What is where in `content`, in bytes; how to check it; and which run it is of.

    The digest is a CRC-32: a browser offers SHA-256 to pages from https alone, and a damaged copy is all it must find.
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
    """The dense layers, first to last, with the place of kernel and bias."""
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
