"""Source code of functions: to show (`source`) and to hash (`fingerprint`). Read as syntax, never imported."""

from __future__ import annotations

import ast
import hashlib
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from . import texts
from .errors import ContentError
from .paths import PACKAGE
from .reasons import place
from .scripts import Function, require_script
from .suggestions import suggestion

Symbol = tuple[str, str]
Summary = Mapping[str, Any]
"""What fingerprints need of a module, as JSON has it: `functions`, by name the `parameters` of each and what it
`returns`, and `symbols`, by name the code that binds each and the symbols that it names."""


def source(name: str, values: Mapping[str, Any], *, imports: bool = False) -> str:
    """Return the body of the function `name` ("training.steps.build_model") as a plain script.

    Leave out its `def` line, docstring, imports (unless `imports`) and a final `return` that computes nothing. Replace
    each parameter, and each whole line that imports, by its value in `values` if it has one. Leave out a keyword
    argument that passes a parameter at its default, as one would when typing it.

    Raise ContentError when the package has no such function, when it has no statement to show, and where
    `require_script` does.
    """
    function = _function(name)
    require_script(name, function)
    body = _statements_to_show(function, keep_imports=imports)
    if not body:
        raise ContentError(f"source({name!r}): the function has no statement to show")
    lines = _text(name.rpartition(".")[0]).splitlines()
    first = _first_line(body[0], lines, function)
    text = textwrap.dedent("\n".join(lines[first - 1 : body[-1].end_lineno]))
    known = {parameter: values[parameter] for parameter in _parameters(function) if parameter in values}
    text = _filled_in(_without_defaults(text, function, known), known)
    return "\n".join(str(values.get(line, line)) if "import " in line else line for line in text.splitlines())


@cache
def summary(module: str) -> Summary:
    """Return what fingerprints need of a module; of a module that does not exist nothing."""
    if not file_of(module).is_file():
        return {"functions": {}, "symbols": {}}
    functions = {
        node.name: {"parameters": _parameters(node), "returns": ast.unparse(node.returns) if node.returns else ""}
        for node in _tree(module).body if isinstance(node, Function)
    }
    return {"functions": functions, "symbols": _symbols(module)}


