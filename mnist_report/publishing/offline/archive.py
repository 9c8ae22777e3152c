"""Archive: a ZIP of the files of a built site, changed to work from a disk; equal bytes wherever it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from ...core import texts, zips
from ...core.digests import MANIFEST
from ...core.errors import ContentError
from ...core.files import check_names, write_all
from ...core.settings import load_settings
from ...core.store import Store
from .. import urls
from . import pages, scripts

ARCHIVE = "downloads/course.zip"
"""Path of the archive, relative to the site."""
FOLDER = "course"
"""The one folder at the top of the archive, so that unpacking it scatters no files."""
LEFT_OUT = (ARCHIVE, "404.html", "robots.txt", "sitemap.xml*", MANIFEST, "*.map", ".git", ".git/*")
"""Files for hosts, search engines or debuggers only, files about the published site, and files that are not its own."""
KEPT = 3
"""Number of archives kept in the store, the newest: each change of a page makes another."""
README = """\
This folder holds the whole course. It needs no network and no server.

Open index.html in a browser.

The search and the pages to explore work here too. What leads out of the course needs a network.
"""

Files = Mapping[str, bytes]


def pack(site: Path, project: Path) -> Path:
    """Put the archive of a built site into the site and return its path; an archive in the store is used again.

    Raise ConfigurationError for the settings of the project, ContentError when there is no site or a script in it
    cannot work from a disk, and StoreError when the store or the site cannot be written.
    """
    target = site / ARCHIVE
    files, store = _read(site), Store(load_settings(project / "pyproject.toml").store)
    parts = {"files": _digest(files), "code": _digest(_code())}
    stored = store.entry("offline", parts, lambda folder: write_all(folder, [(target.name, packed(files))]))
    store.prune("offline", KEPT)
    write_all(site, [(ARCHIVE, stored[target.name])])
    return target


def packed(files: Files) -> bytes:
    """Return the archive of a site, given as its files by path; the same files always give the same bytes.

    Raise ContentError for a script that cannot work from a disk, and for a page or script that is not in UTF-8.
    """
    kept = {path: content for path, content in files.items() if not _left_out(path)}
    archived = {"README.txt": README.encode(), **dict(_from_disk(kept))}
    return zips.zipped({f"{FOLDER}/{path}": content for path, content in archived.items()})


def _from_disk(files: Files) -> Iterator[tuple[str, bytes]]:
    """Yield the files changed to work from a disk, and the files that are needed only there."""
    html = {path: scripts.text(path, content) for path, content in files.items() if path.endswith(".html")}
    entry_modules = {module for path, text in html.items() for module in pages.begun(path, text)}
    yield scripts.LOADER, scripts.loader()
    for path, content in files.items():
        if path in html:
            yield path, pages.from_disk(path, html[path], files, scripts.LOADER, _left_out).encode()
        elif path in entry_modules or scripts.is_module(path, content):
            yield path, scripts.plain(path, scripts.text(path, content)).encode()
        elif path == scripts.SEARCH:
            yield scripts.SEARCH_FROM_DISK, scripts.search(content, files).encode()
        else:
            yield path, content
            if scripts.is_fetched(path):
                yield f"{path}.js", scripts.data(content).encode()


def _read(site: Path) -> dict[str, bytes]:
    """Return the files of a built site that belong in its archive. Raise ContentError when there is no site."""
    if not (site / "index.html").is_file():
        raise ContentError(f"no index.html in {site}; it should be the folder of a built site")
    check_names(site)
    found = ((path.relative_to(site).as_posix(), path) for path in sorted(site.rglob("*")) if path.is_file())
    return {name: path.read_bytes() for name, path in found if not _left_out(name)}


def _left_out(path: str) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in LEFT_OUT)


def _digest(files: Files) -> str:
    lines = (f"{hashlib.sha256(content).hexdigest()} {path}" for path, content in sorted(files.items()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _code() -> Files:
    """Return the code that makes an archive of a site, by file name."""
    own = [path for path in Path(__file__).parent.iterdir() if path.suffix in {".py", ".js"}]
    return {path.name: texts.read(path).encode() for path in [*own, Path(zips.__file__), Path(urls.__file__)]}
