"""Reasons: an exception from code that an author wrote, as one line with the place in that code.

    ZeroDivisionError: division by zero (figures/averages.py:17)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import TracebackException
from typing import Final

from .errors import ContentError, ReportError
from .paths import PACKAGE

AUTHORS: Final = PACKAGE / "figures"
"""The folder of the code that authors write."""


def place(file: Path, line: int | None = None) -> str:
    """Return how a message names a line of a file of the package: "figures/averages.py:17"."""
    return f"{file.relative_to(PACKAGE).as_posix()}{'' if line is None else f':{line}'}"


def reason(error: BaseException, file: Path | None = None) -> str | None:
    """Return an exception in one line, with the innermost place in `file`, or else in any file of AUTHORS.

    A SyntaxError counts wherever in the package it is. Return None for an exception from elsewhere.
    """
    told = TracebackException.from_exception(error, lookup_lines=False)
    at = [(Path(frame.filename), frame.lineno) for frame in told.stack]
    theirs = [frame for frame in at if frame[0] == file] or [frame for frame in at if frame[0].parent == AUTHORS]
    what = " ".join("".join(told.format_exception_only()).split()).removesuffix(":")
    if isinstance(error, SyntaxError) and Path(error.filename or "").is_relative_to(PACKAGE):
        theirs, what = [(Path(str(error.filename)), error.lineno)], f"{type(error).__name__}: {error.msg}"
    return f"{what} ({place(*theirs[-1])})" if theirs else None


@contextmanager
def authored(what: str, file: Path) -> Iterator[None]:
    """Raise ContentError, which begins with `what`, for any exception of the body, which runs an author's `file`."""
    try:
        yield
    except ReportError:
        raise
    except (Exception, SystemExit) as error:
        told = reason(error, file) or f"{type(error).__name__}: {error} ({place(file)})"
        raise ContentError(f"{what}: {told}") from error
