"""Tests of the shipped edition are skipped where another is built, with the reason; no other test is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.support.shipped import OUTLINE, difference

if TYPE_CHECKING:
    from pathlib import Path

LESSONS = [*OUTLINE]


@pytest.mark.parametrize(
    ("settings", "lessons", "said"),
    [
        ("[tool.mnist-report]\nseeds = 3\n", LESSONS, ""),
        ("[tool.other]\n", LESSONS, ""),
        ('[tool.mnist-report]\ndataset = "mine.npz"\n', LESSONS, "dataset is set in pyproject.toml"),
        ('[tool.mnist-report]\nedition = "mine"\n', LESSONS, "edition is set in pyproject.toml"),
        ("[tool.mnist-report]\n", [*LESSONS, "module-2/mine.md"], "nav in mkdocs.yml has other lessons"),
        ("[tool.mnist-report]\n", [*LESSONS, "module-3/index.md"], "nav in mkdocs.yml has other lessons"),
        ("[tool.mnist-report]\n", LESSONS[:-1], "nav in mkdocs.yml has other lessons"),
        ("[tool.mnist-report]\n", [LESSONS[0], *reversed(LESSONS[1:])], "nav in mkdocs.yml has other lessons"),
    ],
)
def test_what_makes_another_edition_is_said(tmp_path: Path, settings: str, lessons: list[str], said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(settings)
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump({"nav": ["index.md", {"Course": lessons}, {"Imprint": "imprint.md"}]}))
    assert difference(tmp_path) == said


def test_tests_of_the_shipped_edition_are_skipped_with_the_reason(request: pytest.FixtureRequest) -> None:
    reason = difference() and f"this is not the shipped edition: {difference()}"
    for item in request.session.items:
        reasons = [mark.args[0] for mark in item.iter_markers("skip") if mark.args]
        assert (reason in reasons) == bool(reason and item.get_closest_marker("edition")), item.nodeid
