"""A trainer without TensorFlow, for tests of all that comes after a training: `Artifacts(settings, engine=Threads(trainer.train))`."""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_report.training.forward import probabilities_of, softmax
from mnist_report.training.metrics import accuracy, log_loss
from mnist_report.training.moments import early_steps
from mnist_report.training.run import Training, learned_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mnist_report.core.recipe import Recipe
    from mnist_report.training.dataset import Dataset
    from mnist_report.training.steps import Progress

    Array = NDArray[np.float32]


def train(recipe: Recipe, dataset: Dataset, progress: Progress | None = None) -> Training:
    """The network of the recipe, whose last layer alone learns: it is fitted by least squares, and grows in equal steps, one
    an epoch; of a convolutional network it grows from chance. Whatever a training says of itself is true of it.
    """
    split, side = learned_from(len(dataset.x_train), recipe.validation_split), dataset.x_train.shape[1]
    learned, classes = min(recipe.train_images or split, split), len(dataset.class_names)
    labels = np.random.default_rng(recipe.seed).integers(classes, size=split) if recipe.labels == "random" else dataset.y_train
    hidden = _hidden(recipe, side) if recipe.network == "dense" else _convolutions(recipe, side, classes)[:-2]
    x_train, x_test = (_hidden_outputs(recipe, hidden, images) for images in (dataset.x_train, dataset.x_test))
    grown = (_growing(recipe, hidden, x_train[:learned], np.eye(classes)[labels[:learned]]) if recipe.network == "dense"
             else _growing_convolutions(recipe, side, classes))

    def answered(weights: list[Array], x: NDArray[np.float64]) -> NDArray[np.float64]:
        return softmax(x @ weights[-2] + weights[-1])

    def measured(weights: list[Array], x: NDArray[Any], labels: NDArray[np.uint8]) -> tuple[float, float]:
        probabilities = answered(weights, x)
        return accuracy(probabilities, labels), log_loss(probabilities, labels)

    epochs, steps = [grown(epoch) for epoch in range(recipe.epochs + 1)], recipe.steps_per_epoch or ceil(learned / recipe.batch_size)
    early = [(step * recipe.batch_size, grown(step / steps)) for step in early_steps(steps)]
    early_history = [measured(weights, x_train[:seen], dataset.y_train[:seen]) for seen, weights in early]
    history: dict[str, list[float]] = {}
    for epoch, weights in enumerate(epochs[1:], start=1):
        own, held_out = (measured(weights, x_train[part], dataset.y_train[part]) for part in (slice(split), slice(split, None)))
        values = dict(zip(("accuracy", "loss", "val_accuracy", "val_loss"), (*own, *held_out), strict=True))
        for name, value in values.items():
            history.setdefault(name, []).append(value)
        if progress:
            progress(epoch, values)
    test_accuracy, test_loss = measured(epochs[-1], x_test, dataset.y_test)
    return Training(
        recipe=recipe,
        weights=tuple(epochs[-1]),
        snapshots=np.stack(list(map(_flat, epochs))),
        early=np.array([_flat(weights) for _, weights in early], np.float32).reshape(len(early), sum(array.size for array in epochs[0])),
        early_steps=early_steps(steps),
        early_history=dict(zip(("accuracy", "loss"), zip(*early_history, strict=True) if early else ((), ()), strict=True)),
        history={name: tuple(values) for name, values in history.items()},
        probabilities=answered(epochs[-1], x_test).astype(np.float32),
        labels=dataset.y_test,
        test_loss=test_loss,
        test_accuracy=test_accuracy,
        summary=f"Total params: {sum(array.size for array in epochs[0]):,}",
        printed=f"Test Accuracy: {test_accuracy:.2f}",
        image_shape=dataset.x_train.shape[1:],
        train_size=len(x_train),
        train_counts=tuple(np.bincount(dataset.y_train).tolist()),
    )


def _flat(weights: list[Array]) -> Array:
    return np.concatenate([array.ravel() for array in weights])


def _hidden(recipe: Recipe, side: int) -> list[Array]:
    """The kernels and biases of the hidden layers, which stay as they were drawn."""
    random, units = np.random.default_rng(recipe.seed), (side * side, recipe.first_units, recipe.second_units)
    layers = [(random.normal(0, (2 / n) ** 0.5, (n, m)), np.zeros(m)) for n, m in pairwise(units)]
    return [array.astype(np.float32) for layer in layers for array in layer]


def _hidden_outputs(recipe: Recipe, hidden: list[Array], images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """What the last layer gets, computed once: from the probabilities of a network whose last layer hands it on beside a 0."""
    width = recipe.second_units if recipe.network == "dense" else (images.shape[1] // 4) ** 2 * hidden[-1].size
    network: Any = SimpleNamespace(weights=[*hidden, np.eye(width, width + 1), np.zeros(width + 1)], recipe=recipe)
    scores = np.log(probabilities_of(network, images))
    return scores[:, :-1] - scores[:, -1:]


def _growing(recipe: Recipe, hidden: list[Array], outputs: NDArray[np.float64], y: NDArray[np.float64]) -> Callable[[float], list[Array]]:
    """The weights after a number of epochs, whole or not, given what the last layer gets."""
    columns = np.column_stack([outputs, np.ones(len(outputs))])
    products = columns.T @ columns  # whose ridge decides where columns are 0 or alike; least squares proper take seconds
    fitted = np.linalg.solve(products + 1e-9 * np.trace(products) * np.eye(len(products)), columns.T @ (8 * y - 4)).astype(np.float32)
    last = (fitted[:-1], fitted[-1])
    return lambda epoch: [*hidden, *(array * np.float32(epoch / recipe.epochs) for array in last)]


def _convolutions(recipe: Recipe, side: int, classes: int) -> list[Array]:
    """The weights of four and then twelve convolutions of 3 by 3, each with pooling, and of a dense layer."""
    random = np.random.default_rng(recipe.seed)
    shapes = [(3, 3, 1, 4), (4,), (3, 3, 4, 12), (12,), ((side // 4) ** 2 * 12, classes), (classes,)]
    return [random.normal(0, 0.3, shape).astype(np.float32) for shape in shapes]


def _growing_convolutions(recipe: Recipe, side: int, classes: int) -> Callable[[float], list[Array]]:
    """The weights after a number of epochs, whole or not."""
    *first, last, bias = _convolutions(recipe, side, classes)
    return lambda epoch: [*first, *(array * np.float32(epoch / recipe.epochs) for array in (last, bias))]
