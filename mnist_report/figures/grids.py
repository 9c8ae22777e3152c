"""Grids of test images, each under its title, and the table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import joined, percent, plural
from .figure import fitting, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from matplotlib.image import AxesImage
    from numpy.typing import NDArray

    from ..training.run import Run

    Row = tuple[int, str, str, float]

COLUMNS = ("Index in the test set", "True label", "Predicted label", "Confidence")
ABREAST = 5  # images to a row
WIDTH, SIDE, LINE, GAP = 7.5, 1.2, 0.19, 0.2  # inches: the picture, an image, a line of its title, between two rows
GREY: dict[str, Any] = {"cmap": "gray", "vmin": 0, "vmax": 1}  # how an image of pixels in [0, 1] is shown


def row_of(run: Run, index: int) -> Row:
    """Return the answer of the network to test image `index`, in the order of COLUMNS."""
    prediction, names = run.probabilities[index], run.class_names
    return index, names[run.labels[index]], names[prediction.argmax()], float(prediction.max())


def sentence(row: Row) -> str:
    """Return a row in words."""
    index, true, predicted, confidence = row
    return f"Test image {index} is {true}; the network takes it for {predicted}, with {percent(confidence)}."


def swaps(run: Run, kind: str, rows: Sequence[Row], otherwise: str) -> str:
    """Return an alternative text: how many of a `kind` there are, and which was taken for which.

    Where that is too long, it ends with `otherwise` instead.
    """
    what = f"{plural(len(rows), kind)}, {run.words.look}"
    return fitting(f"{what}: {joined(f'{true} taken for {predicted}' for _, true, predicted, _ in rows)}.",
                   f"{what}, {otherwise}.")


def labelled(row: Row, remark: str = "") -> str:
    """Return a title: predicted and true label, on one line where they are short, and under them a remark, if any."""
    _, true, predicted, _ = row
    between = ", " if len(true + predicted) < 4 else "\n"
    return f"Pred: {shortened(predicted, 10)}{between}Truth: {shortened(true, 10)}\n{remark}".rstrip("\n")


def draw_test_images(run: Run, rows: Sequence[Row], titles: Sequence[str]) -> Picture:
    """Draw the test images of one or more rows of the table, five to a line, each under its title."""
    import matplotlib.pyplot as plt

    top = LINE * (1 + max(title.count("\n") for title in titles)) + GAP
    pitch, shown = SIDE + top, normalized(run.dataset.x_test, [index for index, *_ in rows])
    axes = canvas(pitch * (1 + (len(rows) - 1) // ABREAST) + GAP / 2)
    for place, ((index, *_), title) in enumerate(zip(rows, titles, strict=True)):
        middle, above = WIDTH / ABREAST * (place % ABREAST + 0.5), pitch * (place // ABREAST) + top
        place_image(axes, shown[index], (middle - SIDE / 2, above), SIDE, **GREY)
        axes.text(middle, above - 0.06, title, ha="center", va="bottom")
    return plt.gcf()


def canvas(height: float) -> Axes:
    """Return the axes of a new picture `height` inches high, in inches from its upper left corner.

    Axes for each image would take ten times as long to draw.
    """
    import matplotlib.pyplot as plt

    axes = plt.figure(figsize=(WIDTH, height)).add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    return axes


def place_image(axes: Axes, image: NDArray[Any], corner: tuple[float, float], side: float, **look: Any) -> AxesImage:
    """Draw an image (s, s) on a canvas, in a square of `side` inches whose upper left corner is `corner`."""
    left, top = corner
    return axes.imshow(image, extent=(left, left + side, top + side, top), aspect="auto", **look)


def place_colour_bar(image: AxesImage, corner: tuple[float, float], size: tuple[float, float], **look: Any) -> None:
    """Draw the colour bar of an image on its canvas, all in inches, for a scale that some pixels exceed."""
    import matplotlib.pyplot as plt

    (left, top), (width, height), inches = corner, size, plt.gcf().get_figheight()
    bar = plt.axes((left / WIDTH, 1 - (top + height) / inches, width / WIDTH, height / inches))
    plt.colorbar(image, cax=bar, extend="both", **look)


def draw_message(text: str) -> Picture:
    """Draw a text where there is no image to show."""
    import matplotlib.pyplot as plt

    picture = plt.figure(figsize=(WIDTH, 1))
    picture.text(0.5, 0.5, text, ha="center", va="center")
    return picture


def normalized(images: NDArray[np.uint8], indices: Iterable[int]) -> dict[int, NDArray[np.float64]]:
    """Return the images (side, side) at `indices`, by index, their pixels scaled from [0, 255] to [0, 1]."""
    return {index: images[index] / 255.0 for index in indices}


def one_hot(labels: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """Return labels (n,) in [0, classes) as rows (n, classes): 1 at the label, else 0, like Keras' to_categorical."""
    rows: NDArray[np.float64] = np.eye(classes)[labels]
    return rows
