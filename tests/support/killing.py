"""Commands in a process group of their own, so that they can be killed with all that they started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.project import QUIET

LENIENT = """
[tool.mnist-report.gates]
min_test_accuracy = 0.0
min_class_recall = 0.0
max_calibration_error = 1.0
"""


def start(project: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """`mnist-report` in a process group of its own, with all that it starts."""
    command = [sys.executable, "-m", "mnist_report", "--project", str(project), *arguments]
    with (project / "log.txt").open("ab") as log:
        return subprocess.Popen(command, env=QUIET, stdout=log, stderr=log, start_new_session=True)
