"""oembed/: what a page elsewhere shows for the address of a figure or an explore page (pages/oembed.py says when)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..pages.course import Course, File
from ..pages.frame_size import WIDTHS
from ..pages.links import Link
from ..pages.oembed import file_of

KEPT = 24 * 60 * 60
"""Seconds for which a page elsewhere may keep an answer."""


def files(course: Course) -> Iterator[File]:
    """Yield an answer for each thing with a frame; none without the site's address, or for a course without lessons."""
    if not (course.navigation.address and course.outline.modules):
        return
    for link in course.links:
        if link.embed:
            yield file_of(link), (json.dumps(_answer(course, link), indent=1, ensure_ascii=False) + "\n").encode()


def _answer(course: Course, link: Link) -> dict[str, Any]:
    """Return a response of oEmbed 1.0, section 2.3.4, of the type `rich`, with the licence besides."""
    site, cited = course.navigation, course.heads.citation
    return {
        "version": "1.0",
        "type": "rich",
        "title": link.title,
        **({"author_name": cited.text.credit} if cited else {}),
        "provider_name": site.name,
        "provider_url": site.address,
        "cache_age": KEPT,
        **_thumbnail(course, link),
        "html": link.snippets(site.address)["embed"],
        "width": WIDTHS[0],
        "height": link.height,
        **({"license": cited.text.licence_name, "license_url": cited.text.licence_address} if cited else {}),
    }


def _thumbnail(course: Course, link: Link) -> dict[str, Any]:
    """Return address and size, in its own pixels, of the PNG of a figure, or of the first one on an explore page."""
    if not link.figure:
        return {}
    width, height = course.rendered_figure(link.figure.name.replace("-", "_")).pixels
    address = f"{course.navigation.address}{link.pictures['png']}"
    return {"thumbnail_url": address, "thumbnail_width": width, "thumbnail_height": height}
