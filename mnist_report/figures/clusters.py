"""Clusters: where test images lie in the last hidden layer, while the network learns to tell them apart."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import capital, number
from ..core.names import within
from ..training.clusters import centres, clusters, evenly
from .figure import Figure, Table, fitting, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.clusters import Arrangement, Clusters
    from ..training.run import Run

COLUMNS = ("Moment", "Steps", "Images read right", "Nearest to their own centre", "The same in the plane",
           "Share of the scatter between the centres")
PLOTTED = 250  # images, at most, that the picture shows of all that the table counts
DASH = 0.03  # in units of the plane
GOLDEN_ANGLE = 137.508  # degrees between hues, which are far apart then, however many there are
LIGHTNESS, CHROMA = 0.63, 0.15
OKLAB = np.array([[0.3963377774, 0.2158037573], [-0.1055613458, -0.0638541728], [-0.0894841775, -1.2914855480]])
LINEAR = np.array([[4.0767416621, -3.3077115913, 0.2309699292], [-1.2684380046, 2.6097574011, -0.3413193965],
                   [-0.0041960863, -0.7034186147, 1.7076147010]])
PANELS = 6  # moments that the picture shows, of all that the table has
APART = 1 / 18  # of the side of a panel: the distance between two names from which both can be read


def clusters_part(run: Run) -> Figure:
    """Return the figure of test images in one plane of the last hidden layer, at moments of the training."""
    seen = clusters(run)
    rows = tuple(_row(seen, moment) for moment in seen.moments)
    shown = _far_apart(seen.moments)
    images = number(len(seen.labels))
    first, last, inside = rows[0][3], rows[-1][3], rows[-1][4]
    all_of = f"{images} test images"
    plotted = f"The picture has {PLOTTED} of them. " if len(seen.labels) > PLOTTED else ""

    def draw() -> Picture:
        return _draw(seen, run.class_names, shown)

    return Figure(
        caption=(
            f"{capital(all_of)}, evenly spread over the test set, in one plane of the {seen.dimensions} dimensions of "
            f"the last hidden layer. The axes are the same at all moments. In all dimensions {first} of {images} lie "
            f"nearest to the centre of their own {within(run.words.kind)} before training, {last} at the end; in the "
            f"plane {inside}. {plotted}A ring is an image that the network misreads at that moment."
        ),
        alt=fitting(
            f"{all_of} as points in a plane at {len(shown)} moments: one clump before training, then one cluster for "
            f"each of {len(seen.present)} {run.words.kinds}.",
            f"{all_of} as points in a plane at {len(shown)} moments, before training in one clump.",
        ),
        description=(
            f"One square each for {', '.join(moment.name for moment in shown)}. A point is a test image; the name of "
            f"each {run.words.kind} stands at the centre of its images where it is far enough from the others. "
            + " ".join(f"{capital(row[0])}, {row[2]} of {images} are read right." for row in rows)
        ),
        draw=draw,
        table=Table(COLUMNS, rows),
    )


def _far_apart(moments: Sequence[Arrangement]) -> list[Arrangement]:
    """Return all moments, or if there are more than `PANELS`, some between which images move about as far each time."""
    if len(moments) <= PANELS:
        return [*moments]
    passed = [np.hypot(*(later.places - earlier.places).T).mean() for earlier, later in pairwise(moments)]
    way = np.cumsum([0.0, *passed])
    places = {int(abs(way - share * way[-1]).argmin()) for share in np.linspace(0, 1, PANELS)}
    return [moments[place] for place in sorted(places | {0, len(moments) - 1})]


def _row(seen: Clusters, moment: Arrangement) -> tuple[str, int, int, int, int, float]:
    answers = (moment.answers, moment.nearest, moment.nearest_in_plane)
    right, near, in_plane = (int((answer == seen.labels).sum()) for answer in answers)
    return moment.name, moment.step, right, near, in_plane, moment.between


def _draw(seen: Clusters, names: tuple[str, ...], shown: list[Arrangement]) -> Picture:
    import matplotlib.pyplot as plt

    across = min(3, len(shown))
    down = -(-len(shown) // across)
    picture, grid = plt.subplots(down, across, figsize=(7.5, 0.2 + 2.65 * down), squeeze=False)
    places = np.concatenate([moment.places for moment in shown])
    middle, reach = (places.max(axis=0) + places.min(axis=0)) / 2, np.ptp(places, axis=0).max() / 2 or 1.0
    for axes in grid.flat[len(shown) :]:
        axes.remove()
    for axes, moment in zip(grid.flat, shown, strict=False):
        axes.set(title=moment.name, aspect="equal", xticks=[], yticks=[])
        axes.set(xlim=middle[0] + np.array([-1.04, 1.04]) * reach, ylim=middle[1] + np.array([-1.04, 1.04]) * reach)
        axes.spines[:].set_visible(True)
        _draw_points(axes, moment, seen)
        _write_names(axes, moment, seen, names, 2 * reach * APART)
    picture.tight_layout()
    return picture


def _draw_points(axes: Axes, moment: Arrangement, seen: Clusters) -> None:
    """Draw a dot for each image that is read right, in the hue of its class, and a ring for each that is not."""
    chosen = evenly(len(seen.labels), PLOTTED)
    labels, places = seen.labels[chosen], moment.places[chosen]
    right = moment.answers[chosen] == labels
    for label in seen.present.tolist():
        _draw_dots(axes, places[right & (labels == label)], _colour(label))
    x, y = places[~right].T
    axes.scatter(x, y, s=12, edgecolors="wrong", facecolors="none", linewidths=0.7)


def _draw_dots(axes: Axes, places: NDArray[np.float64], colour: tuple[float, float, float]) -> None:
    """Draw dots as the round ends of dashes that are hardly longer than a point: one path, which takes few bytes."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if len(places):
        dashes = np.stack([places, places + np.array([DASH, 0])], axis=1).reshape(-1, 2)
        path = Path(dashes, [Path.MOVETO, Path.LINETO] * len(places))
        path.should_simplify = False
        axes.add_patch(PathPatch(path, fill=False, edgecolor=colour, linewidth=2.6, capstyle="round", snap=False))


def _colour(label: int) -> tuple[float, float, float]:
    """Return the colour of a class, of the lightness that stands out on white and on the dark background alike.

    From OKLCH to sRGB, as Ottosson 2020 (https://bottosson.github.io/posts/oklab/) has it.
    """
    hue = np.radians(25 + GOLDEN_ANGLE * label)
    roots = LIGHTNESS + CHROMA * (OKLAB @ (np.cos(hue), np.sin(hue)))
    linear = np.clip(LINEAR @ roots**3, 0, 1)
    red, green, blue = np.where(linear > 0.0031308, 1.055 * linear ** (1 / 2.4) - 0.055, 12.92 * linear).tolist()
    return red, green, blue


def _write_names(axes: Axes, moment: Arrangement, seen: Clusters, names: tuple[str, ...], apart: float) -> None:
    """Write the name of each class at the centre of its images, if no other centre is as close as `apart`."""
    import matplotlib.pyplot as plt

    middles = centres(moment.places, seen.labels)
    paper = {"facecolor": plt.rcParams["axes.facecolor"], "alpha": 0.7, "linewidth": 0, "boxstyle": "round,pad=0.1"}
    for label, middle in zip(seen.present.tolist(), middles, strict=True):
        distances = np.hypot(*(middles - middle).T)
        if (distances < apart).sum() == 1:
            x, y = middle
            axes.text(x, y, shortened(names[label], 8), ha="center", va="center", weight="bold", bbox=paper)
