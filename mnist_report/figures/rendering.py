"""Figure -> SVG and PNG, each light and dark, the same bytes whenever and wherever the same libraries draw it."""

from __future__ import annotations

import io
import struct
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ContentError, ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure as Picture

    from .figure import Figure

PREFIXES = {"light": "", "dark": "dark."}  # theme -> what the names of its files begin with
METADATA: dict[str, dict[str, str | None]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}
SCALE = 2  # PNG pixels per CSS pixel; savefig.dpi over figure.dpi in base.mplstyle


def render(figure: Figure) -> dict[str, bytes]:
    """The files of a figure: "svg", "png" and, of the same geometry, "dark.svg", "dark.png".

    Raises ContentError when the figure cannot be drawn.
    """
    try:
        return {prefix + kind: data for theme, prefix in PREFIXES.items() for kind, data in _files(figure, theme)}
    except ReportError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ContentError(f"figure {figure.name} cannot be drawn: {reason}") from error


def size(png: bytes) -> tuple[int, int]:
    """Width and height in CSS pixels of a picture, SVG or PNG, read from the PNG that `render` made of it."""
    width, height = struct.unpack(">II", png[16:24])  # the first chunk, https://www.w3.org/TR/png-3/#11IHDR
    return width // SCALE, height // SCALE


def style_files(theme: str) -> list[Path]:
    """The style sheets of the "light" or the "dark" theme, in the order in which they apply."""
    return [Path(__file__).with_name(f"{name}.mplstyle") for name in ("base", theme)]


@contextmanager
def drawn(figure: Figure, theme: str) -> Iterator[Picture]:
    """The Matplotlib figure, drawn in a theme: while it lasts the style is in force, then the figure is closed."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    with plt.style.context(style_files(theme), after_reset=True), _quiet_show():
        try:
            picture = figure.draw()
            picture.set_layout_engine(None)  # tight_layout leaves a placeholder, for which savefig would draw twice
            yield picture
        finally:
            for number in set(plt.get_fignums()) - set(before):
                plt.close(number)


def _files(figure: Figure, theme: str) -> Iterator[tuple[str, bytes]]:
    with drawn(figure, theme) as picture:
        for kind, metadata in METADATA.items():
            file = io.BytesIO()
            picture.savefig(file, format=kind, metadata=metadata)
            yield kind, file.getvalue()


@contextmanager
def _quiet_show() -> Iterator[None]:
    """The code of the lessons ends in `plt.show()`, of which Agg warns where there is a screen it could not use."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
        yield
