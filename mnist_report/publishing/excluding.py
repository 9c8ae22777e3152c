"""Excluding: MkDocs leaves out the pages that the settings leave out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ..core.settings import load_settings
from ..pages.editions import Editions
from ..pages.excluded import Excluded

VERSIONS: Final = "versions.md"
"""The page that lists the versions of the site."""


def exclude(files: Any, config: Any) -> None:
    """Remove from MkDocs' files and from its navigation what the settings leave out, in its event `files`.

    The list of versions, which most sites lack, comes last in the navigation where it is not left out. Raise
    ConfigurationError for wrong settings.
    """
    settings = load_settings(Path(config["config_file_path"]).parent / "pyproject.toml")
    excluded = Excluded.read(Editions(Path(config["docs_dir"]), settings))
    for file in [file for file in files if file.src_uri in excluded]:
        files.remove(file)
    config["nav"] = excluded.pruned(config["nav"])
    if config["nav"] and files.get_file_from_path(VERSIONS) and repr(VERSIONS) not in repr(config["nav"]):
        last = config["nav"][-1]
        part = next(iter(last.values())) if isinstance(last, dict) else None
        (part if isinstance(part, list) else config["nav"]).append(VERSIONS)
