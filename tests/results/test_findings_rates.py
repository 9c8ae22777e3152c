"""What the learning rate changes, as facts."""

from __future__ import annotations

import pytest

from mnist_report.results.findings.rates import HIGHER, LOWER, Rates
from tests.support.experiments import a_trial, an_experiment
from tests.support.pets import evaluation
from tests.support.rates import COURSE, ONE_EPOCH, learned


def rates(*, larger: tuple[float, float] = (0.8, 0.3), largest: tuple[float, float] = (30.0, 1.05), accurate: float = 0.944) -> Rates:
    """The facts on an experiment in which the losses of two rates are these in the second stretch and in the last."""
    base = learned(a_trial(*COURSE, recipe=ONE_EPOCH), middle=1.0, end=0.2)
    rate = an_experiment(
        "rate",
        learned(a_trial(0.2, 0.3, recipe=ONE_EPOCH, learning_rate=0.1), middle=largest[0], end=largest[1]),
        base,
        learned(a_trial(0.949, accurate, recipe=ONE_EPOCH, learning_rate=0.01), middle=larger[0], end=larger[1]),
        learned(a_trial(0.70, 0.71, recipe=ONE_EPOCH, learning_rate=1e-5), middle=1.9, end=1.8),
    )
    plain = (a_trial(*accuracies, recipe=ONE_EPOCH, optimizer="sgd", learning_rate=rate)
             for rate, accuracies in ((0.01, (0.9, 0.91)), (0.1, (0.95, 0.956)), (1.0, (0.6, 0.7))))
    return evaluation(experiments=[rate, an_experiment("descent", base, *plain)]).rates


def test_what_is_clearly_worse_and_what_cannot_be_told() -> None:
    assert rates().optimizer == "Adam"
    assert rates().worse == ("0.00001", "0.1")
    assert rates(accurate=0.945).worse == ("0.00001", "0.1")  # 0.949 lies among those of the course
    assert rates().plain_not_clear == ("0.1",)
    assert rates().plain == "0.01, 0.1, 1.0"


def test_a_larger_rate_is_overtaken_where_it_was_clearly_ahead_and_is_clearly_behind() -> None:
    assert rates().overtaken
    assert rates().ahead_until == 2
    assert not rates(larger=(1.0, 0.3)).overtaken
    assert not rates(larger=(0.8, 0.2)).overtaken
    assert not rates(larger=(0.8, 0.1)).overtaken


def test_no_rate_overtakes_where_none_is_larger_than_the_default() -> None:
    base = learned(a_trial(*COURSE, recipe=ONE_EPOCH), middle=1.0, end=0.2)
    smaller = learned(a_trial(0.70, 0.71, recipe=ONE_EPOCH, learning_rate=1e-5), middle=1.9, end=1.8)
    assert not evaluation(experiments=[an_experiment("rate", base, smaller)]).rates.overtaken


def test_the_largest_rate_leaps_and_comes_back_but_not_to_the_others() -> None:
    assert rates().leaps  # ignorance of three classes is 1.099
    assert rates().peak == pytest.approx(30)
    assert not rates(largest=(2.1, 1.05)).leaps
    assert not rates(largest=(30.0, 0.1)).leaps
    assert not rates(largest=(30.0, 31.0)).leaps


@pytest.mark.parametrize(("end", "place"), [(0.1, 0), (0.5, 1), (1.05, 1), (1.2, 2)])
def test_the_question_asks_where_the_loss_of_the_largest_rate_ends(end: float, place: int) -> None:
    facts = rates(largest=(30.0, end))
    assert facts.largest_end == pytest.approx(end)
    guess = facts.guess
    assert guess.answer == guess.choices[place]
    assert guess.replies[1] == (HIGHER if place == 2 else LOWER)
