"""Labels: as the one-hot rows that the network learns from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import joined, spelled
from .figure import Figure, Table, shortened
from .grids import GREY, canvas, normalized, one_hot, place_image
from .legibility import ink_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

SHOWN = 3  # labels, all different
LEFT, LABEL, ROW, BACK = 0.05, 0.98, 2.05, 6.6  # inches: the columns of the picture
TOP, PITCH, SIDE = 0.65, 0.95, 0.82  # inches: the first line, from one line to the next, an image
LEGIBLE = 13  # numbers of two digits for which there is room over a row


def labels_as_rows(run: Run) -> Figure:
    """Return the figure of the labels of three training images, all different, as one-hot rows and back.

    They are the first of their classes in the training set. Of two classes there are two.
    """
    indices = sorted(np.unique(run.dataset.y_train, return_index=True)[1].tolist())[:SHOWN]
    labels, classes = run.dataset.y_train[indices].tolist(), len(run.class_names)
    rows, places = one_hot(np.array(labels), classes), joined(labels)

    def draw() -> Picture:
        return _draw_lines(run, indices, rows)

    return Figure(
        caption=(
            f"{spelled(len(labels)).capitalize()} labels, and what `to_categorical` makes of them: a row of "
            f"{spelled(classes)} places, counted from 0, with a 1 at the place of the label. `argmax()` goes back: it "
            f"returns the place of the largest number."
        ),
        alt=f"The labels {places} as rows of {classes} cells: a 1 at place {places}, 0 in all other cells.",
        description=(
            f"A line for each of {len(labels)} training images: the image, {run.words.look}, its label, a row of "
            f"{classes} cells, and the place that argmax finds. " + " ".join(
                f"Training image {index} has the label {_labelled(label, run.class_names[label], ', ')}: the 1 stands "
                f"at place {label}, counted from 0, and argmax returns {label}."
                for index, label in zip(indices, labels, strict=True)
            )
        ),
        draw=draw,
        table=Table(("Index in the training set", "True label", "As a number", "As a row", "argmax() of it"), tuple(
            (index, run.class_names[label], label, " ".join(f"{cell:.0f}" for cell in row), int(row.argmax()))
            for index, label, row in zip(indices, labels, rows, strict=True)
        )),
    )


def _draw_lines(run: Run, indices: list[int], rows: NDArray[np.float64]) -> Picture:
    """Draw a line for each image: itself, its label, the one-hot row and the way back."""
    import matplotlib.pyplot as plt

    axes, images = canvas(TOP + PITCH * len(rows)), normalized(run.dataset.x_train, indices)
    _write_heads(axes, rows.shape[1])
    for line, (index, row) in enumerate(zip(indices, rows, strict=True)):
        label, top = int(row.argmax()), TOP + PITCH * line
        place_image(axes, images[index], (LEFT, top), SIDE, **GREY)
        axes.text(LABEL, top + SIDE / 2, _labelled(label, shortened(run.class_names[label], 9), "\n"), va="center")
        _draw_row(axes, row, top + SIDE / 2)
        axes.text(BACK, top + SIDE / 2, f"→ {label}", va="center")
    return plt.gcf()


def _labelled(label: int, name: str, joint: str) -> str:
    return str(label) if name == str(label) else f"{label}{joint}{name}"


def _write_heads(axes: Axes, classes: int) -> None:
    """Write what stands in the columns, and the place of the cells, or of every second, third, … one."""
    for left, head in ((LABEL, "Label"), (ROW, "After to_categorical"), (BACK, "argmax()")):
        axes.text(left, 0.17, head, va="center")
    for place in range(0, classes, -(-classes // LEGIBLE)):
        axes.text(ROW + (place + 0.5) * _width(classes), TOP - 0.1, str(place), ha="center", va="center")


def _width(classes: int) -> float:
    return (BACK - ROW - 0.25) / classes


def _draw_row(axes: Axes, row: NDArray[np.float64], middle: float) -> None:
    """Draw the cells of a one-hot row (classes,), the one with the 1 filled."""
    import matplotlib.pyplot as plt
    from matplotlib.patches import Rectangle

    wide, edge = _width(len(row)), "line-strong"
    size = plt.rcParams["font.size"] * min(1, 26 / len(row))
    for place, value in enumerate(row):
        left, colour = ROW + place * wide, "accent" if value else "paper"
        axes.add_patch(Rectangle((left, middle - 0.17), wide, 0.34, facecolor=colour, edgecolor=edge, linewidth=0.8))
        axes.text(left + wide / 2, middle, f"{value:.0f}", ha="center", va="center", size=size, color=ink_on(colour))
