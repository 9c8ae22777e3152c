"""The messages that the lessons quote are those that the installed libraries give."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES, LABELS = np.zeros((8, 28, 28)), np.arange(8)
ONE_HOT = np.eye(10)[LABELS]
RANKS = "Arguments `target` and `output` must have the same rank (ndim)"


def network(*, flat: bool = True, compiled: bool = True) -> Any:
    """The network of the course, small."""
    from tensorflow.keras.layers import Dense, Flatten
    from tensorflow.keras.models import Sequential

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Do not pass an `input_shape`")
        first = [Flatten(input_shape=(28, 28)), Dense(4)] if flat else [Dense(4, input_shape=(28, 28))]
        model = Sequential([*first, Dense(10, activation="softmax")])
    if compiled:
        model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def without_reshape() -> None:
    """A column of weights that is drawn as it is."""
    import matplotlib.pyplot as plt

    plt.imshow(np.zeros(784))


MISTAKES: dict[tuple[str, str], Callable[[], Any]] = {
    ("module-1/import-libraries.md", "NameError: name 'Dense' is not defined"): lambda: eval("Dense(64)", {}),
    ("module-1/load-and-preprocess-data.md", RANKS): lambda: network().fit(IMAGES, LABELS),
    ("module-1/load-and-preprocess-data.md", f"training:\n    `` {RANKS}"): lambda: network().fit(IMAGES, np.eye(2)[ONE_HOT.astype(int)]),
    ("module-1/build-the-model.md", RANKS): lambda: network(flat=False).fit(IMAGES, ONE_HOT),
    ("module-1/compile-the-model.md", "You must call `compile()` before using the model."):
        lambda: network(compiled=False).fit(IMAGES, ONE_HOT),
    ("module-2/learned-weights.md", "Invalid shape (784,) for image data"): without_reshape,
    ("module-2/model-confidence.md", "Invalid input shape"): lambda: network().predict(IMAGES[0]),
    ("module-2/model-confidence.md", "Expected shape (None, 28, 28), but input has incompatible shape (28, 28)"):
        lambda: network().predict(IMAGES[0]),
}
"""What a lesson quotes, and the mistake that brings it about."""


def rendered(page: str) -> str:
    """A page with the values of the course that its quotations hold."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.replace("<< run.image_side >>", "28").replace("<< run.pixels >>", "784")


@pytest.mark.parametrize(("page", "quoted"), MISTAKES, ids=str)
@pytest.mark.filterwarnings("default")  # of the libraries, on their way to the error
def test_a_quoted_message_is_the_one_that_comes(page: str, quoted: str) -> None:
    assert quoted in rendered(page)
    with pytest.raises((ValueError, TypeError, NameError)) as caught:
        MISTAKES[page, quoted]()
    assert quoted.rpartition("`` ")[2].removeprefix("NameError: ") in re.sub(r"\x1b\[\d+m", "", str(caught.value))


def test_defaults_that_a_lesson_names() -> None:
    """Learning rates of the optimizers among which a recipe chooses, and the one that shrinks weights."""
    from tensorflow.keras import optimizers

    text = rendered("module-1/compile-the-model.md")
    rates = {name: float(optimizers.get(name).learning_rate) for name in ("adam", "sgd", "rmsprop", "adamw", "nadam")}
    assert {name: round(rate, 6) for name, rate in rates.items()} == {
        "adam": 0.001, "sgd": 0.01, "rmsprop": 0.001, "adamw": 0.001, "nadam": 0.001,
    }
    assert "The default learning rate is 0.01 for `'sgd'` and 0.001 for the others." in " ".join(text.split())
    assert optimizers.get("adamw").weight_decay
    assert not optimizers.get("adam").weight_decay
