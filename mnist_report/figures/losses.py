"""Losses: what each answer costs, by the probability that the right class got."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import fixed, number, percent, plural
from ..training.metrics import hits, log_losses
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

    Row = tuple[float, float, int, int]

COLUMNS = ("Probability of the right class over", "Probability up to", "Right answers", "Wrong answers")
RANGES = 10
TOP = 5.0  # where the loss axis ends: the curve is close to vertical from here on
POINTS = 100  # to an axis: dots that fall on the same one are drawn once
# Right and wrong answers differ by marker as well as by colour.
RIGHT: dict[str, Any] = {"color": "right", "marker": "o", "markersize": 4.5, "linestyle": ""}
WRONG: dict[str, Any] = {"color": "wrong", "marker": "x", "markersize": 6, "markeredgewidth": 1.3, "linestyle": ""}


def loss_of_answers(run: Run) -> Figure:
    """Return the figure of the loss over the probability of the right class: a curve with the test images on it."""
    losses, right = log_losses(run.probabilities, run.labels), hits(run.probabilities, run.labels) == 1
    rows, highest = _rows(losses, right), losses.max()
    wrong, classes = int((~right).sum()), len(run.class_names)
    answers = f"{plural(len(losses), 'test image')}, of which {number(wrong)} {_were(wrong)} answered wrong"
    beyond = int((losses > TOP).sum())
    hidden = f" {_lie(beyond)} beyond the upper edge, up to a loss of {fixed(highest, 1)}." if beyond else ""
    means = f"mean loss {fixed(losses.mean(), 3)}, highest {fixed(highest, 1)}"

    def draw() -> Picture:
        return _draw(losses, right, rows, classes)

    return Figure(
        caption=(
            f"What an answer costs: −ln *p*, with this network's {answers} (crosses). Points that would cover one "
            f"another are drawn once; the counts below have all.{hidden}"
        ),
        alt=f"A curve that falls from steep to flat, with {number(len(losses))} test images on it: {means}.",
        description=(
            f"Above, the curve of the loss, minus the natural logarithm of p, over the probability p that the network "
            f"gave to the right class, from 0 to 100 %. It is close to vertical near 0 and reaches 0 at 100 %. On it "
            f"lie {answers}: dots for right answers, crosses for wrong ones; {means}.{hidden} A square marks a network "
            f"that gives each of the {classes} classes the same probability: its loss is {fixed(log(classes), 3)}. "
            f"Below, the right and the wrong answers are counted in ranges of p, a tenth wide each; {_fullest(rows)}."
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _lie(count: int) -> str:
    return f"{number(count)} of them {'lies' if count == 1 else 'lie'}"


def _rows(losses: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[Row, ...]:
    """Return the rows of the table: how many answers of each kind lie in each range."""
    ranges = np.clip(np.ceil(np.exp(-losses) * RANGES).astype(int) - 1, 0, RANGES - 1)
    counts = [np.bincount(ranges[chosen], minlength=RANGES).tolist() for chosen in (right, ~right)]
    return tuple((place / RANGES, (place + 1) / RANGES, *both)
                 for place, both in enumerate(zip(*counts, strict=True)))


def _fullest(rows: tuple[Row, ...]) -> str:
    low, high, right, wrong = max(rows, key=lambda row: row[2] + row[3])
    return f"the fullest, {percent(low, 0)} to {percent(high, 0)}, holds {number(right + wrong)}"


def _draw(
    losses: NDArray[np.float64], right: NDArray[np.bool_], rows: tuple[Row, ...], classes: int
) -> Picture:
    import matplotlib.pyplot as plt

    picture, (curve, counts) = plt.subplots(2, 1, figsize=(7.5, 5), sharex=True, height_ratios=(6, 1))
    _draw_curve(curve, losses, right, classes)
    _write_counts(counts, rows)
    picture.tight_layout()
    return picture


def _draw_curve(axes: Axes, losses: NDArray[np.float64], right: NDArray[np.bool_], classes: int) -> None:

    heights = np.linspace(0, TOP, POINTS)
    axes.plot(np.exp(-heights), heights, color="line-strong", linewidth=1.2)
    for chosen, look, kind in ((right, RIGHT, "right"), (~right, WRONG, "wrong")):
        shown = _apart(losses[chosen & (losses <= TOP)])
        axes.plot(np.exp(-shown), shown, label=f"{number(int(chosen.sum()))} answers {kind}", **look)
    axes.plot(1 / classes, log(classes), "s", markersize=9, markerfacecolor="none", markeredgewidth=1.6,
              color="ink", label=f"a blind guess, p = 1/{classes}")
    axes.set(ylim=(-0.15, TOP), ylabel="Loss, −ln p")
    axes.grid()
    axes.legend(loc="upper right")


def _apart(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one loss of those whose points would cover one another."""
    places = np.round(np.stack([np.exp(-losses) * POINTS, losses / TOP * POINTS], axis=1))
    return losses[np.unique(places, axis=0, return_index=True)[1]]


def _write_counts(axes: Axes, rows: tuple[Row, ...]) -> None:
    """Write how many answers are in each range under it: the right ones over the wrong ones."""
    from matplotlib.ticker import PercentFormatter

    for low, high, *counts in rows:
        for height, count in zip((1, 0), counts, strict=True):
            axes.text((low + high) / 2, height, number(count), ha="center", va="center")
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.6, 1.6), xlabel="Probability p of the right class")
    axes.set_yticks([1, 0], ["right", "wrong"])
    axes.set_xticks([place / RANGES for place in range(RANGES + 1)])
    axes.xaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
