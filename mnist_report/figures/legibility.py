"""Legibility of a picture: text of one size on the page, no empty space, contrast inside a picture."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .figure import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as Picture
    from matplotlib.typing import ColorType

COLUMN = 7.5  # inches of 96 CSS pixels: the width at which a page shows a picture, however wide it is drawn


@contextmanager
def letters_for(width: float) -> Iterator[None]:
    """Enlarge the text of a picture `width` inches wide while the body runs.

    When the page shrinks the picture to the width of the column, its text is as large as in other pictures.
    """
    import matplotlib.pyplot as plt

    with plt.rc_context({"font.size": plt.rcParams["font.size"] * width / COLUMN}):
        yield


def cropped(picture: Picture, height: float) -> Picture:
    """Return the picture, `height` inches high, without most of the empty space above and below its images."""
    picture.set_figheight(height)
    for axes in picture.axes:
        if axes.images:
            axes.set_anchor("S")
    return picture


def retitled(picture: Picture, titles: Sequence[str]) -> Picture:
    """Return the picture with other titles over its images: names, where a lesson's code knows only numbers."""
    for axes, title in zip(picture.axes, titles, strict=True):
        axes.set_title(title)
    return picture


def name_ticks(axis: Axis, names: Sequence[str]) -> None:
    """Label 0, 1, … with names, without marks: smaller the more there are, vertical if long ones are side by side."""
    import matplotlib.pyplot as plt
    from matplotlib.axis import XAxis

    axis.set_ticks(range(len(names)), [shortened(name) for name in names])
    size = plt.rcParams["font.size"] * min(1, 20 / len(names))
    rotation = 90 if isinstance(axis, XAxis) and max(map(len, names)) > 3 else 0
    axis.set_tick_params(length=0, labelsize=size, labelrotation=rotation)


TITLE: dict[str, Any] = {"family": ["Course Serif", "Course Sans", "DejaVu Sans"], "weight": "bold"}
"""How titles are written: by the first font that has a letter."""

DEEPEST = 0.5
"""Share of the colour of wrong answers in the deepest tint of it: text has 4.5 : 1 on it, in light and dark."""

LIGHT, DARK = "white", "black"
"""What is drawn on a picture of many shades: one with an edge of the other stands out everywhere, in both themes."""


def contrast(one: ColorType, other: ColorType) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: ColorType) -> str:
    """Return black or white, whichever has more contrast on `colour`: one of the two always has 4.5 : 1 or more."""
    return max((DARK, LIGHT), key=lambda ink: contrast(ink, colour))


def mixed(one: ColorType, other: ColorType, share: float) -> tuple[float, float, float]:
    """Return a mixture of two opaque colours, `share` (0 to 1) of the first, as `color-mix(in srgb, …)` makes it."""
    from matplotlib.colors import to_rgb

    red, green, blue = (share * a + (1 - share) * b for a, b in zip(to_rgb(one), to_rgb(other), strict=True))
    return red, green, blue


def _luminance(colour: ColorType) -> float:
    """Return the relative luminance, 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    from matplotlib.colors import to_rgb

    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
