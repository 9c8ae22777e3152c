"""Every page and picture is one that a parser need not mend: what browsers guess, they do not all guess alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Page
    from .site import Site


def invalid_html(site: Site) -> Iterator[Fault]:
    """A fault for each parse error of the HTML standard (13.2) or of XML, with its line, and for what is no UTF-8."""
    for page in (*site.pages, *site.pictures):
        if trouble := _not_utf8(site, page):
            yield Fault(page.path, 1, f"{trouble}; it should be UTF-8")
        for line, message in page.errors:
            yield Fault(page.path, line, message)


def _not_utf8(site: Site, page: Page) -> str:
    """What another encoding a browser would read a page in, which then says something else."""
    try:
        site.root.joinpath(page.path).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start} is {error.object[error.start]:#04x}"
    said = (element.attributes.get("charset") for element in page.elements if element.tag == "meta")
    return next((f"it says that it is {name!r}" for name in said if name and name.strip().lower() != "utf-8"), "")
