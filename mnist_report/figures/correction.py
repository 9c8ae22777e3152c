"""Correction: what one step of gradient descent on a single image changes, and how it goes back through the layers."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import capital, number, percent, signed
from ..core.names import within
from ..training.backward import backward
from ..training.forward import forward
from .figure import Figure, Table, fitting
from .grids import GREY
from .legibility import name_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.backward import Layer
    from ..training.run import Run

    Floats = NDArray[np.float64]

RATE = 0.01
"""The learning rate of the step: the default of Keras' `sgd`."""
STEP_COLUMNS = ("Probability before", "Label", "Slope at the score", "Probability after")
LAYER_COLUMNS = ("Layer, last first", "Units", "Units with a slope", "Length of the gradient", "Weights",
                 "Weights with a slope")
FEW = 12  # classes that have room for a number over their bars
SHOWN = 256  # neurons of a layer that are drawn, at most
CORNERS = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) / 2  # of a square of side 1, closed
# Slopes above and below 0 differ by filling as well as by colour.
TOO_HIGH: dict[str, Any] = {"facecolor": "against", "edgecolor": "against"}
TOO_LOW: dict[str, Any] = {"facecolor": "none", "edgecolor": "for", "linewidth": 1.4}


def one_correction(run: Run) -> Figure:
    """Return the figure of one step of gradient descent on the first training image, by the untrained network."""
    layers, right, name = _layers(run), int(run.dataset.y_train[0]), run.class_names[run.dataset.y_train[0]]
    slopes = layers[-1].slopes[0]
    label = np.eye(len(slopes))[right]
    before, after = slopes + label, _after(run, layers)
    columns = (map(_rounded, column) for column in (before, label, slopes, after))
    rows = tuple(zip(run.class_names, *columns, strict=True))
    change = _change(percent(before[right]), percent(after[right]))

    def draw() -> Picture:
        return _draw_step(run, right, slopes, before, after)

    return Figure(
        caption=(
            f"One correction on one image, the first training image, with the label {within(name)}. Above, the slope "
            f"of its loss at each score of the untrained network, *p* − *y*. Below, the probabilities before and after "
            f"one step of plain gradient descent with a learning rate of {RATE:g}: that of the right class {change}. "
            f"By hand for its bias: {_by_hand(run.weights_after(0)[-1][right], slopes[right])}."
        ),
        alt=fitting(f"Bars for each {run.words.kind}: after one step the probability of {name} {change}.",
                    f"Bars for {len(rows)} classes: after one step the probability of the right one {change}."),
        description=(
            f"Two charts with bars over the classes. Above, the slope of the loss at the score of each: the "
            f"probability p that the network gave it, minus y, which is 1 for the right class, {name}, and 0 for all "
            f"others. Only the bar of the right class points down, to {signed(slopes[right], 3)}; the rest points up, "
            f"and all together make 0. Below, two bars for each class, its probability before the step, outlined, and "
            f"after it, filled: that of the right class {change}."
        ),
        draw=draw,
        table=Table((capital(run.words.kind), *STEP_COLUMNS), rows),
    )


def who_pushed(run: Run) -> Figure:
    """Return the figure of the slopes that go back through the untrained network from the loss of one image."""
    layers, name = _layers(run), run.class_names[run.dataset.y_train[0]]
    rows = tuple(_layer_row(len(layers) - place, layer) for place, layer in enumerate(reversed(layers)))
    passing = [f"{number(passed)} of the {number(units)} neurons of layer {len(layers) - place}"
               for place, (_, units, passed, *_) in enumerate(rows) if place]
    *_, weights, moved = rows[-1]
    lit, pixels = int((layers[0].inputs > 0).sum()), layers[0].inputs.size
    blank = f"{number(pixels - lit)} of the {number(pixels)} pixels are 0" if lit < pixels else "no pixel is 0"

    def draw() -> Picture:
        return _draw_backwards(run, layers)

    return Figure(
        caption=(
            f"Who pushed? The same correction, backwards from left to right: the slope of the loss at each score, then "
            f"at the sum of each neuron. Filled squares are slopes above 0, outlined ones below, the larger the slope "
            f"the larger; a dot is a slope of 0. The correction passes {' and '.join(passing)}, and {blank}. So "
            f"{number(moved)} of the {number(weights)} weights of the first layer have a slope at all."
        ),
        alt=f"Slopes of one image's loss, layer by layer back to its pixels: {number(moved)} of {number(weights)} "
            "first-layer weights have one.",
        description=(
            f"Four panels from left to right, in the order in which backpropagation computes them for the first "
            f"training image, with the label {name}. First the slope of the loss at the score of each class, then at "
            f"the sum of each neuron of the second and of the first hidden layer{_cut(layers)}: squares that grow with "
            f"the size of the slope, each panel to its own scale, filled above 0 and outlined below, a dot where it is "
            f"exactly 0. The correction passes {' and '.join(passing)}. Last the pixels, as bright as the slopes of "
            f"their weights are large. That is the image itself, as the slope of a weight is the pixel times the slope "
            f"of the neuron, and {blank}. So {number(moved)} of the {number(weights)} weights of the first layer have "
            f"a slope other than 0."
        ),
        draw=draw,
        table=Table(LAYER_COLUMNS, rows),
    )


