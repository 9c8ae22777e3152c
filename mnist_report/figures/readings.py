"""Readings: one test image as all networks read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import joined, percent, plural
from .figure import Figure, Table, fitting, shortened
from .grids import GREY
from .legibility import name_ticks
from .seeds import marked, ranked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run, Spread

    Row = tuple[int, str, float]

COLUMNS = ("Seed", "Answer", "Confidence")
LEGIBLE = 20  # networks up to which there is room for each answer


def one_image_read_by_all(run: Run, spread: Spread) -> Figure:
    """Return the figure of the answers of all networks to the test image of the site's least sure mistake."""
    index, is_mistake = _least_sure(run, spread)
    true = run.class_names[run.labels[index]]
    rows = tuple((spread.seeds[place], run.class_names[spread.answers[place, index]],
                  float(spread.confidences[place, index])) for place in ranked(spread))
    right, answers = sum(answer == true for _, answer, _ in rows), [answer for _, answer, _ in rows]
    readers = "one network" if len(rows) == 1 else f"{len(rows)} networks"
    what = f"Test image {index}, true label {true}, as {readers} read{'s' * (len(rows) == 1)} it"

    def draw() -> Picture:
        return _draw(run, spread, index, rows)

    return Figure(
        caption=(
            f"{what}, each with its confidence: filled bars are right, hollow ones are not. It is the "
            f"{'mistake' if is_mistake else 'answer'} of which the network of this site, the diamond, is least sure."
        ),
        alt=fitting(f"{what}: {joined(answers)}.", f"{what}: {plural(len(set(answers)), 'different answer')}.",
                    f"Test image {index} as {readers} read{'s' * (len(rows) == 1)} it."),
        description=(
            f"The image on the left; on the right a bar for each network, by rising seed. {right} of {len(rows)} "
            f"name the true label, {true}. " + " ".join(
                f"Seed {seed} says {answer}, with {percent(confidence)}." for seed, answer, confidence in rows
            )
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _least_sure(run: Run, spread: Spread) -> tuple[int, bool]:
    """Return the test image of the site's least sure mistake, and True; that of its least sure answer without any."""
    wrong = spread.answers[0] != run.labels
    confidences = np.where(wrong | ~wrong.any(), spread.confidences[0], np.inf)
    return int(confidences.argmin()), bool(wrong.any())


def _draw(run: Run, spread: Spread, index: int, rows: tuple[Row, ...]) -> Picture:
    import matplotlib.pyplot as plt

    height = 1.1 + 0.27 * min(max(len(rows), 5), LEGIBLE)
    picture, (image, bars) = plt.subplots(1, 2, figsize=(7.5, height), width_ratios=(1, 2.2))
    image.imshow(run.dataset.x_test[index] / 255.0, **GREY)
    true = run.class_names[run.labels[index]]
    image.set_title(f"True label: {shortened(true)}")
    image.axis("off")
    _draw_bars(bars, rows, true)
    name_ticks(bars.yaxis, marked(spread))
    picture.tight_layout()
    return picture


def _draw_bars(axes: Axes, rows: tuple[Row, ...], true: str) -> None:
    from matplotlib.ticker import PercentFormatter

    for place, (_, answer, confidence) in enumerate(rows):
        look: dict[str, Any] = {"facecolor": "right" if answer == true else "none"}
        axes.barh(place, confidence, height=0.7, edgecolor="ink", linewidth=0.8, **look)
        if len(rows) <= LEGIBLE:
            axes.text(confidence + 0.015, place, f"{shortened(answer)} with {percent(confidence, 0)}", va="center")
    axes.set(xlabel="Confidence in its answer", ylabel="Seed", xlim=(0, 1.3), ylim=(len(rows) - 0.4, -0.6))
    axes.set_xticks(np.linspace(0, 1, 5))
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
