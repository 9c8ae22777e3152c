"""Shifts: what networks still read when the test images are moved, and one image at every place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import MINUS, capital, joined, number, percent, plural
from ..core.names import within
from ..training.experiment import are_clear
from ..training.shifts import moved
from .endings import label_ends
from .figure import Figure, Table, fitting, shortened
from .grids import GREY, canvas, place_image
from .legibility import mixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.run import Run
    from ..training.shifts import Reader, Shifts

ROWS_BELOW, NAMES_WIDTH, TOP = 0.6, 1.55, 0.3  # inches: a row of answers, the names beside them, over the images
SHORT = 2  # letters of a class name for which a cell has room
WAYS = {
    (0, 1): "to the right", (0, -1): "to the left", (1, 0): "down", (-1, 0): "up", (1, 1): "to the right and down",
    (1, -1): "to the left and down", (-1, 1): "to the right and up", (-1, -1): "to the left and up",
}
"""What each way, (down, right), is called."""
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": "accent", "marker": "D"},
    {"color": "ink", "marker": "o"},
    {"color": "ink-soft", "marker": "s", "linestyle": "--"},
)
"""How the line of each reader looks: that of the course, of moved training images, of convolutions."""


def accuracy_by_shift(shifts: Shifts) -> Figure:
    """Return the figure of the test accuracy of every network by how far the images are moved."""
    names, farthest, means = reader_names(shifts), shifts.farthest, [_means(reader) for reader in shifts.readers]
    networks = plural(sum(len(reader.accuracies) for reader in shifts.readers), "network")
    ends = [f"{name} {percent(values[0])} and {percent(values[-1])}" for name, values in zip(names, means, strict=True)]
    last = [f"{name} {percent(values[-1])}" for name, values in zip(names, means, strict=True)]

    def draw() -> Picture:
        return _draw_lines(shifts, names)

    return Figure(
        caption=(
            f"Test accuracy of {networks}, each a mark, by how far every test image is moved; lines join the means. "
            f"{_verdict(shifts, names)} "
            f"At {plural(farthest, 'pixel')} the edge cuts something off {plural(shifts.cut[-1], 'image')}: "
            f"{percent(shifts.lost[-1], 2)} of all that is bright."
        ),
        alt=fitting(f"Test accuracy by shift, at 0 and at {plural(farthest, 'pixel')}: {joined(ends)}.",
                    f"Test accuracy by shift; at {plural(farthest, 'pixel')}: {joined(last)}.",
                    f"Test accuracy of {networks} by shift of the images, 0 to {plural(farthest, 'pixel')}."),
        description=(
            f"A line for each kind of network, from images as they are, on the left, to images moved by "
            f"{plural(farthest, 'pixel')}, on the right, with a mark for each network. On average: "
            + "; ".join(f"{name} {joined(percent(value) for value in values)}"
                        for name, values in zip(names, means, strict=True)) + "."
        ),
        draw=draw,
        table=Table(("Networks", "Moved by pixels", "Network", "Test accuracy"), tuple(
            (name, distance, place, accuracy)
            for name, reader in zip(names, shifts.readers, strict=True)
            for place, row in enumerate(reader.accuracies, start=1) for distance, accuracy in enumerate(row)
        )),
    )


def moved_image(run: Run, shifts: Shifts) -> Figure:
    """Return the figure of a test image moved one way, pixel by pixel, and what a network of each kind reads."""
    names, farthest, true = reader_names(shifts), shifts.farthest, run.class_names[run.labels[run.example]]
    way = _hardest_way(shifts, int(run.labels[run.example]))
    rows = [[(run.class_names[reader.answers[place]], float(reader.confidences[place]))
             for place in _places(way, farthest)] for reader in shifts.readers]
    told = {name: joined(f"{answer} ({percent(sure)})" for answer, sure in row)
            for name, row in zip(names, rows, strict=True)}

    def draw() -> Picture:
        return _draw_rows(run, names, rows, way)

    return Figure(
        caption=(
            f"Test image {run.example}, labelled {within(true)}, moved {WAYS[way]} by up to "
            f"{plural(farthest, 'pixel')}: of eight ways the one in which the network of the course goes wrong most "
            "often. Under each image, the first network of each kind answers, with its confidence; a cross marks what "
            "is wrong."
        ),
        alt=fitting(f"Test image {run.example}, labelled {true}, moved by 0 to {plural(farthest, 'pixel')}; "
                    + "; ".join(f"{name}: {', '.join(answer for answer, _ in row)}"
                                for name, row in zip(names, rows, strict=True)) + ".",
                    f"One test image moved by 0 to {plural(farthest, 'pixel')}, with the answers of three networks."),
        description=(
            f"A row of images: test image {run.example}, labelled {true}, as it is and moved {WAYS[way]}, pixel by "
            "pixel. Under each stand the answers of a network of each kind. "
            + " ".join(f"{capital(name)}: {said}." for name, said in told.items())
        ),
        draw=draw,
        table=Table(("Network", f"Moved {WAYS[way]} by pixels", "Answer", "Confidence"), tuple(
            (name, distance, answer, round(sure, 4))
            for name, row in zip(names, rows, strict=True) for distance, (answer, sure) in enumerate(row)
        )),
    )


def image_at_every_place(run: Run, shifts: Shifts) -> Figure:
    """Return the figure of what a network of each kind reads of one test image at every place that it is moved to."""
    names, label, farthest = reader_names(shifts), int(run.labels[run.example]), shifts.farthest
    true, places = run.class_names[label], (2 * farthest + 1) ** 2
    right = [int((reader.answers == label).sum()) for reader in shifts.readers]
    counts = joined(f"{number(count)} ({name})" for name, count in zip(names, right, strict=True))
    steps = [_step(step) for step in range(-farthest, farthest + 1)]

    def draw() -> Picture:
        return _draw_places(run, shifts, names, label)

    return Figure(
        caption=(
            f"Test image {run.example}, labelled {within(true)}, moved to each of {places} places: a cell for each, "
            "with the answer of the first network of each kind, tinted where it is wrong. It is right at "
            f"{counts} of them."
        ),
        alt=fitting(f"Three squares of {places} cells, a cell for each place of one image, right at {counts}.",
                    f"Three squares of {places} cells; the answer is right at {joined(map(number, right))}."),
        description=(
            f"Three squares of {len(steps)} by {len(steps)} cells. In the middle of each the image is where it was; "
            "to the right of it, it is moved to the right, and below it, down. "
            f"Each cell has the answer. The answer is right at {counts} of {places} places."
        ),
        draw=draw,
        table=Table(("Network", "Moved down by pixels", *(f"Answer at {step} to the right" for step in steps)), tuple(
            (name, row - farthest, *(run.class_names[answer] for answer in answers))
            for name, reader in zip(names, shifts.readers, strict=True) for row, answers in enumerate(reader.answers)
        )),
    )


def reader_names(shifts: Shifts) -> list[str]:
    """Return what the networks of each recipe are called."""
    return [_name(reader) for reader in shifts.readers]


def _name(reader: Reader) -> str:
    if not reader.difference:
        return "as in the course"
    return "moved in training" if "shift" in reader.difference else "with convolutions"


def _places(way: tuple[int, int], farthest: int) -> list[tuple[int, int]]:
    """Return the row and the column, in a grid of all places, of each distance that way."""
    down, right = way
    return [(farthest + distance * down, farthest + distance * right) for distance in range(farthest + 1)]


def _hardest_way(shifts: Shifts, label: int) -> tuple[int, int]:
    """Return the way, (down, right), on which the course's network is wrong most often, the first of equal ones."""
    wrong = shifts.readers[0].answers != label
    return max(WAYS, key=lambda way: sum(wrong[place] for place in _places(way, shifts.farthest)))


