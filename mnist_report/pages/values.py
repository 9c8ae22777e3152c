"""Values: all that a page may use, as the code says: names, docstrings, formats, and where each is defined.

    values(course)                       run, run.test_accuracy, …, claim, figure, …, percent, plural, …
    details(course, "run.last_epoch")    its whole docstring, and the values in it
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, is_dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import jinja2

from ..core.errors import ContentError, ReportError
from ..core.formats import annotation
from ..core.paths import PACKAGE
from ..results.evaluation import Evaluation
from ..results.findings.finding import Finding
from .contents import Contents
from .course import Course
from .instructors import Instructors
from .page import Outline
from .sandbox import SINGLE
from .template import FAULTS, FILTERS

SOURCES: Final = (Evaluation, Finding, Instructors)
"""Types whose public attributes a page may read although they are no plain records."""
SEVERAL: Final = {tuple, list, frozenset, dict, Mapping, Union, UnionType}
"""What an annotation may have around plain types."""
NOT_TRAINED: Final = "not trained yet"
OF_JINJA: Final = {"caller", "context", "environment", "eval_ctx"}
"""Parameters that Jinja fills in."""
GIVEN: Final = re.compile(r"\(\w")
"""What a name has that is in the result of a call with arguments."""
LONGEST: Final = 40
"""Characters of a present value that a list shows, at most."""


@dataclass(frozen=True)
class Value:
    """A value, a verb or a filter."""

    name: str
    """As a page writes it: "run.test_accuracy"."""
    kind: Literal["value", "verb", "filter"]
    """How a page uses it."""
    hint: Any
    """Its annotation, or that of what it returns; None where that is not known."""
    doc: str
    """Its whole docstring."""
    defined: str
    """File and line: "mnist_report/results/evaluation.py:97"; empty where that is not known."""
    parameters: str = ""
    """What is given to a verb, a method or a filter: "(index)"; empty for a value."""

    @property
    def last(self) -> str:
        """The last part of its name: "test_accuracy"."""
        return self.name.rpartition(".")[2]

    @property
    def summary(self) -> str:
        """The first paragraph of its docstring, on one line."""
        return " ".join(self.doc.split("\n\n")[0].split())

    @cached_property
    def record(self) -> type | None:
        """The type of the record that it is, or that its items are; None for text, numbers and truth values."""
        return next((kind for kind in _kinds(self.hint) if is_dataclass(kind) or hasattr(kind, "_fields")), None)

    @property
    def inner(self) -> list[Value]:
        """The values in it, in the order of their definition."""
        items = "[0]" if get_origin(_plain(self.hint)) is tuple else ""
        return _members(self.record, f"{self.name}{self.parameters}{items}") if self.record else []


class Names:
    """The names that a page of a course may use."""

    def __init__(self, course: Course) -> None:
        """Take the pages of a course, none of which is rendered; its run is used if it is stored."""
        self.course = course
        self.unknown = {"outline": "", "instructors": ""}
        stand_ins = vars(course)
        stand_ins["outline"] = Outline(())  # else every page would be rendered
        artifacts, recipe = course.artifacts, course.artifacts.settings.recipe
        if not artifacts.store.has(artifacts.keys.run_name(recipe), artifacts.keys.run(recipe)):
            self.unknown |= {"run": NOT_TRAINED, "probes()": NOT_TRAINED}
            stand_ins["evaluation"] = object.__new__(Evaluation)
        try:
            _ = course.contents
        except ReportError:  # a title that needs the run
            self.unknown["contents"] = NOT_TRAINED
            stand_ins["contents"] = Contents(())

    @cached_property
    def all(self) -> list[Value]:
        """Every value of the first two levels, every verb and every filter."""
        return [*self.values, *self.verbs, *self.filters]

    @property
    def values(self) -> list[Value]:
        """The values, each with those in it, by name, after those of the run."""
        roots = [_root(name, type(value)) for name, value in self._given.items() if not callable(value)]
        ordered = sorted(roots, key=lambda root: (root.name != "run", root.name))
        return [value for root in ordered for value in (root, *_spread(root))]

    @property
    def verbs(self) -> list[Value]:
        """The verbs, by name."""
        return [_called(name, verb, "verb") for name, verb in sorted(self._given.items()) if callable(verb)]

    @property
    def filters(self) -> list[Value]:
        """The filters of the course, by name; those of Jinja come on top."""
        return sorted((_called(call.__name__, call, "filter") for call in FILTERS), key=lambda value: value.name)

    @property
    def of_jinja(self) -> list[str]:
        """Names of Jinja's own filters, sorted."""
        return sorted(self.course.templates.jinja.filters.keys() - {value.name for value in self.filters})

    def find(self, name: str) -> Value:
        """Return what a name, or the end of one, stands for. Raise ContentError, with the nearest, where there is none.
        """
        bare = name.strip().removeprefix("<<").removesuffix(">>").strip()
        if bare in self.of_jinja:
            return _called(bare, self.course.templates.jinja.filters[bare], "filter")
        outer, _, last = bare.rpartition(".")
        with suppress(ContentError):
            inner = self.find(outer).inner if outer else []
            if found := next((value for value in inner if value.last == last), None):
                return found
        known = {key: value for value in reversed(self._deep) for key in (value.last, value.name)}
        if bare in known:
            return known[bare]
        close = get_close_matches(bare, known, 1) or get_close_matches(last, known, 1)
        nearest = f"did you mean {known[close[0]].name!r}?" if close else "`mnist-report values` lists all"
        raise ContentError(f"no value, verb or filter {bare!r}; {nearest}")

    @property
    def _deep(self) -> list[Value]:
        """All, and what is in them, the shorter names first."""
        return [*self.all, *(inner for value in self.all for inner in value.inner)]

    def shown(self, value: Value) -> str:
        """Return what a page shows of a value at present, on one line; how many there are of several records."""
        root = value.name.split(".")[0]
        if value.kind != "value" or value.parameters or root in self.unknown or GIVEN.search(value.name):
            return self.unknown.get(root, "")
        try:
            found: Any = self.course.templates.jinja.compile_expression(value.name)(**self._given)
            if value.record or not isinstance(found, tuple(SINGLE)):
                several = isinstance(found, tuple | list | Mapping) and not hasattr(found, "_fields")
                return f"{len(found)} of them" if several else ""
            text = self.course.templates.jinja.from_string(f"<< {value.name} >>").render(self._given)
        except jinja2.UndefinedError:  # the first of none
            return ""
        except FAULTS as error:
            return " ".join(str(error).split())
        except ReportError as error:
            return str(error)
        return " ".join(text.splitlines())

    @cached_property
    def _given(self) -> Mapping[str, Any]:
        """What a page that is no lesson is given, by name."""
        return self.course.verbs("index.md")


