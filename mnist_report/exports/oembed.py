"""oembed/: what a page elsewhere shows for an address that it is given; pages/oembed.py says for which."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..pages.blocks import FigureBlock
from ..pages.course import Course, File
from ..pages.frame_size import WIDTHS
from ..pages.links import Link
from ..pages.markup import ADDRESS
from ..pages.oembed import file_of

THUMBNAIL = ("thumbnail_url", "thumbnail_width", "thumbnail_height")
KEPT = 24 * 60 * 60
"""Seconds for which a page elsewhere may keep an answer."""


def files(course: Course) -> Iterator[File]:
    """Yield an answer for each thing with a frame; none without the site's address, or for a course without lessons."""
    if not (course.navigation.address and course.outline.modules):
        return
    of_all = _of_all(course)
    for link in course.links:
        if link.embed:
            answer = of_all | _of_one(course, link)
            yield file_of(link), (json.dumps(answer, indent=1, ensure_ascii=False) + "\n").encode()


def _of_all(course: Course) -> dict[str, Any]:
    """Return what each response has: oEmbed 1.0, section 2.3.4, of the type `rich`, with the licence besides."""
    site, cited = course.navigation, course.heads.citation
    answer = {"version": "1.0", "type": "rich", "provider_name": site.name, "provider_url": site.address}
    text = cited.text if cited else None
    credit = text and {"author_name": text.credit, "license": text.licence_name, "license_url": text.licence_address}
    return answer | {"cache_age": KEPT} | (credit or {})


def _of_one(course: Course, link: Link) -> dict[str, Any]:
    frame = {"html": link.snippets(course.navigation.address)["embed"], "width": WIDTHS[0], "height": link.height}
    picture = dict(zip(THUMBNAIL, thumbnail(course, link.figure), strict=True)) if link.figure else {}
    return {"title": link.title} | frame | picture


def thumbnail(course: Course, figure: FigureBlock) -> tuple[str, int, int]:
    """Return the absolute address of the PNG of a figure, and its width and height in its own pixels."""
    width, height = course.rendered_figure(figure.name.replace("-", "_")).pixels
    return f"{course.navigation.address}figures/{figure.name}{ADDRESS['png']}", width, height
