"""Downloads that fail on the explore pages: said in words, what needs no download stays, and a second try helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browser import visit
from tests.support.exploring import DESKTOP, FAULTS, PHONE, assert_sound

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.support.browser import View

ERRORS, EPOCHS, INSIDE = "error-explorer", "training-time-machine", "inside-the-network"
CLUSTERS, TRAIN = "ten-clusters", "train-it-here"
STAYS = {ERRORS: "table.misread tr[id]", EPOCHS: "#all-epochs", INSIDE: "#how-to-read-it", CLUSTERS: "#all-moments", TRAIN: "#measured"}
COMES = {ERRORS: "[data-part=tiles] a", EPOCHS: "[data-part=where]:not(:empty)", INSIDE: "[data-part=layer-1] button",
         CLUSTERS: "[data-part=kinds] button", TRAIN: "[data-part=train]"}
PAGES = {"errors.json": ERRORS, "errors.png": ERRORS, "epochs.json": EPOCHS, "epochs.bin": EPOCHS,
         "clusters.json": CLUSTERS, "clusters.bin": CLUSTERS, "clusters.png": CLUSTERS, "training.json": TRAIN}


@pytest.mark.parametrize(("file", "fault", "view"), [
    ("errors.json", "missing", DESKTOP), ("errors.json", "cut short", PHONE),
    ("errors.png", "missing", PHONE), ("errors.png", "cut short", DESKTOP), ("errors.png", "altered", PHONE),
    ("epochs.json", "missing", DESKTOP), ("epochs.json", "cut short", PHONE),
    ("epochs.bin", "missing", PHONE), ("epochs.bin", "cut short", DESKTOP), ("epochs.bin", "altered", PHONE),
    ("clusters.json", "missing", PHONE), ("clusters.bin", "altered", DESKTOP), ("clusters.png", "cut short", DESKTOP),
    ("training.json", "missing", DESKTOP), ("training.json", "cut short", PHONE),
    ("weights.float16.bin", "missing", DESKTOP), ("weights.float16.bin", "altered", PHONE),
    ("weights.float16.bin", "cut short", DESKTOP),
    ("manifest.json", "cut short", PHONE), ("examples.json", "missing", DESKTOP), ("examples.json", "cut short", PHONE),
])
def test_a_failed_download_is_said_and_can_be_tried_again(browser: Browser, host: str, file: str, fault: str, view: View) -> None:
    page = PAGES.get(file, INSIDE)
    with view.context(browser) as context:
        context.route(f"**/{file}", FAULTS[fault])
        with visit(context, host, f"explore/{page}/") as visited:
            failure = visited.page.get_by_role("alert")
            failure.wait_for()
            assert "could not be downloaded" in failure.inner_text() or "damaged" in failure.inner_text()
            assert visited.page.locator(STAYS[page]).first.is_visible()
            assert not visited.page.locator(COMES[page]).first.is_visible()
            if fault == "missing":  # another fault is said in other words alone
                assert_sound(visited)
            context.unroute(f"**/{file}")
            failure.get_by_role("button", name="Try again").click()
            visited.page.locator(COMES[page]).first.wait_for()
            assert not failure.count()
