"""What each file of the site's sources publishes: addresses relative to the site, and the way from one to another.

    published("module-1/index.md", {"a"})   {"module-1/", "module-1/#a"}
    published("figures/network.svg")        {"figures/network.svg"}
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from .syntax import VERB, parts

HOME = "./"
"""The address of the home page."""

NAME = "permalinks.txt"
"""The lock of the addresses, beside the pages and in the site."""

NOT_LISTED = ("assets/", NAME)
"""What no one links to: how the pages look and work, and the lock itself."""

IDS = {"figure": "fig-", "question": "question-"}
"""How the ids begin that verbs give."""


def published(path: str, ids: Iterable[str] = ()) -> set[str]:
    """What a file of the site's sources publishes: the address of a file, or of a page and of each of its parts."""
    if path.endswith(".md"):
        place = address_of(path) or HOME
        return {place} | {f"{place}#{part}" for part in ids}
    return set() if path.startswith(NOT_LISTED) else {place_of(path)}


def written(path: str, text: str) -> set[str]:
    """What a page publishes as it is written, also where this run leaves it out."""
    made = {IDS[verb] + name.replace("_", "-") for verb, name in VERB.findall(text) if verb in IDS}
    return published(path, parts(text) | made)


def address_of(path: str) -> str:
    """Where the page of a Markdown file is published, relative to the site; "" for the home page."""
    stem = path.removesuffix(".md")
    folder = posixpath.dirname(stem) if posixpath.basename(stem) == "index" else stem
    return f"{folder}/" if folder else ""


def place_of(path: str) -> str:
    """The address of a published file; that of an index.html is its folder."""
    return posixpath.join(posixpath.dirname(path), "") or HOME if posixpath.basename(path) == "index.html" else path


def split(address: str) -> tuple[str, str]:
    """The page or file of an address, and the part of it; the part may be empty."""
    place, _, part = address.partition("#")
    return place, part


def is_page(place: str) -> bool:
    """Whether a browser shows a page there; else it is a file."""
    return place.endswith(("/", ".html"))


def suffix(place: str) -> str:
    """What the name of a file ends in, with its dot: ".svg"."""
    return posixpath.splitext(place)[1]


def relative(start: str, address: str) -> str:
    """The link from the page at an address of the site to another address of it."""
    place, part = split(address)
    way = posixpath.relpath(f"/{place}", f"/{posixpath.dirname(start)}")
    folder = "/" if place.endswith("/") else ""
    return f"{way}{folder}{'#' * bool(part)}{part}"
