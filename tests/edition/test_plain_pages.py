"""The pages are plain English: few marks, no arithmetic, no variable, and a condition is a fact that chooses whole paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOCS = sorted((ROOT / "docs").rglob("*.md"))
NEUTRAL = sorted((ROOT / "gen" / "editions" / "neutral").rglob("*.md"))
MARK = re.compile(r"<<|<%")
MOST = 26
"""Marks on a page of Module 3, all of whose numbers are measured."""
RAW = re.compile(r"(?s)<% raw %>.*?<% endraw %>")
STATEMENT = re.compile(r"<%-?\s*(.*?)\s*-?%>")
ALLOWED = re.compile(r"(?:el)?if (?:not )?[a-z_]+(?:\(\))?(?:\.[a-z_]+)*|else|endif|for [a-z_]+(?:, [a-z_]+)? in [a-z_]+(?:\.[a-z_]+)*(?:\.items\(\)| \| dictsort)?|endfor"
                     r"|call question\(.*\)|endcall|raw|endraw")
OF_THE_DATA_SET = re.compile(
    r"\brun\.(?:is_mnist|items?|kinds?|classes|class_names|image_side|pixels|given_size|light|variable|from_keras)\b")
"""What the data set fixes: words in docs/, values in the neutral edition."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_pages_have_few_marks() -> None:
    marks = {name(path): len(MARK.findall(path.read_text(encoding="utf-8"))) for path in DOCS}
    experiments = {page: count for page, count in marks.items() if page.startswith("docs/module-3/")}
    assert sum(marks.values()) - sum(experiments.values()) < 500
    assert {page: count for page, count in experiments.items() if count > MOST} == {}


@pytest.mark.parametrize("path", [*DOCS, *NEUTRAL], ids=name)
def test_a_condition_is_a_fact_on_a_line_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for found in STATEMENT.finditer(RAW.sub("", text)):
        assert ALLOWED.fullmatch(found[1]), found[0]
    for line in RAW.sub("", text).splitlines():
        assert not STATEMENT.search(line) or STATEMENT.fullmatch(line.strip()), line


@pytest.mark.parametrize("path", [*DOCS, *NEUTRAL], ids=name)
def test_a_value_is_a_name_a_call_or_a_filter_and_no_arithmetic(path: Path) -> None:
    for found in re.finditer(r"(?s)<<-?\s*(.*?)\s*-?>>", RAW.sub("", path.read_text(encoding="utf-8"))):
        value = re.sub(r'"[^"]*"', '""', found[1])
        assert not re.search(r"[-+*/%~]|\b(?:if|else|and|or|not|in|is|set|namespace|map|select\w*|reject\w*|sum|min|max|round|int)\b", value), found[0]


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_what_the_data_set_fixes_is_written_in_words(path: Path) -> None:
    assert OF_THE_DATA_SET.findall(RAW.sub("", path.read_text(encoding="utf-8"))) == []
