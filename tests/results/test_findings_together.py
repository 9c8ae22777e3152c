"""What networks of several seeds are worth together, as facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.training.ensembles import WEIGHTS, Duel
from tests.support.pets import evaluation
from tests.support.together import ensembles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mnist_report.results.findings.together import Together

APART = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
"""Answers of three networks to images of the first class, each of which gets another one wrong."""
ALIKE = [[1, 0, 0, 0]] * 3


def together(answers: Sequence[Sequence[int]], sure: float | Sequence[float] = 0.8, **changes: Any) -> Together:
    """What is said of networks with these answers to images of the first class."""
    found = ensembles_of(answers, [0] * len(answers[0]), sure)
    return evaluation(ensembles=replace(found, **changes)).together


@pytest.mark.parametrize(
    ("answers", "sure", "answer"),
    [
        (APART, 0.8, "Better than the best of them"),
        (ALIKE, 0.8, "No better than one of them on average"),
        ([[0, 0, 0, 0], [0, 0, 0, 1], [0, 1, 1, 1]], 0.8, "Better than one on average, but not than the best"),
        ([[1, 1, 1, 1], [0, 0, 0, 0]], (0.9, 0.5), "No better than one of them on average"),
    ],
)
def test_how_good_they_are_together_is_one_of_three_answers(answers: list[list[int]], sure: Any, answer: str) -> None:
    guess = together(answers, sure).guess
    assert guess.answer == answer
    assert len(guess.replies) == len(guess.choices) == 3


def test_mistakes_are_counted_alone_and_together() -> None:
    found = together([[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 1]])
    assert (found.mistakes, found.mean_mistakes, found.fewest_mistakes) == (1, 1, 0)


@pytest.mark.parametrize(
    ("duel", "better"),
    [
        (Duel(0, 6, 0), True),  # 2 / 2^6 = 0.031
        (Duel(0, 5, 0), False),  # 0.0625
        (Duel(0, 0, 6), False),
        (Duel(0, 30, 10), True),
        (Duel(0, 30, 25), False),
    ],
)
def test_all_together_beat_the_best_beyond_chance(duel: Duel, better: bool) -> None:
    assert together(APART, duel=duel).beat_the_best is better


def test_mistakes_that_two_share_are_compared_with_those_of_chance() -> None:
    """Each gets one of four wrong: by chance both would get 1 × 1 / 4 wrong."""
    shared, apart = together(ALIKE), together(APART)
    assert (shared.both_wrong, shared.both_wrong_by_chance, shared.share_mistakes) == (1, 0.25, True)
    assert (apart.both_wrong, apart.both_wrong_by_chance, apart.share_mistakes) == (0, 0.25, False)
    assert not together(ALIKE[:1]).share_mistakes


def test_from_too_sure_to_too_modest() -> None:
    """Of 100 images each of ten networks gets its own ten wrong, and all together none."""
    answers = [[int(image // 10 == network) for image in range(100)] for network in range(10)]
    assert together(answers, 0.98).turn_modest  # 0.98 alone, 90 right; 0.98 × 0.9 + 0.01 × 0.1 together, all right
    assert not together(answers, 0.92).turn_modest  # within the interval of 90 of 100, 0.83 to 0.94
    assert not together([[0] * 100] * 2, 0.98).turn_modest


def test_weights_fail_where_each_network_joined_by_weights_is_clearly_worse_than_any() -> None:
    answers = [[0] * 50 + [1] * 2] * 3
    ways = ensembles_of(answers, [0] * 52).ways
    for right, fail in ((10, True), (45, False)):
        assert together(answers, ways=(*ways[:3], *(replace(way, right=right) for way in ways[3:]))).weights_fail is fail
    one_fails = (*ways[:3], replace(ways[3], right=10), replace(ways[4], right=52))
    assert one_fails[-1].name == WEIGHTS
    assert not together(answers, ways=one_fails).weights_fail


def test_an_evaluation_may_have_none() -> None:
    with pytest.raises(ContentError) as caught:
        _ = evaluation().ensembles
    assert str(caught.value) == "no ensembles; this evaluation was made without any"
