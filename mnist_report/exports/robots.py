"""robots.txt: every page may be read by search engines, and where the list of them is.

Crawlers ask for it at the root of a host. Where the site stands under a path, whoever keeps the root can take it over.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..pages.course import Course, File


def files(course: Course) -> Iterator[File]:
    """The file, which names the sitemap where the address of the site is known (RFC 9309; sitemaps.org)."""
    address = course.navigation.address
    sitemap = f"\nSitemap: {address}sitemap.xml\n" if address else ""
    yield "robots.txt", f"User-agent: *\nAllow: /\n{sitemap}".encode()
