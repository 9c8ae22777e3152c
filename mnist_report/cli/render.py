"""`mnist-report render` and `permalinks`: the files from which a generator builds the site."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from ..core.errors import PermalinkError, StoreError
from ..core.files import check_path, replace, write_all
from ..core.filters import plural
from ..pages.permalinks import Lock
from ..publishing import destination, leftovers
from ..publishing.rendered import packed
from .project import Project, pass_project
from .record import tell_passed_over
from .store import tell


@click.command()
@click.argument("out", type=click.Path(file_okay=False, allow_dash=True, path_type=Path))
@click.option("--generated-only", is_flag=True, help="Leave out the files of docs/ that are published as they are.")
@click.option("--keep", "digest", default="", hidden=True)  # of what gen/pages.py found changed
@pass_project
def render(project: Project, out: Path, generated_only: bool, digest: str) -> None:
    """Write the course into the folder OUT, or as a tar archive to the standard output if OUT is -: a plain Markdown
    tree that any generator can build.
    """
    folder = None if out == Path("-") else destination.for_tree(out, project.own)
    files = project.generated(digest)
    if not generated_only:
        from ..publishing import sources

        files |= dict(sources.others(project.course, files))
    count = write_all(folder, files.items()) if folder else pipe(files)
    if not generated_only:
        click.echo(f"{plural(count, 'file')} written to {out}", err=True)
    leftovers.warn(project.docs, project.settings)  # said by each build, so that the tree can be kept
    tell_passed_over(project.settings.history, project.artifacts.history)
    tell(project.trim(digest=digest))


def pipe(files: Mapping[str, bytes]) -> int:
    """Write the files as a tar archive to the standard output and return their number. Raise StoreError without one."""
    if sys.stdout is None:
        raise StoreError("there is no standard output; name a folder to render into")
    for name in files:
        check_path(name, "the archive")
    sys.stdout.buffer.write(packed(files))
    return len(files)


@click.command()
@click.option("--check", "check_only", is_flag=True, help="Write nothing; fail if an address is not listed.")
@pass_project
def permalinks(project: Project, check_only: bool) -> None:
    """Add the addresses that docs/permalinks.txt does not list yet; one that is gone is an error."""
    from ..publishing import sources

    file = project.course.editions.lock_file
    lock = Lock.read(file)  # also what the settings leave out, which stays listed
    present = sources.addresses(project.course, dict(sources.generated(project.course)))
    longer = lock.adding(present | sources.made_elsewhere(project.course))
    new = longer.lines[len(lock.lines) :]
    if check_only and new:
        names = f"{new[0].address!r}{f' and {len(new) - 1} more' if new[1:] else ''}"
        raise PermalinkError(f"{file} does not list {names}; run `mnist-report permalinks`")
    if new:
        replace(file, str(longer))
    click.echo(f"{plural(len(new), 'address', 'addresses')} added to {file}, which lists {len(longer.lines)}", err=True)
