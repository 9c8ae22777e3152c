"""Reference: an address that an element names, and whether a browser asks for it by itself.

The attributes are those of the index of the HTML standard (https://html.spec.whatwg.org/multipage/indices.html) and of
SVG 2, with the obsolete ones that some browser still reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .styles import style_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Element

EACH: Final[frozenset[str]] = frozenset()
"""Whatever the element."""

FETCHED: Final = {
    "action": EACH, "archive": EACH, "attributionsrc": EACH, "background": EACH, "classid": EACH, "codebase": EACH,
    "data": frozenset({"object"}), "dynsrc": EACH, "formaction": EACH, "href": EACH,
    "icon": frozenset({"command", "menuitem"}), "lowsrc": EACH, "manifest": frozenset({"html"}), "ping": EACH,
    "poster": EACH, "src": EACH, "value": frozenset({"param"}), "xlink:href": EACH, "xml:base": EACH,
}
"""Attributes that hold an address that is fetched, connected to or sent to, and the elements on which they do."""

NOTED: Final = frozenset({"cite", "itemid", "longdesc"})
"""Attributes that hold an address which nobody fetches until asked."""

SEVERAL: Final = frozenset({"archive", "attributionsrc", "ping"})
"""Attributes that hold addresses between blanks."""

CANDIDATES: Final = frozenset({"imagesrcset", "srcset"})

STYLED: Final = frozenset({
    "clip-path", "cursor", "fill", "filter", "marker", "marker-end", "marker-mid", "marker-start", "mask", "stroke",
    "style",
})
"""Attributes that hold what a style sheet could say."""

PARAMETERS: Final = frozenset({"code", "data", "filename", "movie", "src", "url"})
"""The `name` of a `<param>` whose value is an address."""

LINKS: Final = frozenset({"a", "area"})
QUIET: Final = frozenset({"alternate", "author", "canonical", "help", "license", "me", "prev", "search"})
"""What a `<link>` may be for (`rel`) without the browser fetching it or connecting to its host."""

ANIMATED: Final = frozenset({"by", "from", "to", "values"})
"""Attributes of an animation in SVG that replace the attribute it names."""

REFRESH: Final = re.compile(r"(?is)\s*[\d.]*(?:[\s;,]+|$)(?:url\s*=\s*)?(?P<quote>[\"']?)(?P<address>.*)")
"""When, and to which address (HTML standard, 4.2.5.3)."""

FIRST: Final = re.compile(r"[\s,]*(\S+)")
DESCRIPTORS: Final = re.compile(r"(?:[^,(]|\([^)]*\)?)*,?")


@dataclass(frozen=True)
class Reference:
    """An address, where it is written."""

    address: str
    """As it is written."""

    attribute: str
    """Which holds it; "" for the text of a `<style>`."""

    line: int
    """In the file, from 1."""

    fetched: bool
    """Whether a browser asks for it, or sends to it, unless the reader only follows a link."""


def references(element: Element) -> Iterator[Reference]:
    """Yield every address that an element names."""
    for attribute, value in element.attributes.items():
        for address, fetched in _named(element, attribute, value):
            yield Reference(address, attribute, element.line, fetched)
    if element.tag == "style":
        for address, line in style_addresses(element.text):
            yield Reference(address, "", element.line - 1 + line, fetched=True)


def _named(element: Element, attribute: str, value: str) -> Iterator[tuple[str, bool]]:
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
    return tags is EACH or element.tag in tags


def _is_link(element: Element, attribute: str) -> bool:
    """Whether an address is one that the reader follows, or that is there to be noted."""
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
    """The addresses of the pictures between which a browser chooses (HTML standard, 4.8.4.3.10)."""
    place = 0
    while match := FIRST.match(srcset, place):
        end = DESCRIPTORS.match(srcset, match.end())
        place = match.end() if match[1].endswith(",") or not end else end.end()
        if address := match[1].rstrip(","):
            yield address
