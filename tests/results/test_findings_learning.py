"""How the training of a run small enough to check by eye went."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.results.probes import LossChange
from tests.support.pets import HISTORY, LABELS, PROBES, SPREAD, Recipe, evaluation
from tests.support.spreads import a_spread

if TYPE_CHECKING:
    from mnist_report.results.findings.learning import Learning


def learning(change: LossChange | None = None, **history: tuple[float, ...]) -> Learning:
    run = evaluation(probes=replace(PROBES, last_change=change or PROBES.last_change), history=HISTORY | history)
    return run.learning


def test_weights_are_corrected_in_each_step_of_each_epoch() -> None:
    assert (learning().corrections, learning().larger_batch, learning().larger_batch_steps) == (15, 40, 2)
    exact = evaluation(recipe=Recipe(batch_size=12, epochs=1)).learning
    assert (exact.corrections, exact.larger_batch, exact.larger_batch_steps) == (4, 48, 1)


@pytest.mark.parametrize(("losses", "several", "fell"), [
    ((0.3, 0.2, 0.1), True, True), ((0.3, 0.1, 0.3), True, False), ((0.3, 0.4), True, False), ((0.3,), False, False),
])
def test_whether_the_training_loss_fell(losses: tuple[float, ...], several: bool, fell: bool) -> None:
    columns = {name: (0.5,) * len(losses) for name in ("accuracy", "val_loss", "val_accuracy")}
    found = learning(loss=losses, **columns)
    assert (found.has_several_epochs, found.training_loss_fell) == (several, fell)


def test_seeds_with_the_lowest_validation_loss_after_the_last_epoch_are_counted() -> None:
    assert learning().runs_best_at_the_end == 0  # of SPREAD, all are best after the first of three
    spread = replace(a_spread(SPREAD.seeds, SPREAD.accuracies, SPREAD.losses, LABELS), best_epochs=(3, 2, 3, 1))
    assert evaluation(spread).learning.runs_best_at_the_end == 2


@pytest.mark.parametrize(
    ("change", "losses", "outcome"),
    [
        (LossChange(-0.0008, 0.0038), (0.3, 0.2, 0.1), "stands_still"),
        (LossChange(0.0008, 0.0038), (0.3, 0.2, 0.1), "stands_still"),
        (LossChange(0.5, np.inf), (0.3, 0.2, 0.1), "stands_still"),
        (LossChange(-0.05, 0.01), (0.3, 0.2, 0.1), "improves"),
        (LossChange(-0.05, 0.01), (0.3, 0.2, 0.25), "improves"),
        (LossChange(0.05, 0.01), (0.3, 0.2, 0.1), "overfits"),
        (LossChange(0.05, 0.01), (0.3, 0.1, 0.1), ""),
        (LossChange(0.05, 0.01), (0.3, 0.1, 0.2), ""),
    ],
)
def test_there_is_one_verdict_on_the_last_epoch(change: LossChange, losses: tuple[float, ...], outcome: str) -> None:
    found = learning(change, loss=losses)
    verdicts = ("improves", "", "stands_still")
    assert [name for name in ("stands_still", "improves", "overfits") if getattr(found, name)] == [outcome] * bool(outcome)
    assert found.last_outcome == (verdicts.index(outcome) if outcome in verdicts else 1)
    assert found.last_change == change


def test_one_epoch_that_ends_worse_than_it_began_overfits() -> None:
    """The training loss has nothing to be compared with."""
    single = {name: values[:1] for name, values in HISTORY.items()}
    assert learning(LossChange(0.05, 0.01), **single).overfits
