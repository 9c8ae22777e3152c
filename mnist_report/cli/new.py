"""`mnist-report new`: the page of a new lesson or module, and its line in the navigation."""

from __future__ import annotations

import click

from ..pages import scaffold
from ..pages.manuscript import Manuscript
from .edition import new as begin_edition
from .project import Project, pass_project

NEXT = "next: write, look at it with `mkdocs serve`, then run `mnist-report permalinks`"


@click.group()
def new() -> None:
    """Begin a lesson, a module or an edition: write its files, with the parts that they have, and name them."""


new.add_command(begin_edition, "edition")


@new.command()
@click.argument("path")
@click.option("--title", default="", help="Its title, without a number; by default the name of the page in words.")
@click.option("--after", default="", help="The page of the module that it follows; by default the last lesson.")
@pass_project
def lesson(project: Project, path: str, title: str, after: str) -> None:
    """Begin the lesson at PATH in docs/, such as module-2/average-digits.md."""
    manuscript = Manuscript(project.folder)
    told = scaffold.new_lesson(manuscript, path, title, after)
    manuscript.save()
    click.echo("\n".join([*told, NEXT]))


@new.command()
@click.argument("name")
@click.option("--title", required=True, help="Its title, as its page has it.")
@click.option("--lesson", default="first-lesson", show_default=True, help="The name of its first lesson.")
@pass_project
def module(project: Project, name: str, title: str, lesson: str) -> None:
    """Begin the module in the folder NAME of docs/, such as module-3, with a first lesson."""
    manuscript = Manuscript(project.folder)
    told = scaffold.new_module(manuscript, name, title, lesson)
    manuscript.save()
    click.echo("\n".join([*told, NEXT]))
