"""Chance: how far results scatter, and what can be said of a number that was measured on a few images."""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..core.filters import number, percent, plural
from ..training.metrics import hits, wilson_interval
from .figure import Figure, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.metrics import Interval
    from ..training.run import Run, Spread

    Floats = NDArray[np.float64]

PARTS: Final = 20
"""Parts of the test images, each with an interval of its own."""
SEEN: Final = 100
"""First test images from which the likelihood is drawn."""


def spread_of_results(run: Run, spread: Spread) -> Figure:
    """Return the figure of the deviation of the results from all seeds, and of the error by the number of images."""
    accuracies, test = spread.accuracies, hits(run.probabilities, run.labels)
    mean, deviation = float(np.mean(accuracies)), float(np.std(accuracies, ddof=1)) if len(accuracies) > 1 else 0.0
    share, sizes = float(test.mean()), [max(1, len(test) // part) for part in (16, 4, 1)]
    errors = [sqrt(share * (1 - share) / size) for size in sizes]
    scatter = "a single accuracy, which has no standard deviation"
    if len(accuracies) > 1:
        scatter = f"{len(accuracies)} accuracies with a standard deviation of {percent(deviation, 2)}"
    falls = ", ".join(f"{percent(error, 2)} on {number(size)}" for size, error in zip(sizes, errors, strict=True))

    def draw() -> Picture:
        return _draw_scatter(accuracies, (mean, deviation), share, dict(zip(sizes, errors, strict=True)))

    return Figure(
        caption=(
            f"Left, {scatter}: the line is the mean, {percent(mean, 2)}, and the band reaches one standard deviation "
            "to either side. Right, the standard error of this run's accuracy, by the number of test images: four "
            f"times as many halve it. It would be {falls}."
        ),
        alt=f"Left, dots with a line and a band: {scatter}. Right, bars that halve with four times the images.",
        description=(
            f"Two charts. Left, {scatter}: a dot for each, a line at their mean, {percent(mean, 2)}, and a band of one "
            f"standard deviation to either side. Right, a dot at the accuracy {percent(share, 2)} for each of "
            f"{len(sizes)} numbers of test images, with bars one standard error to either side: {falls}."
        ),
        draw=draw,
        table=Table(("Test images", "Standard error of the accuracy"), tuple(zip(sizes, errors, strict=True))),
    )


def _draw_scatter(
    accuracies: Sequence[float], middle: tuple[float, float], share: float, errors: Mapping[int, float]
) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator

    mean, deviation = middle
    picture, (left, right) = plt.subplots(1, 2, figsize=(7.5, 2.9))
    left.axhspan(mean - deviation, mean + deviation, color="line")
    left.axhline(mean, color="ink-soft", linestyle="--")
    left.plot(range(1, len(accuracies) + 1), accuracies, "o", color="accent")
    left.set(title="Standard deviation", xlabel="Training")
    left.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    places = range(len(errors))
    right.errorbar(places, [share] * len(errors), yerr=[*errors.values()], fmt="o", color="accent", capsize=4)
    right.set(title="Standard error", xlabel="Test images", xlim=(-0.5, len(errors) - 0.5))
    right.set_xticks(places, map(number, errors))
    for axes in (left, right):
        _in_percent(axes.yaxis, 5)
    picture.tight_layout(w_pad=2)
    return picture


def chance_and_likelihood(run: Run) -> Figure:
    """Return the figure of a share that settles, of intervals of parts of the images, and of a likelihood."""
    test = hits(run.probabilities, run.labels)
    share, intervals = float(test.mean()), _intervals(test)
    apart = sum(not interval.low <= share <= interval.high for interval in intervals)
    seen = test[:SEEN]
    right, top = int(seen.sum()), percent(float(seen.mean()))
    rows = tuple((count, float(test[:count].mean())) for count in _counts(len(test)))
    missed = f"{apart} of {plural(len(intervals), 'interval')} {'misses' if apart == 1 else 'miss'} it"

    def draw() -> Picture:
        return _draw_chance(test, share, intervals)

    return Figure(
        caption=(
            f"Left, the share of right answers among the first images settles near {percent(share)}. Middle, the test "
            f"images dealt out into {plural(len(intervals), 'part')}, each with its 95 % interval; the line is the "
            f"accuracy on all, and {missed}. Right, how likely {right} right answers of {len(seen)} are, by the "
            f"accuracy that one assumes: the top is at {top}."
        ),
        alt=f"A share that settles near {percent(share)}; {missed}; a likelihood with its top at {top}.",
        description=(
            "Three charts. Left, the share of right answers among the first test images, on a logarithmic axis: "
            + ", ".join(f"{percent(value)} of {number(count)}" for count, value in rows) + ". Middle, "
            f"{plural(len(intervals), 'bar')} for the 95 % intervals of parts of the test images, and a line at the "
            f"accuracy on all, {percent(share)}; {missed}. Right, a curve of how likely {right} right answers of "
            f"{len(seen)} are, relative to the most, by the accuracy: it is highest at {top}."
        ),
        draw=draw,
        table=Table(("First test images", "Share of right answers"), rows),
    )


def _counts(images: int) -> list[int]:
    """Return 1, 10, 100, … and the number of all images."""
    return [10**power for power in range(9) if 10**power < images] + [images]


def _intervals(test: Floats) -> list[Interval]:
    parts = min(PARTS, len(test))
    dealt = (test[part::parts] for part in range(parts))  # neighbours may be alike: MNIST's halves differ
    return [wilson_interval(int(part.sum()), len(part)) for part in dealt]


def _draw_chance(test: Floats, share: float, intervals: Sequence[Interval]) -> Picture:
    import matplotlib.pyplot as plt

    picture, (left, middle, right) = plt.subplots(1, 3, figsize=(7.5, 2.9))
    _draw_share(left, test, share)
    _draw_intervals(middle, intervals, share)
    _draw_likelihood(right, test[:SEEN])
    picture.tight_layout(w_pad=1.5)
    return picture


def _draw_share(axes: Axes, test: Floats, share: float) -> None:
    counts = np.unique(np.geomspace(1, len(test), 200).round().astype(int))
    axes.axhline(share, color="ink-soft", linestyle="--")
    axes.plot(counts, np.cumsum(test)[counts - 1] / counts, color="accent")
    axes.set(title="Probability", xlabel="First images", xscale="log")
    axes.set_xticks(_counts(len(test))[::2], map(number, _counts(len(test))[::2]), minor=False)
    axes.set_xticks([], minor=True)
    _in_percent(axes.yaxis, 5)


def _draw_intervals(axes: Axes, intervals: Sequence[Interval], share: float) -> None:
    axes.axvline(share, color="ink-soft", linestyle="--")
    for row, interval in enumerate(intervals):
        holds = interval.low <= share <= interval.high
        look: dict[str, Any] = {"color": "ink-soft"} if holds else {"color": "accent", "linewidth": 4}
        axes.plot([interval.low, interval.high], [row, row], **look)
    axes.set(title="Intervals", xlabel="Accuracy", yticks=[])
    _in_percent(axes.xaxis, 2)


def _draw_likelihood(axes: Axes, seen: Floats) -> None:
    right, wrong = int(seen.sum()), int(len(seen) - seen.sum())
    ends = wilson_interval(right, len(seen), z=4)
    assumed = np.linspace(max(ends.low, 1e-6), min(ends.high, 1 - 1e-6), 201)
    logs = [right * log(each) + wrong * log(1 - each) for each in assumed.tolist()]
    axes.plot(assumed, np.exp(np.array(logs) - max(logs)), color="accent")
    axes.axvline(right / len(seen), color="ink-soft", linestyle="--")
    axes.set(title="Likelihood", xlabel="Assumed accuracy", yticks=[])
    _in_percent(axes.xaxis, 2)


def _in_percent(axis: Axis, ticks: int) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axis.set_major_locator(MaxNLocator(nbins=ticks, steps=[1, 2, 5, 10]))
    low, high = axis.get_view_interval()
    axis.set_major_formatter(PercentFormatter(1, decimals=0 if high - low > 0.02 * ticks else 1, symbol=" %"))
