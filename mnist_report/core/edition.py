"""Edition: what an edition of the course calls the site, and the settings in which it differs.

    gen/editions/fashion/edition.toml

    [site]                                          # every key is optional
    name = "A neural network sorts clothes"
    language = "en"

    [site.titles]                                   # of the navigation, by those in mkdocs.yml
    "Module 2. Look inside" = "Module 2. Look closer"

    [settings]                                      # before those of [tool.mnist-report] in pyproject.toml
    dataset = "data/fashion"

    [settings.recipe]
    epochs = 10
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final

from . import texts
from .errors import ConfigurationError
from .rules import Rule, check, is_name, shown

FOLDER: Final = Path("gen/editions")
"""The folder of all editions, within that of pyproject.toml."""
NEUTRAL: Final = "neutral"
"""The edition that is true of any data set; it lies under one's own, unless the images are those of MNIST."""
FILE: Final = "edition.toml"
LONGEST: Final = 100_000
"""Characters of a file in TOML, at most."""
TOO_DEEP: Final = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){100}""")
"""A dotted key of more than 100 parts, for which `tomllib` needs quadratic time."""


def _are_titles(value: object) -> bool:
    return isinstance(value, tuple) and all(is_name(title) for pair in value for title in pair)


_TEXT = Rule("one printable line", lambda value: value == "" or is_name(value))
_LANGUAGE = Rule("the code of a language, such as 'en', 'de' or 'pt-BR'",
                 lambda value: isinstance(value, str) and bool(re.fullmatch(r"(?:[a-z]{2,3}(?:-[A-Za-z]+)?)?", value)))
_TITLES = Rule("a table of titles: those in mkdocs.yml and those of the edition", _are_titles)


@dataclass(frozen=True)
class Site:
    """What an edition calls the site. Raise ConfigurationError for an impossible value."""

    name: Annotated[str, _TEXT] = ""
    """Name of the site; empty for `site_name` in mkdocs.yml."""
    description: Annotated[str, _TEXT] = ""
    """What the site is, in a sentence or two; empty for `site_description` in mkdocs.yml."""
    language: Annotated[str, _LANGUAGE] = ""
    """Code of the language of pages, theme and search; empty for that of the theme in mkdocs.yml."""
    titles: Annotated[tuple[tuple[str, str], ...], _TITLES] = ()
    """Titles of the navigation: pairs of one in mkdocs.yml and one of the edition."""

    def __post_init__(self) -> None:
        check(self)


def folder_of(project: Path, name: str) -> Path:
    """Return the folder of the edition `name` of a project. Raise ConfigurationError when there is none."""
    if name == NEUTRAL:
        raise ConfigurationError(f"edition is {NEUTRAL!r}, which lies under every other one by itself; name your own")
    everything = project / FOLDER
    names = sorted(path.name for path in everything.glob("*") if path.is_dir() and path.name != NEUTRAL)
    if name not in names:
        near = get_close_matches(name, names, n=1)
        advice = f"did you mean {near[0]!r}?" if near else f"`mnist-report edition new {name}` makes it"
        raise ConfigurationError(f"edition is {shown(name)}, but {FOLDER.as_posix()} has no such folder; {advice}")
    return everything / name


def read(folder: Path) -> tuple[Site, dict[str, Any]]:
    """Return the site and the table of settings of an edition; what its file leaves out is empty.

    Raise ConfigurationError, naming the file, for one that cannot be read and for an unknown key.
    """
    file = folder / FILE
    try:
        document = load(file)
        if unknown := document.keys() - {"site", "settings"}:
            raise ConfigurationError(f"{shown(min(unknown))} is not a table of an edition; they are [site], "
                                     "[settings], [settings.recipe] and [settings.gates]")
        site = subtable(document, "site")
        if unknown := site.keys() - {field.name for field in fields(Site)}:
            known = ", ".join(field.name for field in fields(Site))
            raise ConfigurationError(f"[site] {shown(min(unknown))} is not a key; the keys are {known}")
        titles = tuple(subtable(site, "titles").items())
        return Site(**{**site, "titles": titles}), dict(subtable(document, "settings"))
    except ConfigurationError as error:
        raise ConfigurationError(f"{file}: {error}") from error


def load(file: Path) -> dict[str, Any]:
    """Return the table in a TOML file; an empty one without the file.

    Raise ConfigurationError when it cannot be read, or not in a moment.
    """
    try:
        return tomllib.loads(_bounded(texts.read(file)))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigurationError(f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"must be valid TOML in UTF-8, but: {error}") from error


def subtable(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the table under a key; an empty one where there is none. Raise ConfigurationError for another value."""
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise ConfigurationError(f"{key} is {shown(found)}, but must be a table")
    return found


def _bounded(text: str) -> str:
    """Return TOML that can be parsed in a moment; raise ConfigurationError for more."""
    if len(text) > LONGEST:
        raise ConfigurationError(f"must have at most {LONGEST} characters, not {len(text)}")
    if TOO_DEEP.search(text):
        raise ConfigurationError("must have no key of more than 100 parts joined by dots")
    return text
