"""Activation: the function that bends the sum of a neuron, and its slope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..core.filters import MINUS
from ..training.forward import ACTIVATIONS
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

    Row = tuple[float, float, float]

REACH: Final = 4
"""The largest sum that is drawn, and the smallest without its sign."""
TOLD: Final = (-4.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 4.0)
"""Sums of which the table has a row each; not 0, where ReLU has no slope."""
EITHER_SIDE: Final = 0.01
"""How far from a sum, on either side, its slope is measured."""
COLUMNS: Final = ("Sum z", "Handed on", "Slope")


def activation_curve(run: Run) -> Figure:
    """Return the figure of the activation of the hidden layers, beside its slope, for sums from -4 to 4."""
    name = "ReLU" if run.recipe.activation == "relu" else run.recipe.activation
    rows = tuple(_row(run.recipe.activation, z) for z in TOLD)
    ends = " and ".join(f"{_short(slope)} at {_short(z)}" for z, _, slope in rows if abs(z) == 2)

    def draw() -> Picture:
        return _draw_curves(run.recipe.activation)

    return Figure(
        caption=(
            f"Left, what a neuron with {name} hands on for each sum *z*. Right, the slope of that curve: how much of a "
            f"small change of the sum is handed on. It is {ends}."
        ),
        alt=f"Two curves, from {_short(-REACH)} to {REACH}: what {name} hands on, and its slope, which is {ends}.",
        description=(
            f"Two curves side by side. Left, what {name}, the activation of the hidden layers, hands on for each sum, "
            "with a faint straight line where the sum itself would be handed on; right, the slope of that curve. "
            + " ".join(f"Sum {_short(z)}: {_short(value)}, slope {_short(slope)}." for z, value, slope in rows)
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _row(activation: str, z: float) -> Row:
    """Return a sum, what is handed on and the slope there, to three decimals, in which all machines agree."""
    value, slope = _handed_on(activation, np.array([z])), _slopes(activation, np.array([z]))
    return z, round(float(value[0]), 3) + 0.0, round(float(slope[0]), 3) + 0.0


def _handed_on(activation: str, sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(ACTIVATIONS[activation](sums))


def _slopes(activation: str, sums: NDArray[np.float64]) -> NDArray[np.float64]:
    above, below = (_handed_on(activation, sums + step) for step in (EITHER_SIDE, -EITHER_SIDE))
    return (above - below) / (2 * EITHER_SIDE)


def _short(value: float) -> str:
    return f"{round(value, 2) + 0.0:g}".replace("-", MINUS)


def _draw_curves(activation: str) -> Picture:
    import matplotlib.pyplot as plt

    picture, (left, right) = plt.subplots(1, 2, figsize=(5.6, 2.6))  # narrow, for phones
    sums = np.linspace(-REACH, REACH, 401)
    left.plot([-REACH, REACH], [-REACH, REACH], color="line", linewidth=1.2)
    left.plot(sums, _handed_on(activation, sums), color="accent")
    left.set(title=f"{activation}(z)", ylim=(-1.3, REACH + 0.2))
    right.plot(sums, _slopes(activation, sums), "--", color="ink-soft")
    right.set(title="Slope", ylim=(-0.25, 1.25), yticks=[0, 0.5, 1])
    for axes in (left, right):
        _cross(axes)
    picture.tight_layout()
    return picture


def _cross(axes: Axes) -> None:
    """Give the axes a grid, and the sum as its horizontal axis."""
    axes.set(xlabel="Sum z", xticks=range(-REACH, REACH + 1, 2))
    axes.grid()
