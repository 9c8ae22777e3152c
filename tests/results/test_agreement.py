"""How far the networks of several seeds misread the same images, and what they answer together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.training.run import Spread
from tests.support.pets import evaluation

if TYPE_CHECKING:
    from mnist_report.results.evaluation import Evaluation

CAT, DOG, OWL = range(3)


def networks(*answers: list[int], labels: list[int], seeds: tuple[int, ...] = (0, 1, 2)) -> Evaluation:
    """A run with a network for each list of answers to the test images, the site's own first."""
    made, count = np.array(answers, np.uint8), len(answers)
    confidences = np.full(made.shape, 0.9, np.float32)
    spread = Spread(seeds[:count], (0.5,) * count, (0.1,) * count, (1,) * count, made, confidences)
    return evaluation(spread, labels=np.array(labels, np.uint8))


TRUTH = [CAT, CAT, DOG, DOG, OWL, OWL]
FIRST, SECOND, THIRD = [DOG, CAT, DOG, DOG, OWL, DOG], [DOG, CAT, DOG, CAT, OWL, DOG], [DOG, CAT, OWL, DOG, OWL, CAT]


def test_mistakes_are_counted_by_the_number_of_networks_that_make_them() -> None:
    found = networks(FIRST, SECOND, THIRD, labels=TRUTH).spread.agreement
    assert (found.right_for_all, found.wrong_for_all, found.disputed) == (2, 2, 2)
    assert found.misread_by == (2, 2, 0, 2)
    assert found.mean_errors == pytest.approx(8 / 3)


def test_a_vote_helps_where_mistakes_differ() -> None:
    several = networks(FIRST, SECOND, THIRD, labels=TRUTH)
    assert several.spread.agreement.vote_errors == 2
    assert several.luck.vote_helps
    same = networks(FIRST, FIRST, labels=TRUTH)
    assert same.spread.agreement.vote_errors == same.spread.agreement.mean_errors == 2
    assert not same.luck.vote_helps


def test_a_single_network_shares_all_its_mistakes_and_is_its_own_vote() -> None:
    found = networks(FIRST, labels=TRUTH).spread.agreement
    assert (found.right_for_all, found.wrong_for_all, found.disputed, found.vote_errors) == (4, 2, 0, 2)


def test_the_class_that_is_the_hardest_on_average() -> None:
    """Of equally hard ones it is the first."""
    means = networks(FIRST, SECOND, THIRD, labels=TRUTH).spread.class_means
    assert [(each.name, each.recall) for each in means] == [("cat", 1 / 2), ("owl", 1 / 2), ("dog", pytest.approx(2 / 3))]
    assert networks(FIRST, SECOND, THIRD, labels=[DOG, CAT, DOG, DOG, OWL, OWL]).luck.lowest_mean.name == "owl"
