"""Amounts: the learning curve, the share of mistakes by the number of images to learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..core.filters import fixed, number, percent
from ..training.learning_curve import learning_curve
from ..training.run import learned_from
from .figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.experiment import Experiment
    from ..training.learning_curve import LearningCurve
    from ..training.run import Run

COLUMNS = ("Images", "Trained for", "Seed", "Share of mistakes", "Test loss")
STEPS, EPOCHS, BOTH = "as many steps", "as many epochs", "all images"
LOOKS: Final[dict[str, dict[str, Any]]] = {
    STEPS: {"color": "ink", "marker": "o", "linestyle": "-"},
    EPOCHS: {"color": "line-strong", "marker": "s", "linestyle": "--"},
    BOTH: {"color": "accent", "marker": "D", "linestyle": "none"},
}
"""How long networks were trained beside those of all images, and how their points look."""


def images_and_mistakes(run: Run, data: Experiment, data_at_equal_steps: Experiment) -> Figure:
    """Return the figure of the learning curve for as many epochs and for as many steps, every training a point."""
    learned = learned_from(run.train_size, run.recipe.validation_split)
    curves = {STEPS: learning_curve(data_at_equal_steps, learned), EPOCHS: learning_curve(data, learned)}
    steps, epochs = curves.values()
    law, least = steps.law(), percent(steps.mistakes[-1])
    fewest, all_images = number(steps.sizes[0]), number(steps.sizes[-1])
    rows = tuple(row for kind, curve in curves.items() for row in _rows(kind, curve, slice(-1)))

    def draw() -> Picture:
        return _draw(curves)

    return Figure(
        caption=(
            "Share of mistakes on the test images by the number of images to learn from, a point a training: "
            "circles for as many steps as all images take, squares for as many epochs, diamonds with all images. "
            f"Dotted, the power law through the means of circles and diamonds, with the exponent "
            f"{fixed(law.exponent, 2)}; beyond the diamonds it is a guess."
        ),
        alt=(
            f"Mistakes, logarithmic: {percent(steps.mistakes[0])} with {fewest} images for as many steps, "
            f"{percent(epochs.mistakes[0])} for as many epochs; {least} with all {all_images}."
        ),
        description=(
            "A chart with two logarithmic axes: across, the number of images; upwards, the share of mistakes on the "
            f"test images. For as many steps as all images take, {_told(steps)}. For as many epochs, {_told(epochs)}. "
            f"A dotted line, the power law with the exponent {fixed(law.exponent, 2)}, goes on to ten times as many "
            f"images as there are, where it is at {percent(law.share(10 * learned))}."
        ),
        draw=draw,
        table=Table(COLUMNS, (*rows, *_rows(BOTH, epochs, slice(-1, None)))),
    )


def _rows(kind: str, curve: LearningCurve, part: slice) -> list[tuple[int, str, int, float, float]]:
    trials = zip(curve.sizes[part], curve.trials[part], strict=True)
    return [(size, kind, result.seed, round(1 - result.accuracy, 6), round(result.loss, 4))
            for size, trial in trials for result in trial.results]


def _told(curve: LearningCurve) -> str:
    return ", ".join(f"{percent(share)} with {number(size)}"
                     for size, share in zip(curve.sizes, curve.mistakes, strict=True)) + " on average"


def _draw(curves: dict[str, LearningCurve]) -> Picture:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    picture, axes = plt.subplots(figsize=(7.5, 4.4))
    for kind, curve in curves.items():
        look = LOOKS[kind]
        axes.plot(curve.sizes, curve.mistakes, color=look["color"], linestyle=look["linestyle"], linewidth=1.2)
        _draw_points(axes, curve, kind, slice(-1))
    steps = curves[STEPS]
    _draw_points(axes, steps, BOTH, slice(-1, None))
    law, ends = steps.law(), (steps.sizes[0], 10 * steps.sizes[-1])
    axes.plot(ends, list(map(law.share, ends)), ":", color="ink", linewidth=1.6, zorder=1,
              label=f"power law, exponent {fixed(law.exponent, 2)}")
    axes.set(xscale="log", yscale="log", xlabel="Images to learn from", ylabel="Share of mistakes")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda size, _: f"{size:,.0f}"))
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid()
    axes.legend(loc="lower left")
    picture.tight_layout()
    return picture


def _draw_points(axes: Axes, curve: LearningCurve, kind: str, part: slice) -> None:
    trials = zip(curve.sizes[part], curve.trials[part], strict=True)
    points = [(size, max(1 - accuracy, curve.least)) for size, trial in trials for accuracy in trial.accuracies]
    axes.plot(*zip(*points, strict=True), **LOOKS[kind] | {"linestyle": "none"}, markersize=6, alpha=0.8, label=kind)
