"""What the tests of the figures share: runs small enough to check by eye, and what is in a picture."""

from __future__ import annotations

import importlib
import inspect
from itertools import pairwise
from types import SimpleNamespace

import numpy as np

from mnist_report.core import source
from mnist_report.core.recipe import Recipe
from mnist_report.figures.rendering import drawn
from mnist_report.training.hill import hill
from mnist_report.training.history import History, Record
from mnist_report.training.landscape import Landscape, Line, Step
from mnist_report.training.moments import Moment
from mnist_report.training.plans import course_plans
from mnist_report.training.robustness import EPSILONS, Change, Robustness
from mnist_report.training.run import Loading, Vocabulary
from tests.support.experiments import of_plan
from tests.support.shifts import some_shifts
from tests.support.spreads import a_spread
from tests.support.together import ensembles_of

FIGURES = {
    name: getattr(importlib.import_module(f"mnist_report.{path.rpartition('.')[0]}"), name)
    for name, path in source.functions("figures", returns="Figure").items()
}
LABELS = np.array([0, 1, 2, 0, 1, 2, 0, 1], dtype=np.uint8)
LONG_NAMES = tuple(f"{ordinal} class, with the _longest_ $name$ that anyone would think of" for ordinal in "ABC")


def make_run(*, wrong=(2, 5, 6), names=("0", "1", "2"), units=12, epochs=3):
    """A run whose test images at the indices `wrong` are taken for the class after their own."""
    rng = np.random.default_rng(7)
    predicted = LABELS.copy()
    predicted[list(wrong)] = (LABELS[list(wrong)] + 1) % 3
    probabilities = (np.full((len(LABELS), len(names)), 0.1) + 0.7 * np.eye(len(names))[predicted]).astype(np.float32)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    train_size = max(12, len(names))  # every class occurs, as in each data set
    shapes = [(16, units), (units,), (units, 4), (4,), (4, len(names)), (len(names),)]
    dataset = SimpleNamespace(
        x_train=rng.integers(0, 256, (train_size, 4, 4), dtype=np.uint8),
        y_train=np.arange(train_size, dtype=np.uint8) % len(names),
        x_test=rng.integers(0, 256, (len(LABELS), 4, 4), dtype=np.uint8),
        y_test=LABELS,
        class_names=names,
    )
    weights = tuple(rng.normal(size=shape).astype(np.float32) for shape in shapes)
    snapshots = walk(np.concatenate([array.ravel() for array in weights]), epochs)
    return SimpleNamespace(
        recipe=SimpleNamespace(first_units=units, second_units=4, activation="relu", epochs=epochs, validation_split=0.25),
        class_names=names,
        weights=weights,
        snapshots=snapshots,
        weights_after=lambda epoch: as_arrays(snapshots[epoch], weights),
        moments=moments_of(snapshots, weights),
        history={
            "loss": tuple(0.9 / epoch for epoch in range(1, epochs + 1)),
            "val_loss": tuple(1.0 / epoch for epoch in range(1, epochs + 1)),
            "accuracy": tuple(1 - 0.5 / epoch for epoch in range(1, epochs + 1)),
            "val_accuracy": tuple(1 - 0.6 / epoch for epoch in range(1, epochs + 1)),
        },
        probabilities=probabilities,
        labels=LABELS,
        example=5,
        examples=3,
        words=Vocabulary(),
        loading=Loading(),
        image_shape=(4, 4),
        train_size=train_size,
        dataset=dataset,
    )


def walk(end, epochs):
    """Weights at the start, half of those at the end, and after each epoch, with detours: (epochs + 1, parameters)."""
    way = np.linspace(0.5, 1, epochs + 1)[:, None] * end
    way[1:-1] += np.random.default_rng(9).normal(scale=0.1, size=way[1:-1].shape)
    return way.astype(np.float32)


def moments_of(snapshots, weights):
    """The start, a step halfway through the first epoch, and each epoch of five steps on nine images."""
    start, *ends = (as_arrays(flat, weights) for flat in snapshots)
    early = as_arrays(snapshots[:2].mean(axis=0), weights)
    epochs = [Moment(5 * epoch, 9 * epoch, epoch, end, {}) for epoch, end in enumerate(ends, start=1)]
    return [Moment(0, 0, 0, start, {}), Moment(2, 4, None, early, {}), *epochs]


