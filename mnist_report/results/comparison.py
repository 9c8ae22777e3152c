"""Comparison: what became better or worse from one metrics.json to another, and whether chance alone explains it.

There are two chances, and a difference is beyond chance only where neither explains it:

    compared                 the seed                                  the test images
    of the run shown
      accuracy               twice the standard error, from the        McNemar's exact test, p < 0.05
      recall, worst class    standard deviation over the seeds         the same on that class, p times the classes
      loss, calibration      of each record                            twice the standard error, from the 95 % intervals
    mean accuracy of seeds   the same, of the means                    not asked: all seeds answered the same images

McNemar's test is paired: both networks answered the same images, so those count that one of them alone misread. It
needs the same data (`data.sha256`) and every misread image (`confusions`); otherwise the 95 % intervals are taken for
independent. Of the worst class it is asked for that of the lower recall, whose p is multiplied by the number of classes
because it was chosen among them (Bonferroni). Where one record has a single seed, the deviation of the other stands for
both; where both have, nobody can say what the seed does, and what the images do not explain is unknown.
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
    """A measure in one card, and how far it is known."""

    value: float
    """As measured."""
    deviation: float | None
    """Standard deviation over the seeds, of one training; None where there is one seed."""
    trainings: int = 1
    """How many trainings the value is the mean of."""
    error: float | None = None
    """Standard error that comes of the test images, from the 95 % interval; None where other images are no chance."""
    misread: Misread | None = None
    """The test images of each class that were misread; None where the card does not list them all."""
    of: int | None = None
    """The number of the class that the value is of; None for all."""


@dataclass(frozen=True)
class Measure:
    """What is compared."""

    name: str
    """As a sentence says it."""
    higher_is_better: bool
    """Or else lower is."""
    read: Callable[[ModelCard], Reading]
    """Reads it off a card."""
    asks_images: bool = True
    """Whether other test images are among the chances."""


@dataclass(frozen=True)
class Change:
    """How one measure went."""

    measure: Measure
    """What was compared."""
    old: Reading
    """Before."""
    new: Reading
    """After."""
    paired: bool
    """Whether both answered the same test images."""

    @property
    def better(self) -> bool:
        """Whether it went the right way."""
        return self.new.value != self.old.value and (self.new.value > self.old.value) == self.measure.higher_is_better

    @property
    def worse(self) -> bool:
        """Whether it went the wrong way."""
        return self.new.value != self.old.value and not self.better

    @property
    def verdict(self) -> Verdict:
        """Whether chance explains the difference; see the top of the file."""
        explained = self._explained.values()
        if any(explained):
            return Verdict.WITHIN
        return Verdict.UNKNOWN if None in explained else Verdict.BEYOND

    @property
    def regressed(self) -> bool:
        """Whether it went the wrong way, and chance is not known to explain it."""
        return self.worse and self.verdict is not Verdict.WITHIN

    def __str__(self) -> str:
        went = "better" if self.better else "worse" if self.worse else "the same"
        far = f", {self.verdict}{self._doubt}" if self.better or self.worse else ""
        return f"{self.measure.name}: {self.old.value:.4f} -> {self.new.value:.4f}, {went}{far}"

    @property
    def _doubt(self) -> str:
        unknown = [chance for chance, explains in self._explained.items() if explains is None]
        return f": nothing tells what {' and '.join(unknown)} did" if self.verdict is Verdict.UNKNOWN else ""

    @property
    def _explained(self) -> dict[str, bool | None]:
        """Whether each chance explains the difference; None where nothing is known of it."""
        images = {"the choice of the test images": self._images_explain()} if self.measure.asks_images else {}
        return {"the seed": self._seeds_explain(), **images}

    def _seeds_explain(self) -> bool | None:
        known = [each.deviation for each in (self.old, self.new) if each.deviation]
        errors = [(each.deviation or known[0]) / math.sqrt(each.trainings) for each in (self.old, self.new) if known]
        return self._within(*errors) if known else None

    def _images_explain(self) -> bool | None:
        old, new = self.old, self.new
        if self.paired and old.misread and new.misread and len(old.misread) == len(new.misread):
            of = min(old, new, key=lambda each: each.value).of
            before, after = (_of_class(each, of) for each in (old.misread, new.misread))
            tests = 1 if of is None else len(old.misread)
            return tests * mcnemar(len(before - after), len(after - before)) >= SIGNIFICANT
        return self._within(old.error, new.error) if old.error and new.error else None

    def _within(self, *errors: float) -> bool:
        return abs(self.new.value - self.old.value) <= 2 * math.hypot(*errors)


def _accuracy(card: ModelCard) -> Reading:
    measure = card.test.accuracy
    return Reading(measure.value, _deviation(_accuracies(card)), error=_error(measure.interval), misread=_misread(card))


def _loss(card: ModelCard) -> Reading:
    losses = [each.loss for each in card.spread.results]
    return Reading(card.test.loss.value, _deviation(losses), error=_error(card.test.log_loss.interval))


def _mean(card: ModelCard) -> Reading:
    accuracies = _accuracies(card)
    return Reading(statistics.fmean(accuracies), _deviation(accuracies), trainings=len(accuracies))


def _worst_recall(card: ModelCard) -> Reading:
    worst = card.worst_class
    recalls = [each.worst_recall for each in card.spread.results if each.worst_recall is not None]
    return Reading(worst.recall, _deviation(recalls), error=_error(worst.recall_interval), misread=_misread(card),
                   of=card.classes.index(worst))


def _calibration_error(card: ModelCard) -> Reading:
    measure = card.test.calibration_error
    errors = [each.calibration_error for each in card.spread.results if each.calibration_error is not None]
    return Reading(measure.value, _deviation(errors), error=_error(measure.interval))


def _accuracies(card: ModelCard) -> list[float]:
    return [each.accuracy for each in card.spread.results]


def _deviation(values: list[float]) -> float | None:
    return statistics.stdev(values) if len(values) > 1 else None


def _error(interval: Interval) -> float:
    """A 95 % interval is about four standard errors wide."""
    return (interval.high - interval.low) / 4


def _misread(card: ModelCard) -> Misread | None:
    """The misread test images of each class, where the card lists as many as its accuracy and recalls tell of."""
    listed: dict[str, set[int]] = {each.name: set() for each in card.classes}
    for confusion in card.confusions:
        listed.setdefault(confusion.true, set()).update(confusion.images)
    told = [round(each.support * (1 - each.recall)) for each in card.classes]
    in_all = round(card.test.images * (1 - card.test.accuracy.value))
    counted = [len(images) for images in listed.values()]
    if told != counted or in_all != sum(counted):
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
"""Everything that is compared."""


def compare(old: ModelCard, new: ModelCard) -> list[Change]:
    """Return how each measure went; of single seeds there is no mean."""
    paired = old.data.sha256 == new.data.sha256
    changes = [Change(each, each.read(old), each.read(new), paired) for each in MEASURES]
    return [each for each in changes if each.measure.asks_images or max(each.old.trainings, each.new.trainings) > 1]


def differing_conditions(old: ModelCard, new: ModelCard) -> Iterator[str]:
    """What else than chance differs between the runs, a line each: "recipe.epochs: 5 -> 6". Where the keys of the runs
    differ and nothing else that they are made of, it is the code.
    """
    before, after = _conditions(old), _conditions(new)
    differing = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    yield from (f"{name}: {before.get(name)} -> {after.get(name)}" for name in differing)
    if not differing and old.reproduction.run_key != new.reproduction.run_key:
        yield "code: the functions that train are others, as the key of the run is and nothing else it is made of"


def _conditions(card: ModelCard) -> dict[str, object]:
    parts = {"data": {"sha256": card.data.sha256}, "recipe": asdict(card.recipe), "versions": card.versions}
    return {f"{part}.{name}": value for part, values in parts.items() for name, value in values.items()}
