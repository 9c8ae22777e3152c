"""What a figure must carry, how it becomes files, and whether its colours can be seen. (Over 300 lines: all that each figure must carry.)"""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from mnist_report.core import colours
from mnist_report.core.errors import ContentError
from mnist_report.figures.figure import Figure, Table, fitting, shortened
from mnist_report.figures.legibility import contrast, ink_on
from mnist_report.figures.rendering import FONTS, PREFIXES, STYLE, drawn, pixels, render, require_glyphs
from tests.support.project import ROOT, Project

mpl.use("agg")


def plain(draw=None, **changes):
    """A figure with a bar, made by a function of this name."""

    def drawing():
        import matplotlib.pyplot as plt

        plt.figure(figsize=(3, 2))
        plt.bar([0, 1], [1, 2])
        plt.title("Two bars")
        plt.show()
        return plt.gcf()

    texts = {"caption": "Two bars.", "alt": "Two bars, the right one twice as high.", "description": "Two bars."}
    return Figure(**{**texts, "draw": draw or drawing, **changes})


# What a figure must carry


@pytest.mark.parametrize("text", ["caption", "alt", "description"])
def test_no_text_is_empty(text):
    with pytest.raises(ContentError) as caught:
        plain(**{text: " "})
    assert str(caught.value) == f"figure plain has an empty {text}; it must say something, from its data"


@pytest.mark.parametrize(
    ("alt", "fault"),
    [
        ("x" * 151, "has an alt of 151 characters, at most 150 may be"),
        ("two\nlines", "has an alt of several lines, but it must be one"),
        ("sample-images.svg", "has an alt that looks like a file name; say what is to be seen"),
        ("my picture.PNG", "has an alt that looks like a file name; say what is to be seen"),
        ("Image of a digit", "has an alt that begins 'Image of', which every screen reader says by itself; say what is "
                             "to be seen"),
        ("A picture of it", "has an alt that begins 'A picture of', which every screen reader says by itself; say what "
                            "is to be seen"),
    ],
)
def test_an_alt_says_what_is_to_be_seen(alt, fault):
    with pytest.raises(ContentError) as caught:
        plain(alt=alt)
    assert str(caught.value) == f"figure plain {fault}: {alt!r}"


def test_an_alt_may_have_150_characters_and_end_in_a_number():
    assert plain(alt="x" * 150)
    assert plain(alt="Accuracy ends at 0.97")


def test_a_table_has_columns_and_may_have_no_row():
    assert plain(table=Table(("epoch",), ()))
    with pytest.raises(ContentError) as caught:
        plain(table=Table((), ((),)))
    assert str(caught.value) == "figure plain has a table without columns; name them, or give it no table at all"


@pytest.mark.parametrize("cell", [np.float32(1), np.int64(0), None, (1, 2)], ids=repr)
def test_a_cell_is_a_plain_text_or_number(cell):
    assert plain(table=Table(("epoch",), ((1,), (0.5,), ("three",), (np.float64(4),))))
    with pytest.raises(ContentError) as caught:
        plain(table=Table(("epoch",), ((1,), (cell,))))
    assert str(caught.value) == (f"figure plain has {cell!r} in row 2 of its table; a cell should be a text or a number of Python: "
                                 "str(…), int(…) or float(…)")


def test_every_row_has_a_cell_for_each_column():
    with pytest.raises(ContentError) as caught:
        plain(table=Table(("epoch", "loss"), ((1, 0.5), (2,))))
    assert str(caught.value) == "figure plain has 1 cells in row 2 of its table, but 2 columns: epoch, loss"


# Files


def test_render_gives_svg_and_png_light_and_dark_and_a_light_pdf():
    files = render(plain())
    assert list(files) == ["svg", "png", "pdf", "dark.svg", "dark.png"]
    for key, data in files.items():
        assert data.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF-"}[key.rpartition(".")[2]])
    assert files["svg"] != files["dark.svg"]


def test_the_png_is_twice_the_size_in_css_pixels():
    files = render(plain())
    assert pixels(files["png"]) == pixels(files["dark.png"]) == (6 * 96, 4 * 96)
    root = ElementTree.fromstring(files["svg"])
    assert (root.get("width"), root.get("height")) == ("216pt", "144pt")  # 288 by 192 CSS pixels
    assert int.from_bytes(files["png"][16:20]) == 2 * 3 * 96


