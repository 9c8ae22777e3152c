"""The house stands as drawn: imports run downhill, heavy packages load late, each has one importer."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "mnist_report"
LEVELS = [
    {"core"},
    {"training"},
    {"figures"},
    {"results"},
    {"pages"},
    {"exports"},
    {"publishing"},
    {"commands"},
    {"cli"},
    {"__main__"},
]
LEVEL = {part: level for level, parts in enumerate(LEVELS) for part in parts}
ONLY = {
    "keras": {"training"},
    "tensorflow": {"training"},
    "matplotlib": {"figures", "training"},  # training: the imports that lesson 1 shows
    "jinja2": {"pages"},
    "filelock": {"core"},
    "mkdocs": set(),
    "mkdocs_gen_files": set(),
    "pickle": set(),
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[tuple[str, str]]:
    """(package, part or "") of every import in a file; our own package is ("mnist_report", part)."""
    depth = len(path.relative_to(PACKAGE).parts) - 1
    found: set[tuple[str, str]] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {(alias.name.split(".")[0], "") for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.level == depth + 1:
            found |= {("mnist_report", part) for part in ([node.module] if node.module else [a.name for a in node.names])}
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((str(node.module).split(".")[0], ""))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downhill(path: Path) -> None:
    for package, name in imports(path):
        if package == "mnist_report":
            other = name.split(".")[0]
            assert LEVEL[other] < LEVEL[part_of(path)], f"{part_of(path)} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_heavy_package_has_its_importers(path: Path) -> None:
    for package, _ in imports(path):
        assert part_of(path) in ONLY.get(package, {part_of(path)}), f"{part_of(path)} imports {package}"


@pytest.mark.parametrize("path", [*MODULES, ROOT / "gen" / "pages.py"], ids=lambda path: path.name)
def test_what_another_program_says_is_decoded_in_the_same_way_everywhere(path: Path) -> None:
    """As ruff's PLW1514 holds it of files."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            said = {keyword.arg for keyword in node.keywords}
            assert "encoding" in said or not said & {"text", "universal_newlines"}, ast.unparse(node)


def test_every_part_has_its_level_and_stands_in_the_drawing() -> None:
    parts = {part_of(path) for path in MODULES}
    assert parts == set(LEVEL)
    drawing = ast.get_docstring(ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")))
    assert drawing is not None
    for part in parts - {"__main__"}:
        assert f"{part}.py " in drawing or f"{part}/ " in drawing, part


def test_nothing_slow_is_imported_early() -> None:
    code = "import mnist_report.cli, mnist_report.publishing.checks, mnist_report.training.steps, sys; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"tensorflow", "keras", "matplotlib", "filelock", "mkdocs", "PIL", "scipy"} & set(loaded)


def test_the_host_is_thin() -> None:
    host = (ROOT / "gen" / "pages.py").read_text(encoding="utf-8")
    assert len(host.splitlines()) <= 40
    assert not [node for node in ast.walk(ast.parse(host)) if isinstance(node, ast.ImportFrom) and node.module != "pathlib"]
