"""What stands at an address that has moved: plain files that lead on, on any static host, also without JavaScript.

At the old address of a page stands a page that leads on; of a file, a copy of the new one; a part that left a page
which is still there leaves a link to where it went. docs/assets/redirect.js keeps what followed `?` and `#`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from .addresses import HOME, is_page, relative, split
from .page import HEADING, address_of
from .permalinks import Lock

SCRIPT = "assets/redirect.js"
FOOTER = '<div class="run"'
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


def redirected(lock: Lock, made: Mapping[str, bytes], site: str) -> Iterator[tuple[str, bytes]]:
    """The files at the addresses that have moved, and the pages that parts have left, as (path, bytes).

    `made` is what the site is generated from, `site` its absolute address, empty where it is not known. What a redirect
    leads to must be there, as `Lock.hold` makes sure.
    """
    pages = {address_of(path) or HOME: path for path in made if path.endswith(".md")}
    left: dict[str, list[str]] = {}
    for address in lock.redirects:
        place, part = split(address)
        if part and place in pages:
            left.setdefault(pages[place], []).append(_note(place, part, lock, made))
        elif not part and is_page(place):
            yield f"{address}{'index.html' * address.endswith('/')}", _page(address, lock, made, site).encode()
        elif not part:
            yield address, made[lock.end(address)]
    for path, notes in left.items():
        body, footer, rest = made[path].decode().rpartition(FOOTER)
        yield path, "\n\n".join([body.rstrip(), *notes, _script(address_of(path)), footer + rest]).lstrip().encode()


def _page(address: str, lock: Lock, made: Mapping[str, bytes], site: str) -> str:
    """The page that stands where a page has left; its parts that went elsewhere have their own links."""
    end = lock.end(address)
    apart = [old for old in lock.redirects if split(old)[0] == address and split(old)[1]]
    links = "".join(f"<li>{_link(address, split(old)[1], lock.end(old), made)}</li>\n" for old in apart)
    return PAGE.format(
        title=_title(end, made),
        canonical=escape(site + end.removeprefix(HOME) if site else relative(address, end)),
        link=escape(relative(address, end)),
        script=relative(address, SCRIPT),
        parts=f"<p>Parts of it went elsewhere:</p>\n<ul>\n{links}</ul>\n" if links else "",
    )


def _note(place: str, part: str, lock: Lock, made: Mapping[str, bytes]) -> str:
    """What a part leaves behind on its page."""
    return f'<p class="moved" id="{escape(part)}">Moved: {_link(place, part, lock.end(f"{place}#{part}"), made)}</p>'


def _link(place: str, part: str, end: str, made: Mapping[str, bytes]) -> str:
    return f'<a data-moved="{escape(part)}" href="{escape(relative(place, end))}">{_title(end, made)}</a>'


def _script(address: str) -> str:
    return f'<script src="{relative(address or HOME, SCRIPT)}" defer></script>'


def _title(address: str, made: Mapping[str, bytes]) -> str:
    """The heading at an address, as HTML; the address itself where no heading stands."""
    place, part = split(address)
    files = (path for path in made if path.endswith(".md") and (address_of(path) or HOME) == place)
    found = HEADING.findall(made[next(files)].decode()) if place.endswith("/") else []
    headings = (heading[1] for heading in found if part in {"", heading[2]})
    return escape(next(headings, address).replace("`", ""))
