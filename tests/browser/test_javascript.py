"""The types of the site's programs hold, by TypeScript's own compiler."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "js"


def test_the_types_hold() -> None:
    npm = shutil.which("npm")
    if npm is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no npm on the PATH: install Node.js")
    if not (FOLDER / "node_modules" / "typescript").is_dir():
        installed = subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, check=False)
        if installed.returncode:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"npm could not install TypeScript: {installed.stderr}")
    checked = subprocess.run([npm, "run", "--silent", "check"], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
