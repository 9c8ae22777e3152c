"""Widths: what networks with more parameters, by more neurons in the first layer, get right and what they lose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import fixed, number, percent, plural
from .accuracies import BASELINE, FEWEST, UNCLEAR, scale_accuracies, verdict
from .endings import label_ends
from .figure import Figure, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.experiment import Experiment, Result, Trial

COLUMNS = ("Neurons of the first layer", "Parameters", "Seed", "Test accuracy", "Test loss",
           "Training loss, mean over the last epoch", "Test accuracy beside the baseline")
LOSSES: dict[str, tuple[Callable[[Result], float], dict[str, Any]]] = {
    "Training": (lambda result: result.history["loss"][-1], {"color": "train", "marker": "o", "linestyle": "-"}),
    "Test": (lambda result: result.loss, {"color": "ink", "marker": "s", "linestyle": "--"}),
}
"""The losses that are drawn: how each is found, and how it looks."""

ROOM = 1.3
"""By which factor the axis goes on beyond the most mistakes and the fewest."""


def parameters_and_results(width: Experiment) -> Figure:
    """Return the figure of accuracy and losses by the number of parameters, every training a point."""
    trials = sorted(width.trials, key=lambda trial: trial.recipe.first_units)
    verdicts = [verdict(width, trial) for trial in trials]
    (narrow, fewest), *_, (wide, most) = [(_mean(trial.accuracies), _parameters(trial)) for trial in trials]

    def draw() -> Picture:
        return _draw(trials, verdicts)

    return Figure(
        caption=(
            f"Test accuracy of {plural(sum(len(trial.results) for trial in trials), 'training')} (above) and their "
            f"losses (below) by the number of parameters: diamonds have the recipe of the course, hollow dots do not "
            f"differ from it clearly. The training loss is the mean over the last epoch. Lines join the means."
        ),
        alt=(
            f"Test accuracy rises from {percent(narrow)} with {number(fewest)} parameters to {percent(wide)} with "
            f"{number(most)}; below, two losses." if wide > narrow else
            f"Test accuracy: {percent(narrow)} with {number(fewest)} parameters, {percent(wide)} with {number(most)}; "
            f"below, two losses."
        ),
        description=(
            "Two charts over the number of parameters, on a logarithmic axis. Each training is a point, and lines join "
            "the means. Above, the test accuracy; below, the loss on the images that the network learned from and the "
            "loss on the test images, on a logarithmic axis. "
            + " ".join(_told(trial, found) for trial, found in zip(trials, verdicts, strict=True))
        ),
        draw=draw,
        table=Table(COLUMNS, tuple(
            (trial.recipe.first_units, result.parameters, result.seed, result.accuracy, round(result.loss, 4),
             round(result.history["loss"][-1], 4), found)
            for trial, found in zip(trials, verdicts, strict=True) for result in trial.results
        )),
    )


def _told(trial: Trial, found: str) -> str:
    training, test = (fixed(_mean(list(map(value, trial.results))), 3) for value, _ in LOSSES.values())
    low, high = percent(min(trial.accuracies), 2), percent(max(trial.accuracies), 2)
    return (f"{number(trial.recipe.first_units)} neurons, {number(_parameters(trial))} parameters: accuracy {low} to "
            f"{high}, {found}; mean training loss {training}, mean test loss {test}.")


def _parameters(trial: Trial) -> int:
    return trial.results[0].parameters


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _draw(trials: Sequence[Trial], verdicts: Sequence[str]) -> Picture:
    import matplotlib.pyplot as plt

    picture, (above, below) = plt.subplots(2, 1, figsize=(7.5, 5.6), sharex=True)
    places = list(map(_parameters, trials))
    above.plot(places, [_mean(trial.accuracies) for trial in trials], color="line-strong", linewidth=1.2, zorder=1)
    for trial, found in zip(trials, verdicts, strict=True):
        marker, colour = ("D", "accent") if found == BASELINE else ("o", "ink")
        above.plot([_parameters(trial)] * len(trial.results), trial.accuracies, marker, color=colour, markersize=6,
                   markerfacecolor="paper" if found == UNCLEAR else colour, alpha=0.8)
    mistakes = 1 - np.concatenate([trial.accuracies for trial in trials])
    above.set(xscale="log", ylabel="Test accuracy",
              ylim=(1 - min(1, ROOM * mistakes.max()), 1 - max(FEWEST, mistakes.min() / ROOM)))
    scale_accuracies(above, "y")
    _draw_losses(below, trials, places)
    below.set_xticks(places, [f"{trial.recipe.first_units:,}\n{place:,}"
                              for trial, place in zip(trials, places, strict=True)])
    below.set_xticks([], minor=True)
    for axes in (above, below):
        axes.grid()
    picture.tight_layout()
    return picture


def _draw_losses(axes: Axes, trials: Sequence[Trial], places: Sequence[int]) -> None:
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    ends = []
    for name, (value, look) in LOSSES.items():
        values = [list(map(value, trial.results)) for trial in trials]
        means = list(map(_mean, values))
        axes.plot(places, means, color=look["color"], linestyle=look["linestyle"], linewidth=1.2)
        for place, column in zip(places, values, strict=True):
            axes.plot([place] * len(column), column, look["marker"], color=look["color"], markersize=5, alpha=0.8)
        ends.append((name, means[-1], look["color"]))
    axes.set(yscale="log", ylabel="Loss", xlabel="Neurons of the first layer; parameters of the network")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    label_ends(axes, ends)
