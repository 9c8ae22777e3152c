"""States: what each part of an explore page can be asked to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..core.errors import ContentError
from ..core.suggestions import suggestion
from ..training.metrics import predictions
from .browser import epochs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..training.run import Run


UNSURE: Final = "unsure"
"""The state of a part that begins with `unsure_image`."""
SURE_ENOUGH: Final = 0.7
"""The confidence that it has at least, if any has."""


def require_state(run: Run, part: str, state: str) -> None:
    """Raise ContentError for a state that a part does not have; each has "", with which it begins by itself."""
    if not state or part not in STATES:
        return
    known = STATES[part](run)
    if state not in known:
        others = f"it has {known[0]!r} to {known[-1]!r}" if known else "it has none"
        raise ContentError(f"the part {part!r} has no state {state!r}; {suggestion(state, known, others)}")


def unsure_image(run: Run) -> int:
    """Return the index of the rightly read test image that spreads most over the classes (Shannon's entropy)."""
    right = run.probabilities.argmax(axis=1) == run.labels
    sure = right & (run.probabilities.max(axis=1) >= SURE_ENOUGH)
    spread = -(run.probabilities * np.log(np.maximum(run.probabilities, 1e-12))).sum(axis=1)
    return int(np.where(sure if sure.any() else right, spread, -1).argmax())


def _drawn(run: Run) -> list[str]:
    return [UNSURE, *_images(run)]


def _images(run: Run) -> list[str]:
    return [f"image-{index}" for index in range(len(run.labels))]


def _errors(run: Run) -> list[str]:
    """Return "sure", the surest first, and each confusion that occurs: "4-9" are the 4s that were taken for 9s."""
    answers = predictions(run.probabilities)
    wrong = np.flatnonzero(answers != run.labels)
    return ["sure", *(f"{true}-{answer}" for true, answer in sorted({(run.labels[i], answers[i]) for i in wrong}))]


def _neurons(run: Run) -> list[str]:
    return [f"neuron-{neuron}" for neuron in range(min(epochs.NEURONS, run.weights[0].shape[1]))]


def _none(run: Run) -> list[str]:
    return []


def _moments(run: Run) -> list[str]:
    return [epochs.name(moment) for moment in run.moments]


STATES: Final[dict[str, Callable[[Run], Sequence[str]]]] = {
    "draw": _none, "draw-bars": _drawn, "errors": _errors, "hill": _none, "inside": _images, "neuron": _neurons,
    "time-machine": _moments,
}
"""The states of each part, by its name in gen/parts/."""
