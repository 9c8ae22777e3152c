"""Noise: what the network answers to images that show nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import capital, number, percent
from ..core.names import within
from ..training.forward import forward
from ..training.metrics import confidences, predictions
from ..training.noise import NOISE, noise
from .figure import Figure, Table, shortened
from .grids import ABREAST, GREY
from .legibility import name_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

SURE = 0.9  # confidence above which an answer counts as sure, as in the probes


def noise_answers(run: Run) -> Figure:
    """Return the figure of the answers to 1,000 images of noise: the first five, and how often each class was named."""
    images = noise(run.image_shape)
    answers = forward(images, run.weights, run.recipe.activation)
    names, kind, classes = run.class_names, run.words.kind, len(run.class_names)
    sure = confidences(answers) > SURE
    counts = [np.bincount(predictions(answers)[chosen], minlength=classes) for chosen in (sure, ~sure)]
    totals = counts[0] + counts[1]
    most = names[totals.argmax()]
    first = predictions(answers)[:ABREAST]
    titles = [f"{shortened(names[answer], 12)}\n{percent(confidence, 0)}"
              for answer, confidence in zip(first, confidences(answers), strict=False)]

    def draw() -> Picture:
        return _draw_answers(images[:ABREAST].reshape(-1, *run.image_shape), titles, counts, names, kind)

    return Figure(
        caption=(
            f"The first five of {number(NOISE)} images of noise, each under the network's answer and its confidence, "
            f"and all {number(NOISE)} answers. {number(int(totals.max()))} of them are {within(most)}; "
            f"{number(int(sure.sum()))} have a confidence above {SURE} (plain bars). The mean confidence is "
            f"{percent(confidences(answers).mean())}."
        ),
        alt=f"Five images of noise, and bars of {number(NOISE)} answers to noise: {number(int(totals.max()))} are "
            f"{shortened(most)}, {number(int(sure.sum()))} surer than {SURE}.",
        description=(
            f"Above, five squares of {run.image_shape[0]} by {run.image_shape[1]} pixels, each pixel in a grey of its "
            f"own by chance, under the answer and the confidence of the network. Below, a bar for each {kind}, as high "
            f"as the number of images of noise that the network took for it: plain where its confidence was above "
            f"{SURE}, hatched where it was not. The highest, {most}, has {number(int(totals.max()))} of "
            f"{number(NOISE)}."
        ),
        draw=draw,
        table=Table((capital(kind), f"Answers with a confidence above {SURE}", "Other answers"),
                    tuple(zip(names, *(count.tolist() for count in counts), strict=True))),
    )


def _draw_answers(
    images: NDArray[np.float32], titles: list[str], counts: list[NDArray[np.intp]], names: tuple[str, ...], kind: str
) -> Picture:
    """Draw the images in a row under their titles, and under them a bar for each class."""
    import matplotlib.pyplot as plt

    picture = plt.figure(figsize=(7.5, 4.9))
    grid = picture.add_gridspec(2, len(images), height_ratios=(1.2, 2))
    for place, (image, title) in enumerate(zip(images, titles, strict=True)):
        axes = picture.add_subplot(grid[0, place])
        axes.imshow(image, **GREY)
        axes.set_title(title)
        axes.axis("off")
    bars = picture.add_subplot(grid[1, :])
    _draw_counts(bars, counts, names)
    bars.set(xlabel=capital(kind), ylabel="Images of noise")
    picture.tight_layout()
    return picture


def _draw_counts(axes: Axes, counts: list[NDArray[np.intp]], names: tuple[str, ...]) -> None:
    """Draw the sure answers in plain bars and the others, hatched, on top of them, with the sum over each."""
    import matplotlib.pyplot as plt

    sure, others = counts
    places, totals = range(len(names)), sure + others
    axes.bar(places, sure, color="accent", label=f"confidence above {SURE}")
    with plt.rc_context({"hatch.color": "ink-soft"}):
        axes.bar(places, others, bottom=sure, facecolor="none", edgecolor="ink-soft", hatch="////",
                 label=f"{SURE} or less")
    for place, total in zip(places, totals.tolist(), strict=True):
        if total:
            axes.annotate(number(total), (place, total), (0, 2), textcoords="offset points", ha="center")
    name_ticks(axes.xaxis, names)
    axes.set_ylim(0, 1.12 * NOISE)
    axes.grid(axis="y")
    axes.legend(loc="upper right", ncols=2)
