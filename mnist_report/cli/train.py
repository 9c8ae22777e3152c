"""`mnist-report train`: makes the trainings of a course, here or on a cluster, so that later builds train nothing."""

from __future__ import annotations

import os
import time

import click

from ..core.filters import plural
from ..core.progress import duration
from ..core.settings import SCHEDULER
from .project import Project, pass_project


@click.command()
@click.option("--scheduler", metavar="ADDRESS", envvar=SCHEDULER, show_envvar=True,
              help="The scheduler of a Dask cluster that trains: tcp://10.0.0.1:8786; else threads of this process do. "
                   "`build`, `render` and `mkdocs build` look at the variable.")
@pass_project
def train(project: Project, scheduler: str | None) -> None:
    """Make every training that the course needs and the store lacks, and nothing else: later builds train nothing."""
    if scheduler:
        os.environ[SCHEDULER] = scheduler
    began, artifacts = time.monotonic(), project.artifacts
    made = artifacts.train()
    there, megabytes = len(artifacts.keys.recipes) - made, sum(entry.size for entry in artifacts.store.entries()) / 1e6
    click.echo(f"{plural(made, 'training')} made in {duration(time.monotonic() - began)}, {there} were there already; "
               f"the store {artifacts.store.root} has {megabytes:.0f} MB", err=True)
