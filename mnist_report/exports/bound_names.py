"""Bound names: the names that code uses before it binds them, by what Python compiles it to, nothing being run.

    unbound(["import numpy as np", "means = np.stack(images)"])    Use(cell=1, line=1, name="images", …)

Statements are followed in order. What a branch, a loop or a handler may bind counts as bound. The body of a function
needs its names when the function is first used, or by the end if it never is.
"""

from __future__ import annotations

import ast
import builtins
import dis
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from inspect import CO_OPTIMIZED
from types import CodeType
from typing import Final

KNOWN: Final = frozenset({*dir(builtins), "__name__", "__annotations__"})
"""Names that a notebook and a script both have from the start."""
LOADS: Final = frozenset({"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"})
STORES: Final = frozenset({"STORE_NAME", "STORE_GLOBAL"})
AT_ONCE: Final = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})
"""Names of the code of comprehensions, which Python 3.11 compiles as functions."""


@dataclass(frozen=True)
class Use:
    """A use of a name."""

    cell: int
    """Index of the cell, from 0."""
    line: int
    """Number of the line in the cell, from 1."""
    name: str
    """The name."""
    bound: frozenset[str] = frozenset()
    """The names that are bound by then."""


def unbound(cells: Iterable[str], bound: Iterable[str] = ()) -> Use | None:
    """Return the first use of a name that nothing binds before, where the cells run in order; None if there is none.

    `bound` are names that are bound before. After `from … import *` every name counts as bound. Raise SyntaxError for
    a cell that is no Python.
    """
    return min(_unbound(cells, bound), key=lambda use: (use.cell, use.line), default=None)


def unbound_names(cells: Iterable[str]) -> set[str]:
    """Return all names that the cells use and do not bind before. Raise SyntaxError for a cell that is no Python."""
    return {use.name for use in _unbound(cells)}


def bound_names(code: str) -> set[str]:
    """Return the names of the module that code may bind. Raise SyntaxError for code that is no Python."""
    return {name for statement in ast.parse(code).body for name in _stored(_compiled(statement), *STORES)}


def _unbound(cells: Iterable[str], bound: Iterable[str] = ()) -> list[Use]:
    names = _Names(bound)
    for cell, text in enumerate(cells):
        for statement in ast.parse(text).body:
            names.run(statement, cell)
    names.finish()
    return names.unbound


class _Names:
    """The names of a module while its statements run."""

    def __init__(self, bound: Iterable[str]) -> None:
        self.unbound: list[Use] = []
        self._bound = {*KNOWN, *bound}
        self._has_star = False
        self._functions: list[Use] = []  # in the bodies of functions that have no name yet
        self._needed: dict[str, list[Use]] = {}  # in the bodies of functions, by the name of the function

    def run(self, statement: ast.stmt, cell: int) -> None:
        """Follow a statement of the module."""
        kept = frozenset() if isinstance(statement, ast.Delete) else frozenset(self._bound)
        self._has_star |= any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(statement))
        self._follow(_compiled(statement), cell, kept)
        for use in self._functions:
            self._use(use)
        self._functions = []

    def finish(self) -> None:
        """Use all functions that were not used."""
        for name in [*self._needed]:
            self._use_function(name)

    def _follow(self, code: CodeType, cell: int, kept: Set[str], of_class: set[str] | None = None) -> None:
        """Follow code that runs at once; `kept` are names that a deletion leaves alone, as a branch may skip it."""
        for instruction in dis.get_instructions(code):
            what, name = instruction.opname, instruction.argval
            if isinstance(name, CodeType) and not name.co_flags & CO_OPTIMIZED:
                self._follow(name, cell, kept, set())
            elif isinstance(name, CodeType) and name.co_name in AT_ONCE:
                self._follow(name, cell, kept)
            elif isinstance(name, CodeType):
                self._functions += _uses(name, cell)
                self._bound |= _stored(name, "STORE_GLOBAL")
            elif what in LOADS and name not in (of_class or ()):
                self._use(Use(cell, _line(instruction), name))
            elif what == "STORE_NAME" and of_class is not None:
                of_class.add(name)
            elif what in STORES:
                self._bound.add(name)
                self._needed[name], self._functions = self._functions, []
            elif what == "DELETE_NAME" and of_class is None and name not in kept:
                self._use(Use(cell, _line(instruction), name))
                self._bound.discard(name)

    def _use(self, use: Use) -> None:
        if use.name not in self._bound and not self._has_star:
            self.unbound.append(replace(use, bound=frozenset(self._bound - KNOWN)))
        self._use_function(use.name)

    def _use_function(self, name: str) -> None:
        for use in self._needed.pop(name, ()):
            self._use(use)


def _compiled(statement: ast.stmt) -> CodeType:
    code: CodeType = compile(ast.Module([statement], []), "a cell", "exec", dont_inherit=True)
    return code


def _uses(code: CodeType, cell: int) -> Iterator[Use]:
    """Yield the uses of names of the module in the body of a function, and in what is in that."""
    own = _stored(code, "STORE_NAME")  # by the body of a class
    for instruction in dis.get_instructions(code):
        if isinstance(instruction.argval, CodeType):
            yield from _uses(instruction.argval, cell)
        elif instruction.opname in LOADS and instruction.argval not in own:
            yield Use(cell, _line(instruction), instruction.argval)


def _stored(code: CodeType, *how: str) -> set[str]:
    return {instruction.argval for instruction in dis.get_instructions(code) if instruction.opname in how}


def _line(instruction: dis.Instruction) -> int:
    return (instruction.positions and instruction.positions.lineno) or 1
