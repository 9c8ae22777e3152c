"""Confidence: how sure the network is of one test image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.filters import capital, percent
from ..core.names import within
from .figure import Figure, Table, fitting, shortened
from .grids import normalized, one_hot
from .legibility import name_ticks

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from numpy.typing import NDArray

    from ..training.run import Run


def model_confidence(run: Run) -> Figure:
    """Return the figure of the probability of each class for the example of Module 2, beside its image."""
    prediction = run.probabilities[run.example]
    names, kind = run.class_names, run.words.kind
    true = names[run.labels[run.example]]
    ranking = (-prediction).argsort(kind="stable")
    first, second = (f"{names[place]} with {percent(prediction[place])}" for place in ranking[:2])

    def draw() -> Picture:
        return _draw_side_by_side(run)

    return Figure(
        caption=(
            f"How the network spreads its confidence on test image {run.example}: {within(first)}, then "
            f"{within(second)}. The true label is {within(true)}."
        ),
        alt=fitting(f"Bar chart: the network takes a test image for {first}; the true label is {true}.",
                    f"Bar chart of the probabilities of {len(names)} classes, beside the test image they belong to."),
        description=(
            f"Left, one bar for each {kind}, as high as the probability that the network gives it for test image "
            f"{run.example}. The highest is {first}, the second highest {second}; all bars together make 100 %. Right, "
            f"the image itself, {run.words.look}, under its true label, {true}."
        ),
        draw=draw,
        table=Table((capital(kind), "Probability"), tuple(zip(names, map(float, prediction), strict=True))),
    )


def draw_model_confidence(prediction: NDArray[np.float32], classes: int, label: str) -> Picture:
    """Draw a bar for each class, as high as its probability: `prediction` (classes,) in [0, 1]; `label` the axis."""
    import matplotlib.pyplot as plt

    # Display prediction scores
    plt.bar(range(classes), prediction)
    plt.title("Model Confidence Scores")
    plt.xlabel(label)
    plt.ylabel("Probability")
    plt.show()
    return plt.gcf()


def draw_test_image(
    x_test: Mapping[int, NDArray[np.float64]] | NDArray[np.float64],
    y_test: Mapping[int, NDArray[np.float64]] | NDArray[np.float64],
    test_idx: int,
) -> Picture:
    """Draw the image (side, side) in [0, 1] at an index under its true label, given as a one-hot row."""
    import matplotlib.pyplot as plt

    # Display the actual image
    plt.imshow(x_test[test_idx], cmap='gray')
    plt.title(f"True Label: {y_test[test_idx].argmax()}")
    plt.axis('off')
    plt.show()
    return plt.gcf()


def _draw_side_by_side(run: Run) -> Picture:
    """Draw the two pictures of the lesson's code as one."""
    import matplotlib.pyplot as plt

    names, prediction = run.class_names, run.probabilities[run.example]
    height = 3.25 if max(map(len, names)) < 4 else 4.25  # long names are vertical
    picture, (bars, image) = plt.subplots(1, 2, figsize=(7.5, height), width_ratios=(2, 1))
    plt.sca(bars)
    draw_model_confidence(prediction, len(names), capital(run.words.kind))
    _scale(bars, names)
    _write_shares(bars, prediction)
    plt.sca(image)
    draw_test_image(normalized(run.dataset.x_test, [run.example]), one_hot(run.labels, len(names)), run.example)
    image.set_title(f"True Label: {shortened(names[run.labels[run.example]])}")
    image.set_anchor("N")
    picture.tight_layout()
    return picture


def _scale(bars: Axes, names: tuple[str, ...]) -> None:
    """Set a tick for each class and the whole range of probabilities, so that bars of two images can be compared."""
    name_ticks(bars.xaxis, names)
    bars.set(ylim=(0, 1.2), yticks=[0, 0.25, 0.5, 0.75, 1])
    bars.grid(axis="y")


def _write_shares(bars: Axes, prediction: NDArray[np.float32]) -> None:
    """Write the probability over each bar of 5 % or more."""
    for place, share in enumerate(prediction):
        if share >= 0.05:
            bars.annotate(percent(share, 0), (place, share), (0, 2), textcoords="offset points", ha="center")
