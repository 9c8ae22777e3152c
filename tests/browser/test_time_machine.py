"""The training time machine: what the page shows of the film, and how readers move through it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.filters import percent
from tests.support.browser import View, violations, visit
from tests.support.exploring import (
    DESKTOP,
    PHONE,
    VIEWS,
    address,
    assert_sound,
    cells,
    open_all,
    part,
    reopen,
    tab_to,
    weight,
)
from tests.support.shipped import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from playwright.sync_api import Browser

    from tests.support.browser import Visit

PATH = "explore/training-time-machine/"
pytestmark = needs("explore/training-time-machine/index.md")


@pytest.fixture(scope="module")
def record(site: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((site / "explore" / "epochs.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def desk(browser: Browser, host: str) -> Iterator[Visit]:
    """A desktop with the page open since the first test that asked for it."""
    with DESKTOP.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        yield visited


@pytest.fixture
def machine(desk: Visit) -> Iterator[Visit]:
    """The page just opened on a desktop."""
    reopen(desk, PATH)
    part(desk.page, "ready").wait_for()
    yield desk
    assert desk.troubles == []


def shown(visited: Visit) -> dict[str, str]:
    """The values at the epoch that is shown."""
    names = ("train-accuracy", "train-loss", "val-accuracy", "val-loss", "test-accuracy", "where", "misread")
    return {name: part(visited.page, name).inner_text() for name in names}


# What the page shows


def test_every_moment_shows_what_the_record_says(machine: Visit, record: dict[str, Any]) -> None:
    part(machine.page, "slider").fill("0")
    last, kind = record["moments"][-1], machine.page.locator("[data-kind]").get_attribute("data-kind") or ""
    for moment in record["moments"]:
        if moment["step"]:
            part(machine.page, "forward").click()
        values = shown(machine)
        assert values["test-accuracy"] == f"{100 * moment['test_accuracy']:.2f} %"
        assert values["val-accuracy"] == f"{100 * moment['val_accuracy']:.2f} %"
        assert values["val-loss"] == f"{moment['val_loss']:.4f}"
        told = values["train-accuracy"].removesuffix(" %")  # of a few images, so it may lie between two numbers of two decimals
        assert float(told) == pytest.approx(100 * moment["accuracy"], abs=0.00501) if moment["step"] else told == "–"
        assert values["train-loss"] == (f"{moment['loss']:.4f}" if moment["step"] else "–")
        of = f"{moment['step']:,} of {last['step']:,}"
        assert values["where"] == (
            f"After {of} steps: {moment['images']:,} images seen" if moment["epoch"] is None
            else f"After epoch {moment['epoch']} of {last['epoch']}: step {of}" if moment["epoch"] else "Before training")
        assert cells(part(machine.page, "matrix")) == moment["matrix"]
        assert part(machine.page, "remark").inner_text() == remark(record, moment, kind)


def remark(record: dict[str, Any], moment: dict[str, Any], kind: str) -> str:
    """The line on a moment of a course whose networks make mistakes."""
    matrix, names, index = np.array(moment["matrix"]), record["class_names"], record["moments"].index(moment)
    now, before = (percent(one["test_accuracy"]) for one in (moment, record["moments"][max(0, index - 1)]))
    is_up = moment["test_accuracy"] > record["moments"][index - 1]["test_accuracy"]
    change = "" if now == before else f", {'up' if is_up else 'down'} from {before}"
    never = [names[column] for column in np.flatnonzero(matrix.sum(axis=0) == 0)]
    if len(never) > 3:
        mistakes = f"Of {len(names)} answers it only ever gives {len(names) - len(never)}."
    elif never:
        mistakes = f"It never says {' or '.join(filter(None, [', '.join(never[:-1]), never[-1]]))}."
    else:
        np.fill_diagonal(matrix, 0)
        truth, answer = np.unravel_index(matrix.argmax(), matrix.shape)
        count = matrix.max()
        mistakes = (f"Most frequent mistake: the {kind} {names[truth]} taken for {names[answer]}, "
                    f"{count:,} {'time' if count == 1 else 'times'}.")
    return f"{now} of the test images read right{change}. {mistakes}"


def test_the_page_begins_at_the_end(machine: Visit, record: dict[str, Any]) -> None:
    assert part(machine.page, "slider").input_value() == str(len(record["moments"]) - 1)


def test_weights_curves_and_matrix_are_in_one_screen_of_a_laptop(browser: Browser, host: str) -> None:
    with View(1280, 800, "light").context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        boxes = [part(visited.page, name).bounding_box() for name in ("slider", "kernels", "charts", "matrix")]
        assert all(box and box["y"] > 0 and box["y"] + box["height"] <= 800 for box in boxes), boxes
        assert visited.page.evaluate("scrollY") == 0


def test_on_a_phone_the_slider_stays_in_sight_with_what_it_changes(browser: Browser, host: str) -> None:
    with PHONE.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        for name in ("kernels", "charts", "matrix"):
            part(visited.page, name).evaluate("(element) => element.scrollIntoView({ block: 'end' })")
            control, changed = (box.bounding_box() for box in (visited.page.locator(".epoch-control"), part(visited.page, name)))
            assert control and changed and control["height"] < 844 / 5, name
            assert control["y"] > 0 and control["y"] + control["height"] <= changed["y"], name
            assert changed["y"] + changed["height"] <= 845, name


def test_the_pictures_change(machine: Visit) -> None:
    machine.page.emulate_media(reduced_motion="reduce")
    picture = "() => document.querySelector('[data-part=kernels] canvas').toDataURL()"
    end = machine.page.evaluate(picture)
    part(machine.page, "slider").fill("0")
    start = machine.page.evaluate(picture)
    machine.page.get_by_label("Show how far").check()
    assert len({end, start, machine.page.evaluate(picture)}) == 3
    colours = """() => {
      const canvas = document.querySelector("[data-part=kernels] canvas");
      return new Set(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).size;
    }"""
    assert machine.page.evaluate(colours) == 4  # red, green and blue of off-white, opaque: nothing has moved yet
    still = machine.page.evaluate(picture)
    part(machine.page, "forward").click()
    assert machine.page.evaluate(picture) != still  # one correction is seen
    machine.page.emulate_media(reduced_motion="no-preference")


def test_a_link_shows_another_person_the_same(machine: Visit, record: dict[str, Any]) -> None:
    early = next((moment for moment in record["moments"] if moment["epoch"] is None), None)
    part(machine.page, "slider").fill("1")
    machine.page.get_by_label("Show how far").check()
    values = shown(machine)
    link = address(machine.page)
    assert link.endswith(f"#step-{early['step']}&change" if early else "#epoch-1&change")
    machine.page.goto("about:blank")
    machine.page.goto(link)
    part(machine.page, "ready").wait_for()
    assert shown(machine) == values
    assert machine.page.get_by_label("Show how far").is_checked()


def test_links_to_epochs_of_earlier_times_and_to_steps_that_were_not_kept_lead_to_a_moment(desk: Visit, record: dict[str, Any]) -> None:
    moments = record["moments"]
    named = {f"epoch-{moment['epoch']}": index for index, moment in enumerate(moments) if moment["epoch"] is not None}
    named |= {f"step-{moment['step']}": index for index, moment in enumerate(moments)}
    named |= {f"step-{moments[-1]['step'] - 1}": len(moments) - 2, "step-999999999": len(moments) - 1}
    for fragment, index in named.items():
        desk.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
        desk.page.wait_for_function("(index) => document.querySelector('#epoch').value === index", arg=str(index))


@pytest.mark.parametrize("fragment", ["epoch-99", "epoch-", "step-", "nonsense", "%", "what-to-look-for"])
def test_a_strange_address_breaks_nothing(desk: Visit, fragment: str) -> None:
    reopen(desk, f"{PATH}#{fragment}")
    part(desk.page, "ready").wait_for()
    assert desk.troubles == []
    assert part(desk.page, "where").inner_text().startswith("After epoch")


def test_the_keyboard_moves_through_time(machine: Visit) -> None:
    page = machine.page
    tab_to(page, "#epoch")
    page.keyboard.press("Home")
    assert part(page, "where").inner_text() == "Before training"
    assert part(page, "slider").get_attribute("aria-valuetext") == "Before training"
    page.keyboard.press("ArrowRight")
    second = part(page, "where").inner_text()
    assert second.startswith("After ")
    page.locator(".heard[role=status]").get_by_text(re.compile(f"{second}.* test images wrong")).wait_for(state="attached")
    page.keyboard.press("End")
    page.keyboard.press(" ")
    assert part(page, "play").inner_text() == "Pause" and part(page, "where").inner_text() == "Before training"
    page.keyboard.press(" ")
    assert part(page, "play").inner_text() == "Play"


def test_the_film_plays_to_its_end_can_be_paused_and_flows_but_not_for_those_whom_motion_disturbs(browser: Browser, host: str, record: dict[str, Any]) -> None:
    if (last := len(record["moments"]) - 1) < 3:
        pytest.skip(f"the film of this edition has {last} moments after the start; it takes three to pause between")
    with DESKTOP.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        _film(visited, last)
        _flow(visited)
        assert visited.troubles == []


def _film(machine: Visit, last: int) -> None:
    play, slider = part(machine.page, "play"), part(machine.page, "slider")
    machine.page.clock.install(time=0)
    machine.page.clock.pause_at(1000)
    slider.fill(str(last - 3))
    play.click()
    assert play.inner_text() == "Pause"
    assert slider.input_value() == str(last - 2)
    machine.page.clock.run_for(1200)
    assert slider.input_value() == str(last - 1)
    play.click()
    assert play.inner_text() == "Play"
    machine.page.clock.run_for(2400)
    assert slider.input_value() == str(last - 1)
    play.click()
    assert slider.input_value() == str(last)
    assert play.inner_text() == "Play"
    assert part(machine.page, "forward").get_attribute("aria-disabled") == "true"


def _flow(machine: Visit) -> None:
    page, at, slider = machine.page, "Number(document.querySelector('[data-part=charts] .now').getAttribute('x1'))", part(machine.page, "slider")
    places = []
    for moment, time in (("0", 1000), ("1", 150), ("1", 1000)):
        slider.fill(moment)
        page.clock.run_for(time)
        places.append(page.evaluate(at))
    assert places[0] < places[1] < places[2]
    page.emulate_media(reduced_motion="reduce")
    slider.fill("0")
    assert page.evaluate(at) == places[0]


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_state_is_sound(browser: Browser, host: str, view: View) -> None:
    with view.context(browser) as context, visit(context, host, PATH) as visited:
        part(visited.page, "ready").wait_for()
        part(visited.page, "slider").fill("0")
        assert violations(visited, "structure") == []
        part(visited.page, "slider").fill("1")
        open_all(visited.page)
        assert_sound(visited)
        assert visited.troubles == []


def test_without_scripts_the_table_has_every_epoch(browser: Browser, host: str, record: dict[str, Any]) -> None:
    with DESKTOP.context(browser, scripts=False) as context, visit(context, host, PATH) as visited:
        text = visited.page.locator("article").inner_text()
        assert not part(visited.page, "ready").is_visible()
        for moment in record["moments"][1:]:
            assert moment["epoch"] is None or f"{moment['val_loss']:.4f}" in text
            assert f"{moment['loss']:.4f}" in text


def test_the_page_is_light(machine: Visit) -> None:
    assert weight(machine) < 200_000
