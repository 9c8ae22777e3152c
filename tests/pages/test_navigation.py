"""What mkdocs.yml says of the site reaches whatever must know its name, its address and its order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mnist_report.core.errors import ConfigurationError
from mnist_report.pages.navigation import Navigation, Part
from tests.support.project import Project, mkdocs, mnist_report, this_navigation


def read(folder: Path, text: str) -> Navigation:
    file = folder / "mkdocs.yml"
    file.write_text(text, encoding="utf-8")
    return Navigation.read(file)


def test_name_address_repository_and_order(tmp_path: Path) -> None:
    said = read(tmp_path, """
site_name: A course
site_description: >-
  Over
  two lines.
site_url: https://example.org/course
extra: {repository: https://example.org/code/, commit: 0123456789abcdef0123456789abcdef01234567}
nav:
  - index.md
  - One: [one/index.md, First: one/first.md, {Deep: [one/deep.md]}]
  - Elsewhere: https://example.org/
""")
    assert said == Navigation(
        name="A course",
        description="Over two lines.",
        address="https://example.org/course/",
        repository="https://example.org/code",
        commit="0123456789abcdef0123456789abcdef01234567",
        nav=(Part("", ("index.md",)), Part("One", ("one/index.md", "one/first.md", "one/deep.md"))),
    )


def test_what_is_not_said_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, "theme: material\n") == Navigation()


def test_variables_and_unknown_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "site_url: !ENV [FIRST, SECOND, 'https://default.org/']\nsite_name: !ENV NAME\nx: !!python/name:os.system\n"
    assert read(tmp_path, text).address == "https://default.org/"
    monkeypatch.setenv("SECOND", "https://second.org")
    monkeypatch.setenv("NAME", "Named")
    assert read(tmp_path, text).address == "https://second.org/"
    assert read(tmp_path, text).name == "Named"


@pytest.mark.parametrize(("text", "message"), [("a: [", "cannot be read: "), ("- a\n", "must be a mapping"), ("extra: 3\n", "as its `extra` must"), ("extra: {commit: main}\n", "extra.commit is 'main'; it should be the 40 hexadecimal digits of a commit")])
def test_a_file_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(f"{tmp_path / 'mkdocs.yml'}") + ".*" + message):
        read(tmp_path, text)


@pytest.mark.parametrize(("text", "message"), [
    ("nav: " + "[" * 100 + "]" * 100, "it is nested too deeply"),
    ("nav: &a [*a]", "it has more than 100000 values; does an alias repeat itself?"),
    ("nav: [&a [x], *b]", "found undefined alias"),
    (f"site_name: {'9' * 301}", "it has a whole number of more than 300 characters"),
])
def test_what_is_too_much_is_said(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(f"{tmp_path / 'mkdocs.yml'} cannot be read: {message}")):
        read(tmp_path, f"{text}\n")


def test_aliases_and_merges_are_read(tmp_path: Path) -> None:
    said = read(tmp_path, "x: &x {site_name: Shared}\n<<: *x\nnav: [&page a.md, One: [*page, b.md]]\n")
    assert said.name == "Shared"
    assert said.nav == (Part("", ("a.md",)), Part("One", ("a.md", "b.md")))
    assert read(tmp_path, "nav: " + "[" * 98 + "a.md" + "]" * 98 + "\n").nav == (Part("", ("a.md",)),)


@pytest.mark.edition
def test_the_modules_of_this_course() -> None:
    parts = [part for part in this_navigation().nav if part.title.startswith("Module")]
    assert [len(part.pages) for part in parts] == [8, 4, 7]


TIDIED = {
    " https://example.org/course/ ": "https://example.org/course/", "\thttps://example.org/course\n": "https://example.org/course/",
    "https://example.org": "https://example.org/", "HTTPS://Example.ORG/a/": "HTTPS://Example.ORG/a/", "http://localhost:8000/": "http://localhost:8000/",
    "http://[::1]:80/a": "http://[::1]:80/a/", "https://bücher.example/~kurs/é/": "https://bücher.example/~kurs/é/", "   ": "", "": "",
    "https://example.org/a%20b/@c/d:e//": "https://example.org/a%20b/@c/d:e/",
}

NO_ADDRESS = [
    "https://example.org/course/?x=1", "https://example.org/course/#top", "https://example.org/my course/", "https://example.org/a\tb/",
    '" https://example.org/course/ "', '"https://example.org/course/"', "example.org/course/", "//example.org/", "/course/", "ftp://example.org/",
    "file:///course/", "javascript:a()", "git@example.org:a/b", "https://me@example.org/", "https://me:secret@example.org/a/", r"https://example.org\a/",
    "https:example.org/", "https:/example.org/", "https://", "https:///a/", "https://example.org/a/../b/", "https://example.org/%2E%2e/b/",
    "https://example.org/./", "https://example.org/a//b/", "https://example.org/a%zz/", "https://example.org/a%", "https://example.org/a\x01b/",
    "https://example.org/\u202ea/", "https://example.org/a\u200bb/", "\ufeffhttps://example.org/", "https://example.org:port/", "https://exa mple.org/",
    "https://example..org/", "https://.example.org/", "https://example.org/<b>/", "https://example.org/a|b/", "https://?", "https://#", "https://:80/",
]


@pytest.mark.parametrize("written", TIDIED)
def test_blanks_around_an_address_are_none_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ADDRESS", written)
    said = read(tmp_path, "site_url: !ENV ADDRESS\nextra: {repository: !ENV ADDRESS}\n")
    assert said.address == TIDIED[written]
    assert said.repository == TIDIED[written].rstrip("/")


@pytest.mark.parametrize("written", NO_ADDRESS)
@pytest.mark.parametrize(("setting", "text"), [("site_url", "site_url: !ENV ADDRESS"), ("extra.repository", "extra: {repository: !ENV ADDRESS}")])
def test_what_is_no_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, setting: str, text: str) -> None:
    monkeypatch.setenv("ADDRESS", written)
    with pytest.raises(ConfigurationError) as raised:
        read(tmp_path, f"{text}\n")
    assert str(raised.value).startswith(f"{tmp_path / 'mkdocs.yml'}: {setting} is {' '.join(written.split())!r}; ")
    assert str(raised.value).endswith("; it should be an address such as 'https://example.org/course/', without a user, a blank, '?' or '#'")
    assert len(str(raised.value).splitlines()) == 1


def test_a_commit_is_read_whatever_its_case_and_blanks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTEBOOKS_COMMIT", f" {'0123456789ABCDEF' * 2}01234567\n")
    assert read(tmp_path, "extra: {commit: !ENV NOTEBOOKS_COMMIT}\n").commit == "0123456789abcdef" * 2 + "01234567"


@pytest.mark.parametrize("page", ["../a.md", "a/../../b.md", "/a.md", "a//b.md", "C:/a.md", "./a.md"])
def test_a_page_outside_of_the_folder_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(f"nav has {page!r}; it should be a path within the pages' folder")):
        read(tmp_path, f"nav:\n  - One:\n      - index.md\n      - Page: '{page}'\n")


@pytest.fixture
def addressed(project: Project) -> Project:
    """A project that is told its address."""
    with (project.folder / "mkdocs.yml").open("a") as settings:
        settings.write('site_url: !ENV [SITE_URL, ""]\n')
    return project


def test_mkdocs_takes_the_same_address(addressed: Project) -> None:
    done = mkdocs("build", "--strict", folder=addressed.folder, address=" https://example.org/course/ ")
    assert done.returncode == 0, done.stderr
    site = addressed.folder / "site"
    assert '<link rel="canonical" href="https://example.org/course/">' in (site / "index.html").read_text()
    assert "<loc>https://example.org/course/report/</loc>" in (site / "sitemap.xml").read_text()
    assert 'href="/course/' in (site / "404.html").read_text()


def test_both_commands_refuse_what_is_no_address(addressed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    address, words = "https://example.org/course/?x=1", "mkdocs.yml: site_url is 'https://example.org/course/?x=1'; it should be an address such as "
    done = mkdocs("build", folder=addressed.folder, address=address)
    assert done.returncode != 0
    assert f"mnist-report: configuration: {addressed.folder}/{words}" in done.stderr
    assert "Traceback" not in done.stderr
    monkeypatch.setenv("SITE_URL", address)
    done = mnist_report("build", folder=addressed.folder)
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert words in done.stderr
    assert not (addressed.folder / "site").exists()