def _root(name: str, kind: type) -> Value:
    return Value(name, "value", kind, inspect.getdoc(kind) or "", _place(kind))


def _called(name: str, call: Callable[..., Any], kind: Literal["value", "verb", "filter"]) -> Value:
    function = inspect.unwrap(call)
    parameters = [str(parameter.replace(annotation=parameter.empty))
                  for parameter in inspect.signature(function).parameters.values() if parameter.name not in OF_JINJA]
    owner = function.__self__.__class__ if inspect.ismethod(function) else None
    hint = annotation(owner, function.__name__) if owner else getattr(function, "__annotations__", {}).get("return")
    return Value(name, kind, hint, inspect.getdoc(function) or "", _place(function), f"({', '.join(parameters)})")


def _spread(root: Value) -> Iterator[Value]:
    """Yield the values in a root, and in the findings in it."""
    for value in root.inner:
        yield value
        if value.record and issubclass(value.record, Finding):
            yield from value.inner


def _members(owner: type, prefix: str) -> list[Value]:
    """Return the public attributes of a type that a page may use, those of its bases first."""
    classes = [kind for kind in reversed(owner.__mro__) if kind.__module__.startswith(PACKAGE.name)]
    found: dict[str, Value] = {}
    for kind in classes:
        for name, (doc, line) in _field_docs(kind).items():
            found[name] = Value(f"{prefix}.{name}", "value", annotation(owner, name), doc, f"{_file(kind)}:{line}")
        for name, member in vars(kind).items():
            if not name.startswith("_") and (function := _function(member)):
                given = list(inspect.signature(function).parameters)[1:]
                parameters = f"({', '.join(given)})" if inspect.isfunction(member) else ""
                doc, hint = inspect.getdoc(function) or "", annotation(owner, name)
                found[name] = Value(f"{prefix}.{name}", "value", hint, doc, _place(function), parameters)
    return [value for value in found.values() if _is_usable(value.hint)]


