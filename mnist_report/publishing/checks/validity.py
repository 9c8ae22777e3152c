"""Rule: every page and picture is valid HTML or XML in UTF-8, because browsers repair errors in different ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Page
    from .site import Site


def invalid_html(site: Site) -> Iterator[Fault]:
    """Yield a fault, with its line, for each parse error of HTML (standard, 13.2) or XML, and for other encodings."""
    for page in (*site.pages, *site.pictures):
        if trouble := _not_utf8(site, page):
            yield Fault(page.path, 1, f"{trouble}; it should be UTF-8")
        for line, message in page.errors:
            yield Fault(page.path, line, message)


def _not_utf8(site: Site, page: Page) -> str:
    """Return why a browser would not read a page as UTF-8; "" when it would."""
    try:
        site.root.joinpath(page.path).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start} is {error.object[error.start]:#04x}"
    declared = (element.attributes.get("charset") for element in page.elements if element.tag == "meta")
    return next((f"it says that it is {name!r}" for name in declared if name and name.strip().lower() != "utf-8"), "")
