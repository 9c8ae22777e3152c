"""Sequential: Keras' class, with a `fit` whose epochs are one compiled program each (programs.py).

`evaluate` and `predict` are one batch, which takes less time than to compile it: they run layer by layer.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from .alignment import aligned
from .arguments import pair, refuse, split_at
from .callbacks import EpochLines, epoch_callbacks
from .programs import EpochPrograms, Pair, count_right

Logs = dict[str, float]
BATCH = 32  # images, as in Keras


class Sequential(EpochPrograms):
    """A `keras.Sequential` for classification of images (n, …) with one-hot labels (n, classes)."""

    on_epoch: Callable[[int, Logs], None] | None = None
    """Called after each epoch with its number, from 1, and its loss, accuracy, val_loss and val_accuracy."""
    moments: tuple[int, ...] = ()
    """Steps, ascending from 1, on whole batches of the first epoch, after which `on_moment` is told of the network."""
    on_moment: Callable[[int, Logs, NDArray[np.float32]], object] = staticmethod(lambda *_: None)
    """Called for each of the moments, before `on_epoch`, with its step, the mean loss and accuracy over the images
    until then, each measured as the step took it, and all weights as they then were, flat."""
    seed: int | None = None
    """Seed of the order of the images, from 0; if None, the first `fit` draws it from NumPy's global generator."""

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
        shuffling. Unless `verbose` is 0, or "auto" with an `on_epoch`, print a line for each epoch. Call callbacks at
        the beginning and end of the training and of each epoch. Raise TypeError for any other argument of Keras' `fit`
        and for a callback that watches single batches; raise ValueError for other images and labels, and before
        `compile`.
        """
        refuse("fit", others)
        self._check_compiled()
        x, y = pair("x, y", x, y)
        split, size = split_at(len(x), 0 if validation_data else validation_split), batch_size or BATCH
        held_out = pair("validation_data", *validation_data) if validation_data else (x[split:], y[split:])
        train, measured = _tensors(x[:split], y[:split]), _tensors(*held_out)
        if not self.optimizer.built:
            self.optimizer.build(self.trainable_variables)
        quiet = self.on_epoch is not None if verbose == "auto" else not verbose
        lines = [] if quiet else [EpochLines()]
        listeners = keras.callbacks.CallbackList(
            [*epoch_callbacks(callbacks), *lines], add_history=True, model=self, epochs=epochs, steps=-(-split // size)
        )
        if self.seed is None:
            self.seed = int(np.random.randint(2**31))
        shuffling = self._shuffling = self._shuffling or np.random.default_rng(self.seed)
        self.stop_training, logs = False, {}
        listeners.on_train_begin()
        for epoch in range(initial_epoch, epochs):
            listeners.on_epoch_begin(epoch)
            order = shuffling.permutation(split) if shuffle else np.arange(split)
            moments = self.moments if epoch == initial_epoch else ()
            logs = self._epoch(train, measured, tf.constant(order, tf.int32), size, moments)
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

        All images are one batch. Raise TypeError for any other argument of Keras' `evaluate`, ValueError as `fit` does.
        """
        refuse("evaluate", others)
        self._check_compiled()
        return [float(value) for value in self._measure(*_tensors(*pair("x, y", x, y)))]

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: int | str = "auto", **others: Any
    ) -> NDArray[np.float32]:
        """Return the probabilities of the classes, (n, classes), as `keras.Model.predict` does; print nothing.

        All images are one batch. Raise TypeError for any other argument of Keras' `predict`.
        """
        refuse("predict", others)
        probabilities: NDArray[np.float32] = self(_tensor(np.asarray(x)), training=False).numpy()
        return probabilities

    def _check_compiled(self) -> None:
        if not self.compiled:
            raise ValueError("You must call `compile()` before using the model.")  # Keras' words, which lesson 5 quotes

    def _epoch(self, train: Pair, held_out: Pair, order: tf.Tensor, size: int, moments: tuple[int, ...]) -> Logs:
        stops = [*moments, *[order.shape[0] // size] * (len(self.moments) - len(moments) + 1)]
        loss, accuracy, kept = self.run_epoch(train, order, tf.constant(stops, tf.int32), size)
        _return_memory()
        for step, row in zip(moments, kept.numpy(), strict=False):
            means = dict(zip(("loss", "accuracy"), (row[:2] / (step * size)).tolist(), strict=True))
            self.on_moment(step, means, row[2:])
        logs = {"accuracy": float(accuracy), "loss": float(loss)}
        if held_out[0].shape[0]:
            loss, accuracy = self._measure(*held_out)
            logs |= {"val_accuracy": float(accuracy), "val_loss": float(loss)}
        return logs

    def _measure(self, x: tf.Tensor, y: tf.Tensor) -> Pair:
        predicted = self(x, training=False)
        return self.compute_loss(x, y, predicted, training=False), count_right(y, predicted) / float(x.shape[0])


def _tensors(x: NDArray[Any], y: NDArray[Any]) -> Pair:
    return _tensor(x), _tensor(y)


def _tensor(array: NDArray[Any]) -> tf.Tensor:
    """Return the array as a float32 tensor, in the same memory if possible; TensorFlow itself would copy it twice."""
    return tf.experimental.dlpack.from_dlpack(aligned(array).__dlpack__())


def _return_memory() -> None:
    """Give back to the system what the process does not use any more, such as 50 MB in which XLA compiled."""
    with contextlib.suppress(AttributeError, TypeError):  # which only glibc has, and only glibc needs
        ctypes.CDLL(None).malloc_trim(0)
