"""What the number of images changes, as facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.results.findings.amount import TOO_FEW, TOO_MANY, Amount
from tests.support.experiments import LABELS, a_trial, an_experiment
from tests.support.pets import BASELINES, evaluation

if TYPE_CHECKING:
    from mnist_report.training.experiment import Trial

RECIPE = Recipe(epochs=2)


def amount(*, few: tuple[float, ...] = (0.5, 0.55), longer: tuple[float, ...] = (0.7, 0.72), middle: tuple[float, ...] = (0.85, 0.86),
           middle_longer: tuple[float, ...] = (0.9, 0.88), course: tuple[float, ...] = (0.97, 0.98, 0.975), nearest: float = 0.65) -> Amount:
    """The facts on 1,600 images, 400 and 100 of them, with these accuracies on 1,000 test images."""
    steps = {"epochs": 4, "steps_per_epoch": 25}
    full = a_trial(*course, recipe=RECIPE)
    facts = evaluation(
        experiments=[
            an_experiment("data", trial(few, train_images=100), full, trial(middle, train_images=400)),
            an_experiment("data_at_equal_steps", trial(middle_longer, train_images=400, **steps),
                          trial(longer, train_images=100, **steps), full),
        ],
        recipe=replace(RECIPE), train_size=2000, labels=LABELS, probabilities=np.eye(10, dtype=np.float32)[LABELS],
        class_names=tuple("0123456789"),
    )
    object.__setattr__(facts, "open_baselines", lambda: replace(BASELINES, nearest_image_of_few=nearest))
    return facts.amount


def trial(accuracies: tuple[float, ...], **difference: int) -> Trial:
    return a_trial(*accuracies, recipe=RECIPE, **difference)


def test_sizes_and_their_networks() -> None:
    facts = amount()
    assert (facts.fewest_images, facts.some_images) == (100, 400)
    assert (facts.fewest.lowest, facts.fewest_longer.lowest) == (0.5, 0.7)


@pytest.mark.parametrize(("middle_longer", "times", "place"), [((0.97, 0.98), 1, 0), ((0.95, 0.95), 2, 1), ((0.9, 0.9), 4, 1),
                                                               ((0.8, 0.8), 8, 2), ((0.5, 0.5), 20, 3)])
def test_the_question_asks_how_many_times_as_many_mistakes(middle_longer: tuple[float, float], times: float, place: int) -> None:
    facts = amount(middle_longer=middle_longer, course=(0.975, 0.975, 0.975))
    assert facts.times_the_mistakes == pytest.approx(times, rel=1e-6)
    guess = facts.guess
    assert guess.answer == guess.choices[place]
    assert guess.replies == (TOO_FEW,) * place + (TOO_MANY,) * (4 - place)


def test_mistakes_fall_only_where_no_network_is_out_of_line() -> None:
    assert amount().falls
    assert not amount(middle_longer=(0.9, 0.72)).falls
    assert not amount(course=(0.97, 0.9, 0.98)).falls


def test_the_power_law_and_what_it_says_of_more_images() -> None:
    """Shares of 0.2, 0.1 and 0.05 at four times as many images each: 2 n^-1/2, and a tenth of a root of ten at 16,000."""
    facts = amount(longer=(0.8, 0.8), middle_longer=(0.9, 0.9), course=(0.95, 0.95))
    assert facts.exponent == pytest.approx(0.5)
    assert facts.left_of_ten == pytest.approx(10**-0.5)
    assert (facts.by_all, facts.by_last) == pytest.approx((0.05 * 10**-0.5,) * 2)
    bent = amount(longer=(0.6, 0.6), middle_longer=(0.9, 0.9), course=(0.95, 0.95))
    assert bent.by_last == pytest.approx(0.05 * 10**-0.5)
    assert bent.by_all < bent.by_last


def test_longer_training_helps_where_each_pair_of_networks_differs_by_more_than_chance() -> None:
    """A network whose wrong answers are among those of another differs by chance in 2 to the power of 1 - n, of n images."""
    assert amount(few=(0.5, 0.6), longer=(0.506, 0.7)).longer_helps  # 6 images: 2 / 2^6 = 0.03
    assert not amount(few=(0.5, 0.6), longer=(0.505, 0.7)).longer_helps  # 5 images: 0.06
    assert not amount(few=(0.5, 0.6), longer=(0.7, 0.5)).longer_helps


def test_labels_beat_steps_where_every_next_size_does() -> None:
    assert amount().labels_beat_steps
    assert not amount(middle=(0.72, 0.86)).labels_beat_steps
    assert not amount(middle_longer=(0.9, 0.97)).labels_beat_steps


@pytest.mark.parametrize(("nearest", "beats"), [(0.1, True), (0.63, True), (0.65, False), (0.7, False), (0.9, False)])
def test_networks_beside_the_most_similar_image(nearest: float, *, beats: bool) -> None:
    """The 95 % intervals reach about three hundredths to either side."""
    assert amount(nearest=nearest).beats_nearest_image is beats
