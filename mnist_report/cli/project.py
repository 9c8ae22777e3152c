"""Project: the folder that a command works on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from ..core.progress import SILENT, Progress
from ..core.settings import Settings, load_settings
from ..core.source import PACKAGE
from ..pages import navigation
from ..pages.course import Course
from ..pages.navigation import Navigation
from ..publishing import destination
from ..results.artifacts import Artifacts


@dataclass(frozen=True)
class Project:
    """A folder with pyproject.toml, mkdocs.yml and docs/, each of which may be missing."""

    folder: Path
    """Path of the folder."""
    progress: Progress = SILENT
    """Shows how far the work is."""

    @cached_property
    def settings(self) -> Settings:
        """The settings in `[tool.mnist-report]`. Raise ConfigurationError for one that is wrong."""
        return load_settings(self.folder / "pyproject.toml")

    @cached_property
    def artifacts(self) -> Artifacts:
        """The runs and figures of the course."""
        return Artifacts(self.settings, self.progress)

    @cached_property
    def own(self) -> list[Path]:
        """Files and folders that no output may replace. Raise ConfigurationError for wrong settings."""
        return destination.own(self.folder, self.settings)

    @property
    def docs(self) -> Path:
        """Folder of the pages: that of the project, or else that in the package."""
        own = self.folder / "docs"
        return own if own.is_dir() else PACKAGE / "docs"

    @property
    def mkdocs_yml(self) -> Path:
        """Path of the mkdocs.yml beside the pages, which may not exist."""
        return self.docs.parent / navigation.NAME

    @cached_property
    def course(self) -> Course:
        """The pages, with the navigation if there is a mkdocs.yml. Raise ConfigurationError for a wrong one."""
        found = self.mkdocs_yml.is_file()
        return Course(self.artifacts, self.docs, Navigation.read(self.mkdocs_yml) if found else Navigation())


pass_project = click.make_pass_decorator(Project)
