"""Finish: what is done to a built site, whatever generator built it, before it is published."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import offline
from .digests import MANIFEST, manifest
from .errors import ReportError
from .files import replace


def finish(site: Path, project: Path) -> Path:
    """Packs the site, then lists the SHA-256 of all its files; gives the path of the archive.

    Raises what packing raises, and StoreError when the list cannot be written.
    """
    archive = offline.pack(site, project)
    replace(site / MANIFEST, manifest(site))
    return archive


def after_build(config: Mapping[str, Any]) -> None:
    """What gen/pages.py has MkDocs do once a site is built: `finish`; a mistake is one line and ends the build."""
    try:
        finish(Path(config["site_dir"]), Path(config["config_file_path"]).parent)
    except ReportError as error:
        sys.exit(f"mnist-report: {error}")
