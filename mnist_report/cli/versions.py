"""The versions that `mnist-report build` takes over from the site before, as `keep_versions` asks.

A pipeline has no such site, so with `--record` they come from where the site is published: the files that its
SHA256SUMS lists, each held against its digest. Like the history, they are not lost because a host does not answer.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click

from ..core.digests import MANIFEST
from ..core.errors import ConfigurationError, StoreError
from ..core.files import write_all
from ..core.filters import plural
from ..pages.versions import FOLDER, commit_date, pinned
from ..publishing import versions
from ..publishing.finish import finish
from ..results.model_card import NAME as CARD
from .project import Project
from .record import NONE_THERE, current

LISTED: Final = re.compile(r"(?m)^([0-9a-f]{64})  (.+)$")
"""A line of SHA256SUMS: digest and path."""
AT_ONCE: Final = 8
"""Files that are fetched at once."""
LARGEST: Final = 100_000_000
"""Bytes of a file, at most."""


def require_date(project: Project) -> None:
    """Raise ConfigurationError where versions are kept and nothing says of which day this one is."""
    most = project.settings.keep_versions
    if most and not commit_date(project.settings, project.folder):
        raise ConfigurationError(f"keep_versions is {most}, but the day of the commit, which names a version, is not "
                                 "known; build in a git repository, or set SOURCE_DATE_EPOCH")


def earlier_site(project: Project, source: str | None, recorded: bool, site: Path, aside: Path) -> Path:
    """Return the folder of the site whose versions are taken over, which may not exist.

    That is `source`, a folder or an address; without it, in a recorded build with an address, the published site; else
    the `site` that is replaced. What is fetched is written to `aside`. Raise StoreError when it cannot be read.
    """
    from ..core.fetch import ADDRESS

    address = source or (project.course.navigation.address if recorded else "")
    if not project.settings.keep_versions or not address:
        return site
    if not ADDRESS.match(address):
        if not Path(address).is_dir():
            raise StoreError(f"there is no folder {address}; --versions should be a built site or its address")
        return Path(address)
    published = f"{address.rstrip('/')}/"
    count = _fetch(published, project.settings.keep_versions, aside)
    click.echo(f"{published}{FOLDER}: {plural(count, 'file')} of earlier versions taken over", err=True)
    return aside


def add_versions(project: Project, fresh: Path, earlier: Path) -> None:
    """Put a built site into itself as a version, with those of the earlier site, and print what each weighs."""
    most = project.settings.keep_versions
    if most:
        if (earlier / CARD).is_file() and not versions.names_in(earlier):
            click.echo(f"{earlier} was built without keep_versions, so it is no version that could be kept", err=True)
        name = pinned(project.course).removeprefix(FOLDER).rstrip("/")
        lines = versions.keep(fresh, name, earlier, most, project.course.navigation.address)
        finish(fresh, project.folder)
    else:
        lines = [f"version {name}: no longer kept, as keep_versions is 0" for name in versions.names_in(earlier)]
    for line in lines:
        click.echo(line, err=True)


def _fetch(site: str, most: int, aside: Path) -> int:
    """Write the newest versions of a published site, `most` and the current one, to a folder; return their files.

    Print a message and write none where its host says that there is no site. Raise StoreError when one is not as the
    site lists it.
    """
    from concurrent.futures import ThreadPoolExecutor

    try:
        listed = _listed(site)
        names = versions.parsed(current(f"{site}{versions.NAMES}")) if versions.NAMES in listed else []
        stay = tuple(f"{FOLDER}{name}/" for name in names[: most + 1])
        paths = [path for path in listed if path.startswith(stay) or path == versions.NAMES]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sum(pool.map(lambda path: write_all(aside, [(path, _file(site, path, listed[path]))]), paths))
    except (OSError, ValueError) as error:
        raise StoreError(f"the versions in {site} cannot be read: {_reason(error)}; a site without them would take its "
                         "place: try again later, or name a folder that holds them with --versions") from error


def _file(site: str, path: str, digest: str) -> bytes:
    """Return the file of a digest, from a cache on the way if that has it. Raise StoreError where the site has another.
    """
    from ..core.fetch import content

    address = f"{site}{quote(path)}"
    for read in (content, current):
        if hashlib.sha256(found := read(address, LARGEST)).hexdigest() == digest:
            return found
    raise StoreError(f"{site}{path} is not what {MANIFEST} there says, perhaps because it was published meanwhile: try "
                     "again later, or name a folder that holds the versions with --versions")


def _listed(site: str) -> dict[str, str]:
    """Return the digests that a site lists, by path; print a message and return none where a host says it has none."""
    try:
        return {path: digest for digest, path in LISTED.findall(current(f"{site}{MANIFEST}").decode())}
    except OSError as error:
        if getattr(error, "code", None) not in NONE_THERE:
            raise
        click.echo(f"{site}: no versions to start from ({_reason(error)})", err=True)
        return {}


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())
