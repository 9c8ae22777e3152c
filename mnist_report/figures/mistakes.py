"""Mistakes of the network: the first misclassified test images, and those it is surest of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import TrainingError
from ..core.filters import number, percent
from ..training.metrics import confidences
from .figure import Figure, Table
from .grids import COLUMNS, draw_message, draw_test_images, labelled, normalized, one_hot, row_of, sentence, swaps
from .legibility import cropped, letters_for, retitled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run


@dataclass(frozen=True)
class Model:
    """As much of a Keras model as the shown code uses, so that the run's answers are found without TensorFlow."""

    probabilities: NDArray[np.float32]
    """What it answers, (n, classes)."""

    def predict(self, _images: object) -> NDArray[np.float32]:
        """Return the probabilities of each class, whatever the images, which are those of the test."""
        return self.probabilities


def misclassifications(run: Run) -> Figure:
    """Return the figure of the first `run.examples` misclassified test images, with predicted and true label.

    Raise TrainingError for a network that makes fewer mistakes, or nothing else.
    """
    pred_labels, true_labels, errors = _errors_of(run)
    _require_mistakes(run, len(errors))
    rows = tuple(row_of(run, int(index)) for index in errors[: run.examples])
    first = "" if len(rows) == len(errors) else f"first {len(rows)} of the "
    which = f"{first}{number(len(errors))} test images"

    def draw() -> Picture:
        with letters_for(width=10):
            images = normalized(run.dataset.x_test, errors[: run.examples])
            drawn = draw_misclassifications(images, pred_labels, true_labels, errors, len(rows))
            return _retitled_and_cropped(drawn, list(map(labelled, rows)))

    return Figure(
        caption=f"The {which}, out of {number(len(run.labels))}, that the network gets wrong. Pred is what it says, "
                f"Truth what the image is.",
        alt=swaps(run, "misclassified test image", rows, "each under its predicted and its true label"),
        description=" ".join(map(sentence, rows)),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def confident_mistakes(run: Run) -> Figure:
    """Return the figure of the misclassified test images of which the network is surest, up to ten."""
    _, _, errors = _errors_of(run)
    order = np.argsort(-confidences(run.probabilities[errors]), kind="stable")
    rows = tuple(row_of(run, int(index)) for index in errors[order[:10]])

    def draw() -> Picture:
        if not rows:
            return draw_message("No test image is misclassified.")
        return draw_test_images(run, rows, [labelled(row, percent(row[-1])) for row in rows])

    if not rows:
        nothing = _nothing_to_show(run)
        return Figure(caption=nothing, alt=nothing, description=nothing, draw=draw, table=Table(COLUMNS, ()))
    return Figure(
        caption=f"{_surest(len(rows), len(errors))}, each under what it says (Pred), what the image is (Truth) and how "
                f"sure it is.",
        alt=swaps(run, "confident mistake", rows, f"the network at least {percent(rows[-1][-1])} sure"),
        description=f"From the surest down. {' '.join(map(sentence, rows))}",
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _errors_of(run: Run) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    return find_errors(Model(run.probabilities), run.dataset.x_test, one_hot(run.labels, len(run.class_names)))


def find_errors(
    model: Any, x_test: NDArray[Any], y_test: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return predicted labels (n,), true labels (n,) and the indices (errors,) at which they differ, ascending.

    The one-hot `y_test` is (n, classes), and so is what the model predicts.
    """
    preds = model.predict(x_test)
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
    """Draw the images (side, side) in [0, 1] at the first `examples` indices in `errors`, under their two labels."""
    import matplotlib.pyplot as plt

    # Visualize a few
    plt.figure(figsize=(10, 4))
    for i in range(examples):
        idx = errors[i]
        plt.subplot(1, examples, i+1)
        plt.imshow(x_test[idx], cmap='gray')
        plt.title(f"Pred: {pred_labels[idx]}, Truth: {true_labels[idx]}")
        plt.axis('off')
    plt.tight_layout()
    plt.show()
    return plt.gcf()


def _retitled_and_cropped(picture: Picture, titles: list[str]) -> Picture:
    """Return the picture with these titles, as high as one of its images and titles needs."""
    lines = 1 + max(title.count("\n") for title in titles)
    return cropped(retitled(picture, titles), height=min(4, 0.135 + 0.24 * lines + 10 / len(titles)))


def _require_mistakes(run: Run, errors: int) -> None:
    tested = number(len(run.labels))
    if errors == len(run.labels):
        raise TrainingError(f"the network got none of the {tested} test images right; it needs another recipe, or "
                            "labels that fit the images")
    if errors < run.examples:
        raise TrainingError(
            f"the network got {number(errors)} of the {tested} test images wrong, but Module 2 draws {run.examples} "
            "such images (examples in [tool.mnist-report], at least 3); test it with more images, or train it for "
            "fewer epochs"
        )


def _surest(shown: int, errors: int) -> str:
    if errors == 1:
        return "The only mistake of the network"
    if shown == errors:
        return f"All {shown} mistakes of the network, the surest first"
    return f"The {shown} mistakes of which the network is surest, out of {number(errors)}"


def _nothing_to_show(run: Run) -> str:
    return f"The network gets all of the {number(len(run.labels))} test images right, so that there is none to show."
