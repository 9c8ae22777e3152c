"""Distances between images, pixel by pixel: how little they say of what the images show."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import number
from ..core.names import within
from .figure import Figure, Table, fitting, shortened
from .grids import GREY, WIDTH, canvas, draw_message, normalized, place_image

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

FIRST = 10  # training images among which three are chosen
SIDE, TOP = 1.25, 0.5  # inches: an image, and the two lines of text over it
COLUMNS = ("Training image", "Its label", "The other", "Label of the other", "Sum of the squared differences")


def pixel_distance(run: Run) -> Figure:
    """Return the figure of a training image between one of its class and one of another, which its pixels may resemble.

    Of the first ten training images they are the three for which the sum of the squared differences of the pixels, from
    0 to 255, speaks most for the other class.
    """
    chosen = _most_misleading(run.dataset.x_train[:FIRST], run.dataset.y_train[:FIRST])
    if chosen is None:
        return _nothing()
    image, alike, other = chosen
    named = {place: run.class_names[run.dataset.y_train[place]] for place in chosen}
    to_alike, to_other = (_distance(run.dataset.x_train, image, place) for place in (alike, other))
    sums = f"{number(to_alike)} and {number(to_other)}"
    nearer = f"closer to the {'other' if to_other < to_alike else 'same'} class"

    def draw() -> Picture:
        return _draw_between(run, chosen, (to_alike, to_other))

    return Figure(
        caption=(
            f"Training image {image}, in the middle, between image {alike}, which has the same label, and image "
            f"{other}, labelled {within(named[other])}. Between them, the pixels that differ are bright. The squared "
            f"differences add up to {sums}: pixel by pixel, the image is {nearer}."
        ),
        alt=fitting(f"An image labelled {named[image]} between one of its label and one labelled {named[other]}; "
                    f"squared differences: {sums}.",
                    f"An image between one of its class and one of another; squared differences: {sums}."),
        description=(
            f"Five squares side by side, {run.words.look}: training image {alike}, labelled {named[alike]}; what "
            f"differs; image {image}, labelled {named[image]}; what differs; image {other}, labelled {named[other]}. "
            f"The more two images differ in a pixel, the brighter it is between them. With pixels from 0 to 255, the "
            f"squares of the differences add up to {sums}. Of the first {FIRST} training images, these three mislead a "
            f"comparison by pixels the most."
        ),
        draw=draw,
        table=Table(COLUMNS, tuple((image, named[image], place, named[place], total)
                                   for place, total in ((alike, to_alike), (other, to_other)))),
    )


def _nothing() -> Figure:
    nothing = f"The first {FIRST} training images have no two of one class beside one of another."

    def draw() -> Picture:
        return draw_message(nothing)

    return Figure(caption=nothing, alt=nothing, description=nothing, draw=draw, table=Table(COLUMNS, ()))


def _most_misleading(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> tuple[int, int, int] | None:
    """Return an image, one of its class and one of another, such that the last is nearest compared with the second.

    Of several such the first, in the order of their indices; None where no two are of one class, or all are.
    """
    triples = [
        (image, alike, other) for image, alike, other in permutations(range(len(images)), 3)
        if labels[image] == labels[alike] != labels[other]
    ]
    return max(triples, key=lambda each: _distance(images, each[0], each[1]) - _distance(images, each[0], each[2]),
               default=None)


def _distance(images: NDArray[np.uint8], one: int, other: int) -> int:
    """Return the sum of the squared differences of the pixels of two images, each from 0 to 255."""
    return int(np.square(images[one].astype(np.int64) - images[other]).sum())


def _draw_between(run: Run, chosen: tuple[int, int, int], sums: tuple[int, int]) -> Picture:
    """Draw the image in the middle, the two others at the ends, and the differences between them."""
    import matplotlib.pyplot as plt

    image, alike, other = chosen
    shown, names = normalized(run.dataset.x_train, chosen), run.class_names
    titles = {place: f"Image {place}\nlabel {shortened(names[run.dataset.y_train[place]], 10)}" for place in chosen}
    panels = [
        (shown[alike], titles[alike]), (abs(shown[image] - shown[alike]), f"difference\n{number(sums[0])}"),
        (shown[image], titles[image]),
        (abs(shown[image] - shown[other]), f"difference\n{number(sums[1])}"), (shown[other], titles[other]),
    ]
    axes = canvas(TOP + SIDE + 0.1)
    for place, (pixels, title) in enumerate(panels):
        middle = WIDTH / len(panels) * (place + 0.5)
        place_image(axes, pixels, (middle - SIDE / 2, TOP), SIDE, **GREY)
        axes.text(middle, TOP - 0.06, title, ha="center", va="bottom")
    return plt.gcf()
