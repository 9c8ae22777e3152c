"""The types of the site's programs hold, by TypeScript's own compiler, and each explore page has a folder of its own."""

from __future__ import annotations

import re
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.support.npm import FOLDER, require_packages
from tests.support.project import ROOT

EXPLORE = ROOT / "docs" / "assets" / "explore"
MODULES = sorted(EXPLORE.rglob("*.js"))
NAMED = re.compile(r'(?:from |import |import\()"([^"]+)"')
EXPORTED_BARE = re.compile(r"(?<!\*/\n)^export .*", re.MULTILINE)


def needed(module: Path) -> set[Path]:
    """The modules that one names in an import, also in one of types."""
    return {(module.parent / name).resolve() for name in NAMED.findall(module.read_text(encoding="utf-8"))}


def test_the_types_hold() -> None:
    require_packages()
    checked = subprocess.run(["npm", "run", "--silent", "check"], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_each_page_has_a_folder_and_imports_from_no_other_but_what_all_share() -> None:
    pages = {path.parent.name for path in (ROOT / "docs" / "explore").glob("*/index.md")}
    assert {path.name for path in EXPLORE.iterdir() if path.is_dir()} == pages | {"parts", "shared"}
    reached = {(module.parent.name, other.parent.name) for module in MODULES for other in needed(module) - {EXPLORE / "start.js"}}
    assert {(folder, other) for folder, other in reached if other not in {folder, "shared"}} == set()


def test_what_pages_and_parts_share_is_needed_by_two_of_them() -> None:
    users: dict[Path, set[str]] = {}
    for page in (*EXPLORE.glob("*/page.js"), *EXPLORE.glob("parts/*.js")):
        found, new = set[Path](), {page}
        while new:
            found, new = found | new, {other for module in new for other in needed(module)} - found
        for module in found:
            users.setdefault(module, set()).add(f"{page.parent.name}/{page.stem}")
    assert [path.name for path in EXPLORE.glob("shared/*.js") if len(users.get(path, ())) < 2] == []


def test_no_two_modules_need_each_other() -> None:
    needs = {module: needed(module) for module in MODULES}
    tuple(TopologicalSorter(needs).static_order())  # raises CycleError


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(EXPLORE)))
def test_a_module_says_what_it_is_and_what_it_exports(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.startswith("/**\n * ") or re.match(r"/\*\* .* \*/\n", text)
    assert EXPORTED_BARE.findall(text) == []
