"""`mnist-report edition`: begin an edition of the course, and see how it stands to the pages that it lies over."""

from __future__ import annotations

import click

from ..core.errors import ContentError
from ..core.filters import plural
from ..pages.editions import Editions
from ..pages.manuscript import Manuscript
from ..pages.new_edition import new_edition
from ..pages.status import Status
from .project import Project, pass_project

NEXT = "next: `mkdocs serve`, and `mnist-report edition status`; before you publish, `mnist-report permalinks`"


@click.group()
def edition() -> None:
    """Begin an edition of the course for another data set, audience or language, or see how it stands."""


@edition.command()
@click.argument("name")
@click.option("--title", default="", help="What the data set is called; by default the name in words.")
@click.option("--data", default="", help="A .npz file or a folder of IDX files; by default data/NAME.")
@pass_project
def new(project: Project, name: str, title: str, data: str) -> None:
    """Begin the edition NAME: its folder in gen/editions with settings, citation, logo and an empty list of addresses,
    and its name in pyproject.toml.
    """
    manuscript = Manuscript(project.folder)
    left = new_edition(manuscript, name, title, data)
    manuscript.save()
    click.echo("\n".join([f"gen/editions/{name} is begun; left to write:", *left, NEXT]))


@edition.command()
@click.option("--check", "check_only", is_flag=True, help="Fail if a section is out of date or fits nowhere.")
@pass_project
def status(project: Project, check_only: bool) -> None:
    """List the sections whose original has changed, those that fit nowhere, those not written yet, and lines that speak
    of MNIST where the images are others.
    """
    notes = list(Status(Editions(project.docs, project.settings)).notes())
    for note in notes:
        click.echo(str(note))
    faults = sum(note.is_fault for note in notes)
    click.echo(f"{plural(faults, 'section')} to read again, {plural(len(notes) - faults, 'note')} besides", err=True)
    if check_only and faults:
        raise ContentError(f"{plural(faults, 'section')} of an edition named above; read them again")
