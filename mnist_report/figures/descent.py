"""Descent: the measured loss along the negative gradient, and where steps of three lengths end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.filters import capital, fixed, joined, number, spelled
from .figure import Figure, Table, fitting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from ..training.landscape import Landscape, Line, Step

COLUMNS = ("From", "Learning rate", "Loss after the step", "Loss that the slope promises")
# The three steps differ by marker as well as by colour.
TOO_SHORT: dict[str, Any] = {"color": "accent", "marker": "o", "markerfacecolor": "none", "label": "too small"}
BEST: dict[str, Any] = {"color": "accent", "marker": "o", "label": "best"}
TOO_LONG: dict[str, Any] = {"color": "ink-soft", "marker": "X", "label": "too large"}


def loss_along_gradient(landscape: Landscape) -> Figure:
    """Return the figure of the loss after one step of gradient descent, over its learning rate, at three moments."""
    best = joined(f"{_rate(line.best)} {_moment(line)}" for line in landscape.lines)
    rates = joined(map(_rate, (line.best for line in landscape.lines)))
    measured = f"on {number(landscape.images)} training images"
    rows = tuple((_from(line), step.rate, step.loss, line.steps[0].loss + line.slope * step.rate)
                 for line in landscape.lines for step in _by_rate({*line.steps, line.too_short}))

    def draw() -> Picture:
        return _draw(landscape)

    return Figure(
        caption=(
            f"The loss {measured} after a single step against the gradient, by the learning rate: measured (line) and "
            f"as the slope promises it (dashed). The best rate is {best}. {_alone(landscape)}"
        ),
        alt=fitting(f"Measured loss over the learning rate of one step, with its tangent. The best rate is {best}.",
                    f"Measured loss over the learning rate of one step, with its tangent. Best rates: {rates}."),
        description=(
            f"{_panels(landscape)}, each with the loss {measured} over the learning rate of one step "
            f"against the gradient, and a dashed straight line with the slope at rate 0, which the curve leaves "
            f"soon. Marks show a step that is too small, the best and the first that is too large. "
            f"{' '.join(map(_steps, landscape.lines))} {_alone(landscape)}"
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _by_rate(steps: Iterable[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: step.rate)


def _rate(step: Step) -> str:
    return f"{step.rate:g}"


def _from(line: Line) -> str:
    return f"after epoch {line.epoch}" if line.epoch else "the start"


def _moment(line: Line) -> str:
    return f"after epoch {line.epoch}" if line.epoch else "at the start"


def _panels(landscape: Landscape) -> str:
    moments = joined(map(_moment, landscape.lines))
    return f"{capital(spelled(len(landscape.lines)))} line charts, from left to right {moments}"


def _steps(line: Line) -> str:
    """Return where the steps from a moment of the training end, in words."""
    steps = joined(f"{fixed(step.loss, 3)} after a step with the rate {_rate(step)}"
                   for step, _ in _marked(line))
    return f"{capital(_moment(line))} the loss is {fixed(line.steps[0].loss, 3)}, and {steps}."


def _marked(line: Line) -> list[tuple[Step, dict[str, Any]]]:
    """Return the steps that are marked, and how."""
    marks = [(line.too_short, TOO_SHORT), (line.best, BEST)]
    return [*marks, (line.too_long, TOO_LONG)] if line.too_long else marks


def _alone(landscape: Landscape) -> str:
    low, high = (fixed(loss, 3) for loss in (min(landscape.alone), max(landscape.alone)))
    reach = f"between {low} and {high}" if low != high else f"at {low}"
    return f"To move only the weight with the steepest slope, by up to 1 either way, leaves the first loss {reach}."


def _draw(landscape: Landscape) -> Picture:
    import matplotlib.pyplot as plt

    picture, panels = plt.subplots(1, len(landscape.lines), figsize=(7.5, 3.6))
    for axes, line in zip(panels, landscape.lines, strict=True):
        _draw_line(axes, line)
    panels[0].set_ylabel("Loss after the step")
    looks = {label: handle for axes in panels
             for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)}
    picture.tight_layout(rect=(0, 0, 1, 0.9), w_pad=1.2)
    picture.legend(looks.values(), looks, loc="upper center", ncols=len(looks), columnspacing=1.4, handletextpad=0.4)
    return picture


def _draw_line(axes: Axes, line: Line) -> None:
    from matplotlib.ticker import MaxNLocator

    rates, losses = ([getattr(step, name) for step in line.steps] for name in ("rate", "loss"))
    low, high = min(losses), max(losses)
    axes.plot(rates, losses, color="ink", linewidth=1.6, label="measured")
    axes.plot([0, rates[-1]], [losses[0], losses[0] + line.slope * rates[-1]], "--", linewidth=1.4,
              color="line-strong", label="slope")
    for step, look in _marked(line):
        axes.plot(step.rate, step.loss, linestyle="", markersize=8, markeredgewidth=1.6, clip_on=False, **look)
    margin = 0.15 * (high - low)
    axes.set(title=capital(_moment(line)), xlabel="Learning rate", ylim=(low - margin, high + margin))
    axes.set_xlim(0, rates[-1])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=4))
    axes.grid()
