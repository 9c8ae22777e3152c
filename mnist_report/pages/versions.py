"""Versions: the address at which a site is once more, and stays when another one takes its place.

    versions/2026-11-27-3e0133dfb79d/       the date of its commit, in UTC, and the key of its run
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..training.commit import Commit, date_of

if TYPE_CHECKING:
    from ..core.settings import Settings
    from .course import Course

FOLDER: Final = "versions/"
"""Where the kept sites are, relative to the site; the address of the page that lists them."""
NAME: Final = re.compile(r"(\d{4}-\d\d-\d\d)-([0-9a-f]{12})")
"""The name of a kept site: date and run."""
KEPT: Final = re.compile(rf"{FOLDER}{NAME.pattern}/")
"""The beginning of the path of each file of a kept site."""


def pinned(course: Course) -> str:
    """Return the prefix of the addresses of this very version, "versions/2026-11-27-3e0133dfb79d/".

    `mnist-report build` puts the site there from the first day on: all of it but the archives and course packages in
    downloads/. Return "" where `keep_versions` is 0, or no commit's date is known.
    """
    date = commit_date(course.artifacts.settings, course.docs.parent)
    return f"{FOLDER}{date}-{course.evaluation.key}/" if date else ""


def commit_date(settings: Settings, project: Path) -> str:
    """Return the day of the project's commit in UTC, "2026-11-27"; without one that of SOURCE_DATE_EPOCH.

    Return "" where neither is known, or versions are not kept.
    """
    if not settings.keep_versions:
        return ""
    commit = Commit.of(project)
    return (commit.date if commit else date_of(os.environ.get("SOURCE_DATE_EPOCH", "")))[:10]
