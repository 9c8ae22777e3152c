"""Needed: of the code of earlier lessons, the statements that later code counts on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from .bound_names import bound_names, unbound_names

BRANCHES = (ast.If, ast.For, ast.While, ast.Try, ast.Match)
"""Statements that may bind a name or not."""
TELLING = frozenset({"print", "evaluate", "predict", "summary"})
"""What is called for what it says, and changes nothing."""


def needed(code: str, later: Iterable[str]) -> str:
    """Return the statements, with the comments above them, that bind or change what later code uses, or what such a
    statement uses; each name that they bind is at the end what all of the code makes of it. Raise SyntaxError for code
    that is no Python.
    """
    lines, kept = list(_lines(code)), list[str]()
    wanted, before = unbound_names(later), set[str]()
    while wanted != before:
        before, kept = wanted, _kept(lines, wanted)
        wanted = wanted.union(*(_names(text).bound for text in kept))
    return "".join(kept).strip("\n")


def _kept(lines: Sequence[str], wanted: set[str]) -> list[str]:
    kept = list[str]()
    for text in reversed(lines):
        names = _names(text)
        if wanted & (names.bound | names.changed):
            wanted = (wanted - names.surely_bound) | names.used
            kept.insert(0, text)
    return kept


class _Names(NamedTuple):
    bound: set[str]
    surely_bound: set[str]
    changed: set[str]
    used: set[str]


@cache
def _names(text: str) -> _Names:
    statements, bound = ast.parse(text).body, bound_names(text)
    surely = set() if any(isinstance(each, BRANCHES) for each in statements) else bound
    return _Names(bound, surely, set().union(*map(_changed, statements)), unbound_names([text]))


def _lines(code: str) -> Iterator[str]:
    """Yield the lines of each statement, and of all that begin where one ends."""
    lines, body = f"{code}\n".splitlines(keepends=True), ast.parse(code).body
    following = [*(each.lineno for each in body[1:]), None]
    ends = [each.end_lineno for each, start in zip(body, following, strict=False) if each.end_lineno != start]
    return ("".join(lines[begin:end]) for begin, end in pairwise([0, *ends]))


def _changed(statement: ast.stmt) -> set[str]:
    """Return the names of what a statement may change: what it trains or assigns into, and what it calls, or hands to a
    function, for no result. What a function does counts where it is called.
    """
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return set()
    parts = [part for node in ast.walk(statement) for part in _effects(node)]
    return {name.id for part in parts for name in ast.walk(part) if isinstance(name, ast.Name)}


def _effects(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))) if name in TELLING:
            return []
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=called))) | ast.Call(
            func=ast.Attribute(value=called, attr="fit")
        ):
            return [called]
        case ast.Expr(value=value):
            return [value]
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()) | ast.Attribute(value=value, ctx=ast.Store()):
            return [value]
        case _:
            return []
