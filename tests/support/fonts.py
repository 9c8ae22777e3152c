"""The fonts of pages and figures, cut from Source Serif 4 and Source Sans 3, which the Open Font License covers.

    pip install brotli fontpkg-source-serif-4==4.4 fontpkg-source-sans-3==3.52 && python -m tests.support.fonts

writes them anew, with the same bytes: for pages one file of two weights with the letters of Europe's Latin alphabets,
for figures three with Greek and Cyrillic too. They have names of their own, because "Source" is reserved to the originals.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES, FIGURES = ROOT / "docs/assets/fonts", ROOT / "mnist_report/figures/fonts"
LATIN = "0020-007E,00A0-017F,0218-021B,1E9E"
SIGNS = "2010-2015,2018-201E,2020-2022,2026,202F,2030,2032-2033,2039-203A,20AC,2190-2193,2211-2212,221A,221E,2248,2260,2264-2265"
MORE = "0180-024F,02B0-036F,0370-03FF,0400-052F,1E00-1EFF,2000-20BF,2100-22FF,25A0-27BF"
FAMILIES = {"Source Serif 4": "Course Serif", "Source Sans 3": "Course Sans"}
KERNED = ("kern", "mark", "mkmk", "ccmp", "locl")
BOLD = 700


def original(family: str, axes: str) -> Path:
    """The variable font of a family in the package that brings it."""
    package = find_spec(f"fontpkg_{family.lower().replace(' ', '_')}")
    assert package is not None and package.origin is not None, f"install the package of {family}: see the docstring"
    return Path(package.origin).parent / f"files/{family.replace(' ', '')}[{axes}].ttf"


def cut(source: Path, codes: str, features: tuple[str, ...], **axes: Any) -> Any:
    """The glyphs of these codes, with each axis at one place or over a span."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    options = subset.Options(layout_features=list(features), hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(codes))
    font = TTFont(source, recalcTimestamp=False)
    subsetter.subset(font)
    return instantiateVariableFont(font, axes)


def save(font: Any, family: str, path: Path, style: str = "Regular") -> None:
    """Write a font under the name of a family of ours; one that is called bold says so to programs too."""
    name, bold = FAMILIES[family], style == "Bold"
    for code, text in {1: name, 2: style, 4: f"{name} {style}", 6: f"{name.replace(' ', '')}-{style}"}.items():
        font["name"].setName(text, code, 3, 1, 0x409)
    if bold:
        font["OS/2"].usWeightClass, font["OS/2"].fsSelection = BOLD, font["OS/2"].fsSelection & ~0x40 | 0x20
        font["head"].macStyle |= 1
    font.flavor = "woff2" if path.suffix == ".woff2" else None
    font.save(path)


def main() -> None:
    """Write the four files and their licences."""
    serif, sans = original("Source Serif 4", "opsz,wght"), original("Source Sans 3", "wght")
    web = cut(serif, f"{LATIN},{SIGNS}", (*KERNED, "liga", "lnum", "tnum"), opsz=32, wght=(400, 700))
    save(web, "Source Serif 4", PAGES / "course-serif.woff2")
    wide = f"{LATIN},{SIGNS},{MORE}"
    save(cut(serif, wide, KERNED, opsz=14, wght=600), "Source Serif 4", FIGURES / "course-serif-bold.ttf", "Bold")
    save(cut(sans, wide, KERNED, wght=400), "Source Sans 3", FIGURES / "course-sans.ttf")
    save(cut(sans, wide, KERNED, wght=600), "Source Sans 3", FIGURES / "course-sans-bold.ttf", "Bold")
    licences = [source.parents[1].joinpath("LICENSE").read_text(encoding="utf-8") for source in (serif, sans)]
    PAGES.joinpath("OFL.txt").write_text(licences[0], encoding="utf-8")
    FIGURES.joinpath("OFL.txt").write_text(f"{licences[0].splitlines()[0]}\n{licences[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
