"""The history: what each commit measured, one JSON object a line, in a file that is only ever appended to.

    {"commit": "1f3a…", "date": "2026-11-22T14:26:07Z", "run": "9c2e…", "accuracy": 0.975, "loss": 0.085,
     "seeds": 10, "mean": 0.9748, "lowest": 0.9721, "highest": 0.9772, "calibration_error": 0.004, "worst_recall": 0.95}
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from ..core.files import writing
from .commit import ID

NAME: Final = "history.jsonl"
"""Where a site publishes its history, relative to the site."""
LARGEST: Final = 10_000_000
"""Bytes of a history that are read, at most: some 30,000 commits."""
DATE: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?")
RUN: Final = re.compile(r"[0-9a-f]{64}")
SHARES: Final = ("accuracy", "mean", "lowest", "highest", "calibration_error", "worst_recall")


@dataclass(frozen=True)
class Record:
    """What one commit measured. Raise ValueError or TypeError for impossible values."""

    commit: str
    """Its id, 7 to 64 hexadecimal digits."""
    date: str
    """When it was made, in UTC, "2026-11-22T14:26:07Z"; empty where that is unknown."""
    run: str
    """The key of the run that the site showed, 64 hexadecimal digits."""
    accuracy: float
    """Test accuracy of that run, 0 to 1."""
    loss: float
    """Test loss of that run, in nats."""
    seeds: int
    """Number of seeds from which the recipe was trained, at least 1."""
    mean: float
    """Mean test accuracy over the seeds, 0 to 1."""
    lowest: float
    """Lowest test accuracy over the seeds, 0 to 1."""
    highest: float
    """Highest test accuracy over the seeds, 0 to 1."""
    calibration_error: float
    """Expected calibration error of that run, 0 to 1."""
    worst_recall: float
    """Lowest recall of a class, 0 to 1."""

    def __post_init__(self) -> None:
        for name, form in {"commit": ID, "date": DATE, "run": RUN}.items():
            if not form.fullmatch(getattr(self, name)):
                raise ValueError(name)
        if not all(0 <= _number(getattr(self, name)) <= 1 for name in SHARES) or _number(self.loss) < 0:
            raise ValueError(self.commit)
        if not isinstance(self.seeds, int) or _number(self.seeds) < 1:
            raise ValueError(self.commit)

    @classmethod
    def parse(cls, line: bytes) -> Record:
        """Return the record in a line of a history, without unknown keys.

        Raise ValueError, KeyError or TypeError for a line that is no record.
        """
        values = json.loads(line)
        return cls(**{field.name: values[field.name] for field in fields(cls)})

    def __str__(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class History:
    """The records of a file."""

    records: tuple[Record, ...] = ()
    """In the order of the file; of each commit only the first."""
    passed_over: int = 0
    """Number of lines that are no records."""

    @classmethod
    def read(cls, file: Path) -> History:
        """Return the history in a file; an empty one where it does not exist or cannot be read."""
        try:
            if not file.is_file():
                return cls()
            with file.open("rb") as history:
                return cls.parse(history.read(LARGEST))
        except OSError:
            return cls()

    @classmethod
    def parse(cls, content: bytes) -> History:
        """Return the history in the content of a file."""
        found = [_parsed(line) for line in content.splitlines() if line.strip()]
        records: dict[str, Record] = {}
        for record in filter(None, found):
            records.setdefault(record.commit, record)
        return cls(tuple(records.values()), found.count(None))

    @property
    def is_trend(self) -> bool:
        """Whether there are records enough to draw: one point is no trend."""
        return len(self.records) > 1


def append(file: Path, *records: Record) -> int:
    """Append to a file, in their order, the records whose commits are not in it; return their number.

    Change nothing that is there, but end a last line that has no end. Raise StoreError when the file cannot be written.
    The caller makes sure that no two processes do this at once.
    """
    known = {record.commit for record in History.read(file).records}
    new = [record for record in records if record.commit not in known]
    if not new:
        return 0
    with writing(file):
        descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o666)
        with os.fdopen(descriptor, "r+b", buffering=0) as history:
            length = history.seek(0, os.SEEK_END)
            history.seek(max(0, length - 1))
            before = b"" if history.read(1) in {b"", b"\n"} else b"\n"
            history.write(before + lines(new))
    return len(new)


def lines(records: Iterable[Record]) -> bytes:
    """Return the content of a history file with these records."""
    return "".join(f"{record}\n" for record in records).encode()


def _number(value: object) -> float:
    """Return a finite number as it is; raise ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return value


def _parsed(line: bytes) -> Record | None:
    try:
        return Record.parse(line)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