@pytest.mark.parametrize(("background", "mode"), [("white", "RGB"), ("none", "RGBA")])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_png_has_the_pixels_of_savefig_and_no_channel_that_says_nothing(theme, background, mode):
    def draw():
        mpl.rcParams["savefig.facecolor"] = background
        return plain().draw()

    expected = io.BytesIO()
    with drawn(plain(draw), theme) as picture:
        picture.savefig(expected, format="png")
    with Image.open(expected) as one, Image.open(io.BytesIO(render(plain(draw))[PREFIXES[theme] + "png"])) as other:
        assert (other.mode, other.info["dpi"]) == (mode, one.info["dpi"])
        assert other.convert("RGBA").tobytes() == one.tobytes()


def test_the_pdf_is_one_page_of_the_same_size_with_the_words_and_colours_of_the_light_picture():
    with pypdfium2.PdfDocument(render(plain())["pdf"]) as document:
        (page,) = document
        assert page.get_size() == (216, 144)
        assert "Two bars" in page.get_textpage().get_text_range()
        shown = page.render(scale=96 / 72).to_pil().convert("RGB")
        assert not document.get_metadata_dict(skip_empty=True)
    assert shown.getpixel((2, 2)) == tuple(bytes.fromhex(colours.of("light")["paper"].removeprefix("#")))


def test_letters_are_paths_and_nothing_tells_who_drew_when():
    svg = render(plain())["svg"].decode()
    assert "<text" not in svg
    assert "<use" in svg
    assert not re.search(r"Matplotlib v|<dc:date>|\d{4}-\d\d-\d\dT", svg)


PROGRAM = """
import hashlib
from mnist_report.figures.figure import Figure
from mnist_report.figures.rendering import render
def plain():
    def drawing():
        import matplotlib.pyplot as plt
        plt.figure(figsize=(3, 2))
        plt.imshow([[0, 1], [2, 3]])
        plt.title("Two by two")
        plt.colorbar()
        plt.show()
        return plt.gcf()
    return Figure(caption="c", alt="a", description="d", draw=drawing)
for _ in range(2):
    print([hashlib.sha256(data).hexdigest() for data in render(plain()).values()])
"""


def test_the_bytes_depend_on_neither_time_nor_place(tmp_path):
    """Nor on the user's own style, the seed of hashes, or a screen, for which Agg would warn at `plt.show()`."""
    tmp_path.joinpath("matplotlibrc").write_text("font.size: 30\nfigure.facecolor: red\n", encoding="utf-8")
    package = str(ROOT)
    printed = set()
    for number, place in enumerate([Path(package), tmp_path]):
        environment = os.environ | {"PYTHONPATH": package, "PYTHONHASHSEED": str(number), "DISPLAY": ":99" * number,
                                    "TZ": ["UTC", "Asia/Tokyo"][number], "SOURCE_DATE_EPOCH": str(number)}
        command = [sys.executable, "-W", "error", "-c", PROGRAM]
        result = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        printed |= set(result.stdout.splitlines())
    assert len(printed) == 1


def test_render_leaves_neither_pictures_nor_style_behind():
    import matplotlib.pyplot as plt

    plt.close("all")  # those of other tests
    mine = plt.figure()
    before = dict(mpl.rcParams)
    render(plain())
    with pytest.raises(ValueError, match="the same size"):
        render(plain(draw=broken))
    assert plt.get_fignums() == [mine.number]
    assert dict(mpl.rcParams) == before
    plt.close(mine)


def broken():
    import matplotlib.pyplot as plt

    plt.figure()
    raise ValueError("x and y must have\nthe same size")


def test_what_is_drawn_is_a_picture():
    with pytest.raises(ContentError) as caught:
        render(plain(draw=lambda: None))
    assert str(caught.value) == "figure test_what_is_drawn_is_a_picture draws None; the function that draws should return the picture, plt.gcf()"


def test_what_was_said_well_is_not_said_again():
    def draw():
        raise ContentError("too few images")

    with pytest.raises(ContentError) as caught:
        render(plain(draw=draw))
    assert str(caught.value) == "too few images"


