"""Convolution: a kernel that a network learned, laid on one place of an image, its map, and the map after pooling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import MINUS, fixed, signed
from ..training.forward import ACTIVATIONS
from .figure import Figure, Table
from .grids import GREY, canvas, place_image
from .legibility import ink_on
from .weights import signed_colours

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run
    from ..training.shifts import Shifts

    Floats = NDArray[np.float64]
    Point = tuple[float, float]

POOL = 2  # cells of the map, across and down, of which the largest is kept
SMALL, LARGE, ABOVE = 1.75, 1.75, 0.32  # inches: an image or a map, a grid of numbers, the title over it
LEFT, MIDDLE, RIGHT = 0.05, 2.35, 4.4  # inches from the left: image or map, first grid, second grid or pooled map
ROWS = (ABOVE, ABOVE + LARGE + 0.25 + ABOVE)  # inches from the top: the convolution, the pooling


@dataclass(frozen=True)
class Place:
    """One place of an image under one kernel, and what becomes of it."""

    filter: int
    """Number of the kernel, from 0."""
    row: int
    """Row of the pixel under the middle of the kernel, from 0."""
    column: int
    """Its column, from 0."""
    patch: Floats
    """The pixels under the kernel, 0 to 1, those beyond the edge 0: (height, width) of the kernel."""
    kernel: Floats
    """The weights of the kernel, of the same shape."""
    bias: float
    """The bias of its filter."""
    map: Floats
    """What the filter puts out at every place: as high and as wide as the image."""

    @property
    def sum(self) -> float:
        """The products of pixels and weights, added up."""
        return float((self.patch * self.kernel).sum())

    @property
    def value(self) -> float:
        """What the filter puts out at this place."""
        return float(self.map[self.row, self.column])

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the upper left cell of the pooling window that holds the place."""
        return self.row - self.row % POOL, self.column - self.column % POOL

    @property
    def window(self) -> Floats:
        """The cells of that window."""
        row, column = self.corner
        return self.map[row : row + POOL, column : column + POOL]


def convolution_by_hand(run: Run, shifts: Shifts) -> Figure:
    """Return the figure of one product of a learned kernel with a test image, of all of them, and of the pooling."""
    place, image = _strongest(run, shifts), run.dataset.x_test[run.example] / 255
    activation, window = run.recipe.activation, [signed(value, 2) for value in place.window.flat]
    value, largest = signed(place.value, 2), signed(place.window.max(), 2)

    def draw() -> Picture:
        return _draw(place, image, activation)

    return Figure(
        caption=(
            f"Above: test image {run.example}, the pixels in its square, and the kernel of the first convolution whose "
            f"weights differ most, number {place.filter}. Their products add up to "
            f"{signed(place.sum, 2)}; with the bias and `{activation}` that makes {value}. Below: the same at every "
            f"place gives a map, of which pooling keeps the largest of every {POOL} by {POOL} cells."
        ),
        alt=f"Pixels of test image {run.example} times a kernel gives {value}; the map of all such products, and the "
            "map after pooling, a quarter of its cells.",
        description=(
            f"Above, test image {run.example} with a square around {_size(place.patch)} pixels, these pixels as "
            f"numbers, {_in_rows(place.patch)}, and the weights of the kernel, {_in_rows(place.kernel)}. Their "
            f"products add up to {signed(place.sum, 2)}. The bias is {signed(place.bias, 2)}, and {activation} of the "
            f"sum of both is {value}. Below, the map of {_size(place.map)} such values, a window of it with "
            f"{', '.join(window)}, and the map after pooling, where {largest} stands for the window."
        ),
        draw=draw,
        table=Table(("Row", "Column", "Pixel", "Weight", "Product"), tuple(
            (place.row + row - place.kernel.shape[0] // 2, place.column + column - place.kernel.shape[1] // 2,
             round(float(pixel), 4), round(float(weight), 4), round(float(pixel * weight), 4))
            for (row, column), pixel, weight in
            zip(np.ndindex(place.kernel.shape), place.patch.flat, place.kernel.flat, strict=True)
        )),
    )


