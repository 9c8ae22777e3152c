"""The table of colours as a browser has it: on pages, in frames and on paper, in scripts, and in the confusion matrix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core import colours
from mnist_report.figures.confusion import tints
from mnist_report.figures.rendering import style
from mnist_report.figures.weights import signed_colours
from mnist_report.training.metrics import confusion_matrix
from tests.support.browser import View, visit
from tests.support.exploring import part

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from mnist_report.results.artifacts import Artifacts

READ = """(names) => Object.fromEntries(names.map((name) => {
  const at = getComputedStyle(document.querySelector('main') ?? document.body);
  return [name, at.getPropertyValue(`--${name}`).trim()];
}))"""
CELLS = """(rows) => [...rows.querySelectorAll('tr')].map((row) => [...row.querySelectorAll('td')].map((cell) =>
  getComputedStyle(cell).backgroundColor))"""
VALUES = [step / 20 for step in range(-21, 22)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["module-1/train-the-model/", "embed/training-curves/"])
def test_a_page_has_the_colours_of_the_table_and_paper_the_light_ones(browser: Browser, host: str, path: str, theme: colours.Theme) -> None:
    with View(1280, 800, theme).context(browser) as context, visit(context, host, path) as visited:
        named = list(colours.table()["light"])
        assert visited.page.evaluate(READ, named) == colours.table()[theme]
        visited.page.emulate_media(media="print")
        assert visited.page.evaluate(READ, named) == colours.table()["light"]


def test_signed_values_have_the_colours_that_they_have_in_figures(browser: Browser, host: str) -> None:
    with View(1280, 800, "dark").context(browser) as context, visit(context, host, "explore/inside-the-network/") as visited:
        seen = visited.page.evaluate("""async (values) => {
          const { diverging } = await import("../../assets/explore/shared/colour-scale.js");
          return values.map(diverging);
        }""", VALUES)
    drawn = 255 * signed_colours()((np.clip(VALUES, -1, 1) + 1) / 2)[:, :3]
    assert abs(np.array(seen) - drawn).max() < 2  # of 256 steps, where a page has no steps


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_confusion_matrix_looks_the_same_wherever_it_is(browser: Browser, host: str, artifacts: Artifacts, theme: colours.Theme) -> None:
    counts = confusion_matrix(artifacts.run.probabilities, artifacts.run.labels)
    with style(theme):
        drawn = 255 * tints(counts)
    with View(1280, 800, theme).context(browser) as context:
        with visit(context, host, "explore/error-explorer/") as explorer:
            matrix = part(explorer.page, "matrix")
            matrix.locator("tbody td").first.wait_for()
            assert abs(shown_tints(explorer.page, "[data-part=matrix] tbody") - drawn).max() < 1
            assert matrix.locator("tbody td").all_inner_texts() == [f"{count:,}" for count in counts.ravel().tolist()]
        with visit(context, host, "report/") as report:
            assert abs(shown_tints(report.page, ".confusion tbody") - drawn).max() < 2  # the depth has two decimals there


def shown_tints(page: Page, body: str) -> np.ndarray:
    """Red, green and blue of each cell, 0 to 255."""
    rows: list[list[str]] = page.locator(body).first.evaluate(CELLS)
    numbers = [[[float(number) for number in re.findall(r"[\d.]+", cell)[:3]] for cell in row] for row in rows]
    return np.array(numbers) * (255 if rows[0][0].startswith("color") else 1)
