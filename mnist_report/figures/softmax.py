"""Softmax: how scores become shares of one whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..core.filters import fixed, joined
from ..training.forward import softmax
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

SCORES: Final = {"As they are": (2, 1, 0), "Each one higher": (3, 2, 1), "All doubled": (4, 2, 0)}
"""Scores of three classes by what is done to the first ones."""
COLUMNS: Final = ("Scores", "Score", "e to that power", "Share")


def softmax_shares() -> Figure:
    """Return the figure of three scores that become shares; then the same scores, one higher, and doubled."""
    scores = np.array(list(SCORES.values()), np.float64)
    powers, shares = np.exp(scores).round(2), softmax(scores).round(2)

    def draw() -> Picture:
        return _draw_bars(scores, powers, shares)

    return Figure(
        caption=(
            "Softmax in two steps: each score becomes a power of *e*, and each power is divided by the sum of them. If "
            "all scores rise by one, the shares stay as they are. If all are doubled, the largest takes more."
        ),
        alt=f"Bars in three rows: the scores 2, 1, 0 and, one higher, 3, 2, 1 have the shares {_listed(shares[0])}; "
            f"4, 2, 0 have {_listed(shares[2])}.",
        description=" ".join(
            f"{name}: {joined(map(str, row))}; the powers of e are {_listed(powers[place])}, their shares "
            f"{_listed(shares[place])}." for place, (name, row) in enumerate(SCORES.items())
        ) + " In each row the bars of the powers and of the shares have the same proportions.",
        draw=draw,
        table=Table(COLUMNS, tuple(
            (name, score, float(powers[row, column]), float(shares[row, column]))
            for row, (name, given) in enumerate(SCORES.items()) for column, score in enumerate(given)
        )),
    )


def _listed(numbers: NDArray[np.float64]) -> str:
    return joined(fixed(value, 2) for value in numbers)


def _draw_bars(scores: NDArray[np.float64], powers: NDArray[np.float64], shares: NDArray[np.float64]) -> Picture:
    """Draw a row for each three scores, with scores, powers and shares side by side."""
    import matplotlib.pyplot as plt

    picture, rows = plt.subplots(3, 3, figsize=(5.2, 4.2))  # narrow, for phones
    for (left, middle, right), name, given, raised, divided in zip(rows, SCORES, scores, powers, shares, strict=True):
        _draw_panel(left, given, scores.max(), decimals=0)
        _draw_panel(middle, raised, raised.max(), decimals=2)
        _draw_panel(right, divided, 1, decimals=2)
        left.set_ylabel(name)
    for axes, title in zip(rows[0], COLUMNS[1:], strict=True):
        axes.set_title(title)
    picture.tight_layout()
    return picture


def _draw_panel(axes: Axes, values: NDArray[np.float64], top: float, decimals: int) -> None:
    """Draw a bar for each value, with its number, on a scale that ends a little above `top`."""
    axes.bar(range(len(values)), values, width=0.7)
    axes.set(ylim=(0, 1.3 * top), xticks=[], yticks=[])
    for place, value in enumerate(values):
        axes.annotate(fixed(value, decimals), (place, value), (0, 2), textcoords="offset points", ha="center")
