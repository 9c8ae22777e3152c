"""Redirects: files at addresses that have moved, which work on any static host, also without JavaScript.

The old address of a page gets a page that redirects; that of a file, a copy of the new file; a part that has left a
page which is still there leaves a link to its new address. docs/assets/redirect.js keeps what follows `?` and `#`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from .addresses import HOME, is_page, relative, split
from .permalinks import Lock

SCRIPT = "assets/redirect.js"
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Moved: {title}</title>
<link rel="canonical" href="{canonical}">
<noscript><meta http-equiv="refresh" content="0; url={link}"></noscript>
<script src="{script}" defer></script>
</head>
<body>
<main>
<h1>This page has moved</h1>
<p>It is now at <a data-moved="" href="{link}">{title}</a>.</p>
{parts}</main>
</body>
</html>
"""


Title = Callable[[str], str]
"""Return the heading at an address, as Markdown; empty where there is none."""


def redirected(lock: Lock, files: Mapping[str, bytes], site: str, title: Title) -> Iterator[tuple[str, bytes]]:
    """Yield the files at the addresses of pages and files that have moved, as (path, bytes).

    `files` are those that the site is generated from, by path; `site` is its absolute address, empty where it is
    not known. The target of each redirect must exist, as `Lock.hold` checks.
    """
    for address in lock.redirects:
        place, part = split(address)
        if not part and is_page(place):
            yield f"{address}{'index.html' * address.endswith('/')}", _page(address, lock, site, title).encode()
        elif not part:
            yield address, files[lock.end(address)]


def notes(lock: Lock, place: str, title: Title) -> list[str]:
    """Return the HTML for the parts that have left the page at an address: a link to the new place of each."""
    moved = [part for page, part in map(split, lock.redirects) if part and page == (place or HOME)]
    links = [f'<p class="moved" id="{escape(part)}">Moved: {_link(place, part, lock, title)}</p>' for part in moved]
    return [*links, f'<script src="{relative(place or HOME, SCRIPT)}" defer></script>'] if links else []


def _page(address: str, lock: Lock, site: str, title: Title) -> str:
    """Return the page at the old address of a page; parts that moved to other pages have their own links."""
    end = lock.end(address)
    elsewhere = [part for page, part in map(split, lock.redirects) if part and page == address]
    links = "".join(f"<li>{_link(address, part, lock, title)}</li>\n" for part in elsewhere)
    return PAGE.format(
        title=_heading(end, title),
        canonical=escape(site + end.removeprefix(HOME) if site else relative(address, end)),
        link=escape(relative(address, end)),
        script=relative(address, SCRIPT),
        parts=f"<p>Parts of it went elsewhere:</p>\n<ul>\n{links}</ul>\n" if links else "",
    )


def _link(place: str, part: str, lock: Lock, title: Title) -> str:
    end = lock.end(f"{place or HOME}#{part}")
    return f'<a data-moved="{escape(part)}" href="{escape(relative(place or HOME, end))}">{_heading(end, title)}</a>'


def _heading(address: str, title: Title) -> str:
    """Return the heading at an address, as HTML; the address itself where there is none."""
    return escape((title(address) or address).replace("`", ""))
