"""Accuracies: what each trial of an experiment reached on the test images, every training a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import joined, number, percent, plural
from ..training.experiment import are_clear
from .figure import Figure, Table, fitting
from .legibility import name_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure as Picture

    from ..training.experiment import Experiment, Trial

COLUMNS = ("Trial", "Seed", "Test accuracy", "Test loss", "Parameters", "Beside the baseline")
BASELINE, CLEAR, UNCLEAR = "baseline", "clearly another", "not clear"
WORDS = {
    "first_units": "{} neurons first", "second_units": "{} neurons second", "train_images": "{} images",
    "epochs": "{} epochs", "batch_size": "batches of {}", "learning_rate": "rate {}", "optimizer": "{}",
    "activation": "{}", "l2": "L2 penalty {}", "dropout": "dropout {}", "shift": "moved by up to {}",
    "network": "{}", "labels": "{} labels", "steps_per_epoch": "epochs of {} steps",
}
"""How a trial is called by what it changes."""
SILENT = frozenset({"steps_per_epoch"})
"""Fields that are not named beside others."""


def accuracies(experiment: Experiment) -> Figure:
    """Return the figure of the test accuracy of every training of an experiment, a row a trial, beside its baseline."""
    labels, verdicts = trial_labels(experiment), [verdict(experiment, trial) for trial in experiment.trials]
    means = [float(np.mean(trial.accuracies)) for trial in experiment.trials]
    clear = [label for label, found in zip(labels, verdicts, strict=True) if found == CLEAR]
    said = f"Clearly another accuracy than the baseline: {joined(clear) if clear else 'none'}."
    best, worst = labels[int(np.argmax(means))], labels[int(np.argmin(means))]
    trials, trainings = len(labels), sum(len(trial.results) for trial in experiment.trials)

    def draw() -> Picture:
        return _draw_rows(experiment.trials, labels, verdicts)

    return Figure(
        caption=(
            f"Test accuracy of {plural(trainings, 'training')}, each a dot, by what is changed; diamonds are the "
            f"baseline, hollow dots are not clearly beside it. {said}"
        ),
        alt=fitting(
            f"Dot plot of test accuracy in {trials} trials: from {percent(min(means))} ({worst}) to "
            f"{percent(max(means))} ({best}) on average.",
            f"Dot plot of test accuracy in {trials} trials, mean {percent(min(means))} to {percent(max(means))}.",
        ),
        description=(
            "A row for each trial, with a dot for each seed at its test accuracy, all on the same test images. "
            + " ".join(f"{label}: {percent(min(trial.accuracies), 2)} to {percent(max(trial.accuracies), 2)}, {found}."
                       for label, trial, found in zip(labels, experiment.trials, verdicts, strict=True))
        ),
        draw=draw,
        table=Table(COLUMNS, tuple(
            (label, result.seed, result.accuracy, round(result.loss, 4), result.parameters, found)
            for label, trial, found in zip(labels, experiment.trials, verdicts, strict=True)
            for result in trial.results
        )),
    )


def trial_labels(experiment: Experiment) -> list[str]:
    """Return what each trial is called: what it changes, and the baseline by its own value of that."""
    changed = list(dict.fromkeys(name for trial in experiment.trials for name in trial.difference))
    return [_label(trial, changed) for trial in experiment.trials]


def verdict(experiment: Experiment, trial: Trial) -> str:
    """Return how the accuracies of a trial lie beside those of the baseline, in words."""
    if trial is experiment.baseline:
        return BASELINE
    return CLEAR if are_clear(trial.accuracies, experiment.baseline.accuracies) else UNCLEAR


def _label(trial: Trial, changed: Sequence[str]) -> str:
    if not trial.difference and len([name for name in changed if name not in SILENT]) != 1:
        return BASELINE
    names = [name for name in (trial.difference or changed) if name not in SILENT] or list(trial.difference)
    return ", ".join(_words(name, getattr(trial.recipe, name)) for name in names)


def _words(name: str, value: object) -> str:
    if value is None:
        return {"learning_rate": "default rate", "train_images": "all images"}.get(name, f"{name} by default")
    written = number(value) if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    return WORDS.get(name, f"{name} {{}}").format(written)


def _draw_rows(trials: Sequence[Trial], labels: Sequence[str], verdicts: Sequence[str]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 1.0 + 0.42 * min(len(trials), 24)))
    for row, (trial, found) in enumerate(zip(trials, verdicts, strict=True)):
        marker, colour = ("D", "accent") if found == BASELINE else ("o", "ink")
        axes.plot(trial.accuracies, [row] * len(trial.accuracies), marker, color=colour, markersize=7, linestyle="none",
                  markerfacecolor="none" if found == UNCLEAR else colour)
    axes.set(xlabel="Test accuracy", ylim=(len(trials) - 0.5, -0.5))
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    name_ticks(axes.yaxis, labels)
    axes.grid(axis="x")
    picture.tight_layout()
    return picture
