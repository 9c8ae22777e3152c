"""Rates: what the learning rate does to the loss, step by step, and to the accuracy."""

from __future__ import annotations

from math import log, sqrt
from statistics import fmean
from typing import TYPE_CHECKING, Any

from ..core.filters import fixed, percent
from ..training.stretches import stretches
from .accuracies import BASELINE, UNCLEAR, plain_number, scale_accuracies, verdict
from .endings import label_ends
from .figure import Figure, Table, fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.experiment import Experiment, Trial
    from ..training.run import Run

OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop", "adamw": "AdamW", "nadam": "Nadam"}
"""What Keras calls the classes of the optimizers."""
LOSS_COLUMNS = ("Optimizer", "Learning rate", "Seed", "First step", "Last step", "Mean training loss of these steps")
ACCURACY_COLUMNS = ("Optimizer", "Learning rate", "Seed", "Test accuracy after an epoch", "Beside the baseline")
LOOKS: tuple[dict[str, Any], ...] = (
    {"marker": "v", "linestyle": ":"}, {"marker": "s", "linestyle": "--"}, {"marker": "^", "linestyle": "-."},
    {"marker": "X", "linestyle": "-"},
)
"""Of what is tried besides the baseline, in its order; after the last the first again."""


def loss_by_rate(run: Run, rate: Experiment) -> Figure:
    """Return the figure of the training loss of the first epoch, step by step, with each learning rate."""
    ignorance = log(len(run.class_names))

    def draw() -> Picture:
        return _draw_losses(rate, ignorance)

    return Figure(draw=draw, **_loss_texts(rate, ignorance))


def loss_by_plain_rate(run: Run, descent: Experiment) -> Figure:
    """Return the figure of the training loss of the first epoch, step by step, of plain gradient descent."""
    ignorance = log(len(run.class_names))

    def draw() -> Picture:
        return _draw_losses(descent, ignorance)

    return Figure(draw=draw, **_loss_texts(descent, ignorance))


def accuracy_by_rate(rate: Experiment, descent: Experiment) -> Figure:
    """Return the figure of the test accuracy after an epoch by learning rate, of two optimizers."""
    tried = [(trial, verdict(rate, trial)) for trial in rate.trials]
    plain = [(trial, verdict(descent, trial)) for trial in descent.trials if trial.difference]
    best, worst = (pick((trial for trial, _ in (*tried, *plain)), key=_mean) for pick in (max, min))

    def draw() -> Picture:
        return _draw_accuracies(tried, plain)

    return Figure(
        caption=(
            "Test accuracy after one epoch by learning rate, every training a mark: diamonds are the recipe of the "
            "course, squares plain gradient descent, dots other rates. Hollow marks do not differ from the diamonds "
            "clearly. Lines join the means."
        ),
        alt=fitting(
            f"Accuracy after an epoch by learning rate: highest on average {percent(_mean(best))} with {_name(best)}, "
            f"lowest {percent(_mean(worst))} with {_name(worst)}.",
            f"Accuracy after an epoch by learning rate, on average {percent(_mean(worst))} to {percent(_mean(best))}.",
        ),
        description=(
            "A chart of the test accuracy after one epoch over the learning rate, on a logarithmic axis, with a point "
            "for each training and lines through the means. "
            + " ".join(f"{_name(trial)}: {percent(min(trial.accuracies), 2)} to {percent(max(trial.accuracies), 2)}, "
                       f"{found}." for trial, found in (*tried, *plain))
        ),
        draw=draw,
        table=Table(ACCURACY_COLUMNS, tuple(
            (OPTIMIZERS[trial.recipe.optimizer], trial.recipe.rate, result.seed, result.accuracy, found)
            for trial, found in (*tried, *plain) for result in trial.results
        )),
    )


