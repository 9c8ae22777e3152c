"""What the tests of the explore pages share: the windows of readers, and what may go wrong with a download."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from mnist_report.core.filters import percent
from mnist_report.training.forward import forward
from tests.support.browser import WIDEST_PHONE, View, in_colours, violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from playwright.sync_api import Locator, Page, Route, ViewportSize

    from mnist_report.training.run import Run
    from tests.support.browser import Visit

DESKTOP = View(1280, 900, "light")
PHONE = View(390, 844, "dark")
VIEWS = [DESKTOP, PHONE]
NARROWEST: ViewportSize = {"width": 320, "height": 640}
"""What WCAG 1.4.10 (Reflow) asks for."""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def part(page: Page, name: str) -> Locator:
    """The part of an explore page that the page marks with a name."""
    return page.locator(f'[data-part="{name}"]')


def cells(matrix: Locator) -> list[list[int]]:
    """The counts of a matrix, row by row."""
    read = "(rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.innerText.replaceAll(',', ''))))"
    counts: list[list[int]] = matrix.locator("tbody tr").evaluate_all(read)
    return counts


def address(page: Page) -> str:
    """As it is now; Playwright's own `url` comes a little later."""
    return str(page.evaluate("location.href"))


def reopen(visited: Visit, path: str) -> None:
    """Leaves the page and comes to an address as a reader whom somebody sent it; what went wrong before is forgotten."""
    visited.page.goto("about:blank")
    visited.troubles.clear()
    visited.page.goto(visited.host + path)


def led(page: Page, step: Callable[[], None]) -> None:
    """Takes a step that leads to another part of the page, and waits until the page has read its new address: browsers
    tell of that a moment after the click.
    """
    page.evaluate("""() => {
      window.addressRead = false;
      addEventListener("hashchange", () => setTimeout(() => { window.addressRead = true; }), { once: true });
    }""")
    step()
    page.wait_for_function("window.addressRead")


def scrolled(page: Page) -> None:
    """Scrolls, and waits until the theme, which writes the heading in sight into the address, has tried to."""
    page.evaluate("""() => {
      const own = history.replaceState;
      history.replaceState = (...given) => { own.apply(history, given); window.themeWrote = true; };
      scrollTo(0, scrollY > 0 ? 0 : 1500);
    }""")
    page.wait_for_function("window.themeWrote")


def in_sight(element: Locator) -> bool:
    """Whether all of an element is in the window, below the header of the page."""
    return bool(element.evaluate("""(element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const header = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
      return top >= header && bottom <= innerHeight;
    }"""))


def tiles(png: bytes, side: int) -> NDArray[np.uint8]:
    """The images of a sprite, (tiles, side, side)."""
    picture = np.asarray(Image.open(io.BytesIO(png)))
    rows, columns = picture.shape[0] // side, picture.shape[1] // side
    return picture.reshape(rows, side, columns, side).swapaxes(1, 2).reshape(-1, side, side)


def missing(route: Route) -> None:
    """A host that does not have the file."""
    route.fulfill(status=404, body="")


def cut_short(route: Route) -> None:
    """A download that ended halfway."""
    body = route.fetch().body()
    route.fulfill(status=200, body=body[: len(body) // 2])


def altered(route: Route) -> None:
    """A download of the right length with one wrong bit."""
    body = bytearray(route.fetch().body())
    body[len(body) // 2] ^= 1
    route.fulfill(status=200, body=bytes(body))


FAULTS: dict[str, Callable[[Route], None]] = {"missing": missing, "cut short": cut_short, "altered": altered}


def shown_otherwise(run: Run, indices: list[int]) -> list[int]:
    """The test images among these of which weights in float16 alone would show another percentage; there are some."""
    images = run.dataset.x_test[indices].reshape(len(indices), -1) / 255
    rounded = forward(images, [array.astype(np.float16) for array in run.weights], run.recipe.activation)
    pairs = zip(indices, rounded, run.probabilities[indices], strict=True)
    found = [index for index, *both in pairs if len({tuple(map(percent, map(float, each))) for each in both}) > 1]
    assert found
    return found


def weight(visited: Visit) -> int:
    """Bytes of the page and what it loads for itself, besides the weights and images; the theme is every page's."""
    loaded = visited.page.evaluate("""performance.getEntriesByType("navigation").concat(
      performance.getEntriesByType("resource").filter(({ name }) => /explore/.test(name) && !/\\.(png|bin)$/.test(name))
    ).map(({ decodedBodySize }) => decodedBodySize)""")
    return int(sum(loaded))


DRAWN = "new Promise((drawn) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(drawn)))))"


def open_all(page: Page) -> None:
    """Opens all that a reader can unfold."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)")


def assert_sound(visited: Visit) -> None:
    """Nothing sticks out of the window, and axe finds nothing: on a desktop in the light and in the dark colours, on a
    phone by the rules that another width concerns, also as narrow as can be. The page is then in light, or as wide as before.
    """
    size = visited.page.viewport_size
    assert size
    if size["width"] < WIDEST_PHONE:
        for each in (NARROWEST, size):
            visited.page.set_viewport_size(each)
            visited.page.evaluate(DRAWN)
            _assert_fits(visited)
            _assert_kept(visited, "layout", str(each))
    else:
        _assert_fits(visited)
        _assert_kept(visited, "structure")
        for scheme in ("dark", "light"):
            in_colours(visited.page, scheme)
            _assert_kept(visited, "colours", scheme)


def _assert_fits(visited: Visit) -> None:
    beyond = visited.page.evaluate(OVERFLOW)
    assert beyond <= 0, f"{visited.page.url} is {beyond} pixels wider than {visited.page.viewport_size}"


def _assert_kept(visited: Visit, rules: str, where: str = "") -> None:
    found = violations(visited, rules)
    assert found == [], f"{visited.page.url} {where}: {found}"


def tab_to(page: Page, selector: str, most: int = 200) -> None:
    """Presses Tab until the focus is where it should be, as a reader without a pointer does."""
    for _ in range(most):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} presses of Tab did not reach {selector}")
