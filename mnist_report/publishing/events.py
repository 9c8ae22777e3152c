"""Events: what gen/pages.py has MkDocs do around a build; a mistake is one line, and its exit code ends the build."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import click

from ..core.errors import ReportError
from ..core.files import is_running, writing
from .finish import finish

PROCESS: Final = ".process-of-mnist-report"
"""The file that says which process uses a temporary folder."""


def own_temporary(folder: str) -> None:
    """Say in the temporary folder of mkdocs-gen-files whose it is, and remove those of our builds that were killed."""
    Path(folder, PROCESS).write_text(str(os.getpid()), encoding="utf-8")
    for note in Path(folder).parent.glob(f"mkdocs_gen_files_*/{PROCESS}"):
        with suppress(OSError, ValueError):
            if not is_running(note.read_text(encoding="utf-8")) and note.lstat().st_uid == os.getuid():
                shutil.rmtree(note.parent)


def rendered(config: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the rendered pages and all that goes with them, by their paths in docs/. Raise CalledProcessError when
    they cannot be rendered, which has been told then.

    A child process renders them, because an edited module is not reloaded in a running `mkdocs serve`, and TensorFlow
    has no place there. They come through a pipe, so that a build that is killed leaves no temporary files.
    """
    project = str(Path(config["config_file_path"]).parent)
    command = [sys.executable, "-m", "mnist_report", "--project", project, "render", "--generated-only", "-"]
    # A module compiled while `serve` watches the package would set off one more build.
    environment = os.environ | ({"PYTHONDONTWRITEBYTECODE": "1"} if "serve" in sys.argv else {})
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        return {file.name: content.read() for file in archive if (content := archive.extractfile(file))}


def after_build(config: Mapping[str, Any]) -> None:
    """Finish the site that is built."""
    with _ending():
        finish(Path(config["site_dir"]), Path(config["config_file_path"]).parent)


def failed_build(error: Exception) -> None:
    """Say what the system has against a file of the site; leave any other error to MkDocs."""
    if isinstance(error, OSError):
        with _ending(), writing(Path("the site")):
            raise error


@contextmanager
def _ending() -> Iterator[None]:
    try:
        yield
    except ReportError as error:
        click.echo(f"mnist-report: {error.kind}: {error}", err=True)
        sys.exit(error.exit_code)