def _verdict(shifts: Shifts, names: Sequence[str]) -> str:
    """Return in words which networks clearly read another share of what is moved farthest than those of the course."""
    plain, *others = (reader.last for reader in shifts.readers)
    clear = [name for name, values in zip(names[1:], others, strict=True) if are_clear(values, plain)]
    return f"Clearly apart from the course's at the right end: {joined(clear) if clear else 'none'}."


def _means(reader: Reader) -> list[float]:
    return [float(mean) for mean in np.mean(reader.accuracies, axis=0)]


def _step(step: int) -> str:
    return f"{MINUS}{-step}" if step < 0 else str(step)


def _draw_lines(shifts: Shifts, names: Sequence[str]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 3.8))
    distances, ends = range(shifts.farthest + 1), []
    for reader, name, look in zip(shifts.readers, names, LOOKS, strict=True):
        means = _means(reader)
        axes.plot(distances, means, clip_on=False, **look | {"marker": None})
        for row in reader.accuracies:
            axes.plot(distances, row, clip_on=False, **look | {"linestyle": "none", "markersize": 6, "alpha": 0.7})
        ends.append((name, means[-1], look["color"]))
    axes.set(xlabel="Pixels by which every test image is moved", ylabel="Test accuracy", ylim=(0, 1.02),
             xlim=(0, shifts.farthest), xticks=distances)
    axes.yaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    axes.grid()
    label_ends(axes, ends)
    picture.tight_layout()
    return picture


