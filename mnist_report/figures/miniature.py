"""The small network that readers train in their browsers: its loss and accuracy, pass by pass."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ..core.filters import fixed, number, percent
from ..training import miniature
from ..training.forward import cross_entropies, logits
from ..training.sample import sample
from .curves import TRAINING, VALIDATION
from .figure import Figure, Table, fitting

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run
    from ..training.sample import Images

    Row = tuple[int, float, float, float, float]

PASSES = 30
"""After as many the page rests."""
COLUMNS = ("Pass", "Training loss", "Validation loss", "Training accuracy", "Validation accuracy")


def training_on_few_images(run: Run) -> Figure:
    """Return the figure of loss and accuracy of the small network at the start and after each pass."""
    chosen = sample(run)
    network = miniature.passes(chosen.training, len(run.class_names), run.recipe.activation)
    rows = [_row(passed, weights, run.recipe.activation, chosen.training, chosen.validation)
            for passed, weights in enumerate(islice(network, PASSES + 1))]
    training, validation = (number(len(images.labels)) for images in (chosen.training, chosen.validation))
    last, lowest = rows[-1], min(rows, key=lambda row: row[2])

    def draw() -> Picture:
        return _draw(rows)

    return Figure(
        caption=f"A network with {miniature.NEURONS} hidden neurons, trained on {training} images with a learning rate "
                f"of {miniature.RATE}, and measured on {validation} others. After {PASSES} passes it is right on "
                f"{percent(last[3])} of the images that it trains on, and on {percent(last[4])} of the others.",
        alt=fitting(f"Curves over {PASSES} passes. Training accuracy ends at {percent(last[3])}, validation accuracy "
                    f"at {percent(last[4])}; validation loss is lowest after pass {lowest[0]}."),
        description=f"Two line charts over the passes 0 to {PASSES}; training is a solid line, validation a dashed "
                    f"one. Left, the loss: training from {fixed(rows[0][1], 3)} to {fixed(last[1], 3)}, validation "
                    f"from {fixed(rows[0][2], 3)} to {fixed(last[2], 3)}, where the lowest is {fixed(lowest[2], 3)}, after "
                    f"pass {lowest[0]}. Right, the accuracy: training from {percent(rows[0][3])} to "
                    f"{percent(last[3])}, validation from {percent(rows[0][4])} to {percent(last[4])}.",
        draw=draw,
        table=Table(COLUMNS, tuple(rows)),
    )


def _row(passed: int, weights: miniature.Weights, activation: str, training: Images, validation: Images) -> Row:
    (loss, accuracy), (val_loss, val_accuracy) = (_measured(weights, activation, images)
                                                  for images in (training, validation))
    return passed, loss, val_loss, accuracy, val_accuracy


def _measured(weights: miniature.Weights, activation: str, images: Images) -> tuple[float, float]:
    """Return the mean loss and the accuracy on some images."""
    scores = logits(images.pixels.reshape(len(images.pixels), -1) / 255, weights, activation)
    losses = cross_entropies(scores, images.labels)
    return float(losses.mean()), float((scores.argmax(axis=1) == images.labels).mean())


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
    axes.legend()
