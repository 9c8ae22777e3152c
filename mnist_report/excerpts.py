"""A function's source: to show (`source`) and to hash (`fingerprint`). Read from disk as syntax, never imported."""

from __future__ import annotations

import ast
import copy
import hashlib
import re
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .errors import ContentError

PACKAGE = Path(__file__).parent
Symbol = tuple[str, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def source(name: str, values: Mapping[str, Any], *, imports: bool = False) -> str:
    """The body of the function `name` ("training.build_model") as a plain script.

    Left out are its `def` line, docstring, imports (unless `imports`) and final `return`. A parameter that stands in
    `values` is shown as its value; a keyword argument that passes a parameter at its default is left out, as one would
    when typing it.

    Raises ContentError when the package has no such function.
    """
    function = _function(name)
    body = _shown(function, keep_imports=imports)
    if not body:
        raise ContentError(f"source({name!r}): the function has no statement to show")
    lines = _text(_module_of(name)).splitlines()
    first = _first_line(body[0], lines, function)
    text = textwrap.dedent("\n".join(lines[first - 1 : body[-1].end_lineno]))
    known = {parameter: values[parameter] for parameter in _parameters(function) if parameter in values}
    return _filled_in(_without_defaults(text, function, known), known)


@cache
def fingerprint(name: str) -> str:
    """SHA-256 (hex) of all package code that the function `name` can run: itself and what it names, recursively.

    Comments, docstrings, annotations and layout do not count. Raises ContentError when there is no such function.
    """
    _function(name)
    module, _, symbol = name.rpartition(".")
    reached: dict[Symbol, str] = {}
    _reach((module, symbol), reached)
    text = "\n".join(f"{where}.{what}:{code}" for (where, what), code in sorted(reached.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def parameters(name: str) -> list[str]:
    """The names of the parameters of the function `name`. Raises ContentError when there is no such function."""
    return _parameters(_function(name))


def functions(package: str, returns: str) -> dict[str, str]:
    """Public functions annotated `-> returns` in the modules of `package`: {name: "package.module.name"}, sorted."""
    found = {}
    for path in sorted((PACKAGE / package).glob("*.py")):
        module = f"{package}.{path.stem}"
        for node in _tree(module).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _returns(node) == returns:
                found[node.name] = f"{module}.{node.name}"
    return dict(sorted(found.items()))


def _returns(node: ast.FunctionDef) -> str:
    return ast.unparse(node.returns) if node.returns else ""


def _module_of(name: str) -> str:
    return name.rpartition(".")[0]


def _path(module: str) -> Path:
    path = PACKAGE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _text(module: str) -> str:
    return _path(module).read_text(encoding="utf-8")


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_text(module))


def _function(name: str) -> Function:
    module, _, symbol = name.rpartition(".")
    if module and _path(module).is_file():
        for node in _tree(module).body:
            if isinstance(node, Function) and node.name == symbol:
                return node
    raise ContentError(f"no function {name!r} in mnist_report; write it as module.function, for example "
                       "training.build_model")


def _shown(function: Function, *, keep_imports: bool) -> list[ast.stmt]:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if body and isinstance(body[-1], ast.Return):
        body = body[:-1]
    without = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]
    return body if keep_imports or not without else without


def _first_line(node: ast.stmt, lines: list[str], function: Function) -> int:
    """The line of `node`, or of the comments that stand directly above it."""
    line = node.lineno
    while line - 1 > function.lineno and lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line


def _parameters(function: Function) -> list[str]:
    arguments = function.args
    return [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _without_defaults(text: str, function: Function, known: Mapping[str, Any]) -> str:
    defaults = dict(zip(reversed(_parameters(function)), reversed(function.args.defaults), strict=False))
    for name, default in defaults.items():
        if name in known and known[name] == ast.literal_eval(default):
            text = re.sub(rf",\s*{name}={name}\b", "", text)
    return text


def _filled_in(text: str, known: Mapping[str, Any]) -> str:
    lines = text.splitlines()
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and node.id in known]
    for node in sorted(names, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        line = lines[node.lineno - 1].encode()  # the offsets of ast are in bytes
        value = repr(known[node.id]).encode()
        lines[node.lineno - 1] = (line[: node.col_offset] + value + line[node.end_col_offset :]).decode()
    return "\n".join(lines)


def _reach(symbol: Symbol, reached: dict[Symbol, str]) -> None:
    """Adds to `reached` the code of `symbol` and, recursively, of every symbol of the package that it names."""
    module, name = symbol
    nodes = [node for node in _tree(module).body if name in _bound(node)]
    if symbol in reached or not nodes:
        return
    bare = [_bare(node) for node in nodes]
    reached[symbol] = "\n".join(ast.unparse(node) for node in bare)
    for node in bare:
        for inner in _named(module, node):
            _reach(inner, reached)


def _bound(node: ast.stmt) -> list[str]:
    """The names that a top-level statement binds, imports apart."""
    if isinstance(node, Function | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)]


def _named(module: str, node: ast.AST) -> Iterator[Symbol]:
    """The symbols of the package that `node`, a statement of `module`, names."""
    imports = _imports(module, _tree(module)) | _imports(module, node)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield imports.get(inner.id, (module, inner.id))
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id in imports:
            package, submodule = imports[inner.value.id]
            yield f"{package}.{submodule}".lstrip("."), inner.attr


def _imports(module: str, node: ast.AST) -> dict[str, Symbol]:
    """What `node` imports from the package, if not for type checkers only: {local name: (module, name)}."""
    found: dict[str, Symbol] = {}
    statements = node.body if isinstance(node, ast.Module) else list(ast.walk(node))
    for statement in statements:
        if isinstance(statement, ast.ImportFrom) and (origin := _origin(module, statement)) is not None:
            found |= {alias.asname or alias.name: (origin, alias.name) for alias in statement.names}
    return found


def _origin(module: str, node: ast.ImportFrom) -> str | None:
    """The package module that `node` imports from ("" for the package itself); None for other packages."""
    if node.level:
        parts = module.split(".")
        return ".".join([*parts[: len(parts) - node.level], *(node.module or "").split(".")]).strip(".")
    name = node.module or ""
    return name.removeprefix("mnist_report").lstrip(".") if name.split(".")[0] == "mnist_report" else None


class _Bare(ast.NodeTransformer):
    """Takes out what does not execute: docstrings (any bare string) and the annotations of functions."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        return None if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        for argument in ast.walk(node.args):
            if isinstance(argument, ast.arg):
                argument.annotation = None
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node


def _bare(node: ast.stmt) -> ast.stmt:
    bare: ast.stmt = _Bare().visit(copy.deepcopy(node))
    return bare
