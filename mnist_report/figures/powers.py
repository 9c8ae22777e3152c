"""Powers: e to a power and the logarithm that undoes it, and the slope of a curve; their numbers are chosen."""

from __future__ import annotations

from math import e, exp, log
from typing import TYPE_CHECKING, Final

import numpy as np

from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

POWERS: Final = (-2, -1, 0, 1, 2)
SHARES: Final = (0.05, 0.1, 0.5, 1.0, e)
"""Numbers whose logarithm is marked: probabilities, 1, and e."""
PLACES: Final = (-2.0, 0.0, 1.0)
"""Places on the bowl whose slope is marked."""
DOWNHILL: Final = {-1: "to the right", 0: "nowhere: this is the bottom", 1: "to the left"}


def powers_and_logarithms() -> Figure:
    """Return the figure of e to the power of x beside the natural logarithm, which undoes it."""
    rows = tuple((float(x), round(exp(x), 3), float(x)) for x in POWERS)
    shares = tuple((round(x, 3), round(log(x), 3)) for x in SHARES)
    falls = ", ".join(f"{y:g} at {x:g}" for x, y in shares).replace("-", "\N{MINUS SIGN}")

    def draw() -> Picture:
        return _draw_curves()

    return Figure(
        caption=(
            "Left, *e* to the power of *x*: each step to the right multiplies by *e*, about 2.718, and the curve stays "
            "above zero. Right, the natural logarithm, which goes back: it is 0 at 1, 1 at *e*, and falls without end "
            "towards 0."
        ),
        alt=(
            "Two curves: e to the power of x rises ever more steeply and is 1 at x = 0; ln x is 0 at x = 1 and falls "
            "without end towards x = 0."
        ),
        description=(
            "Two curves side by side, with dots. Left, e to the power of x, for x from \N{MINUS SIGN}2 to 2: always "
            f"above zero, {rows[0][1]:g} at the left end, 1 in the middle, {rows[-1][1]:g} at the right end. Right, "
            f"the natural logarithm of x, for x from 0 to 3: {falls}."
        ),
        draw=draw,
        table=Table(("Power x", "e to the power of x", "Its logarithm"), rows),
    )


def _draw_curves() -> Picture:
    import matplotlib.pyplot as plt

    picture, (left, right) = plt.subplots(1, 2, figsize=(7.5, 2.9))
    powers, numbers = np.linspace(-2.2, 2.1, 200), np.linspace(0.02, 3.1, 400)
    left.plot(powers, np.exp(powers), color="ink-soft")
    left.plot(POWERS, [exp(x) for x in POWERS], "o", color="accent")
    left.set(title="e to the power of x", xlabel="x", xticks=POWERS)
    right.plot(numbers, np.log(numbers), "--", color="ink-soft")
    right.plot(SHARES, [log(x) for x in SHARES], "o", color="accent")
    right.set(title="ln x", xlabel="x", xticks=[0, 0.5, 1, 2, e], xticklabels=["0", "0.5", "1", "2", "e"])
    for axes in (left, right):
        _cross(axes)
    picture.tight_layout(w_pad=2)
    return picture


def slope_of_a_curve() -> Figure:
    """Return the figure of a curve like a bowl with its slope at three places, and which way is downhill."""
    rows = tuple((place, _height(place), place, DOWNHILL[int(np.sign(place))]) for place in PLACES)

    def draw() -> Picture:
        return _draw_bowl()

    return Figure(
        caption=(
            "The slope at a place is how steep the curve is there: that of the straight line that touches it. Where it "
            "is negative, downhill is to the right, where it is positive, to the left; at the bottom it is 0."
        ),
        alt=(
            "A curve like a bowl, touched by three straight lines: one falls, one is level at the bottom, one rises; "
            "arrows point downhill."
        ),
        description=(
            "A curve like a bowl, with dots at three places and a straight line that touches it at each. " + " ".join(
                f"At {_signed(place)} the slope is {_signed(slope)}; downhill is {downhill}."
                for place, _, slope, downhill in rows)
        ),
        draw=draw,
        table=Table(("Place", "Height", "Slope", "Downhill is"), rows),
    )


def _height(place: float) -> float:
    return place * place / 2 + 0.5


def _signed(value: float) -> str:
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def _draw_bowl() -> Picture:
    import matplotlib.pyplot as plt

    picture, axes = plt.subplots(figsize=(7.5, 2.9))
    places = np.linspace(-3, 3, 121)
    axes.plot(places, [_height(place) for place in places], color="ink-soft")
    for place in PLACES:
        ends = np.array([place - 0.8, place + 0.8])
        axes.plot(ends, _height(place) + place * (ends - place), "--", color="accent")
        axes.plot([place], [_height(place)], "o", color="accent")
        name = f"slope {_signed(place)}"
        axes.annotate(name, (place, _height(place)), (place, -0.25), ha="center", va="top")
        if place:
            step = -0.9 * np.sign(place)
            axes.annotate("", (place + step, 0.1), (place, 0.1), arrowprops={"arrowstyle": "->", "color": "accent"})
    axes.set(ylim=(-0.9, 5.2), xlabel="Place", ylabel="Height")
    picture.tight_layout()
    return picture


def _cross(axes: Axes) -> None:

    colour = "line"
    axes.axhline(0, color=colour, linewidth=1, zorder=0)
    axes.axvline(0, color=colour, linewidth=1, zorder=0)
