"""What the number of neurons changes, as facts."""

from __future__ import annotations

from statistics import fmean

import pytest

from mnist_report.results.findings.width import TOO_FEW, TOO_MANY, Width
from tests.support.experiments import a_trial, an_experiment
from tests.support.pets import evaluation

COURSE = (0.971, 0.978, 0.975, 0.973, 0.976, 0.974, 0.972, 0.975)


def width(*, course: tuple[float, ...] = COURSE, losses: tuple[float, ...] = (0.04, 0.05), **accuracies: tuple[float, float]) -> Width:
    """The facts on an experiment with these accuracies; `losses` are those of training, of the widest and of the course's own."""
    tried = {"narrowest": (0.68, 0.71), "narrow": (0.96, 0.97), "widest": (0.972, 0.979)} | accuracies
    own = {units: {"loss": (1.0, loss)} for units, loss in zip((256, 128), losses, strict=True)}
    return evaluation(experiments=[an_experiment(
        "width",
        a_trial(*tried["widest"], first_units=256, history=own[256]),
        a_trial(*course, history=own[128]),
        a_trial(*tried["narrowest"], first_units=2),
        a_trial(*tried["narrow"], first_units=32),
    )]).width


def test_trials_are_found_by_their_width_in_whatever_order() -> None:
    facts = width()
    assert [each.units for each in (facts.narrowest, facts.course, facts.widest)] == [2, 128, 256]
    assert facts.narrowest.accuracy == pytest.approx(0.695)
    assert (facts.narrowest.lowest, facts.narrowest.count) == (0.68, 2)
    assert facts.course.accuracy == pytest.approx(fmean(COURSE))
    assert (facts.course.parameters, facts.widest.parameters) == (109_386, 218_058)
    assert (facts.course.kilobytes, facts.narrowest.kilobytes) == (438, 10)  # 437.544 and 9.648


@pytest.mark.parametrize(("accuracies", "place"), [((0.1, 0.2), 0), ((0.25, 0.25), 1), ((0.49, 0.5), 1), ((0.5, 0.5), 2),
                                                   ((0.7, 0.79), 2), ((0.75, 0.75), 3), ((1.0, 1.0), 3)])
def test_the_question_asks_for_a_share_in_quarters(accuracies: tuple[float, float], place: int) -> None:
    guess = width(narrowest=accuracies).guess
    assert guess.answer == guess.choices[place]
    assert guess.replies == (TOO_FEW,) * place + (TOO_MANY,) * (4 - place)


def test_only_what_does_not_overlap_is_clearly_worse() -> None:
    assert width().clearly_worse == (2, 32)
    assert width(narrow=(0.96, 0.971)).clearly_worse == (2,)
    assert width(widest=(0.9, 0.92)).clearly_worse == (2, 32, 256)


def test_more_neurons_help_only_where_all_are_better() -> None:
    assert not width().more_helps
    assert not width(widest=(0.978, 0.99)).more_helps
    assert not width(widest=(0.6, 0.61)).more_helps
    assert width(widest=(0.979, 0.99)).more_helps


def test_more_neurons_gain_in_training_alone_where_only_its_loss_is_clearly_lower() -> None:
    assert width().gains_only_in_training
    assert not width(losses=(0.05, 0.05)).gains_only_in_training
    assert not width(losses=(0.06, 0.05)).gains_only_in_training
    assert not width(widest=(0.979, 0.99)).gains_only_in_training


def test_beside_few_networks_nothing_is_clear() -> None:
    assert width().can_tell
    assert width().chance == pytest.approx(2 / 45)
    few = width(course=COURSE[:7])  # 2 / C(9, 2) = 0.056
    assert not few.can_tell
    assert (few.clearly_worse, few.gains_only_in_training) == ((), False)
