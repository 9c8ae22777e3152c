"""The errors: what can go wrong, and the exit code of each kind.

    Exception
    └── ReportError            never raised itself
        ├── ConfigurationError  3   pyproject.toml says something impossible
        ├── DataError           4   the data set is missing, damaged or not of the expected form
        ├── TrainingError       5   a training did not end in a usable network
        ├── ContentError        6   a page, a figure or a name in a page is wrong
        ├── StoreError          7   the store or the output folder cannot be written
        ├── QualityError        8   a gate of quality is not met, or two things are not equal that should be
        ├── LinkError           9   the strict build or the checks of the built site found faults
        ├── PermalinkError     10   a published address is gone, or docs/permalinks.txt cannot be read
        └── ClusterError       11   a Dask cluster cannot be reached, or does not train as this process does

Usage errors exit with 2, as in every click program. A message is one line that names the thing, its value, and what
would have been right.
"""

from __future__ import annotations

from typing import ClassVar


class ReportError(Exception):
    """An error that a person can correct; its message is one line for that person."""

    exit_code: ClassVar[int]
    """The exit code of `mnist-report` for this kind of error, 3 to 125."""
    kind: ClassVar[str]
    """One word for this kind of error, printed before the message."""


class ConfigurationError(ReportError):
    """`[tool.mnist-report]` contains an unknown key or an impossible value."""

    exit_code = 3
    kind = "configuration"


class DataError(ReportError):
    """A data set is missing, damaged, or not of the documented form."""

    exit_code = 4
    kind = "data"


class TrainingError(ReportError):
    """A training did not end in a usable network."""

    exit_code = 5
    kind = "training"


class ContentError(ReportError):
    """A page or a figure names something that is not there, or cannot be drawn."""

    exit_code = 6
    kind = "content"


class StoreError(ReportError):
    """The store or the output folder cannot be read or written."""

    exit_code = 7
    kind = "store"


class QualityError(ReportError):
    """A result is not good enough, cannot be judged, or is not what it should equal."""

    exit_code = 8
    kind = "quality"


class LinkError(ReportError):
    """A built site has faults: links, ids, alternative texts, HTML, requests to other hosts, typed results."""

    exit_code = 9
    kind = "links"


class PermalinkError(ReportError):
    """A published address is gone, its redirect leads nowhere, or docs/permalinks.txt cannot be read."""

    exit_code = 10
    kind = "permalinks"


class ClusterError(ReportError):
    """A Dask cluster cannot be reached, has no workers, loses them, or does not train as this process does."""

    exit_code = 11
    kind = "cluster"
