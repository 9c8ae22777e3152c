"""`mnist-report build`: every step to a site that may be published."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.errors import ConfigurationError, QualityError
from ..publishing import build, destination
from .check import REPORTS, examine
from .project import Project, pass_project
from .record import record, start
from .versions import add_versions, earlier_site, require_date

if TYPE_CHECKING:
    from ..publishing.gates import GateResult


@click.command("build")
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="The site to replace; else site/.")
@click.option("--record", "recorded", is_flag=True, help="Add what this commit measured to the history, for the trend.")
@click.option("--history", metavar="ADDRESS|FILE", help="With --record, start from this; else from the site's own.")
@click.option("--versions", metavar="ADDRESS|FOLDER", help="With keep_versions, the site whose versions to take over; "
              "else with --record that at the site's own address, else the one that is replaced.")
@REPORTS
@pass_project
def build_site(
    project: Project, /, site_dir: Path | None, recorded: bool, reports: tuple[Path, ...], **before: str | None
) -> None:
    """Train, render, apply the gates, build strictly and check the site, and only then replace the old one.

    If anything fails, the old site stays as it is, to the byte. A folder with files that no build made is refused.
    """
    began = time.monotonic()
    if before["history"] and not recorded:
        raise click.UsageError("--history goes with --record")
    if before["versions"] and not project.settings.keep_versions:
        raise click.UsageError("--versions goes with keep_versions in [tool.mnist-report]")
    asked = site_dir or project.folder / "site"
    site = destination.for_site(asked, project.own)
    for report in reports:
        destination.for_report(report, [*project.own, site])
    if not (project.folder / "docs").is_dir() or not project.mkdocs_yml.is_file():
        raise ConfigurationError(f"{project.folder.absolute()} has no docs/ with a mkdocs.yml beside it; name a "
                                 "checkout with --project, or take `mnist-report render OUT`, which needs none")
    require_date(project)
    if recorded:
        start(project, before["history"])  # before anything reads the history
    with project.artifacts.store.alone(f"site {site}"), build.replacing(site) as fresh:
        earlier = earlier_site(project, before["versions"], recorded, site, fresh.with_name("earlier"))
        _make(project, fresh, recorded)
        add_versions(project, fresh, earlier)
        examine(fresh, project.texts, reports)
        destination.for_site(asked, project.own)  # again, for files that were put there meanwhile
    click.echo(f"{site} is built and checked, in {time.monotonic() - began:.1f} s", err=True)


def _make(project: Project, fresh: Path, recorded: bool) -> None:
    """Build the site into the folder `fresh`. Raise QualityError when a gate is not met."""
    from ..publishing import gates
    from ..results.model_card import NAME, ModelCard

    digest = project.tree.digest()
    generated = project.tree.read(digest) or project.generated(digest)
    card = ModelCard.parse(generated[NAME])
    _require_met(gates.judge_run(project.settings.gates, card))  # first, so that MkDocs builds no run that misses one
    if recorded:
        record(project, card)
    build.mkdocs(project.mkdocs_yml, fresh)
    gates.hold_accuracy(project.artifacts.run_of(project.settings.recipe), fresh / NAME)
    _require_met(gates.judge_site(project.settings.gates, fresh))


def _require_met(results: Sequence[GateResult]) -> None:
    """Print every result. Raise QualityError when a gate is not met."""
    for result in results:
        click.echo(f"{result}", err=True)
    if failed := [result.gate for result in results if not result.met]:
        raise QualityError(f"{', '.join(failed)} not met; mend the run or the site, or set the gate in "
                           "[tool.mnist-report.gates]")
