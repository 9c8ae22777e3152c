"""Events: what MkDocs calls around a build, through gen/pages.py; an error is one line and the build's exit code."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any, Final

import click

from ..core.errors import ReportError
from ..core.files import is_running, writing
from ..core.progress import Lines
from ..core.settings import load_settings
from . import leftovers
from .compiled import compiling
from .finish import finish
from .naming import name_site
from .rendered import RenderedTree, unpacked
from .serving import keep_serving

LOG: Final = logging.getLogger("mkdocs.plugins.mnist_report")
"""What MkDocs shows among its own messages."""
PROCESS: Final = ".process-of-mnist-report"
"""The file with the id of the process that uses a temporary folder."""


def own_temporary(folder: str) -> None:
    """Record our process id in the temporary folder of mkdocs-gen-files, and remove those that killed builds left."""
    Path(folder, PROCESS).write_text(str(os.getpid()), encoding="utf-8")
    for note in Path(folder).parent.glob(f"mkdocs_gen_files_*/{PROCESS}"):
        with suppress(OSError, ValueError):
            if not is_running(note.read_text(encoding="utf-8")) and note.lstat().st_uid == os.getuid():
                shutil.rmtree(note.parent)


def rendered(config: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the rendered pages and every other generated file, by their paths in docs/; name the site in `config`.

    Raise CalledProcessError when rendering or naming fails; its error message is on standard error by then, and while
    serving in the error's `stderr` too.

    Unless they are stored, a child process renders them, because an edited module is not reloaded in a running
    `mkdocs serve`, and TensorFlow should not be loaded there. It sends them through a pipe, so that a killed build
    leaves no temporary files.
    """
    tree = RenderedTree(Path(config["config_file_path"]).parent)
    serving = "serve" in sys.argv
    digest = "" if serving else tree.digest()
    files = kept = tree.read(digest) if digest else None
    if not files:
        with compiling(config):
            # `serve` watches the package, so a compiled module in it would start another build.
            environment = {"PYTHONDONTWRITEBYTECODE": "1"} if serving else {}
            files = _from_child(tree.project, *(["--keep", digest] if digest else []), serving=serving, **environment)
    try:
        name_site(config)
    except ReportError as error:
        message = f"mnist-report: {error.kind}: {error}"
        click.echo(message, err=True)
        raise subprocess.CalledProcessError(error.exit_code, "mkdocs", stderr=message) from error
    if kept:  # else the child has said it
        leftovers.warn(tree.docs, load_settings(tree.project / "pyproject.toml"))
    return files


def _from_child(project: Path, *options: str, serving: bool, **environment: str) -> dict[str, bytes]:
    program = [sys.executable, "-m", "mnist_report", "--project", str(project)]
    command = [*program, "render", "--generated-only", *options, "-"]
    last = [b""]
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE if serving else None) as child:
        repeating = Thread(target=_repeat, args=(child.stderr, last))
        repeating.start()
        tree = child.stdout.read() if child.stdout else b""
        repeating.join()
    if child.returncode:
        message = last[0].decode("utf-8", "replace").strip()
        raise subprocess.CalledProcessError(child.returncode, program, stderr=message)
    return unpacked(tree)


def _repeat(lines: Iterable[bytes] | None, last: list[bytes]) -> None:
    """Write lines to the standard error as they come, and put each in `last`, in place of the one before."""
    for line in lines or ():
        click.echo(line, nl=False, err=True)
        last[:] = [line]


def listen(events: Mapping[str, list[Any]], *, serving: bool) -> None:
    """Have MkDocs report how many pages it has written, and call the functions below; while `serving`, keep_serving."""
    progress = Lines(LOG.info, most=1)
    events["nav"].append(lambda nav, config, files: progress.begin("pages", len(files.documentation_pages())))
    events["post_page"].append(lambda output, page, config: progress.advance("pages"))
    if serving:
        events["serve"].append(keep_serving)
    else:
        events["build_error"].append(failed_build)
        events["post_build"].append(after_build)


def after_build(config: Mapping[str, Any]) -> None:
    """Finish the built site: pack it and list its checksums. Exit with the code of a ReportError."""
    progress = Lines(LOG.info)
    progress.begin("archive", 1)
    with _exit_on_error():
        archive = finish(Path(config["site_dir"]), Path(config["config_file_path"]).parent)
    progress.advance("archive", str(archive))


def failed_build(error: Exception) -> None:
    """Report a file of the site that cannot be written, and exit; leave any other error to MkDocs."""
    if isinstance(error, OSError):
        with _exit_on_error(), writing(Path("the site")):
            raise error


@contextmanager
def _exit_on_error() -> Iterator[None]:
    try:
        yield
    except ReportError as error:
        click.echo(f"mnist-report: {error.kind}: {error}", err=True)
        sys.exit(error.exit_code)
