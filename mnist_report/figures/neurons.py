"""Neurons of the first dense layer, by how much the answer depends on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import fixed, joined, number, plural
from ..training import forward
from .figure import Figure, Table
from .grids import canvas, place_colour_bar
from .weights import BEYOND, colour_limit, diverging

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

MOST = 128  # neurons for which there is room
BATCH = 500  # test images at a time, whose sums fit into a processor's cache
DIGITS = 9  # significant ones of a change: its float64 sums, whose order differs by machine, agree on some 14
STEPS = 5  # colours, an odd number so that one is about zero; each more makes the SVG larger
LEFT, RIGHT, TOP = 0.85, 7.4, 0.1  # inches: the edges of the mosaic on its canvas
COLUMNS = ("Rank", "Neuron", "Mean change of the logit")


def all_neurons(run: Run) -> Figure:
    """Return the figure of the weights of all neurons of the first dense layer, at most 128, by falling `ablation`."""
    changes = ablation(run)
    order = np.argsort(-changes, kind="stable")[:MOST]
    rows = tuple((rank, int(neuron), float(changes[neuron])) for rank, neuron in enumerate(order, start=1))
    side, shown, weights = run.image_shape[0], _neurons_shown(len(order), len(changes)), run.weights[0][:, order].T
    (_, first, most), (_, _, least) = rows[0], rows[-1]

    def draw() -> Picture:
        return _draw_mosaic(weights.reshape(-1, side, side))

    return Figure(
        caption=(
            f"The weights of {shown} of the first dense layer (red speaks for a neuron, blue against it), row by row "
            f"from the one that matters most to the one that matters least. A neuron matters as much as the logit of "
            f"the predicted class changes on average when the neuron is set to zero (ablation)."
        ),
        alt=f"Mosaic of the weights of {shown}, most important first: neuron {first} changes the logit by "
            f"{fixed(most, 2)}, the last by {fixed(least, 2)}.",
        description=(
            f"A mosaic of {shown}, row by row from the most to the least important, each a square of {side} by {side} "
            f"cells, one for each pixel: blue for negative weights, white about zero, red for positive, in {STEPS} "
            f"steps; the scale ends at {fixed(colour_limit(weights), 2)} on either side, and {BEYOND}. The measure is "
            f"ablation: with z the logit of the predicted class of a test image, and z without j the same after the "
            f"output of neuron j is set to zero, it is the mean of |z - z without j| over the "
            f"{plural(len(run.labels), 'test image')}. {_ranking(rows)}"
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def ablation(run: Run) -> NDArray[np.float64]:
    """Return how much the answer depends on each neuron of the first dense layer, (units,), 0 or more.

    It is the mean over the test images of |z - z_j|, where z is the logit (what goes into the softmax) of the predicted
    class, and z_j the same logit when the output of neuron j is set to zero and nothing else is changed (ablation, as
    in Meyes et al. 2019, https://arxiv.org/abs/1901.08644). It has DIGITS significant digits, in which all machines
    agree.
    """
    images = run.dataset.x_test
    batches = (images[start : start + BATCH] for start in range(0, len(images), BATCH))
    total: NDArray[np.float64] = np.sum([_changes(run, batch) for batch in batches], axis=0)
    return np.array([float(f"{change:.{DIGITS}g}") for change in total / len(images)])


def _changes(run: Run, images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the sum over some test images (n, side, side) of |z - z_j| for each neuron, (units,)."""
    name = run.recipe.activation
    activate = forward.ACTIVATIONS[name]
    kernel, bias, following, *rest = (array.astype(np.float64) for array in run.weights)
    hidden = activate(images.reshape(len(images), -1) / 255 @ kernel + bias)
    sums = hidden @ following + rest[0]
    logits = forward.logits(activate(sums), rest[1:], name)
    predicted = logits.argmax(axis=1, keepdims=True)
    changes = (
        # Subtracting the one neuron from the sums is cheaper than computing them again.
        logits - forward.logits(activate(sums - np.outer(output, weights)), rest[1:], name)
        for output, weights in zip(hidden.T, following, strict=True)
    )
    return np.array([abs(np.take_along_axis(change, predicted, axis=1)).sum() for change in changes])


def _neurons_shown(shown: int, units: int) -> str:
    if units == 2:
        return "both neurons"
    return f"all {shown} neurons" if shown == units else f"the {shown} most important of {number(units)} neurons"


def _ranking(rows: tuple[tuple[int, int, float], ...]) -> str:
    best = joined(f"neuron {neuron} with {fixed(change, 2)}" for _, neuron, change in rows[:5])
    middle, last = fixed(rows[len(rows) // 2][2], 2), fixed(rows[-1][2], 3)
    idle = sum(change == 0 for *_, change in rows)
    ending = f" {plural(idle, 'neuron')} changed nothing at all." if idle else ""
    return f"In the lead: {best}; the middle has {middle}, the last {last}.{ending}"


def _draw_mosaic(kernels: NDArray[np.float32]) -> Picture:
    """Draw all kernels (n, side, side) as one image, about twice as wide as high, over its colour bar."""
    import matplotlib.pyplot as plt

    columns = max(8, int(np.ceil(np.sqrt(2 * len(kernels)))))
    mosaic, rows = _mosaic(kernels, columns), -(-len(kernels) // columns)
    bottom = TOP + (RIGHT - LEFT) * mosaic.shape[0] / mosaic.shape[1]
    axes = canvas(bottom + 0.9)
    image = axes.imshow(mosaic, extent=(LEFT, RIGHT, bottom, TOP), aspect="auto", **diverging(kernels, STEPS))
    for row in range(rows):
        first, last = columns * row + 1, min(columns * (row + 1), len(kernels))
        axes.text(LEFT - 0.1, TOP + (bottom - TOP) * (row + 0.5) / rows, f"{first}–{last}", ha="right", va="center")
    place_colour_bar(image, (2.4, bottom + 0.15), (3.5, 0.14), label="Weight", orientation="horizontal")
    return plt.gcf()


def _mosaic(kernels: NDArray[np.float32], columns: int) -> NDArray[np.float32]:
    """Return the kernels (n, side, side) as one image, `columns` to a row, with gaps of NaN, which stay uncoloured."""
    count, side, _ = kernels.shape
    rows, pitch = -(-count // columns), side + max(1, side // 12)
    tiles = np.full((rows * columns, pitch, pitch), np.nan, np.float32)
    tiles[:count, :side, :side] = kernels
    mosaic = tiles.reshape(rows, columns, pitch, pitch).swapaxes(1, 2).reshape(rows * pitch, columns * pitch)
    return mosaic[: side - pitch, : side - pitch]
