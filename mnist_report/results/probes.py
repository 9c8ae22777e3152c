"""Probes: results of the trained network on other inputs.

    Run ──► measure ──► store ──► probes() in a page

They need forward passes, no training. Losses and mean confidences are rounded to digits that do not depend on the order
in which a machine adds.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..core.formats import Fixed, Fixed2, Fixed4, Number, Percent2, Percent3, Signed
from ..training.forward import batches, cross_entropies, forward, logits, softmax
from ..training.metrics import Floats, accuracy, confidences, predictions
from ..training.noise import NOISE, noise
from ..training.run import learned_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from ..training.run import Run

    Images = NDArray[np.float32]

FILE = "probes.json"
BRIGHTEST = np.float32(255)
SURE = 0.9
"""Confidence above which `Noise.sure` counts."""
DECIMALS = 6


@dataclass(frozen=True)
class Outcome:
    """Results of the network on changed test images."""

    accuracy: Percent2
    """Share of them predicted right, 0 to 1."""
    confidence: Percent3
    """Mean confidence, 0 to 1, which may be close to 1."""
    loss: Fixed2
    """Mean cross-entropy as `evaluate` reports it, in nats."""


@dataclass(frozen=True)
class Noise:
    """Answers of the network to images of noise, evenly distributed from 0 to 1 in each pixel."""

    images: Number
    """Number of images."""
    answer: int
    """The most frequent answer, a class, 0 to k - 1."""
    count: Number
    """Number of images with this answer."""
    sure: Number
    """Number of images with an answer of a confidence above 0.9."""


@dataclass(frozen=True)
class LossChange:
    """How a mean loss changed on the same images, in nats."""

    mean: Signed
    """Mean after minus mean before: negative where the loss fell."""
    error: Fixed4
    """Standard error of `mean`, from the differences of the single images; infinite for a single image."""

    @property
    def clear(self) -> bool:
        """Whether the change is more than chance explains: more than twice its standard error."""
        return abs(self.mean) > 2 * self.error


@dataclass(frozen=True)
class Probes:
    """Results of the trained network on other inputs than those it is tested on."""

    unscaled: Outcome
    """On test images whose pixels go up to 255 and not to 1."""
    scaled_twice: Outcome
    """On test images whose pixels were divided by 255 twice."""
    noise: Noise
    """On images of noise."""
    train_loss: Fixed
    """Mean cross-entropy on the images learned from, after the last epoch, in nats."""
    val_loss: Fixed
    """Mean cross-entropy on the validation images, after the last epoch, in nats."""
    last_change: LossChange
    """How the loss on the validation images changed in the last epoch; in the only one, from the untrained network."""


def measure(run: Run) -> Probes:
    """Return the results of all probes with the network of `run`."""
    learned = learned_from(run.train_size, run.recipe.validation_split)
    return Probes(
        unscaled=_outcome(run, lambda pixels: pixels * BRIGHTEST),
        scaled_twice=_outcome(run, lambda pixels: pixels / BRIGHTEST),
        noise=_noise(run),
        train_loss=_rounded(_training_losses(run, -1, slice(0, learned)).mean()),
        val_loss=_rounded(_training_losses(run, -1, slice(learned, None)).mean()),
        last_change=_change(run, slice(learned, None)),
    )


def save(probes: Probes, folder: Path) -> None:
    """Write the results into `folder`, which exists."""
    (folder / FILE).write_text(json.dumps(asdict(probes)), encoding="utf-8")


def load(files: Mapping[str, bytes]) -> Probes:
    """Return the results that `save` wrote, given as its files by their names."""
    record = json.loads(files[FILE])
    record |= {name: Outcome(**record[name]) for name in ("unscaled", "scaled_twice")}
    return Probes(**record | {
        "noise": Noise(**record["noise"]),
        "last_change": LossChange(**record["last_change"]),
    })


def _pixels(images: NDArray[np.uint8]) -> Images:
    return _flat(images).astype(np.float32) / BRIGHTEST


def _flat(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return images.reshape(len(images), -1)


def _outcome(run: Run, changed: Callable[[Images], Images]) -> Outcome:
    scores = _logits(run, run.weights, run.dataset.x_test, changed)
    answers = softmax(scores)
    loss = cross_entropies(scores, run.labels).mean()
    return Outcome(accuracy(answers, run.labels), _rounded(confidences(answers).mean()), _rounded(loss))


def _noise(run: Run) -> Noise:
    answers = forward(noise(run.image_shape), run.weights, run.recipe.activation)
    counts = np.bincount(predictions(answers), minlength=answers.shape[1])
    sure = int((confidences(answers) > SURE).sum())
    return Noise(NOISE, answer=int(counts.argmax()), count=int(counts.max()), sure=sure)


def _training_losses(run: Run, epoch: int, part: slice) -> Floats:
    """Return the loss of each image of a part of the training images after an epoch."""
    scores = _logits(run, run.weights_after(epoch), run.dataset.x_train[part], lambda pixels: pixels)
    return cross_entropies(scores, run.dataset.y_train[part])


def _logits(
    run: Run, weights: Sequence[Images], images: NDArray[np.uint8], changed: Callable[[Images], Images]
) -> Floats:
    pixels = map(_pixels, batches(images))  # as all at once would take eight times the memory of the images
    return np.concatenate([logits(changed(batch), weights, run.recipe.activation) for batch in pixels])


def _change(run: Run, held_out: slice) -> LossChange:
    differences = _training_losses(run, -1, held_out) - _training_losses(run, -2, held_out)
    error = differences.std(ddof=1) / np.sqrt(len(differences)) if len(differences) > 1 else np.inf
    return LossChange(_rounded(differences.mean()), _rounded(error))


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS)
