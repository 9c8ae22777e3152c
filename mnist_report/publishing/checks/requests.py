"""No page, style sheet, script or picture asks another host for anything, or sends it anything.

A plain link is no request. What a script asks for is seen here only where it is written out in the call; the rest is
for tests/test_browser.py, which watches a browser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .fault import Fault
from .inline import is_inline
from .references import references
from .styles import style_addresses
from .urls import SPECIAL, Url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Page
    from .site import Site

SCRIPTS: Final = (".cjs", ".js", ".mjs")
JSON_SCRIPTS: Final = frozenset({"importmap", "speculationrules"})
"""Types of a `<script>` that is JSON, every address of which may be fetched."""

ELSEWHERE: Final = r"[\"'`]\s*(?P<address>(?i:(?:https?|wss?):|[/\\]{2})[^\s\"'`)]+)"
"""A string that begins as an address with a host."""

JSON: Final = re.compile(ELSEWHERE)

CALLS: Final = (
    "Audio|EventSource|Request|SharedWorker|URL|WebSocket|WebTransport|Worker|addModule|fetch|import|importScripts|"
    "register|sendBeacon|location\\.assign|location\\.replace|window\\.open"
)
ASSIGNED: Final = r"\.(?:action|background|data|poster|src|srcset)|\blocation(?:\.href)?"
ATTRIBUTES: Final = "action|background|data|formAction|ping|poster|src|srcset"
TAG: Final = r"<(?!a\b)\w+[^<>]*\s(?:action|background|data|href|poster|src|srcset)\s*=\s*\\?"
BETWEEN: Final = r"(?:\s|/\*.*?\*/)*"
SCRIPT: Final = re.compile(
    rf"(?s)(?:\b(?:{CALLS}){BETWEEN}\({BETWEEN}|\bopen\s*\(\s*[\"'`]\w+[\"'`]\s*,{BETWEEN}|(?:\bfrom|\bimport){BETWEEN}"
    rf"|\bsetAttribute\s*\(\s*[\"'`](?i:{ATTRIBUTES})[\"'`]\s*,\s*|(?:{ASSIGNED})\s*=\s*|{TAG}){ELSEWHERE}"
)
"""A call, an import, an assignment or a tag that loads the address written out beside it."""

ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|(/))")
"""One way or another to write a character in a string of JavaScript."""


def third_party_requests(site: Site) -> Iterator[Fault]:
    """A fault for each address on another host that a browser would fetch, connect to or send to."""
    for page in (*site.pages, *site.pictures):
        yield from _faults(site, page.path, _of_page(page))
    for path in sorted(site.files):
        if path.lower().endswith(".css"):
            yield from _faults(site, path, style_addresses(site.text(path)))
        elif path.lower().endswith(SCRIPTS):
            yield from _faults(site, path, _of_script(site.text(path), SCRIPT))


def _of_page(page: Page) -> Iterator[tuple[str, int]]:
    for element in page.everything:
        yield from ((each.address, each.line) for each in references(element) if each.fetched)
        if is_inline(element):
            loading = JSON if element.attributes.get("type", "").strip().lower() in JSON_SCRIPTS else SCRIPT
            for address, line in _of_script(element.text, loading):
                yield address, element.line - 1 + line


def _of_script(text: str, loading: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    plain = ESCAPE.sub(_character, text)
    for match in loading.finditer(plain):
        yield match["address"], plain.count("\n", 0, match.start("address")) + 1


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2] or escape[3] or "2f", 16)
    return chr(code) if 0x20 <= code <= 0x10FFFF else " "


def _faults(site: Site, path: str, found: Iterator[tuple[str, int]]) -> Iterator[Fault]:
    own = Url.parse(site.address, site.address)
    for address, line in found:
        url = Url.parse(address, site.address + path)
        if url.scheme in SPECIAL and not url.has_origin_of(own):
            yield Fault(path, line, f"asks another host for {address!r}; it should be a file of the site")
