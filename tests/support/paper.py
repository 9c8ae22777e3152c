"""Hands at the paper of "Draw a digit": strokes of the real mouse, and events of pointers all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.exploring import part

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.strokes import Stroke

FIRE = """(events) => {
  const paper = document.querySelector("[data-part=paper]");
  const { left, top, width, height } = paper.getBoundingClientRect();
  for (const [name, { x, ...pointer }, y] of events) {
    const buttons = name === "pointerdown" || name === "pointermove" ? 1 : 0;
    const place = { clientX: left + x * width, clientY: top + y * height, button: name === "pointermove" ? -1 : 0, buttons };
    paper.dispatchEvent(new PointerEvent(name, { bubbles: true, ...pointer, ...place }));
  }
}"""
"""Events of pointers, the least that a browser says of each: none can be captured, so none tells that it is lost."""

Event = tuple[str, dict[str, Any], float]
"""Its name, what it says of the pointer and, as `x`, how far from the left of the paper that is, and how far from the
top, both 0 to 1.
"""

MOUSE = {"pointerId": 1, "pointerType": "mouse", "isPrimary": True}


def draw(page: Page, strokes: list[Stroke]) -> None:
    """Draws with the real mouse."""
    box = part(page, "paper").bounding_box()
    assert box
    for stroke in strokes:
        first, *others = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point)
        page.mouse.up()


def fire(page: Page, strokes: list[Stroke]) -> None:
    """Draws with the events of a mouse, in a tenth of the time."""
    page.evaluate(FIRE, [event for stroke in strokes for event in _events(stroke)])


def _events(stroke: Stroke) -> list[Event]:
    names = ["pointerdown", *["pointermove"] * (len(stroke) - 1), "pointerup"]
    return [(name, MOUSE | {"x": x}, y) for name, (x, y) in zip(names, [*stroke, stroke[-1]], strict=True)]
