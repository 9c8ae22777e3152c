"""Experiments of a course: every training made once, shared where two meet, left out where the settings say so."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ConfigurationError, ContentError, TrainingError
from mnist_report.core.plan import Plan
from mnist_report.results import drawing
from mnist_report.training.engine import Threads
from mnist_report.training.plans import NAMES
from mnist_report.training.steps import program_of
from tests.support import trainer

if TYPE_CHECKING:
    from mnist_report.results.artifacts import Artifacts
    from mnist_report.training.engine import Train
    from tests.support.project import Project

BATCH = Plan("batch", ({"batch_size": 16}, {"first_units": 8}))


def course(project: Project, train: Train = trainer.train, **settings: object) -> Artifacts:
    """Artifacts of a course with experiments, which trains in this way."""
    return replace(project.artifacts, settings=replace(project.artifacts.settings, **{"experiments": True} | settings), engine=Threads(train))


def must_not_run(*arguments: object) -> None:
    raise AssertionError(f"trained again: {arguments}")


def test_every_training_is_made_once_and_shared_where_experiments_meet(cold_project: Project) -> None:
    trained: Counter[object] = Counter()

    def count(recipe, dataset, progress):
        trained[recipe] += 1
        return trainer.train(recipe, dataset, progress)

    artifacts = course(cold_project, count, own_experiments=(BATCH,))
    artifacts.begin()
    made = {name: artifacts.experiment(name) for name in (*NAMES, "batch")}
    assert set(trained) == set(artifacts.keys.recipes)
    assert set(trained.values()) == {1}
    narrow = made["batch"].trial(first_units=8)
    assert narrow.results == made["width"].trial(first_units=8).results
    assert [result.seed for result in made["width"].baseline.results] == [0, 1]
    assert made["width"].baseline.accuracies == tuple(round(value * 60) / 60 for value in artifacts.spread.accuracies)

    stored = course(cold_project, must_not_run, own_experiments=(BATCH,))
    assert stored.trainings.missing == []
    stored.begin()
    assert [trial.results for trial in stored.experiment("motion").trials] == [trial.results for trial in made["motion"].trials]
    assert stored.figure("batch_accuracies").table.rows[0][:3] == ("baseline", 0, made["batch"].baseline.accuracies[0])


def test_what_an_experiment_trained_is_kept_and_named_by_what_it_changes(cold_project: Project) -> None:
    artifacts = course(cold_project, own_experiments=(BATCH,))
    artifacts.experiment("batch")
    names = {entry.name for entry in artifacts.store.entries()}
    assert {"runs/seed-0", "runs/batch_size-16/seed-1", "runs/first_units-8/seed-0", "experiments/batch"} <= names
    assert "experiments/width" not in names
    list(artifacts.trim(limit=0))
    assert {"runs/batch_size-16/seed-1", "experiments/batch"} <= {entry.name for entry in artifacts.store.entries()}
    without = course(cold_project)
    list(without.trim(limit=0))
    assert "experiments/batch" not in {entry.name for entry in without.store.entries()}


def test_a_course_without_experiments_trains_its_seeds_alone(cold_project: Project) -> None:
    artifacts = course(cold_project, experiments=False)
    assert [recipe.seed for recipe in artifacts.keys.recipes] == [0, 1]
    assert not [name for name in artifacts.figure_names if name.endswith("_accuracies")]
    with pytest.raises(ContentError, match=r"^no experiment 'width'; experiments = false leaves all out$"):
        artifacts.experiment("width")


def test_an_experiment_that_there_is_not(cold_project: Project) -> None:
    with pytest.raises(ContentError, match=r"^no experiment 'widht'; did you mean 'width'\?$"):
        course(cold_project).experiment("widht")


def test_a_name_that_the_course_has_taken(cold_project: Project) -> None:
    with pytest.raises(ConfigurationError, match=r"has 'width', which is an experiment of the course; choose another name$"):
        _ = course(cold_project, own_experiments=(replace(BATCH, name="width"),)).figure_names


def test_a_training_that_fails_is_the_error_of_its_experiment(cold_project: Project) -> None:
    def fail(recipe, dataset, progress):
        if recipe.batch_size == 16:
            raise TrainingError("it diverged")
        return trainer.train(recipe, dataset, progress)

    artifacts = course(cold_project, fail, own_experiments=(BATCH,))
    artifacts.begin()
    assert artifacts.spread.seeds == (0, 1)
    with pytest.raises(TrainingError, match=r"^it diverged$"):
        artifacts.experiment("batch")


def test_no_training_is_begun_after_an_error(cold_project: Project) -> None:
    begun, may_go_on = [], threading.Event()

    def wait(recipe, dataset, progress):
        begun.append(recipe)
        if recipe not in seeds:
            assert may_go_on.wait(60)
        return trainer.train(recipe, dataset, progress)

    artifacts = course(cold_project, wait)
    seeds = {replace(artifacts.settings.recipe, seed=seed) for seed in (0, 1)}
    drawn = drawing.as_drawn(artifacts, ["network"])
    assert next(drawn) == "network"
    drawn.close()  # as an error of the caller does
    may_go_on.set()
    artifacts.trainings._threads.shutdown()
    assert len(begun) < len(artifacts.keys.recipes)


def test_hardly_a_training_waits_for_a_program_that_another_compiles(cold_project: Project) -> None:
    trained = []

    def note(recipe, dataset, progress):
        trained.append(program_of(recipe))
        return trainer.train(recipe, dataset, progress)

    artifacts = course(cold_project, note)
    artifacts = replace(artifacts, engine=replace(artifacts.engine, parallel=1))
    artifacts.trainings.make()
    own, begins = program_of(artifacts.settings.recipe), [at for at, program in enumerate(trained) if program not in trained[:at]]
    assert trained[: artifacts.settings.seeds] == [own] * artifacts.settings.seeds
    followed = [trained[at + 1] for at in begins if own in trained[at + 2 :]]
    assert len(followed) > 3
    assert set(followed) == {own}
    assert sum(program != before for before, program in pairwise([each for each in trained if each != own])) == len({*trained} - {own}) - 1