# Colours


TEXT = ["text.color", "axes.titlecolor", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"]
MARKS = ["axes.edgecolor", "xtick.color", "ytick.color", "patch.edgecolor", "hatch.color"]


@pytest.fixture(params=["light", "dark"])
def style(request):
    """The settings in force while a figure is drawn in a theme."""
    with drawn(plain(), request.param):
        return dict(mpl.rcParams)


def test_text_has_a_contrast_of_4_5(style):
    backgrounds = [style["figure.facecolor"], style["axes.facecolor"], style["savefig.facecolor"]]
    assert {contrast(style[key], background) >= 4.5 for key in TEXT for background in backgrounds} == {True}


def test_marks_have_a_contrast_of_3(style):
    colours = [*(style[key] for key in MARKS), *style["axes.prop_cycle"].by_key()["color"]]
    assert {contrast(colour, style["axes.facecolor"]) >= 3 for colour in colours} == {True}


def test_no_figure_names_a_colour_of_its_own():
    """Colours have the names of the table; black or white is for `ink_on` to choose."""
    files = sorted(STYLE.parent.glob("*.py"))
    code = "".join(path.read_text(encoding="utf-8") for path in files if path.stem != "legibility")
    assert not re.search(r"#[0-9a-fA-F]{6}|[\"'](black|white|red|blue|green|grey|tab:\w+|C\d)[\"']", code)
    style = STYLE.read_text(encoding="utf-8")
    named = re.findall(r"(?m)^[\w.]*color: (\S+)", style) + re.findall(r"'([\w-]+)'", style.partition("cycler(")[2])
    assert len(named) > 12
    assert set(named) - {"color"} <= colours.of("light").keys()


WCAG = [("black", "white", 21), ("#777777", "white", 4.478), ("red", "red", 1)]


@pytest.mark.parametrize(("one", "other", "ratio"), WCAG)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=1e-3)


def test_ink_can_be_read_on_any_grey():
    assert min(contrast(ink_on(str(level / 100)), str(level / 100)) for level in range(101)) >= 4.5


# Fonts


def test_each_text_is_written_in_the_fonts_of_the_package_and_titles_in_the_serif():
    from matplotlib.font_manager import findfont

    with drawn(plain(), "light") as picture:
        axes = picture.axes[0]
        title, label = axes.title, axes.get_xticklabels()[0]
        assert [Path(findfont(text.get_fontproperties())).name for text in (title, label)] == ["course-serif-bold.ttf", "course-sans.ttf"]
        assert (title.get_position()[0], title.get_ha(), axes.get_title()) == (0, "left", "Two bars")


def test_the_fonts_have_the_letters_of_latin_greek_and_cyrillic_and_say_their_licence():
    from fontTools.ttLib import TTFont

    assert [path.name for path in FONTS] == ["course-sans-bold.ttf", "course-sans.ttf", "course-serif-bold.ttf"]
    for path in FONTS:
        known = TTFont(path).getBestCmap().keys()
        assert known >= {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x410, 0x450), *range(0x3B1, 0x3CA), *map(ord, "×÷≤≥−…→“„«ẞœŒŸąčďęěğıłňőřśşťůžż")}
        assert path.stat().st_size < 180_000
    licence = FONTS[0].with_name("OFL.txt").read_text(encoding="utf-8")
    assert all(text in licence for text in ("Source Serif 4", "Adobe", "SIL OPEN FONT LICENSE Version 1.1"))


# Words


def test_fitting_takes_the_first_text_that_is_short_enough():
    assert fitting("x" * 151, "short", "shorter") == "short"
    assert fitting("x" * 152, "x" * 151) == "x" * 151


def test_shortened_says_that_it_is():
    assert shortened("Ankle boot") == "Ankle boot"
    assert shortened("Abcdefg hijkl mno") == "Abcdefg hijkl…"
    assert len(shortened("x" * 99)) == 14


