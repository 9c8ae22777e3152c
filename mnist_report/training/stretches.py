"""Stretches: the loss of the first epoch from moment to moment, of means that all begin with the epoch."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .experiment import Result, Trial


class Stretch(NamedTuple):
    """Some steps of the first epoch, one after another."""

    first: int
    """The first of them, from 1."""
    last: int
    """The last of them."""
    loss: float
    """Mean loss over their images, each measured as its step took it, in nats."""


def stretches(trial: Trial, result: Result) -> tuple[Stretch, ...]:
    """Return the stretches of a training of the trial: to each of its early steps, and to the end of the first epoch.

    A mean up to a moment, times the images so far, is a sum; the difference of two sums, divided by the images in
    between, is the mean of a stretch.
    """
    size, images = trial.recipe.batch_size, result.images_per_epoch
    ends = [(step, step * size) for step in result.early_steps] + [(ceil(images / size), images)]
    found, before, seen, total = [], 0, 0, 0.0
    for (step, images), mean in zip(ends, (*result.early_history["loss"], result.history["loss"][0]), strict=True):
        found.append(Stretch(before + 1, step, (mean * images - total) / (images - seen)))
        before, seen, total = step, images, mean * images
    return tuple(found)
