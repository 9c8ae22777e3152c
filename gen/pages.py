"""Run by mkdocs-gen-files: renders the pages in a child process, lays them over docs/, and packs what is built.

In a child, because an edited module is not reloaded in a running `mkdocs serve`, and TensorFlow has no place there.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import mkdocs.exceptions
import mkdocs_gen_files

project, events = Path(mkdocs_gen_files.config["config_file_path"]).parent, mkdocs_gen_files.config.plugins.events
command = [sys.executable, "-m", "mnist_report", "--project", str(project), "render", "--generated-only"]
# A module compiled while `serve` watches the package would set off one more build.
environment = os.environ | ({"PYTHONDONTWRITEBYTECODE": "1"} if "serve" in sys.argv else {})


def stop(files: object, config: object) -> None:
    raise mkdocs.exceptions.Abort("The pages are not rendered; the line above says why.")


with tempfile.TemporaryDirectory() as folder:
    if subprocess.run([*command, folder], env=environment, check=False).returncode:
        events["files"].append(stop)  # here it would be taken for a mistake of this script, and shown with a traceback
    elif "serve" not in sys.argv:  # MkDocs takes the blanks around its address for a part of it
        import mnist_report.publication
        said = mnist_report.publication.Publication.read(Path(mkdocs_gen_files.config["config_file_path"]))
        mkdocs_gen_files.config["site_url"] = said.address or mkdocs_gen_files.config["site_url"]
    for path in filter(Path.is_file, sorted(Path(folder).rglob("*"))):
        with mkdocs_gen_files.open(path.relative_to(folder).as_posix(), "wb") as page:
            page.write(path.read_bytes())

if "serve" not in sys.argv:
    import mnist_report.finish
    import mnist_report.templates
    events["env"].append(mnist_report.templates.keep_the_theme)
    events["post_build"].append(mnist_report.finish.after_build)
