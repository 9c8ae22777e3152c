"""What the confusion matrix says, as facts, on ten images of three pets and on matrices made up for it."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from mnist_report.results.facts import Guess
from mnist_report.results.findings.matrix import TOO_FEW, TOO_MANY, Matrix
from tests.support.pets import evaluation

CAT, DOG, OWL = range(3)


def matrix(*rows: tuple[int, ...]) -> Matrix:
    """The facts on the confusion matrix with these rows."""
    labels, answers = np.array([
        (true, answer) for true, row in enumerate(rows) for answer, count in enumerate(row) for _ in range(count)
    ]).T
    probabilities = np.full((len(labels), len(rows)), 0.1, np.float32)
    probabilities[np.arange(len(labels)), answers] = 0.8
    names = ("cat", "dog", "owl")[: len(rows)]
    return evaluation(labels=labels.astype(np.uint8), probabilities=probabilities, class_names=names).matrix


@pytest.mark.parametrize(
    ("size", "errors", "answer"),
    [
        (10000, 99, "Fewer than 100"), (10000, 100, "100 to 499"), (10000, 499, "100 to 499"),
        (10000, 500, "500 to 1,999"), (10000, 2000, "2,000 or more"), (50, 2, "2 to 3"), (50, 4, "4 to 9"), (50, 50, "10 or more"),
    ],
)
def test_a_question_asks_for_the_number_of_mistakes(size: int, errors: int, answer: str) -> None:
    guess = matrix((size - errors, errors), (0, 0)).guess
    assert guess.answer == answer
    assert len(set(guess.choices)) == 4
    place = guess.choices.index(guess.answer)
    assert guess.replies[:place] == (TOO_FEW,) * place
    assert guess.replies[place + 1 :] == (TOO_MANY,) * (3 - place)


def test_choices_of_the_smallest_test_set() -> None:
    replies = (TOO_FEW, TOO_MANY, TOO_MANY, TOO_MANY)
    assert matrix((48, 2), (0, 0)).guess == Guess(("Fewer than 2", "2 to 3", "4 to 9", "10 or more"), "2 to 3", replies)


def test_rules_that_know_nothing_of_an_image() -> None:
    facts = matrix((3, 1, 0), (0, 4, 1), (1, 0, 10))
    assert (facts.guessing, facts.largest_class, facts.right) == (pytest.approx(1 / 3), pytest.approx(11 / 20), 17)


def test_row_and_column_are_those_of_the_most_frequent_confusion() -> None:
    facts = matrix((3, 1, 0), (0, 4, 0), (2, 0, 10))
    assert (facts.row.name, facts.row.support, facts.row.correct) == ("owl", 12, 10)
    assert (facts.column.name, facts.column.predicted, facts.column.correct) == ("cat", 5, 3)


def test_confusions_are_counted() -> None:
    facts = matrix((3, 1, 0), (0, 4, 0), (2, 0, 10))
    assert (facts.possible_confusions, facts.seen_confusions, facts.listed_mistakes) == (6, 2, 3)
    rows = [[5 if true == answer else 1 + (true == 0) for answer in range(4)] for true in range(4)]
    labels, answers = np.array([(true, answer) for true in range(4) for answer in range(4) for _ in range(rows[true][answer])]).T
    several = evaluation(labels=labels.astype(np.uint8), probabilities=np.eye(4, dtype=np.float32)[answers], class_names=tuple("abcd"))
    assert (several.matrix.seen_confusions, several.matrix.listed_mistakes) == (12, 3 * 2 + 7)


def test_extremes_of_the_recall() -> None:
    extremes = matrix((8, 2, 0), (0, 5, 5), (0, 1, 9)).extremes
    assert (extremes.hardest.name, extremes.easiest.name) == ("dog", "owl")
    assert extremes.hardest_error == pytest.approx(sqrt(0.5 * 0.5 / 10))
    assert extremes.easiest_error == pytest.approx(sqrt(0.9 * 0.1 / 10))
    assert extremes.difference == pytest.approx(0.4)
    assert extremes.difference_error == pytest.approx(sqrt(0.025 + 0.009))


def test_extremes_are_two_classes_even_where_all_are_alike() -> None:
    extremes = matrix((8, 2, 0), (0, 8, 2), (2, 0, 8)).extremes
    assert (extremes.hardest.name, extremes.easiest.name, extremes.difference) == ("cat", "dog", 0)


def test_a_class_without_images_is_neither_hard_nor_easy() -> None:
    extremes = matrix((0, 10, 0), (0, 0, 0), (10, 0, 0)).extremes
    assert (extremes.hardest.name, extremes.easiest.name) == ("cat", "owl")


def test_the_only_class_with_images_is_both_hard_and_easy() -> None:
    extremes = matrix((8, 2, 0), (0, 0, 0), (0, 0, 0)).extremes
    assert (extremes.hardest.name, extremes.easiest.name) == ("cat", "cat")


def test_five_right_answers_in_a_row() -> None:
    assert matrix((8, 2, 0), (0, 10, 0), (0, 0, 0)).five_right == pytest.approx(0.9**5)
