"""Confusions: which class is taken for which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import joined, number, percent, plural
from ..training.metrics import confusion_matrix as count_confusions
from ..training.metrics import error_depths, predictions, top_confusions
from .figure import Figure, Table, fitting, shortened
from .grids import COLUMNS, GREY, canvas, draw_message, normalized, place_image, row_of
from .legibility import DEEPEST, mixed, name_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.metrics import ConfusionCell
    from ..training.run import Run

    Example = tuple[ConfusionCell, list[int]]  # a confusion and the indices of some of its test images

LEGIBLE = 26  # classes up to which there is room for a count in each cell
RIGHT = 0.22  # share of the colour of right answers in their cells
PAIRS, EACH = 5, 4  # confusions shown, images of each
SIDE, PITCH, LABEL = 1.0, 1.1, 2.4  # inches: an image, from one image to the next, room for the label of a row


def confusion_matrix(run: Run) -> Figure:
    """Return the figure of counts of true against predicted label on the test images, tinted as on pages."""
    names, counts = run.class_names, count_confusions(run.probabilities, run.labels)
    right, total = int(np.trace(counts)), len(run.labels)
    diagonal = f"{len(names)} by {len(names)} cells: {number(right)} of {plural(total, 'test image')} on the diagonal."

    def draw() -> Picture:
        return _draw_matrix(counts, names)

    return Figure(
        caption=(
            f"True against predicted label of the {number(total)} test images; the {number(right)} on the diagonal are "
            f"right. An error is the deeper in colour the larger its share of its row."
        ),
        alt=fitting(f"{diagonal} {_most_frequent_error(counts, names)}", diagonal),
        description=(
            f"A row for each true label, a column for each predicted label, counts of test images in the cells. "
            f"{number(right)} of {number(total)} ({percent(right / total)}) are on the diagonal, in the colour of "
            f"right answers. Every other cell has that of wrong ones, the deeper the larger its share of its row, the "
            f"images of one true label; a tenth or more has the deepest. {_most_frequent_error(counts, names)}"
        ),
        draw=draw,
        table=Table(
            ("True label", *(f"Predicted {name}" for name in names)),
            tuple((name, *row) for name, row in zip(names, counts.tolist(), strict=True)),
        ),
    )


def frequent_confusions(run: Run) -> Figure:
    """Return the figure of the up to five most frequent confusions, with the first test images of each, up to four."""
    names, examples = run.class_names, _examples(run)
    rows = tuple(row_of(run, index) for _, indices in examples for index in indices)

    def draw() -> Picture:
        return _draw_examples(run, examples) if examples else draw_message("No test image is misclassified.")

    if not examples:
        nothing = f"The network gets all of the {number(len(run.labels))} test images right: it confuses nothing."
        return Figure(caption=nothing, alt=nothing, description=nothing, draw=draw, table=Table(COLUMNS, ()))
    rank = _rank(len(examples), len(top_confusions(count_confusions(run.probabilities, run.labels), len(names) ** 2)))
    frequencies = joined(_confusion_in_words(error, names) for error, _ in examples)
    return Figure(
        caption=f"The {rank} and the first test images of each, at most {EACH}, in the order of the test set.",
        alt=fitting(f"Misclassified images, {run.words.look}: {frequencies}.",
                    f"Misclassified images, {run.words.look}, in rows for the {rank}."),
        description=(
            f"A row for each of the {rank}: {frequencies}. Each row shows the first such images of the test set, "
            f"{run.words.look}, at most {EACH}: " + "; ".join(
                f"{names[error.true]} taken for {names[error.predicted]}, test {_image_numbers(indices)}"
                for error, indices in examples
            ) + "."
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _rank(shown: int, occurred: int) -> str:
    if occurred == 1:
        return "only confusion"
    return f"{shown} confusions" if shown == occurred else f"{shown} most frequent confusions"


def _examples(run: Run) -> list[Example]:
    predicted, matrix = predictions(run.probabilities), count_confusions(run.probabilities, run.labels)
    errors = top_confusions(matrix, PAIRS)
    cells = [np.flatnonzero((run.labels == error.true) & (predicted == error.predicted)) for error in errors]
    return [(error, indices[:EACH].tolist()) for error, indices in zip(errors, cells, strict=True)]


def _image_numbers(indices: list[int]) -> str:
    return f"{'image' if len(indices) == 1 else 'images'} {joined(indices)}"


def _confusion_in_words(error: ConfusionCell, names: tuple[str, ...]) -> str:
    return f"{names[error.true]} taken for {names[error.predicted]} ({plural(error.count, 'time')})"


def _most_frequent_error(counts: NDArray[np.intp], names: tuple[str, ...]) -> str:
    for error in top_confusions(counts, 1):
        mistaken = f"{names[error.true]} taken for {names[error.predicted]}"
        return f"Most frequent error: {mistaken}, {plural(error.count, 'time')}."
    return "There is no error."


def _draw_matrix(counts: NDArray[np.intp], names: tuple[str, ...]) -> Picture:
    import matplotlib.pyplot as plt

    picture, axes = plt.subplots(figsize=(7.5, 7))
    edges, many = np.arange(len(counts) + 1) - 0.5, len(counts) > LEGIBLE
    gaps: dict[str, Any] = {} if many else {"edgecolor": "paper", "linewidth": 2}
    axes.pcolormesh(edges, edges, tints(counts), rasterized=many, **gaps)
    if not many:
        _write_counts(axes, counts)
    _label(axes, names)
    picture.tight_layout()
    return picture


def tints(counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the colour of each cell, (classes, classes, 3), the same as on pages: site.css, `.confusion`."""
    colours = np.array([[mixed("wrong", "wash", DEEPEST * depth) for depth in row] for row in error_depths(counts)])
    colours[np.diag_indices(len(counts))] = mixed("right", "wash", RIGHT)
    return colours


def _write_counts(axes: Axes, counts: NDArray[np.intp]) -> None:
    import matplotlib.pyplot as plt

    size = plt.rcParams["font.size"] * min(1, 10 / len(counts))
    for (true, predicted), count in np.ndenumerate(counts):
        weight, ink = "bold" if true == predicted else "normal", "ink" if count or true == predicted else "ink-soft"
        axes.text(predicted, true, number(int(count)), ha="center", va="center", color=ink, size=size, weight=weight)


def _label(axes: Axes, names: tuple[str, ...]) -> None:
    axes.set(xlabel="Predicted label", ylabel="True label", aspect="equal")
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    name_ticks(axes.xaxis, names)
    name_ticks(axes.yaxis, names)


def _draw_examples(run: Run, examples: list[Example]) -> Picture:
    """Draw a row for each confusion, labelled at its left, on a canvas measured in inches."""
    import matplotlib.pyplot as plt

    gap, names = PITCH - SIDE, tuple(map(shortened, run.class_names))
    axes = canvas(PITCH * len(examples) + gap)
    shown = normalized(run.dataset.x_test, [index for _, indices in examples for index in indices])
    for row, (error, indices) in enumerate(examples):
        axes.text(gap, PITCH * (row + 0.5) + gap / 2, _on_lines(_confusion_in_words(error, names)), va="center")
        for column, index in enumerate(indices):
            place_image(axes, shown[index], (LABEL + PITCH * column, PITCH * row + gap), SIDE, **GREY)
    return plt.gcf()


def _on_lines(label: str) -> str:
    """Return the label, broken into three lines if it is too long for one."""
    return label if len(label) <= 24 else label.replace(" taken for ", "\ntaken for ").replace(" (", "\n(")
