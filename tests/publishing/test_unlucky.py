"""A full disk, a folder that is not ours, two builds at once: one clean line or both right, and nothing left behind. (Over 300 lines: each of these misfortunes.)"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.digests import digests
from mnist_report.core.files import replace
from mnist_report.publishing.events import PROCESS
from tests.support.killing import LENIENT, start
from tests.support.project import QUIET, Project, mkdocs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HUMBLE = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]
"""Root may write anywhere; without these capabilities he is held to what the modes of a folder say."""


def run(project: Path, *arguments: str | Path, before: tuple[str, ...] = (), **more: Any) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "mnist_report", "--project", project, *map(str, arguments)]
    more = {"env": QUIET | {"HOME": "/tmp/home"}, "capture_output": True} | more
    return subprocess.run(command, text=True, check=False, **more)


def told(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """That it left as a StoreError should, and said all of these words."""
    lines = [line for line in done.stderr.splitlines() if line.startswith("mnist-report:")]
    assert done.returncode == 7, done.stderr
    assert len(lines) == 1, lines
    for word in words:
        assert word in lines[-1], lines
    assert "Traceback" not in done.stderr


def left(folder: Path) -> list[str]:
    """What a failure left half-made."""
    return sorted(path.name for path in folder.rglob(".*") if path.name not in {".cache", ".gitignore"})


# A full disk


def small_files(most: int) -> Callable[[], None]:
    """In a child: no file may grow beyond so many bytes, as on a disk that is full."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("most", [0, 100, 2000])
def test_a_disk_too_full_for_the_store(cold_project: Project, tmp_path: Path, most: int) -> None:
    cold_project.page('# Home { #home }\n\n<< figure("weight_map") >>\n')
    done = run(cold_project.folder, "render", tmp_path / "out", preexec_fn=small_files(most))
    told(done, "the store", "File too large", "free space")
    assert not (tmp_path / "out").exists()
    assert left(cold_project.folder) == []


def test_a_disk_too_full_for_the_pages(project: Project, tmp_path: Path) -> None:
    assert run(project.folder, "render", tmp_path / "first").returncode == 0
    done = run(project.folder, "render", tmp_path / "second", preexec_fn=small_files(1000))
    told(done, "cannot write", "second", "File too large")
    assert run(project.folder, "render", tmp_path / "second").returncode == 0
    assert digests(tmp_path / "first") == digests(tmp_path / "second")


def test_a_disk_too_full_for_the_site(project: Project) -> None:
    project.settings(LENIENT)
    assert run(project.folder, "build").returncode == 0
    before = digests(project.folder / "site")
    for most in (0, 2000):
        told(run(project.folder, "build", preexec_fn=small_files(most)), "File too large")
        assert digests(project.folder / "site") == before
        assert left(project.folder) == []
    assert run(project.folder, "build").returncode == 0
    assert digests(project.folder / "site") == before


def test_a_disk_too_full_for_mkdocs(project: Project) -> None:
    assert run(project.folder, "render", project.folder / "tree").returncode == 0
    for most in (100, 2000, 30_000):
        done = mkdocs("build", folder=project.folder, preexec_fn=small_files(most))
        told(done, "cannot write", "File too large", "free space")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", disk], check=False).returncode:
        pytest.skip("no disk can be mounted here; the limit on the size of files stands for it")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_is_full(trained_project: Project, tiny_disk: Path) -> None:
    project, out = trained_project, trained_project.folder / "out"
    project.page('# Home { #home }\n\n<< figure("network") >>\n\n<< figure("sample_images") >>\n')
    trained = project.folder / ".cache" / "mnist-report"
    shutil.copytree(trained, tiny_disk / "store", ignore=shutil.ignore_patterns("code", "locks"))  # many small files
    told(run(project.folder, "--store", tiny_disk / "store", "render", out), f"{tiny_disk}/store", "No space left on device")
    shutil.rmtree(tiny_disk / "store")
    told(run(project.folder, "render", tiny_disk / "out"), "cannot write", "No space left on device")
    shutil.rmtree(tiny_disk / "out")
    assert left(tiny_disk) == []


# A machine that is set up otherwise


