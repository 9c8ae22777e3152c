"""Doubt: what the confidences of the network say."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.formats import Fixed2, Number
from ...training.metrics import ReliabilityBin
from ..facts import Guess, Prediction
from ..seed_facts import SeedAnswers
from .finding import Finding

CERTAIN = 0.99
"""The confidence that the question about the test image of Module 2 asks about."""
REFERRED = 13
"""Number of bins of confidence, from the lowest, whose images the example of a threshold sends to a person."""


@dataclass(frozen=True)
class Referral:
    """What a threshold on the confidence, up to which a person looks at the image, would do to the test images."""

    threshold: Fixed2
    """The confidence up to which a person looks, 0 to 1."""
    images: Number
    """Number of images that a person looks at."""
    mistakes: Number
    """Number of wrong answers among these."""


class Doubt(Finding):
    """What the confidences of the network say."""

    @property
    def guess(self) -> Guess:
        """How the test image of Module 2 is answered: rightly and with what confidence, or wrongly."""
        choices = (f"Right, with a confidence above {CERTAIN}", "Right, with less confidence", "Wrong")
        image = self.run.test_image
        missed = "It is wrong about this one."
        replies = (
            "It is right, but less sure than that." if image.correct else missed,
            "It is right, and surer than that." if image.correct else missed,
            "It is right about this one. How sure is it?",
        )
        return Guess(choices, choices[2 if not image.correct else 0 if image.confidence > CERTAIN else 1], replies)

    @property
    def least_sure_mistake(self) -> Prediction:
        """The wrong answer with the lowest confidence, the first of equal ones, not that to the image of `guess`."""
        others = (error for error in self.run.errors if error.index != self.run.test_image.index)
        return min(others, key=lambda error: error.confidence)

    @property
    def over_seeds(self) -> SeedAnswers:
        """What the networks of all seeds answer to the image of `least_sure_mistake`."""
        return self.run.over_seeds(self.least_sure_mistake.index)

    @property
    def is_overconfident(self) -> bool:
        """Whether the mean confidence lies above the 95 % interval of the accuracy."""
        return self.run.mean_confidence > self.run.test_interval.high

    @property
    def is_underconfident(self) -> bool:
        """Whether the mean confidence lies below the 95 % interval of the accuracy."""
        return self.run.mean_confidence < self.run.test_interval.low

    @property
    def fullest_bin(self) -> ReliabilityBin:
        """The bin of confidence that holds the most test images, the lowest of equal ones."""
        return max(self.run.reliability, key=lambda part: part.count)

    @property
    def is_separable(self) -> bool:
        """Whether every right answer is surer than every wrong one, so that a threshold would tell them apart."""
        return self.run.separating_confidence is not None

    def mistakes_above(self, confidence: float) -> Number:
        """Return the number of wrong answers with a confidence above this one."""
        return sum(error.confidence > confidence for error in self.run.errors)

    @property
    def referral(self) -> Referral:
        """What a threshold at the upper end of the 13th of the 15 bins of confidence would do."""
        parts = self.run.reliability[:REFERRED]
        return Referral(parts[-1].upper, sum(part.count for part in parts), sum(part.wrong for part in parts))

    @property
    def noise_answer(self) -> str:
        """The most frequent answer to images of noise, which are `run.probes.noise`; the first of equal ones."""
        return self.run.class_names[self.run.probes.noise.answer]

    @property
    def interval_misses_calibration_error(self) -> bool:
        """Whether the interval of the calibration error lies wholly above the value, as resampling adds chance."""
        measure = self.run.measures["calibration_error"]
        return measure.interval.low > measure.value
