"""Network: what its layers are, and what they would be in the exercises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...core.constraints import Count
from ...core.formats import WholePercent
from ..facts import Layer
from .finding import Finding

FEW: Final = 16
"""Neurons of the first hidden layer in the exercise on a smaller network."""
FORMULAS: Final = {
    "relu": r"\mathrm{relu}(z) = \max(0, z)",
    "tanh": r"\mathrm{tanh}(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
    "sigmoid": r"\mathrm{sigmoid}(z) = \frac{1}{1 + e^{-z}}",
    "gelu": r"\mathrm{gelu}(z) = z \text{ times the chance that a standard normal number is below } z",
    "elu": r"\mathrm{elu}(z) = z \text{ where } z > 0 \text{, } e^{z} - 1 \text{ elsewhere}",
    "linear": r"\mathrm{linear}(z) = z",
}
"""Definition of each activation that the settings allow, as Keras computes it, in LaTeX."""
BENDS: Final = {
    "relu": "np.maximum(0, z)",
    "tanh": "np.tanh(z)",
    "sigmoid": "1 / (1 + np.exp(-z))",
    "gelu": "z * np.vectorize(NormalDist().cdf)(z)",
    "elu": "np.where(z > 0, z, np.exp(z) - 1)",
    "linear": "z",
}
"""The same in NumPy, of an array `z`."""
IMPORTS: Final = {"gelu": "from statistics import NormalDist\n\n"}
"""What a definition in NumPy needs beyond NumPy."""


@dataclass(frozen=True)
class Smaller:
    """The same network with fewer neurons in its first hidden layer."""

    units: int
    """Neurons of the first hidden layer; fewer than in the course."""
    first: str
    """How the parameters of the first dense layer are counted: "784 × 16 + 16 = 12,560"."""
    second: str
    """The same of the second: "16 × 64 + 64 = 1,088"."""
    parameters: Count
    """Parameters of all layers."""


class Network(Finding):
    """What the layers of the network are, and what they would be in the exercises."""

    @property
    def dense_layers(self) -> tuple[Layer, ...]:
        """The dense layers: two hidden ones and that of the output."""
        return self.run.layers[1:]

    @property
    def largest(self) -> Layer:
        """The dense layer with the most parameters, the first of equal ones."""
        return max(self.dense_layers, key=lambda layer: layer.parameters)

    @property
    def place_of_largest(self) -> int:
        """Place of `largest` among the dense layers, from 0."""
        return self.dense_layers.index(self.largest)

    @property
    def first_share(self) -> WholePercent:
        """Share of all parameters that the first dense layer has, 0 to 1."""
        return self.dense_layers[0].parameters / self.run.parameters

    @property
    def formula(self) -> str:
        """Definition of the activation of the hidden layers, in LaTeX."""
        return FORMULAS[self.run.recipe.activation]

    @property
    def bend(self) -> str:
        """The same as a function in NumPy: "def relu(z):", and its body."""
        name = self.run.recipe.activation
        return f"{IMPORTS.get(name, '')}def {name}(z):\n    return {BENDS[name]}"

    @property
    def smaller(self) -> Smaller:
        """The network with 16 neurons in the first hidden layer, or with half of at most 16."""
        first, second, output = self.dense_layers
        units = FEW if first.units > FEW else first.units // 2
        reduced = Layer("dense", first.inputs, units, first.activation, (first.inputs + 1) * units)
        fed = Layer("dense", units, second.units, second.activation, (units + 1) * second.units)
        total = reduced.parameters + fed.parameters + output.parameters
        return Smaller(units, reduced.parameter_sum, fed.parameter_sum, total)
