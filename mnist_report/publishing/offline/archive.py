"""Archive: a ZIP of the files of a built site, changed to work from a disk; equal bytes wherever it is made."""

from __future__ import annotations

import fnmatch
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...core import texts, zips
from ...core.digests import MANIFEST
from ...core.errors import ContentError
from ...core.files import check_names, write_all
from ...core.settings import load_settings
from ...core.store import Store
from ...pages.versions import FOLDER as VERSIONS
from .. import urls
from . import pages, scripts

ARCHIVE = "downloads/course.zip"
"""Path of the archive, relative to the site."""
FOLDER = "course"
"""The one folder at the top of the archive, so that unpacking it scatters no files."""
NAME, FILE = "offline", "course.zip"
"""Names of the archive's entry in the store, and of the archive in that."""
LEFT_OUT = re.compile("|".join(map(fnmatch.translate, (
    ARCHIVE, f"{VERSIONS}*", "404.html", "robots.txt", "sitemap.xml*", MANIFEST, "*.map", ".git", ".git/*",
))))
"""Other versions, files for hosts, search engines or debuggers only, about the published site, and not its own."""
KEPT = 3
"""Number of archives kept in the store, the newest: each change of a page makes another."""
README = """\
This folder holds the whole course. It needs no network and no server.

Open index.html in a browser.

The search and the pages to explore work here too. What leads out of the course needs a network.
"""

Files = Mapping[str, bytes]


def pack(site: Path, project: Path) -> dict[str, str]:
    """Put the archive of a built site into the site, and return the SHA-256 (hex) of every file of it, by path.

    An archive in the store is used again. Raise ConfigurationError for the settings of the project, ContentError when
    there is no site or a script in it cannot work from a disk, and StoreError when the store or the site cannot be
    written.
    """
    files, store = _read(site), Store(load_settings(project / "pyproject.toml").store)
    listed = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    packer = {"code": _code(), "zlib": zlib.ZLIB_RUNTIME_VERSION}

    def make(folder: Path) -> None:
        older = store.newest(NAME, packer).get(FILE, b"")
        folder.joinpath(FILE).write_bytes(packed(files, older))

    parts = {"files": {path: digest for path, digest in listed.items() if not _left_out(path)}, **packer}
    content = store.entry(NAME, parts, make)[FILE]
    store.prune(NAME, KEPT)
    write_all(site, [(ARCHIVE, content)])
    return listed | {ARCHIVE: hashlib.sha256(content).hexdigest()}


def packed(files: Files, older: bytes = b"") -> bytes:
    """Return the archive of a site, given as its files by path; the same files always give the same bytes.

    An `older` archive by the same code makes this faster. Raise ContentError for a script that cannot work from a disk,
    and for a page or script that is not in UTF-8.
    """
    kept = {path: content for path, content in files.items() if not _left_out(path)}
    archived = {"README.txt": README.encode(), **dict(_from_disk(kept))}
    return zips.zipped({f"{FOLDER}/{path}": content for path, content in archived.items()}, older)


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
    """Return the files of a built site by path, except the list of them, an archive of it, and a git repository.

    Raise ContentError when there is no site.
    """
    if not (site / "index.html").is_file():
        raise ContentError(f"no index.html in {site}; it should be the folder of a built site")
    check_names(site)
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    own = (name for name in sorted(found) if name not in {MANIFEST, ARCHIVE} and name.split("/")[0] != ".git")
    return {name: found[name].read_bytes() for name in own}


def _left_out(path: str) -> bool:
    return bool(LEFT_OUT.match(path))


def _code() -> str:
    """Return the SHA-256 (hex) of the code that makes an archive of a site."""
    own = sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in {".py", ".js"})
    code = "".join(map(texts.read, [*own, Path(zips.__file__), Path(urls.__file__)]))
    return hashlib.sha256(code.encode()).hexdigest()