def _loss_texts(experiment: Experiment, ignorance: float) -> dict[str, Any]:
    """Return the texts and the table of a figure of losses."""
    ends = {_name(trial): fmean(loss[-1] for loss in _losses(trial)) for trial in experiment.trials}
    low, high = min(ends, key=ends.__getitem__), max(ends, key=ends.__getitem__)
    return {
        "caption": (
            f"Training loss through the first epoch, on logarithmic axes; every training is a line, each point the "
            f"mean over the steps since the point before. Diamonds are the recipe of the course, "
            f"{_name(experiment.baseline)}. The dotted level is the loss of ignorance, {fixed(ignorance, 3)}."
        ),
        "alt": f"Training loss by step for {len(ends)} learning rates: the epoch ends lowest with {low}, at "
               f"{fixed(ends[low], 3)}, and highest with {high}, at {fixed(ends[high], 3)}.",
        "description": (
            "A line chart of the training loss over the steps of the first epoch, both on logarithmic axes, with a "
            "line for each training and a point for each stretch of steps, in their middle. Means over the seeds: "
            + " ".join(map(_told, experiment.trials))
            + f" A dotted level marks the loss of a network that gives every class the same probability, "
              f"{fixed(ignorance, 3)}."
        ),
        "table": Table(LOSS_COLUMNS, tuple(
            (OPTIMIZERS[trial.recipe.optimizer], trial.recipe.rate, result.seed, stretch.first, stretch.last,
             round(stretch.loss, 4))
            for trial in experiment.trials for result in trial.results for stretch in stretches(trial, result)
        )),
    }


def _told(trial: Trial) -> str:
    losses = [fmean(column) for column in zip(*_losses(trial), strict=True)]
    return (f"{_name(trial)}: {fixed(losses[0], 3)} in the first step, at most {fixed(max(losses), 3)}, "
            f"{fixed(losses[-1], 3)} in the last stretch.")


def _losses(trial: Trial) -> list[list[float]]:
    """Return for each seed the mean losses of the stretches."""
    return [[stretch.loss for stretch in stretches(trial, result)] for result in trial.results]


def _name(trial: Trial) -> str:
    return f"{OPTIMIZERS[trial.recipe.optimizer]} {plain_number(trial.recipe.rate)}"


def _mean(trial: Trial) -> float:
    return fmean(trial.accuracies)


def _draw_losses(experiment: Experiment, ignorance: float) -> Picture:
    import matplotlib.pyplot as plt

    picture, axes = plt.subplots(figsize=(7.5, 4.4))
    axes.axhline(ignorance, color="line-strong", linestyle=":", linewidth=1.2)
    looks = iter(LOOKS * len(experiment.trials))
    ends = []
    for trial in experiment.trials:
        is_baseline = trial is experiment.baseline
        colour, look = ("accent", {"marker": "D", "linestyle": "-"}) if is_baseline else ("ink", next(looks))
        for result in trial.results:
            found = stretches(trial, result)
            axes.plot([sqrt(each.first * each.last) for each in found], [each.loss for each in found], color=colour,
                      markersize=4, linewidth=0.7 if is_baseline else 1.2, alpha=0.8, **look)
        ends.append((_name(trial), fmean(losses[-1] for losses in _losses(trial)), colour))
    axes.set(xscale="log", yscale="log", xlabel="Step", ylabel="Training loss")
    _label_decades(axes)
    axes.grid()
    label_ends(axes, ends)
    picture.tight_layout()
    return picture


def _label_decades(axes: Axes) -> None:
    """Label the ticks of two logarithmic axes with plain numbers."""
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    for axis, subs, form in ((axes.xaxis, (1, 3), "{x:,.0f}"), (axes.yaxis, (1, 2, 5), "{x:g}")):
        axis.set_major_locator(LogLocator(subs=subs))
        axis.set_major_formatter(StrMethodFormatter(form))
        axis.set_minor_formatter(NullFormatter())


def _draw_accuracies(tried: Sequence[tuple[Trial, str]], plain: Sequence[tuple[Trial, str]]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter

    picture, axes = plt.subplots(figsize=(7.5, 4))
    for series, marker, style in ((tried, "o", "-"), (plain, "s", "--")):
        rising = sorted(series, key=lambda each: each[0].recipe.rate)
        axes.plot([trial.recipe.rate for trial, _ in rising], [_mean(trial) for trial, _ in rising], style,
                  color="line-strong", linewidth=1.2, zorder=1)
        for trial, found in rising:
            look, colour = ("D", "accent") if found == BASELINE else (marker, "ink")
            axes.plot([trial.recipe.rate] * len(trial.results), trial.accuracies, look, color=colour, alpha=0.8,
                      markerfacecolor="paper" if found == UNCLEAR else colour)
    axes.set(xscale="log", xlabel="Learning rate", ylabel="Test accuracy after an epoch")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda rate, _: plain_number(rate)))
    axes.minorticks_off()
    scale_accuracies(axes, "y")
    axes.grid()
    label_ends(axes, [(OPTIMIZERS[series[-1][0].recipe.optimizer], _mean(max(series, key=_rate)[0]), "ink")
                      for series in (tried, plain)])
    picture.tight_layout()
    return picture


def _rate(pair: tuple[Trial, str]) -> float:
    return pair[0].recipe.rate
