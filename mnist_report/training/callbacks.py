"""The callbacks of `Sequential.fit`: those that it takes, and the one that prints the lines of each epoch."""

from __future__ import annotations

from typing import Any

import keras

from ..core.filters import epoch_line

BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end", "on_test_batch_begin",
               "on_test_batch_end")
INSTEAD = "make the model with tf.keras.Sequential, which is Keras alone"


class EpochLines(keras.callbacks.Callback):
    """Prints the lines of each epoch that the lesson shows."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if self.params["epochs"] > 1:
            print(f"Epoch {epoch + 1}/{self.params['epochs']}")

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        print(epoch_line(self.params["steps"], logs or {}), flush=True)


def epoch_callbacks(callbacks: Any) -> list[Any]:
    """Return the callbacks as a list. Raise TypeError if one watches single batches, which are one program here."""
    listed = list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks] if callbacks else []
    for callback in listed:
        if _watches_batches(callback):
            raise TypeError(f"the callback {type(callback).__name__} watches single batches, but here those of an "
                            f"epoch are one program; leave it out of callbacks, or {INSTEAD}")
    return listed


def _watches_batches(callback: Any) -> bool:
    if isinstance(callback, keras.callbacks.ModelCheckpoint | keras.callbacks.TensorBoard):
        return getattr(callback, "save_freq", getattr(callback, "update_freq", None)) != "epoch"
    own = (getattr(getattr(callback, name), "__func__", None) for name in BATCH_HOOKS)
    return any(mine is not getattr(keras.callbacks.Callback, name) for mine, name in zip(own, BATCH_HOOKS, strict=True))
