"""What the confidences of the pets' network say, and of networks that are surer or less sure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mnist_report.results.findings.doubt import Doubt, Referral
from tests.support.pets import INTERVALS, LABELS, evaluation


def doubt(**changes: Any) -> Doubt:
    return evaluation(**changes).doubt


def of(confidence: float, wrong: tuple[int, ...] = ()) -> Doubt:
    """What is found of a network that is so sure of each answer, and wrong on some images."""
    answers = np.array(LABELS)
    answers[list(wrong)] = (answers[list(wrong)] + 1) % 3
    probabilities = np.full((10, 3), (1 - confidence) / 2, dtype=np.float32)
    probabilities[np.arange(10), answers] = confidence
    return doubt(probabilities=probabilities)


CHOICES = ("Right, with a confidence above 0.99", "Right, with less confidence", "Wrong")


@pytest.mark.parametrize(("found", "place"), [(of(0.995), 0), (of(0.98), 1), (of(0.995, wrong=(9,)), 2), (of(0.5, wrong=(9,)), 2)])
def test_the_guess_is_that_of_the_example(found: Doubt, place: int) -> None:
    assert (found.guess.choices, found.guess.answer) == (CHOICES, CHOICES[place])
    said = ["It is wrong about this one."] * 2 if place == 2 else ["It is right, but less sure than that.", "It is right, and surer than that."]
    assert found.guess.replies == (*said, "It is right about this one. How sure is it?")


def test_the_least_sure_mistake_is_on_another_image_than_the_example() -> None:
    assert doubt().least_sure_mistake.index == 7  # 0.6, where the others have 0.8
    assert doubt(example=7).least_sure_mistake.index == 1  # the first of two


def test_other_networks_are_asked_about_it() -> None:
    assert doubt().over_seeds.answers == ("owl",) * 4
    assert doubt().over_seeds.distinct == ("owl",)
    assert doubt(example=7).over_seeds.distinct == ("dog",)
    assert evaluation().over_seeds(2).distinct == ("cat", "dog")


@pytest.mark.parametrize(
    ("confidence", "wrong", "over", "under"),
    [  # 7 of 10 right have an interval of 40 % to 89 %, 9 of 10 one of 60 % to 98 %
        (0.95, (0, 1, 2), True, False), (0.95, (0,), False, False), (0.5, (0, 1, 2), False, False), (0.5, (0,), False, True),
    ],
)
def test_confidence_is_compared_with_the_interval_of_the_accuracy(
    confidence: float, wrong: tuple[int, ...], over: bool, under: bool
) -> None:
    found = of(confidence, wrong)
    assert (found.is_overconfident, found.is_underconfident) == (over, under)


def test_the_fullest_bin_is_the_lowest_of_equal_ones() -> None:
    fullest = doubt().fullest_bin  # two answers each have 0.5, 0.7, 0.8 and 0.9
    assert (fullest.count, fullest.upper) == (2, pytest.approx(8 / 15))
    assert of(0.5).fullest_bin.count == 10


def test_a_threshold_separates_only_where_every_right_answer_is_surer() -> None:
    assert not doubt().is_separable
    sure = np.where(np.eye(3)[LABELS], 0.9, 0.05).astype(np.float32)
    sure[0] = (0.2, 0.5, 0.3)
    assert doubt(probabilities=sure).is_separable
    sure[0] = (0.05, 0.9, 0.05)
    assert not doubt(probabilities=sure).is_separable


def test_mistakes_above_a_confidence_are_counted() -> None:
    assert [doubt().mistakes_above(level) for level in (0.5, 0.7, 0.8001, 0.9)] == [3, 2, 0, 0]


def test_a_threshold_refers_the_images_at_or_below_it() -> None:
    """Only the confidences 0.9, 0.9 and 1.0, all of right answers, lie above 13/15."""
    assert doubt().referral == Referral(pytest.approx(13 / 15), images=7, mistakes=3)
    assert of(0.9, wrong=(0, 1)).referral == Referral(pytest.approx(13 / 15), images=0, mistakes=0)


def test_what_noise_is_taken_for_has_a_name() -> None:
    assert doubt().noise_answer == "dog"  # the class 1


def test_an_interval_of_the_calibration_error_can_miss_it() -> None:
    found = doubt()
    assert found.run.calibration_error > 0.1 == INTERVALS["calibration_error"].low
    assert not found.interval_misses_calibration_error
    assert of(0.995).interval_misses_calibration_error  # whose error is 0.005
