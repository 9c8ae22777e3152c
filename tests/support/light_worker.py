"""Preloaded into a worker of Dask: it trains as the tests' own trainer does, without TensorFlow, and writes what it begins into
LIGHT_FOLDER, where files say what should happen.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mnist_report.core.errors import TrainingError
from mnist_report.training import steps
from tests.support import trainer

if TYPE_CHECKING:
    from mnist_report.core.recipe import Recipe
    from mnist_report.training.dataset import Dataset
    from mnist_report.training.run import Training
    from mnist_report.training.start import Start

def train(recipe: Recipe, dataset: Dataset, progress: steps.Progress | None = None, start: Start | None = None) -> Training:
    """Train as the tests do; while there is a file "wait" or, of the second, "wait-2", wait; with a file "die", die; with a file "fail" or
    "diverge", fail.
    """
    few = replace(dataset, x_train=dataset.x_train[:240], y_train=dataset.y_train[:240])
    training = trainer.train(recipe, few)
    if len(dataset.x_train) == 800:  # the probe, which NumPy would round by the number of its threads
        return replace(training, weights=(np.array(os.environ.get("LIGHT_ROUNDING", "0"), np.float32),))
    folder = Path(os.environ["LIGHT_FOLDER"])
    with (folder / "begun").open("a") as begun:
        begun.write(f"{recipe.seed} {os.getpid()}\n")
    number = len((folder / "begun").read_text().splitlines())
    while any((folder / word).exists() for word in ("wait", f"wait-{number}")):
        time.sleep(0.01)
    if (folder / "die").exists():
        os._exit(1)
    if (folder / "fail").exists():
        raise KeyError("no such thing")
    if (folder / "diverge").exists():
        raise TrainingError("it diverged")
    return training


def dask_setup(worker: object) -> None:
    """Called by Dask, in the worker."""
    steps.train = train
