"""Weights of the first dense layer as images, which show what it looks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import colours
from ..core.filters import fixed, number, percent, signed
from .figure import Figure, Table
from .grids import canvas, place_colour_bar, place_image
from .legibility import cropped, letters_for

if TYPE_CHECKING:
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

COLUMNS = ("Neuron", "Smallest weight", "Largest weight", "Mean weight")
STEPS = 15  # colours, an odd number so that one is about zero; each more makes the SVG larger
WITHIN = 0.995  # share of the weights within the colour scale; up to the farthest, the others would be pale
BEYOND = f"the {percent(1 - WITHIN)} of the weights that lie farther out have the colour of its end"


@dataclass(frozen=True)
class Layer:
    """As much of a Keras layer as the shown code uses."""

    weights: tuple[NDArray[np.float32], ...]
    """Kernel (inputs, units) and bias (units,) of a dense layer; nothing for a layer without weights."""

    def get_weights(self) -> list[NDArray[np.float32]]:
        """Return the weights, as Keras does."""
        return list(self.weights)


@dataclass(frozen=True)
class Model:
    """As much of a Keras model as the shown code uses, so that the run's weights are drawn without TensorFlow."""

    layers: tuple[Layer, ...]
    """A layer without weights, which flattens the image, then the dense layers."""


def learned_weights(run: Run) -> Figure:
    """Return the figure of the weights of the first neurons of the first dense layer, each on its own colour scale."""
    side, shown = run.image_shape[0], run.weights[0][:, :10].T
    which = _which(len(shown), run)

    def draw() -> Picture:
        with letters_for(width=12):
            return cropped(draw_learned_weights(model_of(run), side, len(shown)), height=5.6)

    return Figure(
        caption=(
            f"What {which} multiply each pixel by. The colours of each picture run from its own lowest weight, purple, "
            f"to its own highest, yellow."
        ),
        alt=f"Weights of {len(shown)} neurons as {side} × {side} colours each, from purple for the lowest of the "
            f"neuron to yellow for its highest.",
        description=(
            f"One square of {side} by {side} cells for each of {which}, one cell for each pixel of an image. In each "
            f"square the colour runs from purple for the lowest weight of this neuron over blue-green to yellow for "
            f"its highest. {_extremes(shown, side)}"
        ),
        draw=draw,
        table=Table(COLUMNS, tuple(map(_row, range(10), shown))),
    )


def weights_on_one_scale(run: Run) -> Figure:
    """Return the figure of the same weights on one colour scale, symmetric about zero, so that they can be compared."""
    side, shown = run.image_shape[0], run.weights[0][:, :10].T
    limit, which = fixed(abs(shown).max(), 2), _which(len(shown), run)
    narrow, *_, wide = np.ptp(shown, axis=1).argsort(kind="stable")

    def draw() -> Picture:
        with letters_for(width=12):
            return cropped(draw_weights_on_one_scale(model_of(run), side, len(shown)), height=5)

    return Figure(
        caption=(
            f"The weights of {which} once more, now on one scale, symmetric about zero. Before, the same colours, from "
            f"purple to yellow, stood for {_reach(shown[wide])} in neuron {wide}, whose weights differ most, and for "
            f"{_reach(shown[narrow])} in neuron {narrow}, whose weights differ least."
        ),
        alt=(
            f"Weights of {len(shown)} neurons as {side} × {side} colours each, from purple for -{limit} over "
            f"blue-green for 0 to yellow for {limit}."
        ),
        description=(
            f"One square of {side} by {side} cells for each of {which}, one cell for "
            f"each pixel of an image. The colour runs from purple for -{limit} over blue-green for zero to yellow for "
            f"{limit}, in all squares alike. {_extremes(shown, side)}"
        ),
        draw=draw,
        table=Table(COLUMNS, tuple(map(_row, range(10), shown))),
    )


def weight_map(run: Run) -> Figure:
    """Return the figure of the same weights on a diverging colour scale, which shows their signs."""
    side, shown = run.image_shape[0], run.weights[0][:, :10].T
    neurons, limit, light = f"{len(shown)} neurons", fixed(colour_limit(shown), 2), run.words.light
    which = _which(len(shown), run)

    def draw() -> Picture:
        return _draw_map(shown.reshape(-1, side, side))

    return Figure(
        caption=(
            f"Which pixels speak for {which} (red) and which against (blue). All share "
            f"one colour scale, symmetric about zero; it ends at {limit}, and {BEYOND}."
        ),
        alt=f"Weights of {neurons} as {side} × {side} colours each, from blue for -{limit} over white for 0 to red for "
            f"{limit}.",
        description=(
            f"One square of {side} by {side} cells for each of {which}, one cell for "
            f"each pixel of an image. Blue cells have negative weights: {light} there speaks against the neuron. Red "
            f"cells have positive weights: {light} there speaks for it. The farther from zero, which is white, the "
            f"darker; the scale ends at {limit} on either side, and {BEYOND}. {_extremes(shown, side)}"
        ),
        draw=draw,
        table=Table(COLUMNS, tuple(map(_row, range(10), shown))),
    )


