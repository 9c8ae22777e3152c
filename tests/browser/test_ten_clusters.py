"""Ten clusters part: what the page shows, and how readers move through it. (Over 300 lines: one visit for all of it.)"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.training.clusters import clusters
from tests.support.browser import visit
from tests.support.exploring import (
    DESKTOP,
    PHONE,
    VIEWS,
    address,
    assert_sound,
    in_sight,
    led,
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

    from playwright.sync_api import Browser, Page

    from mnist_report.results.artifacts import Artifacts
    from mnist_report.training.clusters import Clusters
    from tests.support.browser import View, Visit

PATH = "explore/ten-clusters/"
pytestmark = needs("explore/ten-clusters/index.md")

PICTURE = "() => document.querySelector('[data-part=plane]').toDataURL()"
RESTED = """() => new Promise((rested) => {
  const canvas = document.querySelector("[data-part=plane]");
  let before = "";
  const look = () => {
    const now = canvas.toDataURL();
    if (now === before) rested();
    else requestAnimationFrame(look);
    before = now;
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
})"""
"""Done when two frames in a row show the same."""
PAINTED = """() => {
  const canvas = document.querySelector("[data-part=plane]");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let [left, right] = [canvas.width, 0];
  for (let at = 3; at < data.length; at += 4) {
    if (!data[at]) continue;
    const x = ((at - 3) / 4) % canvas.width;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
  }
  return (right - left) / canvas.width;
}"""
"""The share of the width that is painted."""


@pytest.fixture(scope="module")
def seen(artifacts: Artifacts) -> Clusters:
    return clusters(artifacts.run)


@pytest.fixture(scope="module")
def desk(browser: Browser, host: str) -> Iterator[Visit]:
    """A desktop on which nothing moves, with the page open since the first test that asked for it."""
    with DESKTOP.context(browser) as context, visit(context, host, PATH) as visited:
        visited.page.emulate_media(reduced_motion="reduce")
        part(visited.page, "ready").wait_for()
        yield visited


@pytest.fixture
def plane(desk: Visit) -> Iterator[Visit]:
    """The page just opened there."""
    opened(desk, "")
    yield desk
    assert desk.troubles == []


def opened(visited: Visit, fragment: str) -> Page:
    reopen(visited, PATH + fragment)
    part(visited.page, "ready").wait_for()
    visited.page.evaluate(RESTED)
    return visited.page


def misread(seen: Clusters, moment: int) -> list[int]:
    """The test images that are misread at a moment."""
    return [int(index) for index in seen.indices[seen.moments[moment].answers != seen.labels]]


def an_image(seen: Clusters, *, wrong: bool) -> int:
    """The test image that stands most alone at the end, of those that are then misread, or of those that are not."""
    places = seen.moments[-1].places
    alone = [sorted(((places - place) ** 2).sum(axis=1))[1] for place in places]
    return int(max((distance, index) for distance, index, answer, label
                   in zip(alone, seen.indices, seen.moments[-1].answers, seen.labels, strict=True) if (answer != label) == wrong)[1])


def where(visited: Visit, seen: Clusters, index: int) -> tuple[float, float]:
    """Where an image lies on the canvas at the end of the training, in CSS pixels, as plane.js places it."""
    every = [moment.places for moment in seen.moments]
    (left, bottom), (right, top) = zip(*(
        (min(places[:, axis].min() for places in every), max(places[:, axis].max() for places in every)) for axis in (0, 1)
    ), strict=True)
    span = max(right - left, top - bottom)
    box = part(visited.page, "plane").bounding_box()
    assert box
    unit = (box["width"] - 2 - 28) / span
    x, y = seen.moments[-1].places[list(seen.indices).index(index)]
    return 15 + (x - (left + right - span) / 2) * unit, box["height"] - 15 - (y - (bottom + top - span) / 2) * unit


# What is shown


def test_the_page_begins_with_the_clusters_and_goes_back_to_the_clump(plane: Visit, seen: Clusters) -> None:
    page, last = plane.page, len(seen.moments) - 1
    assert part(page, "where").inner_text() == seen.moments[-1].name
    assert page.evaluate(PAINTED) > 0.6
    end = page.evaluate(PICTURE)
    for number, moment in enumerate(seen.moments):
        part(page, "slider").fill(str(number))
        assert part(page, "where").inner_text() == moment.name
        right = int((moment.answers == seen.labels).sum())
        assert part(page, "right").inner_text() == f"{right:,} of {len(seen.labels):,}"
        assert part(page, "near").inner_text() == f"{(moment.nearest == seen.labels).sum():,} of {len(seen.labels):,}"
        assert part(page, "near-in-plane").inner_text() == f"{(moment.nearest_in_plane == seen.labels).sum():,} of {len(seen.labels):,}"
    page.evaluate(RESTED)
    assert page.evaluate(PICTURE) == end
    part(page, "slider").fill("0")
    page.evaluate(RESTED)
    assert page.evaluate(PAINTED) < 0.3
    assert part(page, "back").get_attribute("aria-disabled") == "true"
    assert last > 1


def test_the_table_and_the_list_have_each_class_and_each_misread_image(plane: Visit, seen: Clusters, artifacts: Artifacts) -> None:
    page, names, end = plane.page, artifacts.run.class_names, seen.moments[-1]
    rows = page.locator("[data-part=classes] tr").evaluate_all("(rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText))")
    for kind, (name, images, right, near, _) in enumerate(rows[:-1]):
        own = seen.labels == kind
        assert (name, int(images), int(right)) == (names[kind], own.sum(), (own & (end.answers == seen.labels)).sum())
        assert int(near) == (own & (end.nearest == seen.labels)).sum()
    assert rows[-1][0] == "All"
    links = part(page, "misread").locator("a")
    assert [int(re.findall(r"image=(\d+)", str(href))[0]) for href in links.evaluate_all("(all) => all.map(({ href }) => href)")] == misread(seen, -1)
    part(page, "slider").fill("0")
    wrong = len(misread(seen, 0))
    assert links.count() == 60 < wrong
    part(page, "more").click()
    assert links.count() == wrong
    assert not part(page, "more").is_visible()
    assert page.evaluate("document.activeElement.matches('.misread-list li:nth-child(61) a')")


def test_a_link_of_the_list_shows_its_image(plane: Visit, seen: Clusters) -> None:
    page, index = plane.page, misread(seen, -1)[0]
    led(page, part(page, "misread").locator("a").first.click)
    assert part(page, "title").inner_text() == f"Test image {index}"
    assert in_sight(part(page, "says"))
    assert part(page, "mistake").get_attribute("href") == f"../error-explorer/#image-{index}"


def test_a_tap_on_an_image_tells_what_the_network_says_of_it(plane: Visit, seen: Clusters, artifacts: Artifacts) -> None:
    page, names = plane.page, artifacts.run.class_names
    for wrong in (False, True):
        index = an_image(seen, wrong=wrong)
        place = list(seen.indices).index(index)
        x, y = where(plane, seen, index)
        part(page, "plane").click(position={"x": x, "y": y})
        assert part(page, "title").inner_text() == f"Test image {index}"
        assert part(page, "label").inner_text() == f"Its label is {names[seen.labels[place]]}."
        says = part(page, "says").inner_text()
        assert says.endswith(f"confident: {'wrong' if wrong else 'right'}.")
        assert f"The network says {names[seen.moments[-1].answers[place]]}, " in says
        assert part(page, "mistake").is_visible() == wrong
        ways = part(page, "ways").locator("li").all_text_contents()
        assert [way.split(",")[0].split(": ")[1] for way in ways] == [names[moment.answers[place]] for moment in seen.moments]
        assert address(page).endswith(f"&image={index}")
    part(page, "plane").click(position={"x": 3, "y": 3})
    assert part(page, "hint").is_visible()


def test_a_pointer_enlarges_an_image_and_leaves_no_trace(plane: Visit, seen: Clusters) -> None:
    page = plane.page
    before = page.evaluate(PICTURE)
    x, y = where(plane, seen, an_image(seen, wrong=False))
    part(page, "plane").hover(position={"x": x, "y": y})
    page.evaluate(RESTED)
    assert page.evaluate(PICTURE) != before
    assert not part(page, "told").is_visible()
    page.mouse.move(2, 2)
    page.evaluate(RESTED)
    assert page.evaluate(PICTURE) == before


def test_a_class_stands_out_and_does_not_again(plane: Visit, seen: Clusters) -> None:
    page = plane.page
    every, button = page.evaluate(PICTURE), part(page, "kinds").locator("button").nth(1)
    button.click()
    page.evaluate(RESTED)
    assert button.get_attribute("aria-pressed") == "true"
    assert page.evaluate(PICTURE) != every
    own = [index for index, label in zip(seen.indices.tolist(), seen.labels, strict=True) if label == 1]
    assert part(page, "misread").locator("a").count() == len(set(own) & set(misread(seen, -1)))
    button.click()
    page.evaluate(RESTED)
    assert page.evaluate(PICTURE) == every


# How readers move


def test_a_link_shows_another_person_the_same(plane: Visit, seen: Clusters) -> None:
    page, index = plane.page, an_image(seen, wrong=True)
    part(page, "slider").fill("2")
    led(page, lambda: page.evaluate(f"location.hash = location.hash + '&class={seen.labels[list(seen.indices).index(index)]}&image={index}'"))
    page.evaluate(RESTED)
    values = page.evaluate(PICTURE), part(page, "says").inner_text(), part(page, "where").inner_text()
    assert values[2] == seen.moments[2].name
    opened(plane, "#" + address(page).split("#")[1])
    assert (page.evaluate(PICTURE), part(page, "says").inner_text(), part(page, "where").inner_text()) == values


@pytest.mark.parametrize("fragment", ["step-999999999", "step-", "step-0&image=99999999&class=99", "nonsense", "%", "what-you-see"])
def test_a_strange_address_breaks_nothing(desk: Visit, seen: Clusters, fragment: str) -> None:
    page = opened(desk, f"#{fragment}")
    assert desk.troubles == []
    assert part(page, "where").inner_text() == seen.moments[0 if "step-0" in fragment else -1].name
    assert part(page, "hint").is_visible()


def test_the_keyboard_walks_through_moments_classes_and_images(plane: Visit, seen: Clusters) -> None:
    page, heard = plane.page, plane.page.locator(".heard[role=status]")
    tab_to(page, "#moment")
    page.keyboard.press("Home")
    assert part(page, "slider").get_attribute("aria-valuetext") == "before training"
    heard.get_by_text(re.compile("Before training. .* read right")).wait_for(state="attached")
    tab_to(page, "[data-part=plane]")
    by_class = [[int(index) for index in seen.indices[seen.labels == kind]] for kind in seen.present]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    shown = part(page, "title").inner_text
    at = next(place for place, own in enumerate(by_class) if shown() == f"Test image {own[0]}")
    page.keyboard.press("ArrowRight")
    assert shown() == f"Test image {by_class[at][1]}"
    heard.get_by_text(re.compile(f"Test image {by_class[at][1]}, label .* The network says")).wait_for(state="attached")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown() == f"Test image {by_class[at][-1]}"
    page.keyboard.press("ArrowUp")
    assert shown() == f"Test image {by_class[at - 1][0]}"
    page.keyboard.press("Escape")
    assert part(page, "hint").is_visible()
    assert address(page).endswith("#step-0")


def test_the_film_moves_by_and_by_and_at_once_for_who_wants_no_motion(browser: Browser, host: str, seen: Clusters) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, f"{PATH}#step-0") as visited:
        page, last = visited.page, len(seen.moments) - 1
        part(page, "ready").wait_for()
        page.evaluate(RESTED)
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        part(page, "slider").fill(str(last - 3))
        pictures = []
        for _ in range(3):
            page.clock.run_for(300)
            pictures.append(page.evaluate(PICTURE))
        assert len(set(pictures)) == 3
        page.clock.run_for(300)
        rested = page.evaluate(PICTURE)
        page.clock.run_for(300)
        assert page.evaluate(PICTURE) == rested
        _plays(page, seen, last)
        page.emulate_media(reduced_motion="reduce")
        part(page, "slider").fill(str(last - 3))
        page.clock.run_for(50)
        assert page.evaluate(PICTURE) == rested
        assert visited.troubles == []


def _plays(page: Page, seen: Clusters, last: int) -> None:
    play = part(page, "play")
    play.click()
    assert play.inner_text() == "Pause"
    assert part(page, "where").inner_text() == seen.moments[last - 2].name
    assert in_sight(part(page, "plane"))
    page.clock.run_for(1300)
    play.click()
    page.clock.run_for(2600)
    assert part(page, "where").inner_text() == seen.moments[last - 1].name
    play.click()
    assert part(page, "where").inner_text() == seen.moments[last].name
    assert play.inner_text() == "Play"


def test_on_a_phone_a_tap_brings_the_image_into_sight(browser: Browser, host: str, seen: Clusters) -> None:
    with PHONE.context(browser) as context, visit(context, host, PATH) as visited:
        visited.page.emulate_media(reduced_motion="reduce")
        part(visited.page, "ready").wait_for()
        part(visited.page, "plane").scroll_into_view_if_needed()
        index = an_image(seen, wrong=False)
        x, y = where(visited, seen, index)
        part(visited.page, "plane").tap(position={"x": x, "y": y})
        assert part(visited.page, "title").inner_text() == f"Test image {index}"
        assert in_sight(part(visited.page, "says"))
        assert in_sight(part(visited.page, "plane"))
        small = visited.page.locator(".clusters button:visible").evaluate_all("(all) => all.filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 44).length")
        assert small == 0


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_state_is_sound(browser: Browser, host: str, seen: Clusters, view: View) -> None:
    with view.context(browser) as context, visit(context, host, f"{PATH}#step-1&image={an_image(seen, wrong=True)}") as visited:
        part(visited.page, "ready").wait_for()
        open_all(visited.page)
        assert_sound(visited)
        assert visited.troubles == []


def test_without_scripts_the_picture_and_its_table_have_the_moments(browser: Browser, host: str, seen: Clusters) -> None:
    with DESKTOP.context(browser, scripts=False) as context, visit(context, host, PATH) as visited:
        assert not part(visited.page, "ready").is_visible()
        figure = visited.page.locator("#fig-clusters-part")
        assert figure.locator("img:visible").count() == 1
        text = (visited.page.locator("article").text_content() or "").lower()
        for moment in seen.moments:
            assert moment.name in text


@pytest.mark.edition
def test_the_page_is_light(plane: Visit, site: Path) -> None:
    data = sum((site / "explore" / f"clusters.{kind}").stat().st_size for kind in ("bin", "png"))
    assert data + weight(plane) < 250_000
