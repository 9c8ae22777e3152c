"""Samples of what the network learns from: the first training images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.errors import ContentError
from ..core.filters import joined, number
from .figure import Figure, Table, fitting, shortened
from .grids import one_hot
from .legibility import letters_for, retitled

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run


def sample_images(run: Run) -> Figure:
    """Return the figure of the first ten training images with their labels. Raise ContentError if there are fewer."""
    given = len(run.dataset.x_train)
    if given < 10:
        raise ContentError(f"figure sample_images shows 10 training images, but the data set has {given}")
    x_train, y_train = run.dataset.x_train[:10] / 255.0, run.dataset.y_train[:10]
    labels = [run.class_names[label] for label in y_train]

    def draw() -> Picture:
        with letters_for(width=10):
            picture = draw_sample_images(x_train, one_hot(y_train, len(run.class_names)))
            return retitled(picture, _titles(labels))

    what = f"Ten {'handwritten digits' if run.words.is_mnist else 'training images'}, {run.words.look}"
    return Figure(
        caption=f"The first ten of the {number(given)} training images, each under its label.",
        alt=fitting(f"{what}, labelled {joined(labels)}.", f"{what}, each under its label."),
        description=(
            f"{what}, in two rows of five, each of {' by '.join(map(str, run.image_shape))} pixels and under its "
            f"label. First row: {joined(labels[:5])}. Second row: {joined(labels[5:])}."
        ),
        draw=draw,
        table=Table(("Index in the training set", "True label"), tuple(enumerate(labels))),
    )


def _titles(labels: list[str]) -> list[str]:
    """Return the titles of the images; long names have no "Label:" before them."""
    short = max(map(len, labels)) <= 8
    return [f"Label: {label}" if short else shortened(label, 16) for label in labels]


def draw_sample_images(x_train: NDArray[np.float64], y_train: NDArray[np.float64]) -> Picture:
    """Draw the first ten images of (n, side, side) in [0, 1] under their labels, given as one-hot rows (n, classes)."""
    import matplotlib.pyplot as plt

    plt.figure(figsize=(10, 4))
    for i in range(10):
        plt.subplot(2, 5, i+1)
        plt.imshow(x_train[i], cmap='gray')
        plt.title(f"Label: {y_train[i].argmax()}")
        plt.axis('off')
    plt.tight_layout()
    plt.show()
    return plt.gcf()
