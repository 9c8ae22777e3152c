"""HTML that works from a disk: links lead to files instead of folders, modules are loaded as plain scripts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from html import escape, unescape

from ..checks.urls import Target, file_at

TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
LINK = re.compile(r'(\s(?:href|data-page)=)"([^"]*)"')
REFRESH = re.compile(r'(\scontent="\d+; *url=)([^"]*)"', re.IGNORECASE)
MODULE = re.compile(r'<script(?=[^>]*\stype="module")[^>]*\ssrc="([^"]*)"')


def from_disk(page: str, html: str, files: Collection[str], loader: str, left_out: Callable[[str], bool]) -> str:
    """The page at the path `page` of a site of `files`, which loads `loader` first; what is left out is no link."""

    def tag(match: re.Match[str]) -> str:
        written = REFRESH.sub(refresh, LINK.sub(link, match[0]))
        return written.replace(' type="module"', " defer data-begins") if MODULE.match(written) else written

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
    """The paths of the modules that the page at the path `page` begins with."""
    targets = (Target.of(unescape(match[1]), page) for match in MODULE.finditer(html))
    yield from (target.path for target in targets if target)


def file_of(page: str, address: str, files: Collection[str]) -> str:
    """An address on a page with the name of the file added where it leads to a folder of the site."""
    target = Target.of(address, page)
    if target is None or file_at(target.path, files) in {target.path, None}:
        return address
    path = re.split("[?#]", address)[0]
    return f"{path.rstrip('/')}/index.html{address.removeprefix(path)}"
