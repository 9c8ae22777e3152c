"""Destination: the folder or file that a command may write to, so that only files of an earlier build are replaced.

A site may replace a folder that is absent, empty, or a site built before: its SHA256SUMS lists every file, including
the metrics.json of a course. It never replaces a folder that is, contains or lies in the project's own files or its
store, nor one that is or contains a home folder, empty or not.
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
"""Names of the files and folders that make up a project."""
MARKS: Final = {"metrics.json", "metrics.schema.json"}
"""Files that are in every rendered or built course, and in little else."""
RENDERED: Final = "metrics.schema.json"
"""The one of MARKS that is written first; nothing else has a file of that name."""
LITTER: Final = {".DS_Store", "Thumbs.db", "desktop.ini", "lost+found"}
"""Files and folders that operating systems create by themselves."""
ADVICE: Final = "name a folder that is absent, empty or built before, such as build/site"


def own(project: Path, settings: Settings) -> list[Path]:
    """Return the files and folders of a project and its course, those that exist first."""
    elsewhere = (settings.dataset, settings.history, settings.store, Path(__file__).parent.parent)
    paths = [*(project / name for name in OWN), *(path for path in elsewhere if path)]
    return sorted(map(_resolved, paths), key=lambda path: not path.exists())


def for_site(site: Path, kept: Iterable[Path]) -> Path:
    """Return the folder that a site may replace, links resolved. Raise StoreError, naming a file it would lose."""
    place = apart(site, kept)
    with writing(place):
        built = _listed(place)
        lost = next((path for path in files(place) if path.relative_to(place).as_posix() not in built), None)
    if lost:
        raise StoreError(f"{site} cannot become the site: {lost} would be lost, and no build made it; move it away "
                         f"(what is in docs/ is published by each build), or {ADVICE}")
    return place


def for_tree(tree: Path, kept: Iterable[Path]) -> Path:
    """Return the folder that a course may be rendered into, links resolved. Raise StoreError when it contains files,
    unless a course was rendered there before.
    """
    place = apart(tree, kept)
    with writing(place):
        lost = next(files(place), None)
    if lost and not (place / RENDERED).is_file():
        raise StoreError(f"{tree} cannot take the course: {lost} is there, and no rendering made it; {ADVICE}")
    return place


def for_report(report: Path, kept: Iterable[Path]) -> None:
    """Raise StoreError for a report that would replace or lie among the files of `kept`."""
    if around := next((path for path in kept if _is_in(_resolved(report), path)), None):
        raise StoreError(f"{report} cannot take the report: {around} is no place for one; name another file, such as "
                         f"build/reports/{report.name}")


def apart(out: Path, kept: Iterable[Path]) -> Path:
    """Return `out`, links resolved. Raise StoreError when it is, contains or lies in a path of `kept`, or when it is or
    contains a home folder.
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
    """Return the name of the temporary folder of a build, which is beside the site or, if need be, inside it."""
    return f".{site.name}.new"


def files(folder: Path) -> Iterator[Path]:
    """Yield the files and links that would be lost with a folder, in order, without those that a killed build left."""
    left = folder / staging(folder)
    for place, folders, names in os.walk(folder, onerror=_raise if folder.is_dir() else None):
        folders[:] = sorted(name for name in folders if name not in LITTER and Path(place, name) != left)
        links = {name for name in folders if Path(place, name).is_symlink()}
        yield from (Path(place, name) for name in sorted({*names, *links} - LITTER))


def _is_in(inner: Path, outer: Path) -> bool:
    return any(_are_same(place, outer) for place in (inner, *inner.parents))


def _are_same(first: Path, second: Path) -> bool:
    """Return whether two paths lead to the same file or folder, also under different names."""
    try:
        return first.samefile(second)
    except OSError:
        return first == second


def _listed(site: Path) -> set[str]:
    """Return the paths that SHA256SUMS lists, with itself; none unless it lists MARKS, as that of a course does."""
    manifest = site / MANIFEST
    if not manifest.is_file():
        return set()
    names = {line.partition("  ")[2] for line in manifest.read_text(encoding="utf-8", errors="replace").splitlines()}
    return names | {MANIFEST} if names >= MARKS else set()


def _raise(error: OSError) -> None:
    raise error
