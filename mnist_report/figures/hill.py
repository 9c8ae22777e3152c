"""The hill that training goes down: the measured loss in a plane of the weights, with the path through it."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import fixed, number, plural, significant
from ..training.hill import POINTS
from .figure import Figure, Table
from .legibility import DARK, LIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.hill import Hill, Station

COLUMNS = ("Epochs passed", "Distance from the start along the first axis", "Distance along the second axis",
           "Distance outside the plane", "Loss", "Loss at the shadow")
BANDS = 10  # colours: along the edge between two, the loss is the same
SPANNED = {
    "end": "through the weights at the start, after epoch 1 and at the end",
    "gradient": "through the weights at the start and at the end, along the steepest descent at the start",
    "chance": "through the weights at the start and at the end, along a direction drawn at random",
}
# White on black, which is seen on every colour of the map.
IN_PLANE: dict[str, Any] = {"marker": "o", "color": LIGHT, "markeredgecolor": DARK, "label": "in the plane"}
SHADOW: dict[str, Any] = {"marker": "o", "color": DARK, "markeredgecolor": LIGHT,
                          "label": "shadow of weights\noutside it"}


def loss_hill(hill: Hill) -> Figure:
    """Return the figure of the hill of the loss."""
    start, *_, end = hill.path
    plane, outside = f"the plane {SPANNED[hill.spanned_by]}", _outside(hill.path)
    lowest, highest = (significant(function(map(function, hill.losses)), 3) for function in (min, max))
    losses = f"{significant(start.loss, 3)} at the start and {significant(end.loss, 3)} at the end"

    def draw() -> Picture:
        return _draw(hill)

    return Figure(
        caption=(
            f"The measured loss, on {plural(hill.images, 'validation image')}, in {plane}. Along an edge between two "
            f"colours it is the same. {outside}"
        ).rstrip(),
        alt=f"Map of the loss from dark for small to light for large: {losses} of the path; the smallest on the map is "
            f"{lowest}.",
        description=(
            f"A square map of {plane}, {fixed(hill.cell * (POINTS - 1), 1)} wide in units of the weights, the start at "
            f"0 and 0. The loss, measured at {number(POINTS ** 2)} points, runs from {lowest}, dark violet, to "
            f"{highest}, yellow, in {BANDS} colours at equal distances of its logarithm. A line is the path of the "
            f"training, with {losses}. {outside}"
        ).rstrip(),
        draw=draw,
        table=Table(COLUMNS, tuple(map(astuple, hill.path))),
    )


def _outside(path: tuple[Station, ...]) -> str:
    """Return in words how far the weights were from the plane between the moments that span it; "" if they were not."""
    distances = [station.outside for station in path if station.outside]
    if not distances:
        return ""
    least, most = fixed(min(distances), 1), fixed(max(distances), 1)
    by = least if least == most else f"{least} to {most}"
    return f"Dark points are shadows: there the weights lie outside this plane, by {by}."


def _draw(seen: Hill) -> Picture:
    import matplotlib.pyplot as plt

    picture = plt.figure(figsize=(6.2, 4.2))
    axes = picture.add_axes((0.11, 0.14, 0.555, 0.82), aspect="equal")
    axes.set(xlabel="Distance from the start along the first axis", ylabel="Along the second axis")
    _draw_relief(axes, seen, picture.add_axes((0.73, 0.14, 0.03, 0.57)))
    _draw_path(axes, seen.path)
    axes.legend(loc="upper left", bbox_to_anchor=(1.05, 1.0), borderaxespad=0, handletextpad=0.4)
    return picture


def _draw_relief(axes: Axes, seen: Hill, bar: Axes) -> None:
    """Draw the bands of the loss into `axes`, and their scale into `bar`."""
    import matplotlib as mpl
    from matplotlib.colors import BoundaryNorm, ListedColormap

    losses = np.array(seen.losses)
    low, high = losses.min(), max(losses.max(), 1.01 * losses.min())
    levels = np.geomspace(low, high, BANDS + 1)
    levels[[0, -1]] = low, high  # exactly, or the deepest point would have no colour
    x, y = (corner + seen.cell * np.arange(POINTS) for corner in (seen.left, seen.bottom))
    # One colour a band, which no rounding can move to the next, as a continuous scale could at its own edges.
    colours = ListedColormap(mpl.colormaps["viridis"]((np.arange(BANDS) + 0.5) / BANDS))
    bands = axes.contourf(x, y, losses, levels, cmap=colours, norm=BoundaryNorm(levels, BANDS))
    bands.set(edgecolor=DARK, linewidth=0.3)
    ticks = levels[::BANDS // 2]
    scale = axes.figure.colorbar(bands, cax=bar, label="Loss", ticks=ticks)
    scale.ax.set_yticks(ticks, [significant(tick) for tick in ticks], minor=False)
    scale.ax.minorticks_off()


def _draw_path(axes: Axes, path: tuple[Station, ...]) -> None:
    places = [(station.x, station.y) for station in path]
    axes.plot(*zip(*places, strict=True), color=DARK, linewidth=2.4)
    axes.plot(*zip(*places, strict=True), color=LIGHT, linewidth=1.2)
    for look, shown in ((IN_PLANE, False), (SHADOW, True)):
        if points := [place for place, station in zip(places, path, strict=True) if bool(station.outside) == shown]:
            axes.plot(*zip(*points, strict=True), linestyle="none", **look)
    names = {0: "start", 1: "epoch 1", len(path) - 1: "end"} if len(path) > 2 else {0: "start", 1: "epoch 1, the end"}
    for index, name in names.items():
        _name(axes, places[index], name)


def _name(axes: Axes, place: tuple[float, float], name: str) -> None:
    """Write a name beside a point, on the side that has the room."""
    from matplotlib.patheffects import withStroke

    is_right = axes.transLimits.transform(place)[0] > 0.7
    axes.annotate(name, place, (-7 if is_right else 7, 5), textcoords="offset points", color=LIGHT, weight="bold",
                  ha="right" if is_right else "left", path_effects=[withStroke(linewidth=2.5, foreground=DARK)])
