"""The site under the strictest Content-Security-Policy: `mnist-report policy` tells it, and Chromium enforces it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from mnist_report.publishing.checks import Site
from mnist_report.publishing.checks.inline import inline_scripts
from mnist_report.publishing.policy import DIRECTIVES, HEADER, policy
from tests.support.browser import View, Visit, served, visit
from tests.support.project import mnist_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser

LIGHT = View(1280, 1000, "light")
RECORD = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  refused.push([event.effectiveDirective, event.blockedURI, event.sample, event.sourceFile].join(" ")));
"""
LESSON, DRAW = "module-1/visualize-sample-images/", "explore/draw-a-digit/"
PLANTED = {
    '<script>window.planted = "script"</script>': "<script> 'window.planted = \"script\"' is code inside the page",
    '<script type="module">window.planted = "module"</script>': "<script> 'window.planted = \"module\"' is code inside",
    '<img src="gone.png" alt="" onerror="window.planted = 1">': "onerror='window.planted = 1' of <img> is code inside",
    '<a id="link" href="javascript:window.planted=1">x</a>': "href='javascript:window.planted=1' of <a> is code inside",
}
PLACES = dict(zip(PLANTED, (f"module-1/{lesson}/" for lesson in ("import-libraries", "build-the-model", "compile-the-model", "train-the-model")), strict=True))


@contextmanager
def opened(browser: Browser, folder: Path, value: str) -> Iterator[Callable[[str], AbstractContextManager[Visit]]]:
    """Gives a function that opens a page of a folder, served with a policy, in a session that notes what is refused."""
    with served(folder, {HEADER: value}, searchable=False) as host, LIGHT.context(browser) as context:
        context.add_init_script(RECORD)
        yield partial(visit, context, host)


@pytest.fixture(scope="module")
def built(published: Path) -> Site:
    return Site.read(published)


@pytest.fixture(scope="module")
def guarded(published: Path, built: Site) -> Iterator[str]:
    """The address of the site, served as it should be."""
    with served(published, {HEADER: policy(built)}) as address:
        yield address


@pytest.fixture
def reader(browser: Browser, guarded: str) -> Iterator[Visit]:
    """The home page in a session of its own."""
    with LIGHT.context(browser) as context:
        context.add_init_script(RECORD)
        with visit(context, guarded, "") as visited:
            yield visited


def refused(visited: Visit) -> list[str]:
    """What the policy refused: what the page was told since it was opened, and the console since the visit began."""
    told = visited.page.evaluate("window.refused")
    return [*told, *(trouble for trouble in visited.troubles if "Content Security Policy" in trouble)]


def wait_for_refusal(visited: Visit, of: str) -> None:
    """Waits until the console tells of a refusal."""
    while not any(of in refusal for refusal in refused(visited)):
        visited.page.wait_for_event("console")


