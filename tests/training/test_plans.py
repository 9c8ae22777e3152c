"""The experiments of the course suit every data set that a course can be taught with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.training.plans import NAMES, course_plans, farthest_shift, plain_rates, smaller_sizes
from mnist_report.training.run import learned_from


@pytest.mark.parametrize("images", [60, 240, 1200, 13_000, 60_000])
@pytest.mark.parametrize("recipe", [Recipe(batch_size=8), Recipe(batch_size=8, epochs=1, validation_split=0.4)])
def test_their_recipes_can_be_trained_on_so_many_images(images: int, recipe: Recipe) -> None:
    learned = learned_from(images, recipe.validation_split)
    plans = course_plans(recipe, images, side=28)
    assert tuple(plan.name for plan in plans) == NAMES
    for plan in plans:
        trials = plan.trials(recipe, seeds=3)
        assert len(trials) >= 2
        for _, recipes in trials:
            assert (recipes[0].train_images or 10) <= learned
            assert (recipes[0].steps_per_epoch or 1) * recipe.batch_size <= learned


def test_equal_steps_are_as_many_as_all_images_take() -> None:
    recipe = Recipe()
    steps = {plan.name: plan for plan in course_plans(recipe, 60_000, 28)}["data_at_equal_steps"]
    for _, (tried, *_) in steps.trials(recipe, seeds=1)[:-1]:
        assert tried.steps_per_epoch is not None
        assert tried.epochs * tried.steps_per_epoch == recipe.epochs * 48_000 // recipe.batch_size


@pytest.mark.parametrize(("units", "widths"), [(128, (2, 8, 32, 128, 256)), (8, (2, 8, 16, 32)), (2, (2, 4, 8, 32)), (65536, (2, 8, 32, 65536))])
def test_widths_rise_and_each_is_tried_once(units: int, widths: tuple[int, ...]) -> None:
    recipe = Recipe(first_units=units)
    trials = course_plans(recipe, 60_000, 28)[0].trials(recipe, seeds=3)
    assert tuple(tried.first_units for _, (tried, *_) in trials) == widths


@pytest.mark.parametrize(("learned", "sizes"), [(48_000, (100, 1000, 10_000)), (20_000, (100, 1000, 10_000)), (19_999, (100, 1000)),
                                                (200, (100,)), (199, (49,)), (48, (12,)), (12, (10,))])
def test_a_learning_curve_has_sizes_of_at_most_half_of_all_images(learned: int, sizes: tuple[int, ...]) -> None:
    assert smaller_sizes(learned) == sizes


def test_experiments_share_trainings_where_they_meet() -> None:
    plans = {plan.name: plan for plan in course_plans(Recipe(), 60_000, 28)}
    tried = {name: {recipe for _, recipes in plan.trials(Recipe(), 10) for recipe in recipes} for name, plan in plans.items()}
    assert tried["data_at_equal_steps"] & tried["restraint"]
    assert {replace(Recipe(), seed=seed) for seed in range(10)} <= tried["width"] & tried["data"] & tried["motion"]


@pytest.mark.parametrize(("activation", "shipped", "largest"), [
    ("relu", True, 1.0), ("relu", False, 0.1), ("tanh", False, 1.0), ("sigmoid", False, 1.0), ("gelu", True, 0.1), ("gelu", False, 0.1),
    ("elu", True, 0.01), ("linear", False, 0.01)])
def test_plain_gradient_descent_has_no_rate_at_which_a_course_would_diverge(activation: str, shipped: bool, largest: float) -> None:
    rates = plain_rates(activation, shipped=shipped)
    assert rates == pytest.approx((largest / 100, largest / 10, largest))
    recipe = Recipe(activation=activation, optimizer="sgd")
    for plan in course_plans(recipe, 60_000, 28, shipped=shipped):
        for difference, (tried, *_) in plan.trials(recipe, seeds=3):
            assert not difference or tried.rate <= largest


@pytest.mark.parametrize(("side", "pixels"), [(4, 1), (8, 1), (14, 2), (28, 4), (64, 8)])
def test_images_are_moved_by_a_seventh_of_their_side(side: int, pixels: int) -> None:
    assert farthest_shift(side) == pixels


@pytest.mark.parametrize("epochs", [1, 5, 500, 501, 1000])
def test_as_many_steps_are_measured_twice_as_often_where_so_many_epochs_are_allowed(epochs: int) -> None:
    recipe = Recipe(epochs=epochs)
    steps = {plan.name: plan for plan in course_plans(recipe, 60_000, 28)}["data_at_equal_steps"]
    _, (tried, *_) = steps.trials(recipe, seeds=1)[0]
    assert tried.epochs == min(2 * epochs, 1000)
    assert tried.epochs * (tried.steps_per_epoch or 0) == pytest.approx(1500 * epochs, abs=tried.epochs)
