"""The table of colours: each can be seen where it stands, both of a pair by everybody, and the style sheet has them all."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from mnist_report.core import colours
from mnist_report.core.errors import ContentError
from tests.support import colours as written

THEMES = ("light", "dark")
GROUNDS = ("paper", "wash", "accent-wash")
PAIRS = (("train", "validation"), ("right", "wrong"), ("for", "against"))
MEANINGS = [name for pair in PAIRS for name in pair]
TEXT = ["ink", "ink-soft", "accent", *MEANINGS, "code-keyword", "code-string", "code-number", "code-name"]
APART = 30  # CIE76; at 2.3 one sees a difference, side by side
VISION = {
    "all cones": np.eye(3),
    "no L cones": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no M cones": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no S cones": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Machado, Oliveira and Fernandes 2009, severity 1, of linear light."""
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def light(colour: str) -> np.ndarray:
    """Linear red, green and blue, 0 to 1."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG, 1 to 21."""
    darker, lighter = sorted(XYZ[1] @ light(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(linear: np.ndarray) -> np.ndarray:
    """CIELAB, of linear light."""
    x, y, z = (np.cbrt(part) if part > 0.008856 else 7.787 * part + 16 / 116 for part in XYZ @ linear / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def seen(colour: str, vision: str) -> np.ndarray:
    """A colour as somebody sees it, in CIELAB."""
    return lab(np.clip(np.array(VISION[vision]) @ light(colour), 0, 1))


def test_every_theme_has_every_colour() -> None:
    light, dark = colours.table()["light"], colours.table()["dark"]
    assert list(light) == list(dark)
    assert set(MEANINGS) | set(TEXT) | set(GROUNDS) < light.keys()
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for theme in THEMES for colour in colours.of(theme).values())


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_marks_can_be_seen_on_every_ground(theme: colours.Theme) -> None:
    table = colours.of(theme)
    text = {name: min(contrast(table[name], table[ground]) for ground in GROUNDS[:2]) for name in TEXT}
    assert {name: ratio for name, ratio in text.items() if ratio < 4.5} == {}
    marks = {name: min(contrast(table[name], table[ground]) for ground in GROUNDS) for name in ["line-strong", *MEANINGS]}
    assert {name: ratio for name, ratio in marks.items() if ratio < 3} == {}
    assert min(contrast(table[name], table["accent-wash"]) for name in ("ink", "ink-soft", "accent")) >= 4.5
    assert contrast(table["accent"], table["paper"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
def test_no_kind_of_colour_vision_takes_one_of_a_pair_for_the_other(theme: colours.Theme, vision: str) -> None:
    table = colours.of(theme)
    apart = {pair: np.linalg.norm(seen(table[pair[0]], vision) - seen(table[pair[1]], vision)) for pair in PAIRS}
    assert {pair: distance for pair, distance in apart.items() if distance < APART} == {}


def test_no_two_meanings_have_one_colour() -> None:
    for theme in THEMES:
        table = colours.of(theme)
        named = [seen(table[name], "all cones") for name in [*MEANINGS, "accent"]]
        assert min(np.linalg.norm(one - other) for place, one in enumerate(named) for other in named[:place]) > 15


@pytest.mark.parametrize("vision", VISION)
def test_signed_values_are_the_lighter_the_nearer_to_zero_and_the_signs_differ(vision: str) -> None:
    scale = [seen(colour, vision) for colour in colours.signed()]
    lightness = [place[0] for place in scale]
    assert lightness[0] + 20 < lightness[1] < lightness[2] - 15
    assert lightness[4] + 20 < lightness[3] < lightness[2] - 15
    assert all(np.linalg.norm(scale[place] - scale[-1 - place]) > APART for place in (0, 1))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[light]\nink = "black"\n[dark]\nink = "#ffffff"\n[both]\n', """ink of [light] is 'black'; a colour should be like "#1f62a8\""""),
        ('[light]\nink = "#000000"\n[dark]\n[both]\n', "ink is in one of [light] and [dark]; it should be in both"),
        ("[light\n", "Expected ']' at the end of a table declaration (at line 1, column 7)"),
        ("ink = 3\n", "[light] is missing; there should be [light], [dark] and [both]"),
    ],
)
def test_what_is_wrong_in_the_table_is_named(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "colours.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        colours.read(tmp_path / "colours.toml")
    assert str(raised.value) == f"{tmp_path / 'colours.toml'}: {message}"


def test_the_style_sheet_has_these_colours() -> None:
    assert written.SHEET.read_text(encoding="utf-8") == written.sheet(), "python -m tests.support.colours writes it anew"


def test_no_other_style_sheet_gives_a_meaning_a_colour() -> None:
    given = re.compile(rf"--({'|'.join([*colours.table()['light'], 'signed', 'neutral'])}): *(?:#|rgb|hsl|hwb|ok|lab|lch|color)")
    sheets = [path for path in written.SHEET.parent.rglob("*.css") if path != written.SHEET]
    assert len(sheets) > 10
    assert {path.name: found for path in sheets if (found := given.findall(path.read_text(encoding="utf-8")))} == {}