@pytest.fixture(scope="module")
def part_of_it(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the home page and the first module, which are read in a tenth of the time."""
    folder = tmp_path_factory.mktemp("part")
    for part in ("assets", "figures", "module-1", "search"):
        shutil.copytree(published / part, folder / part)
    for file in published.glob("*.*"):
        shutil.copy(file, folder)
    return folder


def test_the_command_prints_the_header(part_of_it: Path) -> None:
    done = mnist_report("policy", part_of_it)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{HEADER}: {policy(Site.read(part_of_it))}\n"


def test_it_allows_no_more_than_it_says(built: Site) -> None:
    found = {name: sources for name, *sources in map(str.split, policy(built).split("; "))}
    assert list(found) == list(DIRECTIVES)
    assert found["default-src"] == found["base-uri"] == ["'none'"]
    assert [name for name, sources in found.items() if "'unsafe-inline'" in sources] == ["style-src-attr"]
    hashes = {source for sources in found.values() for source in sources if source.startswith("'sha256-")}
    assert set().union(*found.values()) == hashes | {"'none'", "'self'", "'unsafe-inline'", "blob:", "data:"}
    assert len(hashes) < 15


def test_no_page_and_no_picture_is_refused_anything(browser: Browser, published: Path, built: Site) -> None:
    pictures = [path for path in sorted(built.files) if path.endswith(".svg")]
    paths = [page.path.removesuffix("index.html") for page in built.pages]
    assert len(paths) > 40 and len(pictures) > 20
    with opened(browser, published, policy(built)) as page, page("") as visited:
        for path in [*paths, *pictures]:
            visited.page.goto(visited.host + path)
            if visited.page.locator("[data-explore]").count():  # what their programs fetch comes after the page
                visited.page.locator("[data-part=ready]:visible, [data-ready] canvas").first.wait_for()
            assert refused(visited) == [], path


def test_the_search_finds(reader: Visit) -> None:
    reader.page.locator("input.md-search__input").press_sequentially("softmax")  # the theme listens to keys alone
    reader.page.locator(".md-search-result__link").first.wait_for()
    reader.page.locator("a[data-md-component=search-share]").click()
    assert refused(reader) == []


def test_colours_are_remembered_before_the_page_shows(reader: Visit) -> None:
    reader.page.get_by_title("Switch to light mode").click()
    reader.page.get_by_title("Switch to dark mode").click()
    reader.page.goto(reader.host + LESSON)
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    assert reader.page.evaluate(scheme) == "slate"
    assert refused(reader) == []


def test_a_drawing_gets_its_answer(reader: Visit) -> None:
    page = reader.page
    page.goto(reader.host + DRAW)
    page.wait_for_selector("[data-ready]")
    box = page.locator("[data-part=paper]").bounding_box()
    assert box
    for x, y, act in [(0.5, 0.2, "down"), (0.5, 0.8, "up")]:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=10)
        getattr(page.mouse, act)()
    page.locator("#prediction:not(:empty)").wait_for()
    lengths = "[...document.querySelectorAll('table.confidences tbody tr')].map((row) => row.style.length)"
    assert 1 in page.evaluate(lengths)
    assert refused(reader) == []


def test_the_misread_images_show(reader: Visit) -> None:
    reader.page.goto(f"{reader.host}explore/error-explorer/")
    reader.page.locator('[style*="blob:"]').wait_for()
    address = "document.querySelector('[style*=\"blob:\"]').style.getPropertyValue('--sprite').slice(5, -2)"
    load = "(address) => new Promise((done) => Object.assign(new Image(), { src: address, onload: () => done(1), onerror: () => done(0) }))"
    assert reader.page.evaluate(load, reader.page.evaluate(address)) == 1
    assert refused(reader) == []


@pytest.fixture(scope="module")
def spoilt(part_of_it: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with each of PLANTED in a lesson of its own."""
    folder = tmp_path_factory.mktemp("spoilt") / "site"
    shutil.copytree(part_of_it, folder)
    for planted, place in PLACES.items():
        page = folder / place / "index.html"
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</article>", f"{planted}</article>", 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_code_is_refused(browser: Browser, built: Site, spoilt: Path, planted: str) -> None:
    with opened(browser, spoilt, policy(built)) as page, page(PLACES[planted]) as visited:
        for link in visited.page.locator("#link").all():
            link.click()
        wait_for_refusal(visited, "script-src")
        assert visited.page.evaluate("window.planted") is None


def test_planted_code_is_found(spoilt: Path) -> None:
    found = [str(fault) for fault in inline_scripts(Site.read(spoilt))]
    for planted, said in PLANTED.items():
        assert [fault for fault in found if fault.startswith(f"{PLACES[planted]}index.html:") and said in fault], planted
    done = mnist_report("policy", spoilt)
    assert (done.returncode, done.stdout) == (9, "")
    assert done.stderr == f"mnist-report: links: {found[0]}, and {len(PLANTED) - 1} more\n"


@pytest.mark.parametrize("directive", ["script-src", "style-src-attr", "img-src", "connect-src", "worker-src", "style-src"])
def test_each_line_is_needed(browser: Browser, published: Path, built: Site, directive: str) -> None:
    lines = [line for line in policy(built).split("; ") if line.split()[0] != directive]
    value = "; ".join([*lines, f"{directive} 'none'"])
    path = "report/" if directive == "style-src-attr" else ""
    with opened(browser, published, value) as page, page(path) as visited:
        visited.page.locator("input.md-search__input").focus()
        wait_for_refusal(visited, directive)


def test_one_hash_less_is_one_script_less(browser: Browser, published: Path, built: Site) -> None:
    value = policy(built)
    first = next(source for source in value.split() if source.startswith("'sha256-"))
    troubles = []
    with opened(browser, published, value.replace(first, "")) as page:
        for path in ("", LESSON, "report/", "404.html"):
            with page(path) as visited:
                troubles += refused(visited)
    assert [trouble for trouble in troubles if "script-src-elem inline" in trouble]
