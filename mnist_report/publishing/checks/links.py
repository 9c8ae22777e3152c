"""Rule: every link, picture, script and style sheet within the site leads to a file and an id that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..urls import Url, lacks_slashes, tidied
from .fault import Fault
from .references import references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Page
    from .site import Site

ROOTED: Final = frozenset({"404.html"})
"""Pages that a host serves at any depth, so that relative addresses do not work on them."""


def broken_links(site: Site) -> Iterator[Fault]:
    """Yield a fault for each address within the site that leads nowhere, or works at the root of a host only."""
    for page in site.pages:
        for element in page.everything:
            if element.tag == "base":
                yield Fault(page.path, element.line, "<base> gives every address another meaning; remove it")
            for reference in references(element):
                if trouble := _trouble(site, page, reference.address):
                    message = f"<{element.tag}> leads to {reference.address!r}: {trouble}"
                    yield Fault(page.path, reference.line, message)


def _trouble(site: Site, page: Page, address: str) -> str:
    """Return what is wrong with an address; "" for one that leads somewhere, or out of the site."""
    if lacks_slashes(address):
        return "on some hosts it leads elsewhere; it should have // after its scheme"
    if not Url.parse(address, site.address).has_origin_of(Url.parse(site.address, site.address)):
        return ""
    if tidied(address).startswith(("/", "\\")) and tidied(address)[1:2] not in {"/", "\\"} and page.path not in ROOTED:
        return "it starts at the root of the host, where the site may not be; it should be relative"
    target = site.target(address, page.path)
    return "it climbs out of the site" if target is None else site.missing(target)
