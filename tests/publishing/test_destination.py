"""Nothing that no build made is lost, whatever folder or file a command is told to write to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.cli.render import pipe
from mnist_report.core.digests import MANIFEST, digests, manifest
from mnist_report.core.errors import StoreError
from mnist_report.publishing.destination import LITTER, MARKS, for_report, for_site, for_tree, own
from tests.support.project import Project, here, mkdocs

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable


@pytest.fixture
def furnished(cold_project: Project) -> Project:
    """A project with all that one may have; its home holds a site of somebody else's."""
    folder = cold_project.folder
    for name in (".git/HEAD", ".github/workflows/site.yml", "tests/test_it.py", "mnist_report/own.py", "README.md",
                 ".cache/mnist-report/runs/entry.json", "history.jsonl", "../home/site/index.html", "../home/site/CNAME"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("dear")
    settings = folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", 'seeds = 2\nhistory = "kept/history.jsonl"'))
    return cold_project


def run(project: Project, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return here(*arguments, folder=project.folder, HOME=str(project.folder.parent / "home"))


def is_refused(project: Project, *arguments: str | Path, words: str = "") -> str:
    """That it ends with one line and the code of StoreError, that nothing was trained, and that nothing has changed; the line."""
    before = digests(project.folder.parent)
    done = run(project, *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (7, 1), done.stderr
    assert done.stderr.startswith("mnist-report: store: ")
    assert words in done.stderr
    assert digests(project.folder.parent) == before
    return done.stderr


PLACES = {
    ".": "docs/index.md would be lost",
    "..": "docs/index.md would be lost",
    "/": "docs/index.md would be lost",
    "docs": "docs/index.md would be lost",
    "docs/x": "it lies in ",
    "site/../docs": "docs/index.md would be lost",
    "gen": "gen/pages.py would be lost",
    "gen/theme/x": "it lies in ",
    "tests": "tests/test_it.py would be lost",
    "mnist_report": "mnist_report/own.py would be lost",
    ".github": ".github/workflows/site.yml would be lost",
    ".git": ".git/HEAD would be lost",
    ".git/x": "it lies in ",
    ".cache": ".cache/mnist-report/runs/entry.json would be lost",
    ".cache/mnist-report": ".cache/mnist-report/runs/entry.json would be lost",
    ".cache/mnist-report/x": "it lies in ",
    "kept": "kept/history.jsonl would be lost",
    "../home": "home/site/CNAME would be lost",
    "../home/site": "home/site/CNAME would be lost, and no build made it",
}
"""What `--site-dir` may not be, and what is said of it."""


@pytest.mark.parametrize("place", PLACES)
def test_what_no_build_made_is_not_replaced(furnished: Project, place: str) -> None:
    said = is_refused(furnished, "build", "--site-dir", place, words=PLACES[place])
    assert "name a folder that is absent, empty or built before, such as build/site" in said


@pytest.mark.parametrize("place", PLACES)
def test_a_link_is_what_it_leads_to(furnished: Project, place: str) -> None:
    link = furnished.folder.parent / "link"
    link.symlink_to(furnished.folder / place)
    is_refused(furnished, "build", "--site-dir", link, words=PLACES[place])


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_rendered_over_it(furnished: Project, place: str) -> None:
    is_refused(furnished, "render", place)


def test_a_home_is_not_replaced_though_it_is_empty(cold_project: Project) -> None:
    (cold_project.folder.parent / "home").mkdir()
    is_refused(cold_project, "build", "--site-dir", "../home", words="home would be lost")


def test_a_file_is_no_folder(furnished: Project) -> None:
    for arguments in (("build", "--site-dir", "README.md"), ("render", "README.md")):
        done = run(furnished, *arguments)
        assert (done.returncode, "README.md' is a file" in done.stderr) == (2, True), done.stderr
        assert (furnished.folder / "README.md").read_text() == "dear"


def test_a_circle_of_links_is_told(furnished: Project) -> None:
    (furnished.folder / "one").symlink_to("other")
    (furnished.folder / "other").symlink_to("one")
    is_refused(furnished, "build", "--site-dir", "one", words="one cannot be reached")


@pytest.mark.parametrize("report", ["README.md", "docs/index.md", ".github/x.md", "site/faults.md"])
def test_a_report_is_not_written_over_it(furnished: Project, report: str) -> None:
    is_refused(furnished, "build", "--report", report, words=f"{report} cannot take the report")


@pytest.mark.parametrize("report", ["README.md", "docs/index.md", "requirements.txt", ".gitlab-ci.yml/x.md", "../home/site/metrics.json", "one/x.md"])
def test_the_report_of_a_check_is_not_written_over_it(furnished: Project, report: str) -> None:
    (furnished.folder / "one").symlink_to("one")
    is_refused(furnished, "check", "../home/site", "--report", report, words=f"{report} cannot ")


def test_only_a_site_of_a_course_is_packed(furnished: Project) -> None:
    before = digests(furnished.folder.parent)
    for place in ("docs", "../home/site"):
        done = run(furnished, "pack", place)
        assert (done.returncode, len(done.stderr.splitlines())) == (6, 1), done.stderr
        assert "it should be the folder of a built site" in done.stderr
    assert digests(furnished.folder.parent) == before


# What counts as a site


def site_in(folder: Path) -> Path:
    """A site, as far as files tell."""
    (folder / "module-1").mkdir(parents=True)
    for name in ("index.html", "module-1/index.html", *MARKS):
        (folder / name).write_text(name)
    (folder / MANIFEST).write_text(manifest(digests(folder)))
    return folder


def added(name: str) -> Callable[[Path], None]:
    def add(site: Path) -> None:
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text("dear")

    return add


def linked(site: Path) -> None:
    (site / "more").symlink_to("/")


def without(*names: str) -> Callable[[Path], None]:
    """Files that the list of files does not know."""

    def shorten(site: Path) -> None:
        lines = (site / MANIFEST).read_text().splitlines(keepends=True)
        (site / MANIFEST).write_text("".join(line for line in lines if not line.strip().endswith(names)))

    return shorten


def unlisted(site: Path) -> None:
    (site / MANIFEST).unlink()


NO_SITES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a file of one's own": (added("CNAME"), "CNAME"),
    "a hidden one": (added(".well-known/security.txt"), ".well-known/security.txt"),
    "a repository": (added(".git/HEAD"), ".git/HEAD"),
    "a link": (linked, "more"),
    "no list": (unlisted, "index.html"),
    "a list of something else": (without("metrics.json"), MANIFEST),
    "a page that is not listed": (without("module-1/index.html"), "module-1/index.html"),
}


@pytest.mark.parametrize("what", NO_SITES)
def test_a_site_with_more_in_it_is_not_replaced(tmp_path: Path, what: str) -> None:
    change, name = NO_SITES[what]
    site = site_in(tmp_path / "site")
    change(site)
    with pytest.raises(StoreError, match=rf"/site cannot become the site: .*/site/{name} would be lost, and no build made it; "):
        for_site(site, [])


def test_a_repository_is_never_listed_as_part_of_a_site(tmp_path: Path) -> None:
    site = site_in(tmp_path / "site")
    added(".git/HEAD")(site)
    (site / MANIFEST).write_text(manifest(digests(site)))
    with pytest.raises(StoreError, match=r"\.git/HEAD would be lost"):
        for_site(site, [])


def test_a_site_is_replaced_whatever_was_edited_in_it(tmp_path: Path) -> None:
    site = site_in(tmp_path / "site")
    (site / "index.html").write_text("edited")
    (site / "module-1" / "index.html").unlink()
    (site / "empty").mkdir()
    for name in LITTER:
        (site / name).write_text("")
    assert for_site(site, []) == site
    assert for_site(tmp_path / "absent" / "site", []) == tmp_path / "absent" / "site"
    assert for_site(site / "empty", []) == site / "empty"


def test_a_folder_that_cannot_be_looked_into_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_in(tmp_path / "site")

    def refuse(path: str | Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(StoreError, match=r"cannot write .*/site: Permission denied"):
        for_site(site, [])


def test_one_folder_under_two_names_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a system that does not tell letters' cases apart."""
    (tmp_path / "docs").mkdir()
    same = Path.samefile

    def blind(self: Path, other: Path) -> bool:
        return same(Path(str(self).replace("DOCS", "docs")), Path(str(other).replace("DOCS", "docs")))

    monkeypatch.setattr(Path, "samefile", blind)
    for place in ("DOCS", "DOCS/x"):
        with pytest.raises(StoreError, match="cannot be built into"):
            for_site(tmp_path / place, [tmp_path / "docs"])


def test_a_tree_is_written_where_one_was_and_nowhere_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("dear")
    with pytest.raises(StoreError, match=r"cannot take the course: .*/notes.md is there, and no rendering made it; name a "):
        for_tree(tmp_path, [])
    (tmp_path / "metrics.json").write_text("{}")  # many programs write one
    with pytest.raises(StoreError, match=r"cannot take the course: "):
        for_tree(tmp_path, [])
    (tmp_path / "metrics.schema.json").write_text("{}")
    assert for_tree(tmp_path, []) == tmp_path
    assert for_tree(tmp_path / "new", []) == tmp_path / "new"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\x", ""])
def test_an_archive_holds_no_path_that_leads_out_of_it(name: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(StoreError, match=r"cannot write .* into the archive: it should be a path inside it"):
        pipe({"index.md": b"", name: b""})
    assert capfdbinary.readouterr().out == b""


def test_a_report_may_be_anywhere_else(furnished: Project) -> None:
    for name in ("build/reports/site.md", "faults.md", "../faults.md"):
        for_report(furnished.folder / name, own(furnished.folder, furnished.artifacts.settings))


def test_the_folders_of_pipelines_are_free(furnished: Project) -> None:
    kept = own(furnished.folder, furnished.artifacts.settings)
    for name in ("site", "public", "_readthedocs/html", "build/site", "build"):
        assert for_site(furnished.folder / name, kept) == furnished.folder / name


def test_mkdocs_builds_where_a_site_was(project: Project) -> None:
    shutil.rmtree(project.folder / "site", ignore_errors=True)
    for _ in range(2):
        assert mkdocs("build", "--strict", folder=project.folder).returncode == 0
        assert for_site(project.folder / "site", own(project.folder, project.artifacts.settings))
