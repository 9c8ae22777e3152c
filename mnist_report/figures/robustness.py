"""Robustness: how many test images are still read right when every pixel is changed a little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.filters import fixed, number, plural
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture

    from ..training.robustness import Robustness

COLUMNS = ("Change of each pixel", "Still right after a nudge", "Still right after noise")
NAMED = 0.1  # the change of which the texts speak
FEW = 0.1  # share of the right answers
APART = 0.08  # least distance of the labels at the ends, in parts of the axis
LOOKS: dict[str, dict[str, Any]] = {
    "after a nudge": {"color": "C1", "marker": "o"},
    "after noise": {"color": "C0", "marker": "s", "linestyle": "--"},
}


def nudge_and_noise(robustness: Robustness) -> Figure:
    """Return the figure of the right answers that are left after a nudge and after as much noise."""
    rows = robustness.rows
    images, before = number(robustness.images), number(rows[0][1])
    nudged, noised = next(row[1:] for row in rows if row[0] == NAMED)
    left = f"{number(nudged)} after a nudge and {number(noised)} after noise"

    def draw() -> Picture:
        return _draw(robustness, rows)

    return Figure(
        caption=(
            f"Of the first {plural(robustness.images, 'test image')} the network reads {before} right. A change of "
            f"each pixel by {NAMED} of its range leaves {left}. {_verdict(rows[0][1], nudged, noised)}"
        ).rstrip(),
        alt=f"Right answers to {images} images, by the change of each pixel: {before} without, at {NAMED} {left}.",
        description=(
            f"Two curves that begin together, at the {before} of {images} test images that are read right as they are. "
            f"To the right each pixel is changed by more, up to {fixed(rows[-1][0], 2)} of its range. The solid curve "
            f"is what a nudge towards the second most probable class leaves of the right answers: {_told(rows, 1)}. "
            f"The dashed one is what as much noise leaves: {_told(rows, 2)}."
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _verdict(right: int, nudged: int, noised: int) -> str:
    """Return in words which of the two did more harm to so many right answers, and how much; "" if the nudge did not.
    """
    if nudged >= noised:
        return ""
    if nudged < right / 2 and right - noised <= FEW * right:
        return "So the nudge turns most of the right answers into wrong ones, and as much noise turns few."
    return "So the nudge turns more of the right answers into wrong ones than as much noise does."


def _told(rows: tuple[tuple[float, int, int], ...], column: int) -> str:
    return ", ".join(f"{number(int(row[column]))} at {fixed(row[0], 2)}" for row in rows[1:])


def _draw(robustness: Robustness, rows: tuple[tuple[float, int, int], ...]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 3.6))
    epsilons, *counts = zip(*rows, strict=True)
    shares = [[count / robustness.images for count in column] for column in counts]
    for (name, look), curve in zip(LOOKS.items(), shares, strict=True):
        axes.plot(epsilons, curve, label=name, clip_on=False, **look)
    for (name, look), place in zip(LOOKS.items(), _apart(*(curve[-1] for curve in shares)), strict=True):
        axes.annotate(name, (epsilons[-1], place), (10, 0), textcoords="offset points", va="center",
                      color=look["color"])
    axes.set(xlabel="Change of each pixel, in parts of its range", ylabel="Test images still read right",
             xlim=(0, epsilons[-1]), ylim=(-0.02, 1.02), xticks=epsilons)
    axes.yaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    axes.grid()
    picture.tight_layout()
    return picture


def _apart(first: float, second: float) -> tuple[float, float]:
    """Return where labels stand at two heights, moved apart evenly where they would cover each other."""
    lacking = max(0.0, APART - abs(first - second)) / 2
    way = lacking if first > second else -lacking
    return first + way, second - way
