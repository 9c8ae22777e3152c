"""Pointers on the paper of "Draw a digit": a palm, a pen and a finger at once, strokes called off, ends that never come. (Over 300 lines: each kind of pointer by itself and among others.)"""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import View, visit
from tests.support.exploring import PHONE, address, part, reopen
from tests.support.paper import FIRE, draw
from tests.support.shipped import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession, Page

    from tests.support.browser import Visit
    from tests.support.paper import Event

PATH = "explore/draw-a-digit/"
pytestmark = needs("explore/draw-a-digit/index.md")
SEEN = "document.querySelector('[data-part=seen]').toDataURL()"
LINE = [(0.3, 0.2), (0.3, 0.5), (0.3, 0.8)]
OTHER = [(0.7, 0.2), (0.7, 0.5), (0.7, 0.8)]

STROKES = """async () => {
  const { fromFragment } = await import("../../assets/explore/shared/drawing-fragment.js");
  return fromFragment(location.hash.slice(1), 784)?.strokes.map(({ points }) => points) ?? [];
}"""


@pytest.fixture(scope="module")
def tablet(browser: Browser, host: str) -> Iterator[Visit]:
    """A tablet: touch, pen and mouse."""
    with View(1280, 1000, "light", touch=True).context(browser) as context, visit(context, host, PATH) as visited:
        yield visited


@pytest.fixture
def paper(tablet: Visit) -> Iterator[Visit]:
    """The page just opened on a tablet."""
    reopen(tablet, PATH)
    tablet.page.wait_for_selector("[data-ready]")
    part(tablet.page, "paper").scroll_into_view_if_needed()
    yield tablet
    assert tablet.troubles == []


