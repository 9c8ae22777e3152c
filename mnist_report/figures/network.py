"""The network: its layers, their shapes and their parameters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import joined, number
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

    Point = tuple[float, float]

TALLEST = 10  # units that a column can draw; of more, the first and the last ENDS are drawn
ENDS = 4
MIDDLE, TOP, PITCH = 2.42, 4.05, 0.24  # inches from the bottom: middle of the columns, their names; between two units


@dataclass(frozen=True)
class Layer:
    """One column of the drawing."""

    name: str
    """Its name in Keras: "Input", "Flatten" or "Dense"."""
    activation: str
    """Its activation function; empty where it has none."""
    shape: tuple[int, ...]
    """Shape of its output for one image: (28, 28), then (units,)."""
    parameters: int
    """Number of weights and biases."""


def network(run: Run) -> Figure:
    """Return the figure of the layers from the image to the class, with shapes and parameter counts."""
    layers = _layers(run)
    total = sum(layer.parameters for layer in layers)
    pixels, *units = (number(layer.shape[0]) for layer in layers[1:])

    def draw() -> Picture:
        return _draw_network(layers, run.class_names)

    return Figure(
        caption=f"The network, from the {_size(run)} pixels of an image to one probability for each of "
                f"{len(run.class_names)} classes: {number(total)} parameters in all.",
        alt=f"Network in {len(layers)} columns from left to right: an image of {_size(run)}, then layers of {pixels}, "
            f"{joined(units)} units, fully connected.",
        description=(
            f"An image of {_size(run)} pixels is flattened to {pixels} numbers. " + " ".join(
                f"A dense layer of {number(layer.shape[0])} units ({layer.activation}) follows, with "
                f"{number(layer.parameters)} parameters." for layer in layers[2:]
            ) + f" Every unit of a dense layer is joined to all units of the layer before it. Together they have "
                f"{number(total)} parameters."
        ),
        draw=draw,
        table=Table(
            ("Layer", "Activation", "Output shape", "Parameters"),
            tuple((layer.name, layer.activation, _shape(layer), layer.parameters) for layer in layers[1:]),
        ),
    )


def _layers(run: Run) -> tuple[Layer, ...]:
    kernels, biases = run.weights[0::2], run.weights[1::2]
    activations = [run.recipe.activation] * (len(kernels) - 1) + ["softmax"]
    return (
        Layer("Input", "", run.image_shape, 0),
        Layer("Flatten", "", kernels[0].shape[:1], 0),
        *(
            Layer("Dense", activation, bias.shape, kernel.size + bias.size)
            for kernel, bias, activation in zip(kernels, biases, activations, strict=True)
        ),
    )


def _size(run: Run) -> str:
    return " × ".join(map(str, run.image_shape))


def _shape(layer: Layer) -> str:
    return " × ".join(map(number, layer.shape))


def _draw_network(layers: tuple[Layer, ...], class_names: tuple[str, ...]) -> Picture:
    """Draw the columns side by side on a canvas measured in inches."""
    import matplotlib.pyplot as plt

    picture = plt.figure(figsize=(7.5, 4.25))
    axes = picture.add_axes((0, 0, 1, 1), xlim=(0, 7.5), ylim=(0, 4.25))
    axes.axis("off")
    places = np.linspace(1.65, 6.85, len(layers))
    _draw_image(axes, places[:2], layers[:2])
    for left, right, layer, following in zip(places[1:], places[2:], layers[1:], layers[2:], strict=False):
        ends = product(_heights(layer), _heights(following))
        _draw_lines(axes, [((left, start), (right, end)) for start, end in ends])
    for place, layer in zip(places[1:], layers[1:], strict=True):
        _draw_units(axes, place, layer)
    _name_outputs(axes, places[-1], class_names)
    _write_rows(axes, places, layers)
    return picture


def _heights(layer: Layer) -> NDArray[np.float64]:
    """Return the heights of the units of a column, highest first, with a gap in the middle if not all can be drawn."""
    (units,) = layer.shape
    steps = np.arange(units) if units <= TALLEST else np.delete(np.arange(2 * ENDS + 1), ENDS)
    heights: NDArray[np.float64] = MIDDLE + PITCH * (steps.max() / 2 - steps)
    return heights


def _draw_image(axes: Axes, places: NDArray[np.float64], layers: tuple[Layer, ...]) -> None:
    """Draw the image as a grid of its pixels, and two lines from it to the ends of the first column."""
    rows, columns = layers[0].shape
    half = 0.45
    x, y = places[0] + np.linspace(-half, half, columns + 1), MIDDLE + np.linspace(-half, half, rows + 1)
    axes.vlines(x, y[0], y[-1], color="accent", linewidth=0.4)
    axes.hlines(y, x[0], x[-1], color="accent", linewidth=0.4)
    heights = _heights(layers[1])
    _draw_lines(axes, [((x[-1], y[-1]), (places[1], heights[0])), ((x[-1], y[0]), (places[1], heights[-1]))])


def _draw_lines(axes: Axes, lines: list[tuple[Point, Point]]) -> None:
    """Draw all lines as one path, which keeps the SVG small."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    path = Path([point for line in lines for point in line], [Path.MOVETO, Path.LINETO] * len(lines))
    axes.add_patch(PathPatch(path, fill=False, linewidth=0.35, edgecolor="line-strong", zorder=1))


def _draw_units(axes: Axes, place: float, layer: Layer) -> None:

    heights = _heights(layer)
    axes.plot(np.full_like(heights, place), heights, "o", color="paper", markeredgecolor="accent", markersize=10,
              markeredgewidth=1.4)
    if layer.shape[0] > TALLEST:
        dots = MIDDLE + PITCH * np.array([-0.3, 0, 0.3])
        axes.plot(np.full_like(dots, place), dots, "o", color="accent", markersize=2.2)


def _name_outputs(axes: Axes, place: float, names: tuple[str, ...]) -> None:
    """Write the class beside each output, where there is room for it."""
    if len(names) <= TALLEST and max(map(len, names)) < 4:
        heights = MIDDLE + PITCH * ((len(names) - 1) / 2 - np.arange(len(names)))
        for height, name in zip(heights, names, strict=True):
            axes.text(place + 0.15, height, name, va="center_baseline")


def _write_rows(axes: Axes, places: NDArray[np.float64], layers: tuple[Layer, ...]) -> None:
    """Write name and activation over each column, shape and parameters under it, with headings at the left."""
    rows = {
        TOP: ("", [layer.name for layer in layers], "bold"),
        TOP - 0.22: ("", [layer.activation for layer in layers], "normal"),
        0.82: ("Shape", [_shape(layer) for layer in layers], "normal"),
        0.56: ("Parameters", [number(layer.parameters) for layer in layers], "normal"),
        0.2: ("In all", ["" for _ in layers[1:]] + [number(sum(layer.parameters for layer in layers))], "bold"),
    }
    for height, (heading, cells, weight) in rows.items():
        axes.text(0.1, height, heading, weight="bold")
        for place, cell in zip(places, cells, strict=True):
            axes.text(place, height, cell, ha="center", weight=weight)
