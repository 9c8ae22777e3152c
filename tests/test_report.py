"""A run and a figure are made at most once, and again when, and only when, what they are made of changed."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.core.errors import ContentError
from mnist_report.results import artifacts as report_module
from mnist_report.training.run import Training
from tests.conftest import Project


def must_not_run(*arguments: object) -> None:
    raise AssertionError(f"made again: {arguments}")


def test_a_stored_run_is_the_run_that_was_trained(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    first = project.report.run
    monkeypatch.setattr(report_module.Report, "_train", must_not_run)
    again = project.report.run
    assert isinstance(again, Training)
    assert [array.tobytes() for array in first.weights] == [array.tobytes() for array in again.weights]
    for name in ("history", "test_loss", "recipe", "summary", "printed", "image_shape", "train_size", "train_counts", "provenance"):
        assert getattr(first, name) == getattr(again, name), name
    np.testing.assert_array_equal(again.labels, again.dataset.y_test)


def test_a_figure_is_drawn_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    first = project.report.drawing("confusion_matrix")
    monkeypatch.setattr(report_module.Report, "_draw", must_not_run)
    again = project.report.drawing("confusion_matrix")
    assert again == first
    assert first.pictures["svg"].startswith(b"<?xml")
    assert first.pictures["png"].startswith(b"\x89PNG")


def test_another_recipe_is_another_run(project: Project) -> None:
    before = project.report.run_parts(project.report.course.recipe)
    project.settings("seed = 5")
    report = project.report
    assert report.run.recipe.seed == 5
    assert report.run_parts(report.course.recipe) != before


def test_class_names_draw_again_and_train_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = project.report
    before.drawing("confusion_matrix")
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("example = 3", 'example = 3\nclass_names = ["x", "y", "z"]'))
    monkeypatch.setattr(report_module.Report, "_train", must_not_run)
    after = project.report
    assert not after.store.has("figures/confusion-matrix", after.figure_parts("confusion_matrix"))
    assert after.drawing("confusion_matrix").table.columns[-3:] == ("Predicted x", "Predicted y", "Predicted z")


def test_other_data_train_again(project: Project) -> None:
    before = project.report.run_parts(project.report.course.recipe)
    arrays = dict(np.load(project.folder / "tiny.npz"))
    arrays["x_train"][0, 0, 0] ^= 1
    np.savez_compressed(project.folder / "tiny.npz", **arrays)
    assert project.report.run_parts(project.report.course.recipe)["data"] != before["data"]


def test_an_unknown_figure(project: Project) -> None:
    with pytest.raises(ContentError, match=r"no figure 'sample_imags'; the figures are all_neurons, .*training_curves"):
        project.report.drawing("sample_imags")


def test_the_class_names_of_labels_are_their_numbers(project: Project) -> None:
    assert project.report.run.class_names == ("0", "1", "2")
    assert project.report.run.provenance["dataset_name"] == "Bars"
