"""The steps of the course that train, each the code that its lesson shows. (Over 300 lines: those of two networks.)

`train` runs them in the order of the course. Keras and TensorFlow are imported only where a step needs them.
"""

from __future__ import annotations

import contextlib
import io
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import TrainingError
from .alignment import aligned, aligned_room
from .libraries import quiet_keras
from .moments import early_steps
from .run import Training, epoch_of, learned_from
from .start import Start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..core.recipe import Recipe
    from .dataset import Dataset

_ONE_AT_A_TIME = threading.RLock()
"""Held while a thread uses what belongs to the whole process: Keras' seed and names, and standard output."""
_FIRST: dict[tuple[Recipe, Dataset], Any] = {}
"""The first model of each `program_of` and data set, the last used last: its programs serve the models that follow."""
PROGRAMS = 2
"""Kinds of models in it, at most: threads that begin with the next kind leave others behind that end with the last."""
BLOCK = 2**18
"""Pixels, about, that go through the second step at a time: all at once, in float64, would fill the memory."""
Progress = Callable[[int, dict[str, float]], None]


def import_libraries() -> None:
    """Import what the steps of Module 1 use."""
    import tensorflow as tf
    from tensorflow.keras.models import Sequential
    from tensorflow.keras.layers import Dense, Flatten
    from tensorflow.keras.datasets import mnist
    from tensorflow.keras.utils import to_categorical
    import matplotlib.pyplot as plt


