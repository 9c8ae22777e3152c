"""Accuracies: what each trial of an experiment reached on the test images, every training a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from ..core.filters import number, percent, plural
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
TICKS = (0.9, 0.99, 0.999, 0.5, 0.95, 0.98, 0.995, 0.998, 0.8, 0.97, 0.7, 0.2, 0.3, 0.1)
"""Accuracies at which the axis may be marked, those first that stay where there is no room for others."""
ROOM: Final = {"x": 4.2, "y": 1.5}
"""From one mark of an axis to the next, at least, in letters' sizes."""
DIGITS = 9
"""Decimals of places on the axis, in which all processors agree."""
FEWEST = 1e-4
"""The smallest share of mistakes that the axis tells from none."""
LONGEST = 30
"""Letters of a label, at most."""


def accuracies(experiment: Experiment) -> Figure:
    """Return the figure of the test accuracy of every training of an experiment, a row a trial, beside its baseline."""
    labels, verdicts = trial_labels(experiment), [verdict(experiment, trial) for trial in experiment.trials]
    clear = verdicts.count(CLEAR)
    means = [float(np.mean(trial.accuracies)) for trial in experiment.trials]
    best, worst = labels[int(np.argmax(means))], labels[int(np.argmin(means))]
    trials, trainings = len(labels), sum(len(trial.results) for trial in experiment.trials)

    def draw() -> Picture:
        return _draw_rows(experiment.trials, labels, verdicts)

    return Figure(
        caption=(
            f"Test accuracy of {plural(trainings, 'training')}, by what is changed. Diamonds are the baseline. "
            f"{_compared(clear, trials - 1)} Equal steps of the axis divide the mistakes by equal factors."
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


def _compared(clear: int, others: int) -> str:
    """Return how many of the other trials differ clearly from the baseline, as a sentence."""
    if others == 1:
        return "The other trial differs clearly from it." if clear else "Hollow dots do not differ clearly from it."
    if clear == others:
        return "Each of the others differs clearly from it."
    return f"Clearly different from it: {clear} of {others}; the others have hollow dots."


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
    return WORDS.get(name, f"{name} {{}}").format(_written(value))


def _written(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return plain_number(value) if isinstance(value, float) else number(value)


def plain_number(value: float) -> str:
    """Return a number of the recipe without an exponent: 1e-05 -> "0.00001"."""
    return np.format_float_positional(float(f"{value:.6g}"), trim="-")  # without what a logarithm adds to it


def scale_accuracies(axes: Axes, axis: Literal["x", "y"]) -> None:
    """Scale an axis of accuracies so that equal steps divide the mistakes by equal factors, and mark some of them."""
    getattr(axes, f"set_{axis}scale")("function", functions=(_fewer_mistakes, _accuracy))
    axes.autoscale_view(scalex=axis == "x", scaley=axis == "y")
    ticks = _ticks(axes, axis)
    getattr(axes, f"set_{axis}ticks")(ticks, [f"{100 * tick:g} %" for tick in ticks])


def _ticks(axes: Axes, axis: Literal["x", "y"]) -> list[float]:
    """Return the accuracies of TICKS for whose labels an axis has room, or evenly spaced ones if it has no two."""
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator

    low, high = getattr(axes, f"get_{axis}lim")()
    start, end = _fewer_mistakes(np.array([low, high]))
    length = (axes.bbox.width if axis == "x" else axes.bbox.height) * 72 / axes.figure.dpi / plt.rcParams["font.size"]
    ticks: list[float] = []
    for tick in TICKS:
        places = (_fewer_mistakes(np.array([tick, *ticks])) - start) / (end - start) * length
        if low <= tick <= high and all(abs(places[1:] - places[0]) >= ROOM[axis]):
            ticks.append(tick)
    if len(ticks) > 1:
        return ticks
    even = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [float(tick) for tick in even if low <= tick <= min(high, 1)]


def _fewer_mistakes(accuracy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-np.round(np.log10(np.maximum(1 - accuracy, FEWEST)), DIGITS), np.float64)


def _accuracy(fewer_mistakes: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 - np.round(np.power(10.0, -fewer_mistakes), DIGITS), np.float64)


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
