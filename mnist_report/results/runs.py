"""Runs: the run that a course is about and what its trainings came to, from the store or trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ..core.progress import SILENT, Progress
from ..core.recipe import Recipe
from ..core.settings import Settings
from ..core.store import Store, key_of
from ..training import dataset, suitability
from ..training.engine import THREADS, Engine
from ..training.experiment import Experiment
from ..training.history import History
from ..training.run import Loading, Run, Spread, Training
from .keys import Keys
from .training_keys import TRAINED_BY, versions
from .trainings import Trainings


@dataclass(frozen=True)
class Runs:
    """The run of one course, the results of its seeds and its experiments."""

    settings: Settings
    """The settings of the course."""
    progress: Progress = SILENT
    """Shows how far the trainings and the drawing are."""
    engine: Engine = THREADS
    """Trains what the store lacks."""

    @cached_property
    def store(self) -> Store:
        """The store of runs and figures."""
        return Store(self.settings.store)

    @cached_property
    def keys(self) -> Keys:
        """The parts of the keys of the store's entries."""
        return Keys(self.settings, self.store)

    @property
    def history(self) -> History:
        """What earlier commits measured."""
        return self.keys.history

    @cached_property
    def run(self) -> Run:
        """The run that the site is about."""
        return self.run_of(self.settings.recipe)

    @cached_property
    def trainings(self) -> Trainings:
        """The trainings of the course."""
        return Trainings(self.keys, self.progress, self.engine, lambda: self.images)

    @property
    def spread(self) -> Spread:
        """Results of the recipe from each of the course's seeds, trained if they are not stored."""
        return self.trainings.spread

    def experiment(self, name: str) -> Experiment:
        """Return the experiment of this name, its networks trained if not stored. Raise ContentError without one."""
        return self.trainings.experiment(name)

    def begin(self, meanwhile: Callable[[], object] | None = None) -> None:
        """Start to train from every seed, and wait for the run that the site is about.

        Call `meanwhile` in a thread of its own after the first epoch, if there is one: TensorFlow has been imported and
        its program compiled by then, which would have to share Python with it, and the epochs leave a processor idle.

        Raise ContentError for a name that the font of the figures cannot write, before anything is trained.
        """
        self._require_glyphs_for(self.trainings.missing)
        self.trainings.begin(meanwhile)
        _ = self.run

    def train(self) -> int:
        """Make every training that the course needs and the store lacks, and nothing else; return how many these are.

        Raise any error that `begin` would raise, of training, and of the engine; what was finished is stored.
        """
        self._require_glyphs_for(self.trainings.lacking)
        return self.trainings.make()

    def _require_glyphs_for(self, recipes: list[Recipe]) -> None:
        names = (*(self.settings.class_names or ()), self.settings.kind)
        if recipes and not all(map(str.isascii, names)):
            require_glyphs(self.settings)  # only now, as it imports Matplotlib; ASCII is in every font

    def run_of(self, recipe: Recipe) -> Run:
        """Return the run of `recipe`, trained if it is not stored. Raise DataError or TrainingError if it cannot be."""
        return self._run_from(self.trainings.of(recipe), key_of(self.keys.run(recipe)))

    @cached_property
    def images(self) -> dataset.Dataset:
        """The images. Raise DataError or ConfigurationError where the course cannot be taught with them."""
        return suitability.checked(self.settings, dataset.load(self.settings))

    def _run_from(self, training: Training, key: str) -> Run:
        """Return the run of a training: the training and what the course adds to it."""
        settings, classes = self.settings, training.probabilities.shape[1]
        suitability.check_example(settings, len(training.labels))  # which may be new, though the run is stored
        return Run(
            **vars(training),
            class_names=settings.class_names or tuple(map(str, range(classes))),
            example=settings.example,
            examples=settings.examples,
            words=self.keys.words,
            loading=Loading(*dataset.reading(settings)),
            provenance={
                "key": key, "data_sha256": self.keys.data_digest, "versions": versions(TRAINED_BY),
                "dataset_name": settings.dataset_name, "attribution": settings.attribution, "licence": settings.licence,
            },
            open_dataset=lambda: self.images,
        )


def require_glyphs(settings: Settings) -> None:
    """Raise ContentError for a name in the settings that figures show and their font cannot write."""
    from ..figures import rendering

    rendering.require_glyphs("class_names", settings.class_names or ())
    rendering.require_glyphs("kind", (settings.kind,))
