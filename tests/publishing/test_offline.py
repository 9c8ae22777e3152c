"""The course from a disk: unpacked, opened as files, with the network refused, and everything in it works. (Over 300 lines: each part of the archive.)"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
import zlib
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import url2pathname

import pytest

from mnist_report.core.digests import digests
from mnist_report.core.errors import ContentError
from mnist_report.core.store import Store
from mnist_report.exports import figure_kit
from mnist_report.pages.page import address_of
from mnist_report.publishing import offline
from mnist_report.publishing.destination import MARKS
from mnist_report.publishing.offline import pages, scripts
from tests.support import shipped
from tests.support.browser import View, Visit
from tests.support.exploring import part
from tests.support.paper import draw
from tests.support.project import Project, mkdocs, mnist_report
from tests.support.strokes import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from mnist_report.results.artifacts import Artifacts

DESKTOP = View(1280, 900, "light")


@pytest.fixture(scope="module")
def unpacked(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has who unpacked the archive."""
    folder = tmp_path_factory.mktemp("a disk with spaces & ümlauts")
    with zipfile.ZipFile(site / offline.ARCHIVE) as archive:
        archive.extractall(folder)
    assert [path.name for path in folder.iterdir()] == ["course"]
    return folder / "course"


@contextmanager
def opened(browser: Browser, folder: Path, name: str, fragment: str = "") -> Iterator[Page]:
    """A page from the disk; the network is off, and what asks for it, or goes wrong, fails the test."""
    with DESKTOP.context(browser) as context:
        context.set_offline(True)
        visited = Visit(context.new_page(), folder.as_uri())
        visited.page.goto((folder / name / "index.html").as_uri() + fragment)
        yield visited.page
        assert visited.troubles == []


