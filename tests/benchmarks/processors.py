"""What another kind of processor may change of a run: the course's recipe, trained under other instruction sets.

    python tests/benchmarks/processors.py [--seeds 2]

Each row is a training in a process of its own, in which XLA may use no newer instructions than an older processor has,
or less of the machine; the first row is the machine as it is. Beside it the table says how far the weights are from
those of the first row, how many test images are read otherwise, and the test accuracy. What this cannot show is a
processor of another maker or family, such as ARM; the first row of its own table, put beside this one, does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mnist_report.core.settings import load_settings
from mnist_report.training import dataset
from mnist_report.training.run import Training

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "pyproject.toml"

CONDITIONS: dict[str, dict[str, str]] = {
    "as it is": {},
    "the same again": {},
    "one processor": {"ONE_PROCESSOR": "1"},
    "one processor, two threads": {"ONE_PROCESSOR": "1", "TF_NUM_INTRAOP_THREADS": "2"},
    "four threads": {"TF_NUM_INTRAOP_THREADS": "4"},
    "without oneDNN": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    "AVX512": {"XLA_FLAGS": "--xla_cpu_max_isa=AVX512"},
    "AVX2": {"XLA_FLAGS": "--xla_cpu_max_isa=AVX2"},
    "AVX": {"XLA_FLAGS": "--xla_cpu_max_isa=AVX"},
    "SSE4.2": {"XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2"},
}
"""What a row says, and the environment of its training."""

TITLES = ("condition", "seed", "weights equal", "largest difference", "images read otherwise", "test accuracy", "test loss")


@dataclass(frozen=True)
class Row:
    """One training beside that of the first condition."""

    condition: str
    """A key of CONDITIONS."""
    first: Training
    """Trained under the first condition from the same seed."""
    training: Training
    """Trained under this one."""

    def cells(self) -> tuple[str, ...]:
        """What the table says, in the order of TITLES."""
        pairs = list(zip(self.first.weights, self.training.weights, strict=True))
        read, first_read = (each.probabilities.argmax(axis=1) for each in (self.training, self.first))
        return (
            self.condition,
            str(self.training.recipe.seed),
            "yes" if all(np.array_equal(*pair) for pair in pairs) else "no",
            f"{max(float(np.abs(one - other).max()) for one, other in pairs):.2g}",
            str(int((read != first_read).sum())),
            f"{self.training.test_accuracy:.4f}",
            f"{self.training.test_loss:.4f}",
        )


def train_here(seed: int, out: Path) -> None:
    """Trains the course's recipe from a seed in this process and saves what it leaves behind."""
    if "ONE_PROCESSOR" in os.environ:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
    from mnist_report.training.steps import train

    settings = load_settings(SETTINGS)
    train(replace(settings.recipe, seed=seed), dataset.load(settings)).save(out)


def trained(condition: str, seed: int) -> Training:
    """The training from a seed under a condition, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--train", str(seed), folder]
        subprocess.run(command, env=os.environ | CONDITIONS[condition], check=True)
        return Training.load({path.name: path.read_bytes() for path in Path(folder).iterdir()})


def main() -> None:
    """Trains under every condition and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2, help="how many, from the recipe's own on")
    parser.add_argument("--train", nargs=2, metavar=("SEED", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.train:
        train_here(int(options.train[0]), Path(options.train[1]))
        return
    start = load_settings(SETTINGS).recipe.seed
    print("| " + " | ".join(TITLES) + " |\n|" + "---|" * len(TITLES))
    for seed in range(start, start + options.seeds):
        first = trained(next(iter(CONDITIONS)), seed)
        for condition in CONDITIONS:
            print("| " + " | ".join(Row(condition, first, trained(condition, seed)).cells()) + " |", flush=True)


if __name__ == "__main__":
    main()
