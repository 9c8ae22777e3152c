"""robots.txt: allows search engines to read every page, and names the sitemap.

Crawlers read it at the root of a host only. If the site is below a path, copy its lines to the robots.txt there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..pages.course import Course, File


def files(course: Course) -> Iterator[File]:
    """Yield the file, which names the sitemap if the address of the site is known (RFC 9309; sitemaps.org)."""
    address = course.navigation.address
    sitemap = f"\nSitemap: {address}sitemap.xml\n" if address else ""
    yield "robots.txt", f"User-agent: *\nAllow: /\n{sitemap}".encode()
