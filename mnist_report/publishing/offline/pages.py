"""Pages that work from a disk: links lead to files instead of folders, modules are loaded as plain scripts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from html import escape, unescape

from ..urls import Target, file_at

TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
CHANGED = re.compile(r"\s(?:href|data-page|content|rel|type)=", re.IGNORECASE)
"""What a tag has that any of the following finds: most tags of a page have nothing of it."""
LINK = re.compile(r'(\s(?:href|data-page)=)"([^"]*)"')
REFRESH = re.compile(r'(\scontent="\d+; *url=)([^"]*)"', re.IGNORECASE)
PRELOAD = re.compile(r'<link(?=[^>]*\srel="(?:module)?preload")')
MODULE = re.compile(r'<script(?=[^>]*\stype="module")[^>]*\ssrc="([^"]*)"')


def from_disk(page: str, html: str, files: Collection[str], loader: str, left_out: Callable[[str], bool]) -> str:
    """Return the page at the path `page` of a site of `files`; it loads `loader` first and no link is `left_out`."""

    def tag(match: re.Match[str]) -> str:
        if not CHANGED.search(match[0]):
            return match[0]
        if PRELOAD.match(match[0]):
            return ""
        linked = REFRESH.sub(refresh, LINK.sub(link, match[0]))
        return linked.replace(' type="module"', " defer data-begins") if MODULE.match(linked) else linked

    def refresh(match: re.Match[str]) -> str:
        return f'{match[1]}{escape(file_of(page, unescape(match[2]), files))}"'

    def link(match: re.Match[str]) -> str:
        address = unescape(match[2])
        target = Target.of(address, page)
        if target and left_out(target.path):
            return ""
        return f'{match[1]}"{escape(file_of(page, address, files))}"'

    first = f'<script src="{posixpath.relpath(loader, posixpath.dirname(page) or ".")}"></script>'
    return re.sub("<head>", lambda head: f"{head[0]}{first}", TAG.sub(tag, html), count=1)


def begun(page: str, html: str) -> Iterator[str]:
    """Yield the paths of the modules that the page at the path `page` loads by `<script>`."""
    targets = (Target.of(unescape(match[1]), page) for match in MODULE.finditer(html))
    yield from (target.path for target in targets if target)


def file_of(page: str, address: str, files: Collection[str]) -> str:
    """Return an address on a page, with index.html added where it leads to a folder of the site."""
    target = Target.of(address, page)
    if target is None or file_at(target.path, files) in {target.path, None}:
        return address
    path = re.split("[?#]", address)[0]
    return f"{path.rstrip('/')}/index.html{address.removeprefix(path)}"
