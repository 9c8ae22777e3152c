"""What becomes of a network that learns from few images for long, as facts."""

from __future__ import annotations

import pytest

from mnist_report.results.findings.restraint import Restraint
from tests.support.experiments import a_trial, an_experiment
from tests.support.pets import evaluation
from tests.support.rates import END, FEW, LONG, TURNING

SHORT = (0.877, 0.878, 0.871, 0.881, 0.879, 0.875, 0.86, 0.868)
SHORT_LOSSES = (0.41, 0.40, 0.39, 0.43, 0.42, 0.41, 0.44, 0.42)


def restraint(*, accuracies: tuple[float, float] = (0.886, 0.89), losses: tuple[float, float] = (0.73, 0.67),
              taught: float = 1.0, turning: dict[str, tuple[float, ...]] = TURNING) -> Restraint:
    """The facts on an experiment in which the long training ends like that, and random labels are learned that well."""
    return evaluation(experiments=[an_experiment(
        "restraint",
        a_trial(0.1, 0.12, recipe=FEW, **LONG, labels="random", history=END | {"accuracy": (0.5, 0.9, taught)}),
        a_trial(0.898, 0.899, recipe=FEW, losses=(0.37, 0.36), **LONG, l2=0.001, history=END),
        a_trial(0.88, 0.895, recipe=FEW, losses=(0.8, 0.42), **LONG, dropout=0.5, history=END),
        a_trial(*accuracies, recipe=FEW, losses=losses, **LONG, history=END),
        a_trial(0.885, 0.887, recipe=FEW, epochs=4, history=turning),
        a_trial(*SHORT, recipe=FEW, losses=SHORT_LOSSES),
    )]).restraint


def test_a_long_training_is_compared_with_the_short_one_in_both_respects() -> None:
    assert restraint().long.verdict == "is clearly more accurate and has clearly more loss"
    assert restraint().penalty.verdict == "is clearly more accurate and has clearly less loss"
    assert restraint().dropout.verdict == "is not clearly more or less accurate and has neither clearly more nor clearly less loss"
    assert restraint(accuracies=(0.8, 0.81)).long.verdict == "is clearly less accurate and has clearly more loss"


@pytest.mark.parametrize(("losses", "place"), [((0.3, 0.31), 0), ((0.73, 0.67), 1), ((0.73, 0.43), 2)])
def test_the_question_asks_what_the_test_loss_does(losses: tuple[float, float], place: int) -> None:
    guess = restraint(losses=losses).guess
    assert guess.answer == guess.choices[place]
    assert len(guess.replies) == len(guess.choices)


def test_trials_are_found_by_what_is_tried_in_them() -> None:
    facts = restraint()
    assert (facts.short.images, facts.short.count, facts.short.epochs) == (64, 8, 2)
    assert (facts.further.epochs, facts.long.loss, facts.random.accuracy) == (4, 0.7, pytest.approx(0.11))


def test_random_labels_are_learned_by_heart_where_nearly_all_are() -> None:
    assert restraint().learned_by_heart
    assert not restraint(taught=0.98).learned_by_heart


def test_a_validation_loss_turns_where_the_training_loss_falls_on() -> None:
    assert restraint().turns
    assert restraint().best_epochs == "epoch 2"
    falling = TURNING | {"val_loss": (0.9, 0.6, 0.5, 0.4)}
    assert not restraint(turning=falling).turns
    assert not restraint(turning=TURNING | {"loss": (1.0, 0.5, 0.6, 0.7)}).turns
