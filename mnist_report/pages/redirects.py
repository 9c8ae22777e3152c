"""What stands at an address that has moved: plain files that lead on, on any static host, also without JavaScript.

At the old address of a page stands a page that leads on; of a file, a copy of the new one; a part that left a page
which is still there leaves a link to where it went. docs/assets/redirect.js keeps what followed `?` and `#`.
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
"""Gives the heading at an address, as Markdown; empty where no heading stands."""


def redirected(lock: Lock, made: Mapping[str, bytes], site: str, title: Title) -> Iterator[tuple[str, bytes]]:
    """The files at the addresses of pages and files that have moved, as (path, bytes).

    `made` is what the site is generated from, `site` its absolute address, empty where it is not known. What a redirect
    leads to must be there, as `Lock.hold` makes sure.
    """
    for address in lock.redirects:
        place, part = split(address)
        if not part and is_page(place):
            yield f"{address}{'index.html' * address.endswith('/')}", _page(address, lock, site, title).encode()
        elif not part:
            yield address, made[lock.end(address)]


def notes(lock: Lock, place: str, title: Title) -> list[str]:
    """What the parts that have left the page at an address leave behind on it: each a link to where it went."""
    left = [part for page, part in map(split, lock.redirects) if part and page == (place or HOME)]
    links = [f'<p class="moved" id="{escape(part)}">Moved: {_link(place, part, lock, title)}</p>' for part in left]
    return [*links, f'<script src="{relative(place or HOME, SCRIPT)}" defer></script>'] if links else []


def _page(address: str, lock: Lock, site: str, title: Title) -> str:
    """The page that stands where a page has left; its parts that went elsewhere have their own links."""
    end = lock.end(address)
    apart = [part for page, part in map(split, lock.redirects) if part and page == address]
    links = "".join(f"<li>{_link(address, part, lock, title)}</li>\n" for part in apart)
    return PAGE.format(
        title=_shown(end, title),
        canonical=escape(site + end.removeprefix(HOME) if site else relative(address, end)),
        link=escape(relative(address, end)),
        script=relative(address, SCRIPT),
        parts=f"<p>Parts of it went elsewhere:</p>\n<ul>\n{links}</ul>\n" if links else "",
    )


def _link(place: str, part: str, lock: Lock, title: Title) -> str:
    end = lock.end(f"{place or HOME}#{part}")
    return f'<a data-moved="{escape(part)}" href="{escape(relative(place or HOME, end))}">{_shown(end, title)}</a>'


def _shown(address: str, title: Title) -> str:
    """The heading at an address, as HTML; the address itself where no heading stands."""
    return escape((title(address) or address).replace("`", ""))
