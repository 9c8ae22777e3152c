"""Motion: what networks read of test images that are moved by a few pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.formats import Faint, Number, Percent
from ...training.experiment import are_clear
from ..facts import Guess
from .finding import Finding

if TYPE_CHECKING:
    from ...training.shifts import Reader

BOUNDS = (0.5, 0.9)
"""Accuracies that part the choices of the question about moved images."""


@dataclass(frozen=True)
class Reading:
    """What the networks of one recipe read, on average over their seeds."""

    at_rest: Percent
    """Test accuracy on the images as they are, 0 to 1."""
    farthest: Percent
    """Test accuracy on images that are moved as far as they are moved at all, 0 to 1."""
    networks: Number
    """Number of networks."""
    parameters: Number
    """Weights and biases of each."""


class Motion(Finding):
    """What networks read of moved images. A recipe is clearly another one than that of the course as in experiments."""

    @property
    def farthest(self) -> Number:
        """How far the images are moved at most, in pixels."""
        return self.run.shifts.farthest

    @property
    def plain(self) -> Reading:
        """What the networks of the course's recipe read."""
        return _reading(self._readers[0])

    @property
    def moved(self) -> Reading:
        """What networks read that were trained on moved images."""
        return _reading(self._readers[1])

    @property
    def convolutional(self) -> Reading:
        """What networks with convolutions read."""
        return _reading(self._readers[2])

    @property
    def cut(self) -> Number:
        """Number of test images that lose something beyond the edge at the farthest."""
        return self.run.shifts.cut[-1]

    @property
    def lost(self) -> Faint:
        """Share of all that is bright in the test images that is lost so, 0 to 1."""
        return self.run.shifts.lost[-1]

    @property
    def guess(self) -> Guess:
        """How many of the farthest moved images the course's recipe still reads."""
        choices = ("More than 90 in a hundred", "From 50 to 90 in a hundred", "Fewer than 50 in a hundred")
        share, low, high = self.plain.farthest, *BOUNDS
        return Guess(choices, choices[0 if share > high else 1 if share >= low else 2], (
            "Fewer: the shift costs it more than that.",
            "Fewer than that are right." if share < low else "More than that are right.",
            "More: it bears the shift better than that.",
        ))

    @property
    def moving_helps(self) -> bool:
        """Whether networks trained on moved images clearly read more at the farthest than those of the course."""
        plain, moved, _ = (reader.last for reader in self._readers)
        return are_clear(moved, plain) and min(moved) > max(plain)

    @property
    def moving_costs(self) -> bool:
        """Whether networks trained on moved images clearly read less of images as they are than those of the course."""
        plain, moved, _ = (reader.first for reader in self._readers)
        return are_clear(moved, plain) and max(moved) < min(plain)

    @property
    def _readers(self) -> tuple[Reader, ...]:
        return self.run.shifts.readers


def _reading(reader: Reader) -> Reading:
    networks = len(reader.accuracies)
    return Reading(sum(reader.first) / networks, sum(reader.last) / networks, networks, reader.parameters)
