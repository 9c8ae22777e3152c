"""The house stands as drawn: imports run downhill, heavy packages load late, each has one importer."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.support.project import ROOT

PACKAGE = ROOT / "mnist_report"
ROOMS = ["core", "training", "figures", "results", "pages", "exports", "publishing", "cli"]
ONLY = {
    "keras": {"training"},
    "tensorflow": {"training"},
    "matplotlib": {"figures", "training"},  # training: the imports that lesson 1 shows
    "PIL": {"figures", "results"},
    "jinja2": {"pages", "publishing"},
    "filelock": {"core"},
    "mkdocs": set(),
    "mkdocs_gen_files": set(),
    "pickle": set(),
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def room_of(path: Path) -> str:
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


def siblings(path: Path) -> set[str]:
    """What a file imports from its own folder, at its top or inside a function."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    own = [[node.module] if node.module else [alias.name for alias in node.names] for node in nodes if node.level == 1]
    return {name for names in own for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_rooms_below_it(path: Path) -> None:
    for package, name in imports(path):
        if package == "mnist_report":
            room, other = room_of(path), name.split(".")[0]
            assert ROOMS.index(other) < ROOMS.index(room), f"{room} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_heavy_package_has_its_importers(path: Path) -> None:
    for package, _ in imports(path):
        assert room_of(path) in ONLY.get(package, {room_of(path)}), f"{room_of(path)} imports {package}"


@pytest.mark.parametrize("path", [*MODULES, ROOT / "gen" / "pages.py"], ids=lambda path: path.name)
def test_what_another_program_says_is_decoded_in_the_same_way_everywhere(path: Path) -> None:
    """As ruff's PLW1514 holds it of files."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            said = {keyword.arg for keyword in node.keywords}
            assert "encoding" in said or not said & {"text", "universal_newlines"}, ast.unparse(node)


def test_there_are_these_rooms_and_the_plan_has_them() -> None:
    assert sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")) == sorted(ROOMS)
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}
    plan = ast.get_docstring(ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")))
    assert re.findall(r"(?m)^ *(\w+)/ ", plan or "") == ROOMS[::-1]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_each_of_its_files_holds(room: str) -> None:
    plan = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8")))
    files = {path.name for path in (PACKAGE / room).glob("*.py")} - {"__init__.py"}
    folders = {path.parent.name + "/" for path in (PACKAGE / room).glob("*/__init__.py")}
    assert set(re.findall(r"(?m)^ *(\w+(?:\.py|/)) ", plan or "")) == files | folders


@pytest.mark.parametrize("room", ROOMS)
def test_no_two_files_of_a_room_need_each_other(room: str) -> None:
    needs = {
        path.stem: {name.split(".")[0] for name in siblings(path)} for path in MODULES if path.parent == PACKAGE / room
    }
    tuple(TopologicalSorter(needs).static_order())  # raises CycleError


def test_nothing_slow_is_imported_early() -> None:
    code = "import mnist_report.cli.main, mnist_report.publishing.checks, mnist_report.training.steps, sys; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"tensorflow", "keras", "matplotlib", "filelock", "mkdocs", "PIL", "scipy"} & set(loaded)


def test_the_host_is_thin() -> None:
    host = (ROOT / "gen" / "pages.py").read_text(encoding="utf-8")
    assert len(host.splitlines()) <= 45
    assert not [node for node in ast.walk(ast.parse(host)) if isinstance(node, ast.ImportFrom) and node.module != "pathlib"]


TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts)


def test_tests_stand_in_the_room_that_they_try() -> None:
    apart = {"site", "browser", "edition"}
    assert {path.parent.name for path in TESTS if path.name.startswith("test_")} - {"tests"} == {*ROOMS, *apart}
    assert [path.name for path in TESTS if path.parent.name == "tests"] == ["__init__.py", "conftest.py", "test_architecture.py"]


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT / "tests")))
def test_a_test_imports_none_but_helpers(path: Path) -> None:
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    assert not [node.module for node in nodes if node.level and path.parent.name != "support"], "say tests.support"
    own = {str(node.module) for node in nodes if str(node.module).split(".")[0] == "tests"}
    assert {module for module in own if not module.startswith("tests.support")} == set()


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT / "tests")))
def test_a_test_asks_no_private_name_of_the_package(path: Path) -> None:
    """Nor does it put anything in the place of one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and str(node.module).startswith("mnist_report")
        for alias in node.names
    }
    assert not [name for name in ours if name.startswith("_")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ours:
            assert not re.match("_(?!_)", node.attr), ast.unparse(node)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("setattr", "patch.object")):
            assert ast.unparse(node.args[0]).split(".")[0] not in ours - {"markup"}, ast.unparse(node)


SOURCES = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.js"), *TESTS, *(ROOT / "docs").rglob("*.js"), *(ROOT / "docs").rglob("*.css")]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_long_file_or_class_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300 or "ver 300 lines: " in text.splitlines()[0]
    for node in ast.walk(ast.parse(text)) if path.suffix == ".py" else ():
        assert not isinstance(node, ast.ClassDef) or node.end_lineno - node.lineno < 200, node.name
