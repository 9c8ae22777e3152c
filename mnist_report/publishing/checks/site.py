"""Site: a folder of built pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ...core.errors import ContentError
from ...core.files import check_names
from ...pages.versions import KEPT
from ..urls import SOMEWHERE, Target, file_at, tidied
from .page import XML, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGES: Final = (".html", ".htm", ".xhtml", ".xht")
"""Extensions of files that a browser shows as pages."""

PUBLISHED: Final = re.compile(r"(?i)https?://[^/]+/(.*/)?$")
"""An address at which a site can be published."""


@dataclass(frozen=True)
class Site:
    """A built site, whichever generator built it."""

    root: Path
    """Folder of the site."""

    files: frozenset[str] = field(repr=False)
    """Path of every file, relative to the folder, with forward slashes."""

    @classmethod
    def read(cls, root: Path) -> Site:
        """Read a folder. Raise ContentError when it has no page, or a file name that cannot be part of an address."""
        check_names(root)
        files = frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        if not any(path.lower().endswith(PAGES) for path in files):
            raise ContentError(f"no HTML page in {root}; it should be the folder of a built site")
        return cls(root, files)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page, sorted by path, but those of versions that are kept: they were checked when they were built."""
        return self._parsed(PAGES)

    @property
    def kept(self) -> tuple[Page, ...]:
        """The pages and pictures of versions that are kept, sorted by path."""
        return self._parsed((*PAGES, *XML), kept=True)

    @cached_property
    def pictures(self) -> tuple[Page, ...]:
        """Every SVG picture and other XML file that is no page, sorted by path."""
        return self._parsed(tuple({*XML} - {*PAGES}))

    def _parsed(self, endings: tuple[str, ...], *, kept: bool = False) -> tuple[Page, ...]:
        paths = (path for path in sorted(self.files) if path.lower().endswith(endings))
        return tuple(Page.parse(path, self.text(path)) for path in paths if bool(KEPT.match(path)) is kept)

    def text(self, path: str) -> str:
        """Return the content of one of `files`; bytes that are not UTF-8 become U+FFFD."""
        return self.root.joinpath(path).read_text(encoding="utf-8", errors="replace")

    @cached_property
    def by_path(self) -> Mapping[str, Page]:
        """Each page by its path."""
        return {page.path: page for page in self.pages}

    def target(self, address: str, page: str) -> Target | None:
        """Return the target of an address on the page at a path; None where it leads out of the site."""
        return Target.of(address, page, self.address)

    def missing(self, target: Target) -> str:
        """Return in words that the file or the id of a target does not exist; "" when both do."""
        file = file_at(target.path, self.files)
        if file is None:
            return f"there is no file {target.path!r}"
        page = self.by_path.get(file)
        # In a browser, `#` and `#top` lead to the top of any page.
        if page and target.part not in {"", "top"} and target.part not in page.ids:
            return f"there is no id {target.part!r} in {file}"
        return ""

    @cached_property
    def address(self) -> str:
        """The site's address by the canonical link of its home page, with a slash at the end, or else SOMEWHERE."""
        home = self.by_path.get("index.html")
        elements = home.elements if home else ()
        heads = (element for element in elements if any(outer.tag == "head" for outer in element.ancestors))
        canonical = (element for element in heads if element.attributes.get("rel") == "canonical")
        candidates = (tidied(element.attributes.get("href", "")) for element in canonical)
        return next((address for address in candidates if PUBLISHED.match(address)), SOMEWHERE)
