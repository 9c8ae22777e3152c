"""Rule: every picture has a text alternative, unless it is decoration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .element import Element
    from .page import Page
    from .site import Site


def missing_alternatives(site: Site) -> Iterator[Fault]:
    """Yield a fault for each `<img>` without `alt`, and for each with an empty one that is no decoration."""
    for page in site.pages:
        for image in page.images:
            if trouble := _trouble(page, image):
                yield Fault(page.path, image.line, f"picture {image.attributes.get('src', '')!r} {trouble}")


def _trouble(page: Page, image: Element) -> str:
    if "alt" not in image.attributes:
        return "has no alt; it should say what is to be seen, or be empty for decoration"
    if image.attributes["alt"].strip():
        return ""
    around = {element.tag: element for element in image.ancestors}
    if "figure" in around:
        return "has an empty alt in a figure; it should say what is to be seen"
    control = around.get("a") or around.get("button")
    if control and not control.attributes.get("aria-label") and not page.has_text(control):
        return f"has an empty alt and is all there is in its <{control.tag}>; it should say what that does"
    return ""
