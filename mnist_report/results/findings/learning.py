"""Learning: how the training went."""

from __future__ import annotations

from math import ceil

from ...core.constraints import Count
from ...training.suitability import LARGER_BATCHES
from ..probes import LossChange
from .finding import Finding


class Learning(Finding):
    """How the training went."""

    @property
    def corrections(self) -> Count:
        """How often the weights were corrected: the steps of all epochs."""
        return self.run.steps_per_epoch * self.run.recipe.epochs

    @property
    def larger_batch(self) -> int:
        """Images a step with batches four times as large."""
        return LARGER_BATCHES * self.run.recipe.batch_size

    @property
    def larger_batch_steps(self) -> Count:
        """Steps an epoch with batches four times as large; two or more."""
        return ceil(self.run.train_size / self.larger_batch)

    @property
    def has_several_epochs(self) -> bool:
        """Whether there is more than one epoch."""
        return len(self.run.epochs) > 1

    @property
    def training_loss_fell(self) -> bool:
        """Whether the training loss of the last epoch is below that of the first."""
        return self.run.last_epoch.loss < self.run.first_epoch.loss

    @property
    def runs_best_at_the_end(self) -> Count:
        """Of how many seeds the validation loss was lowest after the last epoch."""
        return [result.best_epoch for result in self.run.spread.results].count(self.run.recipe.epochs)

    @property
    def last_change(self) -> LossChange:
        """How the loss on the validation images changed in the last epoch; in an only one, from the start."""
        return self.run.probes.last_change

    @property
    def stands_still(self) -> bool:
        """Whether chance can explain how the validation loss changed in the last epoch."""
        return not self.last_change.clear

    @property
    def improves(self) -> bool:
        """Whether the validation loss fell in the last epoch by more than chance explains."""
        return self.last_change.clear and self.last_change.mean < 0

    @property
    def overfits(self) -> bool:
        """Whether it rose in the last epoch by more than chance explains, while the training loss fell."""
        return self.last_change.clear and self.last_change.mean > 0 and self._training_loss_went_on_falling

    @property
    def last_outcome(self) -> int:
        """What the validation loss did in the last epoch: 0 it fell, 1 it rose, 2 no more than chance can explain."""
        if self.stands_still:
            return 2
        return 0 if self.improves else 1

    @property
    def first_epoch_did_most(self) -> bool:
        """Whether the validation loss fell more in the first of several epochs, from ln k, than in all later ones."""
        first, last = self.run.first_epoch.val_loss, self.run.last_epoch.val_loss
        return self.has_several_epochs and self.run.ignorance - first > first - last

    @property
    def _training_loss_went_on_falling(self) -> bool:
        return not self.has_several_epochs or self.run.last_epoch.loss < self.run.epochs[-2].loss
