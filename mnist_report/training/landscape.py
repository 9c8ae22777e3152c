"""Landscape: the measured loss of the network along the negative gradient, at three moments of the training.

    Run ──► measure ──► store ──► a figure with the parameter `landscape`

It needs forward passes and three backward ones, no training. The rates are points of a grid that reaches just as far as
the loss is below that at its beginning, so that they fit any network. Losses are rounded to digits that do not depend
on the order in which a machine adds.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .backward import gradient
from .forward import cross_entropies, logits
from .run import learned_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from .forward import Floats
    from .run import Run

    Weights = Sequence[Floats]

FILE: Final = "landscape.json"
IMAGES: Final = 2000
"""Training images on which the loss is measured, at most."""
REACHES: Final = tuple(digit * 10.0**power for power, digit in product(range(-4, 3), (1, 2, 5)))
"""Learning rates, 0.0001 to 500, that are tried until one makes the loss larger."""
STEPS: Final = 20
"""Equal steps from 0 to that one, between which the best rate is looked for."""
SHORTER: Final = 5
"""How many times shorter than the best the step is that is too small."""
ALONE: Final = tuple(change / 5 for change in range(-5, 6))
"""What a single weight is changed by."""
DECIMALS: Final = 6


@dataclass(frozen=True)
class Step:
    """A single step of gradient descent."""

    rate: float
    """Its learning rate, 0 or more."""
    loss: float
    """The mean loss after it, in nats."""


@dataclass(frozen=True)
class Line:
    """The loss along the negative gradient, from the weights that the network had at one moment of its training."""

    epoch: int
    """The epoch after which they were these; 0 is the start."""
    slope: float
    """By how much the loss rises with the rate at rate 0, in nats: minus the squared length of the gradient."""
    steps: tuple[Step, ...]
    """Steps of rising rates at equal distances, the first with rate 0, up to `too_long` if there is one."""
    too_short: Step
    """A step a fifth as long as the best."""

    @property
    def best(self) -> Step:
        """The step with the lowest loss, the shortest of equal ones."""
        return min(self.steps[1:], key=lambda step: step.loss)

    @property
    def too_long(self) -> Step | None:
        """The shortest step beyond the best with a loss above that at rate 0; None if no step tried has one."""
        first, *_, last = self.steps
        return last if last.loss > first.loss else None


@dataclass(frozen=True)
class Landscape:
    """The loss of the network around its weights, on the same training images everywhere."""

    images: int
    """Number of these images, the first ones."""
    lines: tuple[Line, ...]
    """The lines from the start, from the end of the first epoch and from the end of the last, where they differ."""
    alone: tuple[float, ...]
    """Losses with the weight that has the steepest slope at the start changed by -1 to 1, and all others as they are.
    """


def measure(run: Run) -> Landscape:
    """Return the landscape of the network of `run`."""
    images = min(IMAGES, learned_from(run.train_size, run.recipe.validation_split))
    pixels = run.dataset.x_train[:images].reshape(images, -1) / 255
    labels, activation = run.dataset.y_train[:images], run.recipe.activation

    def loss(weights: Weights) -> float:
        return _rounded(cross_entropies(logits(pixels, weights, activation), labels).mean())

    def line(epoch: int) -> Line:
        weights = run.weights_after(epoch)
        return _line(epoch, weights, gradient(pixels, labels, weights, activation), loss)

    start = run.weights_after(0)
    alone = _alone(start, gradient(pixels, labels, start, activation), loss)
    return Landscape(images, tuple(map(line, sorted({0, 1, run.recipe.epochs}))), alone)


def save(landscape: Landscape, folder: Path) -> None:
    """Write the landscape into `folder`, which exists."""
    (folder / FILE).write_text(json.dumps(asdict(landscape)), encoding="utf-8")


def load(files: Mapping[str, bytes]) -> Landscape:
    """Return the landscape that `save` wrote, given as its files by their names."""
    record: dict[str, Any] = json.loads(files[FILE])
    return Landscape(record["images"], tuple(map(_loaded, record["lines"])), tuple(record["alone"]))


def _loaded(line: dict[str, Any]) -> Line:
    steps = tuple(Step(**step) for step in line["steps"])
    return Line(**line | {"steps": steps, "too_short": Step(**line["too_short"])})


def _line(epoch: int, weights: Weights, slopes: Weights, loss: Callable[[Weights], float]) -> Line:
    def step(rate: float) -> Step:
        rate = float(f"{rate:.6g}")  # as 3 * 0.15 is not 0.45
        return Step(rate, loss([array - rate * slope for array, slope in zip(weights, slopes, strict=True)]))

    before = step(0).loss
    reach = next((rate for rate in REACHES if step(rate).loss > before), REACHES[-1])
    steps = [step(reach * place / STEPS) for place in range(STEPS + 1)]
    best = min(range(1, STEPS + 1), key=lambda place: steps[place].loss)
    end = next((place for place in range(best + 1, STEPS) if steps[place].loss > before), STEPS)
    squares = sum(float(np.square(slope).sum()) for slope in slopes)
    return Line(epoch, -_rounded(squares), tuple(steps[: end + 1]), step(steps[best].rate / SHORTER))


def _alone(weights: Weights, slopes: Weights, loss: Callable[[Weights], float]) -> tuple[float, ...]:
    array = max(range(len(slopes)), key=lambda index: abs(slopes[index]).max())
    place = abs(slopes[array]).argmax()

    def changed(change: float) -> Weights:
        copy = weights[array].astype(np.float64)
        copy.flat[place] += change
        return [*weights[:array], copy, *weights[array + 1 :]]

    return tuple(loss(changed(change)) for change in ALONE)


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS)
