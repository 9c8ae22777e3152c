"""Calibration: whether the network is as often right as it is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import fixed, number, percent, plural
from ..training.metrics import confidences, expected_calibration_error, hits, reliability_bins, wilson_interval
from .figure import Figure, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.metrics import ReliabilityBin
    from ..training.run import Run

EDGES = ("Confidence over", "Confidence up to")
RELIABILITY = (*EDGES, "Test images", "Mean confidence", "Accuracy", "95 % interval from", "95 % interval to")
# The two kinds of answers differ by hatching as well as by colour.
RIGHT: dict[str, Any] = {"color": "right"}
WRONG: dict[str, Any] = {"facecolor": "none", "edgecolor": "wrong", "hatch": "////"}


def reliability_diagram(run: Run) -> Figure:
    """Return the figure of accuracy against mean confidence in 15 bins of equal width, over the images in each."""
    bins = [bin_ for bin_ in reliability_bins(run.probabilities, run.labels) if bin_.count]
    rows = tuple(_row(bin_) for bin_ in bins)
    error = fixed(100 * expected_calibration_error(run.probabilities, run.labels), 2)

    def draw() -> Picture:
        return _draw_reliability(bins)

    return Figure(
        caption=(
            "How often the network is right, by how sure it is: on the dashed line the two agree, below it the network "
            "is surer than right. Vertical lines are 95 % intervals; the bars count the test images behind each point, "
            "on a logarithmic scale."
        ),
        alt=f"Accuracy against confidence: {_below(bins)}; {_sure_and_right(run)}.",
        description=(
            f"Above, a point for each of the 15 bins of confidence that hold test images, at their mean confidence and "
            f"accuracy, with a 95 % Wilson interval, and a dashed diagonal on which the two are equal: {_below(bins)}. "
            f"Below, how many test images each bin holds, on a logarithmic scale; {_fullest_bin(bins)}. On the whole "
            f"{_sure_and_right(run)}. The expected calibration error, the mean distance of the points from the "
            f"diagonal weighted by their test images, is {error} percentage points."
        ),
        draw=draw,
        table=Table(RELIABILITY, rows),
    )


def confidence_histogram(run: Run) -> Figure:
    """Return the figure of confidence where the network is right, and where it is wrong, on one logarithmic scale."""
    right = hits(run.probabilities, run.labels) == 1
    groups = [reliability_bins(run.probabilities[chosen], run.labels[chosen]) for chosen in (right, ~right)]
    rows = tuple((a.lower, a.upper, a.count, b.count) for a, b in zip(*groups, strict=True) if a.count or b.count)
    totals = [plural(sum(bin_.count for bin_ in group), f"{kind} answer")
              for kind, group in zip(("right", "wrong"), groups, strict=True)]
    means = [f"{total}{_mean_confidence(run, chosen)}" for total, chosen in zip(totals, (right, ~right), strict=True)]

    def draw() -> Picture:
        return _draw_histograms(groups, totals)

    return Figure(
        caption=(
            f"How sure the network is of its {totals[0]} and of its {totals[1]}. Both panels count on the same "
            f"logarithmic scale."
        ),
        alt=f"Two histograms of confidence on one logarithmic scale: {' and '.join(means)}.",
        description=(
            f"Two histograms, one over the other, of the confidence in the predicted label, from 0 to 1 in 15 bins, "
            f"with the count over each bar; both have the same logarithmic scale, so that a few answers can be seen "
            f"beside many. Above, in plain bars, {means[0]}; below, in hatched bars, {means[1]}."
        ),
        draw=draw,
        table=Table((*EDGES, "Right answers", "Wrong answers"), rows),
    )


def _row(bin_: ReliabilityBin) -> tuple[float, float, int, float, float, float, float]:
    interval = wilson_interval(round(bin_.accuracy * bin_.count), bin_.count)
    return bin_.lower, bin_.upper, bin_.count, bin_.confidence, bin_.accuracy, interval.low, interval.high


def _below(bins: Sequence[ReliabilityBin]) -> str:
    below = sum(bin_.accuracy < bin_.confidence for bin_ in bins)
    if len(bins) == 1:
        return f"one point, {'below' if below else 'not below'} the diagonal"
    return f"{below or 'none'} of {len(bins)} points below the diagonal"


def _fullest_bin(bins: Sequence[ReliabilityBin]) -> str:
    full = max(bins, key=lambda bin_: bin_.count)
    return f"the fullest, {percent(full.lower)} to {percent(full.upper)}, holds {number(full.count)}"


def _sure_and_right(run: Run) -> str:
    sure, right = confidences(run.probabilities).mean(), hits(run.probabilities, run.labels).mean()
    return f"the network is {percent(sure)} sure and {percent(right)} right"


def _mean_confidence(run: Run, chosen: Any) -> str:
    return f", {percent(confidences(run.probabilities[chosen]).mean())} sure on average" if chosen.any() else ""


def _draw_reliability(bins: Sequence[ReliabilityBin]) -> Picture:
    import matplotlib.pyplot as plt

    picture, (points, bars) = plt.subplots(2, 1, figsize=(7.5, 5.75), sharex=True, height_ratios=(3, 1))
    _draw_points(points, bins)
    _draw_bars(bars, bins, most=max(bin_.count for bin_ in bins), color="accent")
    bars.set(xlabel="Confidence", ylabel="Test images")
    picture.tight_layout()
    picture.align_ylabels()
    return picture


def _draw_points(axes: Axes, bins: Sequence[ReliabilityBin]) -> None:

    axes.plot([0, 1], [0, 1], "--", color="line-strong", linewidth=1.2)
    _, _, _, confidence, accuracy, low, high = (np.array(column) for column in zip(*map(_row, bins), strict=True))
    axes.vlines(confidence, low, high, color="accent", linewidth=1.6)
    axes.plot(confidence, accuracy, "o", color="accent", markersize=7)
    axes.set(ylabel="Accuracy", ylim=(-0.02, 1.02))
    _tick_percents(axes.yaxis)
    axes.grid()


def _draw_histograms(groups: Sequence[Sequence[ReliabilityBin]], titles: Sequence[str]) -> Picture:
    import matplotlib.pyplot as plt

    picture, panels = plt.subplots(2, 1, figsize=(7.5, 4.75), sharex=True, sharey=True)
    most = max(bin_.count for group in groups for bin_ in group)
    for axes, bins, title, look in zip(panels, groups, titles, (RIGHT, WRONG), strict=True):
        with plt.rc_context({"hatch.color": "wrong"}):
            _draw_bars(axes, bins, most, **look)
        axes.set(ylabel="Test images", title=title)
    panels[1].set_xlabel("Confidence")
    picture.tight_layout()
    return picture


def _draw_bars(axes: Axes, bins: Sequence[ReliabilityBin], most: int, **look: Any) -> None:
    """Draw a bar with its count over it for each bin with images, on a logarithmic scale that begins below 1."""
    from matplotlib.ticker import FuncFormatter, LogLocator

    for bin_ in bins:
        if bin_.count:
            width = bin_.upper - bin_.lower
            axes.bar(bin_.lower, bin_.count, 0.86 * width, align="edge", **look)
            axes.text(bin_.lower + 0.43 * width, 1.25 * bin_.count, number(bin_.count), ha="center")
    axes.set(xlim=(-0.01, 1.01), yscale="log", ylim=(0.5, most * 8))
    axes.yaxis.set_major_locator(LogLocator(numticks=5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(int(value))))
    axes.minorticks_off()
    axes.grid(axis="y")
    _tick_percents(axes.xaxis)


def _tick_percents(axis: Any) -> None:
    from matplotlib.ticker import PercentFormatter

    axis.set_ticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axis.set_major_formatter(PercentFormatter(1, 0, " %"))