def draw_learned_weights(model: Any, side: int, neurons: int) -> Picture:
    """Draw the kernel (side * side, units) of the first dense layer of a Keras model, as one image a neuron."""
    import matplotlib.pyplot as plt

    weights = model.layers[1].get_weights()[0]  # First Dense layer weights

    # Display weights for first 10 neurons
    plt.figure(figsize=(12, 6))
    for i in range(neurons):
        plt.subplot(2, 5, i+1)
        plt.imshow(weights[:, i].reshape(side, side), cmap='viridis')
        plt.title(f"Neuron {i}")
        plt.axis('off')
    plt.tight_layout()
    plt.show()
    return plt.gcf()


def draw_weights_on_one_scale(model: Any, side: int, neurons: int) -> Picture:
    """Draw the kernel (side * side, units) of the first dense layer of a Keras model, as images on one scale."""
    import matplotlib.pyplot as plt

    weights = model.layers[1].get_weights()[0]  # First Dense layer weights
    limit = abs(weights[:, :neurons]).max()  # One colour scale for all

    # Display weights for first 10 neurons
    plt.figure(figsize=(12, 6))
    for i in range(neurons):
        plt.subplot(2, 5, i+1)
        plt.imshow(weights[:, i].reshape(side, side), cmap='viridis',
                   vmin=-limit, vmax=limit)
        plt.title(f"Neuron {i}")
        plt.axis('off')
    plt.tight_layout()
    plt.colorbar(ax=plt.gcf().axes, fraction=0.1, pad=0.03, label='Weight')
    plt.show()
    return plt.gcf()


def model_of(run: Run) -> Model:
    dense = zip(run.weights[0::2], run.weights[1::2], strict=True)
    return Model((Layer(()), *map(Layer, dense)))


def _which(shown: int, run: Run) -> str:
    units = run.weights[0].shape[1]
    return f"the {shown} neurons" if shown == units else f"the first {shown} neurons of {number(units)}"


def _reach(weights: NDArray[np.float32]) -> str:
    """Return the smallest and the largest of some weights as a range in words."""
    return f"{signed(weights.min(), 2)} to {signed(weights.max(), 2)}"


def _row(neuron: int, weights: NDArray[np.float32]) -> tuple[int, float, float, float]:
    return neuron, float(weights.min()), float(weights.max()), _rounded_mean(weights)


def _rounded_mean(weights: NDArray[np.float32]) -> float:
    """Return the mean to the nine significant digits of a float32, in which all machines agree."""
    return float(f"{weights.mean(dtype=np.float64):.9g}")


def _extremes(shown: NDArray[np.float32], side: int) -> str:
    """Return in words where the weights (neurons, side * side) are farthest from zero."""
    neuron, pixel = np.unravel_index(abs(shown).argmax(), shown.shape)
    row, column = divmod(int(pixel), side)
    return (
        f"The weights shown lie between {fixed(shown.min(), 2)} and {fixed(shown.max(), 2)}; the one farthest from "
        f"zero belongs to neuron {neuron}, in row {row + 1} and column {column + 1} of its square."
    )


def colour_limit(weights: NDArray[np.float32]) -> float:
    """Return where the diverging colour scale of these weights, of any shape, ends on either side of zero; above 0."""
    return float(np.nanquantile(abs(weights), WITHIN)) or 1.0


def diverging(weights: NDArray[Any], steps: int = STEPS) -> dict[str, Any]:
    """Return Matplotlib's options for one diverging scale of some colours for all weights, symmetric about zero."""
    limit = colour_limit(weights)
    return {"cmap": signed_colours(steps), "vmin": -limit, "vmax": limit}


def signed_colours(steps: int = 256) -> Colormap:
    """Return the colours of signed values in some steps, the same in light and dark; explore pages have them too."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", colours.signed(), steps)


def _draw_map(kernels: NDArray[np.float32]) -> Picture:
    """Draw kernels (n, side, side), five to a row, and their colour bar, on a canvas measured in inches."""
    import matplotlib.pyplot as plt

    side, top, pitch, height = 1.2, 0.32, 1.55, 1.55 * (1 + (len(kernels) - 1) // 5) + 0.1
    axes = canvas(height)
    for neuron, kernel in enumerate(kernels):
        left, above = 0.1 + 1.28 * (neuron % 5), pitch * (neuron // 5) + top
        image = place_image(axes, kernel, (left, above), side, **diverging(kernels))
        axes.text(left + side / 2, above - 0.06, f"Neuron {neuron}", ha="center", va="bottom")
    place_colour_bar(image, (6.6, top), (0.17, height - top - 0.13), label="Weight")
    return plt.gcf()
