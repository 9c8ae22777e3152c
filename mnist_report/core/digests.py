"""Digests: the SHA-256 of every file of a folder, published as SHA256SUMS, and where two folders first differ."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = "SHA256SUMS"
"""The published manifest; `sha256sum --check SHA256SUMS` reads it."""

MATTERS: Final = {
    "model/weights.bin": "the network itself: the training gave other weights (another kind of processor, version of "
                         "TensorFlow, seed, recipe or data set), and all that follows may differ",
    "model/*": "what the network is known by: the key of the run, its classes or its layers; its weights are the same, "
               "unless model/weights.bin differs too",
    "metrics.json": "the results: the same weights were measured differently, or the recipe, the data or the versions "
                    "that the record names are others",
    "history.jsonl": "what earlier commits measured: one build recorded or took over more than the other",
    "versions/*": "another version of the site: one build replaced a site, or kept versions, that the other did not",
    "*.csv": "numbers behind a figure: its code, or the version of NumPy",
    "figures/*": "a picture: its code, its style, or the version of Matplotlib or of the fonts it ships",
    "explore/*.*": "what an explore page fetches: the code in results/browser/, the class names, or Pillow's version",
    "*.html": "what a reader sees: the text of the page, or the version of the generator or its theme",
    "sitemap.xml*": "the date of the build, which SOURCE_DATE_EPOCH fixes; no reader sees it",
    "search/*": "the search index, which follows the pages",
    "downloads/*": "a package made from the pages and figures, which follows them",
    MANIFEST: "this list, which follows all other files",
    "*": "an asset or a file of the generator: another commit, or another version of the theme",
}
"""Why a difference in a file matters, by the first pattern that its path matches; causes come before effects."""


@dataclass(frozen=True)
class Difference:
    """A file in which two folders differ."""

    path: str
    """The file, relative to both folders, with forward slashes."""
    place: str
    """What differs: "only in the first", "line 3", "byte 120, counted from 0"."""
    meaning: str
    """Why it matters and what may cause it."""

    def __str__(self) -> str:
        return f"{self.path}: {self.place}; {self.meaning}"


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 (hex) of every file by its path relative to the folder, sorted by path."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in sorted(files)}


def manifest(listed: Mapping[str, str]) -> str:
    """Return the digests of files, by path, as sha256sum writes them: digest, two spaces, path.

    Leave out the manifest itself, and a git repository in the folder, which is no part of the site.
    """
    left_out = {MANIFEST, ".git"}
    return "".join(f"{listed[name]}  {name}\n" for name in sorted(listed) if name.split("/")[0] not in left_out)


def differences(first: Path, second: Path) -> list[Difference]:
    """Return every file in which two folders differ, causes before effects; an empty list when they are equal."""
    one, two = digests(first), digests(second)
    names = [name for name in one.keys() | two.keys() if one.get(name) != two.get(name)]
    ordered = sorted(names, key=lambda name: (list(MATTERS).index(_pattern(name)), name))
    return [Difference(name, _place(first / name, second / name), MATTERS[_pattern(name)]) for name in ordered]


def _pattern(name: str) -> str:
    return next(pattern for pattern in MATTERS if fnmatch.fnmatchcase(name, pattern))


def _place(first: Path, second: Path) -> str:
    if not first.is_file():
        return "only in the second"
    if not second.is_file():
        return "only in the first"
    one, two = first.read_bytes(), second.read_bytes()
    if b"\0" in one + two:
        return f"byte {_first_differing_index(one, two)}, counted from 0"
    return f"line {_first_differing_index(one.splitlines(), two.splitlines()) + 1}"


def _first_differing_index(one: Sequence[Any], two: Sequence[Any]) -> int:
    """Return the index, from 0, at which two sequences first differ."""
    return next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
