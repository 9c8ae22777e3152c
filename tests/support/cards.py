"""Model cards for tests: whole ones, in which that is chosen on which a comparison and the gates depend."""

from __future__ import annotations

import json
from typing import Any

from mnist_report.results.model_card import ModelCard
from mnist_report.results.summary import model_card
from tests.support.pets import evaluation

SUPPORT = 100
"""Test images of each class."""


def a_record(
    accuracies: list[float], loss: float = 0.1, recall: float = 0.95, calibration: float = 0.01, loss_error: float = 0.001
) -> dict[str, Any]:
    """The JSON of a card; the first seed is the one shown, and nothing tells of recall and calibration of each seed, nor
    which images were misread. Half an interval is 0.02 for accuracy and recall, 0.002 for the calibration error, twice
    `loss_error` for the loss.
    """
    record: dict[str, Any] = json.loads(model_card(evaluation()).json())
    test = record["test"]
    for name, value, half in (("accuracy", accuracies[0], 0.02), ("log_loss", loss, 2 * loss_error), ("calibration_error", calibration, 0.002)):
        test[name] |= {"value": value, "interval": around(value, half)}
    test["loss"]["value"], test["images"] = loss, 2 * SUPPORT
    results = [{"seed": seed, "accuracy": each, "loss": loss + each / 10} for seed, each in enumerate(accuracies)]
    record["spread"] |= {"results": results, "count": len(results)}
    return record | {"classes": [a_class("<a>", recall), a_class("<b>", 0.99)], "confusions": []}


def a_class(name: str, recall: float, support: int = SUPPORT) -> dict[str, Any]:
    """How a class fared, of which some images were misread."""
    ends = {f"{measure}_interval": around(recall, 0.02) for measure in ("precision", "recall", "f1")}
    ratios = dict.fromkeys(("precision", "recall", "f1"), recall)
    return {"name": name, "support": support, "predicted": support, "correct": round(recall * support)} | ratios | ends


def around(value: float, half: float) -> dict[str, float]:
    return {"low": max(0.0, value - half), "high": value + half}


def read(record: Any) -> ModelCard:
    """The card that a file with this JSON holds."""
    return ModelCard.parse(json.dumps(record).encode())
