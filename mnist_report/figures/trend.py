"""The trend of the result from one commit of the project to the next."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ..core.filters import percent, plural
from .endings import label_ends
from .figure import Figure, Table, fitting
from .legibility import name_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.history import History, Record

SHOWN = 60
"""Commits that are drawn at most, the latest: more could not be distinguished."""
COLUMNS = ("Commit", "Date", "Run", "Test accuracy", "Test loss", "Seeds", "Mean over seeds", "Lowest of the seeds",
           "Highest of the seeds", "Calibration error", "Recall of the worst class")


def accuracy_trend(history: History) -> Figure:
    """Return the figure of test accuracy by commit, at least two, over the band of all seeds."""
    records = history.records[-SHOWN:]
    first, last = (percent(record.accuracy, 2) for record in (records[0], records[-1]))
    count, changed = plural(len(records), "commit"), _changes(records)

    def draw() -> Picture:
        return _draw_trend(records)

    return Figure(
        caption=(
            f"Test accuracy of the run that the site showed, by commit: {_extent(history, records)}. The band reaches "
            f"from the lowest to the highest of all seeds, the dashed line is their mean. {changed}"
        ),
        alt=fitting(
            f"Line chart of test accuracy over {count}, from {first} to {last}, on a band of all seeds. {changed}",
            f"Line chart of test accuracy over {count}, from {first} to {last}, on a band of all seeds.",
        ),
        description=(
            f"From left to right {count}, each named by the first seven digits of its name, the latest last. A solid "
            f"line with a round marker for each commit is the test accuracy of the run that the site showed: it goes "
            f"from {first} to {last}, and lies between {_range(records)}. A band behind it reaches from the lowest to "
            f"the highest test accuracy of all seeds, a dashed line is their mean. {changed}"
        ),
        draw=draw,
        table=Table(COLUMNS, tuple(map(_row, records))),
    )


def _extent(history: History, records: Sequence[Record]) -> str:
    count = plural(len(records), "commit")
    shown = count if len(records) == len(history.records) else f"the latest {count} of {len(history.records):,}"
    dates = [record.date[:10] for record in (records[0], records[-1]) if record.date]
    return f"{shown}, {dates[0]} to {dates[-1]}" if dates else shown


def _changes(records: Sequence[Record]) -> str:
    """Return how often the run changed, in words: the same key gives the same result on the same kind of machine."""
    changes = sum(one.run != other.run for one, other in pairwise(records))
    return f"The run changed {plural(changes, 'time')}." if changes else "It is the same run throughout."


def _range(records: Sequence[Record]) -> str:
    accuracies = [record.accuracy for record in records]
    return f"{percent(min(accuracies), 2)} and {percent(max(accuracies), 2)}"


def _row(record: Record) -> tuple[str | int | float, ...]:
    return (record.commit[:12], record.date[:10], record.run[:12], record.accuracy, record.loss, record.seeds,
            record.mean, record.lowest, record.highest, record.calibration_error, record.worst_recall)


def _draw_trend(records: Sequence[Record]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 3.75))
    _draw_lines(axes, records)
    axes.set(xlabel="Commit", ylabel="Test accuracy", xlim=(-0.5, len(records) - 0.5))
    axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    name_ticks(axes.xaxis, [record.commit[:7] for record in records])
    axes.grid(axis="y")
    last = records[-1]
    label_ends(axes, [("run of the site", last.accuracy, "accent"), ("mean over seeds", last.mean, "ink-soft"),
                      ("best seed", last.highest, "ink-soft"), ("worst seed", last.lowest, "ink-soft")])
    picture.tight_layout()
    return picture


def _draw_lines(axes: Axes, records: Sequence[Record]) -> None:
    places = range(len(records))
    lows, highs = ([getattr(record, name) for record in records] for name in ("lowest", "highest"))
    axes.fill_between(places, lows, highs, color="accent", alpha=0.2, linewidth=0)
    axes.plot(places, [record.mean for record in records], "--", color="ink-soft")
    axes.plot(places, [record.accuracy for record in records], "o-", color="accent")
