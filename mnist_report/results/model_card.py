"""Card: everything that the report page says of a run, for programs: /metrics.json and the schema beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..training.metrics import WILSON, WILSON_JACCARD

if TYPE_CHECKING:
    from ..training.metrics import ReliabilityBin
    from .evaluation import Findings
    from .facts import ClassResult, Confusion, Measure, Prediction, SeedComparison, SeedResults

SCHEMA = Path(__file__).with_name("metrics.schema.json")
"""The JSON Schema (draft 2020-12) of /metrics.json, published beside it under this name."""
SCHEMA_VERSION = 1
"""Of /metrics.json: rises when a key changes its meaning or goes, not when one is added."""
LISTED_MISTAKES = 10
"""Most confident mistakes in /metrics.json, as many as the figure of them draws."""
SEED_RESULT = ("seed", "accuracy", "loss", "worst_recall", "calibration_error")
"""What /metrics.json says of each seed."""
SIGNIFICANT_DIGITS = 9
"""Of the floats in /metrics.json: all that a float32 holds."""


def record(findings: Findings) -> dict[str, Any]:
    """The contents of /metrics.json: only what JSON knows, floats to nine significant digits, as SCHEMA says."""
    contents = {
        "$schema": SCHEMA.name,
        "schema_version": SCHEMA_VERSION,
        "run": findings.key,
        "intended_use": findings.intended_use,
        "limits": findings.limits,
        "reproduction": {"command": findings.command, "run_key": findings.full_key},
        "recipe": asdict(findings.recipe),
        "data": _data(findings),
        "versions": findings.versions,
        "parameters": findings.parameters,
        "layers": [asdict(layer) for layer in findings.layers],
        "history": [asdict(epoch) for epoch in findings.epochs],
        "test": _test(findings),
        "spread": _spread(findings.spread),
        "classes": [_class(result) for result in findings.per_class],
        "class_interval_methods": {"precision": WILSON, "recall": WILSON, "f1": WILSON_JACCARD},
        "confusion_matrix": findings.confusion_matrix.tolist(),
        "confusions": [_confusion(confusion) for confusion in findings.confusions],
        "confident_mistakes": [_mistake(error) for error in findings.confident_errors[:LISTED_MISTAKES]],
    }
    plain: dict[str, Any] = _plain(contents)
    return plain


def _data(findings: Findings) -> dict[str, Any]:
    return {
        "name": findings.dataset_name,
        "sha256": findings.data_digest,
        "attribution": findings.attribution,
        "licence": findings.licence,
        "image_side": findings.image_side,
        "class_names": findings.class_names,
        "given_images": findings.given_size,
        "training_images": findings.train_size,
        "validation_images": findings.validation_size,
        "test_images": findings.test_size,
        "given_images_per_class": findings.given_counts,
        "test_images_per_class": {result.name: result.support for result in findings.per_class},
    }


def _test(findings: Findings) -> dict[str, Any]:
    measures = {name: _measure(measure) for name, measure in findings.measures.items()}
    measures["calibration_error"]["bins"] = [_bin(each) for each in findings.reliability if each.count]
    return {
        "images": findings.test_size,
        "errors": findings.test_errors,
        "loss": {"value": findings.test_loss, "definition": "mean cross-entropy in nats, as Keras evaluates it"},
        **measures,
        "mean_confidence_right": findings.mean_confidence_right if findings.test_errors < findings.test_size else None,
        "mean_confidence_wrong": findings.mean_confidence_wrong if findings.test_errors else None,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "value": measure.value,
        "definition": measure.definition,
        "interval": asdict(measure.interval),
        "interval_method": measure.method,
    }


def _bin(each: ReliabilityBin) -> dict[str, Any]:
    return asdict(each) | {
        "right": each.right,
        "wrong": each.wrong,
        "accuracy_interval": asdict(each.accuracy_interval),
    }


def _spread(spread: SeedResults) -> dict[str, Any]:
    names = ("count", "shown", "rank", "lowest", "lowest_seed", "highest", "highest_seed", "mean")
    return {name: getattr(spread, name) for name in names} | {
        "deviation": spread.deviation if spread.count > 1 else None,
        "comparison": _comparison(spread.comparison) if spread.comparison else None,
        "results": [{name: getattr(each, name) for name in SEED_RESULT} for each in spread.results],
    }


def _comparison(comparison: SeedComparison) -> dict[str, Any]:
    names = ("chance_deviation", "best", "worst", "only_best", "only_worst")
    return {name: getattr(comparison, name) for name in names} | {
        "cochran_q": comparison.test._asdict(),
        "mcnemar_p": comparison.pair_p,
        "mcnemar_p_corrected": comparison.picked_p,
    }


def _class(result: ClassResult) -> dict[str, Any]:
    ratios = {name: getattr(result, name) for name in ("precision", "recall", "f1")}
    intervals = {f"{name}_interval": asdict(getattr(result, f"{name}_interval")) for name in ratios}
    return asdict(result) | ratios | intervals


def _confusion(confusion: Confusion) -> dict[str, Any]:
    return {
        "true": confusion.true,
        "predicted": confusion.predicted,
        "count": confusion.count,
        "images": confusion.images,
    }


def _mistake(error: Prediction) -> dict[str, Any]:
    return {name: value for name, value in asdict(error).items() if name != "correct"}


def _plain(value: Any) -> Any:
    """The same with lists for tuples and rounded floats, all the way down."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if isinstance(value, float) else value
