"""A page is put into, renamed in or taken out of `nav`, and nothing else of the text changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from mnist_report.core.errors import ConfigurationError
from mnist_report.pages.nav_lines import NavLines, Place
from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

LAYOUTS = {
    "lines": ("nav:\n  - M:\n      - a.md\n      - c.md\nx: 1\n",
              "nav:\n  - M:\n      - a.md\n      - c.md\n      - new.md\nx: 1\n",
              "nav:\n  - M:\n      - a.md\n      - z.md\nx: 1\n",
              "nav:\n  - M:\n      - a.md\nx: 1\n",
              "nav:\n  - M:\n      - a.md\n      - c.md\n  - P:\n      - q.md\n      - r.md\nx: 1\n"),
    "without indentation, no line break at the end": (
        "nav:\n- M:\n  - a.md\n  - c.md  # last",
        "nav:\n- M:\n  - a.md\n  - c.md  # last\n  - new.md\n",
        "nav:\n- M:\n  - a.md\n  - z.md  # last",
        "nav:\n- M:\n  - a.md\n",
        "nav:\n- M:\n  - a.md\n  - c.md  # last\n- P:\n  - q.md\n  - r.md\n"),
    "titles and quotation marks": (
        "nav:\n  - 'M: 1':\n    - \"a.md\"\n    - 'A: b': 'c.md'\n\n# after\n",
        "nav:\n  - 'M: 1':\n    - \"a.md\"\n    - 'A: b': 'c.md'\n    - 'T: u': new.md\n\n# after\n",
        "nav:\n  - 'M: 1':\n    - \"a.md\"\n    - 'A: b': 'z.md'\n\n# after\n",
        "nav:\n  - 'M: 1':\n    - \"a.md\"\n\n# after\n",
        "nav:\n  - 'M: 1':\n    - \"a.md\"\n    - 'A: b': 'c.md'\n  - P:\n    - q.md\n    - r.md\n\n# after\n"),
    "a list in brackets": (
        "nav:\n  - M: [a.md, c.md]  # short\n",
        "nav:\n  - M: [a.md, c.md, new.md]  # short\n",
        "nav:\n  - M: [a.md, z.md]  # short\n",
        "nav:\n  - M: [a.md]  # short\n",
        "nav:\n  - M: [a.md, c.md]  # short\n  - P: [q.md, r.md]\n"),
    "all in brackets": (
        "{nav: [M: [c.md, {U: d.md}]]}",
        "{nav: [M: [c.md, new.md, {U: d.md}]]}",
        "{nav: [M: [z.md, {U: d.md}]]}",
        "{nav: [M: [{U: d.md}]]}",
        "{nav: [M: [c.md, {U: d.md}], P: [q.md, r.md]]}"),
    "brackets over several lines": (
        "nav:\n  - M: [\n      a.md,\n      c.md,\n    ]\n",
        "nav:\n  - M: [\n      a.md,\n      c.md,\n      new.md,\n    ]\n",
        "nav:\n  - M: [\n      a.md,\n      z.md,\n    ]\n",
        "nav:\n  - M: [\n      a.md,\n    ]\n",
        "nav:\n  - M: [\n      a.md,\n      c.md,\n    ]\n  - P: [q.md, r.md]\n"),
    "letters of several bytes before it, a part within a part": (
        "# Öl 🐈\nnav:\n  - Ä:\n    - b.md\n    - Ü:\n      - c.md\n    - d.md\n",
        "# Öl 🐈\nnav:\n  - Ä:\n    - b.md\n    - Ü:\n      - c.md\n      - new.md\n    - d.md\n",
        "# Öl 🐈\nnav:\n  - Ä:\n    - b.md\n    - Ü:\n      - z.md\n    - d.md\n",
        None,
        "# Öl 🐈\nnav:\n  - Ä:\n    - b.md\n    - Ü:\n      - c.md\n    - d.md\n  - P:\n    - q.md\n    - r.md\n"),
    "a page that two parts share by an anchor": (
        "nav:\n  - M:\n    - &one c.md\n    - a.md\n  - N:\n    - *one\n    - b.md\n",
        "nav:\n  - M:\n    - &one c.md\n    - new.md\n    - a.md\n  - N:\n    - *one\n    - b.md\n",
        None,
        None,
        "nav:\n  - M:\n    - &one c.md\n    - a.md\n  - P:\n    - q.md\n    - r.md\n  - N:\n    - *one\n    - b.md\n"),
}
"""A text; the same with a page behind c.md, with c.md renamed, without it, with a part behind; None where that is refused."""


def at(nav: NavLines) -> Place:
    place = nav.page("c.md")
    assert place
    return place


def of(nav: NavLines) -> Place:
    part = nav.part("c.md")
    assert part
    return part


EDITS: list[Callable[[NavLines], str]] = [
    lambda nav: nav.inserted(at(nav), "new.md", "T: u" if at(nav).title else ""),
    lambda nav: nav.renamed(at(nav), "z.md"),
    lambda nav: nav.removed(at(nav)),
    lambda nav: nav.with_part(of(nav), "P", ["q.md", "r.md"]),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("edit", range(len(EDITS)), ids=["inserted", "renamed", "removed", "with a part"])
def test_all_else_stays_as_it_is(layout: str, edit: int) -> None:
    text, expected = LAYOUTS[layout][0], LAYOUTS[layout][edit + 1]
    if expected is None:
        with pytest.raises(ConfigurationError, match=r"^mkdocs\.yml: nav is written in a way that cannot be edited for you; write one"):
            EDITS[edit](NavLines(text))
    else:
        assert EDITS[edit](NavLines(text)) == expected
        yaml.safe_load(expected)


def test_a_page_or_a_title_that_yaml_would_read_otherwise_is_quoted() -> None:
    nav = NavLines("nav: [c.md]\n")
    assert nav.inserted(at(nav), "a, b.md", "No: yes #1") == "nav: [c.md, 'No: yes #1': 'a, b.md']\n"


@pytest.mark.parametrize("text", ["", "site_name: X\n", "nav:\n", "nav: text\n", "- nav\n", "nav: {a: b.md}\n"])
def test_where_there_is_no_list_there_is_no_place(text: str) -> None:
    assert (NavLines(text).page("c.md"), NavLines(text).part("c.md")) == (None, None)


def test_the_navigation_of_this_course() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = NavLines(text)
    last = next(part.pages for part in nav.parts if len(part.pages) > 1)[-1]
    place = nav.page(last)
    assert place
    line = next(line for line in text.splitlines() if last in line)
    assert nav.inserted(place, "new.md") == text.replace(line, f"{line}\n{line.replace(last, 'new.md')}")
