"""`mnist-report build` replaces the site only when all is well; whatever fails leaves the old one as it was. (Over 300 lines: each step at which a build may fail.)"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.digests import MANIFEST, digests, manifest
from mnist_report.core.errors import StoreError
from mnist_report.publishing import build
from mnist_report.publishing.destination import MARKS, for_site
from tests.support.folders import busy, folder_of
from tests.support.project import QUIET, ROOT, Project, mnist_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LENIENT = """
[tool.mnist-report.gates]
min_test_accuracy = 0.0
min_class_recall = 0.0
max_calibration_error = 1.0
"""


def built(project: Project, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs `mnist-report build` from elsewhere."""
    command = [sys.executable, "-m", "mnist_report", "--project", project.folder.name, "build", *options]
    return subprocess.run(command, cwd=project.folder.parent, env=QUIET, capture_output=True, text=True, check=False)


def old_site(site: Path) -> Path:
    """What `built` may replace."""
    (site / "old").mkdir(parents=True)
    (site / "old" / "index.html").write_text("the old site")
    for name in MARKS:
        (site / name).write_text("{}")
    (site / MANIFEST).write_text(manifest(digests(site)))
    return site


@pytest.fixture
def published(project: Project) -> Project:
    """A project with an old site and gates that its tiny network passes."""
    project.settings(LENIENT)
    old_site(project.folder / "site")
    return project


def test_a_site_that_passes_replaces_the_old_one(published: Project) -> None:
    done = built(published)
    assert done.returncode == 0, done.stderr
    assert "min_test_accuracy: met: test accuracy is " in done.stderr
    assert (published.folder / "site" / "index.html").is_file()
    assert not (published.folder / "site" / "old").exists()
    assert not list(published.folder.glob(".site*"))
    again = digests(published.folder / "site")
    assert built(published).returncode == 0
    assert digests(published.folder / "site") == again


def test_results_that_the_weights_do_not_give_are_not_published(trained_project: Project) -> None:
    """As somebody who can write the store could plant them: the answers changed, the digest of their file with them."""
    trained_project.settings(LENIENT)
    assert trained_project.artifacts.run.test_accuracy <= 1
    (arrays,) = trained_project.folder.glob(".cache/mnist-report/runs/seed-0/*/arrays.npz")
    kept = dict(np.load(arrays))
    wrong = (kept["labels"] + 1) % 3
    right = int((kept["probabilities"].argmax(axis=1) == kept["labels"]).sum())
    np.savez(arrays, **kept | {"probabilities": np.eye(3, dtype=np.float32)[wrong]})
    entry = arrays.with_name("entry.json")
    said = json.loads(entry.read_text())
    said["files"][arrays.name] = {"size": arrays.stat().st_size, "sha256": digests(arrays.parent)[arrays.name]}
    entry.write_text(json.dumps(said))
    done = built(trained_project)
    assert done.returncode == 8, done.stderr
    line = f"mnist-report: quality: metrics.json has the test accuracy 0.0, but the weights in the store give {right / 60}; "
    assert done.stderr.splitlines()[-1].startswith(line)
    assert not (trained_project.folder / "site").exists()


def gate(project: Project) -> None:
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("max_calibration_error = 1.0", "max_calibration_error = 0.0"))


def heavy(project: Project) -> None:
    project.settings("max_page_kilobytes = 1")


def setting(project: Project) -> None:
    project.settings("min_accuracy = 1")


def data(project: Project) -> None:
    (project.folder / "tiny.npz").write_bytes(b"no archive")


def training(project: Project) -> None:
    settings = project.folder / "pyproject.toml"
    settings.write_text(re.sub(r"(?m)^examples = .*$", "examples = 10", settings.read_text()))
    project.page('# Home { #home }\n\n<< figure("misclassifications") >>\n')


def content(project: Project) -> None:
    project.page("# Home { #home }\n\n<< run.acuracy >>\n")


def link(project: Project) -> None:
    project.page('# Home { #home }\n\n<a href="gone/">x</a>\n')


def strict(project: Project) -> None:
    project.page("# Home { #home }\n\n[x](gone.txt)\n")


