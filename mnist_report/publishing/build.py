"""Build: a site is made in a temporary folder, which replaces the old site when all is well.

    .site.new/site    the new site, made beside the old one, so that two renamings exchange them
    .site.new/old     the old site, until the new one is in its place

A folder that cannot be renamed, because it is a mount point or the folder around it is read-only, is filled file by
file from a `.site.new` inside it. The next build restores or removes what a killed build left there.
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
"""Environment that silences what the theme and a plugin print about the future of MkDocs, none of it about the site."""
OURS: Final = re.compile(r"mnist-report: (?:\w+: )?(.*)\n")
"""An error message of our own command or event handler while MkDocs ran."""


@contextlib.contextmanager
def replacing(site: Path) -> Iterator[Path]:
    """Yield an empty folder that replaces `site` when the body succeeds, and is removed when it raises.

    Until then `site` does not change. The caller must hold a lock, so that no two processes do this at once. Raise
    StoreError when a folder cannot be written, before the body where that can be known.
    """
    with writing(site):
        aside = _temporary_folder(site)
    try:
        yield aside / "site"
        with writing(site):
            _exchange(site, aside) if aside.parent == site.parent else _fill(site, aside / "site")
    finally:
        with contextlib.suppress(OSError):
            remove(aside)


def mkdocs(settings: Path, site: Path) -> None:
    """Run `mkdocs build --strict` into `site`; its output goes to standard error, its temporary files beside `site`.

    Raise LinkError when its strict mode finds a fault, the error of our own command or event handler in it, and
    ConfigurationError for any other failure of MkDocs.
    """
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    command = [*mkdocs, "--config-file", str(settings.absolute()), "--site-dir", str(site)]
    temporary = site.with_name("tmp")  # removed with the folder around it, also after a killed build
    with writing(temporary):
        temporary.mkdir(parents=True, exist_ok=True)
        (temporary / "room").write_bytes(bytes(4096))  # on a full disk the plugin would fail with a traceback
    reasons, of_ours, is_strict = [], "", False
    with subprocess.Popen(
        command, cwd=settings.parent, env=os.environ | SILENT | {"TMPDIR": str(temporary)}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="backslashreplace",
    ) as child:
        for line in child.stdout or ():
            if ours := OURS.fullmatch(line):
                reasons.append(ours[1])
                of_ours += line
            else:
                is_strict |= "in strict mode" in line
                click.echo(line, nl=False, err=True)
    kind = {kind.exit_code: kind for kind in ReportError.__subclasses__()}.get(child.returncode)
    if kind and reasons:
        raise kind(reasons[-1])
    click.echo(of_ours, nl=False, err=True)
    if child.returncode:
        kind = LinkError if is_strict else ConfigurationError
        raise kind(f"mkdocs build with {settings} failed; the lines above say why")


def _temporary_folder(site: Path) -> Path:
    """Make the folder to work in, beside `site` if that can be renamed, else inside it, and return it."""
    beside, inside = site.with_name(staging(site)), site / staging(site)
    if not os.path.lexists(site) and (beside / "old").is_dir() and not beside.is_symlink():
        (beside / "old").replace(site)  # a build was killed between its two steps
    if not site.exists() or _can_be_renamed(site, beside):
        return _emptied_folder(beside)
    return _emptied_folder(inside)


def _can_be_renamed(site: Path, beside: Path) -> bool:
    """Return whether `site` can be renamed: renaming it to a full folder must fail because that is full."""
    with contextlib.suppress(OSError):
        _emptied_folder(beside)
        try:
            site.rename(beside)
            beside.rename(site)
            return True
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return True
        remove(beside)
    return False


def _emptied_folder(aside: Path) -> Path:
    remove(aside)
    (aside / "site").mkdir(parents=True)
    return aside


def _exchange(site: Path, aside: Path) -> None:
    """Replace the old site by the new one, or leave the old one where it is and raise OSError."""
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
    """Move the files of a new site over those of the old one, pages last, then remove what only the old one had.

    Until then SHA256SUMS lists the files of both, so that the next build recognizes them as files of a build.
    """
    new = {path.relative_to(fresh) for path in files(fresh)}
    lists = [folder / MANIFEST for folder in (site, fresh) if (folder / MANIFEST).is_file()]
    joined = fresh.with_name(MANIFEST)
    joined.write_bytes(b"".join(manifest.read_bytes() for manifest in lists))
    joined.replace(site / MANIFEST)
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
