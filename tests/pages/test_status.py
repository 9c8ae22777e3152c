"""What an author is told of an edition: sections out of date, lost, unwritten, and lines that speak of MNIST."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.settings import load_settings
from mnist_report.pages.editions import Editions, read, sections
from mnist_report.pages.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = """\
---
title: Digits
---
# Digits { #digits }

The opening tells of images.

## What they are { #what }

They are digits of MNIST, written in ink.

## Scaling { #scaling }

Divide. See [digits](digits.md#digit-by-digit) and `mnist.load_data()`.

```python
digit = 3  # reads it as a digit
```
"""
OTHER = 'dataset = "data.npz"\ndataset_name = "D"\nattribution = "A"\nlicence = "L"\nitem = "thing"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "docs/page.md": PAGE, "gen/editions/own/edition.toml": "", "pyproject.toml": f'[tool.mnist-report]\nedition = "own"\n{OTHER}',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def notes(folder: Path) -> Callable[..., list[str]]:
    """The notes on these texts of the edition and of the neutral one."""

    def notes(own: str = "", neutral: str = "", settings: str = "") -> list[str]:
        for name, text in {"own": own, "neutral": neutral}.items():
            file = folder / "gen" / "editions" / name / "page.md"
            file.parent.mkdir(exist_ok=True)
            file.unlink(missing_ok=True)
            if text:
                file.write_text(text, encoding="utf-8")
        if settings:
            (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
        editions = Editions(folder / "docs", load_settings(folder / "pyproject.toml"))
        return [str(note) for note in Status(editions).notes()]

    return notes


def digest(folder: Path, id: str, file: str = "docs/page.md") -> str:
    return next(section.digest for section in sections(read(folder / file, "")) if section.id == id)


SUSPICIOUS = [
    "docs/page.md:2: front matter: says 'Digits': title: Digits",
    "docs/page.md:4: digits: says 'Digits': # Digits { #digits }",
    "docs/page.md:10: what: says 'digits': They are digits of MNIST, written in ink.",
    "docs/page.md:14: scaling: says 'digits': Divide. See [digits](digits.md#digit-by-digit) and `mnist.load_data()`.",
]


def test_lines_that_speak_of_mnist_are_shown_with_their_section(notes: Callable[..., list[str]]) -> None:
    assert notes() == SUSPICIOUS


def test_a_section_in_place_speaks_for_itself(folder: Path, notes: Callable[..., list[str]]) -> None:
    right = digest(folder, "what")
    found = notes(f"## What they are {{ #what replaces={right} }}\n\nThey are clothes.\n")
    assert found == [SUSPICIOUS[0], SUSPICIOUS[1], SUSPICIOUS[3]]
    found = notes(f"## What they are {{ #what replaces={right} }}\n\nNo ink.\n")
    assert found[2] == "gen/editions/own/page.md:3: what: says 'ink': No ink."


def test_a_changed_original_is_told_with_its_place_and_its_digest(folder: Path, notes: Callable[..., list[str]]) -> None:
    own = "gen/editions/own/page.md:1: what: what it was written for, docs/page.md:8, has changed"
    right = digest(folder, "what")
    text = "## What they are { #what replaces=0123abcd }\n\nThey are clothes.\n"
    assert notes(text)[0] == f"{own}; read both, then write replaces={right}"
    assert notes("", text)[0] == (f"{own}, and the text of docs/ stands there; read both, then write replaces={right}".replace("own/", "neutral/"))
    assert notes(text.replace(" replaces=0123abcd", ""))[0] == f"gen/editions/own/page.md:1: what: names nothing that it was written for; write replaces={right}"


def test_a_section_over_the_neutral_one_was_written_for_that(folder: Path, notes: Callable[..., list[str]]) -> None:
    neutral = f"## What they are {{ #what replaces={digest(folder, 'what')} }}\n\nImages.\n"
    assert "gen/editions/neutral/page.md:1: what: not written yet; this text stands there" in notes("", neutral)
    of_neutral = digest(folder, "what", "gen/editions/neutral/page.md")
    found = notes(f"## What they are {{ #what replaces={of_neutral} }}\n\nClothes.\n", neutral)
    assert not [note for note in found if "what" in note.split(": ")[1]]


def test_a_lost_section_is_told_with_the_nearest(notes: Callable[..., list[str]]) -> None:
    assert notes("## Scaling { #scalling replaces=0123abcd }\n\nDivide.\n")[0] == (
        "gen/editions/own/page.md:1: scalling: the page has no such section; did you mean 'scaling'?")
    assert notes("### Scaling { #scaling replaces=0123abcd }\n\nDivide.\n")[0] == (
        "gen/editions/own/page.md:1: scaling: the page has no such section; did you mean 'scaling'?")


def test_a_translation_lists_all_that_is_not_translated_and_no_digit(folder: Path, notes: Callable[..., list[str]]) -> None:
    (folder / "gen" / "editions" / "own" / "edition.toml").write_text('[site]\nlanguage = "de"\n', encoding="utf-8")
    found = notes(f"## Teilen {{ #scaling replaces={digest(folder, 'scaling')} }}\n\nTeile.\n", settings='[tool.mnist-report]\nedition = "own"\n')
    assert found == [f"docs/page.md:{line}: {id}: not written yet; this text stands there" for line, id in
                     [(1, "front matter"), (4, "digits"), (8, "what")]]


def test_for_another_audience_nothing_must_be_written(notes: Callable[..., list[str]]) -> None:
    assert notes(settings='[tool.mnist-report]\nedition = "own"\n') == []