class Addresses(HTMLParser):
    """Collects what the elements of a page lead to or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.found += [value for name in ("href", "src") if (value := values.get(name))]
        self.found += [each.split()[0] for each in (values.get("srcset") or "").split(",") if each]
        self.ids |= {value for name in ("id", "name") if (value := values.get(name))}


def test_every_address_leads_to_a_file_of_the_archive(unpacked: Path) -> None:
    parsed = {path: Addresses(path.read_text(encoding="utf-8")) for path in unpacked.rglob("*.html")}
    assert len(parsed) > 40
    for path, page in parsed.items():
        for address in page.found:
            url = urlsplit(urljoin(path.as_uri(), address))
            if url.scheme != "file":
                continue
            target = Path(url2pathname(url.path))
            assert target.is_file(), f"{path}: {address}"
            assert target.is_relative_to(unpacked)
            if target in parsed and url.fragment not in {"", "top", "__skip"}:
                assert unquote(url.fragment) in parsed[target].ids, f"{path}: {address}"


def test_it_begins_with_a_word_to_the_reader(unpacked: Path) -> None:
    assert "Open index.html" in (unpacked / "README.txt").read_text(encoding="utf-8")
    for name in ("404.html", "sitemap.xml", "robots.txt", offline.ARCHIVE):
        assert not (unpacked / name).exists(), name


@pytest.mark.parametrize("name", ["", "module-1/train-the-model", "figures", "module-2/print", "embed/network", "module-1/slides", "module-2/slides/learned-weights"])
def test_a_page_works(browser: Browser, unpacked: Path, name: str) -> None:
    with opened(browser, unpacked, name) as page:
        assert page.locator("h1").count() == 1
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        page.wait_for_function("[...document.images].every((image) => image.complete || !image.checkVisibility())")
        assert page.evaluate("[...document.images].filter((image) => image.checkVisibility() && !image.naturalWidth).length") == 0


def test_readers_walk_from_page_to_page(browser: Browser, unpacked: Path) -> None:
    with opened(browser, unpacked, "") as page:
        _, module, first, second = map(address_of, shipped.pages()[:4])
        page.locator(f"article a[href^='{module}']").first.click()
        page.wait_for_url(f"**/{module}index.html*")
        page.locator(f"article a[href^='{first.removeprefix(module)}']").first.click()
        page.wait_for_url(f"**/{first}index.html*")
        page.locator(".md-footer__link--next").click()
        page.wait_for_url(f"**/{second}index.html")
        page.locator(".md-header .md-logo").click()
        page.wait_for_url(f"{unpacked.as_uri()}/index.html")


def test_an_answer_is_kept_and_shown_as_progress(browser: Browser, unpacked: Path) -> None:
    with opened(browser, unpacked, "module-1/compile-the-model") as page:
        page.locator(".question label").first.click()
        page.locator(".question .verdict:not(:empty)").wait_for()
        page.reload()
        assert page.locator(".question input:checked").count() == 1
        page.locator(".md-nav--primary .progress", has_text="✓").wait_for()


def test_the_search_finds_and_leads_there(browser: Browser, unpacked: Path) -> None:
    with opened(browser, unpacked, "module-2/learned-weights") as page:
        for words, place in (("overfitting", "module-1/train-the-model/index.html"), ("permanent address link here", "/course/instructors/index.html")):
            page.locator(".md-search__input").click()
            page.locator(".md-search__input").fill("")
            page.keyboard.type(words)
            result = page.locator(f".md-search-result__link[href*='{place}']").first
            result.wait_for()
        result.click()
        page.wait_for_url("**/course/instructors/index.html?h=*")


@shipped.needs("explore/draw-a-digit/index.md")
def test_a_drawing_is_read(browser: Browser, unpacked: Path) -> None:
    with opened(browser, unpacked, "explore/draw-a-digit") as page:
        page.wait_for_selector("[data-ready]")
        page.wait_for_selector("[data-part=examples] button")
        draw(page, STYLES["7"][0])
        page.wait_for_function("document.querySelector('[data-part=prediction]').textContent !== ''")


@shipped.needs("explore/error-explorer/index.md")
def test_the_errors_can_be_explored(browser: Browser, unpacked: Path, artifacts: Artifacts) -> None:
    with opened(browser, unpacked, "explore/error-explorer") as page:
        part(page, "ready").wait_for()
        wrong = (artifacts.run.probabilities.argmax(axis=1) != artifacts.run.labels).sum()
        assert part(page, "summary").inner_text().startswith(f"{wrong} ")
        part(page, "matrix").locator("td a").first.click()
        assert "#" in page.evaluate("location.hash")
        part(page, "inside").click()
        page.wait_for_url("**/inside-the-network/index.html#image-*")
        part(page, "ready").wait_for()


@shipped.needs("explore/inside-the-network/index.md")
def test_the_network_can_be_looked_into(browser: Browser, unpacked: Path, artifacts: Artifacts) -> None:
    with opened(browser, unpacked, "explore/inside-the-network") as page:
        part(page, "ready").wait_for()
        assert part(page, "layer-1").locator("button").count() == artifacts.run.recipe.first_units
        assert f"Test image {artifacts.run.example}" in part(page, "name").inner_text()


@shipped.needs("explore/training-time-machine/index.md")
def test_the_time_machine_goes_back(browser: Browser, unpacked: Path, artifacts: Artifacts) -> None:
    with opened(browser, unpacked, "explore/training-time-machine") as page:
        part(page, "ready").wait_for()
        part(page, "back").click()
        epochs = artifacts.run.recipe.epochs
        assert re.match(f"After epoch {epochs - 1} of {epochs}:|Before training", part(page, "where").inner_text())


@shipped.needs("explore/ten-clusters/index.md")
def test_the_clusters_go_back_to_one_clump(browser: Browser, unpacked: Path) -> None:
    with opened(browser, unpacked, "explore/ten-clusters") as page:
        part(page, "ready").wait_for()
        part(page, "slider").fill("0")
        assert part(page, "where").inner_text().lower() == "before training"
        part(page, "misread").locator("a").first.click()
        part(page, "told").wait_for()


@shipped.needs("explore/train-it-here/index.md")
def test_a_network_can_be_trained(browser: Browser, unpacked: Path) -> None:
    with opened(browser, unpacked, "explore/train-it-here") as page:
        part(page, "train").click()
        page.wait_for_function("document.querySelector('[data-part=where]').textContent.startsWith('Pass 2,')")


@shipped.needs("explore/draw-a-digit/index.md")
def test_an_embedded_page_works(browser: Browser, unpacked: Path) -> None:
    with opened(browser, unpacked, "embed/draw-a-digit") as page:
        page.wait_for_selector("[data-ready]")
        draw(page, STYLES["1"][0])
        page.wait_for_function("document.querySelector('[data-part=prediction]').textContent !== ''")


@shipped.needs("instructors/figures/index.md")
def test_snippets_come_from_the_list_with_the_address_of_the_disk(browser: Browser, unpacked: Path) -> None:
    with opened(browser, unpacked, "instructors/figures") as page:
        page.locator("details.snippets summary").first.click()
        page.get_by_role("button", name="Copy LaTeX").wait_for()
        latex = page.locator("dt:has-text('LaTeX') + dd code").first.text_content() or ""
        assert rf"\href{{{unpacked.as_uri().replace('%', chr(92) + '%')}/" in latex


def test_pictures_that_are_there_are_not_packed_twice(site: Path, unpacked: Path) -> None:
    assert (site / figure_kit.FILE).is_file()
    assert not (unpacked / figure_kit.FILE).exists()


@shipped.needs("explore/training-time-machine/index.md")
def test_what_cannot_be_fetched_says_so_and_can_be_tried_again(browser: Browser, unpacked: Path, tmp_path: Path) -> None:
    copy = tmp_path / "course"
    shutil.copytree(unpacked, copy)
    script = copy / "explore" / "epochs.bin.js"
    script.rename(script.with_suffix(".away"))
    with DESKTOP.context(browser) as context:
        page = context.new_page()
        page.goto((copy / "explore" / "training-time-machine" / "index.html").as_uri())
        part(page, "failure").get_by_role("button").wait_for()
        script.with_suffix(".away").rename(script)
        part(page, "failure").get_by_role("button").click()
        part(page, "ready").wait_for()


def files_of(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def test_the_same_site_gives_the_same_bytes(site: Path) -> None:
    files = files_of(site)
    assert offline.packed(files) == offline.packed(dict(reversed(files.items()))) == (site / offline.ARCHIVE).read_bytes()
    with zipfile.ZipFile(site / offline.ARCHIVE) as archive:
        names = [entry.filename for entry in archive.infolist()]
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


SITE = {
    "index.html": b'<html><head></head><body><a href="a/">a</a> <a href="downloads/course.zip">all</a> <a class="x" href="SHA256SUMS">sums</a></body></html>',
    "a/index.html": b'<html><head><link rel="modulepreload" href="../m.js"><script src="../m.js" type="module"></script></head><body>'
    b'<a href="..?h=x#top">home</a> <a href=".">here</a> <a href="https://a.example/">away</a> <a href="#x">x</a> <a href="../b/">no page</a>'
    b'<meta http-equiv="refresh" content="0; url=../"></body></html>',
    "m.js": b'import { a as b } from "./n.js";\nimport "./o.js";\nb();\n',
    "n.js": b"export const a = 1;\n",
    "o.js": b"/* classic */ 1;\n",
    "downloads/course.zip": b"an older one",
}


def test_addresses_on_a_page() -> None:
    with zipfile.ZipFile(io.BytesIO(offline.packed(SITE))) as archive:
        home, page = (archive.read(f"course/{name}").decode() for name in ("index.html", "a/index.html"))
    assert '<a href="a/index.html">a</a> <a>all</a> <a class="x">sums</a>' in home
    assert '<a href="../index.html?h=x#top">home</a> <a href="./index.html">here</a>' in page
    assert '<a href="https://a.example/">away</a> <a href="#x">x</a> <a href="../b/">no page</a>' in page
    assert 'content="0; url=../index.html"' in page
    assert '<head><script src="../assets/disk.js"></script><script src="../m.js" defer data-begins></script>' in page
    assert "modulepreload" not in page


def test_text_that_looks_like_an_address_stays() -> None:
    html = '<p>write href="a/" in <code>&lt;a href="a/"&gt;</code></p><a title="x > y" href=\'b\'>'
    assert pages.from_disk("index.html", html, ["a/index.html"], "d.js", lambda path: False) == html


def test_a_module_becomes_a_plain_script() -> None:
    plain = scripts.plain("m.js", 'import { a as b,\n  c } from "./n.js";\nimport "./o.js";\nexport const d = b(import.meta.url);\n'
                                  "export async function e() { await import(`./${d}.js`); }\nexport class F {}\n")
    assert plain.startswith('disk.define(["./n.js", "./o.js"], (given, load, here) => {\n"use strict";\nconst {a: b, c} = given[0];')
    assert "\nconst d = b(here);\nasync function e() { await load(`./${d}.js`); }\nclass F {}\n" in plain
    assert plain.endswith("return { d, e, F };\n});\n")


@pytest.mark.parametrize("line", ["export default 1;", 'import x from "./x.js";', 'import * as x from "./x.js";', "export let x = 1;",
                                  "export { x };", "f(import.meta.dirname);"])
def test_a_module_of_another_form_is_named(line: str) -> None:
    with pytest.raises(ContentError, match=rf"^assets/m\.js: '{re.escape(line)}' cannot work from a disk; imports and exports should be of the forms"):
        offline.packed(SITE | {"assets/m.js": f"const y = 1;\n{line}\n".encode()})


def test_the_search_index_leads_to_files() -> None:
    index = {"docs": [{"location": ""}, {"location": "#part"}, {"location": "a/#x"}]}
    made = scripts.search(json.dumps(index).encode(), SITE)
    assert re.findall(r'"location":"([^"]*)"', made) == ["./index.html", "./index.html#part", "./a/index.html#x"]


def test_a_site_is_packed_once(cold_project: Project, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    for name in ("index.html", "a/index.html", "m.js", "n.js", "o.js"):
        (site / name).write_bytes(SITE[name])
    assert offline.pack(site, cold_project.folder) == digests(site)
    assert (site / offline.ARCHIVE).read_bytes() == offline.packed(SITE)
    stored = cold_project.artifacts.store.root / "offline"
    first = set(stored.iterdir())
    offline.pack(site, cold_project.folder)  # which now holds an archive
    assert set(stored.iterdir()) == first
    for count in range(6):
        (site / "n.js").write_text(f"export const a = {count};\n")
        offline.pack(site, cold_project.folder)
    assert len(set(stored.iterdir())) == 3
    assert not first & set(stored.iterdir())


def test_after_an_edit_the_archive_is_as_packed_from_nothing(cold_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    for name in ("index.html", "a/index.html", "m.js", "n.js", "o.js"):
        (site / name).write_bytes(SITE[name])
    edits = [f"export const a = {number};\n".encode() for number in (1, 2, 3)]
    right = [offline.packed(SITE | {"n.js": edit}) for edit in edits]
    deflated: list[object] = []
    monkeypatch.setattr(zlib, "compressobj", lambda *how, begin=zlib.compressobj: deflated.append(how) or begin(*how))

    def packed(number: int) -> tuple[bytes, int]:
        """The archive, and how many files were deflated for it."""
        deflated.clear()
        (site / "n.js").write_bytes(edits[number])
        offline.pack(site, cold_project.folder)
        return (site / offline.ARCHIVE).read_bytes(), len(deflated)

    first, every = packed(0)
    assert first == right[0]
    assert every > 1
    assert packed(1) == (right[1], 1)
    for entry in (cold_project.artifacts.store.root / "offline").glob("*/course.zip"):
        entry.write_bytes(entry.read_bytes()[:-1])
    assert packed(2) == (right[2], every)
    monkeypatch.setattr(zlib, "ZLIB_RUNTIME_VERSION", "another")
    assert packed(2) == (right[2], every)


def test_pruning_keeps_the_newest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for n in range(4):
        store.entry("x", {"n": n}, lambda folder: (folder / "f").write_text("f") and None)
        os.utime(store.folder("x", {"n": n}) / "entry.json", (n, n))
    store.prune("x", 2)
    assert [store.folder("x", {"n": n}).is_dir() for n in range(4)] == [False, False, True, True]
    store.prune("nothing", 2)


def test_the_command_packs_any_site_and_names_what_is_none(project: Project, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    failed = mnist_report("pack", tmp_path / "site", folder=project.folder)
    assert failed.returncode == 6
    assert failed.stderr == f"mnist-report: content: no metrics.json in {tmp_path / 'site'}; it should be the folder of a built site of a course\n"
    for name, content in {"index.html": SITE["index.html"], **dict.fromkeys(MARKS, b"{}")}.items():
        (tmp_path / "site" / name).write_bytes(content)
    assert mnist_report("pack", tmp_path / "site", folder=project.folder).returncode == 0
    assert zipfile.is_zipfile(tmp_path / "site" / offline.ARCHIVE)


def test_mkdocs_packs_what_it_builds_and_stops_at_a_mistake(project: Project, tmp_path: Path) -> None:
    built = mkdocs("build", "--strict", "--site-dir", tmp_path / "site", folder=project.folder)
    assert built.returncode == 0, built.stderr
    assert zipfile.is_zipfile(tmp_path / "site" / offline.ARCHIVE)
    (project.folder / "docs" / "m.js").write_text("export default 1;\n")
    built = mkdocs("build", "--strict", "--site-dir", tmp_path / "site", folder=project.folder)
    assert built.returncode != 0
    assert "mnist-report: content: m.js: 'export default 1;' cannot work from a disk" in built.stderr
    assert "Traceback" not in built.stderr


def test_a_site_that_cannot_be_written(project: Project, tmp_path: Path) -> None:
    for name, content in {"index.html": SITE["index.html"], **dict.fromkeys(MARKS, b"{}")}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "downloads").write_text("a file where the folder should be")
    failed = mnist_report("pack", tmp_path, folder=project.folder)
    assert failed.returncode == 7
    assert f"mnist-report: store: cannot write {tmp_path / 'downloads'}: " in failed.stderr


def test_readers_are_led_to_it(site: Path) -> None:
    assert f'<a href="../{offline.ARCHIVE}">' in (site / "instructors" / "index.html").read_text(encoding="utf-8")
