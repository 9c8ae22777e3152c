"""Robustness: how many test images the network still reads right when every pixel is changed a little.

    Run ──► measure ──► store ──► a figure with the parameter `robustness`, run.robustness in a page

A nudge changes each pixel by epsilon in the direction that takes most from the lead of the answer over its rival, the
second most probable class: the fast gradient sign method (Goodfellow, Shlens and Szegedy 2015), towards one class.
Noise changes each pixel by as much, up or down by chance. Both are clipped to what a pixel can be, 0 to 1.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..core.formats import Fixed2, Number
from .backward import lead_gradient
from .forward import logits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from .run import Run

    Images = NDArray[np.float64]

FILE: Final = "robustness.json"
IMAGES: Final = 1000
"""Test images that are changed, the first ones, at most."""
EPSILONS: Final = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2)
"""What each pixel is changed by, in parts of its range from 0 to 1."""


@dataclass(frozen=True)
class Change:
    """A change of every pixel of the images by one amount."""

    epsilon: Fixed2
    """What each pixel is changed by, 0 to 1."""
    nudged: Number
    """Number of images that are read right before the nudge and after it."""
    noised: Number
    """Number of images that are read right before the noise and after it."""


@dataclass(frozen=True)
class Robustness:
    """What changes of the test images leave of the right answers."""

    images: Number
    """Number of these images, the first ones."""
    changes: tuple[Change, ...]
    """The changes, by rising epsilon, the first by 0."""

    @property
    def rows(self) -> tuple[tuple[float, int, int], ...]:
        """The numbers of each of `changes`: epsilon, images right after the nudge, images right after the noise."""
        return tuple((change.epsilon, change.nudged, change.noised) for change in self.changes)


def measure(run: Run) -> Robustness:
    """Return the robustness of the network of `run`."""
    images = run.dataset.x_test[:IMAGES].reshape(-1, int(np.prod(run.image_shape))) / 255
    labels = run.labels[:IMAGES]
    answers, rivals = first_two(run, images)
    nudge = -np.sign(lead_gradient(images, answers, rivals, run.weights, run.recipe.activation))
    noise = noise_for(images)

    def kept(epsilon: float, direction: Images) -> int:
        changed, _ = first_two(run, np.clip(images + epsilon * direction, 0, 1))
        return int(((answers == labels) & (changed == labels)).sum())

    changes = tuple(Change(epsilon, kept(epsilon, nudge), kept(epsilon, noise)) for epsilon in EPSILONS)
    return Robustness(len(images), changes)


def noise_for(images: Images) -> Images:
    """Return 1 or -1 by chance for each pixel of images (n, pixels), the same at each call."""
    return np.random.default_rng(0).choice([-1.0, 1.0], images.shape)


def first_two(run: Run, images: Images) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the most probable class of each image, (n,), and the second; the lower of equal ones first."""
    order = (-logits(images, run.weights, run.recipe.activation)).argsort(axis=1, kind="stable")
    return order[:, 0], order[:, 1]


def save(robustness: Robustness, folder: Path) -> None:
    """Write the robustness into `folder`, which exists."""
    (folder / FILE).write_text(json.dumps(asdict(robustness)), encoding="utf-8")


def load(files: Mapping[str, bytes]) -> Robustness:
    """Return the robustness that `save` wrote, given as its files by their names."""
    record: dict[str, Any] = json.loads(files[FILE])
    return Robustness(record["images"], tuple(Change(**change) for change in record["changes"]))
