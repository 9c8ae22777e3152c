"""How the optimizer made the loss smaller, as facts."""

from __future__ import annotations

from math import exp, log

import pytest

from tests.support.pets import HISTORY, Recipe, evaluation


@pytest.mark.parametrize(
    ("loss", "answer"),
    [
        (1.2, "Above it"), (log(3), "Above it"), (1.0, "Below it, but not below half of it"),
        (log(3) / 2, "Below it, but not below half of it"), (0.5, "Below half of it"),
    ],
)
def test_a_question_compares_the_first_loss_with_ignorance(loss: float, answer: str) -> None:
    guess = evaluation(history=HISTORY | {"loss": (loss, 0.1, 0.09)}).descent.guess
    assert guess.answer == answer
    assert answer in guess.choices
    above, between, below = guess.replies
    assert "the network did better" in above
    assert between.startswith("It did not get that far" if loss >= log(3) else "It got further")
    assert below.startswith("It did not get that far")


@pytest.mark.parametrize(("optimizer", "other"), [("adam", "sgd"), ("nadam", "sgd"), ("sgd", "adam")])
def test_the_other_optimizer_is_another(optimizer: str, other: str) -> None:
    assert evaluation(recipe=Recipe(optimizer=optimizer)).descent.other_optimizer == other


def test_a_loss_is_turned_back_into_a_probability() -> None:
    descent = evaluation().descent
    assert descent.typical_probability == pytest.approx(exp(-0.09))
    assert descent.val_typical_probability == pytest.approx(exp(-0.1062))
