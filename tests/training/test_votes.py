"""The vote of several networks, on answers that can be counted by eye."""

from __future__ import annotations

import numpy as np

from mnist_report.training.votes import vote


def voted(answers: list[list[int]], confidences: list[list[float]]) -> list[int]:
    """What networks vote for, given a row for each network."""
    return vote(np.array(answers, np.uint8), np.array(confidences, np.float32), 4).tolist()


def test_most_votes_win_however_sure_the_others_are() -> None:
    assert voted([[1, 0], [2, 0], [2, 3]], [[1.0, 0.3], [0.3, 0.3], [0.3, 1.0]]) == [2, 0]


def test_of_equally_many_votes_the_surer_win() -> None:
    assert voted([[1, 1], [1, 1], [2, 2], [2, 2], [0, 3]],
                 [[0.5, 0.9], [0.6, 0.9], [0.8, 0.9], [0.4, 0.8], [1.0, 1.0]]) == [2, 1]


def test_of_equally_sure_ones_the_lowest_class_wins() -> None:
    assert voted([[3], [1]], [[0.5], [0.5]]) == [1]


def test_one_network_votes_for_its_answer() -> None:
    assert voted([[3, 0, 1]], [[0.4, 0.5, 0.6]]) == [3, 0, 1]


def test_the_order_of_the_networks_does_not_matter() -> None:
    random = np.random.default_rng(0)
    answers, confidences = random.integers(0, 4, (6, 200)), random.random((6, 200))
    turned = [3, 1, 5, 0, 2, 4]
    assert voted(answers.tolist(), confidences.tolist()) == voted(
        answers[turned].tolist(), confidences[turned].tolist()
    )
