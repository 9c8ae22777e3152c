"""`mnist-report key`, `explain` and `clean`: the contents of the store."""

from __future__ import annotations

from collections.abc import Iterable

import click

from ..core.store import Entry, key_of
from .project import Project, pass_project


@click.command()
@pass_project
def key(project: Project) -> None:
    """Print the key of all trainings: a store kept under it makes a build that trains nothing."""
    click.echo(key_of(project.artifacts.keys.trainings))


@click.command()
@pass_project
def explain(project: Project) -> None:
    """Say for every training and shown figure whether it is stored and, if not, which part of its key changed."""
    store = project.artifacts.store
    for name, parts in project.artifacts.keys.entries(project.course.figures):
        stored, damaged = store.has(name, parts), store.folder(name, parts).exists()
        missing = "to be made again, damaged" if damaged else _missing(store.changes(name, parts))
        click.echo(f"{name}: {'stored' if stored else missing}")


@click.command()
@click.option("--all", "everything", is_flag=True, help="Keep only what the course uses, whatever the size.")
@pass_project
def clean(project: Project, everything: bool) -> None:
    """Remove from the store what the course does not use, oldest first, until it is within `store_megabytes`."""
    tell(project.trim(0 if everything else None))


def tell(removed: Iterable[Entry]) -> None:
    """Print what was removed from the store."""
    for entry in removed:
        click.echo(f"removed from the store: {entry.name}/{entry.folder.name}, {entry.size / 1e6:.1f} MB", err=True)


def _missing(changes: Iterable[str]) -> str:
    changed = ", ".join(changes)
    return f"to be made, changed: {changed}" if changed else "to be made, none stored yet"
