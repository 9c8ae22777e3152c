"""Every link, picture, script and style sheet within the site leads to a file, and to an id, that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Element, Page
    from .site import Site

ATTRIBUTES: Final = ("href", "src", "poster", "action")
"""Attributes that hold one address, on whatever element."""

ROOTED: Final = frozenset({"404.html"})
"""Pages that a host serves at any depth, so that only addresses from the root of the host work on them."""


def broken_links(site: Site) -> Iterator[Fault]:
    """A fault for each address within the site that leads nowhere, or that works only at the root of a host."""
    for page in site.pages:
        for element in page.elements:
            for address in addresses(element):
                if trouble := _trouble(site, page, address):
                    yield Fault(page.path, element.line, f"<{element.tag}> leads to {address!r}: {trouble}")


def addresses(element: Element) -> Iterator[str]:
    """The addresses that an element names, as they are written."""
    yield from (element.attributes[name] for name in ATTRIBUTES if name in element.attributes)
    if element.tag == "object" and "data" in element.attributes:
        yield element.attributes["data"]
    for candidate in element.attributes.get("srcset", "").split(", "):
        yield from candidate.split()[:1]


def _trouble(site: Site, page: Page, address: str) -> str:
    """Why an address leads nowhere; empty when it leads somewhere, or out of the site."""
    url, root = urlsplit(urljoin(site.address + page.path, address)), urlsplit(site.address)
    if (url.scheme, url.netloc) != (root.scheme, root.netloc):
        return ""
    if urlsplit(address).path.startswith("/") and not urlsplit(address).netloc and page.path not in ROOTED:
        return "it starts at the root of the host, where the site may not be; it should be relative"
    if not url.path.startswith(root.path):
        return "it climbs out of the site"
    return _missing(site, unquote(url.path.removeprefix(root.path)), unquote(url.fragment))


def _missing(site: Site, path: str, fragment: str) -> str:
    """What is not there, the file or the id in it; empty when both are."""
    found = next((file for file in (path, f"{path.rstrip('/')}/index.html".lstrip("/")) if file in site.files), None)
    if found is None:
        return f"there is no file {path!r}"
    page = site.by_path.get(found)
    # Browsers take `#` and `#top` for the top of any page.
    if page and fragment not in {"", "top"} and fragment not in page.ids:
        return f"there is no id {fragment!r} in {found}"
    return ""