def fingerprint(name: str, read: Callable[[str], Summary] = summary) -> str:
    """Return the SHA-256 (hex) of all package code that the function `name` can run: it and what it names, recursively.

    Comments, docstrings, annotations and layout do not count. `read` returns the summary of a module. Raise
    ContentError when there is no such function.
    """
    parameters(name, read)
    module, _, symbol = name.rpartition(".")
    reached: dict[Symbol, str] = {}
    _reach((module, symbol), reached, read)
    text = "\n".join(f"{where}.{what}:{code}" for (where, what), code in sorted(reached.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def digest() -> str:
    """Return the SHA-256 (hex) of all Python files of the package, comments included, whatever their line endings.

    Raise ContentError for a file that is not UTF-8.
    """
    files = {path.relative_to(PACKAGE).as_posix(): read_module(path) for path in PACKAGE.rglob("*.py")}
    lines = (f"{name} {_sha256(text)}" for name, text in sorted(files.items()))
    return _sha256("\n".join(lines))


def digest_of(module: str) -> str:
    """Return the SHA-256 (hex) of a module, as `digest` does of all; "" where there is no such module."""
    return _sha256(_text(module)) if file_of(module).is_file() else ""


def has(name: str, read: Callable[[str], Summary] = summary) -> bool:
    """Return whether the package has the function `name`."""
    module, _, symbol = name.rpartition(".")
    return symbol in read(module)["functions"]


def parameters(name: str, read: Callable[[str], Summary] = summary) -> list[str]:
    """Return the names of the parameters of the function `name`. Raise ContentError when there is no such function."""
    if not has(name, read):
        raise _no_function(name)
    module, _, symbol = name.rpartition(".")
    found: list[str] = read(module)["functions"][symbol]["parameters"]
    return found


def functions(package: str, returns: str, read: Callable[[str], Summary] = summary) -> dict[str, str]:
    """Return the public functions annotated `-> returns` of a `package`, sorted: {name: "package.module.name"}."""
    modules = [f"{package}.{path.stem}" for path in (PACKAGE / package).glob("*.py")]
    found = {(name, module): about for module in modules for name, about in read(module)["functions"].items()}
    return {
        name: f"{module}.{name}" for (name, module), about in sorted(found.items())
        if about["returns"] == returns and not name.startswith("_")
    }


def file_of(module: str) -> Path:
    """Return the path of the file of a module, "figures.mistakes", which may not exist."""
    path = PACKAGE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def read_module(path: Path) -> str:
    try:
        return texts.read(path)
    except UnicodeError as error:
        raise ContentError(f"{path}: {error}") from error


@cache
def _text(module: str) -> str:
    return read_module(file_of(module))


@cache
def _tree(module: str) -> ast.Module:
    return _parsed(module)


def _parsed(module: str) -> ast.Module:
    """Return the syntax tree of a module. Raise ContentError, with file and line, where it has none."""
    try:
        return ast.parse(_text(module))
    except (SyntaxError, RecursionError) as error:
        line, what = getattr(error, "lineno", None), getattr(error, "msg", error)
        raise ContentError(f"{place(file_of(module), line)}: {type(error).__name__}: {what}") from error


def _function(name: str) -> Function:
    module, _, symbol = name.rpartition(".")
    if module and file_of(module).is_file():
        for node in _tree(module).body:
            if isinstance(node, Function) and node.name == symbol:
                return node
    raise _no_function(name)


def _no_function(name: str) -> ContentError:
    module, _, symbol = name.rpartition(".")
    own = [f"{module}.{public}" for public in summary(module)["functions"] if not public.startswith("_")]
    files = (path.relative_to(PACKAGE).with_suffix("").parts for path in PACKAGE.rglob("*.py"))
    elsewhere = [f"{other}.{symbol}" for other in map(".".join, files) if has(f"{other}.{symbol}")]
    example = "write it as module.function, for example training.steps.build_model"
    advice = suggestion(name, own or elsewhere, example, by=lambda each: each.rpartition(".")[2])
    return ContentError(f"no function {name!r} in mnist_report; {advice}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _statements_to_show(function: Function, *, keep_imports: bool) -> list[ast.stmt]:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if body and isinstance(body[-1], ast.Return):
        body = body[:-1]
    without = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]
    return body if keep_imports or not without else without


def _first_line(node: ast.stmt, lines: list[str], function: Function) -> int:
    """Return the number of the line of `node`, or of the first of the comments directly above it."""
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


def _reach(symbol: Symbol, reached: dict[Symbol, str], read: Callable[[str], Summary]) -> None:
    """Add to `reached` the code of `symbol` and, recursively, of every symbol of the package that it names."""
    module, name = symbol
    if symbol not in reached and name in (symbols := read(module)["symbols"]):
        reached[symbol], named = symbols[name]
        for inner, what in named:
            _reach((inner, what), reached, read)


def _symbols(module: str) -> dict[str, tuple[str, list[Symbol]]]:
    """Return for each top-level name of a module the code that binds it and is executed, and the symbols in that."""
    nodes = [_Executed().visit(node) for node in _parsed(module).body]
    imports = _imports(module, nodes)
    found: dict[str, tuple[str, frozenset[Symbol]]] = {}
    for node in nodes:
        for name in _bound_names(node) if node else []:
            code, named = found.get(name, ("", frozenset()))
            found[name] = f"{code}{ast.unparse(node)}\n", named | _named_symbols(module, node, imports)
    return {name: (code, sorted(named)) for name, (code, named) in found.items()}


def _bound_names(node: ast.stmt) -> list[str]:
    """Return the names that a top-level statement binds, except by an import."""
    if isinstance(node, Function | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)]


def _named_symbols(module: str, node: ast.AST, imports: Mapping[str, Symbol]) -> frozenset[Symbol]:
    """Return the symbols of the package that `node`, a statement of `module`, names."""
    inner = list(ast.walk(node))
    imports = {**imports, **_imports(module, inner)}
    names = {imports.get(name.id, (module, name.id)) for name in inner if isinstance(name, ast.Name)}
    for access in inner:
        if isinstance(access, ast.Attribute) and isinstance(access.value, ast.Name) and access.value.id in imports:
            package, submodule = imports[access.value.id]
            names.add((f"{package}.{submodule}".lstrip("."), access.attr))
    return frozenset(names)


def _imports(module: str, nodes: Iterable[ast.AST]) -> dict[str, Symbol]:
    """Return what the imports among `nodes` bind: {local name: (module, name)}."""
    found: dict[str, Symbol] = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (origin := _origin(module, node)) is not None:
            found |= {alias.asname or alias.name: (origin, alias.name) for alias in node.names}
    return found


def _origin(module: str, node: ast.ImportFrom) -> str | None:
    """Return the package module that `node` imports from ("" for the package itself); None for other packages."""
    if node.level:
        parts = module.split(".")
        return ".".join([*parts[: len(parts) - node.level], *(node.module or "").split(".")]).strip(".")
    name = node.module or ""
    return name.removeprefix("mnist_report").lstrip(".") if name.split(".")[0] == "mnist_report" else None


class _Executed(ast.NodeTransformer):
    """Removes what does not execute: docstrings (any bare string) and the annotations of functions."""

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
