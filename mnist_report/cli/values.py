"""`mnist-report values`: all that a page may use, with what each is at present."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ..core.errors import TrainingError
from .project import Project, pass_project

if TYPE_CHECKING:
    from typing import NoReturn

    from ..pages.values import Names, Value


@click.command()
@click.argument("name", default="")
@pass_project
def values(project: Project, name: str) -> None:
    """Print each value, verb and filter that a page may use, and what it is at present, or all about NAME."""
    from ..pages.values import Names
    from ..results.artifacts import Artifacts
    from ..training.engine import Threads

    artifacts = Artifacts(project.settings, engine=Threads(_refuse))
    names = Names(replace(project.course, artifacts=artifacts))
    click.echo("\n".join(_details(names, names.find(name)) if name else _list(names)))


def _refuse(*_: object) -> NoReturn:
    from ..pages.values import NOT_TRAINED

    raise TrainingError(NOT_TRAINED)


def _list(names: Names) -> list[str]:
    lines = []
    for title, values in {"Values": names.values, "Verbs": names.verbs, "Filters": names.filters}.items():
        lines += [title, *(_line(names, value) for value in values), ""]
    return [*lines, f"Jinja's own filters: {', '.join(names.of_jinja)}", "",
            "All about one: mnist-report values NAME"]


def _details(names: Names, value: Value) -> list[str]:
    shown = names.shown(value)
    head = [f"{value.name}{value.parameters}, a {value.kind} ({value.defined})", "", value.doc]
    head += ["", f"Now: {shown}"] if shown else []
    return [*head, *([""] if value.inner else []), *(_line(names, inner) for inner in value.inner)]


def _line(names: Names, value: Value) -> str:
    from ..pages.values import LONGEST

    shown = names.shown(value)
    present = f" = {shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + '…'}" if shown else ""
    return f"  {value.name}{value.parameters}{present}: {value.summary} ({value.defined})"
