"""Summary: the model card of a run, from its findings."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from ..training.metrics import WILSON, WILSON_JACCARD
from . import measurements
from .model_card import LISTED_MISTAKES, SCHEMA_VERSION, Data, IntervalMethods, ModelCard, Recipe, Reproduction

if TYPE_CHECKING:
    from .evaluation import Findings
    from .facts import Measure, SeedComparison, SeedResults

Part = TypeVar("Part")


def model_card(findings: Findings) -> ModelCard:
    """Return all that a program may be told of a run."""
    return _part(
        ModelCard,
        findings,
        schema_version=SCHEMA_VERSION,
        run=findings.key,
        reproduction=Reproduction(findings.command, findings.full_key),
        recipe=_part(Recipe, findings.recipe),
        data=_data(findings),
        history=findings.epochs,
        test=_scores(findings),
        spread=_spread(findings.spread),
        classes=_parts(measurements.ClassResult, findings.per_class),
        class_interval_methods=IntervalMethods(WILSON, WILSON, WILSON_JACCARD),
        confusion_matrix=tuple(map(tuple, findings.confusion_matrix.tolist())),
        confusions=_parts(measurements.Confusion, findings.confusions),
        confident_mistakes=_parts(measurements.Mistake, findings.confident_errors[:LISTED_MISTAKES]),
    )


def _part(kind: type[Part], fact: object, **others: Any) -> Part:
    """Return a part of the card whose fields are the attributes of a fact that have the same names, but for others."""
    names = [field.name for field in fields(kind) if field.name not in others]  # type: ignore[arg-type]
    return kind(**{name: getattr(fact, name) for name in names}, **others)


def _parts(kind: type[Part], facts: tuple[object, ...]) -> tuple[Part, ...]:
    return tuple(_part(kind, fact) for fact in facts)


def _data(findings: Findings) -> Data:
    return _part(
        Data,
        findings,
        name=findings.dataset_name,
        sha256=findings.data_digest,
        given_images=findings.given_size,
        training_images=findings.train_size,
        validation_images=findings.validation_size,
        test_images=findings.test_size,
        given_images_per_class=findings.given_counts,
        test_images_per_class={result.name: result.support for result in findings.per_class},
    )


def _scores(findings: Findings) -> measurements.Scores:
    bins = _parts(measurements.ReliabilityBin, tuple(each for each in findings.reliability if each.count))
    return measurements.Scores(
        images=findings.test_size,
        errors=findings.test_errors,
        loss=measurements.Quantity(findings.test_loss, "mean cross-entropy in nats, as Keras evaluates it"),
        accuracy=_measure(measurements.ShareMeasure, findings.measures["accuracy"]),
        log_loss=_measure(measurements.Measure, findings.measures["log_loss"]),
        brier_score=_measure(measurements.BrierScore, findings.measures["brier_score"]),
        calibration_error=_measure(measurements.CalibrationError, findings.measures["calibration_error"], bins=bins),
        mean_confidence_right=findings.mean_confidence_right if findings.test_errors < findings.test_size else None,
        mean_confidence_wrong=findings.mean_confidence_wrong if findings.test_errors else None,
    )


def _measure(kind: type[Part], measure: Measure, **others: Any) -> Part:
    return _part(kind, measure, interval_method=measure.method, **others)


def _spread(spread: SeedResults) -> measurements.Spread:
    return _part(
        measurements.Spread,
        spread,
        deviation=spread.deviation if spread.count > 1 else None,
        comparison=_comparison(spread.comparison) if spread.comparison else None,
        results=_parts(measurements.SeedResult, spread.results),
    )


def _comparison(comparison: SeedComparison) -> measurements.SeedComparison:
    return _part(
        measurements.SeedComparison,
        comparison,
        cochran_q=comparison.test,
        mcnemar_p=comparison.pair_p,
        mcnemar_p_corrected=comparison.picked_p,
    )
