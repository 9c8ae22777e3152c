"""Sandbox: Jinja's own, in which a page reaches plain values and nothing else.

    << run.test_accuracy >>     a number: may be used
    << run.run >>               a Run: a SecurityError, and so a ContentError with file and line

Plain are text, numbers, truth values, and tuples, lists, mappings and frozen records of plain values alone. A page gets
them from its sources, such as `run`, which it cannot use otherwise, and from the verbs that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, KeysView, ValuesView
from dataclasses import fields, is_dataclass
from functools import wraps
from types import BuiltinMethodType, MappingProxyType, MethodType, NoneType
from typing import Any, ClassVar, Final

import jinja2
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from markupsafe import Markup

from ..core import names
from ..core.names import Name

SINGLE: Final = (NoneType, bool, int, float, str, Name, Markup, range)
"""Plain values without others in them. Subclasses are not among them: NumPy's numbers are such, and can write files."""
SEVERAL: Final = (tuple, frozenset, KeysView, ValuesView)
OF_JINJA: Final = (BlockReference, Cycler, Joiner, LoopContext, Macro, Namespace, TemplateModule, TemplateReference,
                   Undefined)
"""What Jinja itself hands to a page, and guards."""
BY_CHANCE: Final = ("random", "lipsum", "pprint")
"""What Jinja makes out of chance or of addresses in memory, so that two builds would differ."""


def is_plain(value: object) -> bool:
    """Return whether a value, and all that can be reached from it, is plain."""
    if type(value) in SINGLE:
        return True
    if type(value) is list or isinstance(value, SEVERAL):
        return all(map(is_plain, value))
    if isinstance(value, ItemsView):
        return all(is_plain(pair) for pair in value)
    if type(value) in (dict, MappingProxyType):
        return is_plain(value.items())  # type: ignore[attr-defined]
    return _is_record(value) and all(is_plain(getattr(value, field.name)) for field in fields(value))  # type: ignore[arg-type]


def _is_record(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, type) and value.__dataclass_params__.frozen  # type: ignore[attr-defined]


class _Code(CodeGenerator):
    """Writes `a ~ b` so that a Name in it is not lost."""

    def visit_Concat(self, node: jinja2.nodes.Concat, frame: Any) -> None:
        self.write("environment.concatenated((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja for pages; a breach is a SecurityError.

    A Name is written as text that no page takes for markup, and stays a Name in what filters, methods and `~` make of
    it.
    """

    code_generator_class = _Code
    intercepted_binops: ClassVar[frozenset[str]] = frozenset({"%"})  # type: ignore[misc]

    def __init__(self, sources: tuple[type, ...] = (), **options: Any) -> None:
        """`sources` are the types of which a page may read the public attributes, as far as these are plain."""
        super().__init__(finalize=lambda value: names.shown(self.told(value)), **options)
        self.sources = sources
        self._known: dict[int, object] = {}
        self.globals = {name: each for name, each in self.globals.items() if name not in BY_CHANCE}
        kept = {name: names.keeping(each) for name, each in self.filters.items() if name not in BY_CHANCE}
        self.filters = {name: self._guarded(each) for name, each in kept.items()}

    def told(self, value: Any) -> Any:
        """Return what a page is to show; raise SecurityError unless it is plain."""
        if not is_plain(value) and not isinstance(value, Undefined):
            raise SecurityError(f"a page cannot show a {type(value).__name__}")
        return value

    def concatenated(self, parts: tuple[object, ...]) -> str:
        """Return `a ~ b ~ …`."""
        return names.concatenated(tuple(map(self.told, parts)))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what a page gets for `obj.attribute`."""
        return self._usable(super().getattr(self._usable(obj), attribute), attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return what a page gets for `obj[argument]`, and what filters get."""
        return self._usable(super().getitem(self._usable(obj), argument), argument)

    def call(self, context: jinja2.runtime.Context, obj: Any, /, *given: Any, **more: Any) -> Any:
        """Return what a page gets for `obj(…)`, a verb or a method: nothing else that can be called is usable."""
        called = names.keeping(obj) if isinstance(obj, BuiltinMethodType) else obj
        return self._usable(super().call(context, called, *given, **more))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a page may reach an attribute; the methods of a Name would make a text of it that is none."""
        return not isinstance(obj, Name) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any) -> Any:
        """Return `left % right` of numbers; a text made so would not know of the Names in it."""
        if isinstance(left, str):
            raise SecurityError("a text has no %; write the value beside it, as `text ~ value`")
        return super().call_binop(context, operator, left, right)

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The filter, which makes no text of a verb or a method: that would say where it is in memory."""

        @wraps(function)
        def guarded(*given: Any, **more: Any) -> Any:
            for value in (*given, *more.values()):
                for each in value if isinstance(value, list | tuple) else (value,):
                    if callable(each) and not isinstance(each, OF_JINJA):
                        raise SecurityError(f"a page cannot use a {type(each).__name__} in a filter")
            return function(*given, **more)

        return guarded

    def _usable(self, value: Any, name: object = "") -> Any:
        if id(value) not in self._known:
            self._check(value, name)
        if isinstance(value, tuple) or _is_record(value):
            self._known[id(value)] = value  # judged once: what cannot change stays plain, and what is held keeps its id
        return value

    def _check(self, value: Any, name: object) -> None:
        owner = value.__self__ if isinstance(value, MethodType | BuiltinMethodType) else value
        if isinstance(owner, (*self.sources, *OF_JINJA)) or is_plain(owner):
            return
        said = f"`{name}`, which is a" if name != "" else "a"
        raise SecurityError(f"a page cannot use {said} {type(value).__name__}: it may use text, numbers, truth values, "
                            "and tuples, mappings and frozen records of these")
