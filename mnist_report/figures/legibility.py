"""What keeps a picture readable: letters of one size on the page, no empty space, contrast inside a picture."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from .figure import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as Picture
    from matplotlib.typing import ColorType

COLUMN = 7.5  # inches of 96 CSS pixels: the width at which a page shows a picture, however wide it is drawn


@contextmanager
def letters_for(width: float) -> Iterator[None]:
    """While it lasts, letters are so large that a picture `width` inches wide, shrunk to the column, has them as large
    as one that is drawn as wide as the column."""
    import matplotlib.pyplot as plt

    with plt.rc_context({"font.size": plt.rcParams["font.size"] * width / COLUMN}):
        yield


def cropped(picture: Picture, height: float) -> Picture:
    """The picture, `height` inches high, without most of the empty space that its images left above and below them."""
    picture.set_figheight(height)
    for axes in picture.axes:
        if axes.images:
            axes.set_anchor("S")
    return picture


def retitled(picture: Picture, titles: Sequence[str]) -> Picture:
    """The picture with other titles over its images: names where the code of a lesson knows numbers alone."""
    for axes, title in zip(picture.axes, titles, strict=True):
        axes.set_title(title)
    return picture


def name_ticks(axis: Axis, names: Sequence[str]) -> None:
    """A name without a mark at 0, 1, …; the more there are the smaller, and on end where long ones stand abreast."""
    import matplotlib.pyplot as plt
    from matplotlib.axis import XAxis

    axis.set_ticks(range(len(names)), [shortened(name) for name in names])
    size = plt.rcParams["font.size"] * min(1, 20 / len(names))
    rotation = 90 if isinstance(axis, XAxis) and max(map(len, names)) > 3 else 0
    axis.set_tick_params(length=0, labelsize=size, labelrotation=rotation)


def contrast(one: ColorType, other: ColorType) -> float:
    """The contrast ratio of two opaque colours, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: ColorType) -> str:
    """Black or white, whichever reads better on `colour`: one of the two always has a contrast of 4.5 : 1 or more."""
    return max(("black", "white"), key=lambda ink: contrast(ink, colour))


def _luminance(colour: ColorType) -> float:
    """Relative luminance, 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    from matplotlib.colors import to_rgb

    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
