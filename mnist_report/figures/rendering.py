"""Rendering: Figure -> SVG and PNG, each light and dark, and PDF for paper; equal libraries give equal bytes."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import warnings
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import colours
from ..core.errors import ContentError
from . import svg
from .legibility import TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure as Picture

    from .figure import Figure

PREFIXES: dict[colours.Theme, str] = {"light": "", "dark": "dark."}  # theme -> beginning of the names of its files
STYLE = Path(__file__).with_name("base.mplstyle")
FONTS = sorted((STYLE.parent / "fonts").glob("*.ttf"))
METADATA: dict[str, str | None] = {"Date": None, "Creator": None}  # of an SVG: nothing, here
PDF_METADATA: dict[str, str | None] = {"CreationDate": None, "Creator": None, "Producer": None}
MISSING_GLYPH = re.compile(r"Glyph (\d+) .* missing from font\(s\) (.*)\.")
"""Matplotlib's warning when it draws a box in place of a character."""
SCALE = 2  # PNG pixels per CSS pixel; savefig.dpi over figure.dpi in base.mplstyle


def render(figure: Figure) -> dict[str, bytes]:
    """Return the files of a figure: "svg", "png", "pdf" and, with the same geometry, "dark.svg", "dark.png".

    Raise ContentError for a character that its fonts lack, and whatever its `draw` raises.
    """
    with _no_missing_glyphs(f"figure {figure.name} cannot be drawn"):
        return {prefix + kind: data for theme, prefix in PREFIXES.items() for kind, data in _files(figure, theme)}


def stored(figure: Figure) -> dict[str, bytes]:
    """Return the files of a figure in the store: its pictures, and figure.json with its texts, table and sizes."""
    pictures = render(figure)
    size = pixels(pictures["png"])
    record = {field: getattr(figure, field) for field in ("caption", "alt", "description")}
    record |= {"table": asdict(figure.table) if figure.table else None, "pixels": size}
    record |= {name: count // SCALE for name, count in zip(("width", "height"), size, strict=True)}
    return pictures | {"figure.json": json.dumps(record, indent=1).encode()}


@cache
def require_glyphs(setting: str, names: tuple[str, ...]) -> None:
    """Raise ContentError, naming the setting, for the first of its names with a character that the fonts lack."""
    from matplotlib.figure import Figure as Picture

    with style("light"):
        for name in names:
            with _no_missing_glyphs(f"{setting} has {name!r}"):
                picture = Picture()
                picture.text(0, 0, name)
                picture.savefig(io.BytesIO(), format="svg")


def pixels(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, in its own pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        return image.size


@contextmanager
def style(theme: colours.Theme) -> Iterator[None]:
    """Draw in the style of all figures, in the colours of a theme, while the body runs."""
    import matplotlib.pyplot as plt
    from matplotlib.colors import get_named_colors_mapping

    _register_fonts()
    named = get_named_colors_mapping()
    for name, colour in colours.of(theme).items():
        named[name] = colour  # not update(), after which Matplotlib would still draw what it had before
    with plt.style.context(STYLE, after_reset=True):
        yield


@cache
def _register_fonts() -> None:
    """Make the fonts of the package known to Matplotlib, beside those of the system that it knows."""
    from matplotlib.font_manager import fontManager

    for path in FONTS:
        fontManager.addfont(path)


@contextmanager
def drawn(figure: Figure, theme: colours.Theme) -> Iterator[Picture]:
    """Yield the Matplotlib figure, drawn in a theme, whose style applies while the body runs; then close it."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure as Picture

    before = plt.get_fignums()
    with style(theme), _quiet_show():
        try:
            picture = figure.draw()
            if not isinstance(picture, Picture):
                raise ContentError(f"figure {figure.name} draws {picture!r}; the function that draws should return the "
                                   "picture, plt.gcf()")
            _set_titles(picture)
            picture.set_layout_engine(None)  # tight_layout leaves a placeholder, for which savefig would draw twice
            yield picture
        finally:
            for number in set(plt.get_fignums()) - set(before):
                plt.close(number)


def _set_titles(picture: Picture) -> None:
    """Give titles of charts the serif and the left edge of their chart; what stands over an image is a label of it."""
    for axes in picture.axes:
        if not axes.images:
            axes.title.set(size="large", x=0, ha="left", **TITLE)


def _files(figure: Figure, theme: colours.Theme) -> Iterator[tuple[str, bytes]]:
    with drawn(figure, theme) as picture:
        file = io.BytesIO()
        picture.savefig(file, format="svg", metadata=METADATA)
        yield "svg", svg.shortened(file.getvalue())
        yield "png", _png(picture)
        if theme == "light":  # paper is
            yield "pdf", _pdf(picture)


def _png(picture: Picture) -> bytes:
    """Return a picture as PNG: as savefig's, but without the channel for transparency, unless something is transparent.

    That takes a fifth less time and a tenth less space.
    """
    import matplotlib as mpl
    from PIL import Image

    dpi, raw, file = mpl.rcParams["savefig.dpi"], io.BytesIO(), io.BytesIO()
    picture.savefig(raw, format="rgba")
    width, height = (int(inches * dpi) for inches in picture.get_size_inches())
    image = Image.frombuffer("RGBA", (width, height), raw.getvalue(), "raw", "RGBA", 0, 1)
    opaque = image.getchannel("A").getextrema() == (255, 255)
    (image.convert("RGB") if opaque else image).save(file, "PNG", dpi=(dpi, dpi))
    return file.getvalue()


def _pdf(picture: Picture) -> bytes:
    from matplotlib.font_manager import FontPath

    # Matplotlib writes fonts in the order of their paths, which would tell where a PDF was made.
    FontPath.__lt__ = lambda path, other: Path(path).name < Path(other).name  # type: ignore[method-assign]
    file = io.BytesIO()
    picture.savefig(file, format="pdf", metadata=PDF_METADATA)
    return file.getvalue()


@contextmanager
def _no_missing_glyphs(what: str) -> Iterator[None]:
    """Raise ContentError, which begins with `what`, if the body draws a character that the fonts lack."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", MISSING_GLYPH.pattern, UserWarning)
        try:
            yield
        except UserWarning as warning:
            if not (found := MISSING_GLYPH.fullmatch(str(warning))):
                raise
            fonts = ", ".join(sorted(found[2].split(", ")))
            raise ContentError(f"{what}: the fonts {fonts} {_missing_glyph(chr(int(found[1])))}") from warning


def _missing_glyph(character: str) -> str:
    code = f"U+{ord(character):04X}, {unicodedata.name(character, 'without a name')}"
    return (f"have no {character!r} ({code}); write it in letters that they have, or add the name of an installed "
            "font that has it to font.family in mnist_report/figures/base.mplstyle")


@contextmanager
def _quiet_show() -> Iterator[None]:
    """Silence Agg's warning of `plt.show()`, in which the code of the lessons ends, where there is a screen."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
        yield
