"""What networks read of moved images, as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.results.evaluation import Evaluation
from tests.support.pets import evaluation
from tests.support.shifts import MOVED, PLAIN, some_shifts

if TYPE_CHECKING:
    from mnist_report.results.findings.motion import Motion


def motion(plain: object = PLAIN, moved: object = MOVED, convolutional: object = ((0.98, 0.9, 0.5), (0.99, 0.88, 0.45))) -> Motion:
    return evaluation(shifts=some_shifts(plain, moved, convolutional)).motion  # type: ignore[arg-type]


def ending(*lasts: float) -> tuple[tuple[float, ...], ...]:
    """Networks that read nine tenths at rest and this much at the farthest."""
    return tuple((0.9, 0.9, last) for last in lasts)


EIGHT = ending(0.5, 0.51, 0.52, 0.53, 0.54, 0.55, 0.56, 0.5)


def test_a_reading_is_the_mean_over_the_networks() -> None:
    found = motion()
    assert (found.moved.at_rest, found.moved.farthest) == pytest.approx((0.965, 0.89))
    assert (found.plain.networks, found.moved.networks) == (8, 2)
    assert (found.convolutional.farthest, found.convolutional.parameters) == pytest.approx((0.475, 200))
    assert (found.farthest, found.cut, found.lost) == (2, 20, 0.002)


@pytest.mark.parametrize(("lasts", "helps"), [
    ((0.57, 0.7), True),
    ((0.56, 0.7), False),  # one of the course reads as many
    ((0.3, 0.4), False),  # clear, but worse
    ((0.7,), False),  # one of nine equal ones is the highest or the lowest by a chance of 2 in 9
])
def test_a_recipe_helps_where_it_is_clearly_better_at_the_farthest(lasts: tuple[float, ...], helps: bool) -> None:
    assert motion(EIGHT, ending(*lasts)).moving_helps is helps


def test_two_networks_against_two_are_never_clear() -> None:
    assert not motion(ending(0.1, 0.2), ending(0.8, 0.9)).moving_helps


def test_moved_training_images_cost_where_clearly_less_is_read_at_rest() -> None:
    assert not motion().moving_costs
    assert not motion(EIGHT, ((0.91, 0.9, 0.9), (0.92, 0.9, 0.9))).moving_costs
    assert not motion(EIGHT, ((0.89, 0.9, 0.9), (0.9, 0.9, 0.9))).moving_costs
    assert motion(EIGHT, ((0.89, 0.9, 0.9), (0.88, 0.9, 0.9))).moving_costs


@pytest.mark.parametrize(("last", "answer"), [(0.91, 0), (0.9, 1), (0.5, 1), (0.49, 2)])
def test_the_right_choice_is_that_of_the_mean(last: float, answer: int) -> None:
    guess = motion(ending(last, last)).guess
    assert guess.answer == guess.choices[answer]
    assert len(guess.replies) == len(guess.choices) == 3


@pytest.mark.parametrize(("last", "reply"), [(0.95, "More than that are right."), (0.2, "Fewer than that are right.")])
def test_the_reply_to_the_middle_choice_says_on_which_side_the_answer_lies(last: float, reply: str) -> None:
    assert motion(ending(last)).guess.replies[1] == reply


def test_an_evaluation_without_experiments_has_none() -> None:
    made = evaluation()
    without = Evaluation(made.run, made.open_spread)
    with pytest.raises(ContentError) as caught:
        _ = without.motion.farthest
    assert str(caught.value) == "no shifts; this evaluation was made without experiments"