FONT = (
    "; write it in letters that they have, or add the name of an installed font that has it to font.family in "
    "mnist_report/figures/base.mplstyle"
)
LACKING = {
    "零": "'零' (U+96F6, CJK UNIFIED IDEOGRAPH-96F6)",
    "class ก": "'ก' (U+0E01, THAI CHARACTER KO KAI)",
    "हिं": "'ह' (U+0939, DEVANAGARI LETTER HA)",
    "👍": "'👍' (U+1F44D, THUMBS UP SIGN)",
    "\U0002f800": "'\U0002f800' (U+2F800, CJK COMPATIBILITY IDEOGRAPH-2F800)",
}


@pytest.mark.parametrize("name", LACKING)
def test_a_character_that_the_fonts_lack_is_named_with_its_setting(name: str) -> None:
    with pytest.raises(ContentError) as raised:
        require_glyphs("class_names", ("Ж", name))
    assert str(raised.value) == f"class_names has {name!r}: the fonts Course Sans, DejaVu Sans have no {LACKING[name]}{FONT}"


def test_letters_that_the_fonts_have_pass() -> None:
    require_glyphs("class_names", ("ü", "é", "e\u0301", "Ж", "ß", "Ω", "ﬁ", "$x$", "مرحبا", "שלום", "ქართული", "Tiếng", "😀", "-", "a{b}^_"))


def test_no_figure_has_a_box_in_place_of_a_character() -> None:
    def boxed():
        import matplotlib.pyplot as plt

        picture = plt.figure()
        picture.text(0, 0, "語")
        return picture

    with pytest.raises(ContentError, match=r"^figure \w+ cannot be drawn: the fonts Course Sans, DejaVu Sans have no '語' \(U\+8A9E, "):
        render(plain(boxed))


@pytest.mark.parametrize(("setting", "name"), [("class_names", '["a", "b", "零"]'), ("kind", '"零"')])
def test_a_name_without_glyphs_is_told_before_anything_is_trained(setting: str, name: str, cold_project: Project) -> None:
    settings = cold_project.folder / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("seeds = 2", f"seeds = 2\n{setting} = {name}"), encoding="utf-8")
    artifacts = cold_project.artifacts
    with pytest.raises(ContentError, match=rf"^{setting} has '零': the fonts Course Sans, DejaVu Sans have no '零'"):
        artifacts.begin()
    assert not list(artifacts.store.root.glob("runs/*/*"))


def test_a_new_name_without_glyphs_is_told_with_its_setting_also_when_nothing_is_to_be_trained(project: Project) -> None:
    assert project.artifacts.run
    settings = project.folder / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("seeds = 2", 'seeds = 2\nclass_names = ["a", "b", "零"]'), encoding="utf-8")
    with pytest.raises(ContentError, match=r"^class_names has '零': "):
        project.artifacts.figure("sample_images")


# Images in an SVG


def embedded(data):
    """The images in an SVG: as RGBA, and the mode in which each is stored."""
    found = [base64.b64decode(each) for each in re.findall(rb'base64,([^"]+)', data)]
    opened = [Image.open(io.BytesIO(each)) for each in found]
    return [(np.asarray(image.convert("RGBA")), image.mode) for image in opened]


@pytest.mark.parametrize(("colours", "mode"), [(2, "P"), (256, "P"), (257, "RGBA")])
def test_an_image_in_an_svg_has_a_palette_where_one_is_enough_and_the_same_pixels(colours, mode):
    numbers = np.arange(24 * 24).reshape(24, 24) % colours
    shown = np.stack([*np.divmod(numbers, 256), numbers % 7, np.full_like(numbers, 255)], axis=-1).astype(np.uint8)

    def drawing():
        import matplotlib.pyplot as plt

        picture = plt.figure(figsize=(1, 1))
        picture.figimage(shown, resize=False)
        return picture

    (kept, stored), = embedded(render(plain(drawing))["svg"])
    assert stored == mode
    assert np.array_equal(kept[::-1], shown)  # a figure's own images stand on their heads in an SVG


def test_what_is_transparent_in_an_image_stays_so():
    def drawing():
        import matplotlib.pyplot as plt

        picture, axes = plt.subplots(figsize=(1, 1))
        axes.imshow([[0, np.nan], [1, 0]])
        return picture

    (kept, stored), = embedded(render(plain(drawing))["svg"])
    assert (stored, (kept[..., 3] == 0).mean()) == ("P", 0.25)
