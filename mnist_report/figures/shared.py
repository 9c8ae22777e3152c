"""Shared mistakes: which test images all networks misread, and which the network of the site alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..core.filters import joined, number, plural, spelled
from ..training.votes import vote
from .figure import Figure, Table, fitting
from .grids import ABREAST, GAP, GREY, LINE, SIDE, WIDTH, canvas, labelled, normalized, place_image
from .legibility import TITLE, name_ticks
from .seeds import marked, ranked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run, Spread

    Row = tuple[str, int, int, int, int]

COLUMNS = ("Seed", "Misread", "Misread by all", "Misread by several", "Misread by one alone")
VOTE = "vote of all"
WIDEST = 0.05  # share of the longest bar that a part needs to have room for its number
EACH = ABREAST  # images of a group


class Group(NamedTuple):
    """Test images that the same networks misread."""

    heading: str
    """Which networks misread how many."""
    indices: list[int]
    """The first of these images, at most `EACH`."""


def mistakes_by_network(run: Run, spread: Spread) -> Figure:
    """Return the figure of how many test images each network and the vote of all misread, and who else does."""
    rows, networks = _rows(run, spread), len(spread.seeds)
    counts, shared = [row[1] for row in rows[:-1]], rows[-1][2]
    reach = _reach(counts)
    own = next(row for row in rows if row[0] == str(spread.seeds[0]))

    def draw() -> Picture:
        return _draw_bars(rows, spread)

    if networks == 1:
        only = f"The only network misreads {plural(own[1], 'test image')}; there is no other to compare it with."
        return Figure(caption=only, alt=only, description=only, draw=draw, table=Table(COLUMNS, rows))
    return Figure(
        caption=(
            f"Misread test images of {networks} networks, and in the last row of their vote, in parts: those that all "
            f"of them misread, {number(shared)}, those that several do, and those that one network alone does. The "
            f"diamond is the network of this site."
        ),
        alt=f"Bars of misread test images: {reach} for each of {networks} networks, {number(rows[-1][1])} for their "
            f"vote; all misread {number(shared)}.",
        description=(
            f"A bar for each network, by rising seed, and one for their vote: {reach} misread test images of "
            f"{number(len(run.labels))} for a network, {number(rows[-1][1])} for the vote. All networks misread "
            f"{number(shared)}. The network of this site, seed {own[0]}, misreads {number(own[1])}: besides those that "
            f"all misread, {number(own[3])} with some of the others and {number(own[4])} alone."
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def shared_and_own_mistakes(run: Run, spread: Spread) -> Figure:
    """Return the figure of the first test images that all networks misread, and that the site's network alone does."""
    groups = _groups(run, spread)
    rows = tuple((*_said(run, spread, index), group.heading) for group in groups for index in group.indices)

    def draw() -> Picture:
        return _draw_groups(run, spread, groups)

    headings = " ".join(f"{group.heading}." for group in groups)
    return Figure(
        caption=f"{headings} The first of each in the order of the test set, at most {EACH}, under the answers (Pred) "
                f"and what the image is (Truth).",
        alt=fitting(f"Misread test images, {run.words.look}. {headings}", f"Misread test images, {run.words.look}."),
        description=f"{headings} " + " ".join(
            f"Test image {index} is {true}: {answers}." for index, true, answers, _ in rows
        ),
        draw=draw,
        table=Table(("Index in the test set", "True label", "What the networks say", "Misread by"), rows),
    )


def _rows(run: Run, spread: Spread) -> tuple[Row, ...]:
    """Return seed, misread images, and how many of these all networks, several, and one alone misread; last the vote.
    """
    wrong = spread.answers != run.labels
    by = wrong.sum(axis=0)
    voted = vote(spread.answers, spread.confidences, len(run.class_names)) != run.labels
    each = [(str(spread.seeds[place]), wrong[place]) for place in ranked(spread)]
    return tuple((name, int(own.sum()), *_parts(by[own], len(wrong))) for name, own in (*each, (VOTE, voted)))


def _parts(by: NDArray[np.intp], networks: int) -> tuple[int, int, int]:
    """Return how many of some images, misread by so many networks each, all, several, and one alone misread."""
    shared, alone = int((by == networks).sum()), int(((by == 1) & (by < networks)).sum())
    return shared, len(by) - shared - alone, alone


def _reach(counts: list[int]) -> str:
    low, high = number(min(counts)), number(max(counts))
    return low if low == high else f"{low} to {high}"


