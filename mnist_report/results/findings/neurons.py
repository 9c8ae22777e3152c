"""Neurons: what the weights of the first dense layer are, and were."""

from __future__ import annotations

from math import sqrt

from ...core.constraints import Spelled
from ...core.formats import Fixed
from .finding import Finding

DRAWN = 10
"""Most neurons that the course draws one by one."""


class Neurons(Finding):
    """What the weights of the first dense layer are, and were."""

    @property
    def drawn(self) -> Spelled:
        """Number of neurons that the course draws one by one: the first ten, or all where there are fewer."""
        return min(DRAWN, self.run.recipe.first_units)

    @property
    def start_limit(self) -> Fixed:
        """How far from 0 a weight of the first dense layer can start: the limit of Glorot's uniform distribution.

        It is sqrt(6 / (inputs + outputs)): Glorot and Bengio 2010, equation 16.
        """
        layer = self.run.layers[1]
        return sqrt(6 / (layer.inputs + layer.units))

    @property
    def use_relu(self) -> bool:
        """Whether the activation of the hidden layers is ReLU, which makes a negative sum 0."""
        return self.run.recipe.activation == "relu"

    @property
    def weights_decay(self) -> bool:
        """Whether the optimizer makes every weight a little smaller at every step: AdamW does."""
        return self.run.recipe.optimizer == "adamw"
