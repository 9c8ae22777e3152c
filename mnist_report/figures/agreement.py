"""Agreement: how far networks of several seeds can be trusted by how many agree, and what none of them reads right."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..core.filters import joined, number, percent, plural, spelled
from ..training.metrics import wilson_interval
from .figure import Figure, Table, fitting
from .grids import draw_message, draw_test_images, labelled
from .legibility import name_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure as Picture

    from ..training.ensembles import Agreement, Ensembles, Unread
    from ..training.run import Run

AGREEMENT_COLUMNS = ("Networks that agree", "Test images", "Right", "Share right")
UNREAD_COLUMNS = ("Index in the test set", "True label", "Most frequent answer", "Networks that give it", "All answers")
SHOWN = 20


def agreement(ensembles: Ensembles) -> Figure:
    """Return the figure of how often the most frequent answer is right, by how many networks give it."""
    found = ensembles.agreements
    rows = tuple((each.networks, each.images, each.right, each.share) for each in found)
    said = [_said(each, ensembles) for each in found]
    ends = " ".join(dict.fromkeys((said[0], said[-1])))

    def draw() -> Picture:
        return _draw_rows(found)

    return Figure(
        caption=(
            f"How often the most frequent answer to a test image is right, by how many of "
            f"{plural(ensembles.count, 'network')} give it, with 95 % intervals. {ends}"
        ),
        alt=fitting(f"Dots, by how many agree. {ends}", f"Dots, by how many agree. {said[0]}"),
        description=(
            "A row for each number of networks that give the most frequent answer, from the most downwards, with a dot "
            f"at the share of images on which it is right, and a line for the 95 % Wilson interval. {' '.join(said)}"
        ),
        draw=draw,
        table=Table(AGREEMENT_COLUMNS, rows),
    )


def images_that_no_network_reads(run: Run, ensembles: Ensembles) -> Figure:
    """Return the figure of test images that no network reads right, at most 20, those first on which most agree."""
    shown = sorted(ensembles.unread, key=lambda each: -each.first[1])[:SHOWN]
    rows = tuple(_row(run, each) for each in shown)

    def draw() -> Picture:
        if not shown:
            return draw_message("Every test image is read right by some network.")
        titles = [labelled((index, true, answer, 0.0), f"{votes} of {ensembles.count:d}")
                  for index, true, answer, votes, _ in rows]
        return draw_test_images(run, [(index, true, answer, 0.0) for index, true, answer, *_ in rows], titles)

    if not shown:
        nothing = "Each test image is read right by a network at least."
        return Figure(caption=nothing, alt=nothing, description=nothing, draw=draw, table=Table(UNREAD_COLUMNS, ()))
    what = f"{plural(len(rows), 'test image')} that no network reads right, {run.words.look}"
    return Figure(
        caption=_caption(ensembles, len(rows)),
        alt=fitting(f"{what}: {joined(f'{true} taken for {answer}' for _, true, answer, *_ in rows)}.",
                    f"{what}, each under the most frequent answer and its label.", f"{what}."),
        description=" ".join(f"Test image {index} is {true}: {answers}." for index, true, _, _, answers in rows),
        draw=draw,
        table=Table(UNREAD_COLUMNS, rows),
    )


def _said(each: Agreement, ensembles: Ensembles) -> str:
    """Return in a sentence how often the most frequent answer is right where so many agree."""
    several = "no two agree" if ensembles.has_several else "one answers"
    where = f"Where {several if each.networks == 1 else spelled(each.networks) + ' agree'}, it is"
    if each.images == 1:
        return f"{where} {'right' if each.right else 'wrong'} on the only such image."
    return f"{where} right on {number(each.right)} of {number(each.images)} images ({percent(each.share)})."


def _row(run: Run, image: Unread) -> tuple[int, str, str, int, str]:
    """Return a test image, its true label, the most frequent answer, its votes, and how many give each answer."""
    answer, votes = image.first
    counts = Counter(run.class_names[each] for each in image.answers).most_common()
    said = joined(f"{spelled(count)} say{'s' * (count == 1)} {name}" for name, count in counts)
    return image.index, run.class_names[run.labels[image.index]], run.class_names[answer], votes, said


def _caption(ensembles: Ensembles, shown: int) -> str:
    count, alike = len(ensembles.unread), ensembles.unanimous_unread
    first = "" if shown == count else f" The first {shown}, those on which most agree:"
    under = "each under the most frequent answer (Pred), its label (Truth), and how many networks give that answer."
    if not ensembles.has_several:
        return f"{plural(count, 'test image')} that the only network misreads.{first or ' All,'} {under}"
    same = f"On {number(alike)} of them all give the same answer." if alike else ""
    return " ".join(filter(None, [f"{plural(count, 'test image')} that no network reads right.", same,
                                  f"{first.strip() or 'All of them,'} {under}"]))


def _draw_rows(found: Sequence[Agreement]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 1.1 + 0.36 * len(found)))
    for place, each in enumerate(found):
        interval = wilson_interval(each.right, each.images)
        axes.hlines(place, interval.low, interval.high, color="right", linewidth=1.5)
        axes.plot(each.share, place, "o", color="right", markersize=8, clip_on=False)
        axes.text(1.04, place, f"{number(each.right)} of {number(each.images)}", va="center")
    axes.set(xlabel="The answer is right", ylabel="Networks that agree", xlim=(0, 1), ylim=(len(found) - 0.5, -0.5))
    axes.xaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    name_ticks(axes.yaxis, [str(int(each.networks)) for each in found])
    axes.tick_params(axis="y", length=0, pad=9)  # beyond a dot at 0 %
    axes.grid(axis="x")
    picture.tight_layout()
    return picture
