"""The command `mnist-report`: collects the commands; an error becomes one line and an exit code."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn

import click

from ..core.errors import ContentError, ReportError, StoreError
from ..core.progress import progress_on
from ..core.reasons import reason
from ..core.settings import STORE
from .project import Project, find

KINDS = {2: "usage"} | {error.exit_code: error.kind for error in ReportError.__subclasses__()} | {70: "internal"}
INTERRUPTED = 130
"""The exit code after Ctrl-C, as of a shell."""
EPILOG = "Exit codes: 0 all well, " + ", ".join(f"{code} {kind}" for code, kind in KINDS.items()) + "."
COMMANDS: Final = {
    "build": "build.build_site", "check": "check.check", "clean": "store.clean", "compare": "compare.compare_records",
    "edition": "edition.edition", "explain": "store.explain", "key": "store.key", "move": "move.move",
    "new": "new.new", "pack": "check.pack", "permalinks": "render.permalinks", "policy": "policy.tell_policy",
    "render": "render.render", "train": "train.train", "values": "values.values", "verify": "compare.verify",
}
"""The module and the function of each command, by its name."""


class Commands(click.Group):
    """A group that imports a command when it is asked for, so that each starts without what only others need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, function = COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f".{module}", __package__), function)
        return command


@click.group(cls=Commands, epilog=EPILOG)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the project; else the nearest, from the working directory upwards, whose pyproject.toml has "
         "[tool.mnist-report]. In a folder that is named here and has no docs/, the course of the package is rendered.",
)
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    envvar=STORE,
    show_envvar=True,
    help="The folder of trainings and figures already made, before `store` in pyproject.toml; read-only if it has all.",
)
@click.version_option(package_name="mnist-report", prog_name="mnist-report", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, project: Path | None, store: Path | None) -> None:
    """Train the network of the course, draw its figures, and render, build and check its site."""
    if store:
        os.environ[STORE] = str(store.absolute())  # for MkDocs, too, and the commands that it runs
    progress = context.with_resource(progress_on(sys.stderr))
    context.obj = lambda: Project(project or find(Path()), progress)


def main() -> NoReturn:
    """Run the command line and exit with its code, even if its messages cannot be written."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="backslashreplace")  # for characters that the terminal's encoding lacks
    code, message = _run()
    with contextlib.suppress(OSError):
        click.echo(message, nl=False, err=True)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:  # at exit, Python would try again and end with another code
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if code == INTERRUPTED:
        os._exit(code)  # at once: at its exit, Python would wait for all trainings that have begun
    sys.exit(code)


def _run() -> tuple[int, str]:
    """Run the command line; return its exit code and the error message, which is empty if all went well."""
    message = io.StringIO()
    try:
        cli(standalone_mode=False)
        code = 0
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.ClickException as error:
        code = error.exit_code
        error.show(message)
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
        message.write("mnist-report: interrupted; the store keeps the trainings and figures that were finished\n")
    except ReportError as error:
        code = error.exit_code
        message.write(f"mnist-report: {error.kind}: {error}\n")
    except OSError as error:
        code, what = StoreError.exit_code, error.filename or "the standard output"
        told = f"cannot use {what}: {error.strerror or error}; free space, or name another"
        message.write(f"mnist-report: {StoreError.kind}: {told}\n")
    except Exception as error:
        import traceback

        if authors := reason(error):
            code = ContentError.exit_code
            message.write(f"mnist-report: {ContentError.kind}: {authors}\n")
        else:
            code = 70
            traceback.print_exc(file=message)
            message.write("mnist-report: internal: a mistake of the program, not yours; the lines above say where\n")
    return code, message.getvalue()