def _draw_rows(
    run: Run, names: Sequence[str], rows: Sequence[Sequence[tuple[str, float]]], way: tuple[int, int]
) -> Picture:
    """Draw the image at each distance, and under it the answers, a row a network."""
    import matplotlib.pyplot as plt

    image, true = run.dataset.x_test[[run.example]] / 255, run.class_names[run.labels[run.example]]
    columns = len(rows[0])
    pitch = (7.5 - NAMES_WIDTH) / columns
    side = min(pitch - 0.12, 1.6)
    axes = canvas(TOP + side + 0.15 + ROWS_BELOW * len(rows))
    for distance in range(columns):
        middle = NAMES_WIDTH + (distance + 0.5) * pitch
        axes.text(middle, TOP - 0.08, _moved_by(distance), ha="center")
        place_image(axes, moved(image, distance * way[0], distance * way[1])[0], (middle - side / 2, TOP), side, **GREY)
        for place, row in enumerate(rows):
            _write_answer(axes, (middle, TOP + side + 0.15 + ROWS_BELOW * (place + 0.5)), *row[distance], true)
    for place, name in enumerate(names):
        axes.text(0.05, TOP + side + 0.15 + ROWS_BELOW * (place + 0.5), name, va="center")
    return plt.gcf()


def _moved_by(distance: int) -> str:
    return f"{distance} px" if distance else "as it is"


def _write_answer(axes: Axes, place: tuple[float, float], answer: str, sure: float, true: str) -> None:
    x, y = place
    is_right = answer == true
    axes.text(x, y + 0.02, f"{shortened(answer, 12)}{'' if is_right else ' ✗'}", ha="center", va="bottom",
              weight="bold", color="right" if is_right else "wrong")
    axes.text(x, y, percent(sure), ha="center", va="top", color="ink-soft")


def _draw_places(run: Run, shifts: Shifts, names: Sequence[str], label: int) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.colors import to_rgb

    farthest, side = shifts.farthest, 2 * shifts.farthest + 1
    picture, panels = plt.subplots(1, len(names), figsize=(7.5, 3.0))
    tints = np.array([mixed("wrong", "wash", 0.4), to_rgb("wash")])
    extent = (-farthest - 0.5, farthest + 0.5, farthest + 0.5, -farthest - 0.5)
    ticks = range(-farthest, farthest + 1, max(1, farthest // 2))
    for axes, reader, name in zip(panels, shifts.readers, names, strict=True):
        axes.imshow(tints[(reader.answers == label).astype(int)], extent=extent)
        answers = [run.class_names[answer] for answer in reader.answers.flat]
        if max(map(len, answers)) <= SHORT:
            size = min(1.0, 9 / side) * 0.85 * plt.rcParams["font.size"]
            for (down, right), answer in zip(np.ndindex(side, side), answers, strict=True):
                axes.text(right - farthest, down - farthest, answer, ha="center", va="center", size=size)
        axes.set_title(name)
        axes.set(xticks=ticks, yticks=ticks, xticklabels=map(_step, ticks), yticklabels=map(_step, ticks))
        axes.tick_params(length=0)
    panels[0].set_ylabel("Moved down by pixels")
    panels[len(panels) // 2].set_xlabel("Moved to the right by pixels")
    picture.tight_layout()
    return picture
