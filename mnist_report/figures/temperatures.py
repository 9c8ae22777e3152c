"""Temperatures: what dividing all logits by one number does to the confidence of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import fixed, number, points
from ..training.forward import batches, logits
from ..training.metrics import expected_calibration_error, log_loss
from ..training.run import learned_from
from ..training.temperature import fitted, tempered
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run

    Row = tuple[float, float, float]

COLUMNS = ("Temperature", "Loss on the test images, in nats", "Calibration error on the test images")
STEPS = 13  # temperatures on either side of 1, about
DIGITS = 9  # significant ones of a mean, in which all machines agree


def temperature_scaling(run: Run) -> Figure:
    """Return the figure of loss and calibration error of the test images against temperature, with the fitted one."""
    best = validated(run)
    rows = tuple(_row(run, temperature) for temperature in _temperatures(best))
    before, after = (next(row for row in rows if row[0] == chosen) for chosen in (1, best))
    losses = f"The loss on the test images {_change(fixed(before[1], 4), fixed(after[1], 4))}"
    errors = f"their calibration error {_change(fixed(100 * before[2], 2), fixed(100 * after[2], 2))} percentage points"
    verdict = _verdict(best, run.train_size - learned_from(run.train_size, run.recipe.validation_split))

    def draw() -> Picture:
        return _draw_curves(rows, before, after)

    return Figure(
        caption=(
            f"{verdict} {losses} and {errors}; the hollow circles are at temperature 1. The accuracy is the same at "
            f"every temperature."
        ),
        alt=f"Loss and calibration error of the test images against temperature; at the fitted one, {fixed(best, 2)}, "
            f"they are {fixed(after[1], 4)} and {points(after[2])}.",
        description=(
            f"Two curves over the temperature, from {fixed(rows[0][0], 2)} to {fixed(rows[-1][0], 2)} on a logarithmic "
            f"scale: on the left the loss on the test images, on the right their expected calibration error. Hollow "
            f"circles mark temperature 1, at which nothing changes, filled ones the fitted temperature, "
            f"{fixed(best, 2)}. {verdict} {losses} and {errors}."
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def validated(run: Run) -> float:
    """Return the `temperature.fitted` on the validation images, to two decimals."""
    held_out = slice(learned_from(run.train_size, run.recipe.validation_split), None)
    images, labels = run.dataset.x_train[held_out], run.dataset.y_train[held_out]
    scores = [logits(batch.reshape(len(batch), -1).astype(np.float32) / np.float32(255), run.weights,
                     run.recipe.activation) for batch in batches(images)]
    return fitted(np.concatenate(scores), labels)


def _temperatures(best: float) -> list[float]:
    """Return temperatures from under to over 1 and the best one, these included, each to two decimals."""
    ends = min(1, best) / 2, max(1, best) * 2
    return sorted({round(float(each), 2) for each in (*np.geomspace(*ends, 2 * STEPS), 1, best)})


def _row(run: Run, temperature: float) -> Row:
    changed = tempered(run.probabilities, temperature)
    loss, error = log_loss(changed, run.labels), expected_calibration_error(changed, run.labels)
    return temperature, float(f"{loss:.{DIGITS}g}"), float(f"{error:.{DIGITS}g}")


def _verdict(best: float, images: int) -> str:
    """Return the fitted temperature and what it says of the network."""
    means = ("which makes all answers surer: on the validation images the network was too modest" if best < 1 else
             "which makes all answers less sure: on the validation images the network was too sure" if best > 1 else
             "which changes nothing: on the validation images the network was as sure as it should be")
    return (f"Of all temperatures, {fixed(best, 2)} has the lowest loss on the {number(images)} validation images, "
            f"{means}.")


def _change(before: str, after: str) -> str:
    return f"stays at {before}" if before == after else f"goes from {before} to {after}"


def _draw_curves(rows: tuple[Row, ...], before: Row, after: Row) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter

    picture, (left, right) = plt.subplots(1, 2, figsize=(7.5, 3.4), sharex=True)
    for axes, column, label in ((left, 1, "Loss, in nats"), (right, 2, "Calibration error")):
        curve = [(row[0], row[column]) for row in rows]
        _draw_curve(axes, curve, (before[0], before[column]), (after[0], after[column]))
        axes.set(xlabel="Temperature", title=label, ylim=(0, None))
    left.legend(loc="upper left")
    right.yaxis.set_major_formatter(FuncFormatter(lambda error, _: f"{100 * error:g}\N{NO-BREAK SPACE}%"))
    picture.tight_layout()
    return picture


def _draw_curve(axes: Axes, curve: list[tuple[float, float]], before: Any, after: Any) -> None:
    """Draw a curve, a hollow circle on it at temperature 1 and a filled one at the fitted temperature."""
    from matplotlib.ticker import FuncFormatter, LogLocator

    axes.plot(*zip(*curve, strict=True), color="ink-soft")
    axes.plot(*before, "o", color="accent", markerfacecolor=axes.get_facecolor(), markersize=9, label="temperature 1")
    axes.plot(*after, "o", color="accent", markersize=7, label=f"temperature {fixed(after[0], 2)}")
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda temperature, _: f"{temperature:g}"))
    axes.minorticks_off()
    axes.grid()
