"""Seeds: results of the networks of several seeds on the same test images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..training import metrics, significance, votes
from .seed_facts import ClassMean, SeedAgreement, SeedAnswers, SeedComparison, SeedResult, SeedResults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..training.run import Spread


def results(spread: Spread, labels: NDArray[np.integer[Any]], class_names: Sequence[str]) -> SeedResults:
    """Return the results of each seed, by rising seed; `labels` are the true classes of the test images."""
    rows = tuple(_result(spread, place, labels, class_names) for place in _order(spread))
    comparison = _comparison(spread, labels) if len(rows) > 1 else None
    agreement, means = _agreement(spread, labels, len(class_names)), _class_means(spread, labels, class_names)
    return SeedResults(rows, spread.seeds[0], comparison, agreement, means)


def answers(spread: Spread, index: int, class_names: Sequence[str]) -> SeedAnswers:
    """Return the answers of the networks to test image `index`, from 0."""
    named = tuple(class_names[answer] for answer in spread.answers[_order(spread), index].tolist())
    confidences = spread.confidences[:, index].tolist()
    return SeedAnswers(index, named, min(confidences), max(confidences))


def _order(spread: Spread) -> list[int]:
    """Return the places of the seeds in the spread, by rising seed."""
    return sorted(range(len(spread.seeds)), key=spread.seeds.__getitem__)


def _result(spread: Spread, place: int, labels: NDArray[Any], names: Sequence[str]) -> SeedResult:
    matrix = metrics.confusion_of(spread.answers[place], labels, len(names))
    tested = [(score, name) for score, name in zip(metrics.class_scores(matrix), names, strict=True) if score.support]
    worst, hardest = min(tested, key=lambda pair: pair[0].recall)
    confusions = metrics.top_confusions(matrix, 1)
    return SeedResult(
        seed=spread.seeds[place],
        accuracy=round(spread.accuracies[place] * len(labels)) / len(labels),  # Keras rounded it to float32
        loss=spread.losses[place],
        worst_recall=worst.recall,
        calibration_error=metrics.calibration_error(spread.confidences[place], spread.answers[place] == labels),
        best_epoch=spread.best_epochs[place],
        hardest_class=hardest,
        confused=(names[confusions[0].true], names[confusions[0].predicted]) if confusions else None,
    )


def _comparison(spread: Spread, labels: NDArray[Any]) -> SeedComparison:
    order = _order(spread)
    hits = spread.answers[order] == labels
    ranking = np.argsort(-hits.sum(axis=1), kind="stable")
    best, worst = hits[ranking[0]], hits[ranking[-1]]
    return SeedComparison(
        test=significance.cochran_q(hits),
        chance_deviation=significance.chance_deviation(hits),
        best=spread.seeds[order[ranking[0]]],
        worst=spread.seeds[order[ranking[-1]]],
        only_best=int((best & ~worst).sum()),
        only_worst=int((worst & ~best).sum()),
    )


def _agreement(spread: Spread, labels: NDArray[Any], classes: int) -> SeedAgreement:
    wrong = spread.answers != labels
    networks = wrong.sum(axis=0)
    return SeedAgreement(
        misread_by=tuple(np.bincount(networks, minlength=len(wrong) + 1).tolist()),
        vote_errors=int((votes.vote(spread.answers, spread.confidences, classes) != labels).sum()),
        mean_errors=float(networks.sum() / len(wrong)),
    )


def _class_means(spread: Spread, labels: NDArray[Any], names: Sequence[str]) -> tuple[ClassMean, ...]:
    hits = spread.answers == labels
    tested = [(label, name) for label, name in enumerate(names) if (labels == label).any()]
    means = [ClassMean(name, float(hits[:, labels == label].mean())) for label, name in tested]
    return tuple(sorted(means, key=lambda each: each.recall))
