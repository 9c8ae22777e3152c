"""New edition: the folder of an edition that is still to be written, and its name in pyproject.toml."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Final

from ..core.edition import FILE, FOLDER
from ..core.errors import ConfigurationError
from ..core.filters import capital
from .addresses import NAME as LOCK
from .citation import NAME as CITATION
from .manuscript import Manuscript
from .questions import SLUG

SETTINGS: Final = """\
# What this edition calls the site, and the settings in which it differs from those in pyproject.toml.
# Its texts lie beside this file, at the paths that the pages have in docs/: see docs/for-authors.md.

[site]
name = {site}
description = {description}
# language = "en"                   # of pages, theme and search

# [site.titles]                     # of the navigation, by those in mkdocs.yml
# "Module 2. Look inside" = "Module 2. Look closer"

[settings]
dataset = {data}
dataset_name = {title}
attribution = ""                    # whose images these are
licence = ""                        # what they may be used for
item = "image"                      # what one image shows, as in a sentence: "article of clothing"
# items = "articles of clothing"    # without it, an s is added
# kind = "letter"                   # what a class is called, where each is one; without it, "class"
# class_names = ["T-shirt/top", "Trouser"]   # in the order of the labels; without it, the labels

[settings.recipe]
epochs = 5

[settings.gates]                    # `mnist-report build` says what it measured; set what can be expected of the images
min_test_accuracy = 0.5
min_class_recall = 0.0
max_calibration_error = 0.2
max_seeds_below = 10
"""
PERMALINKS: Final = """\
# Every published address, relative to the site. `mnist-report permalinks` adds new ones; none is ever taken away.
# Where one has moved, write `old address -> new address` here: this file is the only place for redirects.

"""
TABLE: Final = re.compile(r"(?m)^\[tool\.mnist-report\][ \t]*(?:#.*)?$")
NAMED: Final = re.compile(r"(?m)^edition[ \t]*=.*$")
WORK: Final = re.compile(r"(?ms)^preferred-citation:\n.*?^  title: (?P<title>[^\n]*)$")
"""The course in a CITATION.cff, up to its title."""
DOI: Final = re.compile(r"(?m)^(?P<margin> *)(?:doi|identifiers):.*(?:\n|\Z)(?:(?P=margin)[ -].*(?:\n|\Z))*")
"""What identifies a course in a CITATION.cff, and no edition of it; a list may be as far from the margin as its key."""


def new_edition(manuscript: Manuscript, name: str, title: str, data: str) -> list[str]:
    """Write the files of the edition `name` of images in `data`, called `title`. Return what is left to write.

    Raise ConfigurationError for a name that is no address or is taken, and where pyproject.toml names another edition.
    """
    folder, pyproject = manuscript.project / FOLDER / name, manuscript.project / "pyproject.toml"
    if not SLUG.fullmatch(name) or name == "neutral":
        raise ConfigurationError(f"{name!r} is no name of an edition; it should be lower-case words joined by dashes, "
                                 "such as 'fashion', and not 'neutral'")
    if folder.exists():
        raise ConfigurationError(f"{folder} is there already; choose another name")
    title = title or capital(name.replace("-", " "))
    site = f"A neural network recognises {title}"
    about = f"{title} image classification step by step: train a small neural network, then look at what it learned."
    values = {"site": site, "description": about, "title": title, "data": data or f"data/{name}"}
    shown = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    manuscript.write(pyproject, _naming(manuscript.read(pyproject), name))
    manuscript.write(folder / FILE, SETTINGS.format(**shown))
    manuscript.write(folder / LOCK, PERMALINKS)
    manuscript.write(folder / "assets" / "logo.svg", logo(name))
    if citation := manuscript.read(manuscript.project / CITATION):
        manuscript.write(folder / CITATION, WORK.sub(lambda found: _retitled(found, site), DOI.sub("", citation)))
    place = (FOLDER / name).as_posix()
    return [
        f"{place}/{FILE}: whose images these are (attribution, licence) and what one of them shows (item)",
        f"{values['data']}: the images, a .npz file or a folder of IDX files",
        f"{place}/{CITATION}: who has changed the course, besides its authors",
    ]


def logo(name: str) -> str:
    """Return a sign for an edition, as SVG: five by five squares, alike on both sides, that follow from its name."""
    bits = int(hashlib.sha256(name.encode()).hexdigest(), 16)
    places = ((column, row) for row in range(5) for column in range(5))
    cells = [(column, row) for column, row in places if bits >> (3 * row + min(column, 4 - column)) & 1]
    squares = "".join(f'<rect x="{6 + 5 * column}" y="{6 + 5 * row}" width="4.6" height="4.6" fill="#fff"/>\n'
                      for column, row in cells or [(2, 2)])
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36">\n<rect width="36" height="36" rx="6"/>\n'
            '<rect x="1" y="1" width="34" height="34" rx="5" fill="none" stroke="#5c6b75" stroke-width="1.5"/>\n'
            f"{squares}</svg>\n")


def _naming(pyproject: str, name: str) -> str:
    """Return a pyproject.toml that names the edition. Raise ConfigurationError where it names another one."""
    table = TABLE.search(pyproject)
    if not table:
        return f"{pyproject.rstrip()}\n\n[tool.mnist-report]\nedition = {json.dumps(name)}\n".lstrip()
    end = re.compile(r"(?m)^\[").search(pyproject, table.end())
    if found := NAMED.search(pyproject, table.end(), end.start() if end else len(pyproject)):
        raise ConfigurationError(f"pyproject.toml has {found[0]!r} already; a build makes one edition: remove the line")
    return f"{pyproject[: table.end()]}\nedition = {json.dumps(name)}{pyproject[table.end() :]}"


def _retitled(found: re.Match[str], site: str) -> str:
    return f"{found[0][: found.start('title') - found.start()]}{json.dumps(site, ensure_ascii=False)}"
