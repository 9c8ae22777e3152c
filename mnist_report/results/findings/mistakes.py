"""Mistakes: what the wrong answers say."""

from __future__ import annotations

from .finding import Finding


class Mistakes(Finding):
    """What the wrong answers say."""

    @property
    def exist(self) -> bool:
        """Whether an answer is wrong."""
        return bool(self.run.test_errors)
