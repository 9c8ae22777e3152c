"""Stills: what gen/parts/ says of a run: tables for paper, notebooks and readers without scripts, and data for scripts.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.filters import capital, percent
from ..figures.figure import Table
from ..results.browser import png
from ..results.passes import passed
from ..results.states import UNSURE, unsure_image
from ..training.hill import Hill, as_json
from .markup import markdown_table

if TYPE_CHECKING:
    from ..results.evaluation import Evaluation
    from ..results.passes import Pass

ERRORS = 5
"""Misread images that a table lists, at most."""


@dataclass(frozen=True)
class Stills:
    """The verbs of gen/parts/, each for a state of its part (results/states.py)."""

    evaluation: Evaluation
    """The results of the run."""
    open_hill: Callable[[], Hill]
    """Returns the hill of the run from a store."""

    def by_name(self) -> dict[str, Any]:
        """Return the verbs, by the names that the files of the parts use."""
        verbs = (self.answer_table, self.errors_table, self.image_of, self.measured_hill, self.neuron_table,
                 self.pass_of, self.png_of)
        return {verb.__name__: verb for verb in verbs}

    def pass_of(self, state: str) -> str:
        """Return the way of a test image through the network as JSON: "image-42", or by default that of Module 2."""
        return json.dumps(asdict(self._pass(state)), separators=(",", ":"))

    def measured_hill(self) -> str:
        """Return the hill of the loss as JSON: the fields of `Hill`."""
        return as_json(self.open_hill())

    def answer_table(self, state: str) -> str:
        """Return logit and probability of each class for a test image: "image-42", or by default that of Module 2."""
        run, one = self.evaluation.run, self._pass(state)
        answer = f"Test image {one.index}, label {run.class_names[one.true]}"
        return markdown_table(Table((answer, "Logit", "Probability"), tuple(
            (f"{capital(self.evaluation.kind)} {name}", round(logit, 3), percent(probability))
            for name, logit, probability in zip(run.class_names, one.logits, one.probabilities, strict=True)
        )))

    def image_of(self, state: str) -> Pass:
        """Return the way of a test image through the network: "image-42", or "unsure"."""
        return self._pass(state)

    def png_of(self, state: str) -> str:
        """Return a test image as a PNG in base64."""
        return b64encode(png.grey(self.evaluation.run.dataset.x_test[self._pass(state).index])).decode()

    def errors_table(self, state: str) -> str:
        """Return some misread test images, the surest first: of all, or of one confusion, "4-9"."""
        run = self.evaluation.run
        errors = [error for error in self.evaluation.confident_errors
                  if state in {"", "sure", f"{run.labels[error.index]}-{run.probabilities[error.index].argmax()}"}]
        return markdown_table(Table(("Test image", "Label", "Answer", "Confidence"), tuple(
            (str(error.index), str(error.true), str(error.predicted), percent(error.confidence))
            for error in errors[:ERRORS]
        )))

    def neuron_table(self, state: str) -> str:
        """Return the weights of a neuron of the first layer, "neuron-3" or by default the first: a row an epoch."""
        run, neuron = self.evaluation.run, _number(state)
        kernels = [run.weights_after(epoch)[0][:, neuron] for epoch in range(len(run.snapshots))]
        columns = (f"Neuron {neuron} after epoch", "Lowest weight", "Highest weight", "Mean change since the start")
        return markdown_table(Table(columns, tuple(
            (epoch, *(round(float(value), 3) for value in (now.min(), now.max(), np.abs(now - kernels[0]).mean())))
            for epoch, now in enumerate(kernels)
        )))

    def _pass(self, state: str) -> Pass:
        run = self.evaluation.run
        named = {"": lambda: run.example, UNSURE: lambda: unsure_image(run)}
        return passed(run, named[state]() if state in named else _number(state))


def _number(state: str) -> int:
    """Return the number in a state, "epoch-3"; 0 for none."""
    return int(state.rpartition("-")[2] or 0)
