"""A hook of MkDocs': lays the rendered pages over docs/, and packs what is built."""

import subprocess
import sys

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files

import mnist_report.events
import mnist_report.templates


def on_files(files: Files, config: MkDocsConfig) -> Files:
    try:
        rendered = mnist_report.events.rendered(config)
    except subprocess.CalledProcessError as failed:
        stop = Abort("The pages are not rendered; the line above says why.")
        stop.exit_code = failed.returncode  # type: ignore[misc]
        raise stop from None
    found = {file.src_uri: file for file in files}
    found |= {name: File.generated(config, name, content=content) for name, content in rendered.items()}
    return Files(sorted(found.values(), key=order))


def order(file: File) -> list[tuple[int, str]]:
    """Return where MkDocs puts a file: those of a folder before its folders, the index first."""
    *folders, _ = file.src_uri.split("/")
    return [(2, folder) for folder in folders] + [(int(file.name != "index"), file.src_uri)]


if "serve" not in sys.argv:
    on_pre_build = mnist_report.events.before_build
    on_env = mnist_report.templates.keep_the_theme
    on_post_build = mnist_report.events.after_build
    on_build_error = mnist_report.events.failed_build
