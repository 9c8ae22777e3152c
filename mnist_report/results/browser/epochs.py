"""The run before the first epoch and after each: weights of the first neurons, history, answers to the test images."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from ...figures.weights import colour_limit
from ...training.forward import batches, forward
from ...training.metrics import accuracy, confusion_matrix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ...training.run import Run

    Floats = NDArray[np.floating[Any]]

NEURONS = 10
"""Number of neurons of the first dense layer whose weights are shown, as many as the course draws."""
STEPS = 127
"""Steps of a stored weight on either side of zero: one byte a weight, and finer than any eye sees on a colour scale."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield `explore/epochs.json` and `explore/epochs.bin`.

    The latter is signed bytes, epoch by epoch (the start is epoch 0), neuron by neuron, pixel by pixel: a weight is its
    byte times `scale`.
    """
    shown = first_weights(run)
    scale = float(abs(shown).max()) / STEPS or 1.0
    content = np.rint(shown / scale).astype(np.int8).tobytes()
    yield "explore/epochs.json", json.dumps(_record(run, shown, scale, content), separators=(",", ":")).encode()
    yield "explore/epochs.bin", content


def _record(run: Run, shown: Floats, scale: float, content: bytes) -> dict[str, Any]:
    return {
        "class_names": list(run.class_names),
        "image_shape": list(run.image_shape),
        "neurons": shown.shape[1],
        "weights": {
            "scale": scale,
            "limit": colour_limit(shown),
            "bytes": len(content),
            "crc32": f"{zlib.crc32(content):08x}",
        },
        "epochs": epochs(run),
    }


def first_weights(run: Run) -> Floats:
    """Return the kernel columns of the first neurons, (epochs + 1, neurons, pixels)."""
    kernels = np.stack([run.weights_after(epoch)[0] for epoch in range(len(run.snapshots))])
    return kernels[:, :, :NEURONS].swapaxes(1, 2)


def epochs(run: Run) -> list[dict[str, Any]]:
    """Return number, history (none at the start), test accuracy and confusion matrix of the start and each epoch."""
    answers = test_probabilities(run)
    return [_epoch(run, number, probabilities) for number, probabilities in enumerate(answers)]


def test_probabilities(run: Run) -> list[Floats]:
    """Return the probabilities of the test images at the start and after each epoch, (test images, classes) each.

    The last are the run's own, so that no rounding can make the page differ from the report.
    """
    before = map(run.weights_after, range(run.recipe.epochs))
    return [*(_probabilities(run, weights) for weights in before), run.probabilities]


def _probabilities(run: Run, weights: Sequence[Floats]) -> Floats:
    images = run.dataset.x_test.reshape(len(run.labels), -1)
    return np.concatenate([forward(batch / 255, weights, run.recipe.activation) for batch in batches(images)])


def _epoch(run: Run, number: int, probabilities: Floats) -> dict[str, Any]:
    history = {name: values[number - 1] for name, values in run.history.items()} if number else {}
    return {
        "number": number,
        **history,
        "test_accuracy": accuracy(probabilities, run.labels),
        "matrix": confusion_matrix(probabilities, run.labels).tolist(),
    }
