"""Sequential: Keras' class, with a `fit` whose epochs are one compiled program each.

Keras calls a compiled step once a batch, and for a network this small nearly all the time goes into the calls. Here
XLA compiles the loop over the batches of an epoch too. `evaluate` and `predict` are one batch, which takes less time
than to compile it: they run layer by layer. The arithmetic stays Keras': its layers, `compute_loss` and
`optimizer.apply_gradients`; only the rounding of the last bit may differ. Over 200 steps the weights stay within
0.00001 of those of Keras, from nearly all seeds (tests/training/test_sequential.py); later Adam amplifies that bit, as
it does between two processors, and the networks diverge.

Each computation keeps to one thread. Several would add the products of a layer in an order that depends on their
number, so that machines would train different networks, and on layers this small they lose more time than they save.
"""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from .alignment import aligned
from .callbacks import INSTEAD, EpochLines, epoch_callbacks

Logs = dict[str, float]
Pair = tuple[tf.Tensor, tf.Tensor]
Outcome = tuple[tf.Tensor, tf.Tensor, tf.Tensor]
"""Of an epoch: mean loss and accuracy; a row for each moment: the sum of the losses, right answers, all weights."""
BATCH = 32  # images, as in Keras
TRACING = threading.Lock()
"""Held while a program is written, so that threads that need the same one do not each write theirs."""


def keep_to_one_thread() -> None:
    """Make TensorFlow use one thread for each computation; this has no effect once it has computed anything."""
    with contextlib.suppress(RuntimeError):
        tf.config.threading.set_intra_op_parallelism_threads(1)


