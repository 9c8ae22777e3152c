"""Responses: what neurons of the first dense layer put out when they see each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import capital, fixed, joined, number, percent, spelled
from ..core.names import within
from ..training import forward
from .figure import Figure, Table
from .grids import one_hot
from .legibility import ink_on, name_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

    Floats = NDArray[np.float64]

SHOWN = 10  # neurons
WRITTEN = 10  # most classes for whose numbers there is room
WRITTEN_IF = " Numbers stand where it is at least half of the neuron's largest."
DIGITS = 9  # significant ones of a mean, in which all machines agree


def neuron_responses(run: Run) -> Figure:
    """Return the figure of the mean response of up to ten neurons of the first dense layer to each class."""
    responses, names, kind = _responses(run), run.class_names, run.words.kind
    means = _class_means(run, responses)
    shown = means[:SHOWN]
    neurons = f"{spelled(len(shown))} neurons"
    neuron, favourite = (int(place) for place in np.unravel_index(shown.argmax(), shown.shape))
    strongest = f"neuron {neuron}, on {names[favourite]}, with {fixed(shown[neuron, favourite], 2)}"

    def draw() -> Picture:
        return _draw_cells(shown, names, kind)

    return Figure(
        caption=(
            f"What {neurons} of the first dense layer put out on average when they see each {within(kind)} of the test "
            f"images.{WRITTEN_IF if len(names) <= WRITTEN else ''}{_selectivity(run, responses, means)}"
        ),
        alt=f"Grid of the mean responses of {neurons} to {len(names)} classes, from purple for the weakest to yellow "
            f"for the strongest.",
        description=(
            f"A row for each of the first {neurons} of the first dense layer and a column for each {kind}. The colour "
            f"is the output of the neuron, after its activation function, on average over the test images of the "
            f"{kind}: from purple, {fixed(shown.min(), 2)}, to yellow, {fixed(shown.max(), 2)}. The strongest is "
            f"{strongest}. {_favourites(shown, names)}"
        ),
        draw=draw,
        table=Table(("Neuron", *names), tuple((place, *row) for place, row in enumerate(shown.tolist()))),
    )


def _responses(run: Run) -> Floats:
    """Return the outputs of the first dense layer for the test images, (n, units)."""
    kernel, bias = (array.astype(np.float64) for array in run.weights[:2])
    activate = forward.ACTIVATIONS[run.recipe.activation]
    batches = forward.batches(run.dataset.x_test.reshape(len(run.labels), -1))
    return np.concatenate([activate(images / 255 @ kernel + bias) for images in batches])


def _class_means(run: Run, outputs: Floats) -> Floats:
    """Return the mean over the test images of each class, (units, classes), 0 for a class without any."""
    classes = one_hot(run.labels, len(run.class_names))
    means = outputs.T @ classes / np.maximum(classes.sum(axis=0), 1)
    return np.array([[float(f"{mean:.{DIGITS}g}") for mean in row] for row in means])


def _selectivity(run: Run, responses: Floats, means: Floats) -> str:
    """Return, of ReLU, how many neurons favour one class, and how pure the purest of those shown is; else nothing."""
    second, first = np.sort(means, axis=1)[:, -2:].T
    if run.recipe.activation != "relu" or not first[:SHOWN].any():
        return ""
    favouring, units = int(((first > 0) & (first >= 2 * second)).sum()), len(means)
    active = _class_means(run, (responses > 0).astype(np.float64))
    shares = first[:SHOWN] / np.maximum(means[:SHOWN].sum(axis=1), np.finfo(float).tiny)
    neuron = int(shares.argmax())
    favourite = int(means[neuron].argmax())
    elsewhere = (run.labels[responses[:, neuron] > 0] != favourite).mean()
    return (
        f" Of the {number(units)} neurons of the layer, {number(favouring)} put out at least twice as much for one "
        f"{within(run.words.kind)} as for any other. Of those shown, neuron {neuron} is the choosiest: it is active "
        f"for {percent(active[neuron, favourite])} of the images of {within(run.class_names[favourite])}. Yet of all "
        f"images for which it is active, {percent(elsewhere)} show something else."
    )


def _favourites(shown: Floats, names: tuple[str, ...]) -> str:
    best = joined(f"neuron {neuron} to {names[place]}" for neuron, place in enumerate(shown.argmax(axis=1).tolist()))
    return f"Each responds most to one class: {best}."


def _draw_cells(shown: Floats, names: tuple[str, ...], kind: str) -> Picture:
    """Draw a cell for each neuron and class, and the largest numbers where there is room."""
    import matplotlib.pyplot as plt

    picture, axes = plt.subplots(figsize=(7.5, 1.6 + 0.36 * len(shown)))
    image = axes.imshow(shown, cmap="viridis", aspect="auto")
    if len(names) <= WRITTEN:
        _write_means(axes, shown, image.to_rgba(shown))
    name_ticks(axes.xaxis, names)
    name_ticks(axes.yaxis, [f"Neuron {neuron}" for neuron in range(len(shown))])
    axes.set_xlabel(capital(kind))
    axes.spines[:].set_visible(False)
    picture.colorbar(image, ax=axes, label="Mean response", pad=0.03)
    picture.tight_layout()
    return picture


def _write_means(axes: Axes, shown: Floats, colours: Floats) -> None:
    """Write the means that reach half of the largest of their neuron; all of them would triple the size of the SVG."""
    largest = shown.max(axis=1, keepdims=True)
    for neuron, place in np.argwhere((shown >= largest / 2) & (largest > 0)).tolist():
        ink = ink_on(tuple(colours[neuron, place]))
        axes.text(place, neuron, fixed(shown[neuron, place], 2), ha="center", va="center", color=ink)
