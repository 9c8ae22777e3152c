"""Scripts: whether the body of a function does as a script what it does as a function."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from .errors import ContentError

Function = ast.FunctionDef | ast.AsyncFunctionDef
ONLY_IN_FUNCTIONS: Final = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Nonlocal)
COPIES: Final = frozenset({"dict", "float", "int", "list", "str", "tuple"})
"""Functions that compute nothing new of what can be reached by names."""


def require_script(name: str, function: Function) -> None:
    """Raise ContentError where a script would lose or could not run what is in the function `name`.

    It loses a final `return`, which may therefore name results and not compute them; any other `return` it cannot run.
    """
    last = function.body[-1]
    for node in _own_nodes(function.body):
        if not isinstance(node, ONLY_IN_FUNCTIONS) or (node is last and _computes_nothing(node)):
            continue
        at = f"source({name!r}): `{textwrap.shorten(ast.unparse(node), 60, placeholder=' …')}` in line {node.lineno}"
        if node is last and isinstance(node, ast.Return):
            raise ContentError(f"{at} computes what a script would lose; bind it to a name first: `result = …`, then "
                               "`return result`")
        raise ContentError(f"{at} cannot be run by a script; leave the function at its end only, by `return` of a name")


def _own_nodes(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield these nodes and all in them, except what is in a function of their own."""
    for node in nodes:
        yield node
        if not isinstance(node, Function | ast.Lambda):
            yield from _own_nodes(ast.iter_child_nodes(node))


def _computes_nothing(node: ast.AST) -> bool:
    """Return whether a `return` names what there is; `plt.gcf()` is the picture that a notebook shows."""
    calls = {ast.unparse(inner.func) for inner in ast.walk(node) if isinstance(inner, ast.Call)}
    names = (ast.Name, ast.Attribute, ast.Constant, ast.Tuple, ast.List, ast.Call, ast.Return, ast.expr_context)
    return calls <= {*COPIES, "plt.gcf"} and all(isinstance(inner, names) for inner in ast.walk(node))
