"""Tables of results: as HTML where they have links, pictures and shades that a Markdown table cannot have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from ..core.filters import number, percent, plural
from ..training.metrics import error_depths

if TYPE_CHECKING:
    from ..results.evaluation import Evaluation
    from ..results.facts import Confusion

COLUMNS = 16
"""Tiles in a row of the file with all misread images."""


def confusion_table(evaluation: Evaluation, explorer: str) -> str:
    """Return the confusion matrix as an HTML table: a row for each true class, a column for each predicted class.

    A count of mistakes is a link to their images on the page at `explorer`, a relative address, which has the anchor
    of each of `evaluation.confusions`. `--share`, from 0 to 1, is the depth of its tint.
    """
    names = [escape(name) for name in evaluation.class_names]
    head = "".join(f'<th scope="col" aria-label="taken for {name}">{name}</th>' for name in names)
    right = number(evaluation.test_size - evaluation.test_errors)
    return "\n".join([
        '<table class="confusion">',
        f"<caption>A row for each true class, a column for each answer. The right answers, {right} in all, stand on "
        "the diagonal. Every other count leads to its images.</caption>",
        f"<thead><tr><td></td>{head}</tr></thead>",
        "<tbody>",
        *(f'<tr><th scope="row" aria-label="true {name}">{name}</th>{cells}</tr>'
          for name, cells in zip(names, _rows(evaluation, explorer), strict=True)),
        "</tbody>",
        "</table>",
    ])


def _rows(evaluation: Evaluation, explorer: str) -> list[str]:
    """Return the cells of each row, as HTML."""
    counts, depths = evaluation.confusion_matrix, error_depths(evaluation.confusion_matrix)
    cells = [[f'<td class="{"zero" if not count else "right"}">{number(count)}</td>' for count in row]
             for row in counts.tolist()]
    for confusion in evaluation.confusions:
        row, column = (evaluation.class_names.index(name) for name in (confusion.true, confusion.predicted))
        cells[row][column] = _mistakes(confusion, depths[row, column].item(), explorer)
    return ["".join(row) for row in cells]


def _mistakes(confusion: Confusion, depth: float, explorer: str) -> str:
    count = number(confusion.count)
    label = escape(f"{count}: {confusion.true} taken for {confusion.predicted}")
    address = f"{escape(explorer)}#{confusion.anchor}"
    return f'<td style="--share:{depth:.2f}"><a href="{address}" aria-label="{label}">{count}</a></td>'


def misread_table(evaluation: Evaluation) -> str:
    """Return an HTML table of every misread test image, in a body for each confusion, the most frequent first.

    Images and confusions have permanent ids. The picture of an image is a tile of one file of all, COLUMNS in a row, in
    the order of the test set.
    """
    places = {error.index: place for place, error in enumerate(evaluation.errors)}
    columns = ("Image", "Number in the test set", "Confidence", "Second choice")
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    rows = [line for confusion in evaluation.confusions for line in _misread(evaluation, confusion, places)]
    summary = f"{plural(evaluation.test_errors, 'image')} that the network got wrong"
    return "\n".join([
        '<details class="every-image" open>',
        f"<summary>All {summary}, by confusion, the most frequent first</summary>",
        '<table class="misread">', f"<thead><tr>{head}</tr></thead>", *rows, "</table>", "</details>",
    ])


def _misread(evaluation: Evaluation, confusion: Confusion, places: Mapping[int, int]) -> Iterator[str]:
    true, predicted = escape(confusion.true), escape(confusion.predicted)
    yield f'<tbody id="{confusion.anchor}">'
    counted = plural(confusion.count, "image")
    yield f'<tr><th colspan="4" scope="rowgroup">{true} taken for {predicted}: {counted}</th></tr>'
    for error in map(evaluation.prediction, confusion.images):
        y, x = divmod(places[error.index], COLUMNS)
        tile = f'<span class="tile" role="img" aria-label="Test image {error.index}" style="--x:{x};--y:{y}"></span>'
        yield (f'<tr id="image-{error.index}"><td>{tile}</td><td>{error.index}</td><td>{percent(error.confidence)}</td>'
               f"<td>{escape(error.runner_up)}, {percent(error.runner_up_confidence)}</td></tr>")
    yield "</tbody>"
