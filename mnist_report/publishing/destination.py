"""Destination: the folder or file that a command may write to, so that nothing is lost that no build made.

A site takes the place of a folder that is absent, empty, or a site built before: its SHA256SUMS lists every file, the
metrics.json of a course among them. What is, holds or lies in the project's own files or its store never takes one, and
neither does what is or holds a home, empty or not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ..core.digests import MANIFEST
from ..core.errors import StoreError
from ..core.files import writing
from ..core.settings import Settings

OWN: Final = (
    "docs", "gen", "mnist_report", "tests", ".git", ".github", ".ci", "pyproject.toml", "mkdocs.yml", "CITATION.cff",
    "README.md", "LICENSE", "requirements.txt", ".gitattributes", ".gitignore", ".gitlab-ci.yml", ".readthedocs.yaml",
)
"""What a project is made of, by the names in its folder."""
MARKS: Final = {"metrics.json", "metrics.schema.json"}
"""What every course holds that was rendered or built, and little else does."""
RENDERED: Final = "metrics.schema.json"
"""Which of them is written first, and has a name that nothing else has."""
LITTER: Final = {".DS_Store", "Thumbs.db", "desktop.ini", "lost+found"}
"""What systems put into folders and disks by themselves."""
ADVICE: Final = "name a folder that is absent, empty or built before, such as build/site"


def own(project: Path, settings: Settings) -> list[Path]:
    """Return the files and folders of a project and its course, those that there are first."""
    elsewhere = (settings.dataset, settings.history, settings.store, Path(__file__).parent.parent)
    paths = [*(project / name for name in OWN), *(path for path in elsewhere if path)]
    return sorted(map(_resolved, paths), key=lambda path: not path.exists())


def for_site(site: Path, kept: Iterable[Path]) -> Path:
    """Return the folder whose place a site may take, links followed. Raise StoreError, which names a file, when that
    would lose one.
    """
    place = apart(site, kept)
    with writing(place):
        made = _listed(place)
        lost = next((path for path in files(place) if path.relative_to(place).as_posix() not in made), None)
    if lost:
        raise StoreError(f"{site} cannot become the site: {lost} would be lost, and no build made it; move it away "
                         f"(what is in docs/ is published by each build), or {ADVICE}")
    return place


def for_tree(tree: Path, kept: Iterable[Path]) -> Path:
    """Return the folder that a course may be rendered into, links followed. Raise StoreError when it holds files, and
    no course rendered before.
    """
    place = apart(tree, kept)
    with writing(place):
        lost = next(files(place), None)
    if lost and not (place / RENDERED).is_file():
        raise StoreError(f"{tree} cannot take the course: {lost} is there, and no rendering made it; {ADVICE}")
    return place


def for_report(report: Path, kept: Iterable[Path]) -> None:
    """Raise StoreError for a report that would be written over or among files that are kept."""
    if around := next((path for path in kept if _is_in(_resolved(report), path)), None):
        raise StoreError(f"{report} cannot take the report: {around} is no place for one; name another file, such as "
                         f"build/reports/{report.name}")


def apart(out: Path, kept: Iterable[Path]) -> Path:
    """Return where `out` leads, links followed. Raise StoreError when it is, holds or lies in something that is kept,
    or is or holds a home.
    """
    place = _resolved(out)
    for path in (*kept, _resolved(Path(os.path.expanduser("~")))):  # noqa: PTH111, which raises where there is no home
        if _is_in(path, place):
            raise StoreError(f"{out} cannot be built into: {next(files(path), path)} would be lost; {ADVICE}")
    if around := next((path for path in kept if _is_in(place, path)), None):
        raise StoreError(f"{out} cannot be built into: it lies in {around}, which is the project's own; {ADVICE}")
    return place


def _resolved(path: Path) -> Path:
    try:
        place = path.resolve()
        place.exists()
    except (OSError, RuntimeError) as error:  # a circle of links
        raise StoreError(f"{path} cannot be reached ({error}); {ADVICE}") from error
    return place


def staging(site: Path) -> str:
    """Return the name of the folder in which a site is made, beside it or, where that cannot be, in it."""
    return f".{site.name}.new"


def files(folder: Path) -> Iterator[Path]:
    """Give what would be lost with a folder: its files and links, in order, less what a killed build left in it."""
    left = folder / staging(folder)
    for place, folders, names in os.walk(folder, onerror=_raise if folder.is_dir() else None):
        folders[:] = sorted(name for name in folders if name not in LITTER and Path(place, name) != left)
        links = {name for name in folders if Path(place, name).is_symlink()}
        yield from (Path(place, name) for name in sorted({*names, *links} - LITTER))


def _is_in(inner: Path, outer: Path) -> bool:
    return any(_are_one(place, outer) for place in (inner, *inner.parents))


def _are_one(first: Path, second: Path) -> bool:
    """Whether two paths are of one file or folder, also where systems know one by several names."""
    try:
        return first.samefile(second)
    except OSError:
        return first == second


def _listed(site: Path) -> set[str]:
    """The files that a build put into a folder, by their paths in it."""
    manifest = site / MANIFEST
    if not manifest.is_file():
        return set()
    names = {line.partition("  ")[2] for line in manifest.read_text(encoding="utf-8", errors="replace").splitlines()}
    return names | {MANIFEST} if names >= MARKS else set()


def _raise(error: OSError) -> None:
    raise error
