"""An SVG in fewer bytes shows the same: each mark where it was, in its style, each letter in its form."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from mnist_report.figures.rendering import METADATA, drawn
from mnist_report.figures.svg import shortened
from tests.support.drawing import make, make_run

USE, PATH, HREF = "{http://www.w3.org/2000/svg}use", "{http://www.w3.org/2000/svg}path", "{http://www.w3.org/1999/xlink}href"
NUMBER = re.compile(r"-?\d+\.?\d*")


def as_drawn(name):
    with drawn(make(name, make_run()), "light") as picture:
        file = io.BytesIO()
        picture.savefig(file, format="svg", metadata=METADATA)
        return file.getvalue()


def marks(element, style=""):
    """What each `use` shows, where, and in which style, its own or that of what it stands in."""
    style = element.get("style", style).replace(" ", "")
    if element.tag == USE:
        yield (element.get(HREF), style), [float(element.get(axis, 0)) for axis in "xy"]
    for inner in element:
        yield from marks(inner, style)


@pytest.mark.parametrize("name", ["loss_of_answers", "training_curves", "confusion_matrix"])
def test_marks_stay_where_they_are_in_their_style(name):
    before, after = as_drawn(name), shortened(as_drawn(name))
    (what, places), (kept, there) = ([*zip(*marks(ElementTree.fromstring(svg)), strict=True)] for svg in (before, after))
    assert [style for _, style in kept] == [style for _, style in what]
    assert len(set(zip(what, kept, strict=True))) == len(set(what)) == len(set(kept)), "each mark by a name of its own"
    assert np.allclose(there, places, atol=0.01)
    assert len(after) < 0.9 * len(before)


def test_marks_of_one_style_say_it_once():
    mark = b'<use xlink:href="#m" x="1" y="%d" style="fill: #123456"/>\n'
    other = b'<use xlink:href="#m" x="1" y="9" style="fill: #654321"/>\n'
    assert shortened(mark % 1 + mark % 2 + other) == (
        b'<g style="fill:#123456">\n<use xlink:href="#m" x="1" y="1"/>\n<use xlink:href="#m" x="1" y="2"/>\n</g>\n'
        b'<use xlink:href="#m" x="1" y="9" style="fill:#654321"/>\n'
    )


def test_names_of_marks_are_short():
    first, second = b"m0123456789", b"mabcdef0123"
    svg = b'<path id="%s"/>\n<path id="%s"/>\n<use xlink:href="#%s"/>\n' % (first, second, second)
    assert shortened(svg) == b'<path id="m0"/>\n<path id="m1"/>\n<use xlink:href="#m1"/>\n'


def test_letters_keep_their_form_to_a_640th_of_their_size():
    before, after = as_drawn("training_curves"), shortened(as_drawn("training_curves"))
    outlines = [[path.get("d", "") for path in ElementTree.fromstring(svg).iter(PATH) if "scale" in path.get("transform", "")]
                for svg in (before, after)]
    assert len(outlines[0]) == len(outlines[1]) > 20
    for fine, coarse in zip(*outlines, strict=True):
        assert 10 * np.array(places(coarse)) == pytest.approx(np.array(places(fine)), abs=5.01)


def places(outline):
    """The places of an outline, whether it says them as they are or each from the end of the command before."""
    found, here, start = [], np.zeros(2), np.zeros(2)
    for command, numbers in re.findall("([A-Za-z])([^A-Za-z]*)", outline):
        if command in "zZ":
            here = start
            continue
        at = np.array(NUMBER.findall(numbers), float).reshape(-1, 2) + (here if command.islower() else 0)
        found, here = [*found, *at.tolist()], at[-1]
        start = here if command in "mM" else start
    return found
