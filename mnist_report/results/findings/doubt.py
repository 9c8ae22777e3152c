"""Doubt: what the confidences of the network say."""

from __future__ import annotations

from .finding import Finding


class Doubt(Finding):
    """What the confidences of the network say."""

    @property
    def is_calibratable(self) -> bool:
        """Whether there are right and wrong answers, whose confidences can be compared."""
        return 0 < self.run.test_errors < self.run.test_size
