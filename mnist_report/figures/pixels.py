"""Pixels: an image as the numbers that the network gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import fixed
from ..core.names import within
from .figure import Figure, Table, fitting
from .grids import GREY, WIDTH, canvas, normalized, place_image
from .legibility import ink_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

    Point = tuple[float, float]

PART = 5  # pixels, across and down, that are written out: more would be too small to read on a phone
SMALL, LARGE, TOP, LEFT = 1.95, 2.5, 0.35, 0.05  # inches: side of the image, and of a grid; the space over them


def image_as_numbers(run: Run) -> Figure:
    """Return the figure of the first training image, with a part of it as numbers, before and after the division."""
    image, name = run.dataset.x_train[0], run.class_names[run.dataset.y_train[0]]
    row, column = corner = _most_varied(image)
    part = image[row : row + PART, column : column + PART]
    scaled = part / 255.0
    rows, columns = part.shape
    brightest = f"up to {part.max()}, and up to {fixed(scaled.max(), 2)} after the division by 255"

    def draw() -> Picture:
        return _draw_parts(run, corner, part)

    return Figure(
        caption=(
            f"The first training image, labelled {within(name)}, and the pixels in its square as numbers: in the "
            f"middle as they are stored, whole numbers from 0 to 255, on the right the same divided by 255, rounded to "
            f"two decimals. In code the square is `x_train[0, {row}:{row + rows}, {column}:{column + columns}]`."
        ),
        alt=fitting(f"The first training image, labelled {name}, and {rows} × {columns} of its pixels as numbers: "
                    f"{brightest}.",
                    f"The first training image, and {rows} × {columns} of its pixels as numbers: {brightest}."),
        description=(
            f"Left, the first training image, {run.words.look}, with a square around its rows {row} to "
            f"{row + rows - 1} and columns {column} to {column + columns - 1}, counted from 0. In the middle, the "
            f"pixels of the square as they are stored, row by row: {_in_rows(part.tolist())}. Right, the same "
            f"divided by 255, in the same shades."
        ),
        draw=draw,
        table=Table(("Row", "Column", "As it is stored", "Divided by 255"), tuple(
            (row + down, column + across, int(part[down, across]), float(scaled[down, across]))
            for down, across in np.ndindex(part.shape)
        )),
    )


def _most_varied(image: NDArray[np.uint8]) -> tuple[int, int]:
    """Return row and column of the upper left pixel of the part with the most different values, the first of equals."""
    windows = np.lib.stride_tricks.sliding_window_view(image, np.minimum(image.shape, PART))
    values = np.sort(windows.reshape(*windows.shape[:2], -1))
    different = (values[..., 1:] != values[..., :-1]).sum(axis=-1)
    row, column = np.unravel_index(different.argmax(), different.shape)
    return int(row), int(column)


def _in_rows(numbers: list[list[int]]) -> str:
    return "; ".join(", ".join(map(str, row)) for row in numbers)


def _draw_parts(run: Run, corner: tuple[int, int], part: NDArray[np.uint8]) -> Picture:
    """Draw the first training image with a square, and the pixels in it as bytes and as shares of 255."""
    import matplotlib.pyplot as plt

    axes, scaled, (side, _) = canvas(TOP + LARGE + 0.1), part / 255.0, run.image_shape
    image, middle = normalized(run.dataset.x_train, [0])[0], WIDTH - 2 * LARGE - 0.15
    down, pixel = TOP + (LARGE - SMALL) / 2, SMALL / side
    place_image(axes, image, (LEFT, down), SMALL, **GREY)
    left, top, wide = LEFT + corner[1] * pixel, down + corner[0] * pixel, len(part) * pixel
    _draw_square(axes, (left, top), wide)
    for height, end in ((top, TOP), (top + wide, TOP + LARGE)):
        axes.plot([left + wide, middle], [height, end], color="accent", linewidth=1)
    _write_grid(axes, scaled, middle, [str(value) for value in part.flat])
    _write_grid(axes, scaled, WIDTH - LARGE - LEFT, [fixed(value, 2) for value in scaled.flat])
    for place, title in ((LEFT, "Training image 0"), (middle, "0 to 255"), (WIDTH - LARGE - LEFT, "Divided by 255")):
        axes.text(place, (down if place == LEFT else TOP) - 0.08, title)
    return plt.gcf()


def _draw_square(axes: Axes, corner: Point, side: float) -> None:
    (left, top), (right, bottom) = corner, (corner[0] + side, corner[1] + side)
    axes.plot([left, right, right, left, left], [top, top, bottom, bottom, top], color="accent", linewidth=1.6)


def _write_grid(axes: Axes, shades: NDArray[np.float64], left: float, texts: list[str]) -> None:
    """Draw pixels (n, n) in [0, 1] as large squares, each with its text, row by row."""
    import matplotlib.pyplot as plt

    place_image(axes, shades, (left, TOP), LARGE, **GREY)
    _draw_square(axes, (left, TOP), LARGE)
    cell, size = LARGE / len(shades), 1.3 * plt.rcParams["font.size"]
    for (row, column), shade, text in zip(np.ndindex(shades.shape), shades.flat, texts, strict=True):
        axes.text(left + (column + 0.5) * cell, TOP + (row + 0.5) * cell, text, ha="center", va="center",
                  size=size, color=ink_on(str(shade)))