def _draw_bars(rows: tuple[Row, ...], spread: Spread) -> Picture:
    import matplotlib.pyplot as plt

    picture, axes = plt.subplots(figsize=(7.5, 1.3 + 0.27 * min(len(rows), 20)))
    places, parts = np.arange(len(rows)), np.array([row[2:] for row in rows])
    starts = np.cumsum(parts, axis=1) - parts
    looks = {"by all": ("wrong", ""), "by several": ("none", "////"), "by one network alone": ("none", "")}
    for part, (name, (colour, hatch)) in enumerate(looks.items()):
        axes.barh(places, parts[:, part], left=starts[:, part], height=0.7, label=name, facecolor=colour, hatch=hatch,
                  edgecolor="wrong", hatchcolor="wrong", linewidth=0.8)
    _write_numbers(axes, rows)
    axes.set(xlabel="Misread test images", ylabel="Seed", ylim=(len(rows) - 0.4, -0.6), xlim=(0, _longest(rows) * 1.12))
    name_ticks(axes.yaxis, [*marked(spread), VOTE])
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderpad=0, columnspacing=1.5)
    picture.tight_layout()
    return picture


def _longest(rows: tuple[Row, ...]) -> int:
    return max(1, *(row[1] for row in rows))


def _write_numbers(axes: Axes, rows: tuple[Row, ...]) -> None:
    """Write what each bar adds up to at its end, and into it how many images one network alone misreads."""
    longest = _longest(rows)
    for place, (_, total, _, _, alone) in enumerate(rows if len(rows) <= 21 else ()):
        axes.text(total + longest * 0.01, place, number(total), va="center")
        if alone >= WIDEST * longest:
            axes.text(total - alone / 2, place, number(alone), ha="center", va="center")


def _groups(run: Run, spread: Spread) -> list[Group]:
    wrong = spread.answers != run.labels
    by, networks = wrong.sum(axis=0), len(wrong)
    shared, alone = np.flatnonzero(by == networks), np.flatnonzero(wrong[0] & (by == 1))
    if networks == 1:
        return [Group(f"The only network misreads {plural(len(shared), 'image')}", shared[:EACH].tolist())]
    every = "Both networks misread" if networks == 2 else f"All {networks} networks misread"
    return [
        Group(f"{every} {plural(len(shared), 'image')}", shared[:EACH].tolist()),
        Group(f"The network of this site alone misreads {plural(len(alone), 'image')}", alone[:EACH].tolist()),
    ]


def _said(run: Run, spread: Spread, index: int) -> tuple[int, str, str]:
    """Return a test image, its true label, and how many networks give each answer, in words."""
    answers = _answers(run, spread, index)
    said = joined(f"{spelled(count)} {'says' if count == 1 else 'say'} {name}" for name, count in answers)
    return index, run.class_names[run.labels[index]], said


def _answers(run: Run, spread: Spread, index: int) -> list[tuple[str, int]]:
    """Return each answer to a test image with the number of networks that give it, the most frequent first."""
    return Counter(run.class_names[answer] for answer in spread.answers[ranked(spread), index]).most_common()


def _draw_groups(run: Run, spread: Spread, groups: list[Group]) -> Picture:
    """Draw a line of images for each group, under its heading."""
    import matplotlib.pyplot as plt

    above = 3 * LINE + 2 * GAP  # the heading, and two lines over each image
    shown = normalized(run.dataset.x_test, [index for group in groups for index in group.indices])
    pitch = above + SIDE + GAP
    axes = canvas(pitch * len(groups))
    for row, group in enumerate(groups):
        top = pitch * row
        axes.text(GAP, top + LINE, group.heading + (":" if group.indices else "."), va="center", size="large", **TITLE)
        for column, index in enumerate(group.indices):
            middle = WIDTH / ABREAST * (column + 0.5)
            place_image(axes, shown[index], (middle - SIDE / 2, top + above), SIDE, **GREY)
            axes.text(middle, top + above - 0.06, _title(run, spread, index, group), ha="center", va="bottom")
    return plt.gcf()


def _title(run: Run, spread: Spread, index: int, group: Group) -> str:
    answers = [name for name, _ in _answers(run, spread, index)]
    own, true = run.class_names[spread.answers[0, index]], run.class_names[run.labels[index]]
    said = ", ".join(answers) if true not in answers else own
    return labelled((index, true, said, 0.0))
