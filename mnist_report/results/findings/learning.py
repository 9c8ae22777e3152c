"""Learning: how the training went."""

from __future__ import annotations

from .finding import Finding


class Learning(Finding):
    """How the training went."""

    @property
    def best_epoch_is_last(self) -> bool:
        """Whether the validation loss was lowest after the last epoch."""
        return self.run.best_epoch is self.run.last_epoch
