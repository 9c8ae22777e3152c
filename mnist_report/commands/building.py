"""`mnist-report build`: the whole way to a site that may be published."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from .. import build, card, gates, sources
from ..errors import QualityError
from .checking import REPORTS, examine
from .project import Project, pass_project
from .recording import record


@click.command("build")
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="The site to replace; else site/.")
@click.option("--record", "recorded", is_flag=True, help="Add what this commit measured to the history, for the trend.")
@REPORTS
@pass_project
def build_site(project: Project, site_dir: Path | None, recorded: bool, reports: tuple[Path, ...]) -> None:
    """Train, render, judge, build strictly and check the site, and only then let it take the place of the old one.

    Whatever fails, the old site stays as it is, to the byte.
    """
    lessons, site = project.lessons, (site_dir or project.folder / "site").absolute()
    dict(sources.generated(lessons))  # before MkDocs, so that an error keeps its own exit code
    measured = card.record(lessons.findings)
    _pass(gates.judge_run(project.course.gates, measured))
    if recorded:
        record(project, measured)
    with project.report.store.alone(f"site {site}"), build.replacing(site) as fresh:
        build.mkdocs(project.settings, fresh)
        gates.hold_accuracy(project.report.run_of(project.course.recipe), fresh / "metrics.json")
        _pass(gates.judge_site(project.course.gates, fresh))
        examine(fresh, project.docs, reports)
    click.echo(f"{site} is built and checked", err=True)


def _pass(verdicts: Iterable[gates.Verdict]) -> None:
    """Tells every verdict; raises QualityError when a gate is not met."""
    told = list(verdicts)
    for verdict in told:
        click.echo(f"{verdict}", err=True)
    if failed := [verdict.gate for verdict in told if not verdict.met]:
        raise QualityError(f"{', '.join(failed)} not met; mend the run or the site, or set the gate in "
                           "[tool.mnist-report.gates]")
