"""Referral: how many answers to accept, when the others are referred to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import number, percent, plural
from ..training.metrics import confidences, hits
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run

    Row = tuple[float, int, float, float, int]

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99)
NAMED = 0.9  # the threshold of which the texts speak
COLUMNS = ("Threshold", "Test images accepted", "Share accepted", "Accuracy of the accepted", "Mistakes accepted")
POINTS = 200  # most points of the curve


def accept_or_refer(run: Run) -> Figure:
    """Return the figure of the accuracy of the surest answers against how many are accepted, with five thresholds."""
    confidence, right = confidences(run.probabilities), hits(run.probabilities, run.labels)
    rows = tuple(row for threshold in THRESHOLDS if (row := _row(threshold, confidence, right))[1])
    curve = _curve(confidence, right)
    said = _in_words(_row(NAMED, confidence, right), len(right))

    def draw() -> Picture:
        return _draw_curve(rows, curve)

    return Figure(
        caption=(
            f"Accept the surest answers and refer the rest to a person: the share of test images accepted, and the "
            f"accuracy among these. Marked are thresholds of confidence. {said}"
        ),
        alt=f"Curve of accuracy against the share of answers accepted, ending at {percent(right.mean())} where all "
            f"are. Marked: {plural(len(rows), 'threshold')}.",
        description=(
            f"A curve of the accuracy among the accepted test images over the share of test images accepted, the "
            f"surest first. Where all are accepted, the accuracy is {percent(right.mean(), 2)}. Dots mark the "
            f"thresholds of the table. {said}"
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _row(threshold: float, confidence: np.ndarray, right: np.ndarray) -> Row:
    """Return what accepting the answers with a confidence above a threshold gives; an accuracy of 0 for none."""
    accepted = confidence > threshold
    count, hit = int(accepted.sum()), int(right[accepted].sum())
    return threshold, count, count / len(right), hit / max(count, 1), count - hit


def _curve(confidence: np.ndarray, right: np.ndarray) -> tuple[list[float], list[float]]:
    """Return shares accepted and accuracies; equally sure answers are accepted together."""
    order = (-confidence).argsort(kind="stable")
    ends = np.flatnonzero(np.diff(confidence[order], append=-1))
    chosen = ends[np.unique(np.linspace(0, len(ends) - 1, min(POINTS, len(ends))).round().astype(int))]
    accuracy = right[order].cumsum() / np.arange(1, len(right) + 1)
    return ((chosen + 1) / len(right)).tolist(), accuracy[chosen].tolist()


def _in_words(row: Row, images: int) -> str:
    threshold, count, share, accuracy, mistakes = row
    if not count:
        return f"No answer has a confidence above {threshold}."
    return (f"Above {threshold} lie {percent(share)} of the {number(images)}, and {percent(accuracy)} of these are "
            f"right: {plural(mistakes, 'mistake')} would pass.")


def _draw_curve(rows: tuple[Row, ...], curve: tuple[list[float], list[float]]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter

    picture, axes = plt.subplots(figsize=(7.5, 3.8))
    axes.plot(*curve, color="ink-soft")
    for threshold, _, share, accuracy, _ in rows:
        axes.plot(share, accuracy, "o", color="accent", markersize=7)
        axes.annotate(f"{threshold:g}", (share, accuracy), (-6, -6), textcoords="offset points", ha="right", va="top")
    axes.set(xlabel="Share of the test images accepted", ylabel="Accuracy of the accepted", xlim=(0, 1.02))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}\N{NO-BREAK SPACE}%"))
    axes.grid()
    picture.tight_layout()
    return picture
