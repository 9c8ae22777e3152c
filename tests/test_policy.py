"""The site under the strictest Content-Security-Policy: `mnist-report policy` tells it, and Chromium enforces it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from mnist_report.publishing.checks import Site
from mnist_report.publishing.policy import DIRECTIVES, HEADER, policy
from tests.browser import View, Visit, served, visit
from tests.conftest import mnist_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

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


@contextmanager
def hosted(folder: Path, value: str) -> Iterator[str]:
    """A host that sends the policy with every file."""
    with served(folder, {HEADER: value}) as address:
        yield address


@contextmanager
def opened(browser: Browser, folder: Path, value: str, path: str) -> Iterator[Visit]:
    """A page of a folder, served with a policy, in a session of its own that notes what is refused."""
    with hosted(folder, value) as host, LIGHT.context(browser) as context:
        context.add_init_script(RECORD)
        with visit(context, host, path) as visited:
            yield visited


@pytest.fixture(scope="module")
def guarded(published: Path) -> Iterator[str]:
    """The address of the site, served as it should be."""
    with hosted(published, policy(Site.read(published))) as address:
        yield address


@pytest.fixture(scope="module")
def guarded_context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader whose browser notes what the policy refuses."""
    with LIGHT.context(browser) as context:
        context.add_init_script(RECORD)
        yield context


@pytest.fixture
def reader(browser: Browser, guarded: str) -> Iterator[Visit]:
    """The home page in a session of its own."""
    with LIGHT.context(browser) as context:
        context.add_init_script(RECORD)
        with visit(context, guarded, "") as visited:
            yield visited


def refused(visited: Visit) -> list[str]:
    """What the policy refused: what the page was told since it was opened, and the console since the visit began."""
    said = [trouble for trouble in visited.troubles if "Content Security Policy" in trouble]
    return [*visited.page.evaluate("window.refused"), *said]


def test_the_command_prints_the_header(published: Path) -> None:
    done = mnist_report("policy", published)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{HEADER}: {policy(Site.read(published))}\n"


def test_it_allows_no_more_than_it_says(published: Path) -> None:
    found = {name: sources for name, *sources in map(str.split, policy(Site.read(published)).split("; "))}
    assert list(found) == list(DIRECTIVES)
    assert found["default-src"] == found["base-uri"] == ["'none'"]
    assert [name for name, sources in found.items() if "'unsafe-inline'" in sources] == ["style-src-attr"]
    hashes = {source for sources in found.values() for source in sources if source.startswith("'sha256-")}
    assert set().union(*found.values()) == hashes | {"'none'", "'self'", "'unsafe-inline'", "blob:", "data:"}
    assert len(hashes) < 15


def test_no_page_and_no_picture_is_refused_anything(published: Path, guarded: str, guarded_context: BrowserContext) -> None:
    built = Site.read(published)
    pictures = [path for path in sorted(built.files) if path.endswith(".svg")]
    paths = [page.path.removesuffix("index.html") for page in built.pages]
    assert len(paths) > 40 and len(pictures) > 20
    for path in [*paths, *pictures]:
        with visit(guarded_context, guarded, path) as visited:
            if "explore" in path or "embed" in path:  # what their programs fetch comes after the page
                visited.page.wait_for_load_state("networkidle")
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


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_code_is_refused_and_found(browser: Browser, published: Path, tmp_path: Path, planted: str) -> None:
    value = policy(Site.read(published))
    folder = tmp_path / "site"
    shutil.copytree(published, folder)
    page = folder / LESSON / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</article>", f"{planted}</article>", 1), encoding="utf-8")
    with opened(browser, folder, value, LESSON) as visited:
        for link in visited.page.locator("#link").all():
            link.click()
        visited.page.wait_for_load_state("networkidle")
        assert visited.page.evaluate("window.planted") is None
        assert refused(visited)
    done = mnist_report("policy", folder)
    assert (done.returncode, done.stdout) == (9, "")
    assert f"mnist-report: links: {LESSON}index.html:" in done.stderr
    assert PLANTED[planted] in done.stderr


@pytest.mark.parametrize("directive", ["script-src", "style-src-attr", "img-src", "connect-src", "worker-src", "style-src"])
def test_each_line_is_needed(browser: Browser, published: Path, directive: str) -> None:
    lines = [line for line in policy(Site.read(published)).split("; ") if line.split()[0] != directive]
    value = "; ".join([*lines, f"{directive} 'none'"])
    with opened(browser, published, value, "report/" if directive == "style-src-attr" else "") as visited:
        visited.page.locator("input.md-search__input").focus()
        visited.page.wait_for_load_state("networkidle")
        assert [trouble for trouble in refused(visited) if directive in trouble]


def test_one_hash_less_is_one_script_less(browser: Browser, published: Path) -> None:
    value = policy(Site.read(published))
    first = next(source for source in value.split() if source.startswith("'sha256-"))
    troubles = []
    for path in ("", LESSON, "report/", "404.html"):
        with opened(browser, published, value.replace(first, ""), path) as visited:
            troubles += refused(visited)
    assert [trouble for trouble in troubles if "script-src-elem inline" in trouble]
