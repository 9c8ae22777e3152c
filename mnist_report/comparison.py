"""Comparison: what became better or worse from one metrics.json to another, and whether chance alone explains it."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .errors import ContentError
from .fetch import ADDRESS, fetch

Record = Mapping[str, Any]
LARGEST: Final = 10_000_000
"""Bytes of a metrics.json that are read, at most."""


@dataclass(frozen=True)
class Reading:
    """A measure in one record, and how far it is known."""

    value: float
    """As measured."""
    error: float
    """Standard deviation of the value: over seeds where there are several, or from its 95 % interval; 0 if unknown."""


@dataclass(frozen=True)
class Measure:
    """What is compared."""

    name: str
    """As a sentence says it."""
    higher_is_better: bool
    """Or else lower is."""
    read: Callable[[Record], Reading]
    """Reads it off a record; raises KeyError, TypeError, ValueError or IndexError where it is not there."""


@dataclass(frozen=True)
class Change:
    """How one measure went."""

    measure: Measure
    """What was compared."""
    old: Reading
    """Before."""
    new: Reading
    """After."""

    @property
    def better(self) -> bool:
        """Whether it went the right way."""
        return self.new.value != self.old.value and (self.new.value > self.old.value) == self.measure.higher_is_better

    @property
    def worse(self) -> bool:
        """Whether it went the wrong way."""
        return self.new.value != self.old.value and not self.better

    @property
    def beyond(self) -> bool:
        """Whether the difference exceeds twice its standard error, the root of both variances added."""
        error = math.hypot(self.old.error, self.new.error)
        return error > 0 and abs(self.new.value - self.old.value) > 2 * error

    def __str__(self) -> str:
        went = "better" if self.better else "worse" if self.worse else "the same"
        far = f", {'beyond' if self.beyond else 'within'} what chance explains" if self.better or self.worse else ""
        return f"{self.measure.name}: {self.old.value:.4f} -> {self.new.value:.4f}, {went}{far}"


def _over_seeds(name: str) -> Callable[[Record], Reading]:
    """The value that the site shows; its error is the spread over seeds."""
    return lambda record: Reading(float(record["test"][name]["value"]), _deviation(record, name))


def _mean(record: Record) -> Reading:
    seeds = [float(each["accuracy"]) for each in record["spread"]["results"]]
    return Reading(statistics.fmean(seeds), _deviation(record, "accuracy") / math.sqrt(len(seeds)))


def _deviation(record: Record, name: str) -> float:
    seeds = [float(each[name]) for each in record["spread"]["results"]]
    return statistics.stdev(seeds) if len(seeds) > 1 else 0.0


def _of_interval(value: float, interval: Mapping[str, float]) -> Reading:
    """A 95 % interval is about four standard deviations wide."""
    return Reading(float(value), (interval["high"] - interval["low"]) / 4)


def _worst_recall(record: Record) -> Reading:
    worst = min(record["classes"], key=lambda each: float(each["recall"]))
    return _of_interval(worst["recall"], worst["recall_interval"])


def _calibration_error(record: Record) -> Reading:
    measure = record["test"]["calibration_error"]
    return _of_interval(measure["value"], measure["interval"])


MEASURES: Final = (
    Measure("test accuracy", True, _over_seeds("accuracy")),
    Measure("test loss", False, _over_seeds("loss")),
    Measure("mean test accuracy over seeds", True, _mean),
    Measure("recall of the worst class", True, _worst_recall),
    Measure("calibration error", False, _calibration_error),
)
"""Everything that is compared."""


def compare(old: Record, new: Record) -> list[Change]:
    """How each measure went. Raises ContentError for a record that lacks one."""
    return [Change(each, _reading(each, old, "the old"), _reading(each, new, "the new")) for each in MEASURES]


def differing_conditions(old: Record, new: Record) -> Iterator[str]:
    """What else than chance differs between the runs, a line each: "recipe.epochs: 5 -> 6"."""
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
        record = json.loads(_bytes(address))
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ContentError(f"{address} cannot be read as a metrics.json: {reason}") from error
    if not isinstance(record, dict):
        raise ContentError(f"{address} is no metrics.json: it should hold one JSON object")
    return record


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
        raise ContentError(f"{which} record says nothing of the {measure.name} ({reason}); it should be a metrics.json "
                           "of this course") from error
