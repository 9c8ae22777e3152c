"""A few dozen test images to start a drawing from."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import numpy as np

from . import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..runs import Run

RIGHT, WRONG = 3, 1
"""Images of each class that the network reads rightly, and wrongly."""
COLUMNS = 10
"""Images in a row of the sprite."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """One picture of all, and a list with what each shows, its pixels included.

    The pixels are in the list too because a browser that guards against tracking alters what it reads from a picture.
    """
    chosen = indices(run)
    images = run.dataset.x_test[chosen]
    yield "explore/examples.png", png.grey(png.sprite(images, COLUMNS))
    yield "explore/examples.json", (json.dumps(_listing(run, chosen), separators=(",", ":")) + "\n").encode()


def indices(run: Run) -> list[int]:
    """Places in the test set, by class, those read rightly first: the image of Module 2, and the first few of each class, right and wrong."""
    right = run.probabilities.argmax(axis=1) == run.labels
    chosen = {run.example}
    for label in range(len(run.class_names)):
        of_class = run.labels == label
        chosen.update(np.flatnonzero(of_class & right)[:RIGHT].tolist())
        chosen.update(np.flatnonzero(of_class & ~right)[:WRONG].tolist())
    return sorted(chosen, key=lambda index: (run.labels[index], not right[index], index))


def _listing(run: Run, chosen: list[int]) -> dict[str, Any]:
    """The images in the order of the sprite: index in the test set, true and predicted class, pixels in base64."""
    predicted = run.probabilities.argmax(axis=1)
    entries = [
        {
            "index": index,
            "true": int(run.labels[index]),
            "predicted": int(predicted[index]),
            "pixels": b64encode(run.dataset.x_test[index].tobytes()).decode(),
        }
        for index in chosen
    ]
    return {"class_names": list(run.class_names), "columns": COLUMNS, "images": entries}
