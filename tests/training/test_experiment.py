"""Experiments: what they keep of their trainings, and when two groups of networks differ clearly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.recipe import Recipe
from mnist_report.training.experiment import Experiment, are_clear, chance_of_separation, experiment_of, result_of
from mnist_report.training.metrics import accuracy, log_loss
from tests.support import trainer
from tests.support.project import tiny_arrays

if TYPE_CHECKING:
    from pathlib import Path

    from mnist_report.training.run import Training

RECIPE = Recipe(epochs=2, first_units=12, second_units=6)


@pytest.fixture(scope="module")
def trainings() -> dict[Recipe, Training]:
    from mnist_report.training.dataset import Dataset

    images = Dataset(**tiny_arrays(), class_names=("0", "1", "2"))
    recipes = [replace(RECIPE, seed=seed, first_units=units) for units in (12, 4) for seed in (0, 1)]
    return {recipe: trainer.train(recipe, images) for recipe in recipes}


@pytest.fixture(scope="module")
def experiment(trainings: dict[Recipe, Training]) -> Experiment:
    base, narrow = tuple(trainings)[:2], tuple(trainings)[2:]
    return experiment_of("width", [({"first_units": 4}, narrow), ({}, base)], trainings.__getitem__)


def test_it_has_the_results_of_each_training(experiment: Experiment, trainings: dict[Recipe, Training]) -> None:
    for trial in experiment.trials:
        for place, result in enumerate(trial.results):
            training = trainings[replace(trial.recipe, seed=result.seed)]
            assert result.accuracy == accuracy(training.probabilities, training.labels)
            assert result.loss == log_loss(training.probabilities, training.labels)
            assert result.history == training.history
            assert (result.early_steps, result.early_history) == (training.early_steps, training.early_history)
            assert result.best_epoch == 1 + np.argmin(training.history["val_loss"])
            assert result.parameters == sum(array.size for array in training.weights)
            np.testing.assert_array_equal(trial.answers[place], training.probabilities.argmax(axis=1))
            np.testing.assert_array_equal(trial.confidences[place], training.probabilities.max(axis=1))
    assert experiment.baseline.recipe == RECIPE
    assert experiment.trial(first_units=4).recipe.first_units == 4
    np.testing.assert_array_equal(experiment.labels, next(iter(trainings.values())).labels)


def test_a_trial_that_there_is_not(experiment: Experiment) -> None:
    with pytest.raises(LookupError, match=r"the experiment width has no trial \{'first_units': 5\}"):
        experiment.trial(first_units=5)


def test_a_stored_experiment_is_the_one_that_was_made(experiment: Experiment, tmp_path: Path) -> None:
    experiment.save(tmp_path)
    loaded = Experiment.load({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    assert loaded.name == experiment.name
    for mine, theirs in zip(experiment.trials, loaded.trials, strict=True):
        assert (mine.difference, mine.recipe, mine.results) == (theirs.difference, theirs.recipe, theirs.results)
        np.testing.assert_array_equal(mine.answers, theirs.answers)
        np.testing.assert_array_equal(mine.confidences, theirs.confidences)
    with pytest.raises(ValueError, match="read-only"):
        loaded.labels[0] = 1
    with pytest.raises(TypeError):
        loaded.trials[0].results[0].history["loss"] = ()


def test_the_loss_of_a_training_is_without_the_penalty(trainings: dict[Recipe, Training]) -> None:
    training = next(iter(trainings.values()))
    assert result_of(replace(training, test_loss=training.test_loss + 1)).loss == pytest.approx(training.test_loss, abs=1e-5)


@pytest.mark.parametrize(("some", "others", "chance"), [(1, 1, 1), (2, 10, 1 / 33), (3, 3, 0.1), (4, 4, 2 / 70), (1, 10, 2 / 11)])
def test_the_chance_that_equal_networks_do_not_overlap(some: int, others: int, chance: float) -> None:
    assert chance_of_separation(some, others) == pytest.approx(chance) == chance_of_separation(others, some)
    random = np.random.default_rng(0)
    drawn = random.random((20_000, some + others))
    low, high = drawn[:, :some], drawn[:, some:]
    apart = (low.max(axis=1) < high.min(axis=1)) | (high.max(axis=1) < low.min(axis=1))
    assert apart.mean() == pytest.approx(chance, abs=0.015)


def test_groups_are_clearly_different_where_none_overlap_and_they_are_large_enough() -> None:
    ten = [0.97 + 0.001 * step for step in range(10)]
    assert are_clear([0.96, 0.965], ten)
    assert are_clear(ten, [0.99, 0.985])
    assert not are_clear([0.96, 0.9705], ten)
    assert not are_clear([0.96], ten)  # one of eleven is the lowest by chance twice in eleven times
    assert not are_clear([0.1, 0.2], [0.8, 0.9])
    assert not are_clear([0.96, 0.97], ten)  # a tie is no gap
