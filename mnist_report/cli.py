"""The command `mnist-report`: puts the parts together; a mistake becomes one line and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from . import publication, sources
from .config import load_course
from .errors import ReportError, StoreError
from .lessons import Lessons
from .publication import Publication
from .report import Report

KINDS = {
    2: "usage", 3: "configuration", 4: "data", 5: "training", 6: "content", 7: "store", 9: "links",
    10: "permalinks", 70: "internal",
}
EPILOG = "Exit codes: 0 all well, " + ", ".join(f"{code} {kind}" for code, kind in KINDS.items()) + "."


@click.group(epilog=EPILOG)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The folder of pyproject.toml and docs/; without docs/, the course of the package is rendered.",
)
@click.pass_context
def cli(context: click.Context, project: Path) -> None:
    """Trains the network of the course, draws its figures, renders its pages."""
    context.obj = project


@cli.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--generated-only", is_flag=True, help="Leave out what docs/ already holds as it is.")
@click.pass_obj
def render(project: Path, out: Path, generated_only: bool) -> None:
    """Write the course into OUT as a plain Markdown tree that any generator can build."""
    lessons = Lessons(_report(project), docs_of(project), publication_of(project))
    files = sources.generated(lessons) if generated_only else sources.tree(lessons)
    count = _write(out, list(files))  # nothing is written before all is rendered
    if not generated_only:
        click.echo(f"{count} files written to {out}", err=True)


@cli.command()
@click.pass_obj
def explain(project: Path) -> None:
    """Say for every training and figure whether it is stored and, if not, which part of its key changed."""
    report = _report(project)
    for name, parts in report.entries():
        stored = report.store.has(name, parts)
        click.echo(f"{name}: {'stored' if stored else _missing(report.store.changes(name, parts))}")


@cli.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--report",
    "reports",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="Write the faults into a file too: as text (.txt), JSON (.json), JUnit XML (.xml) or Markdown (.md).",
)
@click.pass_obj
def check(project: Path, site: Path, reports: tuple[Path, ...]) -> None:
    """Check the built SITE, whatever built it (links, ids, pictures, HTML, requests to other hosts), and the pages it
    was built from, for results typed by hand. $GITHUB_STEP_SUMMARY, where it is set, gets the Markdown.
    """
    from .checks import FORMATS
    from .checks import found as faults_of

    if wrong := next((each for each in reports if each.suffix not in FORMATS), None):
        raise click.BadParameter(f"{wrong} should end in {', '.join(FORMATS)}", param_hint="--report")
    found = faults_of(site, docs_of(project))
    click.echo(FORMATS[".txt"](found), nl=False)
    _tell({report: FORMATS[report.suffix](found) for report in reports}, FORMATS[".md"](found))
    count = sum(map(len, found.values()))
    click.echo(f"{count} faults in {site}", err=True)
    sys.exit(9 if count else 0)


def _tell(reports: Mapping[Path, str], summary: str) -> None:
    """Writes the reports, and adds the summary to that of the pipeline's job, if there is one."""
    for report, text in reports.items():
        with _told(report):
            report.write_text(text, encoding="utf-8")
    if job := os.environ.get("GITHUB_STEP_SUMMARY"):
        with _told(Path(job)), Path(job).open("a", encoding="utf-8") as file:
            file.write(summary)


def docs_of(project: Path) -> Path:
    """The pages: those of the project, or else those that the package carries."""
    own = project / "docs"
    return own if own.is_dir() else Path(__file__).parent / "docs"


def publication_of(project: Path) -> Publication:
    """What the mkdocs.yml beside the pages says; without one, nothing but defaults."""
    settings = docs_of(project).parent / publication.NAME
    return Publication.read(settings) if settings.is_file() else Publication()


def main() -> NoReturn:
    """Runs the command line and exits with its code."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except ReportError as error:
        click.echo(f"mnist-report: {KINDS[error.exit_code]}: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception:
        traceback.print_exc()
        click.echo("mnist-report: internal: a mistake of the program, not yours; the lines above say where", err=True)
        sys.exit(70)
    sys.exit(0)


def _report(project: Path) -> Report:
    return Report(load_course(project / "pyproject.toml"), _progress)


def _missing(changes: Iterable[str]) -> str:
    changed = ", ".join(changes)
    return f"to be made, changed: {changed}" if changed else "to be made, none stored yet"


def _progress(name: str, epoch: int, epochs: int, metrics: dict[str, float]) -> None:
    """A bar that moves in a terminal, a line per epoch in a log."""
    numbers = ", ".join(f"{metric} {value:.4f}" for metric, value in sorted(metrics.items()))
    line = f"{name}: epoch {epoch}/{epochs}: {numbers}"
    if sys.stderr.isatty():
        filled = 20 * epoch // epochs
        line = f"\r[{'#' * filled}{'-' * (20 - filled)}] {line}"
    click.echo(line, err=True, nl=not sys.stderr.isatty() or epoch == epochs)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = f"cannot write {error.filename or out}: {error.strerror}"
        raise StoreError(f"{reason}; free space or name a folder that can be written") from error


def _write(out: Path, files: list[tuple[str, bytes]]) -> int:
    with _told(out):
        for name, content in files:
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return len(files)
