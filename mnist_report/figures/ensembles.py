"""Ensembles: what networks of several seeds are worth together, by how many they are and how they are joined."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

from ..core.filters import capital, fixed, number, percent, plural, spelled
from .endings import label_ends
from .figure import Figure, Table, fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure as Picture

    from ..training.ensembles import Ensembles, Size

ACCURACY_COLUMNS = ("Networks", "Ensembles", "Lowest accuracy", "Mean accuracy", "Highest accuracy")
CONFIDENCE_COLUMNS = ("Networks", "Mean accuracy", "Mean confidence", "Mean loss", "Mean calibration error")
WAY_COLUMNS = ("Joined by", "Test accuracy", "Test loss")
BESIDE = 0.035  # from one dot to the next, where one network more is 1
WIDEST = 0.86  # dots of equal accuracy side by side, at most


def ensemble_accuracy(ensembles: Ensembles) -> Figure:
    """Return the figure of the test accuracy of every ensemble, by how many networks it has."""
    sizes, images = ensembles.sizes, ensembles.images
    rows = tuple((size.networks, len(size.right), *_reach(size, images)) for size in sizes)
    (_, _, lowest, _, highest), last = rows[0], rows[-1]
    single, together = _from_to(lowest, highest), percent(last[3], 2)
    count, duel = plural(sum(row[1] for row in rows), "ensemble"), ensembles.duel

    def draw() -> Picture:
        return _draw_dots(sizes, images)

    if len(rows) == 1:
        only = f"One network, with a test accuracy of {together}; there is no other to join it with."
        return Figure(caption=only, alt=only, description=only, draw=draw, table=Table(ACCURACY_COLUMNS, rows))
    return Figure(
        caption=(
            f"Test accuracy of each of the {count} that can be made of {spelled(len(rows))} networks, a dot each. "
            f"The line joins the means; dashed, the best single network. {_pairs(ensembles)}"
            f"Images that only all together get right: {number(duel.only_together)}; that only the best single network "
            f"does: {number(duel.only_best)}."
        ),
        alt=f"Columns of dots: test accuracy {single} for a single network, {together} for {len(rows)} together.",
        description=(
            "A column of dots for each number of networks; dots of equal accuracy lie side by side. " + " ".join(
                f"{capital(spelled(networks))}: {_from_to(low, high)}, mean {percent(mean, 2)}."
                for networks, _, low, mean, high in rows
            ) + f" A dashed line marks the best single network, {percent(highest, 2)}."
        ),
        draw=draw,
        table=Table(ACCURACY_COLUMNS, rows),
    )


def ensemble_confidence(ensembles: Ensembles) -> Figure:
    """Return the figure of mean confidence and accuracy, and of the loss, by how many networks answer together."""
    rows = tuple(
        (size.networks, fmean(size.right) / ensembles.images, round(size.confidence, 6), round(size.loss, 6),
         round(fmean(size.calibration_errors), 6)) for size in ensembles.sizes
    )
    first, last = rows[0], rows[-1]
    said = _sure_and_right(first) if len(rows) == 1 else f"{_sure_and_right(first)} {_sure_and_right(last)}"

    def draw() -> Picture:
        return _draw_confidence(ensembles)

    losses = f"The loss is {fixed(first[3], 3)}" + (f" for one and {fixed(last[3], 3)} for all." if rows[1:] else ".")
    return Figure(
        caption=(
            f"Left, mean confidence and accuracy on the test images, averaged over all ensembles of as many "
            f"networks; right, their test loss, with its lowest and highest value. {said}"
        ),
        alt=fitting(f"Two charts by number of networks: confidence {_change(first[2], last[2])}, accuracy "
                    f"{_change(first[1], last[1])}; loss {fixed(first[3], 3)} to {fixed(last[3], 3)}.",
                    "Two charts by number of networks: confidence and accuracy; loss."),
        description=(
            f"Two charts, by how many networks answer together. Left, a dashed line of the mean confidence and a solid "
            f"one of the accuracy. {said} Right, the mean test loss in a band from the lowest to the highest. {losses}"
        ),
        draw=draw,
        table=Table(CONFIDENCE_COLUMNS, rows),
    )


def ways_to_join(ensembles: Ensembles) -> Figure:
    """Return the figure of the test accuracy of several ways to make one answer, or one network, of all networks."""
    singles = ensembles.sizes[0]
    best = max(range(len(singles.right)), key=singles.right.__getitem__)
    ways = [("best single network", singles.right[best], singles.losses[best]),
            *((way.name, way.right, way.loss) for way in ensembles.ways)]
    rows = tuple((capital(name), right / ensembles.images, "" if loss is None else round(loss, 6))
                 for name, right, loss in ways)
    each = [f"{name[:1].lower() + name[1:]} {percent(accuracy, 2)}" for name, accuracy, _ in rows]
    said = ", ".join(each)

    def draw() -> Picture:
        return _draw_bars(rows)

    return Figure(
        caption=f"Test accuracy, and test loss where there is one, of {plural(ensembles.count, 'network')} joined in "
                f"several ways, below the best of them alone.",
        alt=fitting(f"Bars of test accuracy: {said}.", f"{len(rows)} bars of test accuracy; first: {each[0]}; last: "
                    f"{each[-1]}."),
        description=f"A bar for each way. Test accuracy: {said}.",
        draw=draw,
        table=Table(WAY_COLUMNS, rows),
    )


def _pairs(ensembles: Ensembles) -> str:
    """Return how many pairs beat both of their networks, if there are several pairs."""
    pairs = len(ensembles.both_wrong)
    return "" if pairs == 1 else (f"Pairs that are right more often than both of their networks: "
                                  f"{number(ensembles.pairs_ahead)} of {number(pairs)}. ")


def _reach(size: Size, images: int) -> tuple[float, float, float]:
    """Return the lowest, the mean and the highest accuracy of the ensembles of a size."""
    return min(size.right) / images, fmean(size.right) / images, max(size.right) / images


def _from_to(low: float, high: float) -> str:
    return percent(low, 2) if low == high else f"{percent(low, 2)} to {percent(high, 2)}"


def _change(first: float, last: float) -> str:
    return f"{percent(first)} to {percent(last)}"


def _sure_and_right(row: tuple[int, float, float, float, float]) -> str:
    networks, accuracy, confidence, *_ = row
    who = "One network is" if networks == 1 else f"{capital(spelled(networks))} together are"
    return f"{who} {percent(confidence, 2)} sure on average, and right in {percent(accuracy, 2)}."


def _draw_dots(sizes: Sequence[Size], images: int) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, axes = plt.subplots(figsize=(7.5, 4))
    means = [fmean(size.right) / images for size in sizes]
    best = max(sizes[0].right) / images
    axes.axhline(best, color="ink-soft", linestyle="--", linewidth=1.2)
    axes.annotate("best single network", (1, best), (-4, -4), xycoords=axes.get_yaxis_transform(), ha="right", va="top",
                  textcoords="offset points", color="ink-soft")
    for size in sizes:
        axes.plot(*_swarm(size, images), "o", color="ink-soft", markersize=2.5 if len(size.right) > len(sizes) else 5,
                  linestyle="none", markeredgewidth=0)
    axes.plot([size.networks for size in sizes], means, "D-", color="accent", linewidth=1.5, markersize=4)
    axes.set(xlabel="Networks that answer together", ylabel="Test accuracy", xlim=(0.4, len(sizes) + 0.6),
             xticks=range(1, len(sizes) + 1))
    axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.grid(axis="y")
    picture.tight_layout()
    return picture


def _swarm(size: Size, images: int) -> tuple[list[float], list[float]]:
    """Return the places of the dots of a size: those of equal accuracy side by side, around the middle."""
    seen: dict[int, int] = defaultdict(int)
    for right in size.right:
        seen[right] += 1
    step = min(BESIDE, WIDEST / max(seen.values()))
    dots = [(size.networks + step * (place - (count - 1) / 2), right / images)
            for right, count in sorted(seen.items()) for place in range(count)]
    across, up = zip(*dots, strict=True)
    return list(across), list(up)


def _draw_confidence(ensembles: Ensembles) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import PercentFormatter

    picture, (shares, losses) = plt.subplots(1, 2, figsize=(7.5, 3.4))
    sizes, networks = ensembles.sizes, [size.networks for size in ensembles.sizes]
    accuracies, confidences = zip(*((fmean(size.right) / ensembles.images, size.confidence) for size in sizes),
                                  strict=True)
    shares.plot(networks, accuracies, "o-", color="right", markersize=5)
    shares.plot(networks, confidences, "s--", color="ink-soft", markersize=5)
    shares.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    losses.fill_between(networks, [min(size.losses) for size in sizes], [max(size.losses) for size in sizes],
                        color="line")
    losses.plot(networks, [size.loss for size in sizes], "o-", color="accent", markersize=5)
    for axes, title in ((shares, "Right, and how sure"), (losses, "Loss")):
        axes.set(title=title, xlabel="Networks together", xticks=_ticks(len(sizes)))
        axes.grid(axis="y")
    label_ends(shares, [("Accuracy", accuracies[-1], "right"), ("Confidence", confidences[-1], "ink-soft")])
    picture.tight_layout(w_pad=2)
    return picture


def _ticks(networks: int) -> list[int]:
    return [1, *range(2, networks + 1, 2)] if networks > 3 else list(range(1, networks + 1))


def _draw_bars(rows: Sequence[tuple[str, float, float | str]]) -> Picture:
    import matplotlib.pyplot as plt

    picture, axes = plt.subplots(figsize=(7.5, 0.9 + 0.36 * len(rows)))
    for place, (_, accuracy, loss) in enumerate(rows):
        axes.barh(place, accuracy, height=0.66, color="right" if place else "ink-soft")
        said = percent(accuracy, 2) + (f", loss {fixed(float(loss), 3)}" if loss != "" else "")
        axes.text(accuracy + 0.01, place, said, va="center")
    axes.set(xlim=(0, 1.35), ylim=(len(rows) - 0.5, -0.5), xticks=())
    axes.set_yticks(range(len(rows)), [name for name, *_ in rows])
    axes.tick_params(axis="y", length=0)
    picture.tight_layout()
    return picture
