"""Accuracies: what each trial of an experiment reached on the test images, every training a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..core.filters import joined, number, percent, plural
from ..training.experiment import are_clear
from .figure import Figure, Table, fitting, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.experiment import Experiment, Trial

COLUMNS = ("Trial", "Seed", "Test accuracy", "Test loss", "Parameters", "Beside the baseline")
BASELINE, CLEAR, UNCLEAR = "baseline", "clearly another", "not clear"
WORDS = {
    "first_units": "{} neurons", "second_units": "{} in the second layer", "train_images": "{} images",
    "epochs": "{} epochs", "batch_size": "batches of {}", "learning_rate": "rate {}", "optimizer": "{}",
    "activation": "{}", "l2": "L2 penalty {}", "dropout": "dropout {}", "shift": "moved by up to {}",
    "network": "{}", "labels": "{} labels",
}
"""How a trial is called by what it changes."""
TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999)
"""Accuracies at which the axis may be marked."""
FEWEST = 1e-4
"""The smallest share of mistakes that the axis tells from none."""
LONGEST = 30
"""Letters of a label, at most."""


def accuracies(experiment: Experiment) -> Figure:
    """Return the figure of the test accuracy of every training of an experiment, a row a trial, beside its baseline."""
    labels, verdicts = trial_labels(experiment), [verdict(experiment, trial) for trial in experiment.trials]
    means = [float(np.mean(trial.accuracies)) for trial in experiment.trials]
    clear = [label for label, found in zip(labels, verdicts, strict=True) if found == CLEAR]
    said = f"Clearly different from the baseline: {joined(clear) if clear else 'none'}."
    best, worst = labels[int(np.argmax(means))], labels[int(np.argmin(means))]
    trials, trainings = len(labels), sum(len(trial.results) for trial in experiment.trials)

    def draw() -> Picture:
        return _draw_rows(experiment.trials, labels, verdicts)

    return Figure(
        caption=(
            f"Test accuracy of {plural(trainings, 'training')}, by what is changed. Diamonds are the baseline; hollow "
            f"dots are trainings that do not differ from it clearly. Equal steps divide the mistakes by equal factors. "
            f"{said}"
        ),
        alt=fitting(
            f"Dot plot of test accuracy in {trials} trials: from {percent(min(means))} ({worst}) to "
            f"{percent(max(means))} ({best}) on average.",
            f"Dot plot of test accuracy in {trials} trials, mean {percent(min(means))} to {percent(max(means))}.",
        ),
        description=(
            "A row for each trial, with a dot for each seed at its test accuracy, all on the same test images. "
            "Lowest and highest: "
            + "; ".join(f"{label}, {percent(min(trial.accuracies), 2)} to {percent(max(trial.accuracies), 2)}, {found}"
                        for label, trial, found in zip(labels, experiment.trials, verdicts, strict=True))
            + "."
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
    names = [name for name in trial.difference or changed if name != "steps_per_epoch"]
    if not trial.difference and len(names) != 1:
        return BASELINE
    return ", ".join(_words(name, getattr(trial.recipe, name), trial.recipe.steps_per_epoch) for name in names)


def _words(name: str, value: Any, steps_per_epoch: int | None) -> str:
    if name == "epochs" and steps_per_epoch:
        return f"{number(value * steps_per_epoch)} steps"
    if value is None:
        return {"learning_rate": "default rate", "train_images": "all images"}.get(name, f"{name} by default")
    written = number(value) if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    return WORDS.get(name, f"{name} {{}}").format(written)


def scale_accuracies(axes: Axes, axis: Literal["x", "y"]) -> None:
    """Scale an axis of accuracies so that equal steps divide the mistakes by equal factors, and mark some of them."""
    getattr(axes, f"set_{axis}scale")("function", functions=(_fewer_mistakes, _accuracy))
    low, high = getattr(axes, f"get_{axis}lim")()
    ticks = [tick for tick in TICKS if low <= tick <= high]
    getattr(axes, f"set_{axis}ticks")(ticks, [f"{100 * tick:g} %" for tick in ticks])


def _fewer_mistakes(accuracy: NDArray[np.float64]) -> NDArray[np.float64]:
    return -np.log10(np.maximum(1 - accuracy, FEWEST))


def _accuracy(fewer_mistakes: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 - np.power(10.0, -fewer_mistakes)


def _draw_rows(trials: Sequence[Trial], labels: Sequence[str], verdicts: Sequence[str]) -> Picture:
    import matplotlib.pyplot as plt

    picture, axes = plt.subplots(figsize=(7.5, 1.0 + 0.42 * min(len(trials), 24)))
    for row, (trial, found) in enumerate(zip(trials, verdicts, strict=True)):
        marker, colour = ("D", "accent") if found == BASELINE else ("o", "ink")
        axes.plot(trial.accuracies, [row] * len(trial.accuracies), marker, color=colour, markersize=7, linestyle="none",
                  markerfacecolor="none" if found == UNCLEAR else colour, alpha=0.8)
    axes.set(xlabel="Test accuracy", ylim=(len(trials) - 0.5, -0.5))
    scale_accuracies(axes, "x")
    axes.set_yticks(range(len(labels)), [shortened(label, LONGEST) for label in labels])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    picture.tight_layout()
    return picture
