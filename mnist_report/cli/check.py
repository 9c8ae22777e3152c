"""`mnist-report check` and `pack`: for a built site, whichever generator built it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.errors import ContentError, LinkError, PermalinkError
from ..core.files import replace, writing
from ..core.filters import plural
from ..publishing import destination
from .project import NoProjectError, Project, pass_project

if TYPE_CHECKING:
    from ..publishing.checks import Fault

SITE = click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))


def _with_format(context: click.Context, parameter: click.Parameter, reports: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the reports. Raise BadParameter unless each has the extension of a format."""
    from ..publishing.checks import FORMATS

    if wrong := next((report for report in reports if report.suffix not in FORMATS), None):
        raise click.BadParameter(f"{wrong} should end in {', '.join(FORMATS)}", context, parameter)
    return reports


REPORTS = click.option(
    "--report",
    "reports",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    callback=_with_format,
    help="Write the faults into a file too: as text (.txt), JSON (.json), JUnit XML (.xml) or Markdown (.md).",
)


@click.command()
@SITE
@REPORTS
@click.pass_obj
def check(find: Callable[[], Project], site: Path, reports: tuple[Path, ...]) -> None:
    """Check the built SITE, whichever generator built it (links, ids, pictures, HTML, permalinks, requests to other
    hosts, parts of a lesson), and its pages in docs/ and its edition for results typed by hand. $GITHUB_STEP_SUMMARY,
    if it is set, gets the Markdown. Outside of a project the site alone is checked.
    """
    own: Sequence[Path] = ()
    texts: Sequence[Path] = ()
    with suppress(NoProjectError):
        own, texts = find().own, find().texts
    for report in reports:
        destination.for_report(report, [*own, site])
    examine(site, texts, reports)


def examine(site: Path, folders: Sequence[Path], reports: tuple[Path, ...] = ()) -> None:
    """Print and report the faults of a built site. Raise PermalinkError if all are lost addresses, else LinkError."""
    from ..publishing.checks import FORMATS
    from ..publishing.checks import found as faults_of

    found = faults_of(site, *folders)
    click.echo(FORMATS[".txt"](found), nl=False)
    _write_reports({report: FORMATS[report.suffix](found) for report in reports}, FORMATS[".md"](found))
    count = sum(map(len, found.values()))
    click.echo(f"{plural(count, 'fault')} in {site}", err=True)
    if count:
        raise _error_type(found)(f"{site} has faults, named above; mend them or what they were built from")


@click.command()
@SITE
@pass_project
def pack(project: Project, site: Path) -> None:
    """Put the built SITE into one archive that works from a disk, SITE/downloads/course.zip, and list the checksums of
    all files in SITE/SHA256SUMS, as a build with MkDocs does.
    """
    from ..publishing.finish import finish

    if missing := next((name for name in sorted(destination.MARKS) if not (site / name).is_file()), None):
        raise ContentError(f"no {missing} in {site}; it should be the folder of a built site of a course")
    click.echo(f"{finish(site, project.folder)}", err=True)


def _error_type(found: Mapping[str, list[Fault]]) -> type[LinkError | PermalinkError]:
    only_lost = not any(faults for rule, faults in found.items() if rule != "lost_addresses")
    return PermalinkError if only_lost else LinkError


def _write_reports(reports: Mapping[Path, str], summary: str) -> None:
    """Write the reports, and append the summary to that of the pipeline's job, if there is one."""
    for report, text in reports.items():
        with writing(report):
            report.parent.mkdir(parents=True, exist_ok=True)
        replace(report, text)
    if job := os.environ.get("GITHUB_STEP_SUMMARY"):
        with writing(Path(job)), Path(job).open("a", encoding="utf-8") as file:
            file.write(summary)
