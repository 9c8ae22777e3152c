"""Where the network is wrong: the first misclassified test images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..filters import joined, number, percent, plural
from .figure import Figure, Table
from .images import normalized, one_hot
from .legibility import cropped, letters_for
from .wording import fitting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..runs import Run

    Row = tuple[int, str, str, float]

COLUMNS = ("Index in the test set", "True label", "Predicted label", "Confidence")


def misclassifications(run: Run) -> Figure:
    """The first five misclassified test images (or as many as there are), with predicted and true label."""
    pred_labels, true_labels, errors = find_errors(run.probabilities, one_hot(run.labels, len(run.class_names)))
    rows = tuple(_row(run, int(index)) for index in errors[:5])
    tested = number(len(run.labels))

    def draw() -> Picture:
        if not rows:
            return _draw_message("No test image is misclassified.")
        with letters_for(width=10):
            images = normalized(run.dataset.x_test, errors[:5])
            return cropped(draw_misclassifications(images, pred_labels, true_labels, errors, len(rows)), height=2.375)

    if not rows:
        nothing = f"The network gets all of the {tested} test images right, so that there is none to show."
        return Figure(caption=nothing, alt=nothing, description=nothing, draw=draw)
    return Figure(
        caption=f"The first {len(rows)} of the {plural(len(errors), 'test image')}, out of {tested}, that the network "
                f"gets wrong. Pred is what it says, Truth what the image is.",
        alt=_alt(rows),
        description=" ".join(map(_sentence, rows)),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def find_errors(
    preds: NDArray[np.float32], y_test: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Predicted labels (n,), true labels (n,) and the indices (errors,) at which they differ, ascending.

    `preds` and the one-hot `y_test` are (n, classes).
    """
    pred_labels = preds.argmax(axis=1)
    true_labels = y_test.argmax(axis=1)

    # Find incorrect predictions
    errors = np.where(pred_labels != true_labels)[0]
    return pred_labels, true_labels, errors


def draw_misclassifications(
    x_test: Mapping[int, NDArray[np.float64]] | NDArray[np.float64],
    pred_labels: NDArray[np.intp],
    true_labels: NDArray[np.intp],
    errors: NDArray[np.intp],
    examples: int,
) -> Picture:
    """The first `examples` images (side, side) in [0, 1] whose indices are in `errors`, under their two labels."""
    import matplotlib.pyplot as plt

    # Visualize a few
    plt.figure(figsize=(10, 4))
    for i in range(examples):
        idx = errors[i]
        plt.subplot(1, 5, i+1)
        plt.imshow(x_test[idx], cmap='gray')
        plt.title(f"Pred: {pred_labels[idx]}, Truth: {true_labels[idx]}")
        plt.axis('off')
    plt.tight_layout()
    plt.show()
    return plt.gcf()


def _row(run: Run, index: int) -> Row:
    prediction, names = run.probabilities[index], run.class_names
    return index, names[run.labels[index]], names[prediction.argmax()], float(prediction.max())


def _sentence(row: Row) -> str:
    index, true, predicted, confidence = row
    return f"Test image {index} is {true}; the network takes it for {predicted}, with {percent(confidence)}."


def _alt(rows: tuple[Row, ...]) -> str:
    what = f"{plural(len(rows), 'misclassified test image')}, light on black"
    swaps = joined(f"{true} taken for {predicted}" for _, true, predicted, _ in rows)
    return fitting(f"{what}: {swaps}.", f"{what}, each under its predicted and its true label.")


def _draw_message(text: str) -> Picture:
    import matplotlib.pyplot as plt

    picture = plt.figure(figsize=(7.5, 1))
    picture.text(0.5, 0.5, text, ha="center", va="center")
    return picture
