"""Sandbox: Jinja's sandbox, narrowed so that a page reaches plain values only.

    << run.test_accuracy >>     a number: may be used
    << run.run >>               a Run: a SecurityError, and so a ContentError with file and line

Plain values are text, numbers, truth values, and tuples, lists, mappings and frozen records of plain values. A page
gets them from the public attributes of its sources, such as `run`, and from the verbs that it can call.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, KeysView, ValuesView
from dataclasses import fields, is_dataclass
from functools import partial, wraps
from types import BuiltinMethodType, MappingProxyType, MethodType, NoneType
from typing import Any, ClassVar, Final

import jinja2
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace, missing
from markupsafe import Markup

from ..core import names
from ..core.formats import FormattedFloat, FormattedInt, formatted
from ..core.names import Name

SINGLE: Final = frozenset({NoneType, bool, int, float, FormattedInt, FormattedFloat, str, Name, Markup, range})
"""Types of plain values that contain no others; not their subclasses: NumPy's numbers are such and can write files."""
SEVERAL: Final = (tuple, frozenset, KeysView, ValuesView)
OF_JINJA: Final = (BlockReference, Cycler, Joiner, LoopContext, Macro, Namespace, TemplateModule, TemplateReference,
                   Undefined)
"""Objects that Jinja itself gives to a page, and guards."""
BY_CHANCE: Final = ("random", "lipsum", "pprint")
"""Jinja's filters and functions that use chance or addresses in memory, so that two builds would differ."""


def is_plain(value: object) -> bool:
    """Return whether a value, and all that can be reached from it, is plain."""
    if type(value) in SINGLE:
        return True
    if type(value) is list or isinstance(value, SEVERAL):
        return SINGLE.issuperset(map(type, value)) or all(map(is_plain, value))
    if isinstance(value, ItemsView):
        return all(is_plain(pair) for pair in value)
    if type(value) in (dict, MappingProxyType):
        return is_plain(value.items())  # type: ignore[attr-defined]
    return _is_record(value) and all(is_plain(getattr(value, field.name)) for field in fields(value))  # type: ignore[arg-type]


def _is_record(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, type) and value.__dataclass_params__.frozen  # type: ignore[attr-defined]


class _Code(CodeGenerator):
    """Compiles `a ~ b` so that a Name in it stays a Name."""

    def visit_Concat(self, node: jinja2.nodes.Concat, frame: Any) -> None:
        self.write("environment.concatenated((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class NoValueError(jinja2.UndefinedError):
    """A page names a value that there is not."""

    def __init__(self, of: object, name: object, message: str) -> None:
        """Take what should have the value, `missing` for the page itself, the name, and what Jinja says."""
        super().__init__(message)
        self.of = of
        self.name = name


class NoValue(jinja2.StrictUndefined):
    """What stands for a value that there is not; any use of it is a NoValueError."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        """Take what Jinja gives; `exc` is what it raises, if not a NoValueError."""
        super().__init__(hint, obj, name, exc or partial(NoValueError, obj, name))  # type: ignore[arg-type]


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja for pages; a breach is a SecurityError.

    A Name is written as text that no page takes for markup; results of filters, methods and `~` on a Name are Names.
    """

    code_generator_class = _Code
    intercepted_binops: ClassVar[frozenset[str]] = frozenset({"%"})  # type: ignore[misc]

    def __init__(self, sources: tuple[type, ...] = (), **options: Any) -> None:
        """Set up Jinja; `sources` are types whose public attributes a page may read, if these are plain."""
        super().__init__(finalize=lambda value: names.shown(self.require_plain(value)), **options)
        self.sources = sources
        self._known: dict[int, object] = {}
        self.globals = {name: value for name, value in self.globals.items() if name not in BY_CHANCE}
        kept = {name: names.keeping(call) for name, call in self.filters.items() if name not in BY_CHANCE}
        self.filters = {name: self._guarded(call) for name, call in kept.items()}

    def require_plain(self, value: Any) -> Any:
        """Return a value that a page shows. Raise SecurityError unless it is plain."""
        if not is_plain(value) and not isinstance(value, Undefined):
            raise SecurityError(f"a page cannot show {_type_of(value)}")
        return value

    def concatenated(self, parts: tuple[object, ...]) -> str:
        """Return `a ~ b ~ …`. Raise SecurityError for a part that is not plain."""
        return names.concatenated(tuple(map(self.require_plain, parts)))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what a page gets for `obj.attribute`. Raise SecurityError unless it may use that."""
        value = formatted(super().getattr(self._usable(obj), attribute), type(obj), attribute)
        return self._usable(value, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return what a page, or a filter, gets for `obj[argument]`. Raise SecurityError unless it may use that."""
        value = super().getitem(self._usable(obj), argument)
        value = formatted(value, type(obj), argument) if isinstance(argument, str) else value
        return self._usable(value, argument)

    def call(self, context: jinja2.runtime.Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Return what a page gets for `obj(…)`, where `obj` is a verb or a method of a value that it may use."""
        called = names.keeping(obj) if isinstance(obj, BuiltinMethodType) else obj
        value = super().call(context, called, *args, **kwargs)
        value = formatted(value, type(obj.__self__), obj.__name__) if isinstance(obj, MethodType) else value
        return self._usable(value)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a page may reach an attribute; methods of a Name are refused, as they return plain strings."""
        return not isinstance(obj, Name) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any) -> Any:
        """Return `left % right` of numbers. Raise SecurityError for a text, whose result would lose the Names in it."""
        if isinstance(left, str):
            raise SecurityError("a text has no %; write the value beside it, as `text ~ value`")
        return super().call_binop(context, operator, left, right)

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the filter, refusing verbs and methods, whose text would contain an address in memory."""

        @wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            for value in (*args, *kwargs.values()):
                for item in value if isinstance(value, list | tuple) else (value,):
                    if callable(item) and not isinstance(item, OF_JINJA):
                        raise SecurityError(f"a page cannot use {_type_of(item)} in a filter")
            return function(*args, **kwargs)

        return guarded

    def _usable(self, value: Any, name: object = "") -> Any:
        if type(value) in SINGLE or id(value) in self._known:
            return value
        self._check(value, name)
        if isinstance(value, tuple) or _is_record(value):
            self._known[id(value)] = value  # checked once: it cannot change, and a kept object keeps its id
        return value

    def _check(self, value: Any, name: object) -> None:
        owner = value.__self__ if isinstance(value, MethodType | BuiltinMethodType) else value
        if isinstance(owner, (*self.sources, *OF_JINJA)) or is_plain(owner):
            return
        what = f"`{name}`, which is {_type_of(value)}" if name != "" else _type_of(value)
        raise SecurityError(f"a page cannot use {what}: it may use text, numbers, truth values, "
                            "and tuples, mappings and frozen records of these")


def _type_of(value: object) -> str:
    """Return the name of a value's type with its article."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOUaeio' or name == 'ndarray' else 'a'} {name}"