def _function(member: object) -> Callable[..., Any] | None:
    """Return the function behind a property, a cached property or a method; None for anything else."""
    function = member.fget if isinstance(member, property) else getattr(member, "func", member)
    return function if inspect.isfunction(function) else None


@cache
def _field_docs(kind: type) -> Mapping[str, tuple[str, int]]:
    """Return the docstring and the line of each field of a dataclass or a named tuple, by name."""
    if not (is_dataclass(kind) or hasattr(kind, "_fields")):
        return {}
    lines, first = inspect.getsourcelines(kind)
    body = ast.parse(textwrap.dedent("".join(lines))).body[0]
    statements = body.body if isinstance(body, ast.ClassDef) else []
    return {
        field.target.id: (inspect.cleandoc(doc.value.value), first + field.lineno - 1)
        for field, doc in pairwise(statements)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        and isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant) and isinstance(doc.value.value, str)
    }


def _is_usable(hint: Any) -> bool:
    """Return whether a page may use what is annotated so: plain values, records of them, and sources."""
    kind = _plain(hint)
    if kind is Any or get_origin(kind) is Literal:
        return True
    if parts := [part for part in get_args(kind) if part is not Ellipsis]:
        return get_origin(kind) in SEVERAL and all(map(_is_usable, parts))
    return isinstance(kind, type) and (kind in SINGLE or issubclass(kind, SOURCES) or _is_record(kind))


def _is_record(kind: Any) -> bool:
    fields = _field_docs(kind)
    is_frozen = hasattr(kind, "_fields") or (is_dataclass(kind) and vars(kind)["__dataclass_params__"].frozen)
    return is_frozen and bool(fields) and all(_is_usable(annotation(kind, name)) for name in fields)


def _plain(hint: Any) -> Any:
    """Return an annotation without `Annotated`, and without None as one of two."""
    if get_origin(hint) is Annotated:
        return _plain(get_args(hint)[0])
    if get_origin(hint) in {Union, UnionType}:
        others = [part for part in get_args(hint) if part is not NoneType]
        return _plain(others[0]) if len(others) == 1 else hint
    return hint


def _kinds(hint: Any) -> Iterator[type]:
    """Yield every type in an annotation."""
    hint = _plain(hint)
    for part in get_args(hint):
        yield from _kinds(part)
    if isinstance(hint, type) and not get_args(hint):
        yield hint


def _place(thing: Any) -> str:
    with suppress(TypeError, OSError):
        return f"{_file(thing)}:{inspect.getsourcelines(thing)[1]}"
    return ""


def _file(thing: Any) -> str:
    """Return the file of a definition: of the package, from its folder on; of another one, from its name on."""
    file = Path(inspect.getsourcefile(thing) or "")
    package = str(inspect.getmodule(thing) and inspect.getmodule(thing).__name__).split(".")[0]  # type: ignore[union-attr]
    parts = file.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index(package) :]) if package in parts else file.name
