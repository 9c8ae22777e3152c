"""The confusion matrix as a table that a screen reader can walk and whose mistakes lead to their images."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mnist_report.pages.tables import confusion_table
from mnist_report.publishing.checks.element import Element
from mnist_report.publishing.checks.page import Page
from tests.support.pets import LABELS, evaluation


def parsed(**changes: object) -> Page:
    return Page.parse("report/index.html", confusion_table(evaluation(**changes), "../explore/"))  # type: ignore[arg-type]


def cells(page: Page) -> list[list[Element]]:
    """The elements of each row that are cells, of the head first."""
    rows = [element for element in page.elements if element.tag == "tr"]
    return [[cell for cell in page.elements if cell.parent is row] for row in rows]


def shown(page: Page) -> list[list[str]]:
    """What stands in each cell."""
    inner = {id(link.parent): link.text for link in page.elements if link.tag == "a"}
    return [[cell.text or inner.get(id(cell), "") for cell in row] for row in cells(page)]


def test_the_table_is_the_matrix() -> None:
    assert shown(parsed()) == [
        ["", "cat", "dog", "owl"],
        ["cat", "2", "1", "0"],
        ["dog", "0", "4", "0"],
        ["owl", "1", "1", "1"],
    ]


def test_every_row_and_every_column_has_its_header() -> None:
    page = parsed()
    (corner, *columns), *rows = cells(page)
    assert corner.tag == "td"
    assert [(each.tag, each.attributes["scope"]) for each in columns] == [("th", "col")] * 3
    assert [each.attributes["aria-label"] for each in columns] == ["taken for cat", "taken for dog", "taken for owl"]
    assert [(row[0].tag, row[0].attributes["scope"]) for row in rows] == [("th", "row")] * 3
    assert [row[0].attributes["aria-label"] for row in rows] == ["true cat", "true dog", "true owl"]
    assert all(cell.tag == "td" for row in rows for cell in row[1:])


def test_the_caption_comes_first_and_says_how_to_read_it() -> None:
    page = parsed()
    assert [element.tag for element in page.elements[:2]] == ["table", "caption"]
    assert page.elements[0].attributes["class"] == "confusion"
    assert "A row for each true class, a column for each answer." in page.elements[1].text
    assert "The right answers, 7 in all," in page.elements[1].text


def test_a_count_of_mistakes_leads_to_their_images() -> None:
    run, page = evaluation(), parsed()
    links = [element for element in page.elements if element.tag == "a"]
    assert {link.attributes["href"] for link in links} == {f"../explore/#{each.anchor}" for each in run.confusions}
    first = links[0]
    assert (first.text, first.attributes["aria-label"]) == ("1", "1: cat taken for dog")
    assert all(link.attributes["aria-label"].startswith(link.text) for link in links)  # WCAG 2.5.3


def test_the_diagonal_and_the_zeros_are_marked() -> None:
    marks = [[cell.attributes.get("class", "") for cell in row[1:]] for row in cells(parsed())[1:]]
    assert marks == [["right", "", "zero"], ["zero", "right", "zero"], ["", "", "right"]]


def test_a_tint_is_the_deeper_the_larger_the_share_of_a_row() -> None:
    labels = np.array([0] * 80 + [1, 1, 2, 2], dtype=np.uint8)
    probabilities = np.eye(3, dtype=np.float32)[[0] * 79 + [1] + [1, 0] + [2, 2]]  # 1 of 80 cats, 1 of 2 dogs
    styles = [cell.attributes["style"] for row in cells(parsed(labels=labels, probabilities=probabilities))
              for cell in row if "style" in cell.attributes]
    assert styles == ["--share:0.50", "--share:1.00"]


def test_a_class_never_tested_has_a_row_of_zeros_without_a_tint() -> None:
    labels = np.array([0] * 5 + [1] * 5, dtype=np.uint8)
    table = parsed(labels=labels, probabilities=np.eye(3, dtype=np.float32)[labels])
    assert shown(table)[3] == ["owl", "0", "0", "0"]
    assert not [element for element in table.elements if element.tag == "a"]


def test_large_counts_have_commas() -> None:
    labels = np.zeros(2500, dtype=np.uint8)
    table = parsed(labels=labels, probabilities=np.eye(3, dtype=np.float32)[[0] * 1200 + [1] * 1300])
    assert shown(table)[1] == ["cat", "1,200", "1,300", "0"]


@pytest.mark.parametrize("name", ["<b>cat</b>", "a & b", 'quo"te'])
def test_names_are_text(name: str) -> None:
    run = evaluation(class_names=(name, "dog", "owl"), probabilities=np.eye(3, dtype=np.float32)[np.roll(LABELS, 1)])
    table = Page.parse("", confusion_table(run, "../explore/"))
    assert shown(table)[1][0] == name
    assert {element.tag for element in table.elements} == {"table", "caption", "thead", "tbody", "tr", "td", "th", "a"}
    assert any(name in element.attributes["aria-label"] for element in table.elements if element.tag == "a")


def test_it_is_one_block_of_html_for_markdown() -> None:
    assert not re.search(r"\n\s*\n", confusion_table(evaluation(), "../explore/"))
    assert confusion_table(evaluation(), "../explore/").startswith("<table")
