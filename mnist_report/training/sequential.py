"""Sequential: Keras' class, with a `fit` whose epochs are one compiled program each (programs.py).

`evaluate` and `predict` run layer by layer on many images at once, which takes less time than to compile it.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable
from math import prod
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from .alignment import aligned
from .arguments import pair, refuse, split_at
from .callbacks import EpochLines, epoch_callbacks
from .moments import early_steps
from .order import Order, order_of
from .programs import EpochPrograms, Extras, Pair, count_right

Logs = dict[str, float]
BATCH = 32  # images, as in Keras
AT_ONCE = 2**22
"""Numbers, at most, that come out of a layer at a time when images are measured: 16 MB."""


class Sequential(EpochPrograms):
    """A `keras.Sequential` for classification of images (n, …) with one-hot labels (n, classes)."""

    on_epoch: Callable[[int, Logs], None] | None = None
    """Called after each epoch with its number, from 1, and its loss, accuracy, val_loss and val_accuracy."""
    moments: tuple[int, ...] = ()
    """Steps, ascending from 1, on whole batches of the first epoch, after which `on_moment` is told of the network."""
    on_moment: Callable[[int, Logs, NDArray[np.float32]], object] | None = None
    """Called for each of the moments, before `on_epoch`, with its step, the mean loss and accuracy over the images
    until then, each measured as the step took it, and all weights as they then were, flat."""
    seed: int | None = None
    """Seed of all that training draws, from 0; if None, the first `fit` draws it from NumPy's global generator."""

    learned: int | None = None
    """Train on the first so many of the images, as a stream of passes over them; None for all of them, a pass an epoch.
    """
    steps: int | None = None
    """Steps of an epoch, on whole batches of such a stream; None for as many as cover the images once."""
    l2: float = 0.0
    """What the sum of the squares of all kernels but the last is multiplied by and added to what training minimizes."""
    dropout: float = 0.0
    """Share of the outputs of each hidden layer that is dropped at random in each step."""
    shift: int = 0
    """Pixels by which each image of a batch is moved at random, at most, down and across."""

    _shuffling: np.random.Generator | None = None

    def fit(  # noqa: PLR0913, PLR0917 - the arguments are Keras', in its order
        self,
        x: Any,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: tuple[NDArray[Any], NDArray[Any]] | None = None,
        shuffle: bool = True,
        *,
        initial_epoch: int = 0,
        **others: Any,
    ) -> keras.callbacks.History:
        """Train as `keras.Model.fit` does on images (n, …) and one-hot labels (n, classes); return the history.

        After each epoch, measure `validation_data`, or else the last `validation_split` of the images, taken before
        shuffling. With `learned` or `steps`, where Keras would end a pass with a smaller batch, the images of the next
        pass fill it up, also across epochs. Losses are the mean over the images, without a penalty. Unless `verbose` is
        0, or "auto" with an `on_epoch`, print a line for each epoch. Call callbacks at the beginning and end of the
        training and of each epoch. Raise TypeError for any other argument of Keras' `fit` and for a callback that
        watches single batches; raise ValueError for other images and labels, and before `compile`.
        """
        refuse("fit", others)
        self._check_compiled()
        x, y = pair("x, y", x, y)
        split, size = split_at(len(x), 0 if validation_data else validation_split), batch_size or BATCH
        held_out = pair("validation_data", *validation_data) if validation_data else (x[split:], y[split:])
        train, measured = _tensors(x[:split], y[:split]), _tensors(*held_out)
        if not self.optimizer.built:
            self.optimizer.build(self.trainable_variables)
        if self.seed is None:
            self.seed = int(np.random.randint(2**31))
        self._shuffling = self._shuffling or np.random.default_rng(self.seed)
        order = order_of(split, size, self.learned, self.steps, self._shuffling if shuffle else None)
        quiet = self.on_epoch is not None if verbose == "auto" else not verbose
        lines = [] if quiet else [EpochLines()]
        listeners = keras.callbacks.CallbackList(
            [*epoch_callbacks(callbacks), *lines], add_history=True, model=self, epochs=epochs, steps=order.steps
        )
        self.stop_training, logs = False, {}
        listeners.on_train_begin()
        for epoch in range(initial_epoch, epochs):
            listeners.on_epoch_begin(epoch)
            logs = self._epoch(train, order, self.moments if epoch == initial_epoch else ())
            if len(measured[0]):
                logs |= {f"val_{name}": value for name, value in self._measure(*measured).items()}
            listeners.on_epoch_end(epoch, logs)
            if self.on_epoch:
                self.on_epoch(epoch + 1, logs)
            if self.stop_training:
                break
        listeners.on_train_end(logs)
        return self.history

    def evaluate(
        self, x: Any, y: Any = None, batch_size: int | None = None, verbose: int | str = "auto",
        **others: Any,
    ) -> list[float]:
        """Return loss (nats) and accuracy (0 to 1), as `keras.Model.evaluate` does; print nothing.

        Raise TypeError for any other argument of Keras' `evaluate`, ValueError as `fit` does.
        """
        refuse("evaluate", others)
        self._check_compiled()
        measured = self._measure(*_tensors(*pair("x, y", x, y)))
        return [measured["loss"], measured["accuracy"]]

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: int | str = "auto", **others: Any
    ) -> NDArray[np.float32]:
        """Return the probabilities of the classes, (n, classes), as `keras.Model.predict` does; print nothing.

        Raise TypeError for any other argument of Keras' `predict`.
        """
        refuse("predict", others)
        images = _tensor(np.asarray(x))
        return np.concatenate([self(images[part], training=False) for part in self._parts(len(images))])

    def _check_compiled(self) -> None:
        if not self.compiled:
            raise ValueError("You must call `compile()` before using the model.")  # Keras' words, which lesson 5 quotes

    def _epoch(self, train: Pair, order: Order, moments: tuple[int, ...]) -> Logs:
        size, whole = order.batch_size, order.room // order.batch_size
        watch = self.on_moment or (lambda *_: None)
        rows = max(len(self.moments), len(early_steps(max(whole, 1)))) if self.on_moment else 0
        stops = [*moments, *[order.taken // size] * (rows - len(moments) + 1)]
        indices, stops = tf.constant(order.next_epoch()), tf.constant(stops, tf.int32)
        *sums, kept = self.run_epoch(train, indices, stops, size, self._extras())
        _return_memory()
        for step, row in zip(moments, kept.numpy(), strict=False):
            watch(step, _logs(row[:2] / (step * size)), row[2:])
        return _logs(np.array(sums) * (np.float32(1) / np.float32(order.taken)))  # as compilers divide

    def _extras(self) -> Extras:
        """Return what a step of this training does besides, each as a tensor, so that its value shapes no program."""
        given = {"l2": (self.l2, tf.float32), "dropout": (self.dropout, tf.float32), "shift": (self.shift, tf.int32)}
        extras = {name: tf.constant(value, dtype) for name, (value, dtype) in given.items() if value}
        return extras | {"seed": tf.constant(self.seed, tf.int64)} if extras else {}

    def _measure(self, x: tf.Tensor, y: tf.Tensor) -> Logs:
        """Return the mean loss and accuracy of the images, which are at least one."""
        parts = [(part, self(x[part], training=False)) for part in self._parts(len(x))]
        losses = [self.compute_loss(x[part], y[part], predicted, training=False) for part, predicted in parts]
        right = [count_right(y[part], predicted) for part, predicted in parts]
        mean = np.average(losses, weights=[len(predicted) for _, predicted in parts])
        return {"accuracy": float(sum(right) / float(len(x))), "loss": float(mean)}

    def _parts(self, images: int) -> list[slice]:
        """Return the images in as few parts as leave what comes out of a layer small enough for the memory."""
        most = max(prod(layer.output.shape[1:]) for layer in self.layers if layer.weights)
        part = max(1, AT_ONCE // most)
        return [slice(start, start + part) for start in range(0, images, part)]


def _logs(means: NDArray[np.float32]) -> Logs:
    loss, accuracy = means.tolist()
    return {"accuracy": accuracy, "loss": loss}


def _tensors(x: NDArray[Any], y: NDArray[Any]) -> Pair:
    return _tensor(x), _tensor(y)


def _tensor(array: NDArray[Any]) -> tf.Tensor:
    """Return the array as a float32 tensor, in the same memory if possible; TensorFlow itself would copy it twice."""
    return tf.experimental.dlpack.from_dlpack(aligned(array).__dlpack__())


def _return_memory() -> None:
    """Give back to the system what the process does not use any more, such as 50 MB in which XLA compiled."""
    with contextlib.suppress(AttributeError, TypeError):  # which only glibc has, and only glibc needs
        ctypes.CDLL(None).malloc_trim(0)
