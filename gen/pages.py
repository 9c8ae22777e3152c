"""Run by mkdocs-gen-files: lays the rendered pages over docs/, and packs what is built."""

import subprocess
import sys
from pathlib import Path

import mkdocs.exceptions
import mkdocs_gen_files

import mnist_report.pages.navigation
import mnist_report.publishing.events

config, events = mkdocs_gen_files.config, mkdocs_gen_files.config.plugins.events

# A template saved with a byte order mark is a template like any other.
events["env"].append(lambda env, **_: vars(env.loader).update(encoding="utf-8-sig"))
if "serve" not in sys.argv:
    events["build_error"].append(mnist_report.publishing.events.failed_build)
    events["post_build"].append(mnist_report.publishing.events.after_build)

mnist_report.publishing.events.own_temporary(mkdocs_gen_files.directory)
try:
    for name, content in mnist_report.publishing.events.rendered(config).items():
        with mkdocs_gen_files.open(name, "wb") as file:
            file.write(content)
except subprocess.CalledProcessError as failed:
    stop = mkdocs.exceptions.Abort("The pages are not rendered; the line above says why.")
    stop.exit_code = failed.returncode  # type: ignore[misc]

    def refuse(files: object, config: object) -> None:
        raise stop

    events["files"].append(refuse)  # here it would be taken for a mistake of this script, and shown with a traceback
else:
    if "serve" not in sys.argv:  # MkDocs takes the blanks around it for a part of it
        said = mnist_report.pages.navigation.Navigation.read(Path(config["config_file_path"]))
        config["site_url"] = said.address or config["site_url"]
