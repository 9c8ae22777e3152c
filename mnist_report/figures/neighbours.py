"""Neighbours of mistakes: which mistakes follow the data, as the most similar training images share the wrong label.

    a mistake counts when    the probability of the true label is under 5 %: the network did not hesitate between both
    and                      more than half of the 10 nearest training images have the predicted label

Nearest by the Euclidean distance of the pixels, among all training images; of equally near ones the first. A person may
still recognize the true digit: the rule says what the data make likely, not what people see.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import number, percent, plural
from ..training.metrics import predictions
from .figure import Figure, Table
from .grids import COLUMNS, draw_message, draw_test_images, labelled, row_of, sentence, swaps

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

SHOWN = 10
UNLIKELY = 0.05  # probability of the true label, less than this
NEIGHBOURS = 10
CELLS = 4_000_000  # float64 numbers of a block of training images, and of their distances: 32 MB each


def mistakes_of_the_data(run: Run) -> Figure:
    """Return the figure of up to ten mistakes that the nearest training images would make too."""
    indices, votes, neighbours = _votes(run)
    rows = tuple(row_of(run, index) for index in indices[:SHOWN])
    table = Table((*COLUMNS, "Neighbours with the predicted label"),
                  tuple((*row, vote) for row, vote in zip(rows, votes, strict=False)))
    remarks = [f"{vote} of {neighbours}" for vote in votes]
    searched = number(len(run.dataset.x_train))

    def draw() -> Picture:
        if not rows:
            return draw_message("No such test image.")
        return draw_test_images(run, rows, list(map(labelled, rows, remarks)))

    if not rows:
        nothing = (f"No mistake of the network gives the true label less than {percent(UNLIKELY, 0)} and has nearest "
                   f"training images that mostly carry the wrong label.")
        return Figure(caption=nothing, alt=nothing, description=nothing, draw=draw, table=table)
    return Figure(
        caption=f"Images whose nearest training images also carry the wrong label: under both labels, how many of the "
                f"{neighbours} nearest of {searched} training images carry the predicted one.",
        alt=swaps(run, "misclassified test image", rows, "whose nearest training images carry the wrong label too"),
        description=(
            f"{_rule_in_words(len(indices), neighbours, searched)} " + " ".join(
                f"{sentence(row)} Of the nearest training images, {remark} carry that label."
                for row, remark in zip(rows, remarks, strict=False)
            )
        ),
        draw=draw,
        table=table,
    )


def _rule_in_words(found: int, neighbours: int, searched: str) -> str:
    return (
        f"{plural(found, 'mistake')} of the network {'follows' if found == 1 else 'follow'} the data in this sense: "
        f"the true label got less than {percent(UNLIKELY, 0)}, and most of the {neighbours} training images that are "
        f"nearest by the Euclidean distance of their pixels, of all {searched}, carry the predicted label. Those with "
        f"the most such neighbours come first, then those whose true label got least."
    )


def _votes(run: Run) -> tuple[list[int], list[int], int]:
    """Return the indices of the mistakes that count, how many neighbours of each have the predicted label, of how many.

    Those with the most such neighbours come first, then those with the lowest probability of the true label.
    """
    predicted = predictions(run.probabilities)
    given = run.probabilities[np.arange(len(predicted)), run.labels]
    wrong = np.flatnonzero((predicted != run.labels) & (given < UNLIKELY))
    nearest = _nearest_labels(run, wrong)
    votes = (nearest == predicted[wrong, None]).sum(axis=1)
    order = np.lexsort((given[wrong], -votes))
    order = order[votes[order] > nearest.shape[1] / 2]
    return wrong[order].tolist(), votes[order].tolist(), nearest.shape[1]


def _nearest_labels(run: Run, indices: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return the labels (n, neighbours) of the training images nearest to the test images at the indices (n,).

    Of equally near ones the first come first.
    """
    x_train, tested = run.dataset.x_train, _vectors(run.dataset.x_test[indices])
    rows, nearest = max(1, CELLS // max(tested.shape)), np.empty((len(tested), 0), np.int64)
    for start in range(0, len(x_train), rows):
        distances = _distances(tested, _vectors(x_train[start : start + rows]))
        # Distance and place in one number, so that no two are equal, between which machines could choose differently.
        ranks = distances * len(x_train) + np.arange(start, start + distances.shape[1])
        nearest = np.sort(np.hstack([nearest, ranks]), axis=1)[:, :NEIGHBOURS]
    labels: NDArray[np.uint8] = run.dataset.y_train[nearest % len(x_train)]
    return labels


def _distances(tested: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the squared distance, (n, m), of each test image (n, pixels) to each training image (m, pixels)."""
    lengths = np.einsum("ij,ij->i", tested, tested)[:, None] + np.einsum("ij,ij->i", known, known)
    squares: NDArray[np.float64] = lengths - 2 * tested @ known.T
    return squares.astype(np.int64)


def _vectors(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return images (n, side, side) as rows (n, side * side) of whole numbers in float64.

    Sums of their products are exact, so that every machine finds the same neighbours.
    """
    return images.reshape(len(images), prod(images.shape[1:])).astype(np.float64)
