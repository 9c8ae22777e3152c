"""What each file of the site's sources publishes: addresses relative to the site, and the way from one to another.

    published("module-1/index.md", b"# A { #a }")       {"module-1/", "module-1/#a"}
    published("figures/network.svg", b"...")            {"figures/network.svg"}
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from .page import FENCE, address_of

HOME = "./"
"""The address of the home page."""

NAME = "permalinks.txt"
"""The lock of the addresses, beside the pages and in the site."""

NOT_LISTED = ("assets/", NAME)
"""What no one links to: how the pages look and work, and the lock itself."""

PART = re.compile(
    r'<(?:(?:figure|div)\b[^>]*\bid="(?=fig-|question-)|(?:section|dt|dfn|h[1-6])\b[^>]*\bid=")([\w-]+)"'
    r"|\{:? *#([\w-]+)[^{}\n]*\}"
)
"""An id that a page gives for others to link to, as HTML or as an attribute list."""

VERB = re.compile(r"<<-?\s*(question|figure)\(\s*[\"']([\w-]+)[\"']")

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
"""How a link begins that leads out of the pages' folder."""


def published(path: str, content: bytes) -> set[str]:
    """What a file of the site's sources publishes: the address of a file, of a page and of each part of it."""
    if path.endswith(".md"):
        place = address_of(path) or HOME
        return {place} | {f"{place}#{part}" for part in _parts(content.decode())}
    return set() if path.startswith(NOT_LISTED) else {place_of(path)}


def written(path: str, text: str) -> set[str]:
    """What a page publishes as it is written, also where this run leaves it out."""
    verbs = {"question": "question-", "figure": "fig-"}
    made = {verbs[verb] + name.replace("_", "-") for verb, name in VERB.findall(text)}
    place = address_of(path) or HOME
    return published(path, text.encode()) | {f"{place}#{part}" for part in made}


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


def target(link: str, path: str) -> str:
    """Where a link written on the page at `path` leads: a path within the pages' folder, with its part."""
    file, mark, part = link.partition("#")
    return f"{posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path}{mark}{part}"


def relative(start: str, address: str) -> str:
    """The link from the page at an address of the site to another address of it."""
    place, part = split(address)
    way = posixpath.relpath(f"/{place}", f"/{posixpath.dirname(start)}")
    folder = "/" if place.endswith("/") else ""
    return f"{way}{folder}{'#' * bool(part)}{part}"


def _parts(text: str) -> Iterator[str]:
    bare = re.sub(r"`+[^`\n]+`+", "", FENCE.sub("", text))
    yield from (part for found in PART.findall(bare) for part in found if part and not part.endswith("-text"))
