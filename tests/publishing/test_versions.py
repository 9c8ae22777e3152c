"""A site holds itself at an address that stays, beside those before it; pages there say so and lead to the current ones. (Over 300 lines: from the first build to the third.)"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from mnist_report.core.digests import MANIFEST, digests, manifest
from mnist_report.core.errors import StoreError
from mnist_report.core.settings import Gates
from mnist_report.pages.versions import FOLDER
from mnist_report.publishing import offline
from mnist_report.publishing.checks import Site, check
from mnist_report.publishing.checks.references import references
from mnist_report.publishing.gates import judge_site
from mnist_report.publishing.policy import policy
from mnist_report.publishing.versions import NAMES, Version, keep, names_in
from tests.support.browser import served
from tests.support.project import QUIET, ROOT, Project, mkdocs

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://example.org/course/"
ONE, TWO, THREE = (f"2026-11-2{day}-{12 * digit}" for day, digit in (("7", "a"), ("8", "b"), ("9", "c")))
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<title>A page</title>
<link rel="canonical" href="https://example.org/course/module-1/a/">
<link rel="alternate" href="https://example.org/course/downloads/course.zip">
</head>
<body class="x">
<main><h1>A page</h1>
<a href="../../downloads/course.zip">All</a> <a href="../../versions/#editions">Versions</a> <a href="../b/?q=1#c">On</a>
<a href='../../downloads/course.imscc?a&amp;b'>Pack</a>
<a href="https://example.org/course/module-1/a/">Here</a> <a href="mailto:a@example.org">Write</a></main>
</body>
</html>
"""
FILES = {
    "index.html": "<!doctype html>\n<html lang=en><head><title>x</title></head><body><h1>x</h1></body></html>",
    "module-1/a/index.html": PAGE,
    "module-1/b/index.html": PAGE.replace("../b/?q=1#c", "../a/"),
    "embed/network/index.html": '<html><head><meta name="robots" content="noindex"></head><body><p>x</p></body></html>',
    "versions/index.html": '<html><head></head><body><div id="kept-versions"><table><thead></thead><tbody><tr></tr></tbody></table></div></body></html>',
    "oembed/network.json": '{"html": "<iframe src=\\"https://example.org/course/embed/network/\\">"}',
    "metrics.json": '{"test": {"accuracy": {"value": 0.97312}}}',
    "downloads/course.zip": "large", "downloads/course.imscc": "large", "downloads/a.ipynb": "small",
    "404.html": "x", "robots.txt": "x", "sitemap.xml": "x", "sitemap.xml.gz": "x", "permalinks.txt": "", "assets/a.js.map": "x",
    "assets/a.js": "", MANIFEST: "",
}


def site_of(folder: Path, **more: str | None) -> Path:
    for path, text in (FILES | more).items():
        if text is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    return folder


def built_site(folder: Path, name: str, earlier: Path, most: int = 2, **more: str | None) -> Path:
    keep(site_of(folder, **more), name, earlier, most, ADDRESS)
    return folder


def kept(site: Path, name: str) -> dict[str, str]:
    return digests(site / FOLDER / name)