@pytest.fixture
def full() -> Iterator[dict[str, Any]]:
    """What writes to the standard output or error, by its name, to a device that takes nothing."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with Path("/dev/full").open("w", encoding="utf-8") as device:
        pipes = {"capture_output": False, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        yield {name: pipes | {name: device} for name in ("stdout", "stderr")}


def test_what_cannot_be_said_is_one_line(project: Project, full: dict[str, Any]) -> None:
    (project.folder / "site").mkdir()
    (project.folder / "site" / "index.html").write_text("<!doctype html><title>x</title>")
    assert run(project.folder, "explain", cwd=project.folder).returncode == 0
    for arguments in (("key",), ("explain",), ("--help",), ("render", "-"), ("policy", "site"), ("verify", "site", "docs")):
        done = run(project.folder, *arguments, cwd=project.folder, **full["stdout"])
        line = "mnist-report: store: cannot use the standard output: No space left on device; free space, or name another"
        assert done.stderr.splitlines()[-1:] == [line], arguments
        told(done)


def test_what_went_wrong_has_its_code_though_it_cannot_be_said(project: Project, full: dict[str, Any]) -> None:
    codes = {("rendr",): 2, ("render", "docs"): 7, ("check", "docs"): 6, ("key",): 0}
    for arguments, code in codes.items():
        done = run(project.folder, *arguments, cwd=project.folder, **full["stderr"])
        assert done.returncode == code, arguments


def test_a_build_of_which_nothing_can_be_said_leaves_the_old_site(project: Project, full: dict[str, Any]) -> None:
    project.settings(LENIENT)
    assert run(project.folder, "build").returncode == 0
    before = digests(project.folder / "site")
    project.page("# Other { #home }\n")
    assert run(project.folder, "build", **full["stderr"]).returncode == 7
    assert digests(project.folder / "site") == before
    assert left(project.folder) == []


def test_whatever_the_umask_a_site_can_be_served(project: Project, tmp_path: Path) -> None:
    project.settings(LENIENT)
    assert run(project.folder, "build", umask=0o077).returncode == 0
    built = mkdocs("build", "--site-dir", tmp_path / "other", folder=project.folder, umask=0o077)
    assert built.returncode == 0, built.stderr
    for site in (project.folder / "site", tmp_path / "other"):
        modes = {path.stat().st_mode & 0o7777 for path in (site, *site.rglob("*"))}
        assert modes == {0o755, 0o644}


@pytest.mark.parametrize("place", ["file", "full"])
def test_no_temporary_folder_is_needed(project: Project, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "full").mkdir()
    if place == "full" and (os.geteuid() or subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4k", "none", tmp_path / "full"], check=False).returncode):
        pytest.skip("no disk can be mounted here")
    if place == "full":
        (tmp_path / "full" / "file").write_bytes(b"x" * 4096)
    project.settings(LENIENT)
    without = {"env": QUIET | {"TMPDIR": str(tmp_path / place), "TEMP": str(tmp_path / "nowhere")}}
    try:
        for arguments in (("render", tmp_path / "out"), ("build",), ("check", project.folder / "site")):
            done = run(project.folder, *arguments, **without)
            assert done.returncode == 0, done.stderr
        assert mkdocs("build", folder=project.folder, **without).returncode == 0
    finally:
        if place == "full":
            subprocess.run(["umount", tmp_path / "full"], check=True)


def test_what_a_killed_mkdocs_leaves_goes_with_what_it_built(project: Project) -> None:
    """Its plugin keeps the pages in a temporary folder, which a kill leaves behind; the next build removes `.site.new`."""
    project.settings(LENIENT)
    host = project.folder / "gen" / "pages.py"
    host.write_text(f"{host.read_text()}\nimport tempfile\nopen('said', 'w').write(tempfile.gettempdir())\n")
    assert run(project.folder, "build").returncode == 0
    assert Path((project.folder / "said").read_text()).is_relative_to(project.folder / ".site.new")
    assert left(project.folder) == []


def test_what_a_killed_mkdocs_left_goes_with_the_next_and_what_is_used_stays(project: Project, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    used, other = temporary / "mkdocs_gen_files_used", temporary / "mkdocs_gen_files_other"
    for folder in (used, other):
        folder.mkdir(parents=True)
    (used / PROCESS).write_text(str(os.getpid()))
    command, environment = [sys.executable, "-m", "mkdocs", "build"], QUIET | {"TMPDIR": str(temporary)}
    host = project.folder / "gen" / "pages.py"
    own = host.read_text()
    host.write_text(f"{own}\nimport signal, sys\nprint('rendered', file=sys.stderr, flush=True)\nsignal.pause()\n")
    process = subprocess.Popen(
        command, cwd=project.folder, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr is not None
    assert any(line == "rendered\n" for line in process.stderr)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert len(list(temporary.iterdir())) == 3
    host.write_text(own)
    assert mkdocs("build", folder=project.folder, env=environment).returncode == 0
    assert sorted(temporary.iterdir()) == [other, used]


def test_a_file_half_written_by_a_dead_process_goes_and_that_of_a_live_one_stays(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead, alive, other = (tmp_path / f".[a].md.{of}.half" for of in (ended.pid, os.getppid(), "notes"))
    for half in (dead, alive, other):
        half.write_text("half")
    replace(tmp_path / "[a].md", "whole")
    assert sorted(tmp_path.iterdir()) == sorted([alive, other, tmp_path / "[a].md"])


# A folder that is not ours


@pytest.fixture
def sealed(trained_project: Project) -> Iterator[Path]:
    """A project, with all that it needs in its store, in which nobody may write."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        copy = Path(folder, "project")
        run(trained_project.folder, "render", Path(folder, "made"))
        shutil.copytree(trained_project.folder, copy, ignore=shutil.ignore_patterns("locks"))
        (copy / ".cache" / "mnist-report").rename(copy / "store")
        settings = copy / "pyproject.toml"
        settings.write_text(settings.read_text().replace("seeds = 2", 'seeds = 2\nstore = "store"'))
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        if os.geteuid() == 0 and not shutil.which(HUMBLE[0]):
            pytest.skip("root may write anywhere, and there is no setpriv to hold him back")
        yield copy
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o755)


