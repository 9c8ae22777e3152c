"""Project: the folder that a command works on."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

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

    @cached_property
    def settings(self) -> Settings:
        """The settings in `[tool.mnist-report]`. Raise ConfigurationError for one that is wrong."""
        return load_settings(self.folder / "pyproject.toml")

    @cached_property
    def artifacts(self) -> Artifacts:
        """The runs and figures of the course; training prints its progress on standard error."""
        return Artifacts(self.settings, _print_progress)

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


def _print_progress(name: str, epoch: int, epochs: int, metrics: dict[str, float]) -> None:
    """Print the metrics after an epoch: with a progress bar in a terminal, as a line of its own in a log."""
    numbers = ", ".join(f"{metric} {value:.4f}" for metric, value in sorted(metrics.items()))
    line = f"{name}: epoch {epoch}/{epochs}: {numbers}"
    terminal = sys.stderr is not None and sys.stderr.isatty()
    if terminal:
        filled = 20 * epoch // epochs
        line = f"\r[{'#' * filled}{'-' * (20 - filled)}] {line}"
    click.echo(line, err=True, nl=not terminal or epoch == epochs)
