"""Sums: many numbers as one, plain, weighted, and as the two kinds of mean."""

from __future__ import annotations

from itertools import accumulate
from math import exp
from typing import TYPE_CHECKING, Final

import numpy as np

from ..core.filters import capital, fixed, number, signed
from ..core.names import within
from ..training.forward import ACTIVATIONS
from ..training.metrics import log_losses
from .endings import label_ends
from .figure import Figure, Table
from .legibility import name_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run

    Product = tuple[str, float]

LISTED: Final = 6
"""Products of a weighted sum that are drawn by themselves, the largest."""
DIGITS: Final = 9  # significant ones of a product, in which all machines agree
IMAGES: Final = 10
"""Images of whose probabilities both means are taken."""


def two_sums(run: Run) -> Figure:
    """Return the figure of a plain sum, the test images of all classes, and a weighted one, a score of the example."""
    counts = np.bincount(run.labels, minlength=len(run.class_names)).tolist()
    winner = int(run.probabilities[run.example].argmax())
    products = _products(run, winner)
    score, total = sum(value for _, value in products), number(sum(counts))
    name = within(run.class_names[winner])

    def draw() -> Picture:
        return _draw_sums(run.class_names, counts, products)

    return Figure(
        caption=(
            f"Left, a plain sum: the test images of each class, each bar beginning where the last one ended, are "
            f"{total} in all. Right, a weighted sum: what test image {run.example} brings to the score of {name}, "
            f"activation times weight for the largest products, the others together, and the bias: {signed(score, 2)}."
        ),
        alt=(
            f"Bars that add up, one after the other: {len(counts)} classes to {total} test images, products and a bias "
            f"to a score of {signed(score, 2)}."
        ),
        description=(
            f"Two charts of bars in rows, each bar beginning where the one above it ended. Left, the test images of "
            f"{len(counts)} classes, {_range(counts)} each, which end at {total}. "
            f"Right, the products that make the score of {run.class_names[winner]} for test image {run.example}: "
            + ", ".join(f"{what} {signed(value, 2)}" for what, value in products) + f". They end at {signed(score, 2)}."
        ),
        draw=draw,
        table=Table((capital(run.words.kind), "Test images", "So far"),
                    tuple(zip(run.class_names, counts, accumulate(counts), strict=True))),
    )


def _range(counts: Sequence[int]) -> str:
    least, most = number(min(counts)), number(max(counts))
    return least if least == most else f"from {least} to {most}"


def _products(run: Run, winner: int) -> tuple[Product, ...]:
    """Return what makes the score of a class for the example: its largest products, the others together, the bias."""
    arrays, bend = [array.astype(np.float64) for array in run.weights], ACTIVATIONS[run.recipe.activation]
    handed_on = run.dataset.x_test[run.example].reshape(1, -1) / 255
    for kernel, bias in zip(arrays[:-2:2], arrays[1:-2:2], strict=True):
        handed_on = bend(handed_on @ kernel + bias)
    terms = [float(f"{term:.{DIGITS}g}") for term in handed_on[0] * arrays[-2][:, winner]]
    places = sorted(range(len(terms)), key=lambda place: -abs(terms[place]))
    named = [(f"neuron {place}", terms[place]) for place in places[:LISTED]]
    rest = [terms[place] for place in places[LISTED:]]
    others = [(f"{number(len(rest))} others", float(f"{sum(rest):.{DIGITS}g}"))] if rest else []
    return (*named, *others, ("bias", float(f"{arrays[-1][winner]:.{DIGITS}g}")))


def _draw_sums(names: Sequence[str], counts: Sequence[int], products: Sequence[Product]) -> Picture:
    import matplotlib.pyplot as plt

    height = 1.1 + 0.24 * min(max(len(names), len(products)), 20)
    picture, (left, right) = plt.subplots(1, 2, figsize=(7.5, height))
    _draw_stairs(left, names, counts)
    left.set(title="A sum", xlabel="Test images")
    _draw_stairs(right, [what for what, _ in products], [value for _, value in products])
    right.set(title="A weighted sum", xlabel="Score")
    picture.tight_layout(w_pad=2)
    return picture


def _draw_stairs(axes: Axes, names: Sequence[str], values: Sequence[float]) -> None:
    """Draw bars in rows, each from where the one above it ended: rising ones filled, falling ones only outlined."""
    ends = list(accumulate(values))
    for row, (value, end) in enumerate(zip(values, ends, strict=True)):
        fill, edge = ("accent", "accent") if value >= 0 else ("none", "accent")
        axes.barh(row, value, left=end - value, color=fill, edgecolor=edge, linewidth=1.2)
    axes.axvline(ends[-1], color="ink-soft", linestyle="--", linewidth=1.2)
    axes.set_ylim(len(values) - 0.4, -0.6)
    name_ticks(axes.yaxis, names)


def two_means(run: Run) -> Figure:
    """Return the figure of the arithmetic and the geometric mean of what the right class gets, from surest to least."""
    losses = np.sort(log_losses(run.probabilities, run.labels))
    chosen = losses[np.linspace(0, len(losses) - 1, min(IMAGES, len(losses))).round().astype(int)]
    probabilities = [float(f"{exp(-loss):.{DIGITS}g}") for loss in chosen]
    mean, geometric = float(np.mean(probabilities)), exp(-float(chosen.mean()))
    both = f"the mean is {fixed(mean, 3)}, the geometric mean {fixed(geometric, 3)}"

    def draw() -> Picture:
        return _draw_means(probabilities, mean, geometric)

    return Figure(
        caption=(
            f"The probability that {len(probabilities)} test images give to their right class, taken at even distances "
            f"from the surest to the worst of all answers: {both}. One small factor pulls a product down."
        ),
        alt=(
            f"{len(probabilities)} dots for probabilities from {fixed(probabilities[0], 3)} down to "
            f"{fixed(probabilities[-1], 3)}, and two lines: {both}."
        ),
        description=(
            f"A dot for each of {len(probabilities)} test images, from the highest probability of the right class to "
            "the lowest: " + ", ".join(fixed(value, 3) for value in probabilities) + ". A solid line at the mean and a "
            f"dashed one at the geometric mean: {both}."
        ),
        draw=draw,
        table=Table(("Image", "Probability of the right class"),
                    tuple((place, value) for place, value in enumerate(probabilities, start=1))),
    )


def _draw_means(probabilities: Sequence[float], mean: float, geometric: float) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator

    picture, axes = plt.subplots(figsize=(7.5, 2.9))
    axes.axhline(mean, color="accent")
    axes.axhline(geometric, color="ink-soft", linestyle="--")
    axes.plot(range(1, len(probabilities) + 1), probabilities, "o", color="accent")
    axes.set(xlabel="Test images, from the surest answer to the worst", ylabel="Probability", ylim=(-0.05, 1.05))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    label_ends(axes, [("mean", mean, "accent"), ("geometric mean", geometric, "ink-soft")])
    picture.tight_layout()
    return picture
