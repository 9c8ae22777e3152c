"""Versions: a built site holds itself once more, at an address that stays, beside the versions before it.

    versions/versions.json                      ["2026-12-01-3e0133dfb79d", "2026-11-27-90ab12cd34ef"], the newest first
    versions/2026-12-01-3e0133dfb79d/           the site itself
    versions/2026-11-27-90ab12cd34ef/           the one before it, byte for byte as it was published

A page in there is named by a bar that leads to the current page at the same address, and no search engine lists it.
What only the current site needs is left out, and links lead to it there.
"""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Final

from ..core.digests import MANIFEST
from ..core.errors import StoreError
from ..core.files import write_all, writing
from ..core.filters import percent
from ..pages.addresses import NAME as LOCK
from ..pages.addresses import place_of, relative
from ..pages.versions import FOLDER, NAME
from ..results.model_card import NAME as CARD
from .checks.page import XML
from .checks.site import PAGES
from .urls import Target

NAMES: Final = f"{FOLDER}versions.json"
"""The file with the names of the versions in a site, the newest first, which is the site itself."""
LIST: Final = f"{FOLDER}index.html"
"""The page that lists them, where the course has one."""
LEFT_OUT: Final = re.compile("|".join(map(fnmatch.translate, (
    f"{FOLDER}*", "downloads/*.zip", "downloads/*.imscc", MANIFEST, LOCK, "404.html", "robots.txt", "sitemap.xml*",
    "*.map",
))))
"""What a version does without: large packages, and what is about the whole published site."""
FRAMES: Final = "embed/"
"""Pages to be framed, in whose exact height a bar has no room."""
OEMBED: Final = "oembed/"
"""Files that name the addresses of frames."""
HEAD: Final = re.compile(r"(?i)<head\b[^>]*>|^(?:<!doctype[^>]*>)?(?!.*<head\b)", re.DOTALL)
"""The beginning of the head of a page; that of the page, where no tag says so."""
END_OF_HEAD: Final = re.compile(r"(?i)(?=</head|<body\b)")
NOINDEX: Final = re.compile(r'name="robots"[^>]*\bnoindex\b')
BODY: Final = re.compile(r"(?i)<body\b[^>]*>")
LINK: Final = re.compile(r"""(?<=\s)(?P<name>(?:href|src|action)=)(?P<quote>["'])(?P<address>.*?)(?P=quote)""")
BAR: Final = """
<aside class="version" lang="en" aria-label="Version">
<p>This is the edition of <time datetime="{date}">{date}</time>, run {run}, which stays as it is.
<a href="{current}">Go to the current page</a></p>
</aside>
"""
GONE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>No longer there</title>
<meta http-equiv="refresh" content="0; url={home}">
</head>
<body>
<main>
<h1>This page is no longer there</h1>
<p>The course goes on at <a href="{home}">its home page</a>.</p>
</main>
</body>
</html>
"""
ROWS: Final = re.compile(r'(?s)(<div id="kept-versions">.*?<tbody>).*?(</tbody>)')


def names_in(site: Path) -> list[str]:
    """Return the names of the versions in a built site, the newest first; none where there are none.

    Raise StoreError for a file of names that cannot be read.
    """
    file = site / NAMES
    if not file.is_file():
        return []
    try:
        names = parsed(file.read_bytes())
    except (OSError, ValueError) as error:
        raise StoreError(f"{file} cannot be read: {error}; restore it, or remove it to begin anew") from error
    return [name for name in names if (site / FOLDER / name).is_dir()]


def parsed(content: bytes) -> list[str]:
    """Return the names in the content of such a file. Raise ValueError for another content."""
    names = json.loads(content)
    if not isinstance(names, list) or not all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
        raise ValueError("it should be a list of names such as 2026-11-27-3e0133dfb79d")
    return names


def keep(site: Path, name: str, earlier: Path, most: int, address: str) -> list[str]:
    """Put a built site into itself as the version `name`, and beside it at most `most` of the site `earlier`.

    `earlier` need not exist; `address` is that of the site, and may be empty. Return a line for each version, and for
    each that is left behind. Raise StoreError when a file cannot be read or written.
    """
    known = names_in(earlier)
    kept = [version for version in known if version != name][:most]
    write_all(site, Version(site, name, address).files())
    with writing(site):
        for version in kept:
            shutil.copytree(earlier / FOLDER / version, site / FOLDER / version)
    names = [name, *kept]
    write_all(site, [(NAMES, f"{json.dumps(names, indent=1)}\n".encode()), *_gone(site, kept), *_listed(site, names)])
    gone = [f"version {version}: no longer kept" for version in known if version not in names]
    return [*(f"version {version}: {_size(site / FOLDER / version)}" for version in names), *gone]


@dataclass(frozen=True)
class Version:
    """A built site as a version of itself."""

    site: Path
    """The folder of the site."""
    name: str
    """Date and run: "2026-11-27-3e0133dfb79d"."""
    address: str
    """The address of the site; empty where it is not known."""

    @property
    def prefix(self) -> str:
        """The address of the version, relative to the site."""
        return f"{FOLDER}{self.name}/"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the version, as (path within the site, bytes)."""
        files = {path.relative_to(self.site).as_posix(): path for path in self.site.rglob("*") if path.is_file()}
        for path, file in files.items():
            if not LEFT_OUT.fullmatch(path):
                content = file.read_bytes()
                if path.lower().endswith(PAGES):
                    content = self.page(path, content.decode()).encode()
                elif path.startswith(OEMBED):
                    content = self._pinned(content.decode()).encode()
                yield self.prefix + path, content

    def page(self, path: str, html: str) -> str:
        """Return the page at a path as one of the version."""
        head, *body = END_OF_HEAD.split(html, maxsplit=1)
        if not NOINDEX.search(head):
            end = "/>" if path.lower().endswith(XML) else ">"
            head = HEAD.sub(rf'\g<0><meta name="robots" content="noindex"{end}', head, count=1)
        if not path.startswith(FRAMES):
            bar = self._bar(path)
            body = [BODY.sub(lambda found: found[0] + bar, text, count=1) for text in body]
        return LINK.sub(lambda link: self._link(path, link), "".join([self._pinned(head), *body]))

    def _bar(self, path: str) -> str:
        date, run = NAME.fullmatch(self.name).groups()  # type: ignore[union-attr]  # so it was made
        return BAR.format(date=date, run=run, current=relative(self.prefix + path, place_of(path)))

    def _pinned(self, text: str) -> str:
        """Return a text with the version's own address in place of each of the site, where the version has the file."""
        if not self.address:
            return text

        def pinned(found: re.Match[str]) -> str:
            return found[0] if LEFT_OUT.fullmatch(found["path"]) else f"{self.address}{self.prefix}{found['path']}"

        return re.sub(rf"{re.escape(self.address)}(?P<path>[^\"'\s<>?#&\\]*)", pinned, text)

    def _link(self, path: str, link: re.Match[str]) -> str:
        """Return a link on the page at a path; one to what the version does without leads to the current site."""
        address = unescape(link["address"])
        target = Target.of(address, path)
        if target is None or not LEFT_OUT.fullmatch(target.path):
            return link[0]
        place = re.split("[?#]", address)[0]
        way = relative(self.prefix + path, target.path)
        return f"{link['name']}{link['quote']}{escape(way + address.removeprefix(place))}{link['quote']}"


