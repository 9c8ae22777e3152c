"""Experiment cards: the pictures of lessons on experiments, in pixels as those of cards.py, from what was measured.

Accuracies are drawn by the logarithm of the errors, from the most errors of an experiment at the bottom to the fewest.
The recipe of the course has the accent, as in figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from . import cards, png
from .cards import SIDE, empty, losses, magnified, row_of, trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ...training.experiment import Experiment, Trial
    from ...training.run import Spread
    from .cards import Picture

NAMES: Final = ("votes", "widths", "amounts", "rates", "restraint")
"""The cards by their names in the front matter."""
FILES: Final = tuple(f"cards/{name}" for name in NAMES)
"""The files of the cards, without their extension."""


def files(
    spread: Spread, width: Experiment, data: Experiment, rate: Experiment, restraint: Experiment
) -> Iterator[tuple[str, bytes]]:
    """Yield `cards/NAME.png` of every card."""
    curves = losses(restraint.baseline.results[0].history)
    made = (votes(spread, width.labels), widths(width), amounts(data), rates(rate), curves)
    for name, picture in zip(NAMES, made, strict=True):
        yield f"cards/{name}.png", png.coloured(magnified(picture))


def votes(spread: Spread, labels: NDArray[np.uint8]) -> Picture:
    """Return which networks read which images right: a row a network, a column an image on which they differ most.

    The images are sorted by the number of networks that read them right.
    """
    are_right = (spread.answers == labels)[:SIDE]
    count = are_right.sum(axis=0)
    disputed = np.flatnonzero((count > 0) & (count < len(are_right)))
    shown = disputed if len(disputed) else np.arange(len(labels))
    shown = shown[np.argsort(-count[shown], kind="stable")]
    shown = shown[np.linspace(0, len(shown) - 1, SIDE - 2).astype(int)]
    height = max((SIDE - 2) // len(are_right), 1)
    picture, top = empty(), (SIDE - height * len(are_right)) // 2
    rows = np.where(are_right[:, shown, None], cards.RIGHT, cards.WRONG).repeat(height, axis=0)
    picture[top : top + len(rows), 1:-1] = rows[: SIDE - top]
    return picture


def widths(width: Experiment) -> Picture:
    """Return the accuracy of each width: a dim column a trial, up to the mean, with a dot for each of its networks."""
    picture, pitch = empty(), (SIDE - 2) // len(width.trials)
    for place, (trial, heights) in enumerate(zip(width.trials, _heights(width.trials), strict=True)):
        columns = slice(1 + place * pitch, place * pitch + max(pitch, 2))
        picture[row_of(float(heights.mean())) :, columns] = cards.DIM
        for height in heights:
            picture[row_of(height), columns] = _dot(width, trial)
    return picture


def amounts(data: Experiment) -> Picture:
    """Return the learning curve: from the fewest images to all of them, with a dot for each network."""
    picture, heights = empty(), _heights(data.trials)
    trace(picture, np.array([each.mean() for each in heights]), cards.GREY)
    columns = np.linspace(1, SIDE - 2, len(heights)).astype(int)
    for trial, column, each in zip(data.trials, columns, heights, strict=True):
        for height in each:
            picture[row_of(height), column - 1 : column + 1] = _dot(data, trial)
    return picture


def rates(rate: Experiment) -> Picture:
    """Return the loss over the first steps at each learning rate: too small on one side of the usual one, too large."""
    usual = rate.trials.index(rate.baseline)
    early = [np.nan_to_num(trial.results[0].early_history["loss"], nan=np.inf) for trial in rate.trials]
    curves = [np.log(np.clip(each, 1e-3, 1e3)) for each in early]
    lowest, highest = min(curve.min() for curve in curves), max(curve.max() for curve in curves)
    picture = empty()
    for place, curve in sorted(enumerate(curves), key=lambda curve: curve[0] == usual):
        colour = cards.ACCENT if place == usual else cards.GREY if place < usual else cards.WHITE
        trace(picture, (curve - lowest) / ((highest - lowest) or 1), colour)
    return picture


def _dot(experiment: Experiment, trial: Trial) -> cards.Colour:
    return cards.ACCENT if trial is experiment.baseline else cards.WHITE


def _heights(trials: Sequence[Trial]) -> list[NDArray[np.float64]]:
    """Return the height of each network of each trial, 0 to 1."""
    errors = [np.log(np.clip(1 - np.array(trial.accuracies), 1e-4, 1)) for trial in trials]
    most, fewest = max(each.max() for each in errors), min(each.min() for each in errors)
    return [(most - each) / ((most - fewest) or 1) for each in errors]
