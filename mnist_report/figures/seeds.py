"""Seeds: how much the result depends on the seed, with the same recipe trained again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import percent
from ..training.metrics import hits, wilson_interval
from .figure import Figure, Table
from .legibility import name_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.metrics import Interval
    from ..training.run import Run, Spread

    Row = tuple[int, float, float]

COLUMNS = ("Seed", "Test accuracy", "Test loss")


def seed_spread(run: Run, spread: Spread) -> Figure:
    """Return the figure of the test accuracy from each seed, beside the 95 % interval of the site's own run."""
    rows = tuple(sorted(zip(spread.seeds, spread.accuracies, spread.losses, strict=True)))
    right = hits(run.probabilities, run.labels)
    own, interval = spread.seeds[0], wilson_interval(int(right.sum()), len(right))
    reach = f"{percent(interval.low, 2)} to {percent(interval.high, 2)}"
    site = f"seed {own} with {percent(spread.accuracies[0], 2)}"
    caption, alt, description = _of_several(rows, site) if len(rows) > 1 else _of_one(site)

    def draw() -> Picture:
        return _draw_strip(rows, own, interval)

    return Figure(
        caption=(
            f"Test accuracy by seed, everything else in the recipe being the same: {caption} The diamond is the run "
            f"of this site, the dashed lines its 95 % interval, {reach}: the accuracies that are plausible for this "
            f"network on further images."
        ),
        alt=alt,
        description=f"{description} mark the ends of its 95 % Wilson interval, {reach}{_inside(rows, interval)}.",
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def ranked(spread: Spread) -> list[int]:
    """Return the places of the networks in the spread, by rising seed."""
    return sorted(range(len(spread.seeds)), key=spread.seeds.__getitem__)


def marked(spread: Spread) -> list[str]:
    """Return the seeds, rising, as names of rows: that of the site with the diamond that its run has everywhere."""
    return [f"\N{BLACK DIAMOND} {seed}" if seed == spread.seeds[0] else str(seed) for seed in sorted(spread.seeds)]


def _of_several(rows: tuple[Row, ...], site: str) -> tuple[str, str, str]:
    """Return the middle of the caption, the alternative text and the beginning of the description."""
    trainings = f"{_range(rows)} in {len(rows)} trainings"
    return (
        f"{trainings}.",
        f"Dot plot of test accuracy by seed: {trainings}; the site's own is {site}.",
        f"A row for each seed, in rising order, with a marker at its test accuracy, all on the same test images. "
        f"{_summary(rows)} The run of this site, {site}, is a diamond, others are dots. Dashed lines through all rows",
    )


def _of_one(site: str) -> tuple[str, str, str]:
    """Return the same for a single training."""
    return (
        "here there is a single training.",
        f"Dot plot of test accuracy with a single training: {site}.",
        f"One row, with a diamond at the test accuracy of the run of this site, {site}. Dashed lines",
    )


def _range(rows: tuple[Row, ...]) -> str:
    accuracies = [accuracy for _, accuracy, _ in rows]
    low, high = percent(min(accuracies), 2), percent(max(accuracies), 2)
    return low if low == high else f"{low} to {high}"


def _summary(rows: tuple[Row, ...]) -> str:
    by_accuracy = sorted(rows, key=lambda row: row[1])
    lowest, highest = (f"{percent(row[1], 2)} with seed {row[0]}" for row in (by_accuracy[0], by_accuracy[-1]))
    mean = percent(float(np.mean([accuracy for _, accuracy, _ in rows])), 2)
    return f"The lowest is {lowest}, the highest {highest}, the mean {mean}."


def _inside(rows: tuple[Row, ...], interval: Interval) -> str:
    inside = sum(interval.low <= accuracy <= interval.high for _, accuracy, _ in rows)
    return f"; they enclose {inside} of {len(rows)} accuracies" if len(rows) > 1 else ""


def _draw_strip(rows: tuple[Row, ...], own: int, interval: Interval) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 1.3 + 0.24 * min(len(rows), 20)))
    _draw_markers(axes, rows, own, interval)
    axes.set(xlabel="Test accuracy", ylabel="Seed", ylim=(len(rows) - 0.4, -0.6))
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    name_ticks(axes.yaxis, [str(seed) for seed, _, _ in rows])
    axes.grid(axis="x")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderpad=0, columnspacing=1.5)
    picture.tight_layout()
    return picture


def _draw_markers(axes: Axes, rows: tuple[Row, ...], own: int, interval: Interval) -> None:
    """Draw the site's run with its interval, whose ends go through all rows, and the other seeds."""
    places = {seed: (accuracy, row) for row, (seed, accuracy, _) in enumerate(rows)}
    limits, (accuracy, row) = [interval.low, interval.high], places.pop(own)
    axes.vlines(limits, -0.6, len(rows) - 0.4, color="accent", linestyle="--", linewidth=1.2)
    axes.plot([limits[0], accuracy, limits[1]], [row] * 3, "D-", color="accent", markersize=9, markevery=[1],
              label="run of this site, with its 95 % interval")
    if places:
        axes.plot(*zip(*places.values(), strict=True), "o", color="ink-soft", markersize=7, label="other seeds")
