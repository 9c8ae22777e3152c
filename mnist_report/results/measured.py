"""Measured: what takes long to measure of a run, from a store where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import ContentError
from ..training import bootstrap, robustness
from ..training.ensembles import Ensembles
from ..training.metrics import Interval
from ..training.robustness import Robustness
from . import baselines, probes
from .answers import Answers
from .baselines import Baselines
from .probes import Probes

if TYPE_CHECKING:
    from ..training.experiment import Experiment
    from ..training.run import Spread
    from ..training.shifts import Shifts


@dataclass(frozen=True, eq=False, repr=False)
class Measured(Answers):
    """What takes long to measure of a run."""

    open_spread: Callable[[], Spread]
    """Returns the results of the recipe from several seeds, the run's first; called at most once, when a page needs it.
    """
    open_intervals: Callable[[], Mapping[str, Interval]] | None = None
    """Returns the `bootstrap.intervals` of the run from a store; called at most once. With None they are computed."""
    open_probes: Callable[[], Probes] | None = None
    """Returns the results of the network on other inputs from a store. With None they are measured."""
    open_baselines: Callable[[], Baselines] | None = None
    """Returns the results of simpler rules from a store. With None they are measured."""
    open_robustness: Callable[[], Robustness] | None = None
    """Returns the right answers that are left of changed images from a store. With None they are counted."""
    open_experiment: Callable[[str], Experiment] | None = None
    """Returns an experiment by its name, its networks trained. Findings ask for it where the course has experiments."""
    open_ensembles: Callable[[], Ensembles] | None = None
    """Returns the answers of several networks together from a store, where the course has experiments."""
    open_shifts: Callable[[], Shifts] | None = None
    """Returns what networks read of moved images. Findings ask for it where the course has experiments."""

    @property
    def ensembles(self) -> Ensembles:
        """The answers of networks of several seeds together. Raise ContentError where the course has no experiments."""
        if not self.open_ensembles:
            raise ContentError("no ensembles; this evaluation was made without any")
        return self.open_ensembles()

    def experiment(self, name: str) -> Experiment:
        """Return the experiment of this name. Raise ContentError where there is none."""
        if not self.open_experiment:
            raise ContentError(f"no experiment {name!r}; this evaluation was made without any")
        return self.open_experiment(name)

    @property
    def probes(self) -> Probes:
        """Results of the network on other inputs."""
        return self.open_probes() if self.open_probes else probes.measure(self.run)

    @property
    def baselines(self) -> Baselines:
        """Results of simpler rules on the same test images."""
        if self.open_baselines:
            return self.open_baselines()
        return baselines.measure(self.recipe, self.run.dataset)

    @property
    def robustness(self) -> Robustness:
        """How many test images are still read right when every pixel is changed a little."""
        return self.open_robustness() if self.open_robustness else robustness.measure(self.run)

    @property
    def shifts(self) -> Shifts:
        """What networks read of moved test images. Raise ContentError where the course has no experiments."""
        if not self.open_shifts:
            raise ContentError("no shifts; this evaluation was made without experiments")
        return self.open_shifts()

    @property
    def _intervals(self) -> Mapping[str, Interval]:
        if self.open_intervals:
            return self.open_intervals()
        return bootstrap.intervals(self.run.probabilities, self.run.labels, self.recipe.seed)
