"""The hardest class: which one each network misreads most, and which all of them do on average."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import capital, joined, percent
from ..core.names import within
from .figure import Figure, Table, fitting
from .legibility import DEEPEST, ink_on, mixed, name_ticks
from .seeds import marked, ranked

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run, Spread

LEGIBLE = 26  # rows and columns up to which there is room for a number in each cell
MEAN = "mean"


def recall_by_network(run: Run, spread: Spread) -> Figure:
    """Return the figure of the recall of each class by each network, with the mean, the hardest class framed."""
    tested = np.unique(run.labels).tolist()
    names, order = [run.class_names[label] for label in tested], ranked(spread)
    hits = (spread.answers == run.labels)[order]
    recalls = np.stack([hits[:, run.labels == label].mean(axis=1) for label in tested], axis=1)
    table = np.vstack([recalls, recalls.mean(axis=0)])
    hardest = [names[column] for column in table.argmin(axis=1)]
    seeds = [spread.seeds[place] for place in order]

    def draw() -> Picture:
        return _draw_grid(table, [*marked(spread), MEAN], names, capital(run.words.kind))

    size = f"{_networks(len(seeds))} by {len(names)} {run.words.kinds}"

    def means(written: Callable[[str], str]) -> str:
        return (f"On average it is {written(hardest[-1])}, with {percent(table[-1].min())}; the highest mean is that "
                f"of {written(names[int(table[-1].argmax())])}, {percent(table[-1].max())}")

    kind = within(run.words.kind)
    return Figure(
        caption=(
            f"Recall in percent, by seed and {kind}; the last row is the mean. A frame marks the lowest value of each "
            f"row, the hardest {kind} of that network. {means(within)}. The diamond is the network of this site."
        ),
        alt=fitting(f"Grid of recall, {size}. Hardest {run.words.kind} of each, by seed: {joined(hardest[:-1])}.",
                    f"Grid of recall, {size}; the lowest of each row is framed."),
        description=(
            f"A row for each network, by rising seed, and one for their mean; a column for each {run.words.kind}. The "
            f"hardest {run.words.kind} is " + joined(
                f"{name} for seed {seed}" for seed, name in zip(seeds, hardest[:-1], strict=True)
            ) + f". {means(str)}."
        ),
        draw=draw,
        table=Table(
            ("Seed", *names),
            tuple((name, *row) for name, row in zip([*map(str, seeds), MEAN], table.tolist(), strict=True)),
        ),
    )


def _networks(count: int) -> str:
    return "one network" if count == 1 else f"{count} networks"


def _draw_grid(recalls: NDArray[np.float64], rows: list[str], columns: list[str], kind: str) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.patches import Rectangle

    picture, axes = plt.subplots(figsize=(7.5, 0.9 + 0.3 * min(len(rows), 21)))
    cells = _draw_cells(axes, 1 - recalls)
    if max(recalls.shape) <= LEGIBLE:
        _write(axes, recalls, cells)
    axes.set(xlabel=kind, ylabel="Seed")
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    name_ticks(axes.xaxis, columns)
    name_ticks(axes.yaxis, rows)
    for row, column in enumerate(recalls.argmin(axis=1).tolist()):
        axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, linewidth=2, clip_on=False))
    axes.axhline(len(rows) - 1.5, linewidth=1, color="line-strong")
    picture.tight_layout()
    return picture


def _draw_cells(axes: Axes, misread: NDArray[np.float64]) -> QuadMesh:
    """Draw a tint of the colour of wrong answers, the deeper the more of a class is misread."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    colours = LinearSegmentedColormap.from_list("errors", [to_hex("wash"), to_hex(mixed("wrong", "wash", DEEPEST))])
    edges = [np.arange(size + 1) - 0.5 for size in misread.shape[::-1]]
    return axes.pcolormesh(*edges, misread, cmap=colours, vmin=0, vmax=misread.max() or 1,
                           rasterized=max(misread.shape) > LEGIBLE)


def _write(axes: Axes, recalls: NDArray[np.float64], cells: QuadMesh) -> None:
    import matplotlib.pyplot as plt

    colours, hardest = cells.to_rgba(1 - recalls), recalls.argmin(axis=1)
    size = plt.rcParams["font.size"] * min(1, 10 / recalls.shape[1])
    for (row, column), recall in np.ndenumerate(recalls):
        weight = "bold" if column == hardest[row] else "normal"
        axes.text(column, row, f"{100 * recall:.1f}", ha="center", va="center", size=size, weight=weight,
                  color=ink_on(tuple(colours[row, column])))
