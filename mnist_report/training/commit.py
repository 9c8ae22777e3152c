"""Commit: which state of the project a build is of."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ID: Final = re.compile(r"[0-9a-f]{7,64}")
"""What a commit is called, as git writes it."""
LATEST: Final = 253402300799
"""The last second of the year 9999, counted from 1970."""


@dataclass(frozen=True)
class Commit:
    """A commit of the repository that holds the project."""

    id: str
    """7 to 64 hexadecimal digits."""
    date: str
    """When it was made, in UTC, "2026-11-22T14:26:07Z"; empty where that is not known."""

    @classmethod
    def of(cls, project: Path) -> Commit | None:
        """$COMMIT, or else what git says of the project's folder; None where there is neither.

        Where git does not know the commit, its date is SOURCE_DATE_EPOCH, if that is set.
        """
        asked = os.environ.get("COMMIT", "").strip().lower()
        if asked and not ID.fullmatch(asked):
            return None
        if known := _known(project, asked or "HEAD"):
            return cls(known[0], _date(known[1]))
        return cls(asked, _date(os.environ.get("SOURCE_DATE_EPOCH", ""))) if asked else None

    def edited(self, project: Path) -> list[str]:
        """Files of the project, by their paths in it, that are not as the commit has them; none where git does not know
        the commit. Files that were never committed do not count.
        """
        said = _git(project, "diff", "--name-only", "--relative", "-z", self.id, "--", ".")
        return said.rstrip("\0").split("\0") if said else []


def _known(project: Path, commit: str) -> list[str] | None:
    """The id of a commit and its time in seconds since 1970, as git has them."""
    said = _git(project, "show", "--no-patch", "--format=%H %ct", commit, "--").split()
    return said if len(said) == 2 else None


def _git(project: Path, *arguments: str) -> str:
    """What git says in the project's folder; nothing where it fails, or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(project), *arguments], capture_output=True, check=False)
    except OSError:
        return ""
    return "" if done.returncode else os.fsdecode(done.stdout)


def _date(seconds: str) -> str:
    if not seconds.isascii() or not seconds.isdecimal() or int(seconds[:12]) > LATEST:
        return ""
    return datetime.fromtimestamp(int(seconds[:12]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
