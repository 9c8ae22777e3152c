"""A forward pass: one test image on its way through the trained network, layer by layer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import capital, number, percent, signed
from ..core.names import within
from ..training.forward import ACTIVATIONS
from .figure import Figure, Table, fitting
from .grids import GREY
from .legibility import name_ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run

    Floats = NDArray[np.float64]

DIGITS = 9  # significant ones of a score: its sums, whose order differs by machine, agree on some 14
FEW = 12  # classes for which there is room to write the score at each bar


def forward_pass(run: Run) -> Figure:
    """Return the figure of what each layer makes of the example of Module 2, from its pixels to the probabilities."""
    image = run.dataset.x_test[run.example] / 255
    model, bend = SimpleNamespace(get_weights=lambda: run.weights), ACTIVATIONS[run.recipe.activation]
    first, second, exact, _ = forward_by_hand(model, {run.example: image}, run.example, bend)
    scores = np.array([float(f"{score:.{DIGITS}g}") for score in exact])
    probabilities, names = run.probabilities[run.example], run.class_names
    winner = int(probabilities.argmax())
    highest = f"the highest is {signed(scores[winner], 2)}, that of"

    def draw() -> Picture:
        return _draw_layers(image, (first, second), scores, probabilities, names)

    return Figure(
        caption=(
            f"Test image {run.example} on its way through the trained network: {number(image.size)} pixels; what the "
            f"{number(first.size)} neurons of the first hidden layer and the {number(second.size)} of the second hand "
            f"on, the brighter the more; {len(names)} scores; their softmax. Of the scores, {highest} "
            f"{within(names[winner])}; its probability is {percent(probabilities[winner], 3)}."
        ),
        alt=fitting(
            f"Test image {run.example}, two grids of what hidden neurons hand on, and bars of {len(names)} scores and "
            f"probabilities; {highest} {names[winner]}.",
            f"Test image {run.example}, two grids of what hidden neurons hand on, and bars of {len(names)} scores and "
            f"probabilities.",
        ),
        description=(
            f"Five panels from left to right. The image, {run.words.look}. A grid with a cell for each of the "
            f"{number(first.size)} neurons of the first hidden layer: {_range(first)}. A grid of the "
            f"{number(second.size)} neurons of the second: {_range(second)}. A bar for each score: {highest} "
            f"{names[winner]}, the lowest {signed(scores.min(), 2)}. A bar for each probability, in the same order: "
            f"{names[winner]} has {percent(probabilities[winner], 3)}."
        ),
        draw=draw,
        table=Table(
            (capital(run.words.kind), "Score", "Probability"),
            tuple(zip(names, map(float, scores), map(float, probabilities), strict=True)),
        ),
    )


def forward_by_hand(
    model: Any, x_test: Any, example: int, bend: Callable[[Floats], Any]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return what the layers of a Keras model make of a test image (side, side) in [0, 1].

    That is what the first and the second hidden layer hand on, (units,) each, the scores and the probabilities,
    (classes,) each. `bend` is the activation of the hidden layers.
    """
    W1, b1, W2, b2, W3, b3 = model.get_weights()
    image = x_test[example]
    pixels = image.reshape(-1)
    first = bend(pixels @ W1 + b1)
    second = bend(first @ W2 + b2)
    scores = second @ W3 + b3
    powers = np.exp(scores)
    probabilities = powers / powers.sum()
    return first, second, scores, probabilities


def _range(layer: Floats) -> str:
    """Return in words how large the numbers are that a layer hands on, and how many of them are 0."""
    zeros = int((layer == 0).sum())
    silent = f", and {number(zeros)} of them {'is' if zeros == 1 else 'are'} 0" if zeros else ""
    return f"the numbers lie between {signed(layer.min(), 2)} and {signed(layer.max(), 2)}{silent}"


def _draw_layers(
    image: Floats, layers: Sequence[Floats], scores: Floats, probabilities: NDArray[np.float32], names: tuple[str, ...]
) -> Picture:
    import matplotlib.pyplot as plt

    height = 3.3 + 0.18 * max(0, min(len(names), 40) - FEW)
    picture, (left, *grids, middle, right) = plt.subplots(1, 5, figsize=(6.4, height), width_ratios=(4, 3, 3, 7, 3))
    left.imshow(image, **GREY)
    left.set(title="Image", xlabel=f"{number(image.size)} pixels", xticks=[], yticks=[])
    for axes, layer, place in zip(grids, layers, ("First", "Second"), strict=True):
        _draw_grid(axes, layer)
        axes.set(title=place, xlabel=number(layer.size), xticks=[], yticks=[])
    _draw_bars(middle, scores, names)
    middle.set(title="Scores", xticks=[])
    _draw_bars(right, probabilities, [""] * len(names))
    right.set(title="Softmax", xlim=(0, 1.05), xticks=[0, 0.5, 1])
    _write_scores(middle, scores)
    picture.tight_layout(w_pad=0.6)
    return picture


def _draw_grid(axes: Axes, layer: Floats) -> None:
    """Draw a cell for each neuron, row by row, in a grid about twice as high as wide; the brighter, the more."""
    columns = int(2 ** max(0, np.log2(layer.size / 2) // 2))
    cells = np.full((-(-layer.size // columns), columns), np.nan)
    cells.flat[: layer.size] = layer
    axes.imshow(cells, cmap="viridis", vmin=min(0.0, layer.min()), vmax=layer.max() or 1.0, aspect="auto")


def _draw_bars(axes: Axes, values: NDArray[Any], names: Sequence[str]) -> None:
    """Draw a horizontal bar for each class, the first on top."""

    axes.barh(range(len(values)), values, height=0.75)
    axes.axvline(0, color="line-strong", linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.invert_yaxis()
    name_ticks(axes.yaxis, names)


def _write_scores(axes: Axes, scores: Floats) -> None:
    """Write each score at the end of its bar, where there is room."""
    if len(scores) > FEW:
        return
    low, high = min(scores.min(), 0), max(scores.max(), 0)
    room = 0.7 * (high - low or 1)
    axes.set_xlim(low - room, high + room)
    for place, score in enumerate(scores):
        side, offset = ("left", 3) if score >= 0 else ("right", -3)
        axes.annotate(signed(score, 1), (score, place), (offset, 0), textcoords="offset points", ha=side,
                      va="center_baseline")
