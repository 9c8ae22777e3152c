"""Learning: how the training went."""

from __future__ import annotations

from .finding import Finding


class Learning(Finding):
    """How the training went."""

    @property
    def best_epoch_is_last(self) -> bool:
        """Whether the validation loss was lowest after the last epoch."""
        return self.run.best_epoch is self.run.last_epoch

    @property
    def first_epoch_did_most(self) -> bool:
        """Whether the validation loss fell more in the first of several epochs, from ln k, than in all later ones."""
        first, last = self.run.first_epoch.val_loss, self.run.last_epoch.val_loss
        return len(self.run.epochs) > 1 and self.run.ignorance - first > first - last
