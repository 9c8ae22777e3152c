"""What a commit measured, added to the history of the course; whatever is against it is told and stops nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from ..commit import Commit
from ..errors import StoreError
from ..history import History, Record, append
from .project import Project


def record(project: Project, card: Mapping[str, Any]) -> None:
    """Adds the commit's line to the history and says so; `card` is what /metrics.json holds."""
    file = project.course.history
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
        with project.report.store.alone(f"history {file.absolute()}"):
            added = append(file, Record.of(commit, card))
    except StoreError as error:
        click.echo(f"{file} gets no line: {error}", err=True)
        return
    click.echo(f"{file}: commit {commit.id[:12]} {'added' if added else 'is there already'}", err=True)


def _edited(project: Project, commit: Commit) -> list[str]:
    """Files that are not as the commit has them, but for the history, which only takes down what was measured."""
    history = project.course.history.absolute()
    return [name for name in commit.edited(project.folder) if (project.folder / name).absolute() != history]


def tell_passed_over(file: object, history: History) -> None:
    """Says how many lines of a history are no records, if there are any."""
    if count := history.passed_over:
        said = "1 line is no record and is" if count == 1 else f"{count} lines are no records and are"
        click.echo(f"{file}: {said} passed over", err=True)
