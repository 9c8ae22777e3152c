"""Rule: light and dark pictures come in adjacent pairs with the same alt, so that exactly one of the two is shown."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .element import Element
    from .site import Site

LIGHT: Final = "#only-light"
DARK: Final = "#only-dark"


def single_pictures(site: Site) -> Iterator[Fault]:
    """Yield a fault for each light or dark picture without its counterpart directly beside it."""
    for page in site.pages:
        images: list[Element | None] = [None, *page.images, None]
        for (before, image), (_, after) in pairwise(pairwise(images)):
            if image is None:
                continue
            source = image.attributes.get("src", "")
            if source.endswith(LIGHT) and not _are_twins(image, after):
                yield Fault(page.path, image.line, f"light picture {source!r} should be followed by its dark twin")
            if source.endswith(DARK) and not _are_twins(before, image):
                yield Fault(page.path, image.line, f"dark picture {source!r} should follow its light twin")


def _are_twins(light: Element | None, dark: Element | None) -> bool:
    """Return whether two pictures are a pair: in the same element, with the same alt and size, light before dark."""
    if light is None or dark is None or light.parent is not dark.parent:
        return False
    schemes = [image.attributes.get("src", "").rpartition("#")[2] for image in (light, dark)]
    same = (light.attributes.get(name) == dark.attributes.get(name) for name in ("alt", "width", "height"))
    return schemes == ["only-light", "only-dark"] and all(same)
