"""The small network that readers train in their browsers: its loss and accuracy, pass by pass."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ..core.filters import fixed, number, percent
from ..training import miniature
from ..training.forward import cross_entropies, logits
from ..training.sample import sample
from .curves import TRAINING, VALIDATION, name_curves
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run
    from ..training.sample import Images

    Row = tuple[int, float, float, float, float]

PASSES = 30
"""After as many the page rests."""
DECIMALS = 6  # of a loss, in which all machines agree
COLUMNS = ("Pass", "Training loss", "Validation loss", "Training accuracy", "Validation accuracy")


def training_on_few_images(run: Run) -> Figure:
    """Return the figure of loss and accuracy of the small network at the start and after each pass."""
    chosen = sample(run)
    network = miniature.passes(chosen.training, len(run.class_names), run.recipe.activation)
    rows = [_row(passed, weights, run.recipe.activation, chosen.training, chosen.validation)
            for passed, weights in enumerate(islice(network, PASSES + 1))]
    images, others = (number(len(each.labels)) for each in (chosen.training, chosen.validation))
    right, val_right = map(percent, rows[-1][3:])
    lowest = min(rows, key=lambda row: row[2])[0]

    def draw() -> Picture:
        return _draw(rows)

    return Figure(
        caption=f"A network with {miniature.NEURONS} hidden neurons, trained on {images} images with a learning rate "
                f"of {miniature.RATE}, and measured on {others} others. After {PASSES} passes it is right on "
                f"{right} of the images that it trains on, and on {val_right} of the others.",
        alt=f"Curves over {PASSES} passes. Training accuracy ends at {right}, validation accuracy at {val_right}; "
            f"validation loss is lowest after pass {lowest}.",
        description=_described(rows, lowest),
        draw=draw,
        table=Table(COLUMNS, tuple(rows)),
    )


def _described(rows: list[Row], lowest: int) -> str:
    losses = [f"from {fixed(rows[0][column], 3)} to {fixed(rows[-1][column], 3)}" for column in (1, 2)]
    shares = [f"from {percent(rows[0][column])} to {percent(rows[-1][column])}" for column in (3, 4)]
    return (
        f"Two line charts over the passes 0 to {PASSES}; training is a solid line with round markers, validation a "
        f"dashed one with square ones. Left, the loss: training {losses[0]}, validation {losses[1]}, where the lowest "
        f"is {fixed(rows[lowest][2], 3)}, after pass {lowest}. Right, the accuracy: training {shares[0]}, validation "
        f"{shares[1]}."
    )


def _row(passed: int, weights: miniature.Weights, activation: str, training: Images, validation: Images) -> Row:
    (loss, accuracy), (val_loss, val_accuracy) = (_measured(weights, activation, images)
                                                  for images in (training, validation))
    return passed, loss, val_loss, accuracy, val_accuracy


def _measured(weights: miniature.Weights, activation: str, images: Images) -> tuple[float, float]:
    """Return the mean loss and the accuracy on some images."""
    scores = logits(images.pixels.reshape(len(images.pixels), -1) / 255, weights, activation)
    losses = cross_entropies(scores, images.labels)
    return round(float(losses.mean()), DECIMALS), float((scores.argmax(axis=1) == images.labels).mean())


def _draw(rows: list[Row]) -> Picture:
    import matplotlib.pyplot as plt

    passed, loss, val_loss, accuracy, val_accuracy = zip(*rows, strict=True)
    picture, (losses, accuracies) = plt.subplots(1, 2, figsize=(7.5, 3.25))
    _draw_panel(losses, "Loss", passed, loss, val_loss)
    _draw_panel(accuracies, "Accuracy", passed, accuracy, val_accuracy)
    picture.tight_layout(w_pad=2)
    return picture


def _draw_panel(
    axes: Axes, title: str, passed: tuple[int, ...], training: tuple[float, ...], validation: tuple[float, ...]
) -> None:
    axes.plot(passed, training, markevery=3, **TRAINING)
    axes.plot(passed, validation, markevery=3, **VALIDATION)
    axes.set(title=title, xlabel="Passes through the images")
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    name_curves(axes, training, validation)
