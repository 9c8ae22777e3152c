"""Programs of npm that tests run, installed as tests/js/package-lock.json says."""

from __future__ import annotations

import shutil
import subprocess

from filelock import FileLock

from tests.support.browser import do_without
from tests.support.project import ROOT

FOLDER = ROOT / "tests" / "js"


def require_packages() -> None:
    """Installs them if they are not there. Skips the test where that cannot be, fails it where CI is set."""
    if (npm := shutil.which("npm")) is None:
        do_without("no npm on the PATH: install Node.js")
    (ROOT / ".cache").mkdir(exist_ok=True)
    with FileLock(ROOT / ".cache" / "npm.lock"):
        if (FOLDER / "node_modules" / ".package-lock.json").exists():  # npm writes it last
            return
        installed = subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, check=False)
    if installed.returncode:
        do_without(f"npm could not install what tests/js/package.json names: {installed.stderr}")