def load_and_preprocess(mnist: Any) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return x_train, y_train, x_test, y_test.

    Images are (n, side, side) float64 in [0, 1], labels are one-hot rows (n, classes).
    """
    from tensorflow.keras.utils import to_categorical

    (x_train, y_train), (x_test, y_test) = mnist.load_data()

    # Normalize pixel values
    x_train, x_test = x_train / 255.0, x_test / 255.0

    # One-hot encode labels
    y_train = to_categorical(y_train)
    y_test = to_categorical(y_test)
    return x_train, y_train, x_test, y_test


def build_model(
    image_shape: tuple[int, int], first_units: int, second_units: int, activation: str, classes: int
) -> Any:
    """Return the untrained network: (n, *image_shape) float32 in [0, 1] to (n, classes) probabilities."""
    from tensorflow.keras.layers import Dense, Flatten

    from .sequential import Sequential

    model = Sequential([
        Flatten(input_shape=image_shape),
        Dense(first_units, activation=activation),
        Dense(second_units, activation=activation),
        Dense(classes, activation='softmax')
    ])
    return model


def build_convolutional_model(side: int, activation: str, classes: int) -> Any:
    """Return the untrained convolutional network: (n, side, side) float32 in [0, 1] to (n, classes) probabilities."""
    from tensorflow.keras.layers import Dense, Flatten, Reshape

    from .convolution import Conv2D, MaxPooling2D
    from .sequential import Sequential

    model = Sequential([
        Reshape((side, side, 1), input_shape=(side, side)),
        Conv2D(4, 3, padding='same', activation=activation),
        MaxPooling2D(2),
        Conv2D(12, 3, padding='same', activation=activation),
        MaxPooling2D(2),
        Flatten(),
        Dense(classes, activation='softmax')
    ])
    return model


def compile_model(model: Any, optimizer: str, loss: str) -> None:
    """Give the network its optimizer, its loss and the metric to report."""
    model.compile(optimizer=optimizer,
                  loss=loss,
                  metrics=['accuracy'])


def fit_model(
    model: Any,
    x_train: NDArray[Any],
    y_train: NDArray[Any],
    epochs: int,
    validation_split: float,
    batch_size: int = 32,
) -> dict[str, list[float]]:
    """Train the network; return loss (nats) and accuracy (0 to 1), also of the held-out images, one value an epoch."""
    model.fit(x_train, y_train, epochs=epochs, validation_split=validation_split, batch_size=batch_size)
    return dict(model.history.history)


def evaluate_model(model: Any, x_test: NDArray[Any], y_test: NDArray[Any]) -> tuple[float, float]:
    """Return loss (nats) and accuracy (0 to 1) on images that the network never trained on; print the accuracy."""
    loss, accuracy = model.evaluate(x_test, y_test)
    print(f"Test Accuracy: {accuracy:.2f}")
    return loss, accuracy


def predict_example(model: Any, x_test: NDArray[Any], example: int, side: int) -> NDArray[np.float32]:
    """Return the probability of each class, (classes,), for one test image."""
    import numpy as np

    # Select a test image
    test_idx = example
    image = x_test[test_idx].reshape(1, side, side)
    prediction = model.predict(image)[0]
    return prediction


def predict_all(model: Any, x_test: NDArray[Any]) -> NDArray[np.float32]:
    """Return the probability of each class for each test image, (n, classes)."""
    preds = model.predict(x_test)
    return preds


def start(recipe: Recipe, dataset: Dataset) -> Start:
    """Return what the training begins with: the weights of the network as Keras makes it, all from the recipe's seed.

    This sets the seeds of the random generators of the process: Python's, NumPy's and TensorFlow's.
    """
    with _ONE_AT_A_TIME:
        quiet_keras().utils.set_random_seed(recipe.seed)
        model = _network(recipe, dataset)
        return Start(tuple(model.get_weights()), int(np.random.randint(2**31)))


def train(recipe: Recipe, dataset: Dataset, progress: Progress | None = None, start: Start | None = None) -> Training:
    """Return the training that the steps of the course produce from one seed.

    The same recipe and data give the same bits on one kind of machine (tests/benchmarks/processors.py measures what
    other kinds change). Several threads may train at once. Call `progress` after each epoch with its number and its
    metrics. With what `start` returned for the recipe and the data, perhaps elsewhere, the bits are the same as
    without, and nothing is drawn from the random generators of the process. Raise TrainingError when the loss is no
    longer finite, or the validation split leaves one side empty.
    """
    _require_images(len(dataset.x_train), recipe)
    with _ONE_AT_A_TIME:
        with ThreadPoolExecutor(1) as beside:
            beside.submit(_room, dataset)
            quiet_keras()
        x_train, y_train, x_test, y_test = preprocessed(dataset)
        model, summary = _untrained(recipe, dataset, start)
        if (first := _first(recipe, dataset, model)) is not model:
            model.share_programs_of(first)
    if recipe.labels == "random":
        y_train = _with_random_labels(y_train, recipe, model.seed)
    snapshots: list[NDArray[np.float32]] = [_flat(model.get_weights())]
    early: list[tuple[dict[str, float], NDArray[np.float32]]] = []

    def watch(epoch: int, logs: dict[str, float]) -> None:
        snapshots.append(_flat(model.get_weights()))
        if progress:
            progress(epoch, logs)

    model.on_epoch, model.on_moment = watch, lambda _, logs, weights: early.append((logs, weights))
    model.moments = early_steps(epoch_of(recipe, len(x_train))[0])
    history = fit_model(model, x_train, y_train, recipe.epochs, recipe.validation_split, recipe.batch_size)
    model.on_epoch = None
    _require_finite(history, recipe)
    with _ONE_AT_A_TIME, contextlib.redirect_stdout(io.StringIO()) as printed:
        test_loss, test_accuracy = evaluate_model(model, x_test, y_test)
    return Training(
        recipe=recipe,
        weights=tuple(model.get_weights()),
        snapshots=np.stack(snapshots),
        early=np.array([weights for _, weights in early], np.float32).reshape(len(early), snapshots[0].size),
        early_steps=model.moments,
        early_history={name: tuple(logs[name] for logs, _ in early) for name in ("accuracy", "loss")},
        history={name: tuple(values) for name, values in sorted(history.items())},
        probabilities=predict_all(model, x_test),
        labels=dataset.y_test,
        test_loss=float(test_loss),
        test_accuracy=float(test_accuracy),
        summary=summary,
        printed=printed.getvalue().rstrip(),
        image_shape=x_train.shape[1:],
        train_size=len(x_train),
        train_counts=tuple(np.bincount(dataset.y_train).tolist()),
    )


def program_of(recipe: Recipe) -> Recipe:
    """Return the recipe without what shapes no program: it is equal for trainings that can share one on the same data.

    To compile a program takes about as long as a training, and few are kept: trainings that share one should follow
    each other. One that takes more steps an epoch than all images make whole batches has a program of its own.
    """
    return replace(
        recipe, seed=0, epochs=1, learning_rate=None, train_images=None, labels="true", steps_per_epoch=None,
        l2=bool(recipe.l2) / 2, dropout=bool(recipe.dropout) / 2, shift=min(recipe.shift, 1),
    )


def forget() -> None:
    """Free what each training leaves to those that follow: the images in float32 and the compiled programs."""
    preprocessed.cache_clear()
    _room.cache_clear()
    _FIRST.clear()


def _first(recipe: Recipe, dataset: Dataset, model: Any) -> Any:
    """Return the model whose programs serve the recipe: the first of its kind, which may be this one."""
    first = _FIRST.pop((program_of(recipe), dataset), model)
    _FIRST[program_of(recipe), dataset] = first
    while len(_FIRST) > PROGRAMS:
        del _FIRST[next(iter(_FIRST))]
    return first


def _flat(weights: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate([array.ravel() for array in weights])


@lru_cache(maxsize=1)
def _room(dataset: Dataset) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return arrays for the images, filled once, as the system hands out memory when it is first written to."""
    room = aligned_room(dataset.x_train.shape), aligned_room(dataset.x_test.shape)
    for array in room:
        array.fill(0)
    return room


