"""The trained network: the weights to download, a copy of half the size for the pages, and what both are."""

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
FLOAT32, FLOAT16 = "<f4", "<f2"
"""Types of the numbers: those of the network, and those of the pages' copy, both little endian."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield the weights, the copy that the pages fetch, and the manifest that describes them."""
    yield "model/weights.bin", weights(run, FLOAT32)
    yield "model/weights.float16.bin", weights(run, FLOAT16)
    yield "model/manifest.json", (json.dumps(manifest(run), indent=1) + "\n").encode()


def weights(run: Run, dtype: str) -> bytes:
    """Return kernel (inputs, units) then bias (units,) of each dense layer, row by row, as numbers of a type."""
    return b"".join(array.astype(dtype).tobytes() for array in run.weights)


def manifest(run: Run) -> dict[str, Any]:
    """Return the places of the layers in weights.bin, in bytes; how to check both files; and the key of their run.

    The file of `float16` has the same numbers in the same order, rounded to two bytes each.
    """
    return {
        "run": run.provenance["key"],
        "class_names": list(run.class_names),
        "image_shape": list(run.image_shape),
        **_file("weights.bin", weights(run, FLOAT32)),
        "float16": _file("weights.float16.bin", weights(run, FLOAT16)),
        "layers": list(_layers(run)),
    }


def _file(name: str, content: bytes) -> dict[str, Any]:
    """Return the name of a file, its size in bytes, and its checksum.

    That is a CRC-32: browsers offer SHA-256 only to pages from https, and it need only find a damaged copy.
    """
    return {"file": name, "bytes": len(content), "crc32": f"{zlib.crc32(content):08x}"}


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
