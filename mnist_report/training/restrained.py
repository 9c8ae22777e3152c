"""Restrained: the trials of the experiment `restraint`, each by what is tried in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .experiment import Experiment, Trial


class Restrained(NamedTuple):
    """The trials of networks that learn from few images; the last four take as many steps as all images would."""

    short: Trial
    """The baseline: the epochs of the course."""
    further: Trial
    """Several times as many epochs."""
    long: Trial
    """Nothing is held back."""
    penalty: Trial
    """An L2 penalty."""
    dropout: Trial
    """Dropout."""
    random: Trial
    """Random labels."""


def restrained(experiment: Experiment) -> Restrained:
    """Return the trials of the experiment, which are those of `plans.course_plans`."""
    changed = [trial for trial in experiment.trials if trial.difference]
    further, *longer = sorted(changed, key=lambda trial: trial.recipe.steps_per_epoch is not None)
    held = {name: next(trial for trial in longer if name in trial.difference) for name in ("l2", "dropout", "labels")}
    long = next(trial for trial in longer if trial not in held.values())
    return Restrained(experiment.baseline, further, long, *held.values())
