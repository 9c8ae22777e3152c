"""Plans: which recipes an experiment trains, what the settings may say of one, and the message of all else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ConfigurationError
from mnist_report.core.plan import FIELDS, Plan
from mnist_report.core.recipe import Recipe
from mnist_report.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from pathlib import Path

COURSE = Recipe(seed=5)


def test_a_trial_has_the_recipe_of_the_baseline_with_its_difference_from_each_seed() -> None:
    plan = Plan("width", ({"first_units": 8}, {}), baseline={"epochs": 2}, seeds=3)
    (narrow, recipes), (none, baseline) = plan.trials(COURSE, seeds=10)
    assert (narrow, none) == ({"first_units": 8}, {})
    assert recipes == tuple(replace(COURSE, epochs=2, first_units=8, seed=seed) for seed in (5, 6, 7))
    assert baseline == tuple(replace(COURSE, epochs=2, seed=seed) for seed in range(5, 15))


def test_the_recipe_of_the_course_is_tried_from_all_of_its_seeds() -> None:
    (_, baseline), (_, narrow), (_, same) = Plan("width", ({"first_units": 8}, {"epochs": 5})).trials(COURSE, seeds=10)
    assert [len(recipes) for recipes in (baseline, narrow, same)] == [10, 2, 10]
    assert same == baseline


def test_more_seeds_than_those_of_the_course_are_tried_where_the_plan_asks_for_them() -> None:
    (_, baseline), _ = Plan("width", ({"first_units": 8},), seeds=4).trials(COURSE, seeds=1)
    assert [recipe.seed for recipe in baseline] == [5, 6, 7, 8]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "Width"}, "name is 'Width', but must be a name of small letters, digits and single underscores that begins with a letter"),
        ({"name": "a__b"}, "name is 'a__b', but must be a name of small letters"),
        ({"differences": ()}, "differences is [], but must be 1 to 10000 different tables of fields of a recipe"),
        ({"differences": ({"l2": 0.1}, {"l2": 0.1})}, "differences is [{'l2': 0.1}, {'l2': 0.1}], but must be 1 to 10000 different"),
        ({"differences": (3,)}, "differences is [3], but must be 1 to 10000 different tables"),
        ({"differences": ({"colour": 3},)}, "'colour' is no field of a recipe that an experiment can change; these are epochs, "),
        ({"differences": ({"seed": 3},)}, "'seed' is no field of a recipe that an experiment can change; "),
        ({"differences": ({"learning_rat": 3},)}, "'learning_rat' is no field of a recipe that an experiment can change; did you mean 'learning_rate'?"),
        ({"differences": ({"learning_rate": 0},)}, "learning_rate is 0, but must be a number above 0, at most 1000"),
        ({"differences": ({"dropout": 1.0},)}, "dropout is 1.0, but must be a number from 0, at most 0.9"),
        ({"differences": ({"l2": -1},)}, "l2 is -1, but must be a number from 0, below 1"),
        ({"differences": ({"shift": 9},)}, "shift is 9, but must be a whole number from 0 to 8"),
        ({"differences": ({"train_images": 5},)}, "train_images is 5, but must be a whole number from 10 to 2147483647"),
        ({"differences": ({"steps_per_epoch": 0},)}, "steps_per_epoch is 0, but must be a whole number from 1 to 2147483647"),
        ({"differences": ({"labels": "false"},)}, "labels is 'false', but must be 'true' or 'random'"),
        ({"differences": ({"network": "deep"},)}, "network is 'deep', but must be 'dense' or 'convolutional'"),
        ({"baseline": {"epochs": 0}}, "epochs is 0, but must be a whole number from 1 to 1000"),
        ({"baseline": 3}, "baseline is 3, but must be a table of fields of a recipe"),
        ({"seeds": 0}, "seeds is 0, but must be a whole number from 1 to 1000"),
    ],
)
def test_an_impossible_plan(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Plan(**{"name": "width", "differences": ({"first_units": 8},)} | arguments)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def settings(folder: Path, text: str) -> Settings:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return load_settings(folder / "pyproject.toml")


def test_the_settings_have_experiments_as_lists_of_values(tmp_path: Path) -> None:
    read = settings(tmp_path, "[tool.mnist-report.experiments.batch]\nbatch_size = [8, 128]\nseeds = 3\nbaseline = {epochs = 2}\n")
    assert read.own_experiments == (Plan("batch", ({"batch_size": 8}, {"batch_size": 128}), {"epochs": 2}, 3),)
    assert read.experiments is True


def test_several_lists_are_tried_in_every_combination(tmp_path: Path) -> None:
    (grid,) = settings(tmp_path, "[tool.mnist-report.experiments.grid]\nbatch_size = [8, 128]\nl2 = [0.0, 0.1, 0.2]\n").own_experiments
    assert len(grid.differences) == 6
    assert grid.differences[1] == {"batch_size": 8, "l2": 0.1}


def test_experiments_can_be_left_out(tmp_path: Path) -> None:
    assert Settings().experiments is True
    assert settings(tmp_path, "[tool.mnist-report]\nexperiments = false\n").experiments is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.mnist-report]\nexperiments = 3\n", "[tool.mnist-report] experiments is 3, but must be true, false, or tables of experiments"),
        ("[tool.mnist-report.experiments.batch]\nbatch_size = 8\n", "[tool.mnist-report.experiments.batch] batch_size is 8, but must be a list of values to try"),
        ("[tool.mnist-report.experiments.batch]\nbatch_size = []\n", "[tool.mnist-report.experiments.batch] batch_size is [], but must be a list of values to try"),
        ("[tool.mnist-report.experiments.batch]\n", "[tool.mnist-report.experiments.batch] differences is [], but must be 1 to 10000 different tables of fields of a recipe"),
        ("[tool.mnist-report.experiments]\nbatch = 3\n", "[tool.mnist-report.experiments.batch] batch is 3, but must be a table"),
        ("[tool.mnist-report.experiments.batch]\nbatch_size = [0]\n", "[tool.mnist-report.experiments.batch] batch_size is 0, but must be a whole number"),
        ("[tool.mnist-report.recipe]\ndropout = 0.5\n",
         "[tool.mnist-report] dropout is 0.5, but must be left out of the recipe of the course, whose lessons explain another network; "
         "try it in an experiment: [tool.mnist-report.experiments.NAME] dropout = [0.5]"),
    ],
)
def test_what_the_settings_may_not_say_of_experiments(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'pyproject.toml'}: {message}")


def test_an_experiment_can_change_every_field_of_a_recipe_but_its_seed_and_its_loss() -> None:
    assert {"seed", "loss"}.isdisjoint(FIELDS)
    assert {*FIELDS, "seed", "loss"} == set(vars(Recipe()))