class Hand:
    """Fingers, palms and a pen as the browser's own input, not as events of a script."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        box = part(page, "paper").bounding_box()
        assert box
        self.box = box
        self.fingers: dict[int, dict[str, float]] = {}

    def place(self, x: float, y: float) -> dict[str, float]:
        return {"x": self.box["x"] + x * self.box["width"], "y": self.box["y"] + y * self.box["height"]}

    def touch(self, finger: int, x: float, y: float) -> None:
        kind = "touchMove" if finger in self.fingers else "touchStart"
        self.fingers[finger] = {"id": finger, **self.place(x, y)}
        self._send(kind)

    def lift(self, finger: int) -> None:
        del self.fingers[finger]
        self._send("touchMove" if self.fingers else "touchEnd")

    def cancel(self) -> None:
        self.fingers.clear()
        self._send("touchCancel")

    def _send(self, kind: str) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(self.fingers.values())})

    def pen(self, kind: str, x: float, y: float, button: str = "left", buttons: int = 1) -> None:
        held = {"button": button, "buttons": 0 if kind == "mouseReleased" else buttons, "clickCount": 1}
        self.session.send("Input.dispatchMouseEvent", {"type": kind, "pointerType": "pen", **held, **self.place(x, y)})


def columns_of(strokes: list[list[float]]) -> list[set[float]]:
    """Where, from the left, the points of each stroke lie, in tenths of the paper."""
    return [{round(x / 100) for x in points[::2]} for points in strokes]


def columns(page: Page) -> list[set[float]]:
    """Those of the strokes that are finished."""
    return columns_of(page.evaluate(STROKES))


def test_a_pen_takes_over_from_a_palm(paper: Visit) -> None:
    hand = Hand(paper.page)
    hand.touch(1, 0.9, 0.9)
    hand.touch(1, 0.9, 0.8)
    hand.pen("mousePressed", *LINE[0])
    hand.touch(1, 0.9, 0.7)
    hand.pen("mouseMoved", *LINE[1])
    hand.pen("mouseReleased", *LINE[2])
    hand.lift(1)
    assert columns(paper.page) == [{3}]


def test_a_palm_does_not_disturb_the_pen(paper: Visit) -> None:
    hand = Hand(paper.page)
    hand.pen("mousePressed", *LINE[0])
    hand.touch(1, 0.9, 0.9)
    hand.touch(2, 0.8, 0.9)
    hand.touch(1, 0.9, 0.8)
    hand.lift(1)
    hand.pen("mouseMoved", *LINE[1])
    hand.lift(2)
    hand.pen("mouseReleased", *LINE[2])
    assert columns(paper.page) == [{3}]


@pytest.mark.parametrize(("button", "buttons"), [("right", 2), ("middle", 4), ("none", 0)])
def test_the_other_buttons_of_a_pen_draw_nothing_nor_does_one_that_hovers(paper: Visit, button: str, buttons: int) -> None:
    hand = Hand(paper.page)
    if buttons:
        hand.pen("mousePressed", *LINE[0], button, buttons)
    for point in LINE:
        hand.pen("mouseMoved", *point, button, buttons)
    if buttons:
        hand.pen("mouseReleased", *LINE[2], button, buttons)
    assert columns(paper.page) == []
    hand.pen("mousePressed", *LINE[0])
    hand.pen("mouseMoved", *LINE[1])
    hand.pen("mouseReleased", *LINE[2])
    assert columns(paper.page) == [{3}]


def test_a_second_finger_draws_nothing(paper: Visit) -> None:
    hand = Hand(paper.page)
    hand.touch(1, *LINE[0])
    hand.touch(2, *OTHER[0])
    hand.touch(1, *LINE[1])
    hand.touch(2, *OTHER[1])
    hand.lift(2)
    hand.touch(1, *LINE[2])
    hand.lift(1)
    assert columns(paper.page) == [{3}]


def test_a_stroke_that_is_called_off_vanishes(paper: Visit) -> None:
    page = paper.page
    draw(page, [LINE])
    before, url = page.evaluate(SEEN), address(page)
    hand = Hand(page)
    hand.touch(1, *OTHER[0])
    hand.touch(1, *OTHER[1])
    page.wait_for_function(f"(before) => {SEEN} !== before", arg=before)
    hand.cancel()
    page.wait_for_function(f"(before) => {SEEN} === before", arg=before)
    assert address(page) == url
    hand.touch(1, *OTHER[0])
    hand.touch(1, *OTHER[1])
    hand.lift(1)
    assert columns(page) == [{3}, {7}]


def clear(page: Page) -> None:
    page.evaluate("document.querySelector('[data-part=clear]').click()")


def pointer(kind: str, number: int, *, primary: bool = True) -> dict[str, Any]:
    """A pointer that stays on its own column of the paper."""
    return {"pointerId": number, "pointerType": kind, "isPrimary": primary, "x": number / 10}


def stroke(of: dict[str, Any]) -> list[Event]:
    return [("pointerdown", of, 0.2), ("pointermove", of, 0.5), ("pointerup", of, 0.8)]


KINDS = ("mouse", "touch", "pen")


def test_a_pointer_without_an_end_blocks_no_other(paper: Visit) -> None:
    for lost, then, end in itertools.product(KINDS, KINDS, ("", "lostpointercapture", "pointercancel")):
        clear(paper.page)
        one, another = pointer(lost, 3), pointer(then, 7)
        paper.page.evaluate(FIRE, [*stroke(one)[:2], *([(end, one, 0.5)] if end else []), *stroke(another), *stroke(another)])
        # A touch beside a pen or mouse that does not tell of its end is taken for the hand that holds it, once.
        doubted = not end and then == "touch" and lost != "touch"
        assert columns(paper.page) == [{7}] * (1 if doubted else 2), (lost, then, end)


def test_a_mouse_that_comes_back_without_its_button_draws_no_more(paper: Visit) -> None:
    page = paper.page
    blank = page.evaluate(SEEN)
    mouse = pointer("mouse", 3)
    page.evaluate(FIRE, stroke(mouse)[:2])
    page.evaluate("""() => document.querySelector("[data-part=paper]").dispatchEvent(
      new PointerEvent("pointermove", { pointerId: 3, pointerType: "mouse", isPrimary: true, buttons: 0 }))""")
    assert page.evaluate(SEEN) == blank
    assert "#" not in address(page)


def any_events(chance: random.Random) -> list[Event]:
    """What pointers of all kinds may do, in any order, with ends that are missing and ends of what never began."""
    names = ["pointerdown"] * 3 + ["pointermove"] * 4 + ["pointerup", "pointerup", "pointercancel", "lostpointercapture"]
    pointers = [pointer(chance.choice(["mouse", "touch", "pen"]), number, primary=chance.random() < 0.6) for number in range(1, 6)]
    return [(chance.choice(names), chance.choice(pointers), chance.uniform(0.1, 0.9)) for _ in range(chance.randrange(1, 25))]


def whole_strokes(events: list[Event]) -> int:
    """How often a pointer came down and then went up, with neither a cancelled nor a lost end between."""
    down: set[int] = set()
    whole = 0
    for name, of, _ in events:
        number = of["pointerId"]
        if name == "pointerdown":
            down.add(number)
        elif name != "pointermove":
            whole += name == "pointerup" and number in down
            down.discard(number)
    return whole


ROUNDS = f"""async (rounds) => {{
  const press = (name) => document.querySelector(`[data-part=${{name}}]`).click();
  const seen = [];
  for (const [events, plain] of rounds) {{
    press("clear");
    ({FIRE})(events);
    const before = await ({STROKES})();
    ({FIRE})(plain);
    const after = await ({STROKES})();
    press("undo");
    seen.push([before, after, await ({STROKES})()]);
  }}
  return seen;
}}"""


def test_nothing_that_pointers_do_blocks_the_paper(paper: Visit) -> None:
    chance = random.Random(10)
    rounds = [(any_events(chance), 2 * stroke(pointer(chance.choice(["mouse", "touch", "pen"]), 8))) for _ in range(200)]
    for (events, plain), seen in zip(rounds, paper.page.evaluate(ROUNDS, rounds), strict=True):
        before, after, undone = map(columns_of, seen)
        assert all(len(column) == 1 for column in before), events  # no stroke goes from one pointer to another
        assert len(before) <= whole_strokes(events), events
        assert after[: len(before)] == before, events
        assert {8} in after[len(before) :], (events, plain)
        assert undone == after[:-1], events


# Undo and redo


def test_undo_and_redo_by_keyboard_after_drawing_with_the_mouse(paper: Visit) -> None:
    page = paper.page
    draw(page, [LINE])
    draw(page, [OTHER])
    assert columns(page) == [{3}, {7}]
    for key, expected in {
        "Control+z": [{3}], "Meta+z": [], "Control+Shift+Z": [{3}], "Control+y": [{3}, {7}], "Meta+z ": [{3}], "Meta+Shift+Z": [{3}, {7}],
    }.items():
        page.keyboard.press(key.strip())
        assert columns(page) == expected, key
    page.keyboard.press("Control+z")
    draw(page, [[(0.5, 0.2), (0.5, 0.8)]])
    page.keyboard.press("Control+y")
    assert columns(page) == [{3}, {5}]  # what was taken back is gone once something else is drawn


def test_a_field_keeps_its_own_undo(paper: Visit) -> None:
    page = paper.page
    draw(page, [LINE])
    page.locator(".md-search__input").focus()
    page.keyboard.type("x")
    page.keyboard.press("Control+z")
    assert columns(page) == [{3}]
    assert page.locator(".md-search__input").input_value() == ""


def test_undo_and_redo_say_when_there_is_nothing_to_do(paper: Visit) -> None:
    page = paper.page
    undo, redo = (page.locator("[data-explore]").get_by_role("button", name=name) for name in ("Undo", "Redo"))
    disabled = [each.get_attribute("aria-disabled") for each in (undo, redo)]
    assert disabled == ["true", "true"]
    draw(page, [LINE])
    assert [each.get_attribute("aria-disabled") for each in (undo, redo)] == ["false", "true"]
    undo.focus()
    page.keyboard.press("Enter")
    assert [each.get_attribute("aria-disabled") for each in (undo, redo)] == ["true", "false"]
    page.get_by_role("status").filter(has_text="The paper is blank.").wait_for(state="attached")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="There is nothing to undo.").wait_for(state="attached")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert columns(page) == [{3}]
    assert redo.evaluate("button => button === document.activeElement")


def test_on_a_phone_the_buttons_are_as_large_as_a_finger(browser: Browser, host: str) -> None:
    with PHONE.context(browser) as context, visit(context, host, PATH) as visited:
        visited.page.wait_for_selector("[data-ready]")
        sizes = visited.page.locator(".draw-paper .tools button").evaluate_all(
            "buttons => buttons.map((button) => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
        )
        assert len(sizes) == 4
        assert min(sizes) >= 44
