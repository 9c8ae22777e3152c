"""What the wrong answers say, as facts: each one way and the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.names import Name
from mnist_report.results.facts import Confusion, Guess
from tests.support.pets import LABELS, NAMES, evaluation

if TYPE_CHECKING:
    from mnist_report.results.findings.mistakes import Mistakes

CAT, DOG, OWL = range(3)


def taken(*answers: tuple[int, int], confidence: float = 0.8, second: int | None = None) -> Mistakes:
    """The mistakes of a network with these (true class, answer) to the first images, and right answers to ten more."""
    right = [(label, label) for label in LABELS]
    labels, answered = np.array([*answers, *right]).T
    probabilities = np.full((len(labels), len(NAMES)), (1 - confidence) / 3)
    probabilities[np.arange(len(labels)), answered] = confidence
    probabilities[np.arange(len(labels)), labels if second is None else second] += (1 - confidence) / 3
    return evaluation(labels=labels.astype(np.uint8), probabilities=probabilities.astype(np.float32)).mistakes


def test_the_most_frequent_confusion_and_the_same_the_other_way_round() -> None:
    mistakes = taken((CAT, DOG), (OWL, CAT), (OWL, CAT), (CAT, OWL), (OWL, CAT))
    assert (mistakes.top.name, mistakes.top.count, mistakes.top_reversed) == ("owl taken for cat", 3, 1)
    assert taken((CAT, DOG), (OWL, CAT)).top.name == "cat taken for dog"
    assert taken((CAT, DOG), (OWL, CAT)).top_reversed == 0


def test_a_confusion_is_called_by_names_that_stay_names() -> None:
    name = Confusion(Name("*cat*"), Name("dog"), (1,), "true-0-predicted-1").name
    assert (name, type(name)) == ("*cat* taken for dog", Name)


def test_a_question_offers_the_most_frequent_confusion_and_three_rarer_ones() -> None:
    three, two, one = [(OWL, CAT)] * 3, [(CAT, DOG), (DOG, OWL)] * 2, [(DOG, CAT), (OWL, DOG)]
    mistakes = taken(*three, *two, *one)
    assert mistakes.confusions_differ
    offered = ("cat taken for dog", "dog taken for cat", "dog taken for owl", "owl taken for cat")
    times = [f"It happened {count}; another of these is more frequent." for count in ("2 times", "1 time", "2 times", "3 times")]
    assert mistakes.guess == Guess(offered, "owl taken for cat", tuple(times))
    assert (mistakes.next_rarer.name, mistakes.next_rarer.count) == ("cat taken for dog", 2)


def test_a_question_offers_none_that_is_as_frequent() -> None:
    tied = taken(*[(CAT, DOG), (OWL, CAT)] * 2, (DOG, OWL))
    assert (tied.guess.choices, tied.guess.answer) == (("cat taken for dog", "dog taken for owl"), "cat taken for dog")
    assert not taken((CAT, DOG), (OWL, CAT)).confusions_differ


def test_mistakes_fall_evenly_where_all_classes_are_as_hard() -> None:
    assert taken((CAT, DOG)).fall_unevenly
    assert not evaluation(probabilities=np.roll(np.eye(3), 1, axis=1)[LABELS].astype(np.float32)).mistakes.fall_unevenly


def test_near_misses_have_the_true_class_in_second_place() -> None:
    near = evaluation().mistakes  # image 1: cat, then owl equal; 7: owl second; 8: owl, after cat of equal probability
    assert (near.near_misses, near.are_mostly_near_misses) == (2, True)
    half = taken((CAT, DOG), (OWL, DOG), second=CAT)
    assert (half.near_misses, half.are_mostly_near_misses) == (1, False)


@pytest.mark.parametrize(("classes", "possible"), [(2, False), (3, True)])
def test_with_two_classes_the_right_one_is_second(classes: int, possible: bool) -> None:
    names, labels = NAMES[:classes], np.array([0, 1, 1], np.uint8)
    run = evaluation(class_names=names, labels=labels, probabilities=np.eye(classes, dtype=np.float32)[[0, 0, 1]])
    assert run.mistakes.can_be_far_misses == possible


@pytest.mark.parametrize(("confidence", "include"), [(0.89, False), (0.91, True)])
def test_a_confident_mistake_has_a_confidence_above_nine_tenths(confidence: float, include: bool) -> None:
    assert taken((CAT, DOG), (OWL, CAT), confidence=confidence).include_a_confident_one == include


def test_halves_of_the_test_set() -> None:
    """Images 1, 7 and 8 of ten are wrong; of eleven images the sixth is in the second half."""
    halves = evaluation().mistakes
    assert (halves.in_first_half, halves.in_second_half, halves.are_more_in_first_half) == (1, 2, False)
    first = taken((CAT, DOG), (OWL, CAT))
    assert (first.in_first_half, first.in_second_half, first.are_more_in_first_half) == (2, 0, True)
    odd = evaluation(labels=np.array([0] * 11, np.uint8), probabilities=np.eye(3, dtype=np.float32)[[0] * 5 + [1] + [0] * 5])
    assert (odd.mistakes.in_first_half, odd.mistakes.in_second_half) == (0, 1)
    even = taken((CAT, DOG), *[(CAT, CAT)] * 12, (CAT, DOG))
    assert (even.in_first_half, even.in_second_half, even.are_more_in_first_half) == (1, 1, False)
