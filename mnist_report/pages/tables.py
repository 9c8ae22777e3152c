"""The confusion matrix as an HTML table, with links and shades that a Markdown table cannot have."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from ..core.filters import number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..results.evaluation import Evaluation
    from ..results.facts import Confusion


def confusion_table(evaluation: Evaluation, explorer: str) -> str:
    """Return the confusion matrix as an HTML table: a row for each true class, a column for each predicted class.

    A count of mistakes is a link to their images on the page at `explorer`, a relative address, which has the anchor
    of each of `evaluation.confusions`. `--share`, from 0 to 1, is the count as a share of its row, divided by the
    largest such share.
    """
    names = [escape(name) for name in evaluation.class_names]
    head = "".join(f'<th scope="col" aria-label="read as {name}">{name}</th>' for name in names)
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
    counts, shares = evaluation.confusion_matrix, _relative_shares(evaluation.confusion_matrix)
    cells = [[f'<td class="{"zero" if not count else "right"}">{number(count)}</td>' for count in row]
             for row in counts.tolist()]
    for confusion in evaluation.confusions:
        row, column = (evaluation.class_names.index(name) for name in (confusion.true, confusion.predicted))
        cells[row][column] = _mistakes(confusion, shares[row, column].item(), explorer)
    return ["".join(row) for row in cells]


def _mistakes(confusion: Confusion, share: float, explorer: str) -> str:
    count = number(confusion.count)
    label = escape(f"{count}: {confusion.true} read as {confusion.predicted}")
    address = f"{escape(explorer)}#{confusion.anchor}"
    return f'<td style="--share:{share:.2f}"><a href="{address}" aria-label="{label}">{count}</a></td>'


def _relative_shares(counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return each count of mistakes as a share of its row, scaled so that the largest is 1; (k, k)."""
    shares: NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    np.fill_diagonal(shares, 0)
    return shares / (shares.max() or 1)
