"""The learning rates that Keras takes unless told otherwise."""

from __future__ import annotations

import re
from typing import get_type_hints

import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.figures.rates import OPTIMIZERS

KNOWN = re.findall(r"'(\w+)'", get_type_hints(Recipe, include_extras=True)["optimizer"].__metadata__[0].expected)


@pytest.mark.parametrize("optimizer", KNOWN)
def test_the_default_rate_of_a_recipe_is_that_of_keras(optimizer: str) -> None:
    import keras

    known = keras.optimizers.get(optimizer)
    assert Recipe(optimizer=optimizer).rate == pytest.approx(float(known.learning_rate))
    assert Recipe(optimizer=optimizer, learning_rate=0.3).rate == 0.3
    assert OPTIMIZERS[optimizer] == type(known).__name__
