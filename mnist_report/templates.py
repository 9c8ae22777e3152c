"""Templates: those of the pages and of the theme, as Jinja compiled them once, kept in the store."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from .config import load_course


class Compiled(jinja2.FileSystemBytecodeCache):
    """Jinja's cache of compiled templates, which a store that cannot be written does without."""

    def __init__(self, store: Path, kind: str) -> None:
        """`kind` names whose templates they are; another name when the same template compiles to other code."""
        folder = store / "templates"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        super().__init__(str(folder), f"{kind}-%s.cache")

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Jinja's own, also for a file in a folder whose name is not UTF-8."""
        return super().get_cache_key(name, repr(filename))

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # a file cut short makes Jinja raise whatever unpickling does
            bucket.reset()

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def keep_the_theme(environment: jinja2.Environment, config: Mapping[str, Any], **_: object) -> jinja2.Environment:
    """What gen/pages.py has MkDocs do before it builds: the theme is compiled once, not for each build.

    Raises ConfigurationError when the settings of the project, which say where the store is, cannot be read.
    """
    project = Path(config["config_file_path"]).parent
    environment.bytecode_cache = Compiled(load_course(project / "pyproject.toml").store, "theme")
    return environment
