"""The glossary says what the course's technical words mean; lessons link each of them where it is first used."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.settings import load_settings
from mnist_report.pages import markup
from mnist_report.pages.course import Course
from mnist_report.results.artifacts import Artifacts
from tests.support.project import ROOT, this_navigation

if TYPE_CHECKING:
    from pathlib import Path

    from mnist_report.pages.page import Section

FORMS = {
    "activation-function": ("activation function", "activation"),
    "adam": ("(?-i:Adam)",),
    "calibration": ("calibration", "calibrated"),
    "dead-neuron": ("dead",),
    "dense-layer": (r"\*?dense\*? layer",),
    "f1": (r"\*?F1\*?",),
    "hidden-layer": (r"\*?hidden\*? layer", "hidden neuron"),
    "overconfidence": ("overconfident", "overconfidence"),
    "validation-set": ("validation set", "validation split"),
}
"""How a term is written where that is not its heading, as patterns; a plural "s" is understood."""
OTHER_MEANINGS = {"bias", "class", "shape", "step", "training"}
"""Words that the lessons also use in another meaning. No program can tell which; they are linked where they are meant."""
OF_THE_REPORT = {"bootstrap", "brier-score"}
LINK = re.compile(r"\[([^\]]+)\]\((?:\.\./)?glossary\.md#([\w-]+)\)")
NO_PROSE = re.compile(
    r"""(?msx)
    ^[ ]*```.*?^[ ]*```[ ]*$ | ^<figure.*?</figure> | ^<details.*?</details> | <math.*?</math> | ^<div\ class="question".*?^</div>
    | ^\?\?\?\ success[^\n]*\n(?:(?:[ ]{4}[^\n]*)?\n)* | ^(?:\#|\||>|\?\?\?|!!!)[^\n]*$
    | ``?[^`]+``? | !?\[[^\]]*\]\([^)]*\) | <[^>\n]+>
    """
)
"""Code, output, figures, formulas, questions, solutions, headings, tables, the outline's remarks, links."""


@pytest.fixture(scope="module")
def course(site: Path) -> Course:
    """The pages of the course; everything behind them is stored, since the site is built."""
    return Course(Artifacts(load_settings(ROOT / "pyproject.toml")), ROOT / "docs", this_navigation())


@pytest.fixture(scope="module")
def entries(course: Course) -> dict[str, Section]:
    """Every entry of the glossary by its id."""
    return {each.id: each for each in course.page("glossary.md").sections if each.level == 2}


@cache
def written(term: str, title: str) -> str:
    """The pattern of a term."""
    forms = FORMS.get(term, (re.escape(title.lower() if title[1:].islower() or " " in title else title),))
    return rf"(?<![\w-])(?:{'|'.join(sorted(forms, key=len, reverse=True))})s?(?![\w-])"


def uses(body: str, titles: dict[str, str]) -> list[tuple[str, bool]]:
    """The terms that the prose of a page uses, in order, and whether the use is a link to the term's entry."""
    body = LINK.sub(lambda link: f"\x01{link[2]}\x02{link[1]}\x03", body.partition("\n## For the classroom")[0])
    prose = NO_PROSE.sub(" ", body)
    longest_first = sorted(titles, key=lambda term: len(titles[term]), reverse=True)
    named = "|".join(f"(?P<t{index}>{written(term, titles[term])})" for index, term in enumerate(longest_first))
    found = []
    for match in re.finditer(rf"\x01(?P<linked>[\w-]+)\x02[^\x03]+\x03|{named}", prose, re.IGNORECASE):
        kind = match.lastgroup or ""
        found.append((match["linked"], True) if kind == "linked" else (longest_first[int(kind[1:])], False))
    return found


@pytest.fixture(scope="module")
def pages(course: Course, entries: dict[str, Section]) -> dict[str, list[tuple[str, bool]]]:
    """The uses of terms on each lesson, in reading order, by the path of its page."""
    titles = {term: entry.title for term, entry in entries.items()}
    return {lesson.path: uses(markup.body(lesson), titles) for lesson in course.outline.lessons}


def test_a_use_in_prose_is_found_and_one_in_code_is_not() -> None:
    titles = {"loss": "Loss", "gradient": "Gradient", "gradient-descent": "Gradient descent", "relu": "ReLU"}
    body = (
        "# Loss { #l }\n\n`loss`, [the *loss*](../glossary.md#loss) and gradient descent: losses? Two gradients.\n\n"
        "```python\nloss\n```\n\n??? success \"Solution\"\n\n    A gradient.\n\nReLU. [loss](a.md)\n"
    )
    assert uses(body, titles) == [("loss", True), ("gradient-descent", False), ("gradient", False), ("relu", False)]


def test_terms_stand_in_the_order_of_the_alphabet(entries: dict[str, Section]) -> None:
    titles = [entry.title for entry in entries.values()]
    assert len(titles) > 50
    assert titles == sorted(titles, key=str.casefold)


def test_an_entry_is_short_and_leads_to_where_it_is_explained(entries: dict[str, Section]) -> None:
    for term, entry in entries.items():
        said, _, more = entry.text.replace("\n", " ").partition(" More in ")
        assert 30 <= len(said) <= 360, term
        assert re.match(r"\[[^\]]+\]\((?:module-\d/[\w-]+|report(?:/index)?)\.md(?:#[\w-]+)?\)", more), term


def test_the_glossary_holds_for_any_data_set(entries: dict[str, Section]) -> None:
    for term, entry in entries.items():
        said = re.sub(r"\]\([^)]*\)", "]", entry.text)
        assert not re.search(r"digit|MNIST|handwrit|\bten classes|\b28\b", said, re.IGNORECASE), term


def test_every_term_is_linked_where_the_course_first_uses_it(
    pages: dict[str, list[tuple[str, bool]]], entries: dict[str, Section]
) -> None:
    known: set[str] = set()
    for path, found in pages.items():
        for term, linked in found:
            if term not in known and (linked or term not in OTHER_MEANINGS):
                assert linked, f"{path} uses {entries[term].title!r} first, without a link"
                known.add(term)
    assert known == set(entries) - OF_THE_REPORT


def test_a_page_links_a_term_once_and_at_its_first_use(pages: dict[str, list[tuple[str, bool]]]) -> None:
    for path, found in pages.items():
        links = Counter(term for term, linked in found if linked)
        assert not [term for term, count in links.items() if count > 1], path
        for term in set(links) - OTHER_MEANINGS:
            assert next(linked for other, linked in found if other == term), f"{path}: {term} is used before its link"


def test_the_report_links_its_own_terms(course: Course) -> None:
    linked = {term for _, term in LINK.findall(markup.body(course.page("report/index.md")))}
    assert linked >= OF_THE_REPORT


def test_nothing_but_prose_is_linked(course: Course) -> None:
    for path in course.pages:
        for heading in re.findall(r"(?m)^#.*$|^<figcaption.*$|^\|.*$", markup.body(course.page(path))):
            assert "glossary.md#" not in heading, path
