"""Changes: what training made of the first weights, which were noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import capital, fixed, percent, spelled
from ..training.run import learned_from
from .figure import Figure, Table
from .grids import canvas, place_colour_bar, place_image
from .weights import BEYOND, colour_limit, diverging

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

    Images = NDArray[np.floating[Any]]

SHOWN = 5  # neurons
ROWS = ("Before", "Change", "After")
RARE = 0.01  # share of the images below which a pixel is rarely lit
DIGITS = 9  # significant ones of a correlation, in which all machines agree
LEFT, TOP, SIDE, PITCH = 0.8, 0.3, 1.08, 1.17  # inches: the first image, its side, from one to the next
COLUMNS = ("Neuron", *(f"Correlation of neighbouring weights, {row.lower()}" for row in ROWS))


def weight_changes(run: Run) -> Figure:
    """Return the figure of the weights of up to five neurons before training, of what it added, and after it."""
    side, before, after = run.image_shape[0], run.weights_after(0)[0].T, run.weights[0].T
    parts = [weights.reshape(-1, side, side) for weights in (before, after - before, after)]
    correlations = np.stack([neighbour_correlation(part) for part in parts], axis=1)
    images = neighbour_correlation(run.dataset.x_test[:1000]).mean()
    start, change, end = (fixed(mean, 2) for mean in correlations.mean(axis=0))
    drawn = [part[:SHOWN] for part in parts]
    which = f"{spelled(len(drawn[0]))} neurons"

    def draw() -> Picture:
        return _draw_rows(drawn)

    return Figure(
        caption=(
            f"{capital(which)} before training, what training added, and the sum of the two. How smooth "
            f"is it? In the whole layer, the correlation of weights that are neighbours in a row is on average "
            f"{start} before, {change} in the change and {end} after; of pixels of test images it is "
            f"{fixed(images, 2)}.{_rarely_lit(run)}"
        ),
        alt=f"Three rows of weights of {which}: before training, the change and after it; neighbours correlate by "
            f"{start}, {change} and {end}.",
        description=(
            f"A column for each of the first {which}, three squares of {side} by {side} cells in each: the weights "
            f"before training, what training added, and the weights after it. Blue is negative, white about zero and "
            f"red positive, on one scale that ends at {fixed(colour_limit(np.stack(drawn)), 2)} on either side; "
            f"{BEYOND}. The table has the correlation of weights side by side in each square: near 0 for noise, near 1 "
            f"where neighbours are alike."
        ),
        draw=draw,
        table=Table(COLUMNS, tuple((neuron, *row) for neuron, row in enumerate(correlations[:SHOWN].tolist()))),
    )


def neighbour_correlation(images: Images | NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return Pearson's correlation of cells side by side in each of some images (n, side, side): (n,), -1 to 1.

    Where all cells are equal it is 0. It has DIGITS significant digits.
    """
    left, right = (part.reshape(len(images), -1).astype(np.float64) for part in (images[:, :, :-1], images[:, :, 1:]))
    left, right = (part - part.mean(axis=1, keepdims=True) for part in (left, right))
    size = np.sqrt((left**2).sum(axis=1) * (right**2).sum(axis=1))
    correlations = (left * right).sum(axis=1) / np.where(size, size, 1)
    return np.array([float(f"{correlation:.{DIGITS}g}") for correlation in correlations])


def _rarely_lit(run: Run) -> str:
    """Return how much of the squared weights lies on pixels that are rarely lit, in a sentence, if there are any."""
    learned = run.dataset.x_train[: learned_from(run.train_size, run.recipe.validation_split)]
    rare = ((learned > 0).mean(axis=0) < RARE).ravel()
    squares = np.square(run.weights[0], dtype=np.float64).sum(axis=1)
    if not rare.any():
        return ""
    share = squares[rare].sum() / (squares.sum() or 1)
    return (f" Of the sum of all squared weights, {percent(share)} lies on the {percent(rare.mean())} of the pixels "
            f"that are lit in fewer than {percent(RARE, 0)} of the images learned from.")


def _draw_rows(parts: list[Images]) -> Picture:
    """Draw images (n, side, side) in a row for each part, on one colour scale, on a canvas measured in inches."""
    import matplotlib.pyplot as plt

    axes = canvas(TOP + PITCH * len(parts))
    look = diverging(np.stack(parts))
    for row, (name, part) in enumerate(zip(ROWS, parts, strict=True)):
        axes.text(0.05, TOP + PITCH * row + SIDE / 2, name, va="center")
        for neuron, weights in enumerate(part):
            corner = (LEFT + PITCH * neuron, TOP + PITCH * row)
            image = place_image(axes, weights, corner, SIDE, **look)
    for neuron in range(len(parts[0])):
        axes.text(LEFT + PITCH * neuron + SIDE / 2, TOP - 0.06, f"Neuron {neuron}", ha="center", va="bottom")
    place_colour_bar(image, (6.68, TOP), (0.15, PITCH * len(parts) - 0.09), label="Weight")
    return plt.gcf()
