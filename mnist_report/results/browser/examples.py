"""A few dozen test images to start a drawing from."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...training.run import Run

RIGHT, WRONG = 3, 1
"""Number of images of each class that the network reads rightly, and wrongly."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield `explore/examples.json`, a list of the images with their pixels.

    It is not a picture, because a browser that protects against tracking changes what a program reads from one.
    """
    yield "explore/examples.json", (json.dumps(_listing(run, indices(run)), separators=(",", ":")) + "\n").encode()


def indices(run: Run) -> list[int]:
    """Return indices in the test set, by class, those read rightly first: a few of each, and the image of Module 2."""
    right = run.probabilities.argmax(axis=1) == run.labels
    chosen = {run.example}
    for label in range(len(run.class_names)):
        of_class = run.labels == label
        chosen.update(np.flatnonzero(of_class & right)[:RIGHT].tolist())
        chosen.update(np.flatnonzero(of_class & ~right)[:WRONG].tolist())
    return sorted(chosen, key=lambda index: (run.labels[index], not right[index], index))


def _listing(run: Run, chosen: list[int]) -> dict[str, Any]:
    """Return the images: index in the test set, true and predicted class, probabilities, pixels in base64."""
    predicted = run.probabilities.argmax(axis=1)
    entries = [
        {
            "index": index,
            "true": int(run.labels[index]),
            "predicted": int(predicted[index]),
            "probabilities": [rounded(float(probability)) for probability in run.probabilities[index]],
            "pixels": b64encode(run.dataset.x_test[index].tobytes()).decode(),
        }
        for index in chosen
    ]
    return {"class_names": list(run.class_names), "images": entries}
