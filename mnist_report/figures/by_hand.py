"""A forward pass by hand: a network of 2 inputs, 3 hidden neurons and 2 outputs, for a pocket calculator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..core.filters import MINUS, fixed, joined
from ..training.forward import softmax
from .figure import Figure, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Point = tuple[float, float]

INPUTS: Final = np.array([1, 0.5])
KERNELS: Final = (np.array([[2, -1, 1], [-2, 1, 2]]), np.array([[1, -1], [3, 2], [1, 2]]))
BIASES: Final = (np.array([1, 0, -1]), np.array([-1, 1]))
COLUMNS: Final = (0.35, 1.95, 3.55)  # inches from the left: inputs, hidden neurons, outputs
POWERS, SHARES = 4.2, 4.85  # inches from the left: what the softmax makes of the scores
HEIGHTS: Final = ((1.3, 2.9), (0.95, 2.1, 3.25), (1.3, 2.9))  # inches from the top: the neurons of each column
TITLES = 0.22  # inches from the top to the titles
SIZE = 5.2, 3.65  # inches: narrower than a page, so that a phone need not shrink the numbers to half
ALONG = 0.32  # of a line, from its start: where its weight is written, as lines are apart there


@dataclass(frozen=True)
class Neuron:
    """A neuron of the small network and what it computes."""

    name: str
    """What the text calls it: "hidden neuron 1", "output 2"."""
    inputs: Floats
    """What it receives."""
    weights: Floats
    """The weight of each input."""
    bias: float
    """Its bias."""
    bends: bool
    """Whether it has ReLU as its activation; an output has none before the softmax."""

    @property
    def sum(self) -> float:
        """Its weighted sum, with the bias."""
        return float(self.inputs @ self.weights + self.bias)

    @property
    def value(self) -> float:
        """What it hands on."""
        return max(0.0, self.sum) if self.bends else self.sum

    @property
    def worked(self) -> str:
        """The sum as one writes it down: "2 × 1 − 2 × 0.5 + 1"."""
        pairs = zip(self.weights, self.inputs, strict=True)
        products = (f"{_signed(weight)} × {_plain(value)}" for weight, value in pairs)
        first, *others = (*products, _signed(self.bias))
        return " ".join([first.removeprefix("+ ").replace(f"{MINUS} ", MINUS), *others])


def forward_pass_by_hand() -> Figure:
    """Return the figure of a network with three hidden neurons and all its numbers, from the inputs to the softmax."""
    hidden = _layer("hidden neuron", INPUTS, 0)
    outputs = _layer("output", np.array([neuron.value for neuron in hidden]), 1)
    scores = np.array([[neuron.value for neuron in outputs]])
    powers, shares = (_rounded(numbers) for numbers in (np.exp(scores[0]), softmax(scores)[0]))
    silent = joined(neuron.name for neuron in hidden if neuron.value == 0)

    def draw() -> Picture:
        return _draw_network(hidden, outputs, powers, shares)

    return Figure(
        caption=(
            "A network small enough for a pocket calculator. A number on a line is a weight; the line is dashed where "
            f"the weight is negative. ReLU cuts {silent} off, so the faint lines that lead on from it carry nothing."
        ),
        alt=f"Network of 2 inputs, 3 hidden neurons and 2 outputs with all its numbers; its scores are "
            f"{joined(_plain(neuron.value) for neuron in outputs)}, its probabilities {joined(shares)}.",
        description=(
            f"Two inputs, {joined(map(_plain, INPUTS))}, lead to three hidden neurons and these to two outputs. "
            + " ".join(map(_sentence, (*hidden, *outputs)))
            + f" The powers of e to the scores are {joined(powers)}. Divided by their sum, they are the probabilities "
              f"{joined(shares)}."
        ),
        draw=draw,
        table=Table(
            ("Neuron", "Weighted sum and bias", "Sum", "Handed on"),
            tuple((neuron.name, neuron.worked, neuron.sum, neuron.value) for neuron in (*hidden, *outputs)),
        ),
    )


def _layer(name: str, inputs: Floats, place: int) -> list[Neuron]:
    pairs = zip(KERNELS[place].T, BIASES[place], strict=True)
    return [Neuron(f"{name} {number}", inputs, weights, float(bias), bends=place == 0)
            for number, (weights, bias) in enumerate(pairs, start=1)]


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", MINUS)


def _signed(value: float) -> str:
    return f"{MINUS if value < 0 else '+'} {_plain(abs(value))}"


def _rounded(numbers: Floats) -> list[str]:
    return [fixed(value, 2) for value in numbers]


def _sentence(neuron: Neuron) -> str:
    cut = ", which ReLU cuts off to 0" if neuron.value != neuron.sum else ""
    return f"{neuron.name.capitalize()}: {neuron.worked} = {_plain(neuron.sum)}{cut}."


def _draw_network(hidden: Sequence[Neuron], outputs: Sequence[Neuron], powers: list[str], shares: list[str]) -> Picture:
    """Draw three columns, the neurons with their biases, and after the last one the two steps of the softmax."""
    import matplotlib.pyplot as plt

    width, height = SIZE
    axes = plt.figure(figsize=SIZE).add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    places = [[(x, y) for y in ys] for x, ys in zip(COLUMNS, HEIGHTS, strict=True)]
    for neurons, starts, ends in zip((hidden, outputs), places, places[1:], strict=False):
        for neuron, end in zip(neurons, ends, strict=True):
            _draw_lines(axes, neuron, starts, end)
            _draw_neuron(axes, neuron, end)
    for place, value in zip(places[0], INPUTS, strict=True):
        _draw_box(axes, place, _plain(value), "ink-soft")
    for (_, y), power, share in zip(places[-1], powers, shares, strict=True):
        for x, text in ((POWERS, power), (SHARES, share)):
            axes.text(x, y, text, ha="center", va="center_baseline")
    titles = ("Inputs", "Sum → ReLU", "Score", "eˢᶜᵒʳᵉ", "Share")
    for x, title in zip((*COLUMNS, POWERS, SHARES), titles, strict=True):
        axes.text(x, TITLES, title, ha="center", weight="bold")
    return plt.gcf()


def _draw_lines(axes: Axes, neuron: Neuron, starts: Sequence[Point], end: Point) -> None:
    """Draw the line from each input of a neuron, with its weight in a gap of it; faintly where the input is 0."""

    for (x, y), weight, value in zip(starts, neuron.weights, neuron.inputs, strict=True):
        colour, style = ("for", "-") if weight > 0 else ("against", "--")
        axes.plot([x, end[0]], [y, end[1]], style, color=colour if value else "line-strong", zorder=1)
        _write(axes, (x + ALONG * (end[0] - x), y + ALONG * (end[1] - y)), _plain(weight))


def _draw_neuron(axes: Axes, neuron: Neuron, place: Point) -> None:
    """Draw a neuron with what it computes, and its bias over it; in grey where it hands on nothing."""

    text = " → ".join([_plain(neuron.sum), *([_plain(neuron.value)] if neuron.bends else [])])
    _draw_box(axes, place, text, "accent" if neuron.value else "line-strong")
    _write(axes, (place[0], place[1] - 0.4), f"bias {_plain(neuron.bias)}")


def _draw_box(axes: Axes, place: Point, text: str, edge: str) -> None:
    _write(axes, place, text, weight="bold", boxstyle="round,pad=0.6", edgecolor=edge)


def _write(axes: Axes, place: Point, text: str, weight: str = "normal", **box: str) -> None:
    """Write a text on the background, so that no line runs through it."""

    look: dict[str, Any] = {"facecolor": "paper", "edgecolor": "none", "linewidth": 1.6}
    axes.text(*place, text, weight=weight, ha="center", va="center", zorder=2,
              bbox=look | {"boxstyle": "square,pad=0.15"} | box)
