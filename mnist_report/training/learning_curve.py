"""Learning curve: the share of mistakes by the number of images to learn from, and the power law through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from statistics import fmean, linear_regression

from .experiment import Experiment, Trial


@dataclass(frozen=True)
class PowerLaw:
    """The law that n images leave a share of `scale` n^-`exponent` mistakes."""

    scale: float
    """What it gives for one image, above 0."""
    exponent: float
    """The slope on logarithmic axes, downwards."""

    def share(self, images: float) -> float:
        """Return the share of mistakes that it gives for a number of images, above 0, at most 1."""
        return float(min(1.0, self.scale * images**-self.exponent))


@dataclass(frozen=True)
class LearningCurve:
    """The trials of an experiment on the number of images, and how many images each learned from."""

    sizes: tuple[int, ...]
    """Numbers of images, rising; two or more."""
    trials: tuple[Trial, ...]
    """The trial of each."""

    @property
    def least(self) -> float:
        """What stands for no mistake on a logarithmic axis: the share of half a mistake."""
        return 0.5 / int(self.trials[0].answers.shape[1])

    @property
    def mistakes(self) -> tuple[float, ...]:
        """The mean share of mistakes of each trial on the test images, not below `least`."""
        return tuple(max(1 - fmean(trial.accuracies), self.least) for trial in self.trials)

    def law(self, first: int = 0) -> PowerLaw:
        """Return the law through the sizes from place `first` on, by least squares on logarithmic axes."""
        slope, height = _line(self.sizes[first:], self.mistakes[first:])
        return PowerLaw(10.0**height, -slope)


def learning_curve(experiment: Experiment, learned: int) -> LearningCurve:
    """Return the learning curve of an experiment whose baseline learned from all of so many images."""
    by_size = {trial.recipe.train_images or learned: trial for trial in experiment.trials}
    sizes = tuple(sorted(by_size))
    return LearningCurve(sizes, tuple(map(by_size.__getitem__, sizes)))


def _line(sizes: Sequence[int], shares: Sequence[float]) -> tuple[float, float]:
    slope, height = linear_regression(list(map(log10, sizes)), list(map(log10, shares)))
    return slope, height