def _strongest(run: Run, shifts: Shifts) -> Place:
    """Return the place at which the example gives the largest value under the kernel whose weights differ most.

    Of equal ones, the first is taken. A place in a last row or column that no pooling window holds does not count.
    """
    image, kernels = run.dataset.x_test[run.example] / 255, shifts.kernels.astype(np.float64)
    height, width, _ = kernels.shape
    around = [((size - 1) // 2, size // 2) for size in (height, width)]
    patches = np.lib.stride_tricks.sliding_window_view(np.pad(image, around), (height, width))
    chosen = int(kernels.std(axis=(0, 1)).argmax())
    kernel, bias = kernels[..., chosen], float(shifts.biases[chosen])
    sums = np.einsum("rchw,hw->rc", patches, kernel) + bias
    values = np.asarray(ACTIVATIONS.get(run.recipe.activation, np.asarray)(sums))
    rows, columns = (size - size % POOL for size in image.shape)
    row, column = map(int, np.unravel_index(values[:rows, :columns].argmax(), (rows, columns)))
    return Place(chosen, row, column, patches[row, column], kernel, bias, values)


def _size(array: Floats) -> str:
    return " by ".join(map(str, array.shape))


def _in_rows(array: Floats) -> str:
    return "; ".join(", ".join(signed(value, 2) for value in row) for row in array.tolist())


def _draw(place: Place, image: Floats, activation: str) -> Picture:
    import matplotlib.pyplot as plt

    axes = canvas(ROWS[1] + SMALL + 0.1)
    _draw_product(axes, place, image, activation)
    _draw_pooling(axes, place)
    return plt.gcf()


def _draw_product(axes: Axes, place: Place, image: Floats, activation: str) -> None:
    """Draw the image with a square, the pixels in it, the kernel, and what they make."""
    top, (height, width) = ROWS[0], place.kernel.shape
    place_image(axes, image, (LEFT, top), SMALL, **GREY)
    corner = place.row - (height - 1) // 2, place.column - (width - 1) // 2
    _draw_square(axes, (LEFT, top), SMALL / len(image), corner, height)
    _write_grid(axes, place.patch, (MIDDLE, top), LARGE, _greys(0, 1))
    _write_grid(axes, place.kernel, (RIGHT, top), LARGE, _signed(abs(place.kernel).max()))
    for left, title in ((LEFT, "Image"), (MIDDLE, "Pixels"), (RIGHT, f"Kernel {place.filter}")):
        axes.text(left, top - 0.08, title)
    middle = top + LARGE / 2
    axes.text((MIDDLE + LARGE + RIGHT) / 2, middle, "×", ha="center", va="center", size="large")
    bias = f"{MINUS if fixed(place.bias, 2).startswith('-') else '+'} {fixed(abs(place.bias), 2)} bias"
    lines = (f"= {signed(place.sum, 2)}", bias, f"{activation}:", signed(place.value, 2))
    for number, line in enumerate(lines):
        axes.text(RIGHT + LARGE + 0.15, middle + 0.27 * (number - 1.5), line, va="center",
                  weight="bold" if number == len(lines) - 1 else "normal")


def _draw_pooling(axes: Axes, place: Place) -> None:
    """Draw the map with a square, the window in it, and the map after pooling."""
    top, height, width = ROWS[1], *place.map.shape
    whole = place.map[: height - height % POOL, : width - width % POOL]
    pooled = whole.reshape(len(whole) // POOL, POOL, -1, POOL).max(axis=(1, 3))
    low, high = float(place.map.min()), float(place.map.max())
    look = {"cmap": "gray", "vmin": low, "vmax": high}
    place_image(axes, place.map, (LEFT, top), SMALL, **look)
    _draw_square(axes, (LEFT, top), SMALL / height, place.corner, POOL)
    side = LARGE * POOL / 3
    _write_grid(axes, place.window, (MIDDLE, top + (LARGE - side) / 2), side, _greys(low, high))
    axes.text((MIDDLE + side + RIGHT) / 2, top + LARGE / 2, "largest\n→", ha="center", va="center")
    place_image(axes, pooled, (RIGHT, top), SMALL, **look)
    row, column = place.corner
    _draw_square(axes, (RIGHT, top), SMALL / len(pooled), (row // POOL, column // POOL), 1)
    axes.text(LEFT, top - 0.08, "Map")
    axes.text(MIDDLE, top - 0.08, "Window")
    axes.text(RIGHT, top - 0.08, "After pooling")
    axes.text(RIGHT + SMALL + 0.15, top + LARGE / 2, signed(place.window.max(), 2), va="center", weight="bold")


def _draw_square(axes: Axes, corner: Point, cell: float, start: Sequence[int], cells: int) -> None:
    """Draw a square around `cells` by `cells` cells, from `start` (row, column), of a picture at `corner`."""
    left, top = corner[0] + start[1] * cell, corner[1] + start[0] * cell
    right, bottom = left + cells * cell, top + cells * cell
    axes.plot([left, right, right, left, left], [top, top, bottom, bottom, top], color="accent", linewidth=1.6)


def _write_grid(
    axes: Axes, numbers: Floats, corner: Point, side: float, colours: Callable[[Floats], Floats]
) -> None:
    """Draw numbers (n, n) as cells in their `colours`, each with its number."""
    cells, cell = colours(numbers), side / len(numbers)
    place_image(axes, cells, corner, side)
    for (row, column), value in np.ndenumerate(numbers):
        axes.text(corner[0] + (column + 0.5) * cell, corner[1] + (row + 0.5) * cell, signed(value, 2), ha="center",
                  va="center", color=ink_on(tuple(cells[row, column])))


def _greys(low: float, high: float) -> Callable[[Floats], Floats]:
    """Return the function from numbers, (…), to their greys, (…, 3), black at `low` and white at `high`."""
    def greys(numbers: Floats) -> Floats:
        return np.repeat(((numbers - low) / (high - low or 1))[..., None], 3, axis=-1)

    return greys


def _signed(limit: float) -> Callable[[Floats], Floats]:
    """Return the function from numbers, (…), to the colours of signed values, (…, 3), strongest at `limit`."""
    def colours(numbers: Floats) -> Floats:
        return np.asarray(signed_colours()((numbers / (limit or 1) + 1) / 2)[..., :3])

    return colours
