"""Data: how much the images are."""

from __future__ import annotations

from typing import Annotated, Final

from ...core.constraints import Count
from ...core.filters import significant
from ...core.formats import Format
from .finding import Finding

Megabytes = Annotated[float, Format(significant)]
"""Millions of bytes: 47, 0.064."""
HOUR: Final = 3600
"""Seconds."""
DAY: Final = 24 * HOUR
"""Seconds."""
BYTES_OF_FLOAT64: Final = 8


class Data(Finding):
    """How much the images are."""

    @property
    def images(self) -> Count:
        """Number of all images, given for training or for testing."""
        return self.run.given_size + self.run.test_size

    @property
    def training_numbers(self) -> Count:
        """Pixels of all training images given."""
        return self.run.given_size * self.run.pixels

    @property
    def megabytes(self) -> Megabytes:
        """Memory that they take as bytes, in millions of bytes."""
        return self.training_numbers / 10**6

    @property
    def scaled_megabytes(self) -> Megabytes:
        """Memory that they take as float64, after the division, in millions of bytes."""
        return BYTES_OF_FLOAT64 * self.megabytes

    @property
    def time_to_look(self) -> int:
        """How long a look of a second at each takes: 0 less than an hour, 1 an hour to a day, 2 longer."""
        return (self.run.given_size >= HOUR) + (self.run.given_size > DAY)
