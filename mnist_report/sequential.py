"""Sequential: Keras' own, with a `fit` that runs each epoch as one compiled program.

Keras' `fit` calls a compiled step once a batch, and for a network this small nearly all the time goes into the calls.
Here XLA compiles the loop over the batches too. The arithmetic stays Keras': its layers, `compute_loss` and
`optimizer.apply_gradients`; only the rounding of the last bit may differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Logs = dict[str, float]


class Sequential(keras.Sequential):
    """A `keras.Sequential` for classification, trained epoch by epoch on the device."""

    on_epoch: Callable[[int, Logs], None] | None = None
    """Called after each epoch with its number, from 1, and its loss, accuracy, val_loss and val_accuracy."""

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
        """Trains as `keras.Model.fit` does, for images `x` (n, …) and one-hot labels `y` (n, classes).

        The last `validation_split` of the images, taken before shuffling, is held out and measured after each epoch.
        Batches are drawn in the order of `numpy.random`, which `keras.utils.set_random_seed` seeds.
        """
        split = int(len(x) * (1 - validation_split))
        train, held_out = _tensors(x[:split], y[:split]), _tensors(x[split:], y[split:])
        self.optimizer.build(self.trainable_variables)
        history = keras.callbacks.History()
        history.set_model(self)
        history.on_train_begin()
        for epoch in range(epochs):
            order = np.random.permutation(split) if shuffle else np.arange(split)
            loss, accuracy = self._run_epoch(*train, tf.constant(order, tf.int32), batch_size)
            logs = {"accuracy": float(accuracy), "loss": float(loss)}
            if split < len(x):
                loss, accuracy = self._measure(*held_out)
                logs |= {"val_accuracy": float(accuracy), "val_loss": float(loss)}
            history.on_epoch_end(epoch, logs)
            if self.on_epoch:
                self.on_epoch(epoch + 1, logs)
        self.history = history
        return history

    @tf.function(jit_compile=True, reduce_retracing=True)
    def _run_epoch(self, x: tf.Tensor, y: tf.Tensor, order: tf.Tensor, batch_size: int) -> tuple[tf.Tensor, tf.Tensor]:
        """Takes one optimizer step a batch; the mean loss and accuracy over the images, each as its batch saw it."""
        whole, rest = divmod(order.shape[0], batch_size)
        batches = tf.reshape(order[: whole * batch_size], (whole, batch_size))
        loss, right = self._train_on_all(x, y, batches) if whole else (0.0, 0.0)
        if rest:
            last = order[whole * batch_size :]
            more_loss, more_right = self._train_on(tf.gather(x, last), tf.gather(y, last))
            loss, right = loss + more_loss, right + more_right
        return loss / order.shape[0], right / order.shape[0]

    def _train_on_all(self, x: tf.Tensor, y: tf.Tensor, batches: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """One step on each row of `batches` (steps, batch size), indices of images; sums over all their images."""

        def step(index: tf.Tensor, loss: tf.Tensor, right: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
            more_loss, more_right = self._train_on(tf.gather(x, batches[index]), tf.gather(y, batches[index]))
            return index + 1, loss + more_loss, right + more_right

        _, loss, right = tf.while_loop(lambda index, *_: index < len(batches), step, (0, 0.0, 0.0))
        return loss, right

    def _train_on(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """One step on one batch; the loss and the number of right answers, summed over its images."""
        with tf.GradientTape() as tape:
            predicted = self(x, training=True)
            loss = self.compute_loss(x, y, predicted)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return loss * float(x.shape[0]), _right(y, predicted)

    @tf.function(jit_compile=True, reduce_retracing=True)
    def _measure(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        predicted = self(x, training=False)
        return self.compute_loss(x, y, predicted, training=False), _right(y, predicted) / float(x.shape[0])


def _tensors(x: NDArray[Any], y: NDArray[Any]) -> tuple[tf.Tensor, tf.Tensor]:
    return tf.convert_to_tensor(x.astype(np.float32)), tf.convert_to_tensor(y.astype(np.float32))


def _right(y: tf.Tensor, predicted: tf.Tensor) -> tf.Tensor:
    return tf.reduce_sum(tf.cast(tf.argmax(predicted, -1) == tf.argmax(y, -1), tf.float32))
