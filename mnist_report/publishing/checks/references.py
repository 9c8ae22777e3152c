"""Reference: an address in an element, and whether a browser requests it by itself.

The attributes are those of the index of the HTML standard (https://html.spec.whatwg.org/multipage/indices.html) and of
SVG 2, with obsolete ones that some browser still supports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .styles import style_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .element import Element

ANY: Final[frozenset[str]] = frozenset()
"""Any element."""

FETCHED: Final = {
    "action": ANY, "archive": ANY, "attributionsrc": ANY, "background": ANY, "classid": ANY, "codebase": ANY,
    "data": frozenset({"object"}), "dynsrc": ANY, "formaction": ANY, "href": ANY,
    "icon": frozenset({"command", "menuitem"}), "lowsrc": ANY, "manifest": frozenset({"html"}), "ping": ANY,
    "poster": ANY, "src": ANY, "value": frozenset({"param"}), "xlink:href": ANY, "xml:base": ANY,
}
"""Attributes with an address that is fetched, connected to or sent to, and the elements on which that is so."""

NOTED: Final = frozenset({"cite", "itemid", "longdesc"})
"""Attributes with an address that no browser fetches by itself."""

SEVERAL: Final = frozenset({"archive", "attributionsrc", "ping"})
"""Attributes with several addresses, separated by blanks."""

CANDIDATES: Final = frozenset({"imagesrcset", "srcset"})

STYLED: Final = frozenset({
    "clip-path", "cursor", "fill", "filter", "marker", "marker-end", "marker-mid", "marker-start", "mask", "stroke",
    "style",
})
"""Attributes with CSS as their value."""

PARAMETERS: Final = frozenset({"code", "data", "filename", "movie", "src", "url"})
"""The `name` of a `<param>` whose value is an address."""

LINKS: Final = frozenset({"a", "area"})
QUIET: Final = frozenset({"alternate", "author", "canonical", "help", "license", "me", "prev", "search"})
"""Values of `rel` for which a browser neither fetches a `<link>` nor connects to its host."""

ANIMATED: Final = frozenset({"by", "from", "to", "values"})
"""Attributes of an SVG animation with values for the attribute that it animates."""

REFRESH: Final = re.compile(r"(?is)\s*[\d.]*(?:[\s;,]+|$)(?:url\s*=\s*)?(?P<quote>[\"']?)(?P<address>.*)")
"""The `content` of a refresh: seconds and address (HTML standard, 4.2.5.3)."""

FIRST: Final = re.compile(r"[\s,]*(\S+)")
DESCRIPTORS: Final = re.compile(r"(?:[^,(]|\([^)]*\)?)*,?")


@dataclass(frozen=True)
class Reference:
    """An address and its place in a file."""

    address: str
    """The address as it is written."""

    attribute: str
    """Attribute that contains it; "" for the text of a `<style>`."""

    line: int
    """Line in the file, from 1."""

    fetched: bool
    """Whether a browser requests it or sends to it, without the reader following a link."""


def references(element: Element) -> Iterator[Reference]:
    """Yield every address in an element."""
    for attribute, value in element.attributes.items():
        for address, fetched in _addresses_in(element, attribute, value):
            yield Reference(address, attribute, element.line, fetched)
    if element.tag == "style":
        for address, line in style_addresses(element.text):
            yield Reference(address, "", element.line - 1 + line, fetched=True)


def _addresses_in(element: Element, attribute: str, value: str) -> Iterator[tuple[str, bool]]:
    if attribute in STYLED:
        yield from ((address, True) for address, _ in style_addresses(value))
    elif attribute in CANDIDATES:
        yield from ((address, True) for address in _candidates(value))
    elif attribute in NOTED:
        yield value, False
    elif attribute in ANIMATED and element.attributes.get("attributename", "").endswith("href"):
        yield from ((address, True) for address in value.split(";"))
    elif attribute == "content" and element.attributes.get("http-equiv", "").strip().lower() == "refresh":
        yield from ((address, True) for address in _refreshed(value))
    elif _holds_address(element, attribute):
        for address in value.split() if attribute in SEVERAL else [value]:
            yield address, not _is_link(element, attribute)


def _holds_address(element: Element, attribute: str) -> bool:
    tags = FETCHED.get(attribute)
    if tags is None or (element.tag == "param" and element.attributes.get("name", "").lower() not in PARAMETERS):
        return False
    return tags is ANY or element.tag in tags


def _is_link(element: Element, attribute: str) -> bool:
    """Return whether an address is a link for the reader or metadata, which no browser fetches by itself."""
    if not attribute.endswith("href"):
        return False
    if element.tag == "link":
        return QUIET.issuperset(element.attributes.get("rel", "").lower().split())
    return element.tag in LINKS or any(outer.tag == "math" for outer in element.ancestors)


def _refreshed(content: str) -> Iterator[str]:
    if match := REFRESH.match(content):
        address = match["address"].partition(match["quote"])[0] if match["quote"] else match["address"]
        yield from [address] if address.strip() else []


def _candidates(srcset: str) -> Iterator[str]:
    """Yield the addresses of the pictures that a browser chooses from (HTML standard, 4.8.4.3.10)."""
    place = 0
    while match := FIRST.match(srcset, place):
        end = DESCRIPTORS.match(srcset, match.end())
        place = match.end() if match[1].endswith(",") or not end else end.end()
        if address := match[1].rstrip(","):
            yield address
