"""`mnist-report build --record`: adds the results of the commit to the history of the course.

When that is not possible, a message says why, and the build goes on. Only one thing stops it: a published history that
cannot be read and may exist, because the new site would replace it without its lines.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

import click

from ..core.errors import StoreError
from ..core.filters import plural
from ..training.commit import Commit
from ..training.history import LARGEST, NAME, History, Record, append
from .project import Project

if TYPE_CHECKING:
    from ..results.model_card import ModelCard

TRUSTED: Final = re.compile(r"https://|http://(localhost|127\.0\.0\.1|\[::1\])[:/]", re.IGNORECASE)
"""Addresses whose answer nobody between host and build can change."""
NONE_THERE: Final = (401, 403, 404, 410)
"""HTTP status codes of a host that publishes no history, or not for everybody."""


def start(project: Project, source: str | None) -> None:
    """Add the lines of a published history that are missing to the history, and print their number.

    `source` is the address or file of the published one, by default that on the site itself, if its address is known.
    Raise StoreError when it cannot be read, or its lines cannot be written.
    """
    site = project.course.navigation.address
    source = source or (f"{site}{NAME}" if site else "")
    if source and (published := _published(source)):
        file = project.settings.history
        with project.artifacts.store.alone(f"history {file.absolute()}"):
            count = append(file, *published.records)
        click.echo(f"{file}: {plural(count, 'line')} taken over from {source}", err=True)


def _published(source: str) -> History | None:
    """Return the published history; print a message and return None where a host says that it has none."""
    try:
        history = History.parse(current(source))
    except (OSError, ValueError) as error:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split())
        if getattr(error, "code", None) not in NONE_THERE:
            raise StoreError(f"{source} cannot be read: {reason}; a site without its lines would take its place: try "
                             "again later, or name a file that holds them with --history") from error
        click.echo(f"{source}: no history to start from ({reason})", err=True)
        return None
    if history.passed_over and not history.records:
        click.echo(f"{source}: no history to start from (no line of it is a record)", err=True)
        return None
    tell_passed_over(source, history)
    return history


def current(source: str, most: int = LARGEST) -> bytes:
    """Return what an https address, one of this machine or a file holds now, at most `most` bytes.

    Raise OSError when it cannot be read, and ValueError for another address or more bytes.
    """
    from ..core.fetch import ADDRESS, content

    if not ADDRESS.match(source):
        return content(source, most)
    if not TRUSTED.match(source):
        raise ValueError("it should be an https address, whose answer nobody on the way can change")
    # A new query string gets the current file, not an old one from a cache on the way.
    return content(source if "?" in source else f"{source}?{time.time_ns()}", most)


def record(project: Project, card: ModelCard) -> None:
    """Add the commit's line to the history and print that, or print why not."""
    file = project.settings.history
    commit = Commit.of(project.folder)
    if commit is None:
        click.echo(f"{file} gets no line: no commit is known; build in a git repository, or set COMMIT to 7 to 64 "
                   "hexadecimal digits", err=True)
        return
    if edited := _edited(project, commit):
        files = f"{edited[0]} and {len(edited) - 1} more differ" if edited[1:] else f"{edited[0]} differs"
        click.echo(f"{file} gets no line: {files} from commit {commit.id[:12]}; commit the changes first", err=True)
        return
    try:
        with project.artifacts.store.alone(f"history {file.absolute()}"):
            added = append(file, line(commit, card))
    except StoreError as error:
        click.echo(f"{file} gets no line: {error}", err=True)
        return
    click.echo(f"{file}: commit {commit.id[:12]} {'added' if added else 'is there already'}", err=True)


def line(commit: Commit, card: ModelCard) -> Record:
    """Return the line of the history with the results of a commit."""
    return Record(
        commit=commit.id,
        date=commit.date,
        run=card.reproduction.run_key,
        accuracy=card.test.accuracy.value,
        loss=card.test.loss.value,
        seeds=card.spread.count,
        mean=card.spread.mean,
        lowest=card.spread.lowest,
        highest=card.spread.highest,
        calibration_error=card.test.calibration_error.value,
        worst_recall=card.worst_class.recall,
    )


def _edited(project: Project, commit: Commit) -> list[str]:
    """Return the files that differ from the commit, except the history, which contains results only."""
    history = project.settings.history.absolute()
    return [name for name in commit.edited(project.folder) if (project.folder / name).absolute() != history]


def tell_passed_over(file: object, history: History) -> None:
    """Print how many lines of a history are no records, if there are any."""
    if count := history.passed_over:
        lines = "1 line is no record and is" if count == 1 else f"{count} lines are no records and are"
        click.echo(f"{file}: {lines} passed over", err=True)
