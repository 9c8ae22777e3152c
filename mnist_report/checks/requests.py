"""No page, style sheet, script or picture asks another host for anything.

A plain link is no request. What a script asks for is seen here only where it is written out in the call; the rest is
for tests/test_browser.py, which watches a browser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .fault import Fault
from .links import addresses
from .page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Element
    from .site import Site

LINKING: Final = frozenset({"a", "area", "form"})
"""Elements that lead the reader elsewhere, and only when asked."""

NOTED: Final = frozenset({"alternate", "author", "canonical", "help", "license", "next", "prev", "search"})
"""What a `<link>` may be for (`rel`) without the browser fetching it or connecting to its host."""

ELSEWHERE: Final = r"(?P<address>(?i:(?:https?|wss?):)?//[^\s\"'`)]+)"
"""An address with a host."""

STYLE: Final = re.compile(rf"(?i:url\(\s*[\"']?|@import\s+[\"']){ELSEWHERE}")
"""What a style sheet loads."""

CALLS: Final = "fetch|import|importScripts|Worker|SharedWorker|WebSocket|EventSource|sendBeacon"
SCRIPT: Final = re.compile(
    rf"(?:\b(?:{CALLS})\s*\(|\bopen\s*\(\s*[\"'`]\w+[\"'`]\s*,|\bfrom|\bimport|\.src\s*=)\s*[\"'`]{ELSEWHERE}"
)
"""A call, an import or an assignment that loads the address written out beside it."""


def third_party_requests(site: Site) -> Iterator[Fault]:
    """A fault for each address on another host that a browser would fetch."""
    for page in site.pages:
        yield from _of_page(page, site.address)
    for path in sorted(site.files):
        if path.endswith(".svg"):
            yield from _of_page(Page.parse(path, site.text(path)), site.address)
        elif path.endswith((".css", ".js", ".mjs")):
            yield from _of_text(path, site.text(path), STYLE if path.endswith(".css") else SCRIPT, site.address)


def _of_page(page: Page, own: str) -> Iterator[Fault]:
    for element in page.elements:
        loaded = (*addresses(element), element.attributes.get("xlink:href", ""))
        for address in () if _only_leads(element) else loaded:
            if re.match(ELSEWHERE, address) and not address.startswith(own):
                yield _fault(page.path, element.line, address)
        for text, loading in _inline(element):
            yield from _of_text(page.path, text, loading, own, element.line)


def _inline(element: Element) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The code inside an element, with what in it would load something."""
    yield element.attributes.get("style", ""), STYLE
    if element.tag == "style":
        yield element.text, STYLE
    if element.tag == "script":
        yield element.text, SCRIPT


def _only_leads(element: Element) -> bool:
    """Whether the browser fetches what the element names only when the reader asks for it."""
    purposes = element.attributes.get("rel", "").split()
    return element.tag in LINKING or (element.tag == "link" and NOTED.issuperset(purposes))


def _of_text(path: str, text: str, loading: re.Pattern[str], own: str, line: int = 1) -> Iterator[Fault]:
    for match in loading.finditer(text):
        if not match["address"].startswith(own):
            yield _fault(path, line + text.count("\n", 0, match.start("address")), match["address"])


def _fault(path: str, line: int, address: str) -> Fault:
    return Fault(path, line, f"asks another host for {address!r}; it should be a file of the site")
