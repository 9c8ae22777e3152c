"""Rule: no page, style sheet, script or picture requests anything from another host, or sends it anything.

A plain link is no request. A request of a script is found here only where its address is a literal in the call; the
rest is left to the tests in a browser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..urls import SPECIAL, Url
from .fault import Fault
from .inline import is_inline
from .references import references
from .styles import style_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Page
    from .site import Site

SCRIPTS: Final = (".cjs", ".js", ".mjs")
JSON_SCRIPTS: Final = frozenset({"importmap", "speculationrules"})
"""Types of a `<script>` that is JSON, in which every address may be fetched."""

ELSEWHERE: Final = r"[\"'`]\s*(?P<address>(?i:(?:https?|wss?):|[/\\]{2})[^\s\"'`)]+)"
"""The start of a string that is an address with a host."""

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
"""A call, an import, an assignment or a tag that loads the literal address after it."""

ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|(/))")
"""An escape of a character in a JavaScript string."""


def third_party_requests(site: Site) -> Iterator[Fault]:
    """Yield a fault for each address on another host that a browser would fetch, connect to or send to."""
    for page in (*site.pages, *site.pictures):
        yield from _faults(site, page.path, _page_requests(page))
    for path in sorted(site.files):
        if path.lower().endswith(".css"):
            yield from _faults(site, path, style_addresses(site.text(path)))
        elif path.lower().endswith(SCRIPTS):
            yield from _faults(site, path, _script_requests(site.text(path), SCRIPT))


def _page_requests(page: Page) -> Iterator[tuple[str, int]]:
    for element in page.everything:
        yield from ((found.address, found.line) for found in references(element) if found.fetched)
        if is_inline(element):
            loading = JSON if element.attributes.get("type", "").strip().lower() in JSON_SCRIPTS else SCRIPT
            for address, line in _script_requests(element.text, loading):
                yield address, element.line - 1 + line


def _script_requests(text: str, loading: re.Pattern[str]) -> Iterator[tuple[str, int]]:
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
