"""Labels at the right end of lines, in their colours, where a legend would send the eye to and fro."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

APART = 1.7  # times the size of the letters: from one label to the next, though tight_layout() takes a tenth
BESIDE = 8  # points between a chart and its labels


def label_ends(axes: Axes, ends: Sequence[tuple[str, float, str]]) -> None:
    """Write each label of (label of one line, height in units of the axis, colour) beside the chart, none over another.

    Call it when the limits of the axes are final, and before `tight_layout`, which makes room for the labels.
    """
    import matplotlib.pyplot as plt

    axes.autoscale_view()
    heights = [axes.transData.transform((0, height))[1] * 72 / plt.rcParams["figure.dpi"] for _, height, _ in ends]
    places = apart(heights, APART * plt.rcParams["font.size"])
    for (label, height, colour), before, place in zip(ends, heights, places, strict=True):
        axes.annotate(label, (1, height), (BESIDE, place - before), xycoords=axes.get_yaxis_transform(), color=colour,
                      textcoords="offset points", va="center", annotation_clip=False)


def apart(places: Sequence[float], distance: float) -> list[float]:
    """Return places moved as little as possible (least squares), in the same order, so that all are `distance` apart.

    That is isotonic regression by pooling neighbours (Barlow et al. 1972) of what is left of each after its rank.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    pools: list[list[float]] = []
    for rank, index in enumerate(order):
        pools.append([places[index] - rank * distance])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    moved = [_mean(pool) for pool in pools for _ in pool]
    return [moved[rank] + rank * distance for rank in map(order.index, range(len(places)))]


def _mean(pool: Sequence[float]) -> float:
    return sum(pool) / len(pool)
