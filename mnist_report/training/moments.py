"""Moments: points of a training at which the network is kept: the start, some early steps, the end of each epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, takewhile

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Moment:
    """A network as it was at one point of its training."""

    step: int
    """How many corrections of the weights came before."""
    images: int
    """How many images it had learned from by then, the same one counted again in each epoch."""
    epoch: int | None
    """The epoch that ends here, 0 at the start; None within the first epoch."""
    weights: tuple[NDArray[np.float32], ...]
    """Kernel and bias of each dense layer in turn."""
    history: Mapping[str, float]
    """Accuracy (0 to 1) and loss (nats) over the images since its epoch began, each measured as the step took it; at
    the end of an epoch val_accuracy and val_loss too; nothing at the start."""


def early_steps(steps: int) -> tuple[int, ...]:
    """Return the steps of an epoch of `steps` (1 or more) that are kept: 1, 3, 10, 30, … below its middle, and that."""
    if steps == 1:
        return ()
    series = (first * 10**power for power in count() for first in (1, 3))
    return (*takewhile(lambda step: step < steps // 2, series), steps // 2)
