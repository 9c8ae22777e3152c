"""Script of mkdocs-gen-files: puts the rendered pages in place of those in docs/, and packs the built site."""

import subprocess
import sys
from pathlib import Path

import mkdocs.exceptions
import mkdocs.structure.toc
import mkdocs_gen_files

import mnist_report.pages.navigation
import mnist_report.publishing.events
import mnist_report.publishing.excluding
import mnist_report.publishing.incremental
import mnist_report.publishing.theme

config, events = mkdocs_gen_files.config, mkdocs_gen_files.config.plugins.events

# Editors on Windows may save a template with a byte order mark, which Jinja would write into the pages.
events["env"].append(lambda env, **_: vars(env.loader).update(encoding="utf-8-sig"))
mnist_report.publishing.events.listen(events, serving="serve" in sys.argv)
mnist_report.publishing.events.own_temporary(mkdocs_gen_files.directory)
try:
    for name, content in mnist_report.publishing.events.rendered(config).items():
        with mkdocs_gen_files.open(name, "wb") as file:
            file.write(content)
except subprocess.CalledProcessError as failed:
    stop = mkdocs.exceptions.Abort("The pages are not rendered; the line above says why.")
    stop.exit_code, stop.__cause__ = failed.returncode, failed  # type: ignore[misc]

    def refuse(files: object, config: object) -> None:
        raise stop

    events["files"].append(refuse)  # raised here, it would be shown as a mistake of this script, with a traceback
else:
    events["files"] += [mnist_report.publishing.excluding.exclude, mnist_report.publishing.theme.leave_out]
    mnist_report.publishing.incremental.keep(config, mkdocs.structure.toc.get_toc)
    if "serve" not in sys.argv:  # MkDocs keeps the blanks around the address
        navigation = mnist_report.pages.navigation.Navigation.read(Path(config["config_file_path"]))
        config["site_url"] = navigation.address or config["site_url"]