def read(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


def test_a_version_has_all_but_what_only_the_published_site_needs(tmp_path: Path) -> None:
    site = built_site(tmp_path / "one", ONE, tmp_path / "none")
    assert {*kept(site, ONE)} == {"index.html", "module-1/a/index.html", "module-1/b/index.html", "embed/network/index.html",
                                  "oembed/network.json", "metrics.json", "downloads/a.ipynb", "assets/a.js"}
    assert read(site, f"versions/{ONE}/downloads/a.ipynb") == "small"


def test_each_page_of_a_version_is_named_and_leads_to_the_current_one(tmp_path: Path) -> None:
    site = built_site(tmp_path / "one", ONE, tmp_path / "none")
    for path in ("index.html", "module-1/a/index.html", "module-1/b/index.html"):
        html = read(site, f"versions/{ONE}/{path}")
        assert html.count('<meta name="robots" content="noindex">') == html.count('<aside class="version"') == 1
        assert f'This is the edition of <time datetime="2026-11-27">2026-11-27</time>, run {"a" * 12}' in html
        way = re.findall(r'<a href="([^"]*)">Go to the current page', html)
        assert way == {"index.html": ["../../"]}.get(path, [f"../../../../{path.removesuffix('index.html')}"])
    frame = read(site, f"versions/{ONE}/embed/network/index.html")
    assert frame == FILES["embed/network/index.html"]


@pytest.mark.parametrize("html", ["<p>x</p>", "<body>x</body>", "<!DOCTYPE html><title>x</title><p>x</p>", "<HTML><HEAD></HEAD><BODY>x</BODY></HTML>"])
def test_no_page_of_a_version_is_for_search_engines_however_it_is_written(html: str, tmp_path: Path) -> None:
    for name in ("a.html", "a.htm"):
        page = Version(tmp_path, ONE, "").page(name, html)
        assert page.count('<meta name="robots" content="noindex">') == 1
        assert page.lower().startswith("<!doctype") == html.startswith("<!")
        assert ("<aside" in page) == ("<body>" in html.lower())


def test_a_page_in_xml_stays_well_formed(tmp_path: Path) -> None:
    xhtml = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>x</p></body></html>'
    page = ElementTree.fromstring(Version(tmp_path, ONE, "").page("a.xhtml", xhtml))
    names = {element.tag.partition("}")[2]: element.attrib for element in page.iter()}
    assert names["meta"] == {"name": "robots", "content": "noindex"} and names["aside"]["class"] == "version"


def test_the_link_that_skips_the_header_stays_the_first(tmp_path: Path) -> None:
    html = '<html><head></head><body>\n<a href="#a">Skip</a>\n<header class="md-header"></header><header></header></body></html>'
    assert re.findall(r"<(a|aside|header)\b", Version(tmp_path, ONE, "").page("a.html", html)) == ["a", "aside", "a", "header", "header"]


def test_links_to_what_a_version_lacks_lead_to_the_current_site_and_all_others_stay(tmp_path: Path) -> None:
    page = read(built_site(tmp_path / "one", ONE, tmp_path / "none"), f"versions/{ONE}/module-1/a/index.html")
    assert '<a href="../../../../downloads/course.zip">All</a>' in page
    assert '<a href="../../../#editions">Versions</a>' in page
    assert "<a href='../../../../downloads/course.imscc?a&amp;b'>Pack</a>" in page
    assert '<a href="../b/?q=1#c">On</a>' in page and '<a href="mailto:a@example.org">Write</a>' in page
    assert f'<link rel="canonical" href="{ADDRESS}versions/{ONE}/module-1/a/">' in page
    assert f'<link rel="alternate" href="{ADDRESS}downloads/course.zip">' in page
    assert f'<a href="{ADDRESS}module-1/a/">Here</a>' in page
    frame = json.loads(read(tmp_path / "one", f"versions/{ONE}/oembed/network.json"))
    assert f'src="{ADDRESS}versions/{ONE}/embed/network/"' in frame["html"]


def test_versions_stay_to_the_byte_and_the_oldest_give_way(tmp_path: Path) -> None:
    one = built_site(tmp_path / "one", ONE, tmp_path / "none", most=1)
    two = built_site(tmp_path / "two", TWO, one, most=1)
    assert names_in(two) == [TWO, ONE] and kept(two, ONE) == kept(one, ONE)
    said = keep(site_of(tmp_path / "three"), THREE, two, 1, ADDRESS)
    assert said == [f"version {THREE}: 0.0 MB", f"version {TWO}: 0.0 MB", f"version {ONE}: no longer kept"]
    three = tmp_path / "three"
    assert names_in(three) == [THREE, TWO] and kept(three, TWO) == kept(two, TWO)
    assert not (three / FOLDER / ONE).exists()
    assert not [path for path in (three / FOLDER).rglob("versions*")if path.is_dir()], "never one within another"


def test_the_newest_is_what_was_published_last_and_a_name_is_there_once(tmp_path: Path) -> None:
    """Also where two are of one day, and where an earlier commit is published again."""
    other = ONE.replace("a", "f")
    first = built_site(tmp_path / "first", other, tmp_path / "none")
    second = built_site(tmp_path / "second", ONE, first)
    assert names_in(second) == [ONE, other]
    again = built_site(tmp_path / "again", other, second, **{"index.html": FILES["index.html"].replace("<h1>x", "<h1>y")})
    assert names_in(again) == [other, ONE]
    assert "<h1>y" in read(again, f"versions/{other}/index.html")
    same = built_site(tmp_path / "same", ONE, second)
    assert digests(same) == digests(second)


def test_a_page_that_is_gone_leads_home_while_a_version_has_it(tmp_path: Path) -> None:
    one = built_site(tmp_path / "one", ONE, tmp_path / "none")
    without = {"module-1/b/index.html": None, "embed/network/index.html": None}
    two = built_site(tmp_path / "two", TWO, one, **without)
    assert kept(two, ONE) == kept(one, ONE)
    assert 'content="0; url=../../"' in read(two, "module-1/b/index.html")
    assert read(two, "module-1/a/index.html") == FILES["module-1/a/index.html"]
    assert not (two / "versions" / TWO / "module-1" / "b").exists()
    assert not (two / "embed" / "network").exists(), "nothing leads to the current frame"
    three = built_site(tmp_path / "three", THREE, two, most=1, **without)
    assert not (three / "module-1" / "b").exists(), "no version has it any more"


def test_the_list_has_day_run_accuracy_and_size(tmp_path: Path) -> None:
    one = built_site(tmp_path / "one", ONE, tmp_path / "none", **{"metrics.json": "{}", "assets/large.bin": "x" * 1_250_000})
    two = built_site(tmp_path / "two", TWO, one)
    listed = read(two, "versions/index.html")
    rows = re.findall(r"(?s)<tr>(.*?)</tr>", listed)
    cells = [re.sub("<[^>]*>", "", row).split("\n") for row in rows]
    assert [[cell for cell in row if cell] for row in cells] == [
        ["2026-11-28", 12 * "b", "97.3\N{NO-BREAK SPACE}%", "0.0 MB"], ["2026-11-27", 12 * "a", "1.3 MB"],
    ]
    assert re.findall('href="([^"]*)"', listed) == [f"{TWO}/", f"{ONE}/"]


@pytest.mark.parametrize("names", ["{", "{}", '["../../x"]', '["2026-11-27-abc"]', "[1]", "\udcff"])
def test_names_that_cannot_be_read_are_told(names: str, tmp_path: Path) -> None:
    site = built_site(tmp_path / "one", ONE, tmp_path / "none")
    (site / NAMES).write_bytes(names.encode(errors="surrogateescape"))
    with pytest.raises(StoreError, match=r"versions/versions\.json cannot be read: .*; restore it, or remove it to begin anew"):
        keep(site_of(tmp_path / "two"), TWO, site, 1, "")


def test_a_version_that_somebody_removed_is_not_missed(tmp_path: Path) -> None:
    one = built_site(tmp_path / "one", ONE, tmp_path / "none")
    two = built_site(tmp_path / "two", TWO, one)
    shutil.rmtree(two / FOLDER / ONE)
    assert names_in(built_site(tmp_path / "three", THREE, two)) == [THREE, TWO]


def test_checks_and_gates_leave_versions_out_and_the_policy_does_not(tmp_path: Path) -> None:
    """A rule of today must not fail a page of yesterday; but what runs there needs its place in the policy."""
    site = built_site(tmp_path / "one", ONE, tmp_path / "none")
    faults, weights = check(site), [str(result) for result in judge_site(Gates(), site)]
    before = policy(Site.read(site))
    page = site / FOLDER / ONE / "index.html"
    page.write_text(page.read_text().replace("</body>", '<script>"of another theme"</script><img src="gone.png"></body>') + 60_000_000 * " ")
    assert check(site) == faults
    assert [str(result) for result in judge_site(Gates(), site)] == weights
    assert len(policy(Site.read(site)).split("'sha256-")) == len(before.split("'sha256-")) + 1


def test_the_archive_holds_no_versions(tmp_path: Path) -> None:
    site = built_site(tmp_path / "one", ONE, tmp_path / "none")
    files = {path: (site / path).read_bytes() for path in digests(site)}
    without = {path: content for path, content in files.items() if not path.startswith(FOLDER)}
    assert offline.packed(files) == offline.packed(without)
    assert offline.packed(files) != offline.packed(without | {"more.txt": b""})


# The build

LENIENT = "[tool.mnist-report.gates]\nmin_test_accuracy = 0.0\nmin_class_recall = 0.0\nmax_calibration_error = 1.0"
DAYS = {"2026-11-27": "1795780800", "2026-11-28": "1795867200", "2026-11-29": "1795953600"}


def build(project: Project, day: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mnist_report", "build", *options]
    environment = QUIET | {"SOURCE_DATE_EPOCH": DAYS.get(day, day), "GIT_CEILING_DIRECTORIES": str(project.folder.parent)} | environment
    return subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def keeping(project: Project) -> Project:
    """A project that keeps a version besides the current one, and has the page that lists them."""
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", "seeds = 2\nkeep_versions = 1"))
    project.settings(LENIENT)
    shutil.copyfile(ROOT / "docs" / "versions.md", project.folder / "docs" / "versions.md")
    with (project.folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("nav: [index.md, {More: [report/index.md]}]\nmarkdown_extensions: [attr_list, md_in_html, tables]\n")
    return project


def test_a_build_keeps_what_it_replaces_and_an_aborted_one_loses_nothing(keeping: Project) -> None:
    site = keeping.folder / "site"
    first = build(keeping, "2026-11-27", SITE_URL=ADDRESS)
    assert first.returncode == 0, first.stderr
    (name,) = names_in(site)
    run = json.loads(read(site, "metrics.json"))["run"]
    assert name == f"2026-11-27-{run}" and f"version {name}: " in first.stderr
    assert 'href="versions/"' in read(site, "index.html"), "in the navigation"
    old, before = kept(site, name), digests(site)
    keeping.page("# Home { #home }\n\nNew.\n\n[x](gone.txt)\n")
    assert build(keeping, "2026-11-28").returncode == 9
    assert digests(site) == before
    keeping.page("# Home { #home }\n\nNew.\n")
    second = build(keeping, "2026-11-28", SITE_URL=ADDRESS)
    assert second.returncode == 0, second.stderr
    assert names_in(site) == [f"2026-11-28-{run}", name] and kept(site, name) == old
    assert "New." not in read(site, f"versions/{name}/index.html") and "New." in read(site, f"versions/2026-11-28-{run}/index.html")
    assert f"<code>{run}</code>" in read(site, "versions/index.html") and "holds none" not in read(site, "versions/index.html")
    assert read(site, MANIFEST) == manifest(digests(site))
    assert "versions/" not in read(site, "sitemap.xml").replace(f"{ADDRESS}versions/<", "")
    before = digests(site)
    assert build(keeping, "2026-11-28", SITE_URL=ADDRESS).returncode == 0
    assert digests(site) == before, "the same again"
    assert links_lead_nowhere(site) == []


def test_mkdocs_alone_keeps_nothing_and_says_so(keeping: Project) -> None:
    done = mkdocs("build", "--strict", folder=keeping.folder)
    assert done.returncode == 0, done.stderr
    assert "This copy of the site holds none." in read(keeping.folder / "site", "versions/index.html")
    assert not (keeping.folder / "site" / NAMES).exists()


def test_a_build_takes_over_what_the_host_or_another_folder_has(keeping: Project, tmp_path: Path) -> None:
    """As in a pipeline, whose folder has at most what it has just built itself."""
    (keeping.folder / "mkdocs.yml").write_text(f"{(keeping.folder / 'mkdocs.yml').read_text()}site_url: !ENV [SITE_URL, '']\n")
    assert build(keeping, "2026-11-27").returncode == 0
    web = (keeping.folder / "site").rename(tmp_path / "web")
    (name,) = names_in(web)
    with served(web) as address:
        done = build(keeping, "2026-11-28", "--record", SITE_URL=address)
        assert done.returncode == 0, done.stderr
        site = keeping.folder / "site"
        assert names_in(site)[1:] == [name] and kept(site, name) == kept(web, name)
        assert f"{address}versions/: {len(kept(web, name)) + 1} files of earlier versions taken over" in done.stderr
        (web / FOLDER / name / "index.html").write_text("other")
        before = digests(site)
        done = build(keeping, "2026-11-29", "--record", SITE_URL=address)
        assert done.returncode == 7
        assert f"versions/{name}/index.html is not what SHA256SUMS there says" in done.stderr.splitlines()[-1]
        (web / FOLDER / name / "index.html").unlink()
        done = build(keeping, "2026-11-29", "--record", SITE_URL=address)
        assert f"the versions in {address} cannot be read: HTTP Error 404: File not found; a site without them" in done.stderr
        assert digests(site) == before
        (web / MANIFEST).unlink()
        done = build(keeping, "2026-11-29", "--record", SITE_URL=address)
        assert f"{address}: no versions to start from (HTTP Error 404: File not found)" in done.stderr
        assert names_in(site) == [name.replace("2026-11-27", "2026-11-29")]
    done = build(keeping, "2026-11-28", "--versions", str(site), "--site-dir", str(tmp_path / "elsewhere"))
    assert done.returncode == 0, done.stderr
    assert names_in(tmp_path / "elsewhere")[1:] == names_in(site)[:1]


@pytest.mark.parametrize(
    ("day", "options", "code", "said"),
    [
        ("tomorrow", (), 3, "configuration: keep_versions is 1, but the day of the commit, which names a version, is not known; "
                            "build in a git repository, or set SOURCE_DATE_EPOCH"),
        ("2026-11-27", ("--versions", "nowhere"), 7, "store: there is no folder nowhere; --versions should be a built site or its address"),
        ("2026-11-27", ("--versions", "http://127.0.0.1:9/"), 7, "; a site without them would take its place: try again later, or name a folder"),
        ("2026-11-27", ("--versions", "http://example.org/"), 7, "it should be an https address, whose answer nobody on the way can change"),
    ],
)
def test_what_versions_cannot_be_made_of_is_told_before_any_work(keeping: Project, day: str, options: tuple[str, ...], code: int, said: str) -> None:
    done = build(keeping, day, *options)
    assert (done.returncode, said in done.stderr.splitlines()[-1]) == (code, True), done.stderr
    assert not (keeping.folder / "site").exists() and not list(keeping.folder.glob(".site*"))


def test_where_versions_are_off_none_is_kept_and_the_build_says_what_goes(keeping: Project) -> None:
    assert build(keeping, "2026-11-27").returncode == 0
    (name,) = names_in(keeping.folder / "site")
    settings = keeping.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("keep_versions = 1", "keep_versions = 0"))
    done = build(keeping, "2026-11-28", "--versions", "site")
    assert done.returncode == 2 and "--versions goes with keep_versions in [tool.mnist-report]" in done.stderr
    done = build(keeping, "2026-11-28")
    assert done.returncode == 0, done.stderr
    assert f"version {name}: no longer kept, as keep_versions is 0" in done.stderr
    assert not (keeping.folder / "site" / "versions").exists(), "nor the page that lists them"
    settings.write_text(settings.read_text().replace("keep_versions = 0", "keep_versions = 1"))
    done = build(keeping, "2026-11-29")
    assert f"{keeping.folder / 'site'} was built without keep_versions, so it is no version that could be kept" in done.stderr


def links_lead_nowhere(site: Path) -> list[str]:
    """What is wrong with the links of the pages of versions."""
    read = Site.read(site)
    assert len(read.kept) >= 4
    found = [(page.path, reference.address) for page in read.kept for element in page.everything for reference in references(element)]
    targets = {link: read.target(link[1], link[0]) for link in found}
    return [f"{link}: {read.missing(target)}" for link, target in targets.items() if target and read.missing(target)]
