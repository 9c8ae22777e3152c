r"""Url: an address as a browser parses it, by the URL standard (https://url.spec.whatwg.org, 4.4).

    Url.parse(r"\\Other.example\a", "http://host.example/course/")     Url("http", "other.example", "/a")
    Url.parse("a/%2E%2e/b#c", "http://host.example/course/")          Url("http", "host.example", "/course/b", "c")
    Url.parse(" java\nscript:a()", "http://host.example/course/")     Url("javascript")

`Target` is its path and id within a site, and `file_at` finds the file of a path; nothing else may do that.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

SOMEWHERE: Final = "http://site.invalid/"
"""Stands for the address of a site that does not say where it will be published (RFC 2606 reserves `.invalid`)."""

SPECIAL: Final = frozenset({"ftp", "file", "http", "https", "ws", "wss"})
"""Schemes that are followed by a host, after any number of slashes or backslashes."""
SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
AROUND: Final = "".join(map(chr, range(0x21)))
"""Characters that browsers remove at the ends of an address: control characters and blanks."""
WITHIN: Final = str.maketrans("", "", "\t\n\r")
"""Characters that browsers remove anywhere in an address."""
PORTS: Final = {"http": ":80", "https": ":443", "ws": ":80", "wss": ":443", "ftp": ":21"}


@dataclass(frozen=True)
class Url:
    """A parsed address, without its query."""

    scheme: str
    """Scheme, in lower case."""
    host: str = ""
    """Host with its port, in lower case, without a user; empty where the scheme has none."""
    path: str = ""
    """Path from the root of the host, as written except for `.` and `..`; empty where the scheme has no host."""
    fragment: str = ""
    """Text after `#`, as it is written."""

    @classmethod
    @lru_cache(maxsize=10_000)  # each is parsed together with those of its page and of the site
    def parse(cls, address: str, base: str) -> Url:
        """Parse an address on the page at `base`, which is an absolute http or https address."""
        text = tidied(address)
        named = SCHEME.match(text)
        scheme = named[1].lower() if named else ""
        if named and scheme not in SPECIAL:
            return cls(scheme)
        before, _, fragment = text[named.end() if named else 0 :].partition("#")
        place, question, _ = before.partition("?")
        place = place.replace("\\", "/")
        if not named and not place.startswith("//"):
            here = cls.parse(base, base)
            return cls(here.scheme, here.host, _normalized(_joined(here.path, place, question)), fragment)
        scheme = scheme or tidied(base).partition(":")[0].lower()
        authority, slash, rest = place.lstrip("/").partition("/")
        host = authority.rpartition("@")[2].lower().removesuffix(PORTS.get(scheme, ""))
        return cls(scheme, host, _normalized(f"/{rest}" if slash else "/"), fragment)

    def has_origin_of(self, other: Url) -> bool:
        """Return whether both have the same scheme, host and port."""
        return (self.scheme, self.host) == (other.scheme, other.host)


@dataclass(frozen=True)
class Target:
    """The target of an address within a site."""

    path: str
    """Path relative to the site, decoded; "" for the home page."""
    part: str = ""
    """Id of a part of the page; empty for the whole page."""

    @classmethod
    @lru_cache(maxsize=10_000)
    def of(cls, address: str, page: str, site: str = SOMEWHERE) -> Target | None:
        """Return the target of an address on the page at a path of a site; None where it leads out of the site."""
        url, root = Url.parse(address, site + quote(page)), Url.parse(site, site)
        if not url.has_origin_of(root) or not url.path.startswith(root.path):
            return None
        return cls(unquote(url.path.removeprefix(root.path)), unquote(url.fragment))


def file_at(path: str, files: Collection[str]) -> str | None:
    """Return the file of a site that a host sends for a path, for a folder its index.html; None if there is none."""
    return next((file for file in (path, f"{path.rstrip('/')}/index.html".lstrip("/")) if file in files), None)


def tidied(address: str) -> str:
    """Return an address without the characters that browsers remove."""
    return address.strip(AROUND).translate(WITHIN)


def lacks_slashes(address: str) -> bool:
    """Return whether an address, such as `https:page/`, has different targets on pages served by http and by https."""
    scheme, colon, rest = tidied(address).partition(":")
    return bool(colon) and scheme.lower() in SPECIAL and not re.match(r"[/\\]{2}", rest)


def _joined(path: str, place: str, question: str) -> str:
    if place.startswith("/"):
        return place
    if not place:
        return path
    return f"{path.rpartition('/')[0]}/{place}"


def _normalized(path: str) -> str:
    """Return a path, which begins with a slash, without `.` and `..`; their dots may be written `%2e`."""
    kept: list[str] = []
    *before, last = path.split("/")[1:]
    for segment in (*before, last):
        plain = re.sub("(?i)%2e", ".", segment)
        if plain == "..":
            kept[-1:] = []
        elif plain != ".":
            kept.append(segment)
    folder = re.sub("(?i)%2e", ".", last) in {".", ".."}
    return "/" + "/".join([*kept, ""] if folder else kept)
