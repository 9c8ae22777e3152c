"""Code: the recipe as solutions of exercises write it."""

from __future__ import annotations

from typing import Final

from .finding import Finding

KERAS_BATCH_SIZE: Final = 32
"""Images a step where `fit` is given no batch size."""


class Code(Finding):
    """The recipe as solutions of exercises write it, with the values that the settings have."""

    def fit_arguments(self, epochs: int | str | None = None, batch_size: int | None = None) -> str:
        """Return what `fit` is given after the images and labels: "epochs=5, validation_split=0.2".

        Other epochs, or a name for them, or another batch size than those of the recipe stand in their place; that of
        Keras is left out.
        """
        recipe = self.run.recipe
        size = batch_size or recipe.batch_size
        batch = "" if size == KERAS_BATCH_SIZE else f", batch_size={size}"
        return f"epochs={epochs or recipe.epochs}, validation_split={recipe.validation_split}{batch}"
