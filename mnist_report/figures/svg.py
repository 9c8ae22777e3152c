"""An SVG as Matplotlib writes it, in three quarters of the bytes."""

from __future__ import annotations

import base64
import io
import re

import numpy as np

EMBEDDED = re.compile(rb"(?<=data:image/png;base64,)[\w+/=\s]+")
"""A PNG in an SVG."""
COORDINATES = re.compile(rb'(?<= (?:d|x|y)=")[^"]*|(?<=translate\()[^)]*')
"""Where an SVG has coordinates, in points."""
BEYOND_SIGHT = re.compile(rb"(?<=\.\d\d)\d+|\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+|\s+$")
"""What nobody sees of them: decimals beyond the second, of which Matplotlib writes six, and blanks around commands."""
GLYPH = re.compile(rb' d="([^"]*)" transform="scale\(0\.015625\)"')
"""The outline of a letter, whose unit is a 6400th of the size of the type; a tenth of that is enough."""
COMMAND = re.compile(rb"([MLQCz])([^MLQCz]*)")
STYLE = re.compile(rb'(?<= style=")[^"]*')
IDLE = re.compile(rb'(?<=<g) id="[^"]*"|<!--(?:[^-]|-(?!-))*-->\n')
"""Names of groups to which nothing refers, and comments that say what a text says."""
MARK = re.compile(rb'(?<=[#"])m[0-9a-f]{10}(?=")')
"""The name of a mark, which stands in the picture as often as the mark does."""
ALIKE = re.compile(rb'<use [^>]*( style="[^"]*")/>\n(?:<use [^>]*\1/>\n)+')
"""Marks of one style side by side."""


def shortened(svg: bytes) -> bytes:
    """Return an SVG that shows the same."""
    outlined = GLYPH.sub(_coarser, svg)
    placed = COORDINATES.sub(lambda found: BEYOND_SIGHT.sub(b"", found[0]), outlined)
    styled = STYLE.sub(lambda found: found[0].replace(b": ", b":").replace(b"; ", b";"), placed)
    flush = IDLE.sub(b"", re.sub(rb"\n\s+", b"\n", styled))
    grouped = ALIKE.sub(lambda found: b"<g%s>\n%s</g>\n" % (found[1], found[0].replace(found[1], b"")), flush)
    marks = list(dict.fromkeys(MARK.findall(grouped)))
    numbered = MARK.sub(lambda found: b"m%d" % marks.index(found[0]), grouped)
    return EMBEDDED.sub(lambda found: _indexed(found[0]), numbered)


def _coarser(glyph: re.Match[bytes]) -> bytes:
    """Return an outline in whole tenths, each place from the one before, which takes fewer digits."""
    here = start = np.zeros(2, int)
    steps = []
    for command, numbers in COMMAND.findall(glyph[1]):
        if command == b"z":
            here = start
            steps.append(b"z")
            continue
        places = np.round(np.array(numbers.split(), float) / 10).astype(int).reshape(-1, 2)
        way = b" ".join(b"%d" % number for number in (places - here).ravel()).replace(b" -", b"-")
        steps.append(command.lower() + way)
        here = places[-1]
        start = here if command == b"M" else start
    return b' d="%s" transform="scale(0.15625)"' % b"".join(steps)


def _indexed(encoded: bytes) -> bytes:
    """Return a PNG, in base 64, with a palette, where it has at most 256 colours: the same pixels in half the space."""
    from PIL import Image

    file = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as image:
        pixels = np.asarray(image.convert("RGBA")).view("<u4")[..., 0]
    colours, places = np.unique(pixels, return_inverse=True)
    if len(colours) > 256:
        return encoded
    palette = colours.view(np.uint8).reshape(-1, 4)
    indexed = Image.fromarray(places.reshape(pixels.shape).astype(np.uint8), "P")
    indexed.putpalette(palette[:, :3].tobytes())
    indexed.save(file, "PNG", transparency=palette[:, 3].tobytes())
    return base64.b64encode(file.getvalue())
