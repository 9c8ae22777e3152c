"""Incremental: MkDocs makes again only what has changed since the latest build."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ..core.settings import load_settings
from ..core.store import Store
from .conversions import GetToc, keep_conversions, keep_entries
from .kept import Kept
from .templates import keep_templates


def keep(config: Mapping[str, Any], get_toc: GetToc) -> None:
    """Have MkDocs, in this build, make only what the store lacks, and keep it there; `get_toc` is its own.

    Call it when the plugins are configured and no page is read yet. Raise ConfigurationError for the settings.
    """
    kept = Kept.read(Store(load_settings(Path(config["config_file_path"]).parent / "pyproject.toml").store))
    keep_entries(kept, config)
    events = config["plugins"].events
    events["nav"].append(partial(keep_conversions, kept, get_toc))
    events["env"].append(partial(keep_templates, kept))
    events["post_build"].append(kept.write)
