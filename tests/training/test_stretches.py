"""The loss of the first epoch from moment to moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_report.training.stretches import Stretch, stretches
from tests.support.experiments import a_trial, frozen


def test_a_stretch_has_the_mean_of_its_own_images() -> None:
    """Losses 3, 2, 2, 1, 1, 1 and 0.5: of six steps on ten images each and one on the five that are left."""
    trial = a_trial(0.9, batch_size=10)
    result = replace(trial.results[0], images_per_epoch=65, early_steps=(1, 3),
                     early_history=frozen({"loss": (3.0, 7 / 3)}), history=frozen({"loss": ((70 + 30 + 2.5) / 65, 0.1)}))
    found = stretches(trial, result)
    assert [each[:2] for each in found] == [(1, 1), (2, 3), (4, 7)]
    assert [each.loss for each in found] == pytest.approx([3, 2, 32.5 / 35])


def test_an_epoch_of_one_step_is_one_stretch() -> None:
    trial = a_trial(0.9, batch_size=10)
    result = replace(trial.results[0], images_per_epoch=7, early_steps=(), early_history=frozen({"loss": ()}))
    (only,) = stretches(trial, result)
    assert only == Stretch(1, 1, pytest.approx(result.history["loss"][0]))
