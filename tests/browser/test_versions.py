"""A version of the whole site in a real browser: named on each page, complete in itself, every link of it leads somewhere."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from mnist_report.pages.versions import FOLDER
from mnist_report.publishing.checks import Site
from mnist_report.publishing.checks.references import references
from mnist_report.publishing.checks.site import PAGES
from mnist_report.publishing.versions import keep
from tests.support.browser import View, served, violations, visit
from tests.support.project import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

NAME = "2026-11-27-0123456789ab"
PREFIX = f"{FOLDER}{NAME}/"


@pytest.fixture(scope="module")
def keeping(published: Path, made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The published site, with itself as a version in it."""

    def make(folder: Path) -> None:
        shutil.copytree(published, folder, copy_function=os.link)
        keep(folder, NAME, folder / "none", 1, ADDRESS)

    return made_once("versions", make)


@pytest.fixture(scope="module")
def host(keeping: Path) -> Iterator[str]:
    with served(keeping) as address:
        yield address


def test_every_link_of_a_version_leads_somewhere_and_stays_in_it_but_for_what_it_lacks(keeping: Path) -> None:
    site = Site.read(keeping)
    pages, lost, outside = [page for page in site.kept if page.path.endswith(PAGES)], [], set()
    assert len(pages) > 50
    for page in pages:
        bar = [element for element in page.elements if element.attributes.get("class") == "version"]
        assert len(bar) == (0 if page.path.startswith(f"{PREFIX}embed/") else 1), page.path
        for element in page.everything:
            for reference in references(element):
                target = site.target(reference.address, page.path)
                if target and site.missing(target):
                    lost.append((page.path, reference.address))
                if target and not reference.address.startswith("https:") and not {*bar} & {*element.ancestors}:
                    outside.add(target.path)
    assert lost == []
    assert {path for path in outside if not path.startswith((PREFIX, "downloads/"))} <= {"SHA256SUMS", "permalinks.txt"}


@pytest.mark.parametrize("path", ["", "module-1/build-the-model/", "figures/", "module-1/print/"], ids=lambda path: path or "home")
@pytest.mark.parametrize("view", [View(1280, 900, "light"), View(390, 844, "dark")], ids=str)
def test_a_page_of_a_version_says_so_and_leads_on_and_asks_nothing_of_the_current_site(
    browser: Browser, host: str, view: View, path: str
) -> None:
    with view.context(browser) as context, visit(context, host + PREFIX, path) as visited:
        page, bar = visited.page, visited.page.locator(".version")
        assert bar.inner_text().startswith("This is the edition of 2026-11-27, run 0123456789ab, which stays as it is.")
        assert page.locator('meta[name="robots"]').get_attribute("content") == "noindex"
        assert page.locator('link[rel="canonical"]').get_attribute("href") == f"{ADDRESS}{PREFIX}{path}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.wait_for_load_state("networkidle")
        assert visited.troubles == [], "it asked for something outside of the version"
        assert violations(visited) == []
        visited.host = host
        bar.get_by_role("link").click()
        page.wait_for_url(f"{host}{path}")
        assert page.locator(".version").count() == 0


def test_the_search_of_a_version_finds_its_own_pages(browser: Browser, host: str) -> None:
    with View(1280, 900, "light").context(browser) as context, visit(context, host + PREFIX, "glossary/") as visited:
        visited.page.get_by_role("textbox", name="Search").fill("softmax")
        found = visited.page.locator(".md-search-result__link").first
        found.wait_for()
        assert str(found.get_attribute("href")).startswith((host + PREFIX, "../"))
        found.click()
        visited.page.locator(".version").wait_for()
        assert visited.page.url.startswith(host + PREFIX)
