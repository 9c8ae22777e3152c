"""Another generator tomorrow: Zensical builds the rendered tree, strictly, and its articles are those of MkDocs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest

from mnist_report.pages.page import address_of
from mnist_report.publishing.checks import Site, check
from mnist_report.publishing.checks.page import Page
from tests.support.browser import View, served, visit
from tests.support.project import ADDRESS, COMPILED, ROOT, SETTINGS, mnist_report
from tests.support.shipped import pages

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from mnist_report.publishing.checks.element import Element

ZENSICAL_YML = re.compile(r"```yaml\n(INHERIT: .*?)```", re.DOTALL)
ADDRESSES = ("href", "src", "action", "srcset")
SHOWN = {"index.md", "module-1/visualize-sample-images.md", "explore/draw-a-digit/index.md", "report/index.md"}
PAGES = [address_of(path) for path in pages() if path in SHOWN]


@pytest.fixture(scope="module")
def sites(published: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    """The published site of both generators."""
    folder = tmp_path_factory.mktemp("zensical")
    settings = ZENSICAL_YML.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(settings) == 1 and len(settings[0].splitlines()) <= 5
    (folder / "zensical.yml").write_text(settings[0], encoding="utf-8")
    (folder / "mkdocs.yml").write_text(named((ROOT / "mkdocs.yml").read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copytree(ROOT / "gen", folder / "gen", ignore=COMPILED)
    environment = os.environ | {"SITE_URL": ADDRESS}
    _run("mnist_report", "--project", ROOT, "render", folder / "build" / "tree", folder=folder, environment=environment)
    _run("zensical", "build", "--strict", "--config-file", "zensical.yml", folder=folder, environment=environment)
    packed = mnist_report("--project", ROOT, "pack", folder / "site")
    assert packed.returncode == 0, packed.stderr
    return {"mkdocs": Site.read(published), "zensical": Site.read(folder / "site")}


def named(mkdocs: str) -> str:
    """The settings of a generator that knows no editions, with the names of this one."""
    for old, new in SETTINGS.site.titles:
        mkdocs = mkdocs.replace(f"{old}:", f"{new}:")
    name = f"site_name: {json.dumps(SETTINGS.site.name)}"
    return re.sub("(?m)^site_name: .*", lambda _: name, mkdocs) if SETTINGS.site.name else mkdocs


def _run(module: str, *arguments: str | Path, folder: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def article(page: Page) -> list[Element]:
    """What a page has for its readers, without what Zensical puts before it: the target of "Skip to content"."""
    inside = [each for each in page.elements if any(outer.tag == "article" for outer in each.ancestors)]
    return [each for each in inside or page.elements if each.attributes.get("id") != "__skip"]


def resolved(path: str, element: Element) -> dict[str, Any]:
    """The attributes, each address from the root of the site: one page may be reached in two ways."""
    here = ADDRESS + path.removesuffix("index.html")
    return {
        name: urljoin(here, value).replace("/./", "/").removesuffix("/.").removesuffix("index.html") if name in ADDRESSES else value
        for name, value in element.attributes.items()
    }


def parts(page: Page, tag: str, *names: str) -> list[tuple[Any, ...]]:
    """These attributes of every such element of the article, in order."""
    there = [resolved(page.path, each) for each in article(page) if tag in {each.tag, "*"}]
    return [found for each in there if any(found := tuple(each.get(name) for name in names))]


def test_both_have_the_same_pages(sites: dict[str, Site]) -> None:
    paths = {name: [page.path for page in site.pages] for name, site in sites.items()}
    assert paths["zensical"] == paths["mkdocs"]
    assert len(paths["mkdocs"]) > len(pages())  # embedded and printed ones besides


@pytest.mark.parametrize(
    ("tag", "names"),
    [("*", ("id",)), ("a", ("href",)), ("img", ("src", "alt", "width", "height")), ("script", ("src",))],
    ids=["ids", "links", "figures", "scripts"],
)
def test_pages_have_the_same(sites: dict[str, Site], tag: str, names: tuple[str, ...]) -> None:
    compared = 0
    for page in sites["mkdocs"].pages:
        expected = parts(page, tag, *names)
        assert parts(sites["zensical"].by_path[page.path], tag, *names) == expected, page.path
        compared += len(expected)
    assert compared


def test_articles_are_the_same_to_the_word(sites: dict[str, Site]) -> None:
    for page in sites["mkdocs"].pages:
        both = [
            [(each.tag, resolved(page.path, each), each.text.split()) for each in article(site.by_path[page.path])]
            for site in sites.values()
        ]
        for one, other in zip(*both, strict=True):
            assert one == other, page.path


def test_every_file_that_is_no_page_is_there_and_the_same(sites: dict[str, Site]) -> None:
    one, other = sites["mkdocs"], sites["zensical"]
    made = re.compile(r".*\.html|assets/(javascripts|stylesheets|images)/.*|search.*|sitemap.*|SHA256SUMS|downloads/course.zip")
    ours = {path for path in one.files if not made.fullmatch(path)}
    assert ours <= other.files
    assert [path for path in ours if (one.root / path).read_bytes() != (other.root / path).read_bytes()] == []
    assert {"SHA256SUMS", "downloads/course.zip", "sitemap.xml"} <= other.files


def test_the_checks_find_nothing(sites: dict[str, Site]) -> None:
    assert [str(fault) for fault in check(sites["zensical"].root)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_a_page_works_in_a_browser(browser: Browser, sites: dict[str, Site], path: str) -> None:
    with (
        served(sites["zensical"].root) as host,
        View(1280, 900, "light").context(browser) as context,
        visit(context, host, path) as visited,
    ):
        if "explore" in path:
            visited.page.wait_for_selector("[data-ready]")
        visited.page.wait_for_load_state("networkidle")
        assert visited.page.locator("article h1").is_visible()
        loaded = "[...document.querySelectorAll('article img')].filter((each) => each.complete && !each.naturalWidth)"
        assert visited.page.evaluate(f"{loaded}.length") == 0
        assert visited.troubles == []
