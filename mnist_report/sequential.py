"""Sequential: Keras' own, with `fit`, `evaluate` and `predict` that each run as one compiled program.

Keras calls a compiled step once a batch, and for a network this small nearly all the time goes into the calls. Here
XLA compiles the loop over the batches of an epoch too. The arithmetic stays Keras': its layers, `compute_loss` and
`optimizer.apply_gradients`; only the rounding of the last bit may differ.

Each program keeps to one thread: several add the products of a layer in an order that depends on how many there are,
so that machines would train different networks, and on layers this small they lose more time than they save.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Logs = dict[str, float]
Pair = tuple[tf.Tensor, tf.Tensor]
ALIGNMENT = 64  # bytes, as TensorFlow aligns its own tensors
compiled = tf.function(jit_compile=True, autograph=False)


def keep_to_one_thread() -> None:
    """Has TensorFlow take one thread for each program; once it has computed anything its threads stay as they are."""
    with contextlib.suppress(RuntimeError):
        tf.config.threading.set_intra_op_parallelism_threads(1)


class Sequential(keras.Sequential):
    """A `keras.Sequential` for classification of images (n, …) with one-hot labels (n, classes)."""

    on_epoch: Callable[[int, Logs], None] | None = None
    """Called after each epoch with its number, from 1, and its loss, accuracy, val_loss and val_accuracy."""

    _placed: ClassVar[tuple[NDArray[Any], int, tuple[Pair, Pair]] | None] = None
    """The images last trained on, where they were split, and their tensors: one copy for all models."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        keep_to_one_thread()
        super().__init__(*arguments, **options)
        self._shuffling = np.random.default_rng(np.random.randint(2**31))
        self._fresh_optimizer: list[NDArray[Any]] = []

    def fit(  # noqa: PLR0913 - the arguments are Keras'
        self,
        x: NDArray[Any],
        y: NDArray[Any],
        *,
        batch_size: int = 32,
        epochs: int = 1,
        validation_split: float = 0.0,
        shuffle: bool = True,
    ) -> keras.callbacks.History:
        """Trains as `keras.Model.fit` does.

        The last `validation_split` of the images, taken before shuffling, is held out and measured after each epoch.
        The batches follow `keras.utils.set_random_seed`, as it stood when the model was made.
        """
        split = int(len(x) * (1 - validation_split))
        train, held_out = self._place(x, y, split)
        self._build_optimizer()
        history = keras.callbacks.History()
        history.set_model(self)
        history.on_train_begin()
        for epoch in range(epochs):
            order = self._shuffling.permutation(split) if shuffle else np.arange(split)
            logs = self._epoch(train, held_out, tf.constant(order, tf.int32), batch_size)
            history.on_epoch_end(epoch, logs)
            if self.on_epoch:
                self.on_epoch(epoch + 1, logs)
        self.history = history
        return history

    def evaluate(self, x: NDArray[Any], y: NDArray[Any]) -> list[float]:
        """Loss (nats) and accuracy (0 to 1), as `keras.Model.evaluate` gives them."""
        return [float(value) for value in self._measure(*_tensors(x, y))]

    def predict(self, x: NDArray[Any]) -> NDArray[np.float32]:
        """The probabilities of the classes, (n, classes), as `keras.Model.predict` gives them."""
        probabilities: NDArray[np.float32] = self._infer(_tensor(x)).numpy()
        return probabilities

    def become(self, other: Sequential) -> None:
        """Takes over the weights of `other` and its order of batches, and forgets what its own optimizer remembers.

        The programs compiled for this model serve again, which saves more time than the training takes.
        """
        self.set_weights(other.get_weights())
        self._shuffling = other._shuffling
        for variable, fresh in zip(self.optimizer.variables, self._fresh_optimizer, strict=True):
            variable.assign(fresh)

    def _place(self, x: NDArray[Any], y: NDArray[Any], split: int) -> tuple[Pair, Pair]:
        """The images to train on and those held out, as tensors; kept, because the next training may use them again."""
        placed = Sequential._placed
        if placed is None or placed[0] is not x or placed[1] != split:
            placed = Sequential._placed = x, split, (_tensors(x[:split], y[:split]), _tensors(x[split:], y[split:]))
        return placed[2]

    def _build_optimizer(self) -> None:
        if not self.optimizer.built:
            self.optimizer.build(self.trainable_variables)
            self._fresh_optimizer = [variable.numpy() for variable in self.optimizer.variables]

    def _epoch(self, train: Pair, held_out: Pair, order: tf.Tensor, batch_size: int) -> Logs:
        loss, accuracy = self._run_epoch(*train, order, batch_size)
        logs = {"accuracy": float(accuracy), "loss": float(loss)}
        if held_out[0].shape[0]:
            loss, accuracy = self._measure(*held_out)
            logs |= {"val_accuracy": float(accuracy), "val_loss": float(loss)}
        return logs

    @compiled
    def _run_epoch(self, x: tf.Tensor, y: tf.Tensor, order: tf.Tensor, batch_size: int) -> Pair:
        """Takes one optimizer step a batch; the mean loss and accuracy over the images, each as its batch saw it."""
        whole, rest = divmod(order.shape[0], batch_size)
        batches = tf.reshape(order[: whole * batch_size], (whole, batch_size))
        loss, right = self._train_on_all(x, y, batches) if whole else (0.0, 0.0)
        if rest:
            last = order[whole * batch_size :]
            more_loss, more_right = self._train_on(tf.gather(x, last), tf.gather(y, last))
            loss, right = loss + more_loss, right + more_right
        return loss / order.shape[0], right / order.shape[0]

    def _train_on_all(self, x: tf.Tensor, y: tf.Tensor, batches: tf.Tensor) -> Pair:
        """One step on each row of `batches` (steps, batch size), indices of images; sums over all their images."""

        def step(index: tf.Tensor, loss: tf.Tensor, right: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
            more_loss, more_right = self._train_on(tf.gather(x, batches[index]), tf.gather(y, batches[index]))
            return index + 1, loss + more_loss, right + more_right

        _, loss, right = tf.while_loop(lambda index, *_: index < batches.shape[0], step, (0, 0.0, 0.0))
        return loss, right

    def _train_on(self, x: tf.Tensor, y: tf.Tensor) -> Pair:
        """One step on one batch; the loss and the number of right answers, summed over its images."""
        with tf.GradientTape() as tape:
            predicted = self(x, training=True)
            loss = self.compute_loss(x, y, predicted)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return loss * float(x.shape[0]), _right(y, predicted)

    @compiled
    def _measure(self, x: tf.Tensor, y: tf.Tensor) -> Pair:
        predicted = self(x, training=False)
        return self.compute_loss(x, y, predicted, training=False), _right(y, predicted) / float(x.shape[0])

    @compiled
    def _infer(self, x: tf.Tensor) -> tf.Tensor:
        return self(x, training=False)


def _tensors(x: NDArray[Any], y: NDArray[Any]) -> Pair:
    return _tensor(x), _tensor(y)


def _tensor(array: NDArray[Any]) -> tf.Tensor:
    """The array as a float32 tensor in the same memory where that can be; TensorFlow itself would copy it twice."""
    return tf.experimental.dlpack.from_dlpack(aligned(array).__dlpack__())


def aligned(array: NDArray[Any]) -> NDArray[np.float32]:
    """The array as float32 where TensorFlow's programs can read it: contiguous, at a multiple of 64 bytes."""
    if array.dtype == np.float32 and array.flags.carray and array.ctypes.data % ALIGNMENT == 0:
        return array
    memory = np.empty(array.size * 4 + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    copy = memory[start : start + array.size * 4].view(np.float32).reshape(array.shape)
    copy[...] = array
    return copy


def _right(y: tf.Tensor, predicted: tf.Tensor) -> tf.Tensor:
    return tf.reduce_sum(tf.cast(tf.argmax(predicted, -1) == tf.argmax(y, -1), tf.float32))
