"""A built site lists the SHA-256 of all its files."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from mnist_report.core.digests import MANIFEST, digests
from tests.support.project import Project, mkdocs, mnist_report


def checked(site: Path) -> subprocess.CompletedProcess[str]:
    command = ["sha256sum", "--check", "--strict", "--quiet", MANIFEST]
    return subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("which", ["site", "published"])
def test_every_file_of_the_site_is_listed_as_it_is(which: str, request: pytest.FixtureRequest) -> None:
    site = request.getfixturevalue(which)
    done = checked(site)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    listed = [line.split("  ", 1)[1] for line in (site / MANIFEST).read_text(encoding="utf-8").splitlines()]
    assert listed == sorted(set(digests(site)) - {MANIFEST})
    assert {"index.html", "downloads/course.zip", "search/search_index.json", "sitemap.xml.gz"} <= set(listed)
    assert MANIFEST in (site / "report" / "index.html").read_text(encoding="utf-8")


def test_the_archive_does_not_hold_the_list_of_the_site_that_holds_it(site: Path) -> None:
    with zipfile.ZipFile(site / "downloads" / "course.zip") as archive:
        assert not [name for name in archive.namelist() if name.endswith(MANIFEST)]


def test_mkdocs_says_how_far_it_is(project: Project, tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = mkdocs("build", "--strict", "--site-dir", site, folder=project.folder)
    assert done.returncode == 0, done.stderr
    assert re.search(r"INFO    -  pages: 2 of 2, \d+\.\d s\n", done.stderr)
    archive = re.escape(str(site / "downloads" / "course.zip"))
    assert re.search(rf"INFO    -  archive: 1 of 1, \d+\.\d s: {archive}\n", done.stderr)


def test_a_site_that_another_generator_built_is_listed_by_pack(project: Project, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert mkdocs("build", "--strict", "--site-dir", site, folder=project.folder).returncode == 0
    before = (site / MANIFEST).read_bytes()
    (site / "more.html").write_text("<!doctype html><title>More</title>")
    assert mnist_report("pack", site, folder=project.folder).returncode == 0
    assert checked(site).returncode == 0
    assert b"  more.html\n" in (site / MANIFEST).read_bytes()
    (site / "more.html").unlink()
    assert checked(site).returncode == 1
    assert mnist_report("pack", site, folder=project.folder).returncode == 0
    assert (site / MANIFEST).read_bytes() == before


def test_what_a_site_only_leads_to_keeps_its_mode(project: Project, tmp_path: Path) -> None:
    site, own = tmp_path / "site", tmp_path / "own"
    assert mkdocs("build", "--strict", "--site-dir", site, folder=project.folder).returncode == 0
    (site / ".git").mkdir()
    for file in (own, site / ".git" / "config", site / "index.html"):
        file.write_text("<!doctype html><title>x</title>")
        file.chmod(0o600)
    (site / "link.html").symlink_to(own)
    (site / "gone.html").symlink_to("nowhere")
    done = mnist_report("pack", site, folder=project.folder)
    assert done.returncode == 0, done.stderr
    modes = [file.stat().st_mode & 0o777 for file in (own, site / ".git" / "config", site / "index.html")]
    assert modes == [0o600, 0o600, 0o644]


def test_a_list_that_cannot_be_written_is_one_line(project: Project, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert mkdocs("build", "--strict", "--site-dir", site, folder=project.folder).returncode == 0
    (site / MANIFEST).unlink()
    (site / MANIFEST).mkdir()
    done = mnist_report("pack", site, folder=project.folder)
    assert done.returncode == 7
    assert done.stderr.startswith(f"mnist-report: store: cannot write {site / MANIFEST}: ")
    assert len(done.stderr.splitlines()) == 1
    shutil.rmtree(site / MANIFEST)
