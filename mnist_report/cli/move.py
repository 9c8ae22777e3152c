"""`mnist-report move`: a page to another path, with all that leads to it."""

from __future__ import annotations

import click

from ..pages import moving
from ..pages.manuscript import Manuscript
from .project import Project, pass_project


@click.command()
@click.argument("old")
@click.argument("new")
@pass_project
def move(project: Project, old: str, new: str) -> None:
    """Move the page OLD of docs/ to NEW, with its line in mkdocs.yml, every link to it, and redirects."""
    manuscript = Manuscript(project.folder)
    told = moving.move(manuscript, old, new)
    manuscript.save()
    click.echo("\n".join(told))
