"""Restraint: networks that learn from few images, for longer than is good for them, held back or not."""

from __future__ import annotations

from math import ceil
from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import capital, fixed, percent, plural
from ..training.restrained import restrained
from .accuracies import trial_labels
from .curves import MIDDLE, TRAINING, VALIDATION, name_curves
from .figure import Figure, Table, fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.experiment import Experiment, Result, Trial

RESULTS = ("Trial", "Seed", "Test loss", "Test accuracy")
LOOKS = "Training lines are solid with round markers, validation lines dashed with square ones."
MARKERS = "so^vX"
"""Of what is tried besides the baseline, which has diamonds."""


def loss_beyond_the_turn(restraint: Experiment) -> Figure:
    """Return the figure of training and validation loss by step, of networks that learn from few images for long."""
    tried = restrained(restraint)
    trials = (tried.short, tried.further, tried.long)
    lowest = fixed(fmean(min(result.history["val_loss"]) for result in tried.further.results), 3)
    end = fixed(_last(tried.long, "val_loss"), 3)

    def draw() -> Picture:
        return _draw_turn(trials)

    return Figure(
        caption=(
            f"Loss by step of networks that learn from {_images(tried.short)}: training, as a mean over each epoch, "
            f"and validation, after it. Every training is a line, "
            f"{', '.join(f'{len(trial.results)} for {_steps(trial)}' for trial in trials)}. A circle marks the lowest "
            f"validation loss within {_steps(tried.further)}."
        ),
        alt=fitting(
            f"Loss by step, learning from {_images(tried.short)}: the validation loss is {lowest} at its lowest and "
            f"{end} after {_steps(tried.long)}.",
            f"Loss by step: the validation loss is {lowest} at its lowest and {end} at the end.",
        ),
        description=(
            f"A line chart of the loss over the steps, on a logarithmic axis. {LOOKS} "
            + " ".join(_told(trial, f"after {_steps(trial)}", "loss") for trial in trials)
            + f" The lowest validation loss within {_steps(tried.further)} is {lowest}, the mean over the seeds. "
            + "Training means over more steps than the shorter trainings have are drawn from their end on."
        ),
        draw=draw,
        table=_by_epoch(restraint, trials, "loss"),
    )


def accuracy_and_loss(restraint: Experiment) -> Figure:
    """Return the figure of the test accuracy over the test loss of each training that saw true labels."""
    labels = dict(zip(restraint.trials, trial_labels(restraint), strict=True))
    shown = {trial: label for trial, label in labels.items() if trial.recipe.labels == "true"}
    tried = restrained(restraint)
    short, long = ((fmean(trial.accuracies), fmean(trial.losses)) for trial in (tried.short, tried.long))

    def draw() -> Picture:
        return _draw_results(shown, tried.short)

    return Figure(
        caption=(
            f"Test accuracy over test loss of networks that learned from {_images(tried.short)}, every training a "
            f"point: better answers are further up, better probabilities further left. Diamonds are the baseline, "
            f"{_steps(tried.short)}. Random labels are left out."
        ),
        alt=fitting(
            f"Test accuracy over test loss: {percent(short[0])} at {fixed(short[1], 3)} after {_steps(tried.short)}, "
            f"{percent(long[0])} at {fixed(long[1], 3)} after {_steps(tried.long)}.",
            f"Test accuracy over test loss of {plural(len(shown), 'trial')}.",
        ),
        description=(
            "A scatter plot of the test accuracy over the test loss, with a point for each training. "
            + " ".join(f"{capital(label)}: accuracy {percent(min(trial.accuracies), 2)} to "
                       f"{percent(max(trial.accuracies), 2)}, loss {fixed(min(trial.losses), 3)} to "
                       f"{fixed(max(trial.losses), 3)}." for trial, label in shown.items())
        ),
        draw=draw,
        table=Table(RESULTS, tuple((label, result.seed, round(result.loss, 4), result.accuracy)
                                   for trial, label in shown.items() for result in trial.results)),
    )


def losses_held_back(restraint: Experiment) -> Figure:
    """Return the figure of training and validation loss by step without restraint, with a penalty and with dropout."""
    tried = restrained(restraint)
    panels = {"Not held back": tried.long, "L2 penalty": tried.penalty, "Dropout": tried.dropout}
    ends = [fixed(_last(trial, "val_loss"), 3) for trial in panels.values()]

    def draw() -> Picture:
        return _draw_panels(panels, "loss")

    return Figure(
        caption=(
            f"Loss of networks that learn from {_images(tried.long)} for {_steps(tried.long)}, every training a line: "
            f"not held back, with an L2 penalty of {tried.penalty.recipe.l2:g} and with dropout of "
            f"{tried.dropout.recipe.dropout:g}. The penalty itself is left out; with dropout, the training loss is "
            f"that of networks with neurons missing."
        ),
        alt=f"Three charts of losses by step; the validation loss ends at {ends[0]} not held back, {ends[1]} with a "
            f"penalty, {ends[2]} with dropout.",
        description=(
            f"Three line charts of the loss over the steps. {LOOKS} "
            + " ".join(_told(trial, name, "loss") for name, trial in panels.items())
        ),
        draw=draw,
        table=_by_epoch(restraint, tuple(panels.values()), "loss"),
    )


