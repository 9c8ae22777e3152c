"""Surroundings: what the bits of a training depend on besides its recipe, its images and its start."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

import numpy as np

from ..core import source
from ..core.recipe import Recipe
from . import steps
from .dataset import Dataset
from .run import Training
from .start import Start

PACKAGES: Final = ("tensorflow", "keras", "numpy", "distributed")
"""Packages whose versions must be the same."""
INSTRUCTIONS: Final = {"AVX2", "FMA3", "X86_V3"}
"""Instructions without which a processor rounds otherwise, as NumPy names them; README, "The kind of processor"."""
PROBE: Final = Recipe(epochs=5)
"""The training of the probe: a hundred steps on 640 of 800 images."""
CODE: Final = source.digest()
"""The digest of the package as it was loaded, whatever is edited while the process lives."""


@dataclass(frozen=True)
class Surroundings:
    """What the bits of a training depend on besides its recipe, its images and its start."""

    parts: tuple[tuple[str, str], ...]
    """What each is called, and which it is: ("numpy", "2.4.0"), ("processor", "x86_64")."""
    weights: str
    """The SHA-256 (hex) of the weights after the probe."""

    @classmethod
    def here(cls) -> Surroundings:
        """Return those of this process; it trains the probe."""
        return cls(tuple(_parts().items()), _probe())

    def difference(self) -> str:
        """Return in what this process differs, to end a sentence that begins with its name; "" if it does not."""
        here = _parts()
        if others := [f"{name} {here[name]} instead of {value}" for name, value in self.parts if here[name] != value]:
            return f"has {', '.join(others)}; install there what is here, and start it again"
        if _probe() != self.weights:
            return "has a processor that rounds otherwise: a hundred steps end with other weights; leave it out"
        return ""


def _parts() -> dict[str, str]:
    instructions = np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", [])
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{package: version(package) for package in PACKAGES},
        "mnist-report of the digest": CODE[:12],
        "a processor": " with ".join([platform.machine(), *sorted(INSTRUCTIONS.intersection(instructions))]),
    }


def _probe() -> str:
    """Return the SHA-256 (hex) of the weights after a hundred steps on fixed images, from fixed weights."""
    random = np.random.default_rng(0)
    layers = (28 * 28, PROBE.first_units), (PROBE.first_units, PROBE.second_units), (PROBE.second_units, 10)
    shapes = [shape for inputs, outputs in layers for shape in ((inputs, outputs), (outputs,))]
    weights = tuple((random.integers(-64, 65, shape) / 1024).astype(np.float32) for shape in shapes)
    images, labels = random.integers(0, 256, (800, 28, 28), np.uint8), (np.arange(800) % 10).astype(np.uint8)
    fixed = Dataset(images, labels, images[:10], labels[:10], tuple(map(str, range(10))))
    trained: Training = steps.train(PROBE, fixed, start=Start(weights, 0))
    steps.forget()
    return hashlib.sha256(b"".join(array.tobytes() for array in trained.weights)).hexdigest()
