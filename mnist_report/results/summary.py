"""Summary: the model card of an evaluation."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from ..training.metrics import WILSON, WILSON_JACCARD
from . import measurements
from .model_card import LISTED_MISTAKES, SCHEMA_VERSION, Data, IntervalMethods, ModelCard, Recipe, Reproduction

if TYPE_CHECKING:
    from .evaluation import Evaluation
    from .facts import Measure
    from .seed_facts import SeedComparison, SeedResults

Part = TypeVar("Part")


def model_card(evaluation: Evaluation) -> ModelCard:
    """Return the model card of a run: its evaluation for programs."""
    return _part(
        ModelCard,
        evaluation,
        schema_version=SCHEMA_VERSION,
        run=evaluation.key,
        reproduction=Reproduction(evaluation.command, evaluation.full_key),
        recipe=_part(Recipe, evaluation.recipe),
        data=_data(evaluation),
        history=evaluation.epochs,
        test=_scores(evaluation),
        spread=_spread(evaluation.spread),
        classes=_parts(measurements.ClassResult, evaluation.per_class),
        class_interval_methods=IntervalMethods(WILSON, WILSON, WILSON_JACCARD),
        confusion_matrix=tuple(map(tuple, evaluation.confusion_matrix.tolist())),
        confusions=_parts(measurements.Confusion, evaluation.confusions),
        confident_mistakes=_parts(measurements.Mistake, evaluation.confident_errors[:LISTED_MISTAKES]),
    )


def _part(kind: type[Part], fact: object, **others: Any) -> Part:
    """Return a part of the card: `others` and, for the remaining fields, the attributes of `fact` of the same names."""
    names = [field.name for field in fields(kind) if field.name not in others]  # type: ignore[arg-type]
    return kind(**{name: getattr(fact, name) for name in names}, **others)


def _parts(kind: type[Part], facts: tuple[object, ...]) -> tuple[Part, ...]:
    return tuple(_part(kind, fact) for fact in facts)


def _data(evaluation: Evaluation) -> Data:
    return _part(
        Data,
        evaluation,
        name=evaluation.dataset_name,
        sha256=evaluation.data_digest,
        given_images=evaluation.given_size,
        training_images=evaluation.train_size,
        validation_images=evaluation.validation_size,
        test_images=evaluation.test_size,
        given_images_per_class=evaluation.given_counts,
        test_images_per_class={result.name: result.support for result in evaluation.per_class},
    )


def _scores(evaluation: Evaluation) -> measurements.Scores:
    bins = _parts(measurements.ReliabilityBin, tuple(bin_ for bin_ in evaluation.reliability if bin_.count))
    some_right = evaluation.test_errors < evaluation.test_size
    return measurements.Scores(
        images=evaluation.test_size,
        errors=evaluation.test_errors,
        loss=measurements.Quantity(evaluation.test_loss, "mean cross-entropy in nats, as Keras evaluates it"),
        accuracy=_measure(measurements.ShareMeasure, evaluation.measures["accuracy"]),
        log_loss=_measure(measurements.Measure, evaluation.measures["log_loss"]),
        brier_score=_measure(measurements.BrierScore, evaluation.measures["brier_score"]),
        calibration_error=_measure(measurements.CalibrationError, evaluation.measures["calibration_error"], bins=bins),
        mean_confidence_right=evaluation.mean_confidence_right if some_right else None,
        mean_confidence_wrong=evaluation.mean_confidence_wrong if evaluation.test_errors else None,
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
