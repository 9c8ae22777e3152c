"""Excluding: MkDocs leaves out the pages that the settings leave out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.settings import load_settings
from ..pages.editions import Editions
from ..pages.excluded import Excluded


def exclude(files: Any, config: Any) -> None:
    """Remove from MkDocs' files and from its navigation what the settings leave out, in its event `files`.

    Raise ConfigurationError for wrong settings.
    """
    settings = load_settings(Path(config["config_file_path"]).parent / "pyproject.toml")
    excluded = Excluded.read(Editions(Path(config["docs_dir"]), settings))
    for file in [file for file in files if file.src_uri in excluded]:
        files.remove(file)
    config["nav"] = excluded.pruned(config["nav"])
