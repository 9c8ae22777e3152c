"""Colours: the table of them all, colours.toml, which pages, explore pages and figures share."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, Literal

from . import texts
from .errors import ContentError
from .paths import PACKAGE

Theme = Literal["light", "dark"]
Table = dict[str, dict[str, str]]

THEMES: Final = ("light", "dark", "both")
COLOUR: Final = re.compile("#[0-9a-f]{6}")

TABLE: Final = PACKAGE / "core" / "colours.toml"
"""The table: for each theme, the colours by their names, as "#rrggbb"."""


@cache
def table() -> Table:
    """Return the colours by their names, for "light", for "dark" and for "both". Raise ContentError as `read` does."""
    return read(TABLE)


def read(file: Path) -> Table:
    """Return the table in a file. Raise ContentError for what is no such table."""
    try:
        table: Table = tomllib.loads(texts.read(file))
    except (UnicodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{file}: {error}") from error
    for theme in THEMES:
        if not isinstance(table.get(theme), dict):
            raise ContentError(f"{file}: [{theme}] is missing; there should be [light], [dark] and [both]")
        for name, colour in table[theme].items():
            if not COLOUR.fullmatch(str(colour)):
                raise ContentError(f'{file}: {name} of [{theme}] is {colour!r}; a colour should be like "#1f62a8"')
    if lone := table["light"].keys() ^ table["dark"].keys():
        raise ContentError(f"{file}: {min(lone)} is in one of [light] and [dark]; it should be in both")
    return table


def of(theme: Theme) -> dict[str, str]:
    """Return all colours of a theme by their names."""
    return table()[theme] | table()["both"]


def signed() -> list[str]:
    """Return the colours of signed values, from the most negative over zero to the most positive, in both themes.

    They are the two of the pair for and against, dark and light, so that lightness grows towards zero on either side.
    """
    light, dark = of("light"), of("dark")
    return [light["against"], dark["against"], light["neutral"], dark["for"], light["for"]]
