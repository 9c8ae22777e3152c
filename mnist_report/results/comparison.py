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

import json
import math
import reprlib
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from ..core.errors import ContentError
from ..core.fetch import ADDRESS, fetch
from ..training.metrics import SIGNIFICANT, mcnemar

Record = Mapping[str, Any]
Misread = tuple[frozenset[int], ...]
LARGEST: Final = 10_000_000
"""Bytes of a metrics.json that are read, at most."""
FINITE: Final = sys.float_info.max
"""The largest number that is one."""


class Verdict(StrEnum):
    """Whether chance explains a difference."""

    WITHIN = "within what chance explains"
    BEYOND = "beyond what chance explains"
    UNKNOWN = "and whether chance explains it cannot be said"


@dataclass(frozen=True)
class Reading:
    """A measure in one record, and how far it is known."""

    value: float
    """As measured."""
    deviation: float | None
    """Standard deviation over the seeds, of one training; None where there is one seed."""
    trainings: int = 1
    """How many trainings the value is the mean of."""
    error: float | None = None
    """Standard error that comes of the test images, from the 95 % interval; None where there is no interval."""
    misread: Misread | None = None
    """The test images of each class that were misread; None where the record does not list them all."""
    of: int | None = None
    """The number of the class that the value is of; None for all."""


@dataclass(frozen=True)
class Measure:
    """What is compared."""

    name: str
    """As a sentence says it."""
    higher_is_better: bool
    """Or else lower is."""
    read: Callable[[Record], Reading]
    """Reads it off a record; raises KeyError, TypeError, ValueError or IndexError where it is not there."""
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


def number(value: object, most: float = FINITE) -> float:
    """Return `value` where it is a finite number from 0 to `most`; raise ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        expected = f"from 0 to {most}" if most < FINITE else "of 0 or more"
        raise ValueError(f"{reprlib.repr(value)} should be a finite number {expected}")
    return float(value)


def worst_class(record: Record) -> Mapping[str, Any]:
    """Return the entry of the class with the lowest recall, among those with test images.

    Raise KeyError, TypeError or ValueError where the record has none, or a recall that is no number from 0 to 1.
    """
    tested = [each for each in record["classes"] if each.get("support") != 0]
    worst: Mapping[str, Any] = min(tested, key=lambda each: number(each["recall"], 1))
    return worst


def _accuracy(record: Record) -> Reading:
    measure = record["test"]["accuracy"]
    return Reading(number(measure["value"], 1), _deviation(_over_seeds(record, "accuracy")),
                   error=_error(measure.get("interval")), misread=_misread(record))


def _loss(record: Record) -> Reading:
    test = record["test"]
    return Reading(number(test["loss"]["value"]), _deviation(_over_seeds(record, "loss")),
                   error=_error(test.get("log_loss", {}).get("interval")))


def _mean(record: Record) -> Reading:
    accuracies = _over_seeds(record, "accuracy")
    return Reading(statistics.fmean(accuracies), _deviation(accuracies), trainings=len(accuracies))


def _worst_recall(record: Record) -> Reading:
    worst = worst_class(record)
    return Reading(number(worst["recall"], 1), _deviation(_over_seeds(record, "worst_recall", known=False)),
                   error=_error(worst.get("recall_interval")), misread=_misread(record),
                   of=record["classes"].index(worst))


def _calibration_error(record: Record) -> Reading:
    measure = record["test"]["calibration_error"]
    return Reading(number(measure["value"], 1), _deviation(_over_seeds(record, "calibration_error", known=False)),
                   error=_error(measure.get("interval")))


def _over_seeds(record: Record, name: str, known: bool = True) -> list[float]:
    """What each seed gave; nothing, where it is not `known` to be there and is not."""
    results = record["spread"]["results"]
    return [number(each[name], FINITE if name == "loss" else 1) for each in results if known or name in each]


def _deviation(values: list[float]) -> float | None:
    return statistics.stdev(values) if len(values) > 1 else None


def _error(interval: Mapping[str, object] | None) -> float | None:
    """A 95 % interval is about four standard errors wide."""
    return number(number(interval["high"]) - number(interval["low"])) / 4 if interval else None


def _misread(record: Record) -> Misread | None:
    """The misread test images of each class, where the record lists as many as its accuracy and recalls tell of."""
    listed: dict[str, set[int]] = {each.get("name"): set() for each in record["classes"]}
    for confusion in record.get("confusions", ()):
        listed[confusion["true"]].update(confusion["images"])
    told = [_wrong(each.get("support"), each["recall"]) for each in record["classes"]]
    in_all = _wrong(record["test"].get("images"), record["test"]["accuracy"]["value"])
    counted = [len(images) for images in listed.values()]
    if told != counted or in_all != sum(counted):
        return None
    return tuple(map(frozenset, listed.values()))


def _wrong(images: float | None, right: float) -> int | None:
    """How many of so many images were misread, where the share `right` was not."""
    return None if images is None else round(number(images) * (1 - number(right, 1)))


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


def compare(old: Record, new: Record) -> list[Change]:
    """Return how each measure went; of single seeds there is no mean. Raise ContentError for a record that lacks one,
    or has none that is a finite number where such numbers can be.
    """
    paired = _digest(old) is not None and _digest(old) == _digest(new)
    changes = [Change(each, _reading(each, old, "old"), _reading(each, new, "new"), paired) for each in MEASURES]
    return [each for each in changes if each.measure.asks_images or max(each.old.trainings, each.new.trainings) > 1]


def _digest(record: Record) -> Any:
    return _part(record, "data", "sha256")["sha256"]


def differing_conditions(old: Record, new: Record) -> Iterator[str]:
    """What else than chance differs between the runs, a line each: "recipe.epochs: 5 -> 6". Where the keys of the runs
    differ and nothing else that they are made of, it is the code.
    """
    told = list(_differing_parts(old, new))
    if not told and _part(old, "reproduction", "run_key") != _part(new, "reproduction", "run_key"):
        told = ["code: the functions that train are others, as the key of the run is and nothing else it is made of"]
    yield from told


def _differing_parts(old: Record, new: Record) -> Iterator[str]:
    for part, name in (("data", "sha256"), ("recipe", ""), ("versions", "")):
        before, after = (_part(each, part, name) for each in (old, new))
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                yield f"{part}.{key}: {before.get(key)} -> {after.get(key)}"


def _part(record: Record, part: str, name: str) -> Mapping[str, Any]:
    """One value of a part of a record, or all of them; none where the part is not there."""
    said = record.get(part)
    values: Mapping[str, Any] = said if isinstance(said, dict) else {}
    return {name: values.get(name)} if name else values


def read_record(address: str) -> dict[str, Any]:
    """The metrics.json at a path or an http address. Raises ContentError when there is none."""
    try:
        record = json.loads(_bytes(address), parse_constant=_no_constant, parse_float=_finite)
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ContentError(f"{address} cannot be read as a metrics.json: {reason}") from error
    if not isinstance(record, dict):
        raise ContentError(f"{address} is no metrics.json: it should hold one JSON object")
    return record


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number that JSON knows")


def _finite(text: str) -> float:
    if not math.isfinite(value := float(text)):
        raise ValueError(f"{text} is larger than any number that a program holds")
    return value


def _bytes(address: str) -> bytes:
    if ADDRESS.match(address):
        return fetch(address, LARGEST)
    with Path(address).open("rb") as file:
        return file.read(LARGEST)


def _reading(measure: Measure, record: Record, which: str) -> Reading:
    try:
        return measure.read(record)
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ContentError(f"the {which} record does not say the {measure.name} ({reason}); it should be a "
                           "metrics.json of this course") from error
