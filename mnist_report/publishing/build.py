"""Build: a site made in a folder of its own, which takes the place of the old one when all is well.

    .site.new/site    where it is made: beside the site, so that two renamings are enough
    .site.new/old     the old one, until the new one stands in its place

A folder that cannot be renamed, because it is a mount point or what holds it cannot be written to, is filled file by
file from a `.site.new` in itself. What a killed build left there the next one takes back or removes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from ..core.digests import MANIFEST
from ..core.errors import ConfigurationError, LinkError, ReportError
from ..core.files import remove, writing
from .destination import files, staging

SILENT: Final = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
"""Leaves out what the theme and a plugin say of the future of MkDocs; no warning about the site is among it."""
OURS: Final = re.compile(r"(?m)^mnist-report: (?:\w+: )?(.*)\n")
"""What a command or a handler of ours said while MkDocs ran."""


@contextlib.contextmanager
def replacing(site: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of `site` when the body ends well, and is removed when it does not.

    Until then nothing of `site` changes. The caller sees to it that no two processes do this at once. Raise StoreError
    when a folder cannot be written, before the body as far as that can be known.
    """
    with writing(site):
        aside = _aside(site)
    try:
        yield aside / "site"
        with writing(site):
            _exchange(site, aside) if aside.parent == site.parent else _fill(site, aside / "site")
    finally:
        with contextlib.suppress(OSError):
            remove(aside)


def mkdocs(settings: Path, site: Path) -> None:
    """Run `mkdocs build --strict` into `site`; what it says goes to standard error, its temporary files beside `site`.

    Raise LinkError when its strict mode finds a fault, what a command or handler of ours raised in it, and
    ConfigurationError when MkDocs refuses to run.
    """
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    command = [*mkdocs, "--config-file", str(settings.absolute()), "--site-dir", str(site)]
    temporary = site.with_name("tmp")  # what a killed build leaves in it goes with it
    with writing(temporary):
        temporary.mkdir(parents=True, exist_ok=True)
        (temporary / "room").write_bytes(bytes(4096))  # without any, its plugin would say so in a traceback
    done = subprocess.run(
        command, cwd=settings.parent, env=os.environ | SILENT | {"TMPDIR": str(temporary)}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="backslashreplace", check=False,
    )
    kind = {kind.exit_code: kind for kind in ReportError.__subclasses__()}.get(done.returncode)
    if kind and (reasons := OURS.findall(done.stdout)):
        click.echo(OURS.sub("", done.stdout), nl=False, err=True)
        raise kind(reasons[-1])
    click.echo(done.stdout, nl=False, err=True)
    if done.returncode:
        kind = LinkError if "in strict mode" in done.stdout else ConfigurationError
        raise kind(f"mkdocs build with {settings} failed; the lines above say why")


def _aside(site: Path) -> Path:
    """Make the folder to work in: beside `site` if that can be renamed, or else in it."""
    beside, inside = site.with_name(staging(site)), site / staging(site)
    if not os.path.lexists(site) and (beside / "old").is_dir() and not beside.is_symlink():
        (beside / "old").replace(site)  # a build was killed between its two steps
    if not site.exists() or _can_be_renamed(site, beside):
        return _emptied(beside)
    return _emptied(inside)


def _can_be_renamed(site: Path, beside: Path) -> bool:
    """Whether the system would rename `site`; it is asked to put it in the place of a full folder, which none does."""
    with contextlib.suppress(OSError):
        _emptied(beside)
        try:
            site.rename(beside)
            beside.rename(site)
            return True
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return True
        remove(beside)
    return False


def _emptied(aside: Path) -> Path:
    remove(aside)
    (aside / "site").mkdir(parents=True)
    return aside


def _exchange(site: Path, aside: Path) -> None:
    """Let the new site take the place of the old one, or leave the old one where it is."""
    if not site.exists():
        (aside / "site").replace(site)
        return
    shutil.copymode(site, aside / "site")
    site.replace(aside / "old")
    try:
        (aside / "site").replace(site)
    except OSError:
        (aside / "old").replace(site)
        raise


def _fill(site: Path, fresh: Path) -> None:
    """Move the files of a new site over those of the old one, pages after what they show, then remove what only the old
    one had. Until that is done SHA256SUMS lists the files of both, so that a next build knows them as a build's.
    """
    new = {path.relative_to(fresh) for path in files(fresh)}
    lists = [folder / MANIFEST for folder in (site, fresh) if (folder / MANIFEST).is_file()]
    both = fresh.with_name(MANIFEST)
    both.write_bytes(b"".join(each.read_bytes() for each in lists))
    both.replace(site / MANIFEST)
    for path in sorted(new - {Path(MANIFEST)}, key=lambda path: (path.suffix == ".html", path)):
        _make_way(site, fresh, path)
        (fresh / path).replace(site / path)
    for path in {path.relative_to(site) for path in files(site)} - new:
        (site / path).unlink()
        _remove_empty(site, path)
    (fresh / MANIFEST).replace(site / MANIFEST)


def _make_way(site: Path, fresh: Path, path: Path) -> None:
    for folder in reversed(path.parents[:-1]):
        if (site / folder).is_symlink() or not (site / folder).is_dir():
            (site / folder).unlink(missing_ok=True)
            (site / folder).mkdir()
            shutil.copymode(fresh / folder, site / folder)
    if (site / path).is_dir() and not (site / path).is_symlink():
        shutil.rmtree(site / path)


def _remove_empty(site: Path, path: Path) -> None:
    with contextlib.suppress(OSError):
        for folder in path.parents[:-1]:
            (site / folder).rmdir()
