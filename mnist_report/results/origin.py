"""Origin: where a run comes from: its key, its versions, its data and their makers, and the command that repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.names import Name

if TYPE_CHECKING:
    from ..training.run import Run

KEY_LENGTH = 12
"""Number of hexadecimal characters of a run's key that are shown."""
COMMAND = "mkdocs build --strict"
"""The command that repeats the run, in the folder of the project."""


@dataclass(frozen=True, eq=False)
class Origin:
    """Where a run comes from."""

    run: Run
    """The run."""

    def __repr__(self) -> str:
        """Return a text for filters such as `string` that is the same in each build, unlike an address in memory."""
        return f"run {self.key}"

    @property
    def key(self) -> str:
        """The run's key as the site shows it, 12 hexadecimal characters."""
        return self.full_key[:KEY_LENGTH]

    @property
    def full_key(self) -> str:
        """The run's whole key, 64 hexadecimal characters."""
        return str(self.run.provenance["key"])

    @property
    def versions(self) -> Mapping[str, str]:
        """Version of each package that the run depends on, by name."""
        return dict(self.run.provenance["versions"])

    @property
    def data_digest(self) -> str:
        """SHA-256 of the data set, 64 hexadecimal characters."""
        return str(self.run.provenance["data_sha256"])

    @property
    def dataset_name(self) -> Name:
        """What the data set is called."""
        return Name(self.run.provenance["dataset_name"])

    @property
    def attribution(self) -> Name:
        """The makers of the data set."""
        return Name(self.run.provenance["attribution"])

    @property
    def licence(self) -> Name:
        """The licence of the data set."""
        return Name(self.run.provenance["licence"])

    @property
    def command(self) -> str:
        """The command that repeats the run, in the folder of the project."""
        return COMMAND
