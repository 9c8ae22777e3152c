"""Robustness: an image nudged and with as much noise, and how many are still read right after each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..core.filters import fixed, joined, number, percent, plural
from ..core.names import within
from ..training.backward import lead_gradient
from ..training.forward import forward
from ..training.robustness import first_two, noise_for
from .endings import label_ends
from .figure import Figure, Table, fitting, shortened
from .grids import GREY
from .weights import signed_colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.robustness import Robustness
    from ..training.run import Run

    Pixels = NDArray[np.float64]

COLUMNS = ("Change of each pixel", "Still right after a nudge", "Still right after noise")
NAMED = 0.1  # the change of which the texts speak
NAMES = ("As it is", "Nudged", "With noise")
FEW = 0.1  # share of the right answers
CELL = 12  # along the side of a pixel of the image, in those of the picture of its gradient
LOOKS: dict[str, dict[str, Any]] = {
    "after a nudge": {"color": "accent", "marker": "o"},
    "after noise": {"color": "ink-soft", "marker": "s", "linestyle": "--"},
}


class Example(NamedTuple):
    """A test image, changed in two ways."""

    images: Pixels
    """The image as it is, nudged, and with noise, (3, height, width), 0 to 1."""
    answers: list[str]
    """What the network says of each."""
    confidences: list[str]
    """How sure it is, in percent."""
    rival: str
    """The class that comes second for the image as it is."""
    gradient: Pixels
    """The slopes of the lead of the answer over the rival, (height, width)."""


def nudge_and_noise(robustness: Robustness) -> Figure:
    """Return the figure of the right answers that are left after a nudge and after as much noise."""
    rows = robustness.rows
    images, before = number(robustness.images), number(rows[0][1])
    nudged, noised = _named(robustness)

    def draw() -> Picture:
        return _draw_curves(robustness)

    return Figure(
        caption=f"{_counted(robustness)} {_verdict(rows[0][1], nudged, noised)}".rstrip(),
        alt=f"Right answers to {images} images, by the change of each pixel: {before} without, at {NAMED} "
            f"{number(nudged)} after a nudge and {number(noised)} after noise.",
        description=(
            f"Two curves that begin together, at the {before} of {images} test images that are read right as they are. "
            f"To the right each pixel is changed by more, up to {fixed(rows[-1][0], 2)} of its range. The solid curve "
            f"is what a nudge towards the second most probable class leaves of the right answers: {_told(rows, 1)}. "
            f"The dashed one is what as much noise leaves: {_told(rows, 2)}."
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def image_nudged(run: Run, robustness: Robustness) -> Figure:
    """Return the figure of a test image under the gradient of its lead, nudged, and with as much noise."""
    example = _example(run)
    as_it_is, after_nudge, after_noise = example.answers
    read = [f"{answer} ({sure})" for answer, sure in zip(example.answers, example.confidences, strict=True)]
    light = run.words.light
    colours = f"where more {light} would speak for {as_it_is} (red) or for {example.rival} (blue)"

    def draw() -> Picture:
        return _draw_example(example)

    return Figure(
        caption=(
            f"Test image {run.example}: {within(colours)}, with its {within(light)} as dots, then the image as it is, "
            f"nudged by {NAMED}, and with as much noise, each under the answer of the network. {_counted(robustness)}"
        ),
        alt=fitting(f"A gradient over an image, which is read as {as_it_is}, nudged as {after_nudge}, with noise as "
                    f"{after_noise}.", "A gradient over an image; the image as it is, nudged, and with noise."),
        description=(
            f"Four squares. The first has the gradient of the lead of {as_it_is} over {example.rival} as colours, "
            f"{colours}, and the {light} of test image {run.example} as black dots. The others are the image as it is, "
            f"nudged and with noise; the network reads them as {joined(read)}. {_counted(robustness)}"
        ),
        draw=draw,
        table=Table(("Image", "Answer", "Confidence"),
                    tuple(zip(NAMES, example.answers, example.confidences, strict=True))),
    )


def _named(robustness: Robustness) -> tuple[int, int]:
    """Return how many images are still read right after the nudge and after the noise of which the texts speak."""
    return next((nudged, noised) for epsilon, nudged, noised in robustness.rows if epsilon == NAMED)


def _counted(robustness: Robustness) -> str:
    nudged, noised = map(number, _named(robustness))
    return (f"Of the first {plural(robustness.images, 'test image')} the network reads "
            f"{number(robustness.changes[0].nudged)} right. A change of each pixel by {NAMED} of its range leaves "
            f"{nudged} after a nudge and {noised} after noise.")


def _example(run: Run) -> Example:
    image = run.dataset.x_test[[run.example]].reshape(1, -1) / 255
    answers, rivals = first_two(run, image)
    gradient = lead_gradient(image, answers, rivals, run.weights, run.recipe.activation)
    moves = np.concatenate([0 * image, -np.sign(gradient), noise_for(image)])
    changed = np.clip(image + NAMED * moves, 0, 1)
    probabilities = forward(changed, run.weights, run.recipe.activation)
    return Example(
        changed.reshape(-1, *run.image_shape),
        [run.class_names[answer] for answer in probabilities.argmax(axis=1)],
        [percent(confidence) for confidence in probabilities.max(axis=1).tolist()],
        run.class_names[rivals[0]],
        gradient.reshape(run.image_shape),
    )


def _verdict(right: int, nudged: int, noised: int) -> str:
    """Return in words which of the two did more harm to so many right answers, and how much; "" if the nudge did not.
    """
    if nudged >= noised:
        return ""
    if nudged < right / 2 and right - noised <= FEW * right:
        return "So the nudge turns most of the right answers into wrong ones, and as much noise turns few."
    return "So the nudge turns more of the right answers into wrong ones than as much noise does."


def _told(rows: tuple[tuple[float, int, int], ...], column: int) -> str:
    return ", ".join(f"{number(int(row[column]))} at {fixed(row[0], 2)}" for row in rows[1:])


def _draw_example(example: Example) -> Picture:
    import matplotlib.pyplot as plt

    answers, rival = [shortened(answer, 12) for answer in example.answers], shortened(example.rival, 12)
    said = map("\n".join, zip(answers, example.confidences, strict=True))
    titles = (f"Why {answers[0]}\nand not {rival}?", *said)
    pictures = (over_ink(example.gradient, example.images[0]), *example.images)
    picture, panels = plt.subplots(1, 4, figsize=(7.5, 2.7), subplot_kw={"xticks": (), "yticks": ()})
    for axes, image, title, name in zip(panels, pictures, titles, ("Gradient", *NAMES), strict=True):
        axes.imshow(image, **({} if image.ndim == 3 else GREY))
        axes.set(title=title, xlabel=name)
        axes.spines[:].set_visible(False)
    picture.tight_layout()
    return picture


def over_ink(gradient: Pixels, image: Pixels) -> Pixels:
    """Return the colours of a gradient, (height, width), with the image as black dots, each in `CELL` by `CELL`.

    The area of a dot is the light of its pixel. The result is (height * CELL, width * CELL, 3), 0 to 1.
    """
    limit = abs(gradient).max() or 1.0
    colours = signed_colours()((gradient / limit + 1) / 2)[..., :3]
    square = np.ones((CELL, CELL))
    across = (np.arange(CELL) + 0.5) / CELL * 2 - 1
    distances = np.tile(across[:, None] ** 2 + across**2, image.shape)
    dots = distances <= np.kron(image, square)
    return np.asarray(np.where(dots[..., None], 0, np.kron(colours, square[..., None])))


def _draw_curves(robustness: Robustness) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 3.6))
    epsilons, *counts = zip(*robustness.rows, strict=True)
    shares = [[count / robustness.images for count in column] for column in counts]
    for (name, look), curve in zip(LOOKS.items(), shares, strict=True):
        axes.plot(epsilons, curve, label=name, clip_on=False, **look)
    axes.set(xlabel="Change of each pixel, in parts of its range", ylabel="Still read right", xlim=(0, epsilons[-1]),
             ylim=(-0.02, 1.02), xticks=epsilons)
    axes.yaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    axes.grid()
    looks = zip(LOOKS.items(), shares, strict=True)
    label_ends(axes, [(name, curve[-1], look["color"]) for (name, look), curve in looks])
    picture.tight_layout()
    return picture