def _gone(site: Path, versions: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield a page that leads home for each page of some versions whose current page, to which it leads, is gone."""
    for version in versions:
        folder = site / FOLDER / version
        for file in folder.rglob("*"):
            path = file.relative_to(folder).as_posix()
            if path.lower().endswith(PAGES) and not path.startswith(FRAMES) and not (site / path).exists():
                yield path, GONE.format(home=relative(path, "./")).encode()


def _listed(site: Path, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the page that lists the versions, if the site has it, with a row for each."""
    if (page := site / LIST).is_file():
        rows = "".join(_row(site / FOLDER / name, name) for name in names)
        html = page.read_text(encoding="utf-8")
        yield LIST, ROWS.sub(lambda found: f"{found[1]}\n{rows}{found[2]}", html).encode()


def _row(folder: Path, name: str) -> str:
    date, run = NAME.fullmatch(name).groups()  # type: ignore[union-attr]  # as `parsed` requires
    accuracy = ""
    with suppress(OSError, ValueError, KeyError, TypeError):
        accuracy = percent(json.loads((folder / CARD).read_bytes())["test"]["accuracy"]["value"])
    link = f'<a href="{name}/"><time datetime="{date}">{date}</time></a>'
    right = 'style="text-align: right;"'
    return (f"<tr>\n<td>{link}</td>\n<td><code>{run}</code></td>\n<td {right}>{accuracy}</td>\n"
            f"<td {right}>{_size(folder)}</td>\n</tr>\n")


def _size(folder: Path) -> str:
    return f"{sum(file.stat().st_size for file in folder.rglob('*') if file.is_file()) / 1_000_000:.1f} MB"
