"""Neurons: what the learned weights say."""

from __future__ import annotations

from .finding import Finding


class Neurons(Finding):
    """What the learned weights say."""

    @property
    def are_all_drawn(self) -> bool:
        """Whether the figure of learned weights shows every neuron of the first layer."""
        return self.run.recipe.first_units <= 10
