"""The vote: what the networks of several seeds answer together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def vote(answers: NDArray[np.integer[Any]], confidences: NDArray[np.float32], classes: int) -> NDArray[np.intp]:
    """Return the class that most networks name for each image, (images,), of answers from 0 to `classes` - 1 with their
    confidences from 0 to 1, both (networks, images).

    Of classes with equally many votes it is the one whose voters are surer, by the sum of their confidences; of those
    with equal sums the lowest.
    """
    exact = confidences.astype(np.float64)  # whose sums are exact, in whatever order
    voters = [answers == label for label in range(classes)]
    counts = np.stack([each.sum(axis=0) for each in voters])
    sums = np.stack([np.where(each, exact, 0).sum(axis=0) for each in voters])
    return np.asarray(np.where(counts == counts.max(axis=0), sums, -1).argmax(axis=0), dtype=np.intp)
