"""Stills: the tables that stand for the parts of explore pages on paper, in notebooks and where scripts are off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..figures.figure import Table
from .markup import markdown_table

if TYPE_CHECKING:
    from ..results.evaluation import Evaluation


@dataclass(frozen=True)
class Stills:
    """The verbs of gen/parts/ that return a table in Markdown, each for a state of its part."""

    evaluation: Evaluation
    """The results of the run."""

    def by_name(self) -> dict[str, Any]:
        """Return the verbs, by the names that the files of the parts use."""
        return {verb.__name__: verb for verb in (self.neuron_table,)}

    def neuron_table(self, state: str) -> str:
        """Return the weights of a neuron of the first layer, "neuron-3" or by default the first: a row an epoch."""
        run, neuron = self.evaluation.run, _number(state)
        kernels = [run.weights_after(epoch)[0][:, neuron] for epoch in range(len(run.snapshots))]
        columns = (f"Neuron {neuron} after epoch", "Lowest weight", "Highest weight", "Mean change since the start")
        return markdown_table(Table(columns, tuple(
            (epoch, *(round(float(value), 3) for value in (now.min(), now.max(), np.abs(now - kernels[0]).mean())))
            for epoch, now in enumerate(kernels)
        )))


def _number(state: str) -> int:
    """Return the number in a state, "epoch-3"; 0 for none."""
    return int(state.rpartition("-")[2] or 0)
