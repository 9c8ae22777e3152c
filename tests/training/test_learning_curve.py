"""Learning curves, and the power law through them."""

from __future__ import annotations

import pytest

from mnist_report.training.learning_curve import PowerLaw, learning_curve
from tests.support.experiments import a_trial, an_experiment

FULL = a_trial(0.99, 0.97)


def test_trials_stand_by_the_images_that_they_learned_from() -> None:
    curve = learning_curve(an_experiment("data", FULL, a_trial(0.9, train_images=400), a_trial(0.6, 0.8, train_images=100)), 1600)
    assert curve.sizes == (100, 400, 1600)
    assert [trial.recipe.train_images for trial in curve.trials] == [100, 400, None]
    assert curve.mistakes == pytest.approx((0.3, 0.1, 0.02))


def test_a_share_of_no_mistake_has_a_logarithm() -> None:
    curve = learning_curve(an_experiment("data", a_trial(1.0, 1.0), a_trial(0.9, train_images=100)), 1000)
    assert curve.mistakes == pytest.approx((0.1, 0.0005))  # half a mistake in 1,000 test images


def test_a_power_law_is_found_as_it_is() -> None:
    """0.2, 0.1 and 0.05 at four times as many images each: 2 n^-1/2."""
    trials = [a_trial(1 - share, train_images=size) for size, share in ((100, 0.2), (400, 0.1))]
    law = learning_curve(an_experiment("data", *trials, a_trial(0.95)), 1600).law()
    assert (law.scale, law.exponent) == (pytest.approx(2), pytest.approx(0.5))
    assert law.share(6400) == pytest.approx(0.025)


def test_the_line_through_the_last_sizes_heeds_no_others() -> None:
    trials = [a_trial(1 - share, train_images=size) for size, share in ((100, 0.9), (400, 0.2))]
    curve = learning_curve(an_experiment("data", *trials, a_trial(0.95)), 1600)
    assert curve.law(-2).exponent == pytest.approx(1)
    assert curve.law().exponent > 1.04


def test_no_share_is_more_than_all() -> None:
    assert PowerLaw(2, 0.5).share(1) == 1
