"""Comparison: what became better or worse from one metrics.json to another, and whether chance alone explains it.

Chance has two sources, and a difference is beyond chance only where neither explains it:

    compared                 the seed                                  the test images
    of the run shown
      accuracy               twice the standard error, from the        McNemar's exact test, p < 0.05
      recall, worst class    standard deviation over the seeds         the same on that class, p times the classes
      loss, calibration      of each record                            twice the standard error, from the 95 % intervals
    mean accuracy of seeds   the same, of the means                    not asked: all seeds answered the same images

McNemar's test is paired: both networks answered the same images, and only those count that one alone misread. It needs
the same data (`data.sha256`) and every misread image (`confusions`); otherwise the 95 % intervals are treated as
independent. For the recall of the worst class, the class with the lower recall of both is tested, and p is multiplied
by the number of classes because it was chosen among them (Bonferroni). Where one record has a single seed, the
deviation of the other is used for both; where both have one, the effect of the seed is unknown, and so is whether
chance explains what the images do not.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from ..training.metrics import Interval
from ..training.significance import SIGNIFICANT, mcnemar
from .model_card import ModelCard

Misread = tuple[frozenset[int], ...]


class Verdict(StrEnum):
    """Whether chance explains a difference."""

    WITHIN = "within what chance explains"
    BEYOND = "beyond what chance explains"
    UNKNOWN = "and whether chance explains it cannot be said"


@dataclass(frozen=True)
class Reading:
    """The value of a measure in one card, and its uncertainty."""

    value: float
    """The measured value."""
    deviation: float | None
    """Standard deviation of single trainings over the seeds; None where there is one seed."""
    trainings: int = 1
    """Number of trainings of which the value is the mean."""
    error: float | None = None
    """Standard error due to the test images, from the 95 % interval; None where these are no source of chance."""
    misread: Misread | None = None
    """The test images of each class that were misread; None where the card does not list them all."""
    of: int | None = None
    """Number of the class to which the value belongs; None for all classes."""


@dataclass(frozen=True)
class Measure:
    """One of the measures that are compared."""

    name: str
    """Its name in a sentence."""
    higher_is_better: bool
    """Whether a higher value is better; otherwise a lower one is."""
    read: Callable[[ModelCard], Reading]
    """Returns its value in a card."""
    asks_images: bool = True
    """Whether the choice of the test images is a source of chance."""


@dataclass(frozen=True)
class Change:
    """How one measure changed."""

    measure: Measure
    """The measure."""
    old: Reading
    """Its value before."""
    new: Reading
    """Its value after."""
    paired: bool
    """Whether both networks answered the same test images."""

    @property
    def better(self) -> bool:
        """Whether the measure became better."""
        return self.new.value != self.old.value and (self.new.value > self.old.value) == self.measure.higher_is_better

    @property
    def worse(self) -> bool:
        """Whether the measure became worse."""
        return self.new.value != self.old.value and not self.better

    @property
    def verdict(self) -> Verdict:
        """Whether chance explains the difference, by the rules at the top of the file."""
        explained = self._explained.values()
        if any(explained):
            return Verdict.WITHIN
        return Verdict.UNKNOWN if None in explained else Verdict.BEYOND

    @property
    def regressed(self) -> bool:
        """Whether the measure became worse, and chance is not known to explain it."""
        return self.worse and self.verdict is not Verdict.WITHIN

    def __str__(self) -> str:
        direction = "better" if self.better else "worse" if self.worse else "the same"
        verdict = f", {self.verdict}{self._unknown_chances}" if self.better or self.worse else ""
        return f"{self.measure.name}: {self.old.value:.4f} -> {self.new.value:.4f}, {direction}{verdict}"

    @property
    def _unknown_chances(self) -> str:
        unknown = [chance for chance, explains in self._explained.items() if explains is None]
        return f": nothing tells what {' and '.join(unknown)} did" if self.verdict is Verdict.UNKNOWN else ""

    @property
    def _explained(self) -> dict[str, bool | None]:
        """Whether each source of chance explains the difference; None where that is unknown."""
        images = {"the choice of the test images": self._images_explain()} if self.measure.asks_images else {}
        return {"the seed": self._seeds_explain(), **images}

    def _seeds_explain(self) -> bool | None:
        readings = (self.old, self.new)
        known = [reading.deviation for reading in readings if reading.deviation]
        errors = [(reading.deviation or known[0]) / math.sqrt(reading.trainings) for reading in readings if known]
        return self._within(*errors) if known else None

    def _images_explain(self) -> bool | None:
        old, new = self.old, self.new
        if self.paired and old.misread and new.misread and len(old.misread) == len(new.misread):
            of = min(old, new, key=lambda reading: reading.value).of
            before, after = (_of_class(misread, of) for misread in (old.misread, new.misread))
            tests = 1 if of is None else len(old.misread)
            return tests * mcnemar(len(before - after), len(after - before)) >= SIGNIFICANT
        return self._within(old.error, new.error) if old.error and new.error else None

    def _within(self, *errors: float) -> bool:
        return abs(self.new.value - self.old.value) <= 2 * math.hypot(*errors)


def _accuracy(card: ModelCard) -> Reading:
    measure = card.test.accuracy
    return Reading(measure.value, _deviation(_accuracies(card)), error=_error(measure.interval), misread=_misread(card))


def _loss(card: ModelCard) -> Reading:
    losses = [result.loss for result in card.spread.results]
    return Reading(card.test.loss.value, _deviation(losses), error=_error(card.test.log_loss.interval))


def _mean(card: ModelCard) -> Reading:
    accuracies = _accuracies(card)
    return Reading(statistics.fmean(accuracies), _deviation(accuracies), trainings=len(accuracies))


def _worst_recall(card: ModelCard) -> Reading:
    worst = card.worst_class
    recalls = [result.worst_recall for result in card.spread.results if result.worst_recall is not None]
    return Reading(worst.recall, _deviation(recalls), error=_error(worst.recall_interval), misread=_misread(card),
                   of=card.classes.index(worst))


def _calibration_error(card: ModelCard) -> Reading:
    measure = card.test.calibration_error
    errors = [result.calibration_error for result in card.spread.results if result.calibration_error is not None]
    return Reading(measure.value, _deviation(errors), error=_error(measure.interval))


def _accuracies(card: ModelCard) -> list[float]:
    return [result.accuracy for result in card.spread.results]


def _deviation(values: list[float]) -> float | None:
    return statistics.stdev(values) if len(values) > 1 else None


def _error(interval: Interval) -> float:
    """Return the standard error of a 95 % interval, which is about four of them wide."""
    return (interval.high - interval.low) / 4


def _misread(card: ModelCard) -> Misread | None:
    """Return the misread test images of each class; None unless as many are listed as accuracy and recalls imply."""
    listed: dict[str, set[int]] = {result.name: set() for result in card.classes}
    for confusion in card.confusions:
        listed.setdefault(confusion.true, set()).update(confusion.images)
    implied = [round(result.support * (1 - result.recall)) for result in card.classes]
    implied_in_all = round(card.test.images * (1 - card.test.accuracy.value))
    counted = [len(images) for images in listed.values()]
    if implied != counted or implied_in_all != sum(counted):
        return None
    return tuple(map(frozenset, listed.values()))


def _of_class(misread: Misread, number_of_class: int | None) -> frozenset[int]:
    return frozenset().union(*misread) if number_of_class is None else misread[number_of_class]


MEASURES: Final = (
    Measure("test accuracy", True, _accuracy),
    Measure("test loss", False, _loss),
    Measure("mean test accuracy over seeds", True, _mean, asks_images=False),
    Measure("recall of the worst class", True, _worst_recall),
    Measure("calibration error", False, _calibration_error),
)
"""All measures that are compared."""


def compare(old: ModelCard, new: ModelCard) -> list[Change]:
    """Return how each measure changed; the mean over seeds is left out where both have a single seed."""
    paired = old.data.sha256 == new.data.sha256
    changes = [Change(measure, measure.read(old), measure.read(new), paired) for measure in MEASURES]
    return [
        change for change in changes
        if change.measure.asks_images or max(change.old.trainings, change.new.trainings) > 1
    ]


def differing_conditions(old: ModelCard, new: ModelCard) -> Iterator[str]:
    """Yield a line for each known difference between the runs apart from chance: "recipe.epochs: 5 -> 6".

    Where the keys of the runs differ and nothing else of which they are made, the difference is the code.
    """
    before, after = _conditions(old), _conditions(new)
    differing = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    yield from (f"{name}: {before.get(name)} -> {after.get(name)}" for name in differing)
    if not differing and old.reproduction.run_key != new.reproduction.run_key:
        yield "code: the functions that train are others, as the key of the run is and nothing else it is made of"


def _conditions(card: ModelCard) -> dict[str, object]:
    parts = {"data": {"sha256": card.data.sha256}, "recipe": asdict(card.recipe), "versions": card.versions}
    return {f"{part}.{name}": value for part, values in parts.items() for name, value in values.items()}
