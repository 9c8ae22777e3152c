"""Answers: what a page may say of the answers of a network to single test images."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..core.constraints import Share
from ..core.errors import ContentError
from ..training import metrics
from ..training.metrics import Floats
from .facts import Prediction
from .setup import Setup

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, repr=False)
class Answers(Setup):
    """The answers of the network to the test images. Shapes: n test images, k classes."""

    def prediction(self, index: int) -> Prediction:
        """Return the network's answer to test image `index`. Raise ContentError unless 0 <= index < n."""
        self._require_image(index)
        probabilities, names = self.run.probabilities[index], self.class_names
        first, second = self._ranked[index].tolist()
        return Prediction(
            index=index,
            true=names[self.run.labels[index]],
            predicted=names[first],
            confidence=float(probabilities[first]),
            runner_up=names[second],
            runner_up_confidence=float(probabilities[second]),
            correct=first == self.run.labels[index].item(),
        )

    @property
    def test_image(self) -> Prediction:
        """The network's answer to the test image that Module 2 looks at."""
        return self.prediction(self.run.example)

    @cached_property
    def errors(self) -> tuple[Prediction, ...]:
        """The wrong predictions, in test order."""
        return tuple(self.prediction(index) for index in self._wrong.tolist())

    @cached_property
    def confident_errors(self) -> tuple[Prediction, ...]:
        """The wrong predictions, the most confident first, equal ones in test order."""
        return tuple(sorted(self.errors, key=lambda error: -error.confidence))

    @cached_property
    def mean_confidence(self) -> Share:
        """Mean confidence of all predictions, 0 to 1."""
        return float(metrics.confidences(self.run.probabilities).mean())

    @cached_property
    def separating_confidence(self) -> Share | None:
        """The confidence of the surest wrong prediction, 0 to 1, if every right one is surer; else None.

        It is None also where all predictions are right, or all are wrong.
        """
        confidence, right = metrics.confidences(self.run.probabilities), self._hits == 1
        if right.all() or not right.any() or confidence[~right].max() >= confidence[right].min():
            return None
        return float(confidence[~right].max())

    @property
    def mean_confidence_right(self) -> Share:
        """Mean confidence of the right predictions, 0 to 1. Raise ContentError if there are none."""
        return self._mean_confidence("right", 1.0)

    @property
    def mean_confidence_wrong(self) -> Share:
        """Mean confidence of the wrong predictions, 0 to 1. Raise ContentError if there are none."""
        return self._mean_confidence("wrong", 0.0)

    def _require_image(self, index: int) -> None:
        if not 0 <= index < self.test_size:
            raise ContentError(f"test image {index} does not exist: the {self.test_size} test images count from 0")

    @cached_property
    def _hits(self) -> Floats:
        return metrics.hits(self.run.probabilities, self.run.labels)

    @cached_property
    def _wrong(self) -> NDArray[np.intp]:
        return np.flatnonzero(self._hits == 0)

    @cached_property
    def _ranked(self) -> NDArray[np.intp]:
        """The most probable and the second most probable class of each test image, (n, 2)."""
        first = metrics.predictions(self.run.probabilities)
        others = self.run.probabilities.copy()
        others[np.arange(len(first)), first] = -1
        return np.stack([first, metrics.predictions(others)], axis=1)

    def _mean_confidence(self, outcome: str, hit: float) -> float:
        chosen = metrics.confidences(self.run.probabilities)[self._hits == hit]
        if not len(chosen):
            raise ContentError(
                f"mean_confidence_{outcome} does not exist: no prediction of this run is {outcome}; "
                "a page must mention it under a condition on test_errors"
            )
        return float(chosen.mean())