def generator(project: Project) -> None:
    with (project.folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("docs_dir: nowhere\n")


def address(project: Project) -> None:
    (project.folder / "docs" / "permalinks.txt").write_text("gone/\n")


FAULTS = {
    gate: (8, "quality: max_calibration_error not met; "),
    heavy: (8, "quality: max_page_kilobytes not met; "),
    setting: (3, "configuration: "),
    data: (4, "data: "),
    training: (5, "of the 60 test images wrong, but Module 2 draws 10 such images"),
    content: (6, "content: docs/index.md:3: "),
    link: (9, "links: "),
    strict: (9, "links: mkdocs build with "),
    generator: (3, "configuration: mkdocs build with "),
    address: (10, "permalinks: "),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_whatever_fails_leaves_the_old_site(published: Project, fault: Callable[[Project], None]) -> None:
    fault(published)
    before = digests(published.folder / "site")
    done = built(published)
    code, message = FAULTS[fault]
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert digests(published.folder / "site") == before
    assert not list(published.folder.glob(".site*"))


def test_what_is_put_into_the_site_during_a_build_is_not_lost(published: Project) -> None:
    file = published.folder / "site" / "CNAME"
    with (published.folder / "gen" / "pages.py").open("a", encoding="utf-8") as host:
        host.write(f"\nfrom pathlib import Path\nPath({str(file)!r}).write_text('dear')\n")
    done = built(published)
    assert done.returncode == 7, done.stderr
    assert "site/CNAME would be lost, and no build made it" in done.stderr.splitlines()[-1]
    assert file.read_text() == "dear"
    assert not list(published.folder.glob(".site*"))


def test_what_the_checks_find_is_reported(published: Project) -> None:
    link(published)
    assert built(published, "--report=faults.md").returncode == 9
    faults = (published.folder.parent / "faults.md").read_text(encoding="utf-8")
    assert "leads to 'gone/': there is no file 'gone/'" in faults


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc").is_dir(), reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(published: Project) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mnist_report", "build", "--site-dir", "/proc/site"],
        cwd=published.folder, env=QUIET, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 7
    assert "store: cannot write /proc/.site.new" in done.stderr


def replace(site: Path) -> Path:
    """Replaces `site` by a new one; gives the folder in which that was made."""
    with build.replacing(site) as fresh:
        fresh.rmdir()
        folder_of(fresh, "new")
    return fresh


def test_an_error_on_the_way_leaves_the_old_folder(tmp_path: Path) -> None:
    site = folder_of(tmp_path / "site", "old")
    with pytest.raises(ZeroDivisionError), build.replacing(site) as fresh:
        (fresh / "a").write_text("half")
        raise ZeroDivisionError
    assert (site / "a").read_text() == "old"
    assert list(tmp_path.iterdir()) == [site]


def test_a_second_step_that_fails_takes_the_first_back(tmp_path: Path) -> None:
    site = folder_of(tmp_path / "site", "old")
    with pytest.raises(StoreError, match=r"cannot write .*: No such file or directory"), build.replacing(site) as fresh:
        fresh.rmdir()
    assert (site / "a").read_text() == "old"
    assert list(tmp_path.iterdir()) == [site]


@pytest.fixture(params=["renamed", "refused", "mounted"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for a site, empty: one that can be renamed, one that the system says cannot be, one that truly cannot."""
    site = tmp_path / "site"
    site.mkdir()
    if request.param == "refused":
        monkeypatch.setattr(Path, "rename", busy)
    if request.param != "mounted":
        yield site
        return
    (tmp_path / "volume").mkdir()
    if os.geteuid() or subprocess.run(["mount", "--bind", tmp_path / "volume", site], check=False).returncode:
        pytest.skip("nothing can be mounted here; the system that says so stands for it")
    yield site
    subprocess.run(["umount", site], check=True)


def test_a_site_takes_the_place_of_the_old_one_to_the_byte(site: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    new = digests(folder_of(tmp_path / "new", "new"))
    number, beside = site.stat().st_ino, "renamed" in request.node.name
    assert (replace(site).parent.parent == site.parent) == beside
    assert digests(site) == new
    replace(site)  # over itself
    assert digests(site) == new
    shutil.rmtree(site / "same")
    (site / "old").mkdir()
    (site / "old" / "index.html").write_text("old")
    shutil.rmtree(site / "way")
    (site / "way").write_text("old")
    replace(site)
    assert digests(site) == new
    assert not [path.name for path in site.rglob("*") if path.is_dir() and not list(path.iterdir())]
    assert (site.stat().st_ino == number) != beside
    assert not list(tmp_path.rglob(".*"))


def test_the_old_site_is_whole_until_the_new_one_is(site: Path) -> None:
    replace(site)
    before = digests(site)
    with pytest.raises(ZeroDivisionError), build.replacing(site) as fresh:
        (fresh / "a").write_text("half")
        assert digests(site) == before | {path: digest for path, digest in digests(site).items() if ".new/" in path}
        raise ZeroDivisionError
    assert digests(site) == before


def test_a_web_root_keeps_its_mode(tmp_path: Path) -> None:
    site = folder_of(tmp_path / "site", "old")
    site.chmod(0o2750)
    replace(site)
    assert site.stat().st_mode & 0o7777 == 0o2750


LEFT: dict[str, Callable[[Path, Path], object]] = {
    "a folder": lambda path, dear: folder_of(path, "half"),
    "a folder to read only": lambda path, dear: [each.chmod(0o555) for each in (folder_of(path, "old") / "same", path)],
    "a file": lambda path, dear: path.write_text("half"),
    "a link": lambda path, dear: path.symlink_to(dear),
    "a link to a file": lambda path, dear: path.symlink_to(dear / "a"),
    "a link to nothing": lambda path, dear: path.symlink_to("nowhere"),
    "a link in a folder": lambda path, dear: (folder_of(path, "old") / "link").symlink_to(dear),
    "a link to an old site": lambda path, dear: (path.mkdir(), (path / "old").symlink_to(dear)),
}


@pytest.mark.parametrize("what", LEFT)
def test_what_a_killed_build_left_is_no_hindrance(site: Path, tmp_path: Path, what: str) -> None:
    dear = digests(folder_of(tmp_path / "dear", "dear"))
    new = digests(folder_of(tmp_path / "new", "new"))
    for folder in (tmp_path, site):
        LEFT[what](folder / ".site.new", tmp_path / "dear")
        replace(site)
        assert digests(site) == new
        assert digests(tmp_path / "dear") == dear
        assert not os.path.lexists(folder / ".site.new")


KILLED = """
import os, signal, sys
from pathlib import Path
from mnist_report.publishing import build
from tests.support.folders import busy, folder_of

site = Path(sys.argv[1])
if sys.argv[2] == "refused":
    Path.rename = busy
for line in sys.stdin:  # a process for each number of steps, which has all imports already
    left = int(line)
    if not (process := os.fork()):
        break
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
else:
    sys.exit()

def counted(step):
    def counting(*arguments, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*arguments, **more)
    return counting

for name in ("replace", "unlink", "mkdir", "rmdir", "write_text"):
    setattr(Path, name, counted(getattr(Path, name)))
with build.replacing(site) as fresh:
    fresh.rmdir()
    folder_of(fresh, "new")
"""


@pytest.mark.parametrize("way", ["renamed", "refused"])
def test_a_build_killed_at_any_step_is_made_good_by_the_next(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], None]
) -> None:
    new, site = digests(folder_of(tmp_path / "new", "new")), tmp_path / "folder" / "site"
    if way == "refused":
        monkeypatch.setattr(Path, "rename", busy)
    command = [sys.executable, "-c", KILLED, site, way]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killed:
        steps = killed_at_each_step(killed, site, new, way)
    assert steps > 20
    say(f"killed: a site that is {way} at each of {steps} steps: the next build right")


def killed_at_each_step(killed: subprocess.Popen[str], site: Path, new: dict[str, str], way: str) -> int:
    """Kills after each number of steps, and looks at what is left; gives the number after which nothing was left to do."""
    for step in range(1000):
        shutil.rmtree(site.parent, ignore_errors=True)
        site.parent.mkdir()
        old = digests(folder_of(site, "old"))
        print(step, file=killed.stdin, flush=True)
        code = int(killed.stdout.readline())
        assert code in (0, -signal.SIGKILL)
        if way == "renamed":
            assert not site.exists() or digests(site) in (old, new)
        assert for_site(site, []) == site
        with pytest.raises(ZeroDivisionError), build.replacing(site):
            assert for_site(site, []) == site
            raise ZeroDivisionError
        assert way == "refused" or digests(site) in (old, new)
        replace(site)
        assert digests(site) == new
        assert list(site.parent.rglob(".*")) == []
        if not code:
            return step
    raise AssertionError("it never ended")


def test_a_link_is_followed_to_the_web_root(published: Project, tmp_path: Path) -> None:
    """That of the project, and then, over what was built there, another one that is named."""
    (published.folder / "site").rename(tmp_path / "www")
    for link, options in {published.folder / "site": (), tmp_path / "root": ("--site-dir", "root")}.items():
        link.symlink_to(tmp_path / "www")
        (tmp_path / "www" / "index.html").unlink(missing_ok=True)
        done = built(published, *options)
        assert done.returncode == 0, done.stderr
        assert link.is_symlink()
        assert (tmp_path / "www" / "index.html").is_file()
        assert not (tmp_path / "www" / "old").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "root", "www"]


def test_the_help_names_every_exit_code() -> None:
    said = " ".join(mnist_report("--help", folder=ROOT).stdout.split())
    codes = {fault[0] for fault in FAULTS.values()} | {2, 7, 70}
    assert all(f" {code} " in said for code in codes)