def as_arrays(flat, weights):
    """A row of snapshots in the shapes of the weights."""
    parts = np.split(flat, np.cumsum([array.size for array in weights])[:-1])
    return tuple(part.reshape(array.shape) for part, array in zip(parts, weights, strict=True))


UNUSUAL = {
    "long names": make_run(names=LONG_NAMES),
    "many classes": make_run(names=tuple(map(str, range(47)))),
    "one error": make_run(wrong=(3,)),
    "no error": make_run(wrong=()),
    "two neurons": make_run(units=2),
    "one epoch": make_run(epochs=1),
    "a thousand epochs": make_run(epochs=1000),
}


STEPS = tuple(map(Step, (0.0, 0.25, 0.5, 0.75), (2.0, 1.0, 1.25, 2.5)))
LANDSCAPE = Landscape(10, (Line(0, -8.0, STEPS, Step(0.05, 1.7)), Line(3, -4.0, STEPS[:3], Step(0.05, 1.9))), (1.9, 2.0, 2.2))
ROBUSTNESS = Robustness(8, tuple(map(Change, EPSILONS, (6, 5, 4, 2, 1, 0), (6, 6, 6, 5, 4, 4))))
SHIFTS = some_shifts(label=2)
SPREAD = a_spread(seeds=(7, 8, 5), accuracies=(0.625, 0.75, 0.5), losses=(0.9, 0.8, 1.1))

EXPERIMENTS = {plan.name: of_plan(plan) for plan in course_plans(Recipe(), images=60_000, side=28)}
ENSEMBLES = ensembles_of([[0, 1, 1, 0, 1, 2, 0, 0], [0, 1, 1, 0, 0, 2, 0, 0], [0, 1, 0, 1, 1, 1, 0, 2]], LABELS, (0.6, 0.7, 0.9))


def a_record(number, **changes):
    """What the commit of that number measured, with these changes."""
    measured = dict.fromkeys(("mean", "worst_recall"), 0.96) | {"accuracy": 0.97, "lowest": 0.95, "highest": 0.98}
    plain = {"commit": f"{number:040x}", "date": f"2026-01-{number % 28 + 1:02}T00:00:00Z", "run": f"{0:064x}"}
    return Record(**{**plain, **measured, "loss": 0.09, "seeds": 3, "calibration_error": 0.01, **changes})


HISTORY = History((a_record(1), a_record(2, accuracy=0.96, run=f"{1:064x}"), a_record(3, accuracy=0.975, run=f"{1:064x}")))


def make(name, run):
    """The figure `name`, made of what its parameters say."""
    function = FIGURES[name]
    parameters = inspect.signature(function).parameters
    known = {"run": run, "spread": SPREAD, "history": HISTORY, "landscape": LANDSCAPE, "robustness": ROBUSTNESS,
             "shifts": SHIFTS, "ensembles": ENSEMBLES}
    known |= EXPERIMENTS | {"experiment": EXPERIMENTS["width"]}
    known |= {"hill": hill(run)} if "hill" in parameters else {}
    return function(**{parameter: known[parameter] for parameter in parameters})


def draw(figure, theme="light"):
    """The picture, to be asked for its artists; its style is no longer in force."""
    with drawn(figure, theme) as picture:
        return picture


def titles(picture):
    return [axes.get_title() for axes in picture.axes if axes.get_title()]


def texts(axes):
    return {text.get_text() for text in axes.texts}


def images(picture):
    return [np.asarray(image.get_array()) for axes in picture.axes for image in axes.images]


def lookup(rows, column):
    """One column of a table."""
    return [row[column] for row in rows]


def require_room(picture):
    """Each chart has labels at the ends of its lines, none over another and none beyond the picture."""
    picture.canvas.draw()
    for axes in picture.axes:
        boxes = sorted((text.get_window_extent() for text in axes.texts), key=lambda box: box.y0)
        assert boxes
        assert all(lower.y1 <= upper.y0 + 1 for lower, upper in pairwise(boxes))
        assert all(box.x0 > axes.bbox.x1 and box.x1 <= picture.bbox.x1 and box.y0 >= 0 and box.y1 <= picture.bbox.y1 for box in boxes)
