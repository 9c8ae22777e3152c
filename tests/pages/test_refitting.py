"""Sections of editions stay fitted to the text that they were written for, when a command changes its links or numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.core.settings import Settings
from mnist_report.pages.editions import FRONT, Editions, merged, sections
from mnist_report.pages.manuscript import Manuscript
from mnist_report.pages.moving import move
from mnist_report.pages.scaffold import new_lesson
from mnist_report.pages.status import Status
from tests.support.sketch import contents, sketch

if TYPE_CHECKING:
    from pathlib import Path

SECOND = """\
---
title: "2. Second"
builds_on: ["first.md"]
---

# 2. Second { #second }

[First](first.md)

## More { #more }

[Again](first.md#part)

## Old { #old }

It changed.
"""
NEUTRAL = """\
---
title: "2. Second of all"
replaces: 'FRONT'
---

## More of all { #more replaces=MORE }

[Again](first.md)
"""
OWN = """\
# 2. Second for us { #second replaces=SECOND }

[Once](first.md)

## More for us { #more replaces=MORE }

Words.

## Old { #old replaces=0123abcd }
"""
WORDS = {"FRONT": FRONT, "SECOND": "second", "MORE": "more"}
"""What stands for the digest of a section, and the section."""


def status(course: Path) -> list[str]:
    """What `mnist-report edition status` says of sections that no longer fit."""
    settings = Settings(dataset=course / "x.npz", dataset_name="X", attribution="X", licence="X", item="x", edition="fashion")
    return [f"{note.section}: {note.text}" for note in Status(Editions(course / "docs", settings)).notes() if note.is_fault]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with two editions over one of its lessons, which fit, but for one section."""
    folder = sketch(tmp_path / "course")
    files = {f"{place}/one/second.md": folder / place / "one" / "second.md" for place in ("docs", "gen/editions/neutral", "gen/editions/fashion")}
    below: dict[str, Path] = {}
    for (name, file), text in zip(files.items(), (SECOND, NEUTRAL, OWN), strict=True):
        digests = {section.id: section.digest for section in sections(merged(below) if below else ())}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(re.sub("|".join(WORDS), lambda found, now=digests: now.get(WORDS[found[0]], "")[:6], text))
        below[name] = file
    for name in ("first.md", "third.md"):
        for file in (folder / "gen" / "editions" / "fashion").rglob(name):
            file.unlink()
    assert [note.split(":")[0] for note in status(folder)] == ["old"]
    return folder


def test_numbers_of_lessons_leave_editions_fitted(course: Path) -> None:
    manuscript = Manuscript(course)
    new_lesson(manuscript, "one/between.md", after="first")
    manuscript.save()
    assert "# 3. Second for us" in (course / "gen/editions/fashion/one/second.md").read_text()
    assert [note.split(":")[0] for note in status(course)] == ["old"]


@pytest.mark.parametrize(("old", "new"), [("one/first.md", "one/begin.md"), ("one/second.md", "two/second.md"), ("one/second.md", "x.md")])
def test_moved_links_leave_editions_fitted(course: Path, old: str, new: str) -> None:
    before = contents(course)
    manuscript = Manuscript(course)
    move(manuscript, old, new)
    manuscript.save()
    assert contents(course) != before
    assert [note.split(":")[0] for note in status(course)] == ["old"]


def test_a_file_that_is_not_made_of_sections_stops_the_move(course: Path) -> None:
    (course / "gen" / "editions" / "fashion" / "one" / "second.md").write_text("No section.\n")
    before = contents(course)
    manuscript = Manuscript(course)
    with pytest.raises(ContentError, match=r"^gen/editions/fashion/one/second\.md:1: 'No section\.' belongs to no section"):
        move(manuscript, "one/first.md", "one/begin.md")
    assert contents(course) == before
