"""Sections of editions take the place of those beneath: found by id, told when they fit nowhere, with lines that stay true."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ContentError, PermalinkError
from mnist_report.pages.course import Course
from mnist_report.pages.editions import FRONT, EditionError, Section, merged, read, replacing, sections
from mnist_report.publishing import sources
from tests.support.project import ROOT, here

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.project import Project

PAGE = """\
---
title: 1. Loading
description: >-
  About digits,
  on two lines.
builds_on: [a.md]
---

# 1. Loading { #loading }

The opening.

## What MNIST is { #what-mnist-is }

Digits.

### Their makers { #makers }

People.

```python
## no heading { #what-mnist-is }
```

## Scaling { #scaling }

Divide.
"""


def as_shown(*texts: str, folder: Path) -> str:
    """A page under further files, each an edition of its own."""
    files = {}
    for number, text in enumerate(texts):
        file = folder / f"{number}.md"
        file.write_text(text, encoding="utf-8")
        files[f"{number}.md"] = file
    return "\n".join(line.text for line in merged(files))


def digest_of(text: str, id: str, folder: Path) -> str:
    file = folder / "digest.md"
    file.write_text(text, encoding="utf-8")
    return next(section.digest for section in sections(read(file, "")) if section.id == id)


def test_without_an_edition_a_page_is_what_it_was(tmp_path: Path) -> None:
    assert as_shown(PAGE, folder=tmp_path) == PAGE


def test_a_section_reaches_to_the_next_heading_of_its_level(tmp_path: Path) -> None:
    shown = as_shown(PAGE, "## What it is { #what-mnist-is replaces=0123abcd }\n\nClothes.\n", folder=tmp_path)
    before, after = PAGE.split("## What MNIST is { #what-mnist-is }\n\nDigits.", maxsplit=1)[0], PAGE[PAGE.index("## Scaling") :]
    assert shown == f"{before}## What it is {{ #what-mnist-is }}\n\nClothes.\n\n{after}"


def test_a_smaller_section_and_one_in_another_place(tmp_path: Path) -> None:
    shown = as_shown(PAGE, "## Scale { #scaling }\n\nBy 16.\n\n### Whose { #makers replaces=00000000 }\n\nRobots.\n", folder=tmp_path)
    assert shown == PAGE.replace("### Their makers", "### Whose").replace(PAGE[PAGE.index("People.") : PAGE.index("## Scaling")], "Robots.\n\n").replace(
        "## Scaling { #scaling }\n\nDivide.\n", "## Scale { #scaling }\n\nBy 16.\n")


def test_the_opening_reaches_to_the_first_heading(tmp_path: Path) -> None:
    shown = as_shown(PAGE, "# 1. Laden { #loading }\n\nDer Anfang.\n", folder=tmp_path)
    assert shown == PAGE.replace("# 1. Loading { #loading }\n\nThe opening.", "# 1. Laden { #loading }\n\nDer Anfang.")


def test_keys_of_the_front_matter_take_the_place_of_those_beneath(tmp_path: Path) -> None:
    shown = as_shown(PAGE, "---\nreplaces: 0123abcd\ndescription: About clothes.\nsummary: Short.\n---\n", folder=tmp_path)
    assert shown.startswith("---\ntitle: 1. Loading\nbuilds_on: [a.md]\ndescription: About clothes.\nsummary: Short.\n---\n\n# 1. Loading")


def test_the_highest_edition_wins(tmp_path: Path) -> None:
    own, middle = "## Own { #scaling }\n\nOwn.\n", "## Middle { #scaling }\n\nMiddle.\n\n## Middle { #what-mnist-is }\n\nMiddle.\n"
    shown = as_shown(PAGE, middle, own, folder=tmp_path)
    assert [line for line in shown.splitlines() if line.startswith("## ")] == ["## Middle { #what-mnist-is }", "## Own { #scaling }"]


@pytest.mark.parametrize(
    ("edition", "message"),
    [
        ("\n## Scale { #scalling }\n\nA.\n", "1.md:2: the page has no section 'scalling'; did you mean 'scaling'?"),
        ("## Other { #quite-another }\n", "1.md:1: the page has no section 'quite-another'; those of this level are: what-mnist-is, scaling"),
        ("### Scale { #scaling }\n", "1.md:1: the heading of 'scaling' has 3 #; it should have 2, like that in 0.md:25"),
        ("Some text.\n\n## Scale { #scaling }\n", "1.md:1: 'Some text.' belongs to no section; an edition holds sections, which "
                                                  "begin with the heading that they replace, and its id"),
        ("## Scale\n\nText.\n", "1.md:1: '## Scale' belongs to no section; an edition holds sections, which begin with the heading that "
                                "they replace, and its id"),
        ("## Scale { #scaling }\n\n## Scale { #scaling }\n", "1.md:3: the section 'scaling' stands there twice; remove one of the two"),
    ],
)
def test_what_fits_nowhere_is_told_with_its_line(tmp_path: Path, edition: str, message: str) -> None:
    with pytest.raises(EditionError) as caught:
        as_shown(PAGE, edition, folder=tmp_path)
    assert str(caught.value) == message


def test_every_line_keeps_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.md").write_text("## Scale { #scaling }\n\nBy 16.\n", encoding="utf-8")
    lines = merged({"docs/a.md": tmp_path / "a.md", "gen/b.md": tmp_path / "b.md"})
    places = {line.text: (line.file, line.number) for line in lines}
    assert (places["Digits."], places["By 16."]) == (("docs/a.md", 15), ("gen/b.md", 3))


def test_a_digest_is_of_the_words_and_not_of_blanks_at_the_ends(tmp_path: Path) -> None:
    same = digest_of(PAGE, "scaling", tmp_path)
    assert same == digest_of(PAGE.replace("Divide.\n", "Divide.   \n\n\n"), "scaling", tmp_path)
    assert same != digest_of(PAGE.replace("Divide.", "Divide!"), "scaling", tmp_path)
    assert {digest_of(PAGE, id, tmp_path) for id in (FRONT, "loading", "what-mnist-is", "makers")} & {same} == set()


def test_only_a_section_of_the_neutral_edition_waits_for_the_text_that_it_was_written_for(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE, encoding="utf-8")
    right = digest_of(PAGE, "scaling", tmp_path)
    for given, name, applied in [(right, "neutral", True), (right[:4], "neutral", True), ("0" * 8, "neutral", False), ("", "neutral", False),
                                 ("0" * 8, "own", True), ("", "own", True)]:
        replaces = f" replaces={given}" if given else ""
        (tmp_path / "b.md").write_text(f"## Scale {{ #scaling{replaces} }}\n\nBy 16.\n", encoding="utf-8")
        lines = merged({"docs/a.md": tmp_path / "a.md", f"gen/editions/{name}/a.md": tmp_path / "b.md"})
        assert ("By 16." in [line.text for line in lines]) is applied, (given, name)


# In a course


@pytest.fixture
def write(project: Project) -> Callable[..., None]:
    """Writes files of the project's edition "own", which pyproject.toml names."""
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("seeds = 2", 'seeds = 2\nedition = "own"'), encoding="utf-8")
    own = project.folder / "gen" / "editions" / "own"
    own.mkdir(parents=True, exist_ok=True)

    def write(name: str, text: str) -> None:
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")

    return write