def humbly(project: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run(project, *arguments, before=tuple(HUMBLE) if os.geteuid() == 0 else ())


def test_a_store_to_read_only_is_enough_for_what_it_holds(sealed: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        done = humbly(sealed, "render", Path(folder, "out"))
        assert done.returncode == 0, done.stderr
        assert digests(Path(folder, "out")) == digests(sealed.parent / "made")


def test_a_store_to_read_only_that_lacks_something(sealed: Path) -> None:
    settings = sealed / "pyproject.toml"
    settings.chmod(0o644)
    settings.write_text(settings.read_text().replace('store = "store"', 'store = "store/new"'))
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        told(humbly(sealed, "render", Path(folder, "out")), "the store", "store/new", "Permission denied")


def test_folders_to_read_only(sealed: Path) -> None:
    told(humbly(sealed, "render", sealed / "out"), "cannot write", "out", "Permission denied")
    assert not (sealed / "out").exists()
    settings = sealed / "pyproject.toml"
    settings.chmod(0o644)
    settings.write_text(settings.read_text() + LENIENT)
    told(humbly(sealed, "build"), "Permission denied")
    assert not (sealed / "site").exists()


def test_a_web_root_in_a_folder_to_read_only_is_filled(sealed: Path, trained_project: Project) -> None:
    root = sealed.parent / "www"
    sealed.parent.chmod(0o755)
    root.mkdir()
    sealed.parent.chmod(0o555)
    trained_project.settings(LENIENT)
    number = root.stat().st_ino
    for text in ("# One { #home }\n", "# Two { #home }\n"):
        trained_project.page(text)
        done = humbly(trained_project.folder, "build", "--site-dir", root)
        assert done.returncode == 0, done.stderr
        assert text[2:5] in (root / "index.html").read_text()
    assert root.stat().st_ino == number
    assert left(root) == []
    root.chmod(0o555)
    told(humbly(trained_project.folder, "build", "--site-dir", root), "cannot write", "www/.www.new", "Permission denied")


# Two at once


def test_two_builds_at_once_on_one_store(cold_project: Project, tmp_path: Path) -> None:
    """Both are right, and each training is done once."""
    outs = [tmp_path / "one", tmp_path / "two"]
    both = [start(cold_project.folder, "render", str(out)) for out in outs]
    assert [each.wait(300) for each in both] == [0, 0], (cold_project.folder / "log.txt").read_text()
    assert digests(outs[0]) == digests(outs[1])
    epochs = re.findall(r"seed \d, epoch \d of 2", (cold_project.folder / "log.txt").read_text())
    assert sorted(epochs) == sorted(set(epochs))
    assert len(epochs) == 4, epochs


def test_two_builds_of_one_site_at_once(project: Project, tmp_path: Path) -> None:
    project.settings(LENIENT)
    both = [start(project.folder, "build") for _ in range(2)]
    assert [each.wait(300) for each in both] == [0, 0], (project.folder / "log.txt").read_text()
    made = digests(project.folder / "site")
    assert start(project.folder, "build").wait(300) == 0
    assert digests(project.folder / "site") == made
    assert left(project.folder) == []
