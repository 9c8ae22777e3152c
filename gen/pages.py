"""Run by mkdocs-gen-files: renders the pages in a child process, lays them over docs/, and packs what is built.

In a child, because an edited module is not reloaded in a running `mkdocs serve`, and TensorFlow has no place there.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import mkdocs_gen_files

project = Path(mkdocs_gen_files.config["config_file_path"]).parent
command = [sys.executable, "-m", "mnist_report", "--project", str(project), "render", "--generated-only"]
# A module compiled while `serve` watches the package would set off one more build.
environment = os.environ | ({"PYTHONDONTWRITEBYTECODE": "1"} if "serve" in sys.argv else {})

with tempfile.TemporaryDirectory() as folder:
    child = subprocess.run([*command, folder], env=environment, check=False)
    if child.returncode:
        sys.exit(child.returncode)
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            with mkdocs_gen_files.open(path.relative_to(folder).as_posix(), "wb") as page:
                page.write(path.read_bytes())

if "serve" not in sys.argv:
    import mnist_report.finish
    mkdocs_gen_files.config.plugins.events["post_build"].append(mnist_report.finish.after_build)
