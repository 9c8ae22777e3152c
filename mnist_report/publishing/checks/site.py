"""Site: a folder of built pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ...core.errors import ContentError
from ...core.files import check_names
from .page import XML, Page
from .urls import SOMEWHERE, Target, file_at, tidied

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGES: Final = (".html", ".htm", ".xhtml", ".xht")
"""Endings of the files that a browser shows as pages."""

PUBLISHED: Final = re.compile(r"(?i)https?://[^/]+/(.*/)?$")
"""An address at which a site can be."""


@dataclass(frozen=True)
class Site:
    """A built site, whatever generator built it."""

    root: Path
    """The folder."""

    files: frozenset[str] = field(repr=False)
    """The path of every file, relative to the folder, with forward slashes."""

    @classmethod
    def read(cls, root: Path) -> Site:
        """Reads a folder. Raises ContentError when it holds no page, or a file whose name no address can hold."""
        check_names(root)
        files = frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        if not any(path.lower().endswith(PAGES) for path in files):
            raise ContentError(f"no HTML page in {root}; it should be the folder of a built site")
        return cls(root, files)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page, sorted by path."""
        return self._parsed(PAGES)

    @cached_property
    def pictures(self) -> tuple[Page, ...]:
        """Every picture and other file of XML that is no page, sorted by path."""
        return self._parsed(tuple({*XML} - {*PAGES}))

    def _parsed(self, endings: tuple[str, ...]) -> tuple[Page, ...]:
        return tuple(Page.parse(path, self.text(path)) for path in sorted(self.files) if path.lower().endswith(endings))

    def text(self, path: str) -> str:
        """The content of one of `files`."""
        return self.root.joinpath(path).read_text(encoding="utf-8", errors="replace")

    @cached_property
    def by_path(self) -> Mapping[str, Page]:
        """Each page by its path."""
        return {page.path: page for page in self.pages}

    def target(self, address: str, page: str) -> Target | None:
        """Return where an address on the page at a path leads; None where it leads out of the site."""
        return Target.of(address, page, self.address)

    def missing(self, target: Target) -> str:
        """Return what a target leads to in vain, the file or the id in it, in words; empty when both are there."""
        file = file_at(target.path, self.files)
        if file is None:
            return f"there is no file {target.path!r}"
        page = self.by_path.get(file)
        # Browsers take `#` and `#top` for the top of any page.
        if page and target.part not in {"", "top"} and target.part not in page.ids:
            return f"there is no id {target.part!r} in {file}"
        return ""

    @cached_property
    def address(self) -> str:
        """Where the home page says that the site is published, with a slash at the end, or SOMEWHERE."""
        home = self.by_path.get("index.html")
        elements = home.elements if home else ()
        heads = (element for element in elements if any(outer.tag == "head" for outer in element.ancestors))
        canonical = (element for element in heads if element.attributes.get("rel") == "canonical")
        said = (tidied(element.attributes.get("href", "")) for element in canonical)
        return next((address for address in said if PUBLISHED.match(address)), SOMEWHERE)