def course(project: Project) -> Course:
    return Course(project.artifacts, project.folder / "docs")


def test_a_page_of_a_course_has_the_sections_of_the_edition(project: Project, write: Callable[..., None]) -> None:
    write("index.md", "---\ntitle: Anfang\n---\n# Anfang { #home }\n\nGenauigkeit << run.test_accuracy >>.\n")
    page = course(project).page("index.md")
    assert page.title == "Anfang"
    assert page.body.startswith("# Anfang { #home }\n\nGenauigkeit ")
    assert "Accuracy" not in page.body


def test_a_mistake_names_the_file_and_the_line_of_the_edition(project: Project, write: Callable[..., None]) -> None:
    project.page("# Home { #home }\n\n## One { #one }\n\nText.\n\n## Two { #two }\n\n<< wrong >>\n")
    write("index.md", "\n## Eins { #one }\n\n<< falsch >>\n")
    with pytest.raises(ContentError, match=r"^gen/editions/own/index\.md:4: no value 'falsch'"):
        course(project).page("index.md")
    write("index.md", "\n## Eins { #one }\n\nGut.\n")
    with pytest.raises(ContentError, match=r"^docs/index\.md:9: no value 'wrong'"):
        course(project).page("index.md")


def test_a_section_without_a_place_stops_the_build_in_one_line(project: Project, write: Callable[..., None]) -> None:
    write("index.md", "# Anfang { #anfang }\n")
    done = here("render", "out", folder=project.folder)
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (
        ContentError.exit_code, ["mnist-report: content: gen/editions/own/index.md:1: the page has no section 'anfang'; those of this level are: home"])


def test_an_edition_may_have_pages_files_addresses_and_a_citation_of_its_own(project: Project, write: Callable[..., None]) -> None:
    (project.folder / "docs" / "permalinks.txt").write_text("gone.html\n", encoding="utf-8")
    (project.folder / "docs" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    shutil.copy(ROOT / "CITATION.cff", project.folder)
    write("more.md", "---\ntitle: More\n---\n# More { #more }\n\n<< citation().text.credit >>\n")
    write("logo.svg", "<svg id='own'/>\r\n")
    write("edition.toml", "")
    write("CITATION.cff", re.sub("name: .*", "name: The own authors", (ROOT / "CITATION.cff").read_text(encoding="utf-8")))
    files = dict(sources.generated(course(project)))
    assert b"The own authors" in files["more.md"]
    assert files["logo.svg"] == b"<svg id='own'/>\n"
    assert files["permalinks.txt"] == b""
    assert {"edition.toml", "CITATION.cff"} & files.keys() == set()
    write("permalinks.txt", "more/\nlost.html\n")
    with pytest.raises(PermalinkError, match=r"'lost\.html'"):
        dict(sources.generated(course(project)))


def test_the_neutral_edition_fits_the_pages_and_adds_none() -> None:
    """Its sections were all written for the text that stands in docs/ now, and keep each id of theirs."""
    neutral = ROOT / "gen" / "editions" / "neutral"
    assert [path for path in neutral.rglob("*.md") if not (ROOT / "docs" / path.relative_to(neutral)).is_file()] == []
    for path in neutral.rglob("*.md"):
        base = {section.id: section for section in sections(read(ROOT / "docs" / path.relative_to(neutral), "docs"))}
        for section in replacing(read(path, "gen/editions/neutral/x.md")):
            assert section.id in base, (path, section.id)
            assert section.suits(base[section.id]), f"{path}: {section.id}: replaces={base[section.id].digest}"
            assert ids(base[section.id]) <= ids(section), (path, section.id)


def ids(section: Section) -> set[str]:
    return {inner.id for inner in sections(section.lines) if inner.id != FRONT}
