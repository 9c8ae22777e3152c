"""Commits: the state of the project that a build is made from."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ID: Final = re.compile(r"[0-9a-f]{7,64}")
"""The id of a commit, as git writes it."""
LATEST: Final = 253402300799
"""The last second of the year 9999, counted from 1970."""


@dataclass(frozen=True)
class Commit:
    """A commit of the repository that contains the project."""

    id: str
    """7 to 64 hexadecimal digits."""
    date: str
    """When it was made, in UTC, "2026-11-22T14:26:07Z"; empty where that is unknown."""

    @classmethod
    def of(cls, project: Path) -> Commit | None:
        """Return the commit that $COMMIT names, or else the current one of the project's folder in git.

        Return None where there is neither, and where $COMMIT is no id. Where git does not know the commit, its date is
        SOURCE_DATE_EPOCH, if that is set.
        """
        named = os.environ.get("COMMIT", "").strip().lower()
        if named and not ID.fullmatch(named):
            return None
        if found := _id_and_time(project, named or "HEAD"):
            return cls(found[0], date_of(found[1]))
        return cls(named, date_of(os.environ.get("SOURCE_DATE_EPOCH", ""))) if named else None

    def edited(self, project: Path) -> list[str]:
        """Return the files of the project, by their paths in it, that differ from the commit.

        Files that were never committed do not count; where git does not know the commit there are none.
        """
        output = _git(project, "diff", "--name-only", "--relative", "-z", self.id, "--", ".")
        return output.rstrip("\0").split("\0") if output else []


def _id_and_time(project: Path, commit: str) -> list[str] | None:
    """Return the id of a commit and its time in seconds since 1970, or None where git does not know it."""
    output = _git(project, "show", "--no-patch", "--format=%H %ct", commit, "--").split()
    return output if len(output) == 2 else None


def _git(project: Path, *arguments: str) -> str:
    """Return what git prints in the project's folder; nothing where it fails, or is not installed."""
    try:
        finished = subprocess.run(["git", "-C", str(project), *arguments], capture_output=True, check=False)
    except OSError:
        return ""
    return "" if finished.returncode else os.fsdecode(finished.stdout)


def date_of(seconds: str) -> str:
    """Return seconds since 1970, written in digits, as a date in UTC, "2026-11-22T14:26:07Z"; "" for another text."""
    if not seconds.isascii() or not seconds.isdecimal() or int(seconds[:12]) > LATEST:
        return ""
    return datetime.fromtimestamp(int(seconds[:12]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
