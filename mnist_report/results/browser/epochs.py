"""The run at each of its moments: weights of the first neurons, history, answers to validation and test images."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from ...figures.weights import colour_limit
from ...training.forward import batches, forward
from ...training.metrics import accuracy, confusion_matrix, log_loss
from ...training.run import learned_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ...training.moments import Moment
    from ...training.run import Run

    Floats = NDArray[np.floating[Any]]

NEURONS = 10
"""Number of neurons of the first dense layer whose weights are shown, as many as the course draws."""
IN_FILE = 5
"""Neurons whose weights one file has: a part in a lesson fetches the first file alone."""
STEPS = 127
"""Steps of a stored weight on either side of zero: one byte a weight, and finer than any eye sees on a colour scale."""

SAMPLE = 2000
"""Validation images at most that networks before the end of the first epoch are measured with: all would cost a build
as much as the test images do, and move a curve by no more than its marks are wide."""
DECIMALS = 6
"""Decimals of a loss measured here, in which all machines agree."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield `explore/epochs.json`, `explore/epochs.bin` and, for the neurons after the first five, `epochs-more.bin`.

    The latter two are signed bytes, moment by moment, neuron by neuron, pixel by pixel: of the start the weights, of
    the others how far these have moved since, in the `scale` of the moment, so that first steps outlast the rounding.
    """
    kernels = np.stack([moment.weights[0].T[:NEURONS] for moment in run.moments])
    moved = np.concatenate([kernels[:1], kernels[1:] - kernels[0]])
    scales = abs(moved).max(axis=(1, 2)) / STEPS
    scales[scales == 0] = 1
    stored = np.rint(moved / scales[:, None, None]).astype(np.int8)
    parts = {name: part.tobytes() for name, part in
             (("epochs.bin", stored[:, :IN_FILE]), ("epochs-more.bin", stored[:, IN_FILE:])) if part.size}
    colours = [{"scale": scale, "limit": colour_limit(change)}
               for scale, change in zip(scales.tolist(), moved, strict=True)]
    record = {
        "class_names": list(run.class_names),
        "image_shape": list(run.image_shape),
        "neurons": kernels.shape[1],
        "neurons_in_file": IN_FILE,
        "epochs": run.recipe.epochs,
        "limit": colour_limit(kernels),
        "files": [{"name": name, "bytes": len(content), "crc32": f"{zlib.crc32(content):08x}"}
                  for name, content in parts.items()],
        "moments": [{**moment, **colour} for moment, colour in zip(moments(run), colours, strict=True)],
    }
    yield "explore/epochs.json", json.dumps(record, separators=(",", ":")).encode()
    yield from ((f"explore/{name}", content) for name, content in parts.items())


def name(moment: Moment) -> str:
    """Return the name of a moment in addresses: "epoch-0" is the start, "step-30" lies within the first epoch."""
    return f"step-{moment.step}" if moment.epoch is None else f"epoch-{moment.epoch}"


def moments(run: Run) -> list[dict[str, Any]]:
    """Return step, images, epoch (None within the first), measures and confusion matrix of each moment of the run.

    Validation and test are measured with the weights of the moment: accuracies, 0 to 1, and the validation loss, in
    nats. At the end of an epoch the validation values are those of the history, before that they are of a sample; the
    last answers to the test images are the run's own, so that no rounding can make the page differ from the report.
    """
    *before, end = run.moments
    test = [*_probabilities(run, run.dataset.x_test, [moment.weights for moment in before]), run.probabilities]
    first = learned_from(run.train_size, run.recipe.validation_split)
    early = [moment.weights for moment in before if "val_loss" not in moment.history]
    sample = _sample(first, run.train_size)
    labels, answers = run.dataset.y_train[sample], _probabilities(run, run.dataset.x_train[sample], early)
    measured = ((accuracy(one, labels), round(log_loss(one, labels), DECIMALS)) for one in answers)
    validation = (dict(zip(("val_accuracy", "val_loss"), pair, strict=True)) for pair in measured)
    return [
        _moment(moment, {} if "val_loss" in moment.history else next(validation), probabilities, run.labels)
        for moment, probabilities in zip([*before, end], test, strict=True)
    ]


def _sample(first: int, end: int) -> NDArray[np.intp]:
    """Return indices at random, as images may alternate: every second one of MNIST is easier to read."""
    return np.sort(np.random.default_rng(0).permutation(np.arange(first, end))[:SAMPLE])


def _probabilities(run: Run, images: NDArray[np.uint8], networks: Sequence[Sequence[Floats]]) -> list[Floats]:
    """Return what each network makes of the images, which are converted once for all of them."""
    rows = ([forward(pixels, weights, run.recipe.activation) for weights in networks]
            for pixels in (batch.reshape(len(batch), -1) / 255 for batch in batches(images)))
    return [np.concatenate(answers) for answers in zip(*rows, strict=True)]


def _moment(moment: Moment, validation: dict[str, float], test: Floats, labels: NDArray[np.uint8]) -> dict[str, Any]:
    return {
        "name": name(moment),
        "step": moment.step,
        "images": moment.images,
        "epoch": moment.epoch,
        **moment.history,
        **validation,
        "test_accuracy": accuracy(test, labels),
        "matrix": confusion_matrix(test, labels).tolist(),
    }
