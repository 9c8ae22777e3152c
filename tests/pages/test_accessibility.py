"""What JSON-LD says of who can read a page and how is true of the page that was built."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.pages.accessibility import accessibility
from mnist_report.pages.blocks import LivePart
from mnist_report.pages.page import Page
from tests.support.heads import html, said
from tests.support.project import ROOT
from tests.support.shipped import pages

if TYPE_CHECKING:
    from pathlib import Path

    from mnist_report.publishing.checks.element import Element
    from mnist_report.publishing.checks.page import Page as Html

WORDS = {
    "accessMode": {"textual", "visual"},
    "accessibilityFeature": {"alternativeText", "longDescription", "MathML", "structuralNavigation"},
    "accessibilityHazard": {"none", "noSoundHazard", "unknownFlashingHazard", "unknownMotionSimulationHazard"},
}
"""Of the Schema.org Accessibility Properties for Discoverability Vocabulary, those that the site uses."""


def test_what_needs_no_eyes_and_what_does() -> None:
    plain, formula = Page("a.md", {}, "# A { #a }\n\nText.\n"), Page("b.md", {}, "# B { #b }\n\n```math\nx\n```\n")
    drawn = Page("c.md", {}, "# C { #c }\n\n![A dot](a.svg)\n")
    textual = {"@type": "ItemList", "itemListElement": ["textual"]}
    assert accessibility(plain) == {
        "accessMode": ["textual"], "accessModeSufficient": textual, "accessibilityFeature": [], "accessibilityHazard": ["none"],
    }
    assert accessibility(plain, formula)["accessibilityFeature"] == ["MathML"]
    assert accessibility(drawn)["accessMode"] == ["textual", "visual"]
    assert accessibility(drawn)["accessModeSufficient"] == textual


def test_a_live_part_is_seen_and_nobody_knows_whether_it_flashes() -> None:
    part = LivePart("draw", "<div data-explore-part></div>")
    found = accessibility(Page("a.md", {}, "# A { #a }\n", parts={0: part}), Page("b.md", {}, "# B { #b }\n"))
    assert found["accessModeSufficient"]["itemListElement"] == found["accessMode"] == ["textual", "visual"]
    assert "unknownFlashingHazard" in found["accessibilityHazard"] and "none" not in found["accessibilityHazard"]


def article(page: Html) -> list[Element]:
    return [each for each in page.elements if "article" in [outer.tag for outer in each.ancestors]]


RESOURCES = [path for path in pages() if re.match(r"index|module-\d/|explore/.+/", path)]


@pytest.mark.parametrize("path", RESOURCES)
def test_what_is_said_of_access_is_true_of_the_page(published: Path, path: str) -> None:
    page = html(published, path)
    thing, elements = said(page), article(page)
    for name, words in WORDS.items():
        assert set(thing[name]) <= words and len(set(thing[name])) == len(thing[name])
    tags = {each.tag for each in elements}
    figures = [each for each in elements if each.tag == "figure" and each.attributes.get("class") == "figure"]
    if thing["@type"] != "Course":  # which speaks of its lessons
        assert ("MathML" in thing["accessibilityFeature"]) == ("math" in tags)
        assert ("alternativeText" in thing["accessibilityFeature"]) == bool(figures)
        assert ("visual" in thing["accessMode"]) >= bool(tags & {"img", "canvas"})
    if "alternativeText" in thing["accessibilityFeature"]:
        assert all(each.attributes["alt"] for each in elements if each.tag == "img" and set(figures) & set(each.ancestors))
    if "longDescription" in thing["accessibilityFeature"]:
        described = [each for each in elements if each.tag == "details" and each.attributes.get("class") == "figure-details"]
        assert len(described) == len(figures)
    assert not tags & {"audio", "video", "object", "embed", "iframe", "marquee"}
    moves = bool(tags & {"canvas", "animate"}) or any({"data-explore", "data-explore-part"} & set(each.attributes) for each in elements)
    if moves:
        assert thing["accessModeSufficient"]["itemListElement"] == ["textual", "visual"]
    assert (thing["accessibilityHazard"] == ["none"]) <= (not moves)


def test_nothing_sounds_and_no_style_moves_by_itself() -> None:
    sounds = re.compile(r"AudioContext|new Audio\b|speechSynthesis")
    scripts = [path for path in (ROOT / "docs").rglob("*.js") if sounds.search(path.read_text(encoding="utf-8"))]
    # reveal.css is for the slides, which say nothing of the kind of themselves.
    styles = [path for path in (ROOT / "docs").rglob("*.css") if "@keyframes" in path.read_text(encoding="utf-8") and path.name != "reveal.css"]
    assert (scripts, styles) == ([], [])
