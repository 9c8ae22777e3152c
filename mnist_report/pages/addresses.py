"""Addresses: those that each source file publishes, relative to the site, and relative links from one to another.

    published("module-1/index.md", {"a"})   {"module-1/", "module-1/#a"}
    published("figures/network.svg")        {"figures/network.svg"}
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from .syntax import calls, parts

HOME = "./"
"""The address of the home page."""

NAME = "permalinks.txt"
"""The lock file of the addresses, beside the pages and in the site."""

NOT_LISTED = ("assets/", "oembed/", NAME)
"""Files that no one links to: styles and scripts of the pages, what they say to programs, and the lock itself."""

IDS = {"figure": "fig-", "question": "question-", "explore": "explore-"}
"""Prefixes of the ids that verbs create."""


def published(path: str, ids: Iterable[str] = ()) -> set[str]:
    """Return the addresses that a source file publishes: of the file, or of the page and each of its `ids`."""
    if path.endswith(".md"):
        place = address_of(path) or HOME
        return {place} | {f"{place}#{part}" for part in ids}
    return set() if path.startswith(NOT_LISTED) else {place_of(path)}


def written(path: str, text: str) -> set[str]:
    """Return the addresses that a page's source can publish, including those that this run leaves out."""
    named = [(verb, name.replace("_", "-")) for verb, name in calls(text)]
    from_verbs = {IDS[verb] + name for verb, name in named if verb in IDS}
    frames = {f"embed/{name}/" for verb, name in named if verb == "explore"}
    return published(path, parts(text) | from_verbs) | frames


def address_of(path: str) -> str:
    """Return the address of the page of a Markdown file, relative to the site; "" for the home page."""
    stem = path.removesuffix(".md")
    folder = posixpath.dirname(stem) if posixpath.basename(stem) == "index" else stem
    return f"{folder}/" if folder else ""


def place_of(path: str) -> str:
    """Return the address of a published file; for an index.html it is the folder."""
    return posixpath.join(posixpath.dirname(path), "") or HOME if posixpath.basename(path) == "index.html" else path


def split(address: str) -> tuple[str, str]:
    """Split an address into its page or file, and the part after `#`, which may be empty."""
    place, _, part = address.partition("#")
    return place, part


def is_page(place: str) -> bool:
    """Return whether an address, without its part, is that of a page, rather than of a file."""
    return place.endswith(("/", ".html"))


def suffix(place: str) -> str:
    """Return the extension of a file, with its dot: ".svg"."""
    return posixpath.splitext(place)[1]


def relative(start: str, address: str) -> str:
    """Return the relative link from the page at one address of the site to another address of the site."""
    place, part = split(address)
    way = posixpath.relpath(f"/{place}", f"/{posixpath.dirname(start)}")
    folder = "/" if place.endswith("/") else ""
    return f"{way}{folder}{'#' * bool(part)}{part}"
