"""The compiled program of an epoch, and how models share it.

Keras calls a compiled step once a batch, and for a network this small nearly all the time goes into the calls. Here
XLA compiles the loop over the batches of an epoch too. The arithmetic stays Keras': its layers, `compute_loss` and
`optimizer.apply_gradients`; only the rounding of the last bit may differ. Over 200 steps the weights stay within
0.00001 of those of Keras, from nearly all seeds (tests/training/test_sequential.py); later Adam amplifies that bit, as
it does between two processors, and the networks diverge.

Each computation keeps to one thread. Several would add the products of a layer in an order that depends on their
number, so that machines would train different networks, and on layers this small they lose more time than they save.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from .draws import dropped, shifted

Pair = tuple[tf.Tensor, tf.Tensor]
Outcome = tuple[tf.Tensor, tf.Tensor, tf.Tensor]
"""Of an epoch: the sum of the losses and the right answers; a row for each moment: the same until then, all weights."""
Extras = dict[str, tf.Tensor]
"""What a step does besides, only if there: "l2", "dropout", "shift", as a recipe has them, and the "seed" of both."""
TRACING = threading.Lock()
"""Held while a program is written, so that threads that need the same one do not each write theirs."""


def keep_to_one_thread() -> None:
    """Make TensorFlow use one thread for each computation; this has no effect once it has computed anything."""
    with contextlib.suppress(RuntimeError):
        tf.config.threading.set_intra_op_parallelism_threads(1)


class EpochPrograms(keras.Sequential):
    """A `keras.Sequential` that trains an epoch by one compiled program."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        keep_to_one_thread()
        super().__init__(*arguments, **options)
        self._shared: Callable[..., Outcome] | None = None

    def share_programs_of(self, other: EpochPrograms) -> None:
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

    def run_epoch(self, *inputs: Any) -> Outcome:
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
    def _run_epoch(  # noqa: PLR0913, PLR0917 - a program has no other memory than its inputs
        self, compilation: object, images: Pair, order: tf.Tensor, stops: tf.Tensor, size: int, extras: Extras
    ) -> Outcome:
        """Take one optimizer step a batch, up to the last of `stops`, and one on what of `order` makes no whole batch.

        All of `stops` but the last are moments. TensorFlow makes a program for each `compilation`, as the optimizer,
        the loss and what is trained are its own, and for each set of `extras`, whatever their values.
        """
        whole, rest = divmod(order.shape[0], size)

        def train_on(chosen: tf.Tensor) -> Pair:
            return self._train_on(*images, chosen, extras)

        batches = tf.reshape(order[: whole * size], (whole, size))
        kept = self._train_on_all(train_on, batches, stops) if whole else tf.zeros((1, 2))
        loss, right = kept[-1, 0], kept[-1, 1]
        if rest:
            more_loss, more_right = train_on(order[whole * size :])
            loss, right = loss + more_loss, right + more_right
        return loss, right, kept[:-1]

    def _train_on_all(self, train_on: Callable[[tf.Tensor], Pair], batches: tf.Tensor, stops: tf.Tensor) -> tf.Tensor:
        """Train on each row of `batches` (steps, batch size), indices of images, until each of `stops` in turn.

        Return for each stop the sum of the losses of all images so far, the number of right answers, and all weights.
        """

        def step(index: tf.Tensor, loss: tf.Tensor, right: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
            more_loss, more_right = train_on(batches[index])
            return index + 1, loss + more_loss, right + more_right

        def go_on(stop: tf.Tensor, state: Any, rows: tf.TensorArray) -> tuple[tf.Tensor, Any, tf.TensorArray]:
            state = tf.while_loop(lambda index, *_: index < stops[stop], step, state)
            weights = [tf.cast(tf.reshape(array, [-1]), tf.float32) for array in self.weights]
            return stop + 1, state, rows.write(stop, tf.concat([tf.stack(state[1:]), *weights], 0))

        beginning = 0, (0, 0.0, 0.0), tf.TensorArray(tf.float32, stops.shape[0])
        return tf.while_loop(lambda stop, *_: stop < stops.shape[0], go_on, beginning)[-1].stack()

    def _train_on(self, images: tf.Tensor, labels: tf.Tensor, chosen: tf.Tensor, extras: Extras) -> Pair:
        """Take one step on one batch; return the loss summed over its images and the number of right answers."""
        x, y = self._chosen(images, chosen, extras), tf.gather(labels, chosen)
        with tf.GradientTape() as tape:
            predicted = self._dropping(x, extras) if "dropout" in extras else self(x, training=True)
            loss = self.compute_loss(x, y, predicted)
            minimized = loss + self._penalty(extras["l2"]) if "l2" in extras else loss
        gradients = tape.gradient(minimized, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return loss * float(x.shape[0]), count_right(y, predicted)

    def _chosen(self, images: tf.Tensor, chosen: tf.Tensor, extras: Extras) -> tf.Tensor:
        if "shift" not in extras:
            return tf.gather(images, chosen)
        return shifted(images, chosen, extras["shift"], extras["seed"], self.optimizer.iterations)

    def _dropping(self, values: tf.Tensor, extras: Extras) -> tf.Tensor:
        """Return the probabilities with outputs dropped in front of each layer that learns, but for the first."""
        learning = self._learning
        for place, layer in enumerate(self.layers, start=1):
            if layer in learning[1:]:
                values = dropped(values, extras["dropout"], extras["seed"], self.optimizer.iterations, place)
            values = layer(values)
        return values

    def _penalty(self, l2: tf.Tensor) -> tf.Tensor:
        """Return what `keras.regularizers.L2` on the kernels of the hidden layers adds to the loss."""
        return l2 * tf.add_n([tf.reduce_sum(tf.square(layer.kernel)) for layer in self._learning[:-1]])

    @property
    def _learning(self) -> list[Any]:
        return [layer for layer in self.layers if layer.weights]


def count_right(y: tf.Tensor, predicted: tf.Tensor) -> tf.Tensor:
    """Return how many of the images are given their class."""
    return tf.reduce_sum(tf.cast(tf.argmax(predicted, -1) == tf.argmax(y, -1), tf.float32))
