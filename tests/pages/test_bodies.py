"""Bodies as they are recorded: a restored one is the rendered one, and what another page can change is none."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.names import Name
from mnist_report.core.settings import load_settings
from mnist_report.pages import markup
from mnist_report.pages.blocks import Code, FigureBlock, Output, Question, Stylesheet, Widget, mark
from mnist_report.pages.bodies import Bodies, digest
from mnist_report.pages.course import Course
from mnist_report.pages.page import Page
from mnist_report.results.artifacts import Artifacts
from tests.support.project import ROOT, this_navigation

if TYPE_CHECKING:
    from mnist_report.pages.blocks import Block

FIGURE = FigureBlock("sample-images", "Caption", "Alt", "Description", None, 640, 480)
PARTS: dict[int, Block] = {
    3: Code("x = 1\n"), 4: Output("1"), 7: FIGURE, 8: Question("a-b", Name("Which *one*?"), ("1", "2"), "1", f"See {mark(7)}."),
    9: Stylesheet("a.css"), 12: Widget(f"<div>{mark(4)}</div>"),
}
BODY = f"# Title\n\n{mark(3)}\n\n{mark(8)} and {mark(12)}, {mark(9)}\n"


def run(loss: float) -> Any:
    """As much of a run as tells it from others."""
    return SimpleNamespace(test_loss=loss)


def test_a_restored_page_is_written_as_the_rendered_one() -> None:
    page = Page("a.md", {}, BODY, (), PARTS)
    rendered = Bodies()
    rendered.noting("a.md", lambda name: FIGURE)("network")
    record = json.loads(json.dumps(rendered.record(page, "source", run(0.5))))
    asked: list[str] = []

    def figure(name: str) -> FigureBlock:
        asked.append(name)
        return FIGURE

    blocks: dict[int, Block] = {number: Output("of another page") for number in range(20)}
    again = Page("a.md", {}, Bodies({"a.md": record}).restored("a.md", digest("source", run(0.5)), blocks, figure) or "", (), blocks)
    assert asked == ["network", "sample_images"]
    assert markup.body(again) == markup.body(page)
    assert [type(block.text) for block in blocks.values() if isinstance(block, Question)] == [Name]
    for path, text, loss in (("a.md", "another source", 0.5), ("a.md", "source", 0.25), ("b.md", "source", 0.5)):
        assert Bodies({"a.md": record}).restored(path, digest(text, run(loss)), blocks, figure) is None


@pytest.mark.parametrize("text", [
    "<< outline.modules | length >>", "<% for module in outline.modules %>", "<% set o = outline %>", "<< outline if true else 1 >>",
    "<< instructors.links() >>", "<< gallery() >>", '<% include "b.md" %>', '<%- import "b.md" as b %>', '<% from "b.md" import c %>',
    '<% extends "b.md" %>', "<< outline\nif true else 1 >>",
])
def test_what_another_page_can_change_is_not_recorded(text: str) -> None:
    assert Bodies().record(Page("a.md", {}, ""), text, run(0.5)) is None
    assert Bodies().record(Page("a.md", {}, ""), "Draw the outline of one, from 0 to 9.", run(0.5))


def test_the_course_from_its_records_is_the_course(artifacts: Artifacts) -> None:
    """Rendered in another order, too, so that all blocks have other numbers."""
    def course(known: dict[str, Any]) -> Course:
        navigation = this_navigation()
        return Course(Artifacts(load_settings(ROOT / "pyproject.toml")), ROOT / "docs", navigation, Bodies(known))

    first = course({})
    files = dict(first.generated())
    records = {path: first.bodies.record(first.page(path), first.templates.text(path), artifacts.run) for path in first.pages}
    assert list(records.values()).count(None) < len(records) / 2
    second = course(json.loads(json.dumps(records)))
    for path in reversed(second.pages):
        second.page(path)
    assert dict(second.generated()) == files
