"""Training curves: loss and accuracy, epoch by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import fixed, percent
from .endings import label_ends
from .figure import Figure, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run

    Series = tuple[float, ...]

# The two series differ by line and marker as well as by colour.
TRAINING: dict[str, Any] = {"color": "train", "linestyle": "-", "marker": "o"}
VALIDATION: dict[str, Any] = {"color": "validation", "linestyle": "--", "marker": "s"}
COLUMNS = ("Epoch", "Training loss, mean over it", "Validation loss, after it", "Training accuracy, mean over it",
           "Validation accuracy, after it")
MIDDLE = 0.5  # of an epoch: where its mean belongs


def training_curves(run: Run) -> Figure:
    """Return the figure of loss and accuracy by epoch: means over it in training, values at its end in validation."""
    series = [run.history[key] for key in ("loss", "val_loss", "accuracy", "val_accuracy")]
    epochs = len(series[0])
    caption, alt, description = _over_epochs(*series) if epochs > 1 else _of_one_epoch(*series)

    def draw() -> Picture:
        return _draw_panels(run.history)

    return Figure(
        caption=f"Loss and accuracy by epoch. The training values are means over an epoch, drawn at its middle; the "
                f"validation values are measured at its end. {caption}",
        alt=alt,
        description=description,
        draw=draw,
        table=Table(COLUMNS, tuple(zip(range(1, epochs + 1), *series, strict=True))),
    )


def _over_epochs(loss: Series, val_loss: Series, accuracy: Series, val_accuracy: Series) -> tuple[str, str, str]:
    """Return the end of the caption, the alternative text and the description of curves."""
    epochs, best = len(loss), min(val_loss)
    lowest = f"{fixed(best, 3)}, after epoch {val_loss.index(best) + 1}"
    return (
        f"The validation loss is lowest, {lowest} of {epochs}.",
        f"Curves from epoch 1 to {epochs}. Training loss {_from_to(loss)}, validation loss {_from_to(val_loss)}; "
        f"validation accuracy ends at {percent(val_accuracy[-1])}.",
        f"Two line charts over the epochs 1 to {epochs}; training is a solid line with round markers in the middle "
        f"of each epoch, over which its values are means, validation a dashed line with square ones at the end of "
        f"each. Left, the loss: training {_from_to(loss)}, validation {_from_to(val_loss)}, where the lowest is "
        f"{lowest}. Right, the accuracy: training {_from_to(accuracy)}, validation {_from_to(val_accuracy)}.",
    )


def _of_one_epoch(loss: Series, val_loss: Series, accuracy: Series, val_accuracy: Series) -> tuple[str, str, str]:
    """Return the same of the points that are drawn of a single epoch."""
    losses = f"training loss {fixed(loss[0], 3)}, validation loss {fixed(val_loss[0], 3)}"
    return (
        "There is one epoch, and so one point of each.",
        f"Points for a single epoch: {losses}; validation accuracy {percent(val_accuracy[0])}.",
        f"Two charts of a single epoch, with a round marker for training in its middle and a square one for validation "
        f"at its end. Left, the loss: {losses}. Right, the accuracy: training {fixed(accuracy[0], 3)}, validation "
        f"{fixed(val_accuracy[0], 3)}.",
    )


def _from_to(values: Series) -> str:
    first, last = fixed(values[0], 3), fixed(values[-1], 3)
    return f"from {first} to {last}" if first != last else f"{first} at both ends"


def _draw_panels(history: Mapping[str, tuple[float, ...]]) -> Picture:
    import matplotlib.pyplot as plt

    picture, (losses, accuracies) = plt.subplots(1, 2, figsize=(7.5, 3.25))
    _draw_panel(losses, "Loss", history["loss"], history["val_loss"])
    _draw_panel(accuracies, "Accuracy", history["accuracy"], history["val_accuracy"])
    picture.tight_layout(w_pad=2)
    return picture


def _draw_panel(axes: Axes, title: str, training: tuple[float, ...], validation: tuple[float, ...]) -> None:
    from matplotlib.ticker import MaxNLocator

    epochs = np.arange(1, len(training) + 1)
    every = max(1, len(training) // 20)  # so that markers never run into one another
    axes.plot(epochs - MIDDLE, training, markevery=every, **TRAINING)
    axes.plot(epochs, validation, markevery=every, **VALIDATION)
    axes.set(title=title, xlabel="Epochs passed")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    axes.grid(axis="y")
    name_curves(axes, training, validation)


def name_curves(axes: Axes, training: Series, validation: Series) -> None:
    """Write at the end of each curve which it is."""
    label_ends(axes, [("Training", training[-1], "train"), ("Validation", validation[-1], "validation")])
