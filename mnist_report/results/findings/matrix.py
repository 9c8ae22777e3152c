"""Matrix: what the confusion matrix and the comparison with simple rules say."""

from __future__ import annotations

from .finding import Finding


class Matrix(Finding):
    """What the confusion matrix and the comparison with simple rules say."""

    @property
    def exists(self) -> bool:
        """Whether there is an entry beside the diagonal."""
        return bool(self.run.confusions)