def _rounded(value: float) -> float:
    """Return the value to nine significant digits, in which all machines agree."""
    return float(f"{value:.9g}")


def _change(before: str, after: str) -> str:
    return f"goes from {before} to {after}" if before != after else f"is {before} each time"


def _by_hand(bias: float, slope: float) -> str:
    return f"{signed(bias, 4)} − {RATE:g} × ({signed(slope, 4)}) = {signed(bias - RATE * slope, 4)}"


def _layers(run: Run) -> list[Layer]:
    """Return what passes through the untrained network for the first training image."""
    pixels = run.dataset.x_train[:1].reshape(1, -1) / 255
    return backward(pixels, run.dataset.y_train[:1], run.weights_after(0), run.recipe.activation)


def _after(run: Run, layers: list[Layer]) -> Floats:
    """Return the probabilities for the image, (classes,), after one step on it."""
    slopes = [array for layer in layers for array in layer.gradient]
    weights = [array - RATE * slope for array, slope in zip(run.weights_after(0), slopes, strict=True)]
    (after,) = forward(layers[0].inputs, weights, run.recipe.activation)
    return np.asarray(after)


def _layer_row(number_: int, layer: Layer) -> tuple[int, int, int, float, int, int]:
    kernel, _ = layer.gradient
    length = _rounded(np.sqrt(np.square(kernel).sum()))
    passing, moved = (int(np.count_nonzero(slopes)) for slopes in (layer.slopes, kernel))
    return number_, layer.slopes.size, passing, length, kernel.size, moved


def _cut(layers: list[Layer]) -> str:
    return f", the first {SHOWN} of a layer" if max(layer.slopes.size for layer in layers) > SHOWN else ""


def _draw_step(run: Run, right: int, slopes: Floats, before: Floats, after: Floats) -> Picture:
    import matplotlib.pyplot as plt

    long_names = max(map(len, run.class_names)) > 3
    picture, (above, below) = plt.subplots(2, 1, figsize=(7.5, 5.4 if long_names else 4.6), sharex=True)
    places = np.arange(len(slopes))
    above.bar(places, slopes, 0.7, color=["for" if place == right else "against" for place in places])
    above.axhline(0, color="line-strong", linewidth=0.8)
    above.set(title="Slope of the loss at each score: p − y", ylim=(-1.25, max(0.5, 1.6 * slopes.max())))
    below.bar(places - 0.2, before, 0.36, facecolor="none", edgecolor="accent", linewidth=1.4, label="before")
    below.bar(places + 0.2, after, 0.36, facecolor="accent", edgecolor="accent", label="after one step")
    below.set(title="Probability", ylim=(0, 1.35 * max(before.max(), after.max())),
              xlabel=capital(run.words.kind))
    below.legend(ncols=2, loc="upper right")
    if len(slopes) <= FEW:
        for place, slope in zip(places, slopes, strict=True):
            above.annotate(signed(slope, 2), (place, slope), (0, 3 if slope > 0 else -3), ha="center",
                           va="bottom" if slope > 0 else "top", textcoords="offset points")
    name_ticks(below.xaxis, run.class_names)
    for axes in (above, below):
        axes.grid(axis="y")
    picture.tight_layout()
    return picture


def _draw_backwards(run: Run, layers: list[Layer]) -> Picture:
    import matplotlib.pyplot as plt

    picture, panels = plt.subplots(1, 4, figsize=(7.5, 2.9), width_ratios=(0.45, 1, 1, 1))
    for axes, layer in zip(panels, reversed(layers), strict=False):
        columns = 1 if axes is panels[0] else ceil(sqrt(min(SHOWN, layer.slopes.size)))
        _draw_slopes(axes, layer.slopes[0, :SHOWN], columns)
    panels[3].imshow(layers[0].inputs.reshape(run.image_shape), **GREY)
    titles = [f"{number(layer.slopes.size)} {kind}" for layer, kind in
              zip(reversed(layers), ("scores", "neurons", "neurons"), strict=True)]
    for axes, title in zip(panels, [*titles, f"{number(layers[0].inputs.size)} pixels"], strict=True):
        axes.set(title=title, aspect="equal", anchor="N", xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        if axes is not panels[0]:
            axes.set_ylabel("→", rotation=0, labelpad=14, va="center")
    name_ticks(panels[0].yaxis, run.class_names)
    picture.tight_layout(w_pad=1.5)
    return picture


def _draw_slopes(axes: Axes, slopes: Floats, columns: int) -> None:
    """Draw a Hinton diagram: for each slope a square whose area is in proportion to its size, `columns` to a row."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    rows, places = np.divmod(np.arange(len(slopes)), columns)
    sides = 0.9 * np.sqrt(abs(slopes) / (abs(slopes).max() or 1))
    squares = np.stack([places, rows], axis=1)[:, None] + sides[:, None, None] * CORNERS
    for chosen, look in ((slopes > 0, TOO_HIGH), (slopes < 0, TOO_LOW)):
        if chosen.any():  # one path for all of them, which is the lighter file
            axes.add_patch(PathPatch(Path.make_compound_path(*map(Path, squares[chosen])), **look))
    axes.plot(places[slopes == 0], rows[slopes == 0], ".", markersize=2.5, color="line-strong")
    axes.set(xlim=(-0.6, columns - 0.4), ylim=(max(rows[-1] + 0.6, columns - 0.4), -0.6))
