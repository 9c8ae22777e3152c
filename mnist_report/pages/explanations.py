"""Explanations: what an author's mistake in a page is, in the words of the page, where Jinja's own say less."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from traceback import walk_tb
from typing import Final

import jinja2
from jinja2.utils import missing

from ..core.suggestions import suggestion
from . import marks
from .lines import PageError
from .sandbox import SINGLE, NoValueError

UNKNOWN: Final = re.compile(r"No (filter|test) named '(\w+)'")
CALLED: Final = re.compile(r"(?:[\w<>]+\.)*([\w<>]+)\(\)( .*)")
"""What Python says of the arguments of a function, a method or a lambda."""
ALL: Final = "`mnist-report values` lists all there is"


def explained(error: BaseException, text: str, line: int | None, jinja: jinja2.Environment,
              paths: Iterable[str]) -> BaseException:
    """Return the PageError that explains a mistake in a page with this text, or else the error itself.

    `line` is where it was met, and `paths` are the pages that can be included.
    """
    if isinstance(error, jinja2.TemplateSyntaxError):
        if fault := marks.fault(text):
            return PageError(*fault)
        if found := UNKNOWN.match(str(error.message)):
            known = {"filter": jinja.filters, "test": jinja.tests}[found[1]]
            return PageError(f"no {found[1]} {found[2]!r}; {suggestion(found[2], known, ALL)}", error.lineno)
    if isinstance(error, jinja2.TemplateNotFound):
        nearest = suggestion(str(error.name), paths, "name it as it is called in docs/")
        return PageError(f"no page {error.name!r} to include; {nearest}", line)
    if isinstance(error, TypeError) and (called := CALLED.match(str(error))) and line:
        verb = re.search(r"<[<%][-+]?.*?(\w+)\(", text.split("\n")[line - 1])
        name = verb[1] if verb and called[1] == "<lambda>" else called[1]
        return PageError(f"TypeError: {name}(){called[2]}", line)
    if isinstance(error, NoValueError):
        if error.of is missing:
            return PageError(f"no value {error.name!r}; {suggestion(str(error.name), _names(error), ALL)}", line)
        return PageError(_without(error.of, error.name, text.split("\n")[line - 1] if line else ""), line)
    return error


def _names(error: BaseException) -> Iterable[str]:
    """Return the names that a page could use where an error was raised: those of the frame that Jinja shows for it."""
    frames = (frame for frame, _ in walk_tb(error.__traceback__) if "__jinja_exception__" in frame.f_globals)
    return next((frame.f_locals for frame in frames), ())


def _without(value: object, name: object, line: str) -> str:
    """Return the message for a value that lacks what a line of a page asks it for."""
    owner = re.search(rf"([A-Za-z_][\w.\[\]()'\"]*?)(?:\.|\[['\"]?){re.escape(str(name))}\b", line)
    what = owner[1] if owner else f"the {type(value).__name__}"
    if isinstance(name, int):
        has = f"it has {len(value)}, from 0" if isinstance(value, Collection) else ALL
        return f"{what} has no element {name}; {has}"
    if type(value) in SINGLE or isinstance(value, tuple):
        shown = repr(value)
        return f"{what} has no {name!r}; it is {shown if len(shown) <= 60 else f'{shown[:60]} …'}"
    known = value if isinstance(value, Mapping) else [public for public in dir(value) if not public.startswith("_")]
    return f"{what} has no {name!r}; {suggestion(str(name), known, ALL)}"
