"""A run and a figure are made at most once, and again when, and only when, what they are made of changed."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.errors import ContentError
from mnist_report.training.engine import Threads
from mnist_report.training.run import Training
from tests.support import trainer
from tests.support.project import Project

if TYPE_CHECKING:
    from mnist_report.results.artifacts import Artifacts


def must_not_run(*arguments: object) -> Training:
    raise AssertionError(f"trained again: {arguments}")


def when_made(artifacts: Artifacts, name: str) -> list[tuple[int, int]]:
    """Which files the entries of a name are, and since when they are as they are."""
    entries = (entry.folder for entry in artifacts.store.entries() if entry.name == name)
    return [((status := path.stat()).st_ino, status.st_mtime_ns) for folder in entries for path in sorted(folder.iterdir())]


def test_a_run_is_trained_once(cold_project: Project) -> None:
    trained = []

    def count(recipe, dataset, progress):
        trained.append(recipe.seed)
        return trainer.train(recipe, dataset, progress)

    for _ in range(2):
        artifacts = replace(cold_project.artifacts, engine=Threads(count))
        artifacts.begin()
        assert artifacts.spread.seeds == (0, 1)
    assert sorted(trained) == [0, 1]


def test_what_is_to_be_done_meanwhile_is_done_once_while_a_network_trains(cold_project: Project) -> None:
    done, is_done = [], threading.Event()

    def meanwhile() -> None:
        done.append(threading.current_thread())
        is_done.set()

    def train(recipe, dataset, progress):
        training = trainer.train(recipe, dataset, progress)
        assert is_done.wait(60)
        return training

    artifacts = replace(cold_project.artifacts, engine=Threads(train))
    artifacts.begin(meanwhile)
    assert artifacts.spread
    assert len(done) == 1
    assert done[0] is not threading.current_thread()
    replace(cold_project.artifacts, engine=Threads(must_not_run)).begin(meanwhile)
    assert len(done) == 1


def test_a_stored_run_is_the_run_that_was_trained(cold_project: Project) -> None:
    first = cold_project.artifacts.run
    again = replace(cold_project.artifacts, engine=Threads(must_not_run)).run
    assert isinstance(again, Training)
    assert [array.tobytes() for array in first.weights] == [array.tobytes() for array in again.weights]
    for name in ("history", "test_loss", "recipe", "summary", "printed", "image_shape", "train_size", "train_counts", "provenance"):
        assert getattr(first, name) == getattr(again, name), name
    np.testing.assert_array_equal(again.labels, again.dataset.y_test)


def test_a_figure_is_drawn_once(trained_project: Project) -> None:
    first = trained_project.artifacts.figure("confusion_matrix")
    made = when_made(trained_project.artifacts, "figures/confusion-matrix")
    assert trained_project.artifacts.figure("confusion_matrix") == first
    assert when_made(trained_project.artifacts, "figures/confusion-matrix") == made != []
    assert first.pictures["svg"].startswith(b"<?xml")
    assert first.pictures["png"].startswith(b"\x89PNG")


def test_another_recipe_is_another_run(project: Project) -> None:
    before = project.artifacts.keys.run(project.artifacts.settings.recipe)
    project.settings("seed = 5")
    artifacts = project.artifacts
    assert artifacts.run.recipe.seed == 5
    assert artifacts.keys.run(artifacts.settings.recipe) != before


def test_class_names_draw_again_and_train_nothing(project: Project) -> None:
    before = project.artifacts
    before.figure("confusion_matrix")
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("example = 3", 'example = 3\nclass_names = ["x", "y", "z"]'))
    after = replace(project.artifacts, engine=Threads(must_not_run))
    assert not after.store.has("figures/confusion-matrix", after.keys.figure("confusion_matrix"))
    assert after.figure("confusion_matrix").table.columns[-3:] == ("Predicted x", "Predicted y", "Predicted z")


def test_other_data_train_again(project: Project) -> None:
    before = project.artifacts.keys.run(project.artifacts.settings.recipe)
    arrays = dict(np.load(project.folder / "tiny.npz"))
    arrays["x_train"][0, 0, 0] ^= 1
    np.savez_compressed(project.folder / "tiny.npz", **arrays)
    assert project.artifacts.keys.run(project.artifacts.settings.recipe)["data"] != before["data"]


def test_an_unknown_figure(project: Project) -> None:
    with pytest.raises(ContentError, match=r"no figure 'sample_imags'; did you mean 'sample_images'\?$"):
        project.artifacts.figure("sample_imags")
    with pytest.raises(ContentError, match=r"no figure 'pie'; the figures are accept_or_refer, .*training_curves"):
        project.artifacts.figure("pie")


def test_the_class_names_of_labels_are_their_numbers(project: Project) -> None:
    assert project.artifacts.run.class_names == ("0", "1", "2")
    assert project.artifacts.run.provenance["dataset_name"] == "Bars"
