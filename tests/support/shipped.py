"""The edition that this project ships: tests of its titles, words and counts hold there alone."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from mnist_report.pages.navigation import Navigation
from tests.support.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

OUTLINE = (
    "module-1/index.md", "module-1/import-libraries.md", "module-1/load-and-preprocess-data.md",
    "module-1/visualize-sample-images.md", "module-1/build-the-model.md", "module-1/compile-the-model.md",
    "module-1/train-the-model.md", "module-1/evaluate-performance.md",
    "module-2/index.md", "module-2/learned-weights.md", "module-2/model-confidence.md", "module-2/misclassifications.md",
    "module-3/index.md", "module-3/ten-networks.md", "module-3/how-wide.md", "module-3/how-much-data.md",
    "module-3/how-fast.md", "module-3/how-long.md", "module-3/move-the-digit.md",
)
"""Its modules and lessons, in order."""
ANOTHER = ("dataset", "edition")
"""The keys of `[tool.mnist-report]` that make another edition of it."""


def pages(project: Path = ROOT) -> list[str]:
    """The pages in the navigation of a project."""
    return [path for part in Navigation.read(project / "mkdocs.yml").nav for path in part.pages]


def difference(project: Path = ROOT) -> str:
    """What makes a project another edition than the shipped one, in words; empty where it is that."""
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"].get("mnist-report", {})
    if changed := [key for key in ANOTHER if settings.get(key)]:
        return f"{changed[0]} is set in pyproject.toml"
    outline = [path for path in pages(project) if path.startswith("module-")]
    return "" if outline == [*OUTLINE] else "nav in mkdocs.yml has other lessons"


def needs(page: str) -> pytest.MarkDecorator:
    """A mark for tests of a page that an edition may do without."""
    return pytest.mark.skipif(page not in pages(), reason=f"nav in mkdocs.yml has no {page}")