class Sequential(keras.Sequential):
    """A `keras.Sequential` for classification of images (n, …) with one-hot labels (n, classes)."""

    on_epoch: Callable[[int, Logs], None] | None = None
    """Called after each epoch with its number, from 1, and its loss, accuracy, val_loss and val_accuracy."""
    moments: tuple[int, ...] = ()
    """Steps, ascending from 1, on whole batches of the first epoch, after which `on_moment` is told of the network."""
    on_moment: Callable[[int, Logs, NDArray[np.float32]], object] = staticmethod(lambda *_: None)
    """Called for each of the moments, before `on_epoch`, with its step, the mean loss and accuracy over the images
    until then, each measured as the step took it, and all weights as they then were, flat."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        keep_to_one_thread()
        super().__init__(*arguments, **options)
        self._shuffling = np.random.default_rng(np.random.randint(2**31))
        self._shared: Callable[..., Outcome] | None = None

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
        shuffling. The seed of the batches is that of `keras.utils.set_random_seed` when the model was made. Unless
        `verbose` is 0, or "auto" with an `on_epoch`, print a line for each epoch. Call callbacks at the beginning and
        end of the training and of each epoch. Raise TypeError for any other argument of Keras' `fit` and for a callback
        that watches single batches; raise ValueError for other images and labels, and before `compile`.
        """
        _refuse("fit", others)
        self._check_compiled()
        x, y = _pair("x, y", x, y)
        split, size = _split(len(x), 0 if validation_data else validation_split), batch_size or BATCH
        held_out = _pair("validation_data", *validation_data) if validation_data else (x[split:], y[split:])
        train, measured = _tensors(x[:split], y[:split]), _tensors(*held_out)
        if not self.optimizer.built:
            self.optimizer.build(self.trainable_variables)
        quiet = self.on_epoch is not None if verbose == "auto" else not verbose
        lines = [] if quiet else [EpochLines()]
        listeners = keras.callbacks.CallbackList(
            [*epoch_callbacks(callbacks), *lines], add_history=True, model=self, epochs=epochs, steps=-(-split // size)
        )
        self.stop_training, logs = False, {}
        listeners.on_train_begin()
        for epoch in range(initial_epoch, epochs):
            listeners.on_epoch_begin(epoch)
            order = self._shuffling.permutation(split) if shuffle else np.arange(split)
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
        _refuse("evaluate", others)
        self._check_compiled()
        return [float(value) for value in self._measure(*_tensors(*_pair("x, y", x, y)))]

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: int | str = "auto", **others: Any
    ) -> NDArray[np.float32]:
        """Return the probabilities of the classes, (n, classes), as `keras.Model.predict` does; print nothing.

        All images are one batch. Raise TypeError for any other argument of Keras' `predict`.
        """
        _refuse("predict", others)
        probabilities: NDArray[np.float32] = self(_tensor(np.asarray(x)), training=False).numpy()
        return probabilities

    def share_programs_of(self, other: Sequential) -> None:
        """Train by the programs that are compiled for `other`, which has the same layers, loss and optimizer, built.

        They run on this model's own variables, also while `other` trains in another thread, until this model is given
        another optimizer or loss. To compile them takes about as long as a training.
        """
        shared_in = self._compilation

        def run(*inputs: Any) -> Outcome:
            if self._compilation is not shared_in:
                raise LookupError("the programs are shared with an earlier compilation of this model")
            return other._run_epoch_on(self._handles(), *inputs)

        self._shared = run

    @property
    def _compilation(self) -> object:
        """What `compile` makes anew each time: the mean of the loss, which is the first metric."""
        return self.metrics[0]

    def _check_compiled(self) -> None:
        if not self.compiled:
            raise ValueError("You must call `compile()` before using the model.")  # Keras' words, which lesson 5 quotes

    def _epoch(self, train: Pair, held_out: Pair, order: tf.Tensor, size: int, moments: tuple[int, ...]) -> Logs:
        stops = [*moments, *[order.shape[0] // size] * (len(self.moments) - len(moments) + 1)]
        loss, accuracy, kept = self._run(train, order, tf.constant(stops, tf.int32), size)
        _return_memory()
        for step, row in zip(moments, kept.numpy(), strict=False):
            means = dict(zip(("loss", "accuracy"), (row[:2] / (step * size)).tolist(), strict=True))
            self.on_moment(step, means, row[2:])
        logs = {"accuracy": float(accuracy), "loss": float(loss)}
        if held_out[0].shape[0]:
            loss, accuracy = self._measure(*held_out)
            logs |= {"val_accuracy": float(accuracy), "val_loss": float(loss)}
        return logs

    def _run(self, *inputs: Any) -> Outcome:
        """Run an epoch by the shared program; by this model's own if none is shared or TensorFlow cannot share it."""
        if self._shared:
            try:
                return self._shared(*inputs)
            except Exception:  # that of TensorFlow which is not public may be another, or none, in other versions
                self._shared = None
        self._traced_epoch(*inputs)
        return self._run_epoch(self._compilation, *inputs)

    def _run_epoch_on(self, handles: list[tf.Tensor], *inputs: Any) -> Outcome:
        """Run an epoch by this model's program on the variables that another model's `handles` name."""
        program, tensors = self._traced_epoch(*inputs), filter(tf.is_tensor, tf.nest.flatten(inputs))
        theirs = dict(zip(map(id, self._handles()), handles, strict=True))
        captured = [theirs[id(tensor)] if tensor.dtype == tf.resource else tensor for tensor in program.captured_inputs]
        loss, accuracy, kept = program.inference_fn.call_flat(*tensors, *captured)
        return loss, accuracy, kept

    def _traced_epoch(self, *inputs: Any) -> Any:
        with TRACING:
            return self._run_epoch.get_concrete_function(self._compilation, *inputs)

    def _handles(self) -> list[tf.Tensor]:
        return [variable.value.handle for variable in (*self.variables, *self.optimizer.variables)]

    @tf.function(jit_compile=True, autograph=False)
    def _run_epoch(self, compilation: object, images: Pair, order: tf.Tensor, stops: tf.Tensor, size: int) -> Outcome:
        """Take one optimizer step a batch; return the mean loss and accuracy over the images, measured in the steps.

        All of `stops` but the last are moments. TensorFlow makes a program for each `compilation`, as the optimizer,
        the loss and what is trained are its own.
        """
        (x, y), (whole, rest) = images, divmod(order.shape[0], size)
        batches = tf.reshape(order[: whole * size], (whole, size))
        kept = self._train_on_all(x, y, batches, stops) if whole else tf.zeros((1, 2))
        loss, right = kept[-1, 0], kept[-1, 1]
        if rest:
            last = order[whole * size :]
            more_loss, more_right = self._train_on(tf.gather(x, last), tf.gather(y, last))
            loss, right = loss + more_loss, right + more_right
        return loss / order.shape[0], right / order.shape[0], kept[:-1]

    def _train_on_all(self, x: tf.Tensor, y: tf.Tensor, batches: tf.Tensor, stops: tf.Tensor) -> tf.Tensor:
        """Take a step on each row of `batches` (steps, batch size), indices of images, until each of `stops` in turn.

        Return for each stop the sum of the losses of all images so far, the number of right answers, and all weights.
        """

        def step(index: tf.Tensor, loss: tf.Tensor, right: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
            more_loss, more_right = self._train_on(tf.gather(x, batches[index]), tf.gather(y, batches[index]))
            return index + 1, loss + more_loss, right + more_right

        def go_on(stop: tf.Tensor, state: Any, rows: tf.TensorArray) -> tuple[tf.Tensor, Any, tf.TensorArray]:
            state = tf.while_loop(lambda index, *_: index < stops[stop], step, state)
            weights = [tf.cast(tf.reshape(array, [-1]), tf.float32) for array in self.weights]
            return stop + 1, state, rows.write(stop, tf.concat([tf.stack(state[1:]), *weights], 0))

        beginning = 0, (0, 0.0, 0.0), tf.TensorArray(tf.float32, stops.shape[0])
        return tf.while_loop(lambda stop, *_: stop < stops.shape[0], go_on, beginning)[-1].stack()

    def _train_on(self, x: tf.Tensor, y: tf.Tensor) -> Pair:
        """Take one step on one batch; return the loss summed over its images and the number of right answers."""
        with tf.GradientTape() as tape:
            predicted = self(x, training=True)
            loss = self.compute_loss(x, y, predicted)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return loss * float(x.shape[0]), _count_right(y, predicted)

    def _measure(self, x: tf.Tensor, y: tf.Tensor) -> Pair:
        predicted = self(x, training=False)
        return self.compute_loss(x, y, predicted, training=False), _count_right(y, predicted) / float(x.shape[0])


def _refuse(method: str, others: dict[str, Any]) -> None:
    """Raise TypeError for other arguments, except None, the default of nearly all."""
    for name, value in others.items():
        if value is not None:
            raise TypeError(f"{method} of mnist-report takes no {name}; leave it out, or {INSTEAD}")


def _pair(name: str, *given: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return images and labels as arrays. Raise ValueError unless they are as many, and the labels one-hot."""
    arrays = [np.asarray(values) for values in given]
    if len(arrays) != 2 or arrays[1].ndim != 2 or arrays[0].shape[:1] != arrays[1].shape[:1]:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(f"{name} should be images (n, …) and as many one-hot labels (n, classes), such as "
                         f"to_categorical makes, not of shape {shapes}; or {INSTEAD}")
    return arrays[0], arrays[1]


def _split(images: int, share: float) -> int:
    """Return how many images come before the held-out ones. Raise ValueError where none is left to train on."""
    split = int(images * (1 - share))
    if not 0 < split <= images:
        raise ValueError(f"validation_split is {share}, which leaves {split} of {images} images to train on; it must "
                         "be at least 0 and leave one")
    return split


def _tensors(x: NDArray[Any], y: NDArray[Any]) -> Pair:
    return _tensor(x), _tensor(y)


def _tensor(array: NDArray[Any]) -> tf.Tensor:
    """Return the array as a float32 tensor, in the same memory if possible; TensorFlow itself would copy it twice."""
    return tf.experimental.dlpack.from_dlpack(aligned(array).__dlpack__())


def _return_memory() -> None:
    """Give back to the system what the process does not use any more, such as 50 MB in which XLA compiled."""
    with contextlib.suppress(AttributeError, TypeError):  # which only glibc has, and only glibc needs
        ctypes.CDLL(None).malloc_trim(0)


def _count_right(y: tf.Tensor, predicted: tf.Tensor) -> tf.Tensor:
    return tf.reduce_sum(tf.cast(tf.argmax(predicted, -1) == tf.argmax(y, -1), tf.float32))