def learned_by_heart(restraint: Experiment) -> Figure:
    """Return the figure of training and validation accuracy by step with true labels and with random ones."""
    tried = restrained(restraint)
    panels = {"True labels": tried.long, "Random labels": tried.random}
    training, validation = (percent(_last(tried.random, name)) for name in ("accuracy", "val_accuracy"))

    def draw() -> Picture:
        return _draw_panels(panels, "accuracy")

    return Figure(
        caption=(
            f"Accuracy of networks that learn {_images(tried.long)} for {_steps(tried.long)}, with their true labels "
            f"and with labels drawn at random, every training a line. The validation images have their true labels."
        ),
        alt=f"Two charts of accuracy by step: with random labels {training} in training and {validation} in validation "
            f"at the end.",
        description=(
            f"Two line charts of the accuracy over the steps. {LOOKS} "
            + " ".join(_told(trial, name, "accuracy") for name, trial in panels.items())
        ),
        draw=draw,
        table=_by_epoch(restraint, tuple(panels.values()), "accuracy"),
    )


def _images(trial: Trial) -> str:
    return plural(trial.recipe.train_images or 0, "image")


def _steps(trial: Trial) -> str:
    return plural(trial.recipe.epochs * _steps_per_epoch(trial), "step")


def _steps_per_epoch(trial: Trial) -> int:
    return ceil(trial.results[0].images_per_epoch / trial.recipe.batch_size)


def _last(trial: Trial, metric: str) -> float:
    return fmean(result.history[metric][-1] for result in trial.results)


def _told(trial: Trial, how: str, metric: str) -> str:
    """Return how a metric ended in training and validation, on average over the seeds, in words."""
    training, validation = (fixed(_last(trial, name), 3) for name in (metric, f"val_{metric}"))
    return f"{capital(how)}: {metric} {training} in training over the last epoch, {validation} in validation."


def _by_epoch(restraint: Experiment, trials: Sequence[Trial], metric: str) -> Table:
    labels = dict(zip(restraint.trials, trial_labels(restraint), strict=True))
    columns = ("Trial", "Seed", "Steps", f"Training {metric}, mean over the epoch", f"Validation {metric}, after it")
    return Table(columns, tuple(
        (labels[trial], result.seed, (epoch + 1) * _steps_per_epoch(trial),
         *(round(result.history[name][epoch], 4) for name in (metric, f"val_{metric}")))
        for trial in trials for result in trial.results for epoch in range(trial.recipe.epochs)
    ))


def _draw_turn(trials: Sequence[Trial]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    picture, axes = plt.subplots(figsize=(7.5, 4))
    *shorter, long = trials
    for trial in trials:
        shown = max(each.recipe.epochs * _steps_per_epoch(each) for each in shorter) if trial is long else 0
        for result in trial.results:
            _draw_curves(axes, trial, result, "loss", shown)
    for result in trials[1].results:
        axes.plot(result.best_epoch * _steps_per_epoch(trials[1]), min(result.history["val_loss"]), "o", markersize=10,
                  markerfacecolor="none", color="validation")
    axes.set(xscale="log", xlabel="Steps", ylabel="Loss", ylim=(0, None))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3)))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="y")
    _name(axes, trials[-1], "loss")
    picture.tight_layout()
    return picture


def _draw_panels(panels: dict[str, Trial], metric: str) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator, PercentFormatter, StrMethodFormatter

    picture, charts = plt.subplots(1, len(panels), figsize=(7.5, 3.4), sharey=True)
    for axes, (title, trial) in zip(charts, panels.items(), strict=True):
        for result in trial.results:
            _draw_curves(axes, trial, result, metric)
        axes.set(title=title, xlabel="Steps")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=2, integer=True))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.grid(axis="y")
    charts[0].set_ylabel(capital(metric))
    charts[0].set_ylim(0, None)
    if metric == "accuracy":
        charts[0].yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    _name(charts[-1], trial, metric)
    picture.tight_layout(w_pad=1)
    return picture


def _name(axes: Axes, trial: Trial, metric: str) -> None:
    name_curves(axes, (_last(trial, metric),), (_last(trial, f"val_{metric}"),))


def _draw_curves(axes: Axes, trial: Trial, result: Result, metric: str, shown: int = 0) -> None:
    """Draw the curves of a training, but no training mean in the middle of the first `shown` steps."""
    steps = [epoch * _steps_per_epoch(trial) for epoch in range(1, trial.recipe.epochs + 1)]
    look: dict[str, Any] = {"markersize": 3.5, "linewidth": 1.1, "alpha": 0.8, "markevery": max(1, len(steps) // 20)}
    middle = MIDDLE * _steps_per_epoch(trial)
    means = [(step - middle, mean) for step, mean in zip(steps, result.history[metric], strict=True)]
    axes.plot(*np.reshape([point for point in means if point[0] >= shown], (-1, 2)).T, **TRAINING | look)
    axes.plot(steps, result.history[f"val_{metric}"], **VALIDATION | look)


def _draw_results(shown: dict[Trial, str], baseline: Trial) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 4))
    markers = iter(MARKERS)
    for trial, label in shown.items():
        marker, colour = ("D", "accent") if trial is baseline else (next(markers), "ink")
        axes.plot(trial.losses, trial.accuracies, marker, color=colour, label=label, alpha=0.8, markersize=7)
    axes.set(xlabel="Test loss", ylabel="Test accuracy")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.grid()
    axes.legend(loc="best", frameon=True, facecolor="paper", edgecolor="none")
    picture.tight_layout()
    return picture
