"""`mkdocs serve` for authors: each edit is served without a restart, trains nothing, and sets off one build."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.project import QUIET, ROOT, Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGE = "# Home { #home }\n\nThe first text.\n\n<< figure('confusion_matrix') >>\n"
PICTURE = "figures/confusion-matrix.svg"
FIGURES = "mnist_report/figures"
AS_USUAL = {"PYTHONDONTWRITEBYTECODE": ""}  # unset: what Python compiles must not count as an edit
PATIENCE = 180  # seconds for one answer, on a machine that does other things too


@dataclass(frozen=True)
class Server:
    """A running `mkdocs serve`."""

    address: str
    """Of the home page, with a slash at the end."""
    log: Path
    """What it prints."""
    process: subprocess.Popen[bytes]
    """The server itself."""

    def said(self, words: str) -> int:
        """How often the words stand in the log."""
        return self.log.read_text(encoding="utf-8").count(words)

    def get(self, path: str = "") -> str:
        """What is served at `path`; nothing before the first build and after one that failed."""
        with contextlib.suppress(OSError), urllib.request.urlopen(self.address + path, timeout=2) as answer:
            return str(answer.read().decode())
        return ""

    def wait_for(self, words: str, path: str = "") -> None:
        """Waits until what is served at `path` holds the words."""
        self.wait_until(lambda: words in self.get(path), f"{words!r} at /{path}")

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Waits until `holds`; fails when the server ends before, or out of patience."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert self.process.poll() is None, f"the server ended:\n{self.log.read_text(encoding='utf-8')}"
            assert time.monotonic() < end, f"no {what} in {PATIENCE} s:\n{self.log.read_text(encoding='utf-8')}"
            time.sleep(0.1)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """`mkdocs serve` in `folder` on a free port, with the package that lies in the folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        host = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", host]
    environment = QUIET | AS_USUAL | {"PYTHONPATH": str(folder), "TMPDIR": str(folder.parent)}
    log = folder.with_name("log")
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True)
        try:
            yield Server(f"http://{host}/", log, process)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # it and, if it is building, its child
            process.wait()


def with_the_package(project: Project) -> Path:
    """The folder of the project, to which the package is copied; it is watched as the site's own is."""
    folder = project.folder
    shutil.copytree(ROOT / "mnist_report", folder / "mnist_report", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "CITATION.cff", folder)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    with (folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.writelines(line for line in settings if line.startswith("watch:"))
    project.page(PAGE)
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Saves the file `name` as careful editors do, at once, so that the server never sees half of it."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    saved = folder.with_name("saved")
    saved.write_text(text.replace(old, new), encoding="utf-8")
    saved.replace(folder / name)


def trained(project: Project) -> dict[str, tuple[int, int]]:
    """The stored trainings: which file each is, and when it was written."""
    files = (project.artifacts.settings.store / "runs").rglob("*")
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files if path.is_file()}


def test_every_edit_is_served(project: Project) -> None:
    folder = with_the_package(project)
    page, figure, style = "docs/index.md", f"{FIGURES}/confusion.py", "mnist_report/core/colours.toml"
    with serving(folder) as server:
        server.wait_for("The first text.")
        runs, drawn = trained(project), server.get(PICTURE)
        assert runs
        assert "<svg" in drawn
        assert "#a52a2a" not in drawn

        edit(folder, page, "The first text.", "The second text.")
        server.wait_for("The second text.")

        edit(folder, page, "The second text.", "Accuracy << run.acuracy >>.")
        server.wait_until(lambda: server.said("mnist-report: content: docs/index.md:3: ") == 1, "word of the mistake")
        server.wait_until(lambda: server.said("The pages are not rendered") == 1, "word of what follows")
        server.wait_for('<pre role="alert"')
        assert ">docs/index.md:3: run has no &#x27;acuracy&#x27;; did you mean " in server.get()
        assert "The second text." in server.get()
        assert "Report" in server.get("report/")
        assert "alert" not in server.get("report/")

        edit(folder, page, "Accuracy << run.acuracy >>.", "The third text.")
        server.wait_for("The third text.")
        assert "alert" not in server.get()
        assert server.get(PICTURE) == drawn

        edit(folder, style, 'ink = "#26211b"', 'ink = "#a52a2a"')
        server.wait_for("#a52a2a", PICTURE)
        drawn = server.get(PICTURE)

        edit(folder, figure, '"True label", aspect="equal"', '"The truth", aspect="equal"')
        server.wait_until(lambda: server.get(PICTURE) not in ("", drawn), "new picture")
        edit(folder, figure, "True against predicted label of", "The truth against what was predicted of")
        server.wait_for("The truth against what was predicted of")

        edit(folder, figure, "counts = ", "counts = = ")
        server.wait_for(">figures/confusion.py:", "report/")
        assert "SyntaxError: invalid syntax</pre>" in server.get()
        assert "The third text." in server.get()
        assert server.get(PICTURE)
        edit(folder, figure, "counts = = ", "counts = 1 / 0 or ")
        server.wait_for(">figure confusion_matrix: ZeroDivisionError: division by zero (figures/confusion.py:", "report/")
        edit(folder, figure, "counts = 1 / 0 or ", "counts = ")
        server.wait_until(lambda: "Report" in (answer := server.get("report/")) and "alert" not in answer, "site without a mistake")

        edit(folder, "mkdocs.yml", "site_name: Tiny", "site_name: [")
        server.wait_for("MkDocs encountered an error parsing the configuration file: ")
        assert "The third text." in server.get()
        edit(folder, "mkdocs.yml", "site_name: [", "site_name: Tiny")
        server.wait_until(lambda: "The third text." in (answer := server.get()) and "alert" not in answer, "site without a mistake")

        assert trained(project) == runs
        edit(folder, page, "The third text.", "The last text.")
        server.wait_for("The last text.")
        assert not server.said("Traceback")
        assert server.said("Detected file changes") == 12  # as many as there were edits: no build set off another