@lru_cache(maxsize=1)
def preprocessed(dataset: Dataset) -> tuple[NDArray[np.float32], ...]:
    """Return what the second step makes of the data, in float32, to which Keras would convert it for each training."""
    x_train, x_test = _room(dataset)
    images = max(1, BLOCK // prod(dataset.x_train.shape[1:]))
    for start in range(0, max(len(x_train), len(x_test)), images):
        part = slice(start, start + images)
        block = replace(dataset, x_train=dataset.x_train[part], x_test=dataset.x_test[part])
        x_train[part], y_train, x_test[part], y_test = load_and_preprocess(block)
    return x_train, aligned(y_train), x_test, aligned(y_test)


def _network(recipe: Recipe, dataset: Dataset) -> Any:
    """Return the network with its first weights, before it is compiled."""
    shape, classes = dataset.x_train.shape[1:], len(dataset.class_names)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Do not pass an `input_shape`")  # the course's own way to say it
        if recipe.network == "convolutional":
            return build_convolutional_model(shape[0], recipe.activation, classes)
        return build_model(shape, recipe.first_units, recipe.second_units, recipe.activation, classes)


def _untrained(recipe: Recipe, dataset: Dataset, given: Start | None) -> tuple[Any, str]:
    """Return the compiled model as a training begins with it, and its summary before it was compiled."""
    begun = given or start(recipe, dataset)
    keras = quiet_keras()
    with keras.utils.custom_object_scope({"glorot_uniform": keras.initializers.Zeros}):  # which draws nothing
        model = _network(recipe, dataset)
    model.set_weights(begun.weights)
    model.seed, model.learned, model.steps = begun.seed, recipe.train_images, recipe.steps_per_epoch
    model.l2, model.dropout, model.shift = recipe.l2, recipe.dropout, recipe.shift
    summary = _summary(model)
    compile_model(model, recipe.optimizer, recipe.loss)
    if recipe.learning_rate:
        model.optimizer.learning_rate = recipe.learning_rate
    model.optimizer.build(model.trainable_variables)  # before another thread runs its programs
    return model, summary


def _with_random_labels(y_train: NDArray[np.float32], recipe: Recipe, seed: int) -> NDArray[np.float32]:
    """Return the labels with those of the images to learn from drawn at random, each class as likely as another."""
    labels, classes = y_train.copy(), y_train.shape[1]
    learned = recipe.train_images or learned_from(len(y_train), recipe.validation_split)
    labels[:learned] = np.eye(classes)[np.random.default_rng((seed, 1)).integers(classes, size=learned)]
    return labels


def _require_images(given: int, recipe: Recipe) -> None:
    train = learned_from(given, recipe.validation_split)
    if not 0 < train < given:
        left = f"{train} images of {given} to train on and {given - train} to validate on"
        raise TrainingError(f"validation_split is {recipe.validation_split}, which leaves {left}; both must be at "
                            "least 1")
    if (recipe.train_images or 0) > train:
        raise TrainingError(f"train_images is {recipe.train_images}, but must be at most {train}: of {given} training "
                            f"images, those that validation_split {recipe.validation_split} leaves to learn from")


def _require_finite(history: dict[str, list[float]], recipe: Recipe) -> None:
    rate = recipe.learning_rate
    remedy = f"a learning_rate below {rate:g}" if rate else "another optimizer or fewer units"
    for epoch, loss in enumerate(history["loss"], start=1):
        if not np.isfinite(loss):
            raise TrainingError(f"the loss of epoch {epoch} is {loss}, not a finite number: the training from {recipe} "
                                f"diverged; choose {remedy}")


def _summary(model: Any) -> str:
    lines: list[str] = []
    model.summary(line_length=72, print_fn=lines.append)
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()).strip("\n")
